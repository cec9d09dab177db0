"""Test assignments: tests that a student was given outside of any course, and what becomes of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, insert, select, update

from timeback_sandbox.masterytrack import life
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS
from timeback_sandbox.moments import format_moment, milliseconds
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.powerpath.gradebook import lesson_line_item
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.tables_placement import TEST_ASSIGNMENTS

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.state import State

__all__ = [
    "OPEN",
    "OVER",
    "SELF_ELECTED",
    "STATUSES",
    "Assignment",
    "Made",
    "Wanted",
    "assignment_for",
    "assignment_of_lesson",
    "create_assignment",
    "create_many",
    "delete_assignment",
    "find_assignment",
    "list_assignments",
    "rename",
    "set_status",
]

STATUSES = ("assigned", "in_progress", "completed", "failed", "expired", "cancelled")
OPEN = frozenset({"assigned", "in_progress"})
OVER = frozenset({"completed", "failed"})
SELF_ELECTED = "self-elected"

_COLUMNS = TEST_ASSIGNMENTS.c


class Assignment(NamedTuple):
    """A test assignment as it is now: whether it has expired is told by the sandbox's clock."""

    seq: int
    id: str
    student: str
    student_email: str
    subject: str
    grade: str
    status: str
    test_name: str | None
    assigned_by: str | None
    assigned_at: str
    expires_at: str | None
    completed_at: str | None
    resource: str
    lesson: str
    origin: str | None


class Wanted(NamedTuple):
    """A test assignment that is to be made; the student has an e-mail address."""

    student: Stored
    subject: str
    grade: str
    test_name: str | None = None


class Made(NamedTuple):
    """The ids of what one test assignment consists of."""

    assignment: str
    lesson: str
    resource: str

    def shown(self) -> dict[str, str]:
        """The ids as answers hold them."""
        return {"assignmentId": self.assignment, "lessonId": self.lesson, "resourceId": self.resource}


# ---------------------------------------------------------------- making


def create_assignment(
    state: State,
    connection: Connection,
    student: Stored,
    subject: str,
    grade: str,
    now: Now,
    *,
    test_name: str | None = None,
    origin: str | None = None,
) -> Made:
    """Makes a test assignment, with a resource and a lesson that belongs to no course.

    Args:
        state: The sandbox.
        connection: Within a write transaction.
        student: Who is to take the test.
        subject: Of the test.
        grade: Of the test.
        now: The present.
        test_name: A name for people.
        origin: Who has asked for it: `self-elected`; None: somebody else than the student.

    Raises:
        Problem: 400, the student has no e-mail address.
    """
    if not student.entity.get("email"):
        raise refuse(400, f"Student has no e-mail address: {student.sourced_id}", "student")
    return create_many(state, connection, [Wanted(student, subject, grade, test_name)], now, origin=origin)[0]


def create_many(
    state: State, connection: Connection, wanted: Sequence[Wanted], now: Now, *, origin: str | None = None
) -> list[Made]:
    """Makes test assignments for students who have e-mail addresses, in order."""
    if not wanted:
        return []
    made = [Made(*(str(uuid.uuid4()) for _ in Made._fields)) for _ in wanted]
    pairs = list(zip(made, wanted, strict=True))
    modified = now.context.modified
    storage.add(connection, KINDS["resources"], [(ids.resource, _resource(ids, one)) for ids, one in pairs], modified)
    lessons = [(ids.lesson, _lesson(ids, one)) for ids, one in pairs]
    storage.add(connection, KINDS["componentResources"], lessons, modified)
    first = 1 + connection.execute(select(func.coalesce(func.max(_COLUMNS.seq), 0))).scalar_one()
    lifetime = state.settings.test_assignment_lifetime
    expires = None if lifetime is None else format_moment(now.context.now + timedelta(seconds=lifetime))
    common = {
        "status": "assigned",
        "assigned_by": None,
        "assigned_at": modified,
        "assigned_ms": milliseconds(modified),
        "expires_at": expires,
        "expires_ms": None if expires is None else milliseconds(expires),
        "completed_at": None,
        "origin": origin,
        "deleted": False,
    }
    rows = [
        {
            **common,
            "seq": seq,
            "id": ids.assignment,
            "student": one.student.sourced_id,
            "student_email": one.student.entity["email"],
            "subject": one.subject,
            "grade": one.grade,
            "test_name": one.test_name,
            "resource": ids.resource,
            "lesson": ids.lesson,
        }
        for seq, (ids, one) in enumerate(pairs, first)
    ]
    connection.execute(insert(TEST_ASSIGNMENTS), rows)
    return made


def _title(wanted: Wanted) -> str:
    return wanted.test_name or f"{wanted.subject} grade {wanted.grade}: test out"


def _resource(ids: Made, wanted: Wanted) -> Entity:
    """What the test is: a MasteryTrack test of the subject and grade."""
    return {
        "status": "active",
        "title": _title(wanted),
        "roles": ["primary"],
        "importance": "primary",
        "vendorResourceId": ids.resource,
        "metadata": {
            "type": "interactive",
            "lessonType": "test-out",
            "toolProvider": "mastery-track",
            "subject": wanted.subject,
            "grades": [wanted.grade],
        },
    }


