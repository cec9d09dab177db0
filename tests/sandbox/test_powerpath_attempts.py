"""Attempts at lessons: when one begins, goes on, is over, or is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import MOMENT, PP, QUIZ, RIGHT, WRONG, World, ok, shared_world, world
from oneroster_api import GRADEBOOK

__all__ = ["shared_world", "world"]

PRISTINE = {
    "attempt": 1, "score": 0, "scoreStatus": "not submitted", "xp": None, "startedAt": MOMENT, "completedAt": None,
}  # fmt: skip


def statuses(world: World, lesson: str = "practice") -> list[tuple[int, str, float]]:
    return [(one["attempt"], one["scoreStatus"], one["score"]) for one in world.attempts(lesson)]


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize("lesson", ["practice", "quiz", "bank", "edu", "mastery"])
def test_looking_at_a_lesson_begins_nothing(world: World, lesson: str) -> None:
    shown = world.progress(lesson)
    assert (shown["attempt"], shown.get("score", 0), shown["xp"], shown["accuracy"]) == (1, 0, None, 0)
    assert "testResultId" not in shown
    assert world.attempts(lesson) == []
    assert world.progress(lesson, attempt=1) == shown
    assert world.get(f"{PP}/getAssessmentProgress", student="ann", lesson=lesson, attempt=2).status == 404
    assert world.get(f"{GRADEBOOK}/assessmentLineItems").body["assessmentLineItems"] == []


def test_earlier_attempts_can_be_read(world: World) -> None:
    world.answered("e1")
    world.new_attempt()
    world.answered("e2", WRONG)
    assert [world.progress(attempt=n)["score"] for n in (1, 2)] == [14, 0]
    assert [one["id"] for one in world.progress(attempt=1)["seenQuestions"]] == ["e1"]
    assert world.progress()["attempt"] == 2


# ---------------------------------------------------------------- beginning


@pytest.mark.parametrize("lesson", ["practice", "quiz", "bank", "article", "edu", "mastery"])
def test_a_first_attempt_is_pristine_and_stays_until_it_is_answered(world: World, lesson: str) -> None:
    assert ok(world.new_attempt(lesson)) == {"attempt": PRISTINE}
    world.sandbox.clock.advance(60)
    assert ok(world.new_attempt(lesson)) == {"attempt": PRISTINE}
    assert world.attempts(lesson) == [PRISTINE]


def test_the_first_answer_begins_the_first_attempt(world: World) -> None:
    world.answered("e1")
    assert statuses(world) == [(1, "partially graded", 14)]
    world.answered("q1", lesson="quiz")
    assert statuses(world, "quiz") == [(1, "submitted", 0)]
    assert world.attempts("quiz")[0]["startedAt"] == MOMENT


def test_a_powerpath_100_attempt_may_be_left_for_the_next(world: World) -> None:
    world.answered("e1")
    assert ok(world.new_attempt())["attempt"]["attempt"] == 2
    world.answered("e1", WRONG)
    assert statuses(world) == [(1, "partially graded", 14), (2, "partially graded", 0)]


def test_the_largest_number_of_an_attempt_is_the_last(world: World) -> None:
    world.answered("e1")
    world.put_result("pp-ar:practice:ann:1", metadata={"attempt": 2**31 - 1})
    assert world.new_attempt().status == 400
    assert statuses(world) == [(2**31 - 1, "partially graded", 14)]


@pytest.mark.parametrize("lesson", ["quiz", "edu"])
def test_an_attempt_at_another_lesson_has_to_be_completed_first(world: World, lesson: str) -> None:
    if lesson == "quiz":
        world.answered("q1", lesson="quiz")
    else:
        ok(world.act("makeExternalTestAssignment", "edu"))
    refused = world.new_attempt(lesson)
    assert (refused.status, len(world.attempts(lesson))) == (400, 1)


def test_a_completed_attempt_is_followed_by_the_next(world: World) -> None:
    world.take(RIGHT)
    assert ok(world.new_attempt("quiz"))["attempt"] == {**PRISTINE, "attempt": 2}
    assert statuses(world, "quiz") == [(1, "fully graded", 20), (2, "not submitted", 0)]


# ---------------------------------------------------------------- taking back


def test_resetting_without_an_attempt_writes_nothing(world: World) -> None:
    assert ok(world.reset()) == {"success": True, "score": 0}
    assert world.attempts() == []


@pytest.mark.parametrize("done", [False, True])
def test_a_reset_takes_everything_back_but_the_number(world: World, done: bool) -> None:
    world.new_attempt()
    world.answered("e1")
    world.new_attempt()
    if done:
        world.master()
    else:
        world.answered("e2")
    assert ok(world.reset()) == {"success": True, "score": 0}
    assert world.attempts()[1] == {**PRISTINE, "attempt": 2, "startedAt": None}
    assert statuses(world)[0] == (1, "partially graded", 14)
    shown = world.progress()
    assert (shown["seenQuestions"], shown["correctQuestions"], shown["accuracy"]) == ([], 0, 0)
    assert shown["remainingQuestionsPerDifficulty"] == {"easy": 5, "medium": 4, "hard": 3}
    metadata = world.result("pp-ar:practice:ann:2")["metadata"]
    assert [metadata[name] for name in ("xp", "accuracy", "completedAt", "totalQuestions")] == [None] * 4
    assert world.result("pp-ar:practice:e2:ann:2")["status"] == "tobedeleted"


def test_after_a_reset_the_attempt_can_be_mastered_again(world: World) -> None:
    first = world.master()
    world.sandbox.clock.advance(60)
    world.reset()
    assert world.master() == first
    assert (len(world.attempts()), world.progress()["xp"], len(world.events())) == (1, 12.5, 2)
    assert world.attempts()[0]["startedAt"] == "2026-03-02T12:01:00.000Z"


def test_a_quiz_can_be_taken_again_after_a_reset(world: World) -> None:
    world.take(*[RIGHT] * 5)
    world.reset("quiz")
    assert statuses(world, "quiz") == [(1, "not submitted", 0)]
    assert world.progress("quiz")["finalized"] is False
    assert ["response" in one for one in world.progress("quiz")["questions"]] == [False] * 5
    assert world.take(WRONG) == {"lessonType": "quiz", "finalized": True, "attempt": 1}
    assert world.progress("quiz")["score"] == 0


def test_an_external_test_only_loses_its_score(world: World) -> None:
    made = ok(world.act("makeExternalTestAssignment", "mastery"))
    world.put_result("pp-ar:mastery:ann:1", score=70, scoreStatus="fully graded")
    assert ok(world.reset("mastery")) == {"success": True, "score": 0}
    result = world.result("pp-ar:mastery:ann:1")
    assert (result["score"], result["scoreStatus"]) == (0, "fully graded")
    assert ok(world.act("makeExternalTestAssignment", "mastery")) == made


# ---------------------------------------------------------------- deleted and edited in the gradebook


def test_an_attempt_that_was_deleted_in_the_gradebook_is_gone(world: World) -> None:
    world.answered("e1")
    world.answered("e2")
    assert world.delete(f"{GRADEBOOK}/assessmentResults/pp-ar:practice:ann:1").status == 204
    assert world.attempts() == []
    assert world.progress()["seenQuestions"] == []
    assert world.answered("e3")["powerpathScore"] == 14
    assert [one["id"] for one in world.progress()["seenQuestions"]] == ["e3"]
    assert statuses(world) == [(1, "partially graded", 14)]
    assert world.result("pp-ar:practice:e1:ann:1")["status"] == "tobedeleted"


def test_a_line_item_that_was_deleted_is_made_again(world: World) -> None:
    world.answered("e1")
    assert world.delete(f"{GRADEBOOK}/assessmentLineItems/pp-ali:practice").status == 204
    assert world.attempts() == []
    assert world.answered("e2")["powerpathScore"] == 14
    assert world.line_item("pp-ali:practice")["status"] == "active"


def test_a_result_that_was_completed_in_the_gradebook_is_an_attempt_that_is_over(world: World) -> None:
    world.answered("e1")
    world.put_result("pp-ar:practice:ann:1", scoreStatus="fully graded", score=100)
    assert world.next().status == 400
    assert ok(world.new_attempt())["attempt"]["attempt"] == 2


def test_a_result_from_elsewhere_is_an_attempt(world: World) -> None:
    world.new_attempt("quiz")
    foreign: dict[str, Any] = {
        "sourcedId": "from-elsewhere", "status": "active", "assessmentLineItem": {"sourcedId": "pp-ali:quiz"},
        "student": {"sourcedId": "ann"}, "score": 80, "scoreStatus": "fully graded", "scoreDate": MOMENT,
        "metadata": {"attempt": 3, "xp": 7},
    }  # fmt: skip
    put = world.put(f"{GRADEBOOK}/assessmentResults/from-elsewhere", {"assessmentResult": foreign})
    assert put.status in {200, 201}
    assert statuses(world, "quiz") == [(1, "not submitted", 0), (3, "fully graded", 80)]
    shown = world.progress("quiz")
    assert (shown["attempt"], shown["score"], shown["xp"], shown["testResultId"]) == (3, 80, 7, "from-elsewhere")
    assert ok(world.new_attempt("quiz"))["attempt"]["attempt"] == 4


# ---------------------------------------------------------------- who and where


@pytest.mark.parametrize(
    ("student", "lesson", "status", "path"),
    [
        ("nobody", "practice", 404, "student"),
        ("gone", "practice", 404, "student"),
        ("ann", "nothing", 404, "lesson"),
        ("nobody", "nothing", 404, "student"),
        ("ann", "film", 400, "lesson"),
        ("ann", "res-practice", 404, "lesson"),
    ],
)
def test_student_and_lesson_have_to_be_there(world: World, student: str, lesson: str, status: int, path: str) -> None:
    replies = [
        world.new_attempt(lesson, student),
        world.reset(lesson, student),
        world.finalize(lesson, student),
        world.next(lesson, student),
        world.answer("e1", lesson=lesson, student=student),
        world.act("makeExternalTestAssignment", lesson, student),
        world.get(f"{PP}/getAttempts", student=student, lesson=lesson),
        world.get(f"{PP}/getAssessmentProgress", student=student, lesson=lesson),
        world.get(f"{PP}/importExternalTestAssignmentResults", student=student, lesson=lesson),
    ]
    assert {reply.status for reply in replies} == {status}
    assert {reply.body["imsx_error_details"][0]["path"] for reply in replies} == {path}


@pytest.mark.parametrize("kind", ["componentResources", "resources"])
def test_a_deleted_lesson_is_not_found(world: World, kind: str) -> None:
    base = {"componentResources": "/ims/oneroster/rostering/v1p2/courses/component-resources/practice"}
    path = base.get(kind, "/ims/oneroster/resources/v1p2/resources/res-practice")
    assert world.delete(path).status in {200, 204}
    assert world.next().status == 404


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"student": "ann"}', b'{"student": " ", "lesson": "quiz"}',
     b'{"student": 7, "lesson": "quiz"}',
     b'{"student": "ann\\u0000", "lesson": "quiz"}', b'{"student": null, "lesson": "quiz"}'],
)  # fmt: skip
def test_malformed_requests_are_refused(world: World, body: bytes) -> None:
    for path in ("createNewAttempt", "resetAttempt", "finalStudentAssessmentResponse", "makeExternalTestAssignment"):
        assert world.call("POST", f"{PP}/{path}", body).status == 422
    assert world.call("PUT", f"{PP}/updateStudentQuestionResponse", body).status == 422


@pytest.mark.parametrize("attempt", ["0", "-1", "x", "1.5", "99999999999999999999999"])
def test_an_attempt_is_a_whole_number_from_one(world: World, attempt: str) -> None:
    assert world.get(f"{PP}/getAssessmentProgress", student="ann", lesson="quiz", attempt=attempt).status == 422


@pytest.mark.parametrize(
    "more",
    [
        {"responses": {}},
        {"responses": None},
        {"responses": "B"},
        {"responses": {"RESPONSE": 7}},
        {"responses": {"RESPONSE": None}},
        {"responses": {"RESPONSE": ["A", 7]}},
        {"responses": {"RESPONSE": {"a": "b"}}},
        {"responses": None, "response": 7},
        {"responses": {}, "response": [None]},
        {"question": " "},
    ],
)
def test_an_answer_is_made_of_texts(world: World, more: dict[str, Any]) -> None:
    body = {"student": "ann", "lesson": "practice", "question": "e1", **more}
    assert world.submit(**body).status == 422
    assert world.attempts() == []


def test_answers_are_kept_as_they_are(world: World) -> None:
    for question, given in zip(QUIZ, [" B ", "", [], ["B"], "B\n"], strict=True):
        world.answered(question, given, lesson="quiz")  # type: ignore[arg-type]
    shown = [one["response"] for one in world.progress("quiz")["questions"]]
    assert shown == [" B ", "", [], ["B"], "B\n"]


def test_a_single_response_stands_for_the_usual_name(world: World) -> None:
    def judged(question: str, **more: Any) -> bool:
        shown = ok(world.submit(student="ann", lesson="practice", question=question, **more))
        correct: bool = shown["responseResult"]["isCorrect"]
        return correct

    assert judged("e1", responses={}, response="B")
    assert judged("e2", responses=None, response=["B"])
    assert not judged("e3", responses={"RESPONSE": "A"}, response="B")
