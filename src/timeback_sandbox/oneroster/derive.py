"""Fields that one record takes over from another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from sqlalchemy import Connection, select

from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.tables import TABLES

_CHUNK = 500


ClassPlaces: TypeAlias = dict[str, tuple[str | None, str | None]]
"""School and course of classes."""


def complete_enrollments(
    connection: Connection, enrollments: Iterable[Entity], known: ClassPlaces | None = None
) -> None:
    """Give enrolments the course of their class, and its school where they name none.

    Args:
        connection: where the classes are.
        enrollments: what is to be completed.
        known: classes that were looked up before; those that are looked up now are added.
    """
    known = {} if known is None else known
    pending = [enrollment for enrollment in enrollments if "class" in enrollment]
    classes = TABLES["classes"]
    wanted = list(dict.fromkeys(one["class"] for one in pending if one["class"] not in known))
    for start in range(0, len(wanted), _CHUNK):
        query = select(classes.c.sourced_id, classes.c.org, classes.c.course).where(
            classes.c.sourced_id.in_(wanted[start : start + _CHUNK])
        )
        known.update({row.sourced_id: (row.org, row.course) for row in connection.execute(query)})
    for enrollment in pending:
        school, course = known.get(enrollment["class"], (None, None))
        enrollment["course"] = course
        if enrollment.get("school") is None and school is not None:
            enrollment["school"] = school
