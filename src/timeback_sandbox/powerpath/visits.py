"""A student at a lesson: what every request about that looks up first, and how the lesson's result is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import Stored, find_seq
from timeback_sandbox.powerpath import attempts, outcomes, people
from timeback_sandbox.powerpath.attempts import AttemptState
from timeback_sandbox.powerpath.bank import Source, source_of
from timeback_sandbox.powerpath.evaluation import Judge
from timeback_sandbox.powerpath.gradebook import (
    LessonResult,
    ensure_lesson_line_item,
    item_results,
    lesson_result_id,
    linked_line_item,
    unlinked_line_item,
    write_result,
)
from timeback_sandbox.powerpath.lessons import Lesson, find_lesson
from timeback_sandbox.powerpath.problems import refuse

if TYPE_CHECKING:
    from timeback_sandbox.serving import Call
    from timeback_sandbox.state import State

__all__ = ["NOTHING_DONE", "Attempt", "Visit", "visit"]

NOTHING_DONE: dict[str, Any] = {
    "startedAt": None,
    "completedAt": None,
    "totalQuestions": None,
    "correctQuestions": None,
    "accuracy": None,
    "xp": None,
    "multiplier": None,
    "masteredUnits": None,
}
"""What the metadata of an attempt says as long as nothing was answered."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a lesson.

    Attributes:
        number: Which one, from 1.
        result: Its result; None: it is only thought of.
        state: Where it is.
    """

    number: int
    result: LessonResult | None
    state: AttemptState

    @property
    def score(self) -> float:
        """Out of 100; 0 when there is none."""
        return 0 if self.result is None or self.result.score is None else self.result.score

    @property
    def metadata(self) -> dict[str, Any]:
        """What its result says about it."""
        return {} if self.result is None else self.result.metadata


@dataclass(slots=True)
class Visit:
    """A student at a lesson, within one transaction.

    Attributes:
        state: The sandbox.
        connection: To read with, and to write with if the transaction is one that writes.
        now: The present.
        base_url: Of the sandbox: scheme and authority.
        student: Who.
        lesson: Where.
        results: Of the student's attempts, by attempt.
        line_item: The lesson's line item; None: none said that it is of the lesson when the visit began.
        judge: Evaluates answers.
    """

    state: State
    connection: Connection
    now: Now
    base_url: str
    student: Stored
    lesson: Lesson
    results: list[LessonResult]
    line_item: str | None
    judge: Judge

    @property
    def student_id(self) -> str:
        """The student's sourcedId."""
        return self.student.sourced_id

    @property
    def latest(self) -> Attempt:
        """The latest attempt; the first one, which has not begun, when there is none."""
        return self._attempt(self.results[-1] if self.results else None)

    def attempt(self, number: int | None) -> Attempt:
        """An attempt; None: the latest.

        Raises:
            Problem: 404, there is none of that number.
        """
        if number is None:
            return self.latest
        found = next((one for one in reversed(self.results) if one.attempt == number), None)
        if found is None and number != 1:
            raise refuse(404, f"There is no attempt {number}", "attempt")
        return self._attempt(found)

    def source(self, attempt: Attempt) -> Source:
        """The test that an attempt takes.

        Raises:
            Problem: 400, the lesson is a bank without an active test.
        """
        return source_of(self.connection, self.lesson, attempt.number, attempt.result)

    def ensure_line_item(self) -> str:
        """The lesson's line item, which is made when it is missing."""
        if self.line_item is None:
            self.line_item = ensure_lesson_line_item(self.connection, self.now, self.lesson)
        return self.line_item

    def write(self, attempt: Attempt, fields: Entity, metadata: dict[str, Any]) -> Attempt:
        """Writes the result of an attempt, which begins with it if there is none yet.

        Args:
            attempt: Which one.
            fields: Of the result: `score`, `scoreStatus`, `inProgress`.
            metadata: What is said about it; what is not named stays as it was.

        Returns:
            The attempt as it is now.
        """
        lesson, before = self.lesson, attempt.result
        item = self.ensure_line_item()
        told = {**attempt.metadata, "attempt": attempt.number, "lessonType": lesson.type, **metadata}
        entity: Entity = {
            **({} if before is None else before.entity),
            "assessmentLineItem": item,
            "student": self.student_id,
            "scoreDate": self.now.context.modified,
            **fields,
            "metadata": told,
        }
        own = lesson_result_id(lesson.id, self.student_id, attempt.number)
        sourced_id = own if before is None else before.sourced_id
        written = write_result(self.connection, self.now, sourced_id, entity, None if before is None else before.seq)
        if before is None:
            outcomes.lesson_started(self.connection, lesson, self.student_id, self.now)
        seq = before.seq if before is not None else find_seq(self.connection, KINDS["assessmentResults"], sourced_id)
        result = LessonResult(
            seq or 0,
            sourced_id,
            attempt.number,
            written.get("score"),
            written["scoreStatus"],
            told,
            written,
        )
        return self._attempt(result)

    def _attempt(self, result: LessonResult | None) -> Attempt:
        number = 1 if result is None else result.attempt
        return Attempt(number, result, attempts.state(self.lesson, result))


def visit(call: Call, connection: Connection, student_id: str, lesson_id: str, judge: Judge | None = None) -> Visit:
    """A student at a lesson.

    Args:
        call: The request.
        connection: Of its transaction.
        student_id: The student's sourcedId.
        lesson_id: The lesson's sourcedId.
        judge: Evaluates answers; None: one that was asked nothing ahead.

    Raises:
        Problem: 404, the student or the lesson does not exist; 400, it is no lesson.
    """
    student = people.student(connection, student_id)
    lesson = find_lesson(connection, lesson_id)
    linked = linked_line_item(connection, lesson_id)
    item = linked or unlinked_line_item(connection, lesson_id)
    results = [] if item is None else item_results(connection, item, student_id)
    now = Now.of(call)
    return Visit(
        call.state, connection, now, call.base_url, student, lesson, results, linked, judge or Judge(call.state)
    )
