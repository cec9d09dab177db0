"""Tests that external tools hold: assigned, taken there, imported."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import MOMENT, PP, World, ok, shared_world, world

from timeback_sandbox.masterytrack.control import Completion, play
from timeback_sandbox.powerpath.control_lessons import EdulasticChange, set_edulastic
from timeback_sandbox.powerpath.external_tests import EdulasticQuestion

__all__ = ["shared_world", "world"]


def assign(world: World, lesson: str, student: str = "ann", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(world.act("makeExternalTestAssignment", lesson, student, **more))
    return made


def bring(world: World, lesson: str, student: str = "ann") -> dict[str, Any]:
    query = {"student": student, "lesson": lesson}
    found: dict[str, Any] = ok(world.get(f"{PP}/importExternalTestAssignmentResults", **query))
    return found


def edulastic(world: World, *scores: float | None, graded: bool = False) -> None:
    """What Edulastic has of ann's test: a score for each question, None for one that was not answered."""
    questions = [
        EdulasticQuestion(f"x{number}", score or 0, answered=score is not None)
        for number, score in enumerate(scores, start=1)
    ]
    set_edulastic(world.sandbox.state, EdulasticChange(student="ann", lesson="edu", questions=questions, graded=graded))


# ---------------------------------------------------------------- assigning


def test_an_assignment_at_edulastic(world: World) -> None:
    made = assign(world, "edu", applicationName="ann-at-edu", skipCourseEnrollment=True)
    assert (made["toolProvider"], made["lessonType"], made["attempt"], made["testId"]) == (
        "edulastic", "unit-test", 1, "edu-7",
    )  # fmt: skip
    assert made["testUrl"] == f"https://external.sandbox.local/edulastic/{made['assignmentId']}"
    assert made["assignmentId"].startswith("ext-")
    assert made["classId"]
    assert made["credentials"]["email"] == "ann@north.example"
    assert len(made["credentials"]["password"]) == 12
    kept = world.result("pp-ar:edu:ann:1")
    told = kept["metadata"]["externalTest"]
    assert (told["applicationName"], told["skipCourseEnrollment"]) == ("ann-at-edu", True)
    assert (kept["scoreStatus"], kept["metadata"]["startedAt"]) == ("not submitted", MOMENT)


def test_an_assignment_is_told_again_as_it_was(world: World) -> None:
    made = assign(world, "edu")
    assert assign(world, "edu", applicationName="other") == made
    assert len(world.attempts("edu")) == 1
    world.put_result("pp-ar:edu:ann:1", comment="no metadata any more")
    assert assign(world, "edu") == made


def test_the_same_attempt_gets_the_same_ids_and_another_one_others(world: World) -> None:
    made = assign(world, "edu")
    edulastic(world, 1, graded=True)
    bring(world, "edu")
    world.new_attempt("edu")
    second = assign(world, "edu")
    assert (second["attempt"], second["assignmentId"] != made["assignmentId"]) == (2, True)
    assert second["credentials"] == made["credentials"]


@pytest.mark.parametrize(("lesson", "student"), [("quiz", "ann"), ("practice", "ann"), ("edu", "ben")])
def test_who_and_what_cannot_be_assigned(world: World, lesson: str, student: str) -> None:
    assert world.act("makeExternalTestAssignment", lesson, student).status == 400
    assert world.attempts(lesson, student) == []


def test_an_attempt_that_is_over_is_not_assigned(world: World) -> None:
    assign(world, "edu")
    edulastic(world, 1, graded=True)
    bring(world, "edu")
    refused = world.act("makeExternalTestAssignment", "edu")
    assert (refused.status, "new attempt" in refused.body["imsx_description"]) == (400, True)


def test_the_tail_is_told_by_all_who_tell_of_it(world: World) -> None:
    before = {"lessonType": "test-out", "lessonId": "out", "finalized": False, "toolProvider": None, "attempt": 1}
    assert ok(world.get(f"{PP}/testOut", student="ann", course="math-3")) == before
    world.delete("/ims/oneroster/rostering/v1p2/courses/component-resources/out")
    look = {"student": "ann", "course": "math-3"}
    assert ok(world.get(f"{PP}/testOut", **look))["lessonId"] == "mastery"
    made = assign(world, "mastery")
    told = {name: made[name] for name in ("credentials", "assignmentId", "testUrl", "testId")}
    assert ok(world.get(f"{PP}/testOut", **look)) == {
        "lessonType": "test-out", "lessonId": "mastery", "finalized": False, "toolProvider": "mastery-track",
        "attempt": 1, **told,
    }  # fmt: skip


