"""PowerPath-100: how the score moves, which question comes next, what is counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lesson_world import EASY, HARD, MEDIUM, RIGHT, WRONG, World, ok, open_world, shared_world, world
from qti_forms import FORMS

from timeback_sandbox.powerpath.adaptive import choose, draw, multiplier, next_score, percent, tiers

__all__ = ["shared_world", "world"]

ALL_RIGHT = [14, 27, 39, 50, 59, 68, 76, 83, 89, 95, 100]
TABLE = [(14, 1), (13, 1), (12, 2), (11, 3), (10, 4), (9, 5), (8, 5), (7, 6), (6, 7), (5, 8)]


# ---------------------------------------------------------------- the rules by themselves


@pytest.mark.parametrize("band", range(10))
def test_each_band_moves_the_score_by_its_own_steps(band: int) -> None:
    up, down = TABLE[band]
    for score in (10 * band, 10 * band + 9):
        assert next_score(score, correct=True) == min(100, score + up)
        assert next_score(score, correct=False) == max(0, score - down)


def test_all_correct_answers_reach_the_goal_in_eleven_steps() -> None:
    score, trace = 0.0, []
    while score < 100:
        score = next_score(score, correct=True)
        trace.append(score)
    assert trace == ALL_RIGHT


@given(st.floats(-50, 150), st.booleans())
def test_a_score_never_leaves_its_range(score: float, correct: bool) -> None:
    assert 0 <= next_score(score, correct=correct) <= 100


def test_the_draw_is_the_beginning_of_a_digest() -> None:
    digest = hashlib.sha256(b"seed|ann|practice|2|7").digest()
    assert draw("seed", "ann", "practice", 2, 7) == int.from_bytes(digest[:8], "big")


@pytest.mark.parametrize(
    ("score", "drawn", "expected"),
    [
        (0, 99, ("easy", "medium", "hard")),
        (69, 0, ("easy", "medium", "hard")),
        (69.9, 99, ("easy", "medium", "hard")),
        (70, 74, ("medium", "hard", "easy")),
        (70, 75, ("hard", "medium", "easy")),
        (89, 174, ("medium", "hard", "easy")),
        (89.5, 199, ("hard", "medium", "easy")),
        (90, 0, ("hard", "medium", "easy")),
        (99, 99, ("hard", "medium", "easy")),
    ],
)
def test_the_score_decides_on_the_difficulty(score: float, drawn: int, expected: tuple[str, ...]) -> None:
    assert tiers(score, drawn) == expected


def test_the_next_tier_is_taken_when_one_is_empty() -> None:
    assert choose({"easy": [], "medium": ["m1", "m2"], "hard": ["h1"]}, 0, 300) == "m2"
    assert choose({"easy": [], "medium": [], "hard": ["h1"]}, 0, 12345) == "h1"
    assert choose({"easy": ["e1"], "medium": [], "hard": []}, 95, 0) == "e1"
    assert choose({"easy": [], "medium": [], "hard": []}, 95, 0) is None


@pytest.mark.parametrize(
    ("accuracy", "first", "later"), [(100, 1.25, 1), (99.99, 1, 0.5), (80, 1, 0.5), (79.99, 0, 0), (0, 0, 0)]
)
def test_accuracy_and_attempt_decide_on_the_multiplier(accuracy: float, first: float, later: float) -> None:
    assert [multiplier(accuracy, attempt) for attempt in (1, 2, 3)] == [first, later, later]


def test_percentages() -> None:
    assert (percent(0, 0), percent(4, 5), percent(11, 12)) == (0, 80, 100 * 11 / 12)


# ---------------------------------------------------------------- at the lesson


def test_mastering_a_lesson_at_once(world: World) -> None:
    assert world.master() == ALL_RIGHT
    shown = world.progress()
    assert (shown["xp"], shown["multiplier"], shown["accuracy"]) == (12.5, 1.25, 100)
    assert (shown["correctQuestions"], shown["totalQuestions"], shown["score"]) == (11, 12, 100)
    (attempt,) = world.attempts()
    assert attempt == {
        "attempt": 1, "score": 100, "scoreStatus": "fully graded", "xp": 12.5,
        "startedAt": "2026-03-02T12:00:00.000Z", "completedAt": "2026-03-02T12:00:00.000Z",
    }  # fmt: skip


def test_a_second_attempt_without_a_mistake_earns_the_base(world: World) -> None:
    world.master()
    assert ok(world.new_attempt())["attempt"]["attempt"] == 2
    assert world.master() == ALL_RIGHT
    shown = world.progress()
    assert (shown["attempt"], shown["xp"], shown["multiplier"]) == (2, 10, 1)


def test_wrong_answers_take_away_but_not_below_zero(world: World) -> None:
    assert world.answered("e1", WRONG)["powerpathScore"] == 0
    for question, expected in zip(["e2", "e3", "e4", "e5"], [14, 27, 39, 50], strict=True):
        assert world.answered(question)["powerpathScore"] == expected
    wrong = world.answered("m1", WRONG)
    assert wrong["powerpathScore"] == 45
    assert wrong["responseResult"] == {
        "isCorrect": False, "score": 0, "feedback": {"identifier": "incorrect", "value": "Incorrect"},
    }  # fmt: skip
    assert (wrong["accuracy"], wrong["correctQuestions"], wrong["totalQuestions"]) == (100 * 4 / 6, 4, 12)
    assert (wrong["xp"], wrong["multiplier"]) == (None, None)


def test_mistakes_cost_xp(world: World) -> None:
    world.answered("e1", WRONG)
    world.answered("e1", WRONG)
    world.master()
    shown = world.progress()
    assert shown["accuracy"] == 100 * 11 / 13
    assert (shown["xp"], shown["multiplier"], shown["correctQuestions"]) == (10, 1, 11)
    assert world.result("pp-ar:practice:ann:1")["metadata"]["totalQuestions"] == 13


def test_many_mistakes_cost_all_xp(world: World) -> None:
    for question in ("e1", "e2", "e3"):
        world.answered(question, WRONG)
    world.master()
    assert (world.progress()["xp"], world.progress()["multiplier"]) == (0, 0)


def test_a_question_may_be_answered_again_and_counts_again(world: World) -> None:
    assert [world.answered("e1", one)["powerpathScore"] for one in (RIGHT, RIGHT, WRONG)] == [14, 27, 25]
    shown = world.progress()
    assert (shown["accuracy"], shown["correctQuestions"]) == (100 * 2 / 3, 2)
    (seen,) = shown["seenQuestions"]
    assert (seen["id"], seen["correct"], seen["response"]) == ("e1", False, WRONG)
    assert shown["remainingQuestionsPerDifficulty"] == {"easy": 4, "medium": 4, "hard": 3}


def test_what_was_answered_is_told_in_the_order_of_the_answers(world: World) -> None:
    for question in ("h1", "e2", "m1", "h1"):
        world.answered(question)
    seen = world.progress()["seenQuestions"]
    assert [one["id"] for one in seen] == ["e2", "m1", "h1"]
    assert [one["difficulty"] for one in seen] == ["easy", "medium", "hard"]
    assert seen[0]["result"] == {"score": 1, "feedback": "Correct"}
    assert seen[0]["resultId"] == "pp-ar:practice:e2:ann:1"


def test_a_question_is_shown_with_what_is_known_of_it(world: World) -> None:
    shown = world.progress()
    assert shown["seenQuestions"] == []
    world.answered("e1")
    (seen,) = world.progress()["seenQuestions"]
    assert (seen["title"], seen["index"], seen["humanApproved"]) == ("E1", 0, True)
    assert seen["learningObjectives"] == ["obj-1", "obj-2"]
    assert seen["url"].endswith("/assessment-items/e1")
    assert seen["content"]["type"] == "choice"
    assert "<qti-assessment-item" in seen["content"]["rawXml"]


# ---------------------------------------------------------------- the next question


def chosen(score: float, answered: list[str], student: str = "ann", attempt: int = 1, seed: str = "0") -> str:
    """The question that the rules choose, worked out once more."""
    digest = hashlib.sha256(f"{seed}|{student}|practice|{attempt}|{len(answered)}".encode()).digest()
    drawn = int.from_bytes(digest[:8], "big")
    left = [[one for one in tier if one not in answered] for tier in (EASY, MEDIUM, HARD)]
    easy, medium, hard = left
    if score < 70:
        order = [easy, medium, hard]
    elif score < 90:
        order = [medium, hard, easy] if drawn % 100 < 75 else [hard, medium, easy]
    else:
        order = [hard, medium, easy]
    tier = next(one for one in order if one)
    return tier[drawn // 100 % len(tier)]


@pytest.mark.parametrize("attempt", [1, 2])
def test_the_next_question_is_the_one_that_the_rules_draw(world: World, attempt: int) -> None:
    if attempt == 2:
        world.master()
        world.new_attempt()
    answered: list[str] = []
    score = 0.0
    while score < 100:
        body = ok(world.next())
        assert body["score"] == score
        assert body["question"]["id"] == chosen(score, answered, attempt=attempt)
        assert "correct" not in body["question"]
        assert "response" not in body["question"]
        answered.append(body["question"]["id"])
        score = world.answered(answered[-1])["powerpathScore"]


def test_asking_again_gives_the_same_question(world: World) -> None:
    assert len({ok(world.next())["question"]["id"] for _ in range(5)}) == 1
    assert world.attempts() == []


def test_students_get_different_questions(world: World) -> None:
    asked = {student: ok(world.next(student=student))["question"]["id"] for student in ("ann", "ben")}
    assert asked == {student: chosen(0, [], student) for student in ("ann", "ben")}


def test_the_seed_of_the_sandbox_decides() -> None:
    asked: list[str] = []
    for seed in ("0", "7"):
        for made in open_world(powerpath_seed=seed):
            asked.append(ok(made.next())["question"]["id"])
            assert asked[-1] == chosen(0, [], seed=seed)
    assert asked == [chosen(0, [], seed="0"), chosen(0, [], seed="7")]


def test_medium_and_hard_questions_are_mixed_in_proportion() -> None:
    counted = Counter(tiers(75, draw("0", f"student-{n}", "lesson", 1, 6))[0] for n in range(2_000))
    assert 0.72 < counted["medium"] / 2_000 < 0.78


def test_when_all_were_answered_the_wrong_ones_come_again_first(world: World) -> None:
    questions = [*EASY, *MEDIUM, *HARD]
    wrong = {"m2", "e3"}
    for question in ["m2", *(one for one in questions if one != "m2")]:
        world.answered(question, WRONG if question in wrong or question in HARD else RIGHT)
    assert world.progress()["remainingQuestionsPerDifficulty"] == {"easy": 0, "medium": 0, "hard": 0}
    again: list[str] = []
    for _ in range(5):
        again.append(ok(world.next())["question"]["id"])
        world.answered(again[-1], WRONG if again[-1] == "m2" and again.count("m2") == 1 else RIGHT)
    assert again == ["m2", "e3", "h1", "h2", "h3"]


def test_without_wrong_answers_the_one_answered_longest_ago_comes_again(world: World) -> None:
    for question in [*HARD, *MEDIUM, *EASY]:
        world.answered(question)
        metadata = world.result("pp-ar:practice:ann:1")["metadata"]
        world.put_result("pp-ar:practice:ann:1", score=0, metadata=metadata)
    assert ok(world.next())["question"]["id"] == "h1"


# ---------------------------------------------------------------- what is refused


def refused(reply: Any) -> tuple[int, str]:
    return reply.status, reply.body["imsx_description"]


def test_a_mastered_lesson_takes_no_more_answers(world: World) -> None:
    world.master()
    assert refused(world.next())[0] == 400
    status, told = refused(world.answer("e1"))
    assert (status, "create a new attempt" in told) == (400, True)
    assert len(world.events()) == 1


def test_questions_of_other_tests_are_not_taken(world: World) -> None:
    status, told = refused(world.answer("q1"))
    assert (status, told) == (404, "The question is not in the test: q1")
    assert world.attempts() == []


@pytest.mark.parametrize(("lesson", "status"), [("quiz", 400), ("article", 400), ("edu", 400), ("empty", 404)])
def test_only_powerpath_100_lessons_with_questions_have_a_next_one(world: World, lesson: str, status: int) -> None:
    assert world.next(lesson).status == status


def test_the_score_of_the_gradebook_is_where_it_goes_on(world: World) -> None:
    world.answered("e1")
    world.put_result("pp-ar:practice:ann:1", score=95, metadata={"attempt": 1})
    assert ok(world.next())["score"] == 95
    done = world.answered("e2")
    assert (done["powerpathScore"], done["correctQuestions"], done["accuracy"]) == (100, 2, 100)


# ---------------------------------------------------------------- graders


@pytest.mark.parametrize(("lesson", "question"), [("practice", "e1"), ("quiz", "q1")])
def test_a_slow_grader_holds_up_nobody_and_is_asked_once(world: World, lesson: str, question: str) -> None:
    essay = {**FORMS["extended-text"], "identifier": question, "title": "Essay", "metadata": {"difficulty": "easy"}}
    assert world.put(f"/api/assessment-items/{question}", essay).status == 200
    asked: list[object] = []

    def write() -> None:
        with world.sandbox.state.store.write():
            pass

    def grade(_: object, responses: Mapping[str, object]) -> tuple[float, str, str]:
        other = Thread(target=write, daemon=True)
        other.start()
        other.join(5)
        asked.append((other.is_alive(), dict(responses)))
        return 1.0, "fine", "Well said"

    world.sandbox.grade_free_text(grade)
    try:
        world.answered(question, "A whale.", lesson=lesson)
        if lesson == "quiz":
            ok(world.finalize())
    finally:
        world.sandbox.grade_free_text(None)
    assert asked == [(False, {"RESPONSE": "A whale."})]
    result = world.result(f"pp-ar:{lesson}:{question}:ann:1")
    assert (result["score"], result["metadata"]["feedback"]["value"]) == (1, "Well said")
