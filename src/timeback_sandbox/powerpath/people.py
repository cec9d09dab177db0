"""Finds whom and what requests are about: students and courses."""

from __future__ import annotations

from sqlalchemy import Connection

from timeback_sandbox.edubridge.roster import find
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.powerpath.problems import refuse

__all__ = ["course", "student"]


def student(connection: Connection, student_id: str, path: str = "student") -> Stored:
    """The active user of an id.

    Args:
        connection: To read with.
        student_id: The user's sourcedId.
        path: The field or parameter that it came in.

    Raises:
        Problem: 404, there is none.
    """
    return _active(connection, "users", "Student", student_id, path)


def course(connection: Connection, course_id: str, path: str = "courseId") -> Stored:
    """The active course of an id.

    Args:
        connection: To read with.
        course_id: The course's sourcedId.
        path: The field or parameter that it came in.

    Raises:
        Problem: 404, there is none.
    """
    return _active(connection, "courses", "Course", course_id, path)


def _active(connection: Connection, kind: KindName, what: str, sourced_id: str, path: str) -> Stored:
    found = find(connection, kind, sourced_id)
    if found is None or found.entity["status"] != "active":
        raise refuse(404, f"{what} not found: {sourced_id[:200]}", path)
    return found
