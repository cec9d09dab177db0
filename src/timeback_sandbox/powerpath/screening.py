"""Screening: students' sessions for NWEA's tests, and what the tests have brought."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, delete, insert, select, update

from timeback_sandbox.moments import format_moment
from timeback_sandbox.powerpath.tables_plans import SCREENING_RESULTS, SCREENING_SESSIONS

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = [
    "ASSIGNMENT_STATUSES",
    "NWEA_STATUSES",
    "NWEA_WORDS",
    "SESSION_STATUSES",
    "SUBJECTS",
    "assign",
    "assignment_values",
    "results_of",
    "session_of",
    "session_row",
    "set_assignment",
    "set_result",
    "stop",
    "term_at",
]

SUBJECTS: Final = ("Math", "Reading", "Language", "Science")
"""The subjects in which students are screened."""
SESSION_STATUSES: Final = ("active", "inactive")
NWEA_STATUSES: Final[Mapping[str, str]] = {
    "enqueued": "ENQUEUED",
    "assigned": "AWAITING_STUDENT",
    "in_progress": "IN_PROGRESS",
    "blocked": "SUSPENDED",
    "completed": "COMPLETED",
    "abandoned": "ABANDONED",
    "failed": "FAILED",
}
"""What NWEA says of an assignment, by the assignment's status, unless something else is set."""
ASSIGNMENT_STATUSES: Final = tuple(NWEA_STATUSES)
NWEA_WORDS: Final = (*NWEA_STATUSES.values(), "PAUSED", "TERMINATED")
"""All that NWEA may say of an assignment."""

_SESSIONS, _RESULTS = SCREENING_SESSIONS.c, SCREENING_RESULTS.c
_NAMES: Final = UUID("5b6a4f4e-6c0a-5d8b-9a55-0f3f3a7f2c11")
_WORDS: Final = ("tulip", "maple", "otter", "comet", "pebble", "falcon", "ember", "willow")
_SEASONS: Final = ("winter", "winter", "spring", "spring", "spring", "summer", "summer",
                   "fall", "fall", "fall", "fall", "winter")  # fmt: skip


# ---------------------------------------------------------------- sessions


def session_of(connection: Connection, user_id: str) -> dict[str, Any] | None:
    """A user's session, as answers hold it; None when there is none."""
    row: Row[Any] | None = connection.execute(select(SCREENING_SESSIONS).where(_SESSIONS.user == user_id)).first()
    if row is None:
        return None
    pin = _pin(user_id)
    return {
        "nweaStudentId": _id(user_id, "student"),
        "createdOn": row.created_on,
        "password": f"{_WORDS[pin % len(_WORDS)]}-{pin}",
        "name": f"Session {user_id}",
        "proctorId": _id(user_id, "proctor"),
        "pin": str(pin),
        "testSessionId": _id(user_id, "session"),
        "status": row.status,
        "assignment": {
            "assignedTestKey": row.test_key,
            "status": row.assignment_status,
            "nweaStatus": row.nwea_status,
        },
        "termId": row.term,
    }


def assign(connection: Connection, user_id: str, subject: str, now: Now) -> dict[str, Any]:
    """Gives a user a test, in place of the one before; the session is made if it is missing.

    Args:
        connection: Within a write transaction.
        user_id: An existing user.
        subject: One of `SUBJECTS`.
        now: The present.

    Returns:
        The session, as answers hold it.
    """
    values = {"status": "active", "test_key": f"{subject.lower()}-screening"} | assignment_values("assigned")
    if connection.execute(update(SCREENING_SESSIONS).where(_SESSIONS.user == user_id).values(values)).rowcount == 0:
        connection.execute(insert(SCREENING_SESSIONS).values({**session_row(user_id, now.context.now), **values}))
    made = session_of(connection, user_id)
    assert made is not None
    return made


def session_row(user_id: str, moment: datetime) -> dict[str, Any]:
    """The row of a new session in which nothing has been assigned.

    Args:
        user_id: Whose.
        moment: The present, aware.
    """
    return {
        "user": user_id,
        "created_on": format_moment(moment),
        "term": term_at(moment),
        "status": "active",
        "test_key": None,
        **assignment_values(None),
    }


def assignment_values(status: str | None) -> dict[str, str | None]:
    """The columns of an assignment of a status."""
    return {"assignment_status": status, "nwea_status": None if status is None else NWEA_STATUSES[status]}


def term_at(moment: datetime) -> str:
    """The term in which a session is held: school year and season, such as `2025-2026-spring`.

    Args:
        moment: When it is made, aware. The year of screening begins in August.
    """
    utc = moment.astimezone(UTC)
    first = utc.year if utc.month >= 8 else utc.year - 1
    return f"{first}-{first + 1}-{_SEASONS[utc.month - 1]}"


def set_assignment(connection: Connection, user_id: str, values: Mapping[str, str | None]) -> bool:
    """Changes columns of a session; tells whether there was one."""
    statement = update(SCREENING_SESSIONS).where(_SESSIONS.user == user_id).values(dict(values))
    return connection.execute(statement).rowcount > 0


def stop(connection: Connection, user_id: str) -> None:
    """Removes a user's session, if there is one."""
    connection.execute(delete(SCREENING_SESSIONS).where(_SESSIONS.user == user_id))


def _id(user_id: str, what: str) -> str:
    return str(uuid5(_NAMES, f"{what}:{user_id}"))


def _pin(user_id: str) -> int:
    """Four digits, the first of which is not 0."""
    return 1000 + int.from_bytes(hashlib.sha256(user_id.encode()).digest()[:4], "big") % 9000


# ---------------------------------------------------------------- results


def results_of(connection: Connection, user_id: str) -> dict[str, dict[str, Any] | None]:
    """What screening has brought for a user, by subject; None where nothing is known."""
    found = {row.subject: row for row in connection.execute(select(SCREENING_RESULTS).where(_RESULTS.user == user_id))}
    return {
        subject: None
        if (row := found.get(subject)) is None
        else {
            "grade": row.grade,
            "ritScore": row.rit_score,
            "testName": row.test_name,
            "completedAt": row.completed_at,
        }
        for subject in SUBJECTS
    }


def set_result(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keeps a result, in place of the one in the same subject.

    Args:
        connection: Within a write transaction.
        row: A row of the table.
    """
    same = (_RESULTS.user == row["user"], _RESULTS.subject == row["subject"])
    connection.execute(delete(SCREENING_RESULTS).where(*same))
    connection.execute(insert(SCREENING_RESULTS).values(dict(row)))
