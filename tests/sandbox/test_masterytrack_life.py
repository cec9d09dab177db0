"""The life of an assignment: what the student does, when its time is over, and what goes to the gradebook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from mastery_calls import KIM, Mastery, kept_school
from sqlalchemy import select

from timeback_sandbox import Sandbox
from timeback_sandbox.edubridge.facts_tables import FACTS, result_origin
from timeback_sandbox.masterytrack.assigning import AssignmentRefused, complete, step
from timeback_sandbox.masterytrack.life import ACTIVE, Step, next_status
from timeback_sandbox.oneroster.tables import TABLES

PLACE = {"assessment_line_item_sourced_id": "ali-1", "assessment_result_sourced_id": "ar-1"}
DAY = 24 * 3600
ALLOWED = {
    ("ASSIGNED", "start"): "IN_PROGRESS",
    ("ASSIGNED", "invalidate"): "INVALIDATED",
    ("IN_PROGRESS", "pause"): "PAUSED",
    ("IN_PROGRESS", "complete"): "COMPLETED",
    ("IN_PROGRESS", "abandon"): "ABANDONED",
    ("IN_PROGRESS", "invalidate"): "INVALIDATED",
    ("PAUSED", "resume"): "IN_PROGRESS",
    ("PAUSED", "abandon"): "ABANDONED",
    ("PAUSED", "invalidate"): "INVALIDATED",
}
STATES = (*ACTIVE, "COMPLETED", "ABANDONED", "INVALIDATED", "EXPIRED")


@pytest.fixture(scope="module")
def shared() -> Iterator[Mastery]:
    yield from kept_school(("_a", "Math", 3), ("_b", "Math", 3))


@pytest.fixture
def mastery(shared: Mastery) -> Mastery:
    """The same, fresh for each test."""
    return shared.afresh()


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("what", get_args(Step))
def test_a_step_is_possible_in_these_states_only(status: str, what: Step) -> None:
    assert next_status(status, what) == ALLOWED.get((status, what))


def test_a_student_starts_pauses_goes_on_and_submits(mastery: Mastery) -> None:
    id = mastery.assign(timeback_id="_a")["id"]
    assert [mastery.play(id, action)["status"] for action in ("start", "pause", "resume")] == [
        "IN_PROGRESS", "PAUSED", "IN_PROGRESS",
    ]  # fmt: skip
    assert mastery.play(id, "complete", total_questions=2, correct_questions=0)["status"] == "COMPLETED"
    for action in ("start", "pause", "resume", "abandon"):
        assert "COMPLETED" in mastery.play(id, action, status=409)["error"]
    assert [one["status"] for one in mastery.assignments()] == ["COMPLETED"]


@pytest.mark.parametrize(
    "numbers", [{}, {"total_questions": 3}, {"total_questions": 0, "correct_questions": 0},
                {"total_questions": 3, "correct_questions": 4}, {"total_questions": 3, "correct_questions": -1}]
)  # fmt: skip
def test_numbers_that_cannot_be_are_refused(mastery: Mastery, numbers: dict[str, int]) -> None:
    id = mastery.assign(timeback_id="_a")["id"]
    mastery.play(id, "start")
    assert mastery.play(id, "complete", status=400, **numbers)["code"] == "INVALID_PARAMETERS"
    assert mastery.assignments()[0]["status"] == "IN_PROGRESS"


@pytest.mark.parametrize("id", ["0", "99", "x", "-1", "9" * 30])
def test_what_is_not_there_cannot_be_worked_on(mastery: Mastery, id: str) -> None:
    assert mastery.send("POST", f"/_control/assignments/{id}/start").status == 404
    assert mastery.send("POST", "/_control/assignments/1/fly").status == 404


def test_after_thirty_days_it_has_expired_and_makes_room(mastery: Mastery) -> None:
    first = mastery.assign(timeback_id="_a")
    mastery.sandbox.clock.advance(30 * DAY - 60)
    mastery.renew()
    assert mastery.refused(409, student_email=KIM, timeback_id="_a")
    mastery.sandbox.clock.advance(120)
    assert [one["status"] for one in mastery.assignments()] == ["EXPIRED"]
    assert "EXPIRED" in mastery.play(first["id"], "start", status=409)["error"]
    assert mastery.refused(404, "invalidate", student_email=KIM, assignment_id=first["id"])
    again = mastery.assign(timeback_id="_a")
    assert again["id"] > first["id"]
    assert [one["status"] for one in mastery.assignments()] == ["EXPIRED", "ASSIGNED"]


def test_a_finished_assignment_does_not_expire(mastery: Mastery) -> None:
    mastery.finish(mastery.assign(timeback_id="_a")["id"])
    mastery.sandbox.clock.advance(31 * DAY)
    mastery.renew()
    assert [one["status"] for one in mastery.assignments()] == ["COMPLETED"]


def test_a_completed_test_can_be_assigned_again_by_its_id(mastery: Mastery) -> None:
    mastery.finish(mastery.assign(timeback_id="_a")["id"])
    assert mastery.assign(timeback_id="_a")["status"] == "ASSIGNED"


def test_completing_writes_the_score_to_the_place_that_was_given(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a", **PLACE)
    mastery.sandbox.clock.advance(600)
    mastery.finish(made["id"], total=3, correct=2)
    result = mastery.read("/assessmentResults/ar-1")
    assert (result["scoreStatus"], result["score"]) == ("fully graded", pytest.approx(200 / 3))
    metadata = result["metadata"]
    assert (metadata["totalQuestions"], metadata["correctQuestions"]) == (3, 2)
    assert metadata["accuracy"] == pytest.approx(200 / 3)
    assert metadata["assignmentId"] == made["id"]
    assert "masteryTrackProcessed" not in metadata
    assert result["scoreDate"] > made["created_at"]


def test_without_a_place_nothing_is_written(mastery: Mastery) -> None:
    mastery.finish(mastery.assign(timeback_id="_a")["id"])
    path = b"/ims/oneroster/gradebook/v1p2/assessmentResults/"
    assert b'"assessmentResults":[]' in mastery.line.send("GET", path, [mastery.line.token]).content


def test_a_result_that_was_deleted_meanwhile_is_written_anew(mastery: Mastery) -> None:
    made = mastery.assign(timeback_id="_a", **PLACE)
    path = b"/ims/oneroster/gradebook/v1p2/assessmentResults/ar-1"
    mastery.line.send("DELETE", path, [mastery.line.token])
    mastery.finish(made["id"], total=4, correct=4)
    result = mastery.read("/assessmentResults/ar-1")
    assert (result["status"], result["score"]) == ("active", 100)


def test_withdrawing_leaves_the_pending_result_alone(mastery: Mastery) -> None:
    mastery.assign(timeback_id="_a", **PLACE)
    before = mastery.read("/assessmentResults/ar-1")
    mastery.invalidate(timeback_id="_a")
    assert mastery.read("/assessmentResults/ar-1") == before


def test_the_written_result_counts_in_the_analytics() -> None:
    with Sandbox(seed="demo") as sandbox, Mastery(sandbox) as mastery:
        path = b"/ims/oneroster/gradebook/v1p2/assessmentLineItems?limit=1"
        (item,) = json.loads(mastery.line.send("GET", path, [mastery.line.token]).content)["assessmentLineItems"]
        email = mastery.assignments(None)[0]["student_email"]
        place = {"assessment_line_item_sourced_id": item["sourcedId"], "assessment_result_sourced_id": "ar-new"}
        made = mastery.assign(student_email=email, subject="Math", grade_rank=3, **place)

        def correct() -> list[float | None]:
            """The correct questions of the fact that was made of the result."""
            results = TABLES["assessmentResults"].c
            with sandbox.state.store.read() as connection:
                seq = connection.execute(select(results.seq).where(results.sourced_id == "ar-new")).scalar_one()
                query = select(FACTS.c.correct_questions).where(FACTS.c.origin == result_origin(seq))
                return list(connection.execute(query).scalars())

        mastery.finish(made["id"], total=5, correct=4)
        assert correct() == [4]


def test_other_services_complete_by_the_same_rules(mastery: Mastery) -> None:
    state, id = mastery.sandbox.state, mastery.assign(timeback_id="_a")["id"]
    with pytest.raises(AssignmentRefused) as caught, state.store.write() as connection:
        complete(state, connection, id, 3, 3)
    assert caught.value.status == 409
    with state.store.write() as connection:
        step(state, connection, id, "start")
        complete(state, connection, id, 3, 3)
    assert mastery.assignments()[0]["status"] == "COMPLETED"


def test_assignments_survive_a_restart(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/data.sqlite"
    with Sandbox(seed="empty", database=database) as sandbox, Mastery(sandbox) as mastery:
        mastery.with_school().with_tests(("_a", "Math", 3))
        made, header = mastery.assign(timeback_id="_a"), mastery.header
    with Sandbox(seed="empty", database=database) as sandbox, Mastery(sandbox) as mastery:
        mastery.header = header  # the token is still good, too
        assert mastery.assignments() == [made]
