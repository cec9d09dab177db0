"""Entities in the database: one row each, and the rows of their lists beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, bindparam, delete, func, select

from timeback_sandbox import effects
from timeback_sandbox.moments import canonical
from timeback_sandbox.oneroster.fields import COLUMNS, TEMPORAL, Form, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, encode, parse, render
from timeback_sandbox.oneroster.tables import ROLES, SIDE_FORMS, TABLES, VALUES
from timeback_sandbox.statements import (
    ConnectionReader,
    Prepared,
    Values,
    insert_row,
    insert_rows,
    run,
    shared_dialect,
    update_row,
)


class Stored(NamedTuple):
    """An entity as found in the database."""

    seq: int
    sourced_id: str
    modified: str
    entity: Entity


def fetch(connection: Connection, kind: Kind, sourced_id: str) -> Stored | None:
    """The entity of that id, in the rules' own form; None when there is none."""
    rows = ConnectionReader(connection).rows(_prepared_fetch(kind.name, connection.dialect.name), {"id": sourced_id})
    if not rows:
        return None
    seq, modified, document, *password = rows[0]
    entity = parse(kind, document)
    if password and password[0] is not None:
        entity["password"] = password[0]
    return Stored(seq, sourced_id, modified, entity)


@lru_cache(maxsize=32)
def _prepared_fetch(name: KindName, dialect: str) -> Prepared:
    return Prepared(_fetch_statement(name), shared_dialect(dialect))


@lru_cache(maxsize=32)
def _fetch_statement(name: KindName) -> Any:
    table = TABLES[name]
    extra = [table.c.password] if name == "users" else []
    columns = (table.c.seq, table.c.date_last_modified, table.c.document, *extra)
    return select(*columns).where(table.c.sourced_id == bindparam("id"))


def fetch_document(connection: Connection, kind: Kind, sourced_id: str) -> bytes:
    """The read form, with marks, of a record that is known to exist."""
    document: bytes = connection.execute(_fetch_statement(kind.name), {"id": sourced_id}).one().document
    return document


def find_seq(connection: Connection, kind: Kind, sourced_id: str) -> int | None:
    """The row number of an id; None when it is unknown."""
    rows = ConnectionReader(connection).rows(_prepared_seq(kind.name, connection.dialect.name), {"id": sourced_id})
    return rows[0][0] if rows else None


@lru_cache(maxsize=32)
def _prepared_seq(name: KindName, dialect: str) -> Prepared:
    table = TABLES[name]
    return Prepared(select(table.c.seq).where(table.c.sourced_id == bindparam("id")), shared_dialect(dialect))


def existing_ids(connection: Connection, kind: Kind, ids: Iterable[str]) -> set[str]:
    """Those of the ids that have a row."""
    table = TABLES[kind.name]
    wanted = list(dict.fromkeys(ids))
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        found.update(connection.execute(select(table.c.sourced_id).where(table.c.sourced_id.in_(chunk))).scalars())
    return found


def add(connection: Connection, kind: Kind, records: Sequence[tuple[str, Entity]], modified: str) -> None:
    """Insert entities, in this order, behind those that are there.

    Args:
        connection: within a write transaction.
        kind: what they are.
        records: id and fields of each.
        modified: their `dateLastModified`.
    """
    if not records:
        return
    table = TABLES[kind.name]
    last = ConnectionReader(connection).rows(_prepared_last(kind.name, connection.dialect.name), {})
    first = 1 + int(last[0][0])
    rows = [
        to_row(kind, seq, sourced_id, modified, entity)[0] for seq, (sourced_id, entity) in enumerate(records, first)
    ]
    if len(rows) == 1:
        insert_row(connection, table, rows[0])
    else:
        insert_rows(connection, table, rows)
    if _sides(kind.name):
        sides = Sides()
        for seq, (_, entity) in enumerate(records, first):
            sides.collect(kind, seq, entity)
        sides.insert(connection, kind)
    if kind.name in effects.WATCHED:
        effects.records_written(connection, kind.name, [sourced_id for sourced_id, _ in records])


@lru_cache(maxsize=32)
def _prepared_last(name: KindName, dialect: str) -> Prepared:
    return Prepared(select(func.coalesce(func.max(TABLES[name].c.seq), 0)), shared_dialect(dialect))


