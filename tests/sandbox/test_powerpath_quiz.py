"""Quiz-like lessons: all questions at once, nothing told before the end, one score for all."""

from __future__ import annotations

import pytest
from lesson_world import MOMENT, PP, QUIZ, RIGHT, WRONG, World, ok, shared_world, world

__all__ = ["shared_world", "world"]

HIDDEN = {"correct", "result"}


def test_nothing_is_told_before_the_end(world: World) -> None:
    answer = world.answered("q1", lesson="quiz")
    assert set(answer) == {"lessonType", "questionResult"}
    result = answer["questionResult"]
    assert (result["scoreStatus"], result.get("score")) == ("submitted", None)
    assert "correct" not in result["metadata"]
    assert "feedback" not in result["metadata"]
    shown = world.progress("quiz")
    assert [one["id"] for one in shown["questions"]] == QUIZ
    assert not any(HIDDEN & set(one) for one in shown["questions"])
    assert shown["questions"][0]["responses"] == {"RESPONSE": RIGHT}
    assert "response" not in shown["questions"][1]
    assert "score" not in shown
    told = {name: shown[name] for name in ("finalized", "accuracy", "correctQuestions", "totalQuestions", "xp",
                                           "multiplier", "toolProvider", "attempt")}  # fmt: skip
    assert told == {
        "finalized": False, "accuracy": 0, "correctQuestions": 0, "totalQuestions": 5, "xp": None, "multiplier": None,
        "toolProvider": None, "attempt": 1,
    }  # fmt: skip


def test_four_of_five_and_then_a_second_attempt(world: World) -> None:
    assert world.take(RIGHT, RIGHT, RIGHT, RIGHT, WRONG) == {"lessonType": "quiz", "finalized": True, "attempt": 1}
    shown = world.progress("quiz")
    assert (shown["finalized"], shown["score"], shown["accuracy"]) == (True, 80, 80)
    assert (shown["correctQuestions"], shown["totalQuestions"], shown["xp"], shown["multiplier"]) == (4, 5, 12, 1)
    assert [one["correct"] for one in shown["questions"]] == [True] * 4 + [False]
    assert shown["questions"][4]["result"] == {"score": 0, "feedback": "Incorrect"}
    assert shown["testResultId"] == "pp-ar:quiz:ann:1"
    world.new_attempt("quiz")
    world.take(RIGHT, RIGHT, WRONG, RIGHT, RIGHT)
    shown = world.progress("quiz")
    assert (shown["attempt"], shown["score"], shown["xp"], shown["multiplier"]) == (2, 80, 6, 0.5)
    assert world.progress("quiz", attempt=1)["xp"] == 12


@pytest.mark.parametrize(
    ("right", "score", "xp", "factor", "mastered"),
    [(5, 100, 15, 1.25, 1), (4, 80, 12, 1, 0), (3, 60, 0, 0, 0), (0, 0, 0, 0, 0)],
)
def test_what_a_first_attempt_earns(
    world: World, right: int, score: float, xp: float, factor: float, mastered: int
) -> None:
    world.take(*[RIGHT] * right, *[WRONG] * (5 - right))
    shown = world.progress("quiz")
    assert (shown["score"], shown["xp"], shown["multiplier"]) == (score, xp, factor)
    assert world.result("pp-ar:quiz:ann:1")["metadata"]["masteredUnits"] == mastered


def test_questions_without_an_answer_are_wrong(world: World) -> None:
    world.answered("q2", lesson="quiz")
    ok(world.finalize())
    shown = world.progress("quiz")
    assert (shown["score"], shown["correctQuestions"], shown["totalQuestions"]) == (20, 1, 5)
    assert [one["correct"] for one in shown["questions"]] == [False, True, False, False, False]
    assert ["resultId" in one for one in shown["questions"]] == [False, True, False, False, False]


def test_a_score_has_two_decimals(world: World) -> None:
    world.answered("q1", lesson="unit-test")
    world.answered("q2", lesson="unit-test")
    assert ok(world.finalize("unit-test"))["lessonType"] == "unit-test"
    shown = world.progress("unit-test")
    assert (shown["score"], shown["accuracy"], shown["multiplier"]) == (66.67, 66.67, 0)


