"""Withdrawing assignments: how they are named, whose they are, and refusals without a code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from mastery_calls import KIM, Mastery, bad, kept_school

LEE = "lee@example.edu"


@pytest.fixture(scope="module")
def shared() -> Iterator[Mastery]:
    yield from kept_school(("_a", "Math", 3), ("_b", "Math", 3), ("_c", "Math", 5), ("_k", "Math", 0))


@pytest.fixture
def mastery(shared: Mastery) -> Mastery:
    """The same, fresh for each test."""
    return shared.afresh()


def refusal(mastery: Mastery, status: int, **body: Any) -> str:
    refused = mastery.refused(status, "invalidate", **body)
    assert set(refused) == {"success", "error"}
    return str(refused["error"])


def statuses(mastery: Mastery, email: str = KIM) -> list[str]:
    return [one["status"] for one in mastery.assignments(email)]


def test_one_is_withdrawn_by_its_number_and_only_once(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a")
    mastery.assign(timeback_id="_b")
    assert mastery.invalidate(assignment_id=made["id"], timeback_id="_b") == {
        "message": "1 assignment invalidated",
        "total_invalidated": 1,
        "invalidated_assignments": [{"assignment_id": made["id"], "student_email": "Kim@Example.edu"}],
    }
    assert statuses(mastery) == ["INVALIDATED", "ASSIGNED"]
    error = refusal(mastery, 404, student_email=KIM, assignment_id=made["id"])
    assert f"assignment_id '{made['id']}'" in error


def test_another_students_number_is_not_found(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a")
    assert refusal(mastery, 404, student_email=LEE, assignment_id=made["id"])
    mastery.assign(student_email=LEE, timeback_id="_a")
    assert refusal(mastery, 404, student_email=LEE, assignment_id=made["id"])
    assert statuses(mastery) == ["ASSIGNED"]


def test_the_test_wins_over_the_subject(mastery: Mastery) -> None:
    for id in ("_a", "_b", "_c"):
        mastery.assign(timeback_id=id)
    assert mastery.invalidate(timeback_id="_c", subject="Math", grade_rank=3)["total_invalidated"] == 1
    assert statuses(mastery) == ["ASSIGNED", "ASSIGNED", "INVALIDATED"]


@pytest.mark.parametrize(
    "grade", [{"grade_rank": 3}, {"grade": 3}, {"grade": "3"}, {"grade": "third grade"}, {"grade": " Third "}]
)
def test_all_of_a_subject_and_grade_are_withdrawn_at_once(mastery: Mastery, grade: dict[str, Any]) -> None:
    for id in ("_a", "_b", "_c"):
        mastery.assign(timeback_id=id)
    mastery.assign(student_email=LEE, timeback_id="_a")
    found = mastery.invalidate(subject="mATH", **grade)
    assert (found["message"], found["total_invalidated"]) == ("2 assignments invalidated", 2)
    assert statuses(mastery) == ["INVALIDATED", "INVALIDATED", "ASSIGNED"]
    assert statuses(mastery, LEE) == ["ASSIGNED"]


def test_kindergarten_can_be_named(mastery: Mastery) -> None:
    mastery.assign(timeback_id="_k")
    assert mastery.invalidate(subject="Math", grade_rank=0)["total_invalidated"] == 1


def test_only_active_ones_are_withdrawn(mastery: Mastery) -> None:
    mastery.finish(mastery.assign(timeback_id="_a")["id"])
    assert refusal(mastery, 404, student_email=KIM, timeback_id="_a")
    again = mastery.assign(timeback_id="_a")
    mastery.play(again["id"], "start")
    mastery.play(again["id"], "pause")
    assert mastery.invalidate(timeback_id="_a")["total_invalidated"] == 1
    assert statuses(mastery) == ["COMPLETED", "INVALIDATED"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"student_email": " "},
        {"student_email": KIM},
        {"student_email": KIM, "subject": "Math"},
        {"student_email": KIM, "grade_rank": 3},
        {"student_email": KIM, "assignment_id": 0},
        {"student_email": KIM, "assignment_id": -4},
        {"student_email": KIM, "assignment_id": "41"},
        {"student_email": KIM, "assignment_id": 4.5},
        {"student_email": KIM, "assignment_id": True},
        {"student_email": KIM, "subject": "Math", "grade_rank": 13},
        {"student_email": KIM, "subject": "Math", "grade_rank": "3"},
        {"student_email": KIM, "subject": "Math", "grade": "K"},
        {"student_email": KIM, "subject": "Math", "grade": 13},
        {"student_email": KIM, "subject": "Math", "grade": []},
        {"student_email": [], "assignment_id": 1},
        {"student_email": KIM, "timeback_id": 7},
    ],
)
def test_wrong_requests_are_refused(mastery: Mastery, body: dict[str, Any]) -> None:
    mastery.assign(timeback_id="_a")
    assert refusal(mastery, 400, **body)
    assert statuses(mastery) == ["ASSIGNED"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]"])
def test_bodies_that_are_no_objects_are_refused_without_a_code(mastery: Mastery, body: bytes) -> None:
    assert set(bad(mastery.send("POST", "/delivery/assignments/invalidate", body), 400)) == {"success", "error"}


def test_what_is_missing_is_told(mastery: Mastery) -> None:
    assert refusal(mastery, 400) == "student_email is required"
    assert "nobody@example.edu" in refusal(mastery, 404, student_email="nobody@example.edu", assignment_id=1)
    error = refusal(mastery, 404, student_email=KIM, subject="Math", grade="fifth")
    assert "subject 'Math'" in error
    assert "grade_rank '5'" in error
    assert refusal(mastery, 404, student_email=KIM, assignment_id=2**80)


@pytest.mark.parametrize("status", [500, 503])
def test_also_a_breakdown_has_no_code_but_says_more(mastery: Mastery, status: int) -> None:
    mastery.sandbox.faults.add(path="/masterytrack/delivery/*", status=status, count=2)
    said = mastery.refused(status, "invalidate", student_email=KIM)
    assert said == {"success": False, "error": said["error"], "data": {"details": said["error"]}}
    assert mastery.refused(status, student_email=KIM).get("code") == ("INTERNAL_ERROR" if status == 500 else None)
    assert "code" not in bad(mastery.send("DELETE", "/delivery/assignments/invalidate"), 405)
