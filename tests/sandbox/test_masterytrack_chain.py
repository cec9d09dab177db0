"""A test at MasteryTrack as PowerPath assigned it: one assignment, through everything that may become of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lesson_world import NOON, PP, World, ok, shared_world, world
from oneroster_api import role, user

from timeback_sandbox.masterytrack.control import Completion, NewTest, add_test, play
from timeback_sandbox.oneroster.bulk import insert_many
from timeback_sandbox.powerpath.control_placement import AssignmentChange, change_assignment

__all__ = ["shared_world", "world"]

ANN = "ann@north.example"
RESULT = "pp-ar:mastery:ann:1"


def assign(world: World, lesson: str = "mastery", student: str = "ann", **more: Any) -> int:
    """The number of the assignment."""
    return int(ok(world.act("makeExternalTestAssignment", lesson, student, **more))["assignmentId"])


def finish(world: World, number: int, correct: int, total: int = 20) -> None:
    play(world.sandbox.state, number, "start")
    play(world.sandbox.state, number, "complete", Completion(total_questions=total, correct_questions=correct))


def bring(world: World, lesson: str = "mastery") -> bool:
    query = {"student": "ann", "lesson": lesson}
    found: bool = ok(world.get(f"{PP}/importExternalTestAssignmentResults", **query))["finalized"]
    return found


def statuses(world: World, email: str = ANN) -> dict[int, str]:
    found = ok(world.get("/masterytrack/_control/assignments", student_email=email))["data"]
    return {one["id"]: one["status"] for one in found}


def give(world: World, grade: str = "3") -> dict[str, str]:
    """A test assignment of ann's."""
    found: dict[str, str] = ok(
        world.post(f"{PP}/test-assignments", {"student": "ann", "subject": "Math", "grade": grade})
    )
    return found


def status(world: World, given: dict[str, str]) -> str:
    found: str = ok(world.get(f"{PP}/test-assignments/{given['assignmentId']}"))["assignmentStatus"]
    return found


# ---------------------------------------------------------------- all is well


def test_a_passed_test_out_counts_everywhere(world: World) -> None:
    assert world.post("/edubridge/enrollments/enroll/ann/math-3", {}).status == 201
    given = give(world)
    number = assign(world, given["lessonId"])
    finish(world, number, 19)
    assert (status(world, given), bring(world, given["lessonId"])) == ("in_progress", True)
    assert status(world, given) == "completed"
    result = world.result(f"pp-ar:{given['lessonId']}:ann:1")
    assert (result["score"], result["scoreStatus"]) == (95, "fully graded")
    assert result["metadata"]["masteryTrackProcessed"] is True
    grades = ok(world.get("/edubridge/analytics/highestGradeMastered/ann/Math"))
    assert grades["grades"]["highestGradeOverall"] == "3"


# ---------------------------------------------------------------- what comes to nothing makes room


@pytest.mark.parametrize("ending", ["expired", "withdrawn", "given up"])
def test_a_test_that_came_to_nothing_is_assigned_anew(world: World, ending: str) -> None:
    first = assign(world)
    assert assign(world) == first
    match ending:
        case "expired":
            world.sandbox.clock.set(NOON + timedelta(days=30), frozen=True)
        case "withdrawn":
            body = {"student_email": ANN, "assignment_id": first}
            ok(world.post("/masterytrack/delivery/assignments/invalidate", body))
        case _:
            play(world.sandbox.state, first, "start")
            play(world.sandbox.state, first, "abandon")
    assert bring(world) is False
    second = assign(world)
    assert second != first
    assert world.result(RESULT)["metadata"]["externalTest"]["assignmentId"] == str(second)
    finish(world, second, 20)
    assert bring(world) is True
    assert world.attempts("mastery")[-1]["score"] == 100


def test_a_score_that_was_written_before_the_end_is_kept(world: World) -> None:
    first = assign(world)
    world.put_result(RESULT, scoreStatus="fully graded", score=92)
    world.sandbox.clock.set(NOON + timedelta(days=31), frozen=True)
    assert assign(world) == first
    assert bring(world) is True
    assert world.attempts("mastery")[-1]["score"] == 92


def test_a_placement_that_starts_over_withdraws_the_test_that_is_open(world: World) -> None:
    body = {
        "courseId": "math-4", "lessonType": "placement", "toolProvider": "mastery-track", "grades": ["3"],
        "resourceMetadata": {"subject": "Math"},
    }  # fmt: skip
    lesson = ok(world.post(f"{PP}/createExternalPlacementTest", body))["lessonId"]
    first = assign(world, lesson)
    reset = ok(world.post(f"{PP}/placement/resetUserPlacement", {"student": "ann", "subject": "Math"}))
    assert reset == {"success": True, "placementResultsDeleted": 1, "onboardingReset": True}
    assert statuses(world) == {first: "INVALIDATED"}
    second = assign(world, lesson)
    assert second != first
    finish(world, second, 20)
    assert bring(world, lesson) is True


def test_a_deleted_test_assignment_withdraws_its_test_and_makes_room_for_another(world: World) -> None:
    given = give(world)
    first = assign(world, given["lessonId"])
    other = assign(world, testId="mt-3b")
    assert world.delete(f"{PP}/test-assignments/{given['assignmentId']}").status == 204
    assert statuses(world) == {first: "INVALIDATED", other: "ASSIGNED"}
    assert assign(world, give(world)["lessonId"]) not in {first, other}


def test_a_test_that_is_over_stays_so_when_its_test_assignment_is_deleted(world: World) -> None:
    given = give(world)
    number = assign(world, given["lessonId"])
    finish(world, number, 3)
    assert world.delete(f"{PP}/test-assignments/{given['assignmentId']}").status == 204
    assert statuses(world) == {number: "COMPLETED"}


# ---------------------------------------------------------------- whose it is


def test_of_several_students_with_one_address_the_one_who_was_named_is_tested(world: World) -> None:
    with world.sandbox.state.store.write() as connection:
        insert_many(connection, "users", [user("twin", role("student", "north"), email=ANN.upper())], NOON)
    number = assign(world, student="twin")
    finish(world, number, 18)
    assert world.result("pp-ar:mastery:twin:1")["score"] == 90
    assert statuses(world) == {}  # ann, who comes first by that address


def test_a_test_assignment_is_in_progress_also_when_its_attempt_was_there_before(world: World) -> None:
    given = give(world)
    ok(world.new_attempt(given["lessonId"]))
    change_assignment(world.sandbox.state, given["assignmentId"], AssignmentChange(status="assigned"))
    assign(world, given["lessonId"])
    assert status(world, given) == "in_progress"


# ---------------------------------------------------------------- more than one way at once


def test_the_next_grade_is_offered_after_an_elected_test_out_is_passed(world: World) -> None:
    state = world.sandbox.state
    add_test(state, NewTest(timeback_id="mt-4a", name="Math 4 A", subject="Math", grade_rank=4))
    assert world.post("/edubridge/enrollments/enroll/ann/math-3", {}).status == 201
    for grade in ("3", "4"):
        body = {"oneRosterSourcedId": "ann", "subject": "math"}
        elected = ok(world.post(f"{PP}/test-out/makeExternalStudentTestOutAssignment", body))["data"]
        assert (elected["grade"], elected["subject"]) == (grade, "Math")
        finish(world, assign(world, elected["lessonId"]), 20)
        assert bring(world, elected["lessonId"]) is True
        assert status(world, elected) == "completed"
