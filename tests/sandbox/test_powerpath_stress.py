"""Many answers at once: none is lost, and every score is what the same answers give one after the other."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lesson_world import EASY, HARD, MEDIUM, PP, RIGHT, WRONG, World, open_world

from timeback_core import APIError, TimebackClient
from timeback_core.powerpath.models_questions import PowerPath100UpdateResponseResult
from timeback_sandbox.powerpath.adaptive import next_score, percent

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
QUESTIONS = [*EASY, *MEDIUM, *HARD]


class Accepted(NamedTuple):
    """An answer that was accepted: the how manieth it was, whether it was right, and what the reply told."""

    number: int
    correct: bool
    score: float
    accuracy: float


@pytest.fixture(params=["memory", "file"])
def crowded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world in process."""
    more = {"database": f"sqlite:///{tmp_path / 'sandbox.db'}"} if request.param == "file" else {}
    yield from open_world(students=20, **more)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[World]:
    """A world on a file, behind a socket."""
    yield from open_world(students=200, database=f"sqlite:///{tmp_path / 'sandbox.db'}", port=0)


def planned(count: int, seed: int, share: float = 0.55) -> list[tuple[str, str]]:
    """Questions with answers, so many of them right."""
    rng = random.Random(seed)
    return [(rng.choice(QUESTIONS), RIGHT if rng.random() < share else WRONG) for _ in range(count)]


def replayed(accepted: list[Accepted]) -> float:
    """Checks every reply against the same answers given one after the other; returns the score at the end."""
    accepted = sorted(accepted)
    assert [one.number for one in accepted] == list(range(1, len(accepted) + 1))
    score, right = 0.0, 0
    for one in accepted:
        score = next_score(score, correct=one.correct)
        right += one.correct
        assert (one.score, one.accuracy) == (score, percent(right, one.number))
    return score


def check_kept(world: World, accepted: list[Accepted], student: str = "ann") -> None:
    """Compares what the gradebook has with what was accepted."""
    score = replayed(accepted)
    result = world.result(f"pp-ar:practice:{student}:1")
    metadata = result["metadata"]
    assert (result["score"], metadata["totalQuestions"]) == (score, len(accepted))
    assert metadata["correctQuestions"] == sum(one.correct for one in accepted)
    assert len(world.attempts(student=student)) == 1
    assert len(world.events()) == (1 if score >= 100 else 0)


# ---------------------------------------------------------------- one attempt, many at once


def read(body: Any) -> Accepted:
    number = body["testResult"]["metadata"]["totalQuestions"]
    return Accepted(number, body["responseResult"]["isCorrect"], body["powerpathScore"], body["accuracy"])


@pytest.mark.parametrize("share", [0.1, 0.95])
def test_threads_that_answer_one_attempt_leave_the_score_of_a_serial_run(crowded: World, share: float) -> None:
    def work(seed: int) -> list[Accepted]:
        line = World(crowded.sandbox)
        try:
            replies = [line.answer(*one) for one in planned(8, seed, share)]
        finally:
            line.close()
        assert {reply.status for reply in replies} <= {200, 400}
        return [read(reply.body) for reply in replies if reply.status == 200]

    with ThreadPoolExecutor(6) as pool:
        accepted = [one for found in pool.map(work, range(6)) for one in found]
    check_kept(crowded, accepted)
    if share < 0.9:
        assert len(accepted) == 48  # with so few right answers nobody comes to 100, in whatever order they arrive
    else:
        assert replayed(accepted) == 100


async def answered(client: TimebackClient, student: str, question: str, response: str) -> Accepted | None:
    body = {"student": student, "lesson": "practice", "question": question, "responses": {"RESPONSE": response}}
    try:
        found = await client.powerpath.assessments.update_student_question_response(body)
    except APIError as error:
        if error.status_code != 400:
            raise
        return None
    assert isinstance(found, PowerPath100UpdateResponseResult)
    assert found.test_result is not None
    number = found.test_result.metadata["totalQuestions"]
    return Accepted(number, found.response_result.is_correct, found.powerpath_score, found.accuracy)


async def test_a_client_that_answers_one_attempt_many_times_at_once(crowded: World) -> None:
    async with crowded.sandbox.client() as client:
        replies = await asyncio.gather(*(answered(client, "ann", *one) for one in planned(40, 7)))
    await asyncio.to_thread(check_kept, crowded, [one for one in replies if one is not None])


async def test_clients_that_answer_one_attempt_over_a_socket(served: World) -> None:
    async def work(seed: int) -> list[Accepted | None]:
        async with served.sandbox.client() as client:
            return await asyncio.gather(*(answered(client, "ann", *one) for one in planned(10, seed)))

    found = await asyncio.gather(*(work(seed) for seed in range(4)))
    await asyncio.to_thread(check_kept, served, [one for replies in found for one in replies if one is not None])


# ---------------------------------------------------------------- many students


@pytest.mark.parametrize("count", [16, pytest.param(200, marks=pytest.mark.slow)])
async def test_students_at_work_at_once_lose_nothing(served: World, count: int) -> None:
    students = [f"kid-{number:03}" for number in range(count)]

    async def work(client: TimebackClient, number: int) -> list[Accepted | None]:
        # one after the other, as a student does; all students at the same time
        return [await answered(client, students[number], *one) for one in planned(3, number, 0.7)]

    async with served.sandbox.client() as client:
        found = await asyncio.gather(*(work(client, number) for number in range(count)))

    def check() -> None:
        for student, replies in zip(students, found, strict=True):
            accepted = [one for one in replies if one is not None]
            assert len(accepted) == 3
            score = replayed(accepted)
            (attempt,) = served.attempts(student=student)
            assert (attempt["score"], attempt["scoreStatus"]) == (score, "partially graded")
            seen = served.progress(student=student)["seenQuestions"]
            asked = dict(planned(3, students.index(student), 0.7))
            assert {one["id"]: one["response"] for one in seen} == asked

    await asyncio.to_thread(check)


def test_attempts_that_are_begun_at_once_are_one(crowded: World) -> None:
    def begin(_: int) -> int:
        line = World(crowded.sandbox)
        try:
            return int(line.new_attempt().body["attempt"]["attempt"])
        finally:
            line.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(begin, range(12))) == {1}
    assert len(crowded.attempts()) == 1


def test_a_quiz_that_is_finalized_by_many_at_once_is_finalized_once(crowded: World) -> None:
    for question in ("q1", "q2", "q3"):
        crowded.answered(question, lesson="quiz")

    def finalize(number: int) -> int:
        line = World(crowded.sandbox)
        try:
            reply = line.finalize() if number % 2 else line.answer("q4", lesson="quiz")
        finally:
            line.close()
        return reply.status

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(finalize, range(12)))
    assert {status for number, status in enumerate(statuses) if number % 2} == {200}
    assert {status for number, status in enumerate(statuses) if not number % 2} <= {200, 400}
    shown = crowded.progress("quiz")
    answered_fourth = "resultId" in shown["questions"][3]
    assert shown["score"] == (80 if answered_fourth else 60)
    assert len(crowded.events()) == 1
    assert crowded.get(f"{PP}/getAttempts", student="ann", lesson="quiz").body["attempts"][0]["score"] == shown["score"]
