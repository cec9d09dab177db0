"""Enrols students as the outcome of a test says: in a course that is named, or in that of a subject track."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge import enrollments
from timeback_sandbox.edubridge.roster import equals, is_active, load_many
from timeback_sandbox.edubridge.tables import SUBJECT_TRACKS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["active_courses", "enroll", "orgs_of", "track_course"]

_ENROLLMENTS, _CLASSES = TABLES["enrollments"].c, TABLES["classes"].c


def orgs_of(user: Entity) -> list[str]:
    """The organisations of a user, the primary one first, each once."""
    roles = sorted(user.get("roles") or (), key=lambda role: role["roleType"] != "primary")
    named = [user.get("primaryOrg"), *(role["org"] for role in roles)]
    return list(dict.fromkeys(org for org in named if org))


def track_course(connection: Connection, user: Entity, subject: str | None, grade: str | None) -> str | None:
    """The course that a student takes in a subject and grade.

    The track of the student's own organisation comes before the one for everybody.

    Args:
        connection: To read with.
        user: The student.
        subject: Of the track.
        grade: Of the track.

    Returns:
        The course's sourcedId; None when no track leads to one.
    """
    if subject is None or grade is None:
        return None
    tracks = SUBJECT_TRACKS.c
    query = select(tracks.org, tracks.course).where(tracks.subject == subject, tracks.grade == grade)
    found: dict[str | None, str] = {row.org: row.course for row in connection.execute(query)}
    return next((found[org] for org in (*orgs_of(user), None) if org in found), None)


def enroll(connection: Connection, student: str, course: str, now: Now) -> bool:
    """Enrols a student by EduBridge's rules, unless the student has that seat already.

    Returns:
        Whether the student has a seat now. When there is none, nothing has been written.
    """
    attempt = connection.begin_nested()
    try:
        enrollments.enroll(connection, student, course, None, {}, now)
    except Problem:
        attempt.rollback()
        return False
    attempt.commit()
    return True


def active_courses(connection: Connection, student: str, now: Now) -> dict[str, Entity]:
    """The courses in which a student has an active enrolment that is not over, by id."""
    today = now.context.now.astimezone(UTC).date().isoformat()
    query = (
        select(_CLASSES.course, _ENROLLMENTS.end_date)
        .join(TABLES["classes"], _CLASSES.sourced_id == _ENROLLMENTS["class"])
        .where(
            _ENROLLMENTS.user == student,
            is_active(TABLES["enrollments"]),
            equals(_ENROLLMENTS.role, "student"),
        )
        .order_by(_ENROLLMENTS.seq)
    )
    courses = [row.course for row in connection.execute(query) if row.end_date is None or row.end_date[:10] >= today]
    found = load_many(connection, "courses", (course for course in courses if course is not None))
    return {course: entity for course, entity in found.items() if entity["status"] == "active"}
