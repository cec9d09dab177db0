"""What beginning and finishing a test means beside its score: placement goes on, students are enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.edubridge.roster import find
from timeback_sandbox.powerpath import assignments, onboarding
from timeback_sandbox.powerpath.enrolling import enroll, track_course
from timeback_sandbox.powerpath.ladder import Rung, grade_number, standing
from timeback_sandbox.powerpath.rungs import rungs_of
from timeback_sandbox.powerpath.vocabulary import PASS_MARK

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.powerpath.lessons import Lesson

__all__ = ["Outcome", "lesson_finished", "lesson_started"]


class Outcome(NamedTuple):
    """What came of a finished lesson.

    Attributes:
        enrollment_failed: Whether an enrolment was due and could not be made; None when none was due.
    """

    enrollment_failed: bool | None = None


def lesson_started(connection: Connection, lesson: Lesson, student_id: str, now: Now) -> None:
    """What the first attempt at a lesson means: placement has begun, an assigned test is in progress.

    Args:
        connection: Within a write transaction.
        lesson: The lesson.
        student_id: Who has begun.
        now: The present.
    """
    if lesson.type == "placement" and lesson.subject is not None:
        onboarding.begin(connection, student_id, lesson.subject)
    elif lesson.type == "test-out":
        _move_assignment(connection, lesson.id, student_id, "in_progress", now)


def lesson_finished(
    connection: Connection,
    lesson: Lesson,
    student_id: str,
    score: float,
    *,
    skip_enrollment: bool,
    now: Now,
) -> Outcome:
    """What a finished attempt means: enrolments, onboarding, the state of an assigned test.

    Nothing that goes wrong with an enrolment is an error; the outcome tells of it.

    Args:
        connection: Within a write transaction.
        lesson: The lesson.
        student_id: Who has finished it.
        score: Out of 100.
        skip_enrollment: Whether nobody is to be enrolled after this attempt.
        now: The present.
    """
    if lesson.type == "placement":
        return _placement_finished(connection, lesson, student_id, score, skip=skip_enrollment, now=now)
    if lesson.type == "test-out":
        passed = score >= PASS_MARK
        _move_assignment(connection, lesson.id, student_id, "completed" if passed else "failed", now)
        if passed and not skip_enrollment:
            course = _track(connection, student_id, lesson.subject, _next_grade(lesson.grade))
            return _enrolled(connection, student_id, course, now)
    return Outcome()


def _placement_finished(
    connection: Connection, lesson: Lesson, student: str, score: float, *, skip: bool, now: Now
) -> Outcome:
    if lesson.subject is None:
        return Outcome()
    if score >= PASS_MARK:
        finished = Rung(lesson.id, lesson.grade, done=True, score=score, completed=now.context.modified)
        rungs = [
            finished if rung.lesson == lesson.id else rung for rung in rungs_of(connection, student, lesson.subject)
        ]
        if rungs and standing(rungs).onboarded:
            onboarding.complete(connection, student, lesson.subject, None, now)
        return Outcome()
    course: str | None = None
    outcome = Outcome()
    if not skip:
        named = lesson.metadata.get("courseIdOnFail")
        course = named if isinstance(named, str) and named else None
        course = course or _track(connection, student, lesson.subject, lesson.grade)
        outcome = _enrolled(connection, student, course, now)
    onboarding.complete(connection, student, lesson.subject, None if outcome.enrollment_failed else course, now)
    return outcome


def _enrolled(connection: Connection, student: str, course: str | None, now: Now) -> Outcome:
    return Outcome(enrollment_failed=course is None or not enroll(connection, student, course, now))


def _track(connection: Connection, student: str, subject: str | None, grade: str | None) -> str | None:
    user = find(connection, "users", student)
    return None if user is None else track_course(connection, user.entity, subject, grade)


def _move_assignment(connection: Connection, lesson_id: str, student: str, status: str, now: Now) -> None:
    """Moves the test assignment that a lesson belongs to; one that is over, expired or cancelled stays so."""
    found = assignments.assignment_of_lesson(connection, lesson_id, now)
    if found is not None and found.student == student and found.status in assignments.OPEN and found.status != status:
        assignments.set_status(connection, found, status, now)


def _next_grade(grade: str | None) -> str | None:
    number = grade_number(grade)
    return None if number is None else str(number + 1)