def change(connection: Connection, kind: Kind, seq: int, sourced_id: str, entity: Entity, modified: str) -> bytes:
    """Put an entity in the place of the one that has this row.

    Returns:
        Its read form, with marks.
    """
    row, document = to_row(kind, seq, sourced_id, modified, entity)
    update_row(connection, TABLES[kind.name], row)
    if kind.name in VALUES:
        run(connection, _emptying(VALUES[kind.name], connection.dialect.name), (seq,))
    if kind.name == "users":
        run(connection, _emptying(ROLES, connection.dialect.name), (seq,))
    sides = Sides()
    sides.collect(kind, seq, entity)
    sides.insert(connection, kind)
    if kind.name in effects.WATCHED:
        effects.records_written(connection, kind.name, [sourced_id])
    return document


@lru_cache(maxsize=32)
def _emptying(table: Table, dialect: str) -> str:
    return str(delete(table).where(table.c.owner == bindparam("row")).compile(dialect=shared_dialect(dialect)))


def to_row(kind: Kind, seq: int, sourced_id: str, modified: str, entity: Entity) -> tuple[Values, bytes]:
    """The columns of an entity, in the order of its table, and its read form once more."""
    names, temporal = _columns(kind.name)
    metadata = entity.get("metadata")
    document = render(kind, sourced_id, modified, entity)
    row: list[Any] = [seq, sourced_id, modified]
    row += map(entity.get, names)
    for position in temporal:
        if row[position] is not None:
            row[position] = canonical(row[position])
    row.append(None if metadata is None else encode(metadata).decode())
    row.append(document)
    return tuple(row), document


_LEADING = 3
"""Row number, id and date of change come before the columns of the fields."""


@lru_cache(maxsize=32)
def _columns(name: KindName) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The fields that have columns, and at which places of a row there are dates and times."""
    fields = [field for field in KINDS[name].all_fields if field.form in COLUMNS]
    temporal = (place for place, field in enumerate(fields, _LEADING) if field.form in TEMPORAL)
    return tuple(field.name for field in fields), tuple(temporal)


class Sides:
    """The rows of the side tables that go with a batch of entities."""

    __slots__ = ("roles", "values")

    def __init__(self) -> None:
        self.values: list[Values] = []
        self.roles: list[Values] = []

    def collect(self, kind: Kind, owner: int, entity: Mapping[str, Any]) -> None:
        """Note the list elements of one entity."""
        for name, form in _sides(kind.name):
            value = entity.get(name)
            if not value:
                continue
            if form is Form.ROLES:
                self.roles += [_role_row(owner, role) for role in value]
            else:
                self.values += [(owner, field, text) for field, text in elements(name, form, value)]

    def insert(self, connection: Connection, kind: Kind) -> None:
        """Write them."""
        if self.values:
            insert_rows(connection, VALUES[kind.name], self.values)
        if self.roles:
            insert_rows(connection, ROLES, self.roles)


@lru_cache(maxsize=32)
def _sides(name: KindName) -> tuple[tuple[str, Form], ...]:
    forms = SIDE_FORMS | {Form.ROLES}
    return tuple((field.name, field.form) for field in KINDS[name].all_fields if field.form in forms)


def _role_row(owner: int, role: Mapping[str, Any]) -> Values:
    begin, end = role.get("beginDate"), role.get("endDate")
    return (
        owner,
        role["role"],
        role["roleType"],
        role["org"],
        role.get("userProfile"),
        canonical(begin) if begin else None,
        canonical(end) if end else None,
    )


def elements(name: str, form: Form, value: list[Any]) -> Iterable[tuple[str, str]]:
    """The elements of a list field as they can be filtered: dotted name and text."""
    match form:
        case Form.USER_IDS:
            for one in value:
                yield f"{name}.type", one["type"]
                yield f"{name}.identifier", one["identifier"]
        case Form.OBJECTIVES:
            for one in value:
                yield f"{name}.source", one["source"]
                for objective in one["learningObjectiveIds"]:
                    yield f"{name}.learningObjectiveIds", objective
        case Form.OBJECTIVE_RESULTS:
            for one in value:
                yield f"{name}.source", one["source"]
                for result in one["learningObjectiveResults"]:
                    yield f"{name}.learningObjectiveResults.learningObjectiveId", result["learningObjectiveId"]
        case Form.SCALE_VALUES:
            for one in value:
                for key in ("itemValueLHS", "itemValueRHS", "value", "description"):
                    if one.get(key) is not None:
                        yield f"{name}.{key}", one[key]
        case _:
            for text in value:
                yield name, text
