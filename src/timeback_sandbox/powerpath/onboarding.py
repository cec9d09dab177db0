"""The record of a student's placement in a subject. It tells what happened, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from timeback_sandbox.powerpath.tables_placement import ONBOARDING

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["begin", "complete", "find", "reset"]

_COLUMNS = ONBOARDING.c


def find(connection: Connection, student: str, subject: str) -> Row[Any] | None:
    """The record of a student in a subject."""
    return connection.execute(select(ONBOARDING).where(*_of(student, subject))).first()


def begin(connection: Connection, student: str, subject: str) -> None:
    """Notes that the placement has begun, unless that is known."""
    if find(connection, student, subject) is None:
        connection.execute(insert(ONBOARDING).values(student=student, subject=subject, status="in_progress"))


def complete(connection: Connection, student: str, subject: str, course: str | None, now: Now) -> None:
    """Notes that the placement is over, and in which course the student was enrolled for it."""
    begin(connection, student, subject)
    values = {"status": "completed", "completed_at": now.context.modified, "course": course}
    connection.execute(update(ONBOARDING).where(*_of(student, subject)).values(values))


def reset(connection: Connection, student: str, subject: str) -> bool:
    """Sets the record back to the beginning; tells whether there was one."""
    values = {"status": "in_progress", "completed_at": None, "course": None}
    return connection.execute(update(ONBOARDING).where(*_of(student, subject)).values(values)).rowcount > 0


def _of(student: str, subject: str) -> tuple[Any, Any]:
    return _COLUMNS.student == student, _COLUMNS.subject == subject