def test_a_course_without_a_test_out_tells_so(world: World) -> None:
    nothing = {"lessonType": "test-out", "lessonId": None, "finalized": False, "toolProvider": None}
    assert ok(world.get(f"{PP}/testOut", student="ann", course="math-4")) == nothing
    assert world.get(f"{PP}/testOut", student="ann", course="nowhere").status == 404
    assert world.get(f"{PP}/testOut", student="nobody", course="math-4").status == 404
    assert world.get(f"{PP}/testOut", student="ann").status == 422


# ---------------------------------------------------------------- Edulastic


@pytest.mark.parametrize("lesson", ["quiz", "edu", "mastery"])
def test_only_what_was_assigned_is_imported(world: World, lesson: str) -> None:
    assert world.get(f"{PP}/importExternalTestAssignmentResults", student="ann", lesson=lesson).status == 400
    assert world.attempts(lesson) == []


def test_answers_are_imported_as_they_come(world: World) -> None:
    assign(world, "edu")
    assert (bring(world, "edu")["finalized"], world.progress("edu")["questions"]) == (False, [])
    edulastic(world, 1, 0.25, None)
    assert bring(world, "edu")["finalized"] is False
    shown = world.progress("edu")
    assert [(one["id"], one["result"]["score"], one["correct"]) for one in shown["questions"]] == [
        ("x1", 1, True), ("x2", 0.25, True),
    ]  # fmt: skip
    assert world.attempts("edu")[0]["score"] == round(100 * 1.25 / 3, 2)
    edulastic(world, 1, 0.25, 0)
    assert bring(world, "edu")["finalized"] is False
    edulastic(world, 1, 0.25, 0, graded=True)
    done = bring(world, "edu")
    assert (done["finalized"], done["attempt"], done["lessonType"]) == (True, 1, "unit-test")
    shown = world.progress("edu")
    assert (shown["score"], shown["accuracy"], shown["correctQuestions"], shown["totalQuestions"]) == (
        41.67, 41.67, 2, 3,
    )  # fmt: skip
    assert (shown["toolProvider"], shown["xp"], shown["multiplier"]) == ("edulastic", 0, 0)
    assert world.result("pp-ar:edu:x2:ann:1")["score"] == 0.25


def test_graded_but_not_answered_is_not_over(world: World) -> None:
    assign(world, "edu")
    edulastic(world, 1, None, graded=True)
    assert bring(world, "edu")["finalized"] is False
    edulastic(world, graded=True)
    assert bring(world, "edu")["finalized"] is False


def test_what_is_over_is_not_imported_again(world: World) -> None:
    assign(world, "edu")
    edulastic(world, 1, 1, graded=True)
    first = bring(world, "edu")
    edulastic(world, 0, 0, graded=True)
    assert bring(world, "edu") == first
    assert (world.progress("edu")["xp"], len(world.events())) == (12.5, 1)


@pytest.mark.parametrize(
    "questions",
    [
        [EdulasticQuestion("x", 1.5)],
        [EdulasticQuestion("x", -0.5)],
        [EdulasticQuestion("x", float("nan"))],
        [EdulasticQuestion("x"), EdulasticQuestion("x")],
        [EdulasticQuestion(" ")],
    ],
)
def test_the_tools_state_has_to_make_sense(world: World, questions: list[EdulasticQuestion]) -> None:
    with pytest.raises(ValueError, match=r"score is 0 to 1|id of its own"):
        set_edulastic(world.sandbox.state, EdulasticChange(student="ann", lesson="edu", questions=questions))


# ---------------------------------------------------------------- MasteryTrack


def test_a_test_at_masterytrack_from_beginning_to_end(world: World) -> None:
    state = world.sandbox.state
    made = assign(world, "mastery", testId="mt-3b")
    assert (made["toolProvider"], made["testId"], "classId" in made) == ("mastery-track", "mt-3b", False)
    assert made["testUrl"].endswith(f"/masterytrack/assignment/{made['assignmentId']}")
    assert bring(world, "mastery")["finalized"] is False
    number = int(made["assignmentId"])
    play(state, number, "start")
    play(state, number, "complete", Completion(total_questions=20, correct_questions=19))
    assert world.progress("mastery")["finalized"] is False
    done = bring(world, "mastery")
    assert (done["finalized"], done["assignmentId"], done["lessonId"]) == (True, made["assignmentId"], "mastery")
    shown = world.progress("mastery")
    assert (shown["score"], shown["accuracy"], shown["correctQuestions"], shown["totalQuestions"]) == (95, 95, 19, 20)
    assert (shown["xp"], shown["multiplier"]) == (30, 1)
    assert shown["enrollmentFailed"] is True  # no subject track leads to grade 4
    metadata = world.result("pp-ar:mastery:ann:1")["metadata"]
    assert (metadata["masteryTrackProcessed"], metadata["completedAt"]) == (True, MOMENT)
    assert bring(world, "mastery") == done
    assert len(world.events()) == 1


