"""A school with lessons of every type and the questions that they ask, for tests of PowerPath's lessons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from oneroster_api import GRADEBOOK, ref, role, user
from qti_service import Reply, Service, choice_form
from qti_tests import form, part, section

from timeback_sandbox import Sandbox
from timeback_sandbox.masterytrack.control import NewTest, add_test
from timeback_sandbox.oneroster.bulk import insert_many
from timeback_sandbox.oneroster.fields import KindName

__all__ = ["EASY", "HARD", "MEDIUM", "MOMENT", "NOON", "PP", "QUIZ", "RIGHT", "WRONG", "World", "open_world", "world"]

PP = "/powerpath"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MOMENT = "2026-03-02T12:00:00.000Z"
RIGHT, WRONG = "B", "A"
EASY = [f"e{number}" for number in range(1, 6)]
MEDIUM = [f"m{number}" for number in range(1, 5)]
HARD = [f"h{number}" for number in range(1, 4)]
QUIZ = [f"q{number}" for number in range(1, 6)]


def _lesson(sourced_id: str, kind: str | None, order: int, **metadata: Any) -> dict[str, list[dict[str, Any]]]:
    about = {"subject": "Math", "grades": ["3"], **metadata}
    if kind is not None:
        about["lessonType"] = kind
    resource: dict[str, Any] = {
        "sourcedId": f"res-{sourced_id}", "title": sourced_id.title(), "vendorResourceId": f"test-{sourced_id}",
        "metadata": about,
    }  # fmt: skip
    lesson: dict[str, Any] = {
        "sourcedId": sourced_id, "status": "active", "title": sourced_id.title(), "courseComponent": ref("unit"),
        "resource": ref(f"res-{sourced_id}"), "sortOrder": order,
    }  # fmt: skip
    if kind is not None:
        lesson["lessonType"] = kind
    return {"resources": [resource], "componentResources": [lesson]}


def _qti(test: str, **more: Any) -> dict[str, Any]:
    return {"type": "qti", "subType": "qti-test", "url": f"https://qti.example/api/assessment-tests/{test}?v=1", **more}


def _external(tool: str, **more: Any) -> dict[str, Any]:
    return {"type": "interactive", "toolProvider": tool, **more}


def _roster(students: int) -> dict[KindName, list[dict[str, Any]]]:
    many = [user(f"kid-{n:03}", role("student", "north"), email=f"kid-{n:03}@north.example") for n in range(students)]
    records: dict[KindName, list[dict[str, Any]]] = {
        "orgs": [{"sourcedId": "north", "name": "North", "type": "school", "identifier": "N"}],
        "courses": [
            {"sourcedId": "math-3", "status": "active", "title": "Math 3", "org": ref("north"), "grades": ["3"],
             "subjects": ["Math"]},
            {"sourcedId": "math-4", "status": "active", "title": "Math 4", "org": ref("north"), "grades": ["4"],
             "subjects": ["Math"]},
            {"sourcedId": "plain", "status": "active", "title": "Plain", "org": ref("north")},
        ],
        "users": [
            user("ann", role("student", "north"), email="ann@north.example", primaryOrg=ref("north")),
            user("ben", role("student", "north"), email=None),
            user("gone", role("student", "north"), email="gone@north.example", status="tobedeleted"),
            *many,
        ],
        "courseComponents": [
            {"sourcedId": "unit", "status": "active", "title": "Unit", "course": ref("math-3"), "sortOrder": 1},
        ],
        "resources": [
            {"sourcedId": f"res-bank-{letter}", "title": f"Bank {letter}", "vendorResourceId": f"test-{letter}",
             "metadata": _qti(f"test-{letter}")}
            for letter in "ab"
        ],
        "componentResources": [],
    }  # fmt: skip
    for one in (
        _lesson("practice", "powerpath-100", 1, **_qti("test-pp"), xp=10),
        _lesson("quiz", "quiz", 2, **_qti("test-a"), xp=12),
        _lesson("bank", "quiz", 3, type="assessment-bank", resources=["res-bank-a", "res-bank-b"], xp=8),
        _lesson("unit-test", "unit-test", 4, type="qti", xp=20),
        _lesson("place", "placement", 5, **_qti("test-a"), courseIdOnFail="math-3"),
        _lesson("out", "test-out", 6, **_qti("test-a")),
        _lesson("article", "alpha-read-article", 7, **_qti("test-a")),
        _lesson("edu", "unit-test", 8, **_external("edulastic", vendorId="edu-7"), xp=10),
        _lesson("mastery", "test-out", 9, **_external("mastery-track"), xp=30),
        _lesson("film", None, 10),
        _lesson("adrift", "quiz", 11, **_qti("test-nowhere")),
        _lesson("empty", "powerpath-100", 12, **_qti("test-empty")),
    ):
        records["resources"] += one["resources"]
        records["componentResources"] += one["componentResources"]
    return records


def _questions() -> list[dict[str, Any]]:
    objectives = [{"source": "CASE", "learningObjectiveIds": ["obj-1", "obj-2"]}]
    easy = [choice_form(one, one.upper(), metadata={"difficulty": "Easy"}) for one in EASY]
    easy[0]["metadata"] |= {"learningObjectiveSet": objectives, "humanApproved": True}
    medium = [choice_form(one, metadata={"difficulty": "medium"} if one != "m1" else {}) for one in MEDIUM]
    hard = [choice_form(one, metadata={"difficulty": "hard"}) for one in HARD]
    return [*easy, *medium, *hard, *(choice_form(one, one.upper()) for one in QUIZ)]


TESTS = {
    "test-pp": [*EASY, *MEDIUM, *HARD],
    "test-a": QUIZ,
    "test-b": QUIZ[3:],
    "test-unit-test": QUIZ[:3],
    "test-empty": [],
}


class World(Service):
    """PowerPath, QTI and OneRoster of one sandbox, without a socket."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox, base="")

    def fill(self, students: int = 0) -> None:
        """Puts everything in."""
        state = self.sandbox.state
        with state.store.write() as connection:
            for kind, records in _roster(students).items():
                insert_many(connection, kind, records, NOON)
        for question in _questions():
            assert self.post("/api/assessment-items", question).status == 201
        for test, items in TESTS.items():
            reply = self.post("/api/assessment-tests", form(test, part("p", section("s", *items))))
            assert reply.status in {200, 201}, reply.content
        add_test(state, NewTest(timeback_id="mt-3a", name="Math 3 A", subject="Math", grade_rank=3))
        add_test(state, NewTest(timeback_id="mt-3b", name="Math 3 B", subject="Math", grade_rank=3))

    # ------------------------------------------------------------ as a student

    def next(self, lesson: str = "practice", student: str = "ann") -> Reply:
        return self.get(f"{PP}/getNextQuestion", student=student, lesson=lesson)

    def answer(
        self, question: str, response: str = RIGHT, lesson: str = "practice", student: str = "ann", **more: Any
    ) -> Reply:
        given = {"responses": {"RESPONSE": response}, **more}
        return self.submit(student=student, lesson=lesson, question=question, **given)

    def submit(self, **body: Any) -> Reply:
        """A PUT of this body."""
        return self.put(f"{PP}/updateStudentQuestionResponse", body)

    def answered(self, question: str, response: str = RIGHT, **more: Any) -> Any:
        """The same, which has to go well."""
        return ok(self.answer(question, response, **more))

    def progress(self, lesson: str = "practice", student: str = "ann", **more: Any) -> Any:
        return ok(self.get(f"{PP}/getAssessmentProgress", student=student, lesson=lesson, **more))

    def attempts(self, lesson: str = "practice", student: str = "ann") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ok(self.get(f"{PP}/getAttempts", student=student, lesson=lesson))["attempts"]
        return found

    def act(self, what: str, lesson: str, student: str = "ann", **more: Any) -> Reply:
        return self.post(f"{PP}/{what}", {"student": student, "lesson": lesson, **more})

    def new_attempt(self, lesson: str = "practice", student: str = "ann") -> Reply:
        return self.act("createNewAttempt", lesson, student)

    def finalize(self, lesson: str = "quiz", student: str = "ann") -> Reply:
        return self.act("finalStudentAssessmentResponse", lesson, student)

    def reset(self, lesson: str = "practice", student: str = "ann") -> Reply:
        return self.act("resetAttempt", lesson, student)

    def master(self, lesson: str = "practice", student: str = "ann") -> list[float]:
        """Answers correctly until the attempt is over; the scores on the way."""
        scores: list[float] = []
        while not scores or scores[-1] < 100:
            question = ok(self.next(lesson, student))["question"]["id"]
            scores.append(self.answered(question, lesson=lesson, student=student)["powerpathScore"])
        return scores

    def take(self, *responses: str, lesson: str = "quiz", student: str = "ann") -> Any:
        """Answers the questions of a quiz in their order, and finalizes."""
        for question, response in zip(QUIZ, responses, strict=False):
            self.answered(question, response, lesson=lesson, student=student)
        return ok(self.finalize(lesson, student))

    # ------------------------------------------------------------ in the gradebook

    def result(self, sourced_id: str) -> dict[str, Any]:
        found: dict[str, Any] = ok(self.get(f"{GRADEBOOK}/assessmentResults/{sourced_id}"))["assessmentResult"]
        return found

    def line_item(self, sourced_id: str) -> dict[str, Any]:
        found: dict[str, Any] = ok(self.get(f"{GRADEBOOK}/assessmentLineItems/{sourced_id}"))["assessmentLineItem"]
        return found

    def put_result(self, sourced_id: str, **fields: Any) -> None:
        """Replaces fields of a result, as somebody does who knows nothing of PowerPath."""
        before = self.result(sourced_id)
        kept = {name: value for name, value in before.items() if name not in {"dateLastModified", "metadata"}}
        reply = self.put(f"{GRADEBOOK}/assessmentResults/{sourced_id}", {"assessmentResult": {**kept, **fields}})
        assert reply.status in {200, 201}, reply.content

    def events(self) -> list[dict[str, Any]]:
        """What PowerPath reported, oldest first."""
        found = ok(self.get("/caliper/events", sensor="urn:timeback:powerpath", limit=1000))["events"]
        return list(reversed(found))


def ok(reply: Reply) -> Any:
    """The body of an answer that went well."""
    assert reply.status == 200, (reply.status, reply.content)
    return reply.body


def open_world(students: int = 0, **settings: Any) -> Iterator[World]:
    """A world, closed at the end."""
    with Sandbox(seed="empty", no_auth=True, **settings) as sandbox:
        sandbox.clock.set(NOON, frozen=True)
        made = World(sandbox)
        try:
            made.fill(students)
            yield made
        finally:
            made.close()


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    for made in open_world():
        made.sandbox.state.snapshot("full")
        yield made


@pytest.fixture
def world(shared_world: World) -> World:
    """Everything, fresh for each test."""
    shared_world.sandbox.state.restore("full")
    shared_world.sandbox.clock.set(NOON, frozen=True)
    return shared_world