def _lesson(ids: Made, wanted: Wanted) -> Entity:
    """The lesson of the test. It has no component, so that no list and no syllabus shows it."""
    return {
        "status": "active",
        "title": _title(wanted),
        "resource": ids.resource,
        "sortOrder": 0,
        "lessonType": "test-out",
        "metadata": {"lessonType": "test-out"},
    }


# ---------------------------------------------------------------- reading


def find_assignment(connection: Connection, assignment_id: str, now: Now) -> Assignment | None:
    """The test assignment of an id; None when there is none, or it has been deleted."""
    return _first(connection, now, _COLUMNS.id == assignment_id)


def assignment_of_lesson(connection: Connection, lesson_id: str, now: Now) -> Assignment | None:
    """The test assignment that a lesson belongs to; None for all other lessons."""
    return _first(connection, now, _COLUMNS.lesson == lesson_id)


def assignment_for(
    connection: Connection, student_id: str, subject: str, grade: str, now: Now, *, origin: str | None = None
) -> Assignment | None:
    """The test assignment that counts for a student in a subject and grade.

    That is the newest that is completed or failed, else the newest that is assigned or in progress.

    Args:
        connection: To read with.
        student_id: Whose it is.
        subject: Of the test.
        grade: Of the test.
        now: The present.
        origin: Only those of this origin; None: all.
    """
    conditions = [_COLUMNS.student == student_id, _COLUMNS.subject == subject, _COLUMNS.grade == grade]
    if origin is not None:
        conditions.append(_COLUMNS.origin == origin)
    query = _select(now, *conditions).order_by(_COLUMNS.assigned_ms.desc(), _COLUMNS.seq.desc())
    found = [_assignment(row) for row in connection.execute(query)]
    over = (one for one in found if one.status in OVER)
    return next(over, None) or next((one for one in found if one.status in OPEN), None)


def list_assignments(
    connection: Connection, filters: dict[str, str], now: Now, *, limit: int, offset: int
) -> tuple[list[Assignment], int]:
    """A page of test assignments, the newest first, and how many there are in all.

    Args:
        connection: To read with.
        filters: Exact values of `student`, `status`, `subject`, `grade`.
        now: The present.
        limit: Rows of the page.
        offset: Rows before it.
    """
    columns = {"student": _COLUMNS.student, "subject": _COLUMNS.subject, "grade": _COLUMNS.grade}
    conditions = [columns[name] == value for name, value in filters.items() if name in columns]
    if "status" in filters:
        conditions.append(_status(now) == filters["status"])
    counted = select(func.count()).select_from(TEST_ASSIGNMENTS).where(_COLUMNS.deleted.is_(False), *conditions)
    total = connection.execute(counted).scalar_one()
    query = _select(now, *conditions).order_by(_COLUMNS.assigned_ms.desc(), _COLUMNS.id).limit(limit).offset(offset)
    return [_assignment(row) for row in connection.execute(query)], total


def _status(now: Now) -> ColumnElement[str]:
    """The status as it is now."""
    late = and_(_COLUMNS.status.in_(sorted(OPEN)), _COLUMNS.expires_ms <= milliseconds(now.context.modified))
    return case((late, "expired"), else_=_COLUMNS.status)


def _select(now: Now, *conditions: ColumnElement[bool]) -> Any:
    columns = [_status(now) if name == "status" else _COLUMNS[name] for name in Assignment._fields]
    return select(*columns).where(_COLUMNS.deleted.is_(False), *conditions)


def _first(connection: Connection, now: Now, condition: ColumnElement[bool]) -> Assignment | None:
    row = connection.execute(_select(now, condition)).first()
    return None if row is None else _assignment(row)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment._make(row)


# ---------------------------------------------------------------- changing


def set_status(connection: Connection, assignment: Assignment, status: str, now: Now) -> None:
    """Moves a test assignment on; one that is completed or failed remembers when."""
    completed = now.context.modified if status in OVER else None
    changed = update(TEST_ASSIGNMENTS).where(_COLUMNS.seq == assignment.seq)
    connection.execute(changed.values(status=status, completed_at=completed))


def rename(connection: Connection, assignment: Assignment, test_name: str) -> None:
    """Gives a test assignment another name."""
    connection.execute(update(TEST_ASSIGNMENTS).where(_COLUMNS.seq == assignment.seq).values(test_name=test_name))


def delete_assignment(connection: Connection, assignment: Assignment, now: Now) -> None:
    """Hides a test assignment, marks its lesson and resource as deleted, and withdraws the test at MasteryTrack."""
    item = lesson_line_item(connection, assignment.lesson)
    if item is not None:
        life.withdraw(connection, milliseconds(now.context.modified), ASSIGNMENTS.c.line_item == item)
    connection.execute(update(TEST_ASSIGNMENTS).where(_COLUMNS.seq == assignment.seq).values(deleted=True))
    belonging = ((KINDS["componentResources"], assignment.lesson), (KINDS["resources"], assignment.resource))
    for kind, sourced_id in belonging:
        stored = storage.fetch(connection, kind, sourced_id)
        if stored is not None and stored.entity["status"] != "tobedeleted":
            entity = {**stored.entity, "status": "tobedeleted"}
            storage.change(connection, kind, stored.seq, sourced_id, entity, now.context.modified)