def test_a_score_that_comes_through_the_gradebook_counts_once_it_is_imported(world: World) -> None:
    made = assign(world, "mastery")
    assert bring(world, "mastery")["finalized"] is False
    world.put_result("pp-ar:mastery:ann:1", scoreStatus="fully graded", score=100)
    assert world.progress("mastery")["finalized"] is False
    done = bring(world, "mastery")
    assert (done["finalized"], done["assignmentId"]) == (True, made["assignmentId"])
    assert (world.progress("mastery")["xp"], world.progress("mastery")["score"]) == (37.5, 100)
    assert ok(world.new_attempt("mastery"))["attempt"]["attempt"] == 2


def test_the_test_is_chosen_by_subject_and_grade(world: World) -> None:
    made = assign(world, "mastery")
    assert made["testId"] == made["assignmentId"]  # the lesson names no test of the vendor
    found = ok(world.get("/masterytrack/_control/assignments", student_email="ann@north.example"))["data"]
    assert [(one["test_name"], str(one["id"])) for one in found] == [("Math 3 A", made["assignmentId"])]


def test_a_test_that_does_not_exist_is_not_assigned(world: World) -> None:
    assert world.act("makeExternalTestAssignment", "mastery", testId="nowhere").status == 404
    assert world.attempts("mastery") == []


def test_an_assignment_made_at_masterytrack_itself_is_taken_over(world: World) -> None:
    from timeback_sandbox.masterytrack.assigning import assign as assign_there

    state = world.sandbox.state
    with state.store.write() as connection:
        there = assign_there(
            state, connection, student_email="ann@north.example", base_url="http://x", timeback_id="mt-3a"
        )
    made = assign(world, "mastery", testId="mt-3a")
    assert made["assignmentId"] == str(there.id)
    play(state, there.id, "start")
    play(state, there.id, "complete", Completion(total_questions=4, correct_questions=4))
    assert bring(world, "mastery")["finalized"] is True


def test_an_assigned_test_out_passes_the_test_assignment(world: World) -> None:
    body = {"student": "ann", "subject": "Math", "grade": "3"}
    given = ok(world.post(f"{PP}/test-assignments", body))

    def status() -> str:
        found: str = ok(world.get(f"{PP}/test-assignments/{given['assignmentId']}"))["assignmentStatus"]
        return found

    assert status() == "assigned"
    lesson = given["lessonId"]
    assign(world, lesson)
    assert status() == "in_progress"
    world.put_result(f"pp-ar:{lesson}:ann:1", scoreStatus="fully graded", score=95)
    assert bring(world, lesson)["finalized"] is True
    assert status() == "completed"


def test_an_enrolment_can_be_skipped(world: World) -> None:
    assign(world, "mastery", skipCourseEnrollment=True)
    world.put_result("pp-ar:mastery:ann:1", scoreStatus="fully graded", score=100)
    bring(world, "mastery")
    assert "enrollmentFailed" not in world.progress("mastery")


def test_the_tools_state_is_set_through_the_control_api(world: World) -> None:
    key = (("x-sandbox-key", world.sandbox.control_key),)
    body = {"student": "ann", "lesson": "edu", "questions": [{"id": "x1", "score": 0.5}, {"id": "x2"}], "graded": True}
    assign(world, "edu")
    assert world.call("PUT", "/_sandbox/powerpath/edulastic", body, headers=key).status == 204
    assert bring(world, "edu")["finalized"] is True
    assert world.progress("edu")["score"] == 25
    wrong = {**body, "questions": [{"id": "x1", "score": 2}]}
    assert world.call("PUT", "/_sandbox/powerpath/edulastic", wrong, headers=key).status == 422
    assert world.call("PUT", "/_sandbox/powerpath/edulastic", {"student": "ann"}, headers=key).status == 422
