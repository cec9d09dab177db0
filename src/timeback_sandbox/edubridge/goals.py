"""Goals and progress of everybody in a course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, or_, select

from timeback_sandbox.edubridge.problems import invalid
from timeback_sandbox.edubridge.roster import is_active, metadata_of, require
from timeback_sandbox.oneroster import rules, storage
from timeback_sandbox.oneroster.errors import detail
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import parse
from timeback_sandbox.oneroster.rules import Context
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.oneroster.views import VIEWS

__all__ = ["give_goals", "reset_progress"]

_SPECIFIC = "studentSpecificGoals"


def give_goals(connection: Connection, course_id: str, context: Context, *, everybody: bool) -> dict[str, Any]:
    """Gives the active seats of a course the course's goals.

    Args:
        connection: Within a write transaction.
        course_id: Whose goals, and whose seats.
        context: Time and platform.
        everybody: Also those whose goals are their own; that they are is forgotten.

    Returns:
        How many seats were written, and what went wrong.

    Raises:
        Problem: 404, there is no such course; 422, it has no goals.
    """
    goals = as_object(metadata_of(require(connection, "courses", course_id).entity).get("goals"))
    if not goals:
        raise invalid([detail("metadata.goals", "The course has none")], f"course {course_id[:200]} has no goals")
    updated = 0
    for seat in _seats(connection, course_id):
        metadata = metadata_of(seat.entity)
        if metadata.get(_SPECIFIC) is True:
            if not everybody:
                continue
            del metadata[_SPECIFIC]
        entity = {**seat.entity, "metadata": {**metadata, "goals": goals}}
        storage.change(connection, KINDS["enrollments"], seat.seq, seat.sourced_id, entity, context.modified)
        updated += 1
    return {"updated": updated, "errors": []}


def _seats(connection: Connection, course: str) -> Iterator[Stored]:
    """The active enrolments in the classes of a course."""
    enrollments, classes = TABLES["enrollments"], TABLES["classes"]
    columns = enrollments.c
    query = (
        select(columns.seq, columns.sourced_id, columns.date_last_modified, columns.document)
        .join(classes, classes.c.sourced_id == columns["class"])
        .where(classes.c.course == course, is_active(enrollments))
        .order_by(columns.seq)
    )
    kind = KINDS["enrollments"]
    for seq, sourced_id, modified, document in connection.execute(query).all():
        yield Stored(seq, sourced_id, modified, parse(kind, document))


def reset_progress(connection: Connection, user_id: str, course_id: str, context: Context) -> None:
    """Marks every active assessment result of a student in a course as deleted.

    Raises:
        Problem: 404, the user or the course does not exist.
    """
    require(connection, "users", user_id)
    require(connection, "courses", course_id)
    results, items = TABLES["assessmentResults"], TABLES["assessmentLineItems"]
    components, links, classes = TABLES["courseComponents"], TABLES["componentResources"], TABLES["classes"]
    in_course = select(components.c.sourced_id).where(components.c.course == course_id)
    query = (
        select(results.c.sourced_id)
        .join(items, items.c.sourced_id == results.c.assessment_line_item)
        .where(
            results.c.student == user_id,
            is_active(results),
            or_(
                items.c.course == course_id,
                items.c.component.in_(in_course),
                items.c.component_resource.in_(
                    select(links.c.sourced_id).where(links.c.course_component.in_(in_course))
                ),
                items.c["class"].in_(select(classes.c.sourced_id).where(classes.c.course == course_id)),
            ),
        )
        .order_by(results.c.seq)
    )
    for sourced_id in connection.execute(query).scalars().all():
        rules.delete(connection, VIEWS["assessmentResults"], sourced_id, context)
