"""Looks up OneRoster's records the way EduBridge needs them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from timeback_sandbox.edubridge.problems import not_found
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object

__all__ = ["equals", "find", "is_active", "load_many", "metadata_of", "require"]

_CHUNK = 500
_LABELS: dict[KindName, tuple[str, str]] = {
    "users": ("user", "userId"),
    "courses": ("course", "courseId"),
    "orgs": ("school", "schoolId"),
}
"""How a 404 names a record, and the path parameter that its id came in."""


def find(connection: Connection, kind: KindName, sourced_id: str) -> Stored | None:
    """The record of that id; None when there is none."""
    return storage.fetch(connection, KINDS[kind], sourced_id)


def require(connection: Connection, kind: KindName, sourced_id: str, *, active: bool = False) -> Stored:
    """The user, course or school of that id.

    Raises:
        Problem: 404, there is none, or it is marked as deleted although it should not be.
    """
    found = find(connection, kind, sourced_id)
    if found is None or (active and found.entity["status"] != "active"):
        what, parameter = _LABELS[kind]
        raise not_found(what, **{parameter: sourced_id})
    return found


def load_many(connection: Connection, kind: KindName, ids: Iterable[str]) -> dict[str, Entity]:
    """The records of these ids, as far as they exist, by id."""
    table = TABLES[kind]
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Entity] = {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(table.c.sourced_id, table.c.document).where(
            table.c.sourced_id.in_(wanted[start : start + _CHUNK])
        )
        found.update({row.sourced_id: parse(KINDS[kind], row.document) for row in connection.execute(query)})
    return found


def equals(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    """Whether a column has a value, said so that its index is not used: for values that a great part of all has."""
    return func.coalesce(column, "") == value


def is_active(table: Table) -> ColumnElement[bool]:
    """Whether a row's status is active."""
    return equals(table.c.status, "active")


def metadata_of(entity: Entity) -> dict[str, Any]:
    """The metadata of a record, empty when it has none."""
    return as_object(entity.get("metadata")) or {}
