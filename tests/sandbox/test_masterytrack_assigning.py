"""Assigning tests: the five ways to choose one, what is refused, and in which order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from mastery_calls import KIM, Mastery, bad, good, kept_school

from timeback_sandbox import Sandbox
from timeback_sandbox.masterytrack.assigning import AssignmentRefused, assign

PLACE = {"assessment_line_item_sourced_id": "ali-1", "assessment_result_sourced_id": "ar-1"}


@pytest.fixture(scope="module")
def shared() -> Iterator[Mastery]:
    yield from kept_school(("_a", "Math", 3), ("_b", "Math", 3), ("_c", "Math", 5), ("_d", "Reading", 1))


@pytest.fixture
def mastery(shared: Mastery) -> Mastery:
    """The same, fresh for each test."""
    return shared.afresh()


def test_a_test_is_assigned_by_its_id(mastery: Mastery) -> None:
    mastery.sandbox.clock.freeze()
    reply = mastery.send(
        "POST", "/delivery/assignments/assign", {"student_email": " KIM@example.EDU ", "timeback_id": "_b"}
    )
    answer = good(reply, 201)
    assert (answer["success"], answer["platform"]) == (True, "Mastery Track")
    made = answer["data"]["assignment"]
    assert answer["data"]["message"] == "assigned to Kim@Example.edu"
    assert made["test_url"] == f"http://127.0.0.1:80/masterytrack/assignment/{made['id']}"
    assert made["metadata"] == {
        "type": "qti", "subType": "qti-test", "questionTypes": ["choice"], "grade": "Third Grade",
    }  # fmt: skip
    assert {name: made[name] for name in ("id", "student_email", "test_name", "assigned_by", "status")} == {
        "id": 1, "student_email": "Kim@Example.edu", "test_name": "_B", "assigned_by": 1, "status": "ASSIGNED",
    }  # fmt: skip
    assert mastery.assignments() == [made]


def test_it_expires_after_thirty_days(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a")
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert lasts.days == 30
    assert lasts.seconds == 0


def test_the_newest_version_is_assigned(mastery: Mastery) -> None:
    mastery.add_test(timeback_id="_a", name="A2", subject="Math", grade_rank=3, version=2)
    assert mastery.assign(timeback_id="_a")["test_name"] == "A2"


def test_by_subject_and_grade_the_first_test_not_completed_is_assigned(mastery: Mastery) -> None:
    first = mastery.assign(subject=" math ", grade_rank=3)
    assert first["test_name"] == "_A"
    assert "placement" not in first["metadata"]
    mastery.finish(first["id"])
    second = mastery.assign(subject="Math", grade_rank=3)
    assert second["test_name"] == "_B"
    mastery.finish(second["id"])
    refused = mastery.refused(404, student_email=KIM, subject="Math", grade_rank=3)
    assert refused["code"] == "TEST_NOT_FOUND"
    assert "Math" in refused["error"]
    assert "3" in refused["error"]


def test_what_was_withdrawn_or_given_up_is_assigned_again(mastery: Mastery) -> None:
    made = mastery.assign(subject="Math", grade_rank=3)
    mastery.invalidate(assignment_id=made["id"])
    again = mastery.assign(subject="Math", grade_rank=3)
    assert again["test_name"] == "_A"
    mastery.play(again["id"], "start")
    mastery.play(again["id"], "abandon")
    assert mastery.assign(subject="Math", grade_rank=3)["test_name"] == "_A"


def test_by_subject_alone_a_student_is_placed_at_the_own_grade(mastery: Mastery) -> None:
    made = mastery.assign(subject="Math")
    assert (made["test_name"], made["metadata"]["placement"]) == ("_A", True)


def test_without_a_grade_or_tests_of_it_a_placement_begins_at_the_lowest(mastery: Mastery) -> None:
    assert mastery.assign(subject="Math", student_email="lee@example.edu")["test_name"] == "_A"
    assert mastery.assign(subject="Reading")["test_name"] == "_D"
    assert mastery.refused(404, student_email=KIM, subject="Alchemy")["code"] == "TEST_NOT_FOUND"


def test_the_id_wins_over_the_subject(mastery: Mastery) -> None:
    assert mastery.assign(timeback_id="_d", subject="Math", grade_rank=3)["test_name"] == "_D"


def test_grade_zero_is_a_grade(mastery: Mastery) -> None:
    mastery.with_tests(("_k", "Math", 0))
    assert mastery.assign(subject="Math", grade_rank=0)["test_name"] == "_K"


def test_an_active_assignment_is_in_the_way_of_another(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a")
    for body in ({"timeback_id": "_a"}, {"subject": "Math", "grade_rank": 3}, {"subject": "Math"}):
        refused = mastery.refused(409, student_email=KIM, **body)
        assert (refused["error"], refused["code"]) == ("Assignment already exists", "ASSIGNMENT_EXISTS")
        names = ("id", "student_email", "test_name", "status", "test_url")
        assert refused["data"] == {"existing_assignment": {name: made[name] for name in names}}
    mastery.play(made["id"], "start")
    refused = mastery.refused(409, student_email=KIM, timeback_id="_a")
    assert refused["data"]["existing_assignment"]["status"] == "IN_PROGRESS"
    assert mastery.assign(timeback_id="_a", student_email="lee@example.edu")["id"] > made["id"]


def test_what_cannot_be_delivered_is_refused_by_id_and_passed_over_by_grade(mastery: Mastery) -> None:
    mastery.add_test(timeback_id="_0", name="0", subject="Math", grade_rank=3, question_types=["upload"])
    assert mastery.refused(422, student_email=KIM, timeback_id="_0")["code"] == "TEST_NOT_SUPPORTED"
    assert mastery.assign(subject="Math", grade_rank=3)["test_name"] == "_A"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "MISSING_PARAMETER"),
        ({"student_email": "", "timeback_id": "_a"}, "MISSING_PARAMETER"),
        ({"student_email": 7, "timeback_id": "_a"}, "INVALID_PARAMETERS"),
        ({"student_email": KIM}, "MISSING_PARAMETER"),
        ({"student_email": KIM, "timeback_id": " ", "subject": None}, "MISSING_PARAMETER"),
        ({"student_email": KIM, "grade_rank": 3}, "MISSING_PARAMETER"),
        ({"student_email": KIM, "timeback_id": "_a", "grade_rank": 3}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "subject": "Math", "grade_rank": 13}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "subject": "Math", "grade_rank": -1}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "subject": "Math", "grade_rank": "3"}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "subject": "Math", "grade_rank": True}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "subject": "Math", "grade_rank": 1e300}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "timeback_id": "_a", "assessment_result_sourced_id": "r"}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "timeback_id": "_a", "assessment_line_item_sourced_id": "r"}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "timeback_id": ["_a"]}, "INVALID_PARAMETERS"),
        ({"student_email": KIM, "timeback_id": "_\x00a"}, "INVALID_PARAMETERS"),
    ],
)
def test_wrong_requests_are_refused(mastery: Mastery, body: dict[str, Any], code: str) -> None:
    assert mastery.refused(400, **body)["code"] == code
    assert mastery.assignments() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b'{"a":' * 5000])
def test_bodies_that_are_no_objects_are_refused(mastery: Mastery, body: bytes) -> None:
    refused = bad(mastery.send("POST", "/delivery/assignments/assign", body), 400)
    assert refused["code"] == "INVALID_PARAMETERS"


def test_unknown_students_and_tests_are_told_apart(mastery: Mastery) -> None:
    refused = mastery.refused(404, student_email="nobody@example.edu", timeback_id="_a")
    assert refused["code"] == "USER_NOT_FOUND"
    assert "nobody@example.edu" in refused["error"]
    # the student is looked for first
    assert mastery.refused(404, student_email="nobody@example.edu", timeback_id="_x")["code"] == "USER_NOT_FOUND"
    assert mastery.refused(404, student_email=KIM, timeback_id="_x")["code"] == "TEST_NOT_FOUND"


def test_a_student_who_has_left_is_not_known(mastery: Mastery) -> None:
    path = b"/ims/oneroster/rostering/v1p2/users/kim"
    assert mastery.line.send("DELETE", path, [mastery.line.token]).status in {200, 204}
    assert mastery.refused(404, student_email=KIM, timeback_id="_a")["code"] == "USER_NOT_FOUND"


def test_with_a_place_in_the_gradebook_a_pending_result_is_written(mastery: Mastery) -> None:
    mastery.sandbox.clock.freeze()
    made = mastery.assign(timeback_id="_a", **PLACE)
    result = mastery.read("/assessmentResults/ar-1")
    assert result["scoreStatus"] == "not submitted"
    assert result.get("score") is None
    assert (result["student"]["sourcedId"], result["assessmentLineItem"]["sourcedId"]) == ("kim", "ali-1")
    metadata = dict(result["metadata"])
    assert metadata.pop("assignedAt").startswith(made["created_at"][:19])
    assert metadata == {
        "assignmentId": made["id"], "testLink": made["test_url"], "testName": "_A", "toolProvider": "mastery-track",
        "subject": "Math", "numericGrade": 3, "studentEmail": "Kim@Example.edu",
    }  # fmt: skip


def test_by_grade_with_a_place_works_the_same(mastery: Mastery) -> None:
    mastery.assign(subject="Math", grade_rank=5, **PLACE)
    assert mastery.read("/assessmentResults/ar-1")["metadata"]["testName"] == "_C"


def test_a_result_that_is_there_keeps_what_it_has(mastery: Mastery) -> None:
    path, links = "assessmentResults", {"student": {"sourcedId": "kim"}, "assessmentLineItem": {"sourcedId": "ali-1"}}
    result = {
        "sourcedId": "ar-1", "status": "active", **links, "score": 50, "scoreStatus": "fully graded",
        "scoreDate": "2025-01-01T00:00:00.000Z", "comment": "kept",
        "metadata": {"attempt": 2, "accuracy": 50, "masteryTrackProcessed": True},
    }  # fmt: skip
    mastery.create("/ims/oneroster/gradebook/v1p2", path, "assessmentResult", result)
    mastery.assign(timeback_id="_a", **PLACE)
    found = mastery.read("/assessmentResults/ar-1")
    assert (found["comment"], found["metadata"]["attempt"], found["scoreStatus"]) == ("kept", 2, "not submitted")
    assert found.get("score") is None
    assert not {"accuracy", "masteryTrackProcessed"} & found["metadata"].keys()


def test_another_students_result_is_not_touched(mastery: Mastery) -> None:
    mastery.assign(timeback_id="_a", **PLACE)
    refused = mastery.refused(400, student_email="lee@example.edu", timeback_id="_a", **PLACE)
    assert refused["code"] == "INVALID_PARAMETERS"
    assert mastery.read("/assessmentResults/ar-1")["student"]["sourcedId"] == "kim"
    assert mastery.assignments("lee@example.edu") == []  # nothing is half done


def test_a_line_item_has_to_be_there(mastery: Mastery) -> None:
    body = {**PLACE, "assessment_line_item_sourced_id": "ali-2"}
    assert mastery.refused(404, student_email=KIM, timeback_id="_a", **body)["code"] == "TEST_NOT_FOUND"
    assert mastery.assignments() == []


def test_other_services_assign_by_the_same_rules(mastery: Mastery) -> None:
    state = mastery.sandbox.state
    with state.store.write() as connection:
        made = assign(state, connection, student_email=KIM, base_url="http://x/", subject="Math", grade_rank=3)
    assert made.test_url == f"http://x/masterytrack/assignment/{made.id}"
    assert mastery.assignments()[0]["assigned_by"] is None
    with pytest.raises(AssignmentRefused) as caught, state.store.write() as connection:
        assign(state, connection, student_email=KIM, base_url="http://x", timeback_id="_a")
    assert (caught.value.status, caught.value.code) == (409, "ASSIGNMENT_EXISTS")
    assert caught.value.existing == made


def test_of_many_callers_at_once_one_gets_the_assignment() -> None:
    with Sandbox(seed="empty") as sandbox, Mastery(sandbox) as mastery:
        mastery.with_school().with_tests(("_a", "Math", 3))
        state, outcomes = sandbox.state, list[str]()

        def call() -> None:
            try:
                with state.store.write() as connection:
                    assign(state, connection, student_email=KIM, base_url="http://x", timeback_id="_a")
                outcomes.append("made")
            except AssignmentRefused as refused:
                outcomes.append(refused.code or "")

        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == [*["ASSIGNMENT_EXISTS"] * 7, "made"]