@pytest.mark.parametrize("begun", [False, True])
def test_a_quiz_without_any_answer_can_be_finalized(world: World, begun: bool) -> None:
    if begun:
        world.new_attempt("quiz")
    assert ok(world.finalize()) == {"lessonType": "quiz", "finalized": True, "attempt": 1}
    assert world.attempts("quiz")[0]["scoreStatus"] == "fully graded"
    assert world.progress("quiz")["score"] == 0


def test_answers_may_be_changed_until_the_end(world: World) -> None:
    first = world.answered("q1", WRONG, lesson="quiz")["questionResult"]
    second = world.answered("q1", RIGHT, lesson="quiz")["questionResult"]
    assert first["sourcedId"] == second["sourcedId"] == "pp-ar:quiz:q1:ann:1"
    ok(world.finalize())
    refused = world.answer("q1", WRONG, lesson="quiz")
    assert (refused.status, "create a new attempt" in refused.body["imsx_description"]) == (400, True)
    assert world.progress("quiz")["questions"][0]["response"] == RIGHT


def test_finalizing_again_changes_nothing(world: World) -> None:
    first = world.take(RIGHT)
    before = world.result("pp-ar:quiz:ann:1")
    world.sandbox.clock.advance(3600)
    assert ok(world.finalize()) == first
    assert world.result("pp-ar:quiz:ann:1") == before
    assert len(world.events()) == 1


@pytest.mark.parametrize("lesson", ["practice", "article", "edu", "mastery"])
def test_other_lessons_are_not_finalized(world: World, lesson: str) -> None:
    assert world.finalize(lesson).status == 400
    assert world.attempts(lesson) == []


@pytest.mark.parametrize("lesson", ["article", "edu", "mastery"])
def test_other_lessons_take_no_answers(world: World, lesson: str) -> None:
    assert world.answer("q1", lesson=lesson).status == 400


def test_an_article_has_attempts_but_no_progress(world: World) -> None:
    assert ok(world.new_attempt("article"))["attempt"]["attempt"] == 1
    assert world.get(f"{PP}/getAssessmentProgress", student="ann", lesson="article").status == 400
    assert ok(world.reset("article")) == {"success": True, "score": 0}


def test_a_failed_placement_test_enrols_where_it_says(world: World) -> None:
    world.take(RIGHT, lesson="place")
    enrolled = ok(world.get("/ims/oneroster/rostering/v1p2/enrollments"))["enrollments"]
    assert [(one["user"]["sourcedId"], one["role"], one["status"]) for one in enrolled] == [
        ("ann", "student", "active")
    ]
    (group,) = ok(world.get("/ims/oneroster/rostering/v1p2/classes"))["classes"]
    assert group["course"]["sourcedId"] == "math-3"
    assert enrolled[0]["class"]["sourcedId"] == group["sourcedId"]
    assert "enrollmentFailed" not in world.progress("place")


def test_a_passed_placement_test_enrols_nowhere(world: World) -> None:
    world.take(*[RIGHT] * 5, lesson="place")
    assert ok(world.get("/ims/oneroster/rostering/v1p2/enrollments"))["enrollments"] == []
    assert world.attempts("place")[0]["score"] == 100


def test_the_times_of_an_attempt(world: World) -> None:
    world.answered("q1", lesson="quiz")
    world.sandbox.clock.advance(90)
    world.answered("q2", lesson="quiz")
    world.sandbox.clock.advance(90)
    ok(world.finalize())
    (attempt,) = world.attempts("quiz")
    assert (attempt["startedAt"], attempt["completedAt"]) == (MOMENT, "2026-03-02T12:03:00.000Z")
    times = [world.result(f"pp-ar:quiz:{one}:ann:1")["metadata"]["answeredAt"] for one in ("q1", "q2")]
    assert times == [MOMENT, "2026-03-02T12:01:30.000Z"]
