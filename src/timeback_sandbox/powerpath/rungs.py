"""The placement tests of a subject, as a student has left them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.moments import canonical
from timeback_sandbox.powerpath import attempts, gradebook, lessons
from timeback_sandbox.powerpath.gradebook import LessonResult
from timeback_sandbox.powerpath.ladder import Rung, grade_number
from timeback_sandbox.powerpath.lessons import Lesson

__all__ = ["Taken", "placement_by_subject", "placement_tests", "rungs_of", "taken_by", "taken_tests"]


class Taken(NamedTuple):
    """One placement test and the student's latest attempt at it.

    Attributes:
        lesson: The test.
        grade: The first grade that it names.
        result: Of the latest attempt; None when there is none.
        state: Of that attempt: `none`, `open_pristine`, `open` or `done`.
    """

    lesson: Lesson
    grade: str | None
    result: LessonResult | None
    state: str

    @property
    def rung(self) -> Rung:
        """What counts of it for the ladder."""
        if self.result is None or self.state != "done":
            return Rung(self.lesson.id, self.grade)
        told = self.result.metadata.get("completedAt")
        # metadata is as somebody has written it
        completed = (canonical(told) if isinstance(told, str) else None) or self.result.entity["scoreDate"]
        return Rung(self.lesson.id, self.grade, done=True, score=self.result.score or 0, completed=completed)


def placement_tests(connection: Connection, subject: str) -> list[Lesson]:
    """The placement tests of a subject from the lowest grade up; those without a grade come last."""
    return placement_by_subject(connection).get(subject, [])


def placement_by_subject(connection: Connection) -> dict[str, list[Lesson]]:
    """The placement tests of each subject that has some, from the lowest grade up."""
    found: dict[str, list[Lesson]] = {}
    for lesson in sorted(lessons.lessons_of(connection, lesson_type="placement"), key=_order):
        if lesson.subject is not None:
            found.setdefault(lesson.subject, []).append(lesson)
    return found


def taken_tests(connection: Connection, student: str, subject: str) -> list[Taken]:
    """The placement tests of a subject in their order, each with the student's latest attempt."""
    return [taken_by(connection, lesson, student) for lesson in placement_tests(connection, subject)]


def rungs_of(connection: Connection, student: str, subject: str) -> list[Rung]:
    """The placement tests of a subject as the ladder wants them."""
    return [one.rung for one in taken_tests(connection, student, subject)]


def taken_by(connection: Connection, lesson: Lesson, student: str) -> Taken:
    """A placement test with the student's latest attempt."""
    results = gradebook.lesson_results(connection, lesson.id, student)
    latest = results[-1] if results else None
    return Taken(lesson, lesson.grade, latest, attempts.state(lesson, latest))


def _order(lesson: Lesson) -> tuple[bool, int, float, str]:
    number = grade_number(lesson.grade)
    return number is None, number or 0, lesson.component_resource.get("sortOrder") or 0, lesson.id
