"""Reads single objects, packages and trees."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Table, bindparam, func, select

from timeback_sandbox.case.addresses import api_address, filled
from timeback_sandbox.case.groups import Edge, Node, TooManyError, grouped
from timeback_sandbox.case.members import Kind, chosen_members, member_names
from timeback_sandbox.case.problems import Problem, not_found, sourced_id_of
from timeback_sandbox.case.tables import ASSOCIATIONS, DOCUMENTS, ITEMS, UPLOADS, span
from timeback_sandbox.paging import select_members
from timeback_sandbox.serving import Answer, Call
from timeback_sandbox.statements import ConnectionReader, Prepared, Row, shared_dialect
from timeback_sandbox.store import Store

__all__ = ["exists", "read_groups", "read_object", "read_package", "upload_of"]

ID = "sourcedId"
_PACKAGE_MEMBERS = frozenset({ID, "CFDocument", "CFItems", "CFAssociations"})
_GROUPS_MEMBERS = frozenset({ID, "CFDocument", "structuredContent"})


def read_object(call: Call, kind: Kind) -> Answer:
    """One framework, item or association.

    Raises:
        Problem: 404, or 400 for `fields`.
    """
    sourced_id = sourced_id_of(call.ids[ID], kind.name)
    fields = chosen_members(call.first("fields"), member_names(kind))
    rows = call.store.points.rows(_one(kind.table), {"id": sourced_id})
    if not rows:
        raise not_found(kind.name, call.ids[ID])
    document = filled(rows[0][0], api_address(call))
    if fields is not None:
        document = select_members(b"[" + document + b"]", fields)[1:-1]
    return Answer(200, b'{"%s":%s}' % (kind.name.encode(), document))


@lru_cache(maxsize=8)
def _one(table: Table) -> Prepared:
    found = select(table.c.document).where(func.lower(table.c.sourced_id) == bindparam("id"))
    return Prepared(found, shared_dialect("sqlite"))


def read_package(call: Call) -> Answer:
    """A framework with its items and associations.

    Raises:
        Problem: 404, or 400 for `fields`.
    """
    fields = chosen_members(call.first("fields"), _PACKAGE_MEMBERS) or _PACKAGE_MEMBERS
    with call.store.read() as connection:
        reader = ConnectionReader(connection)
        number, sourced_id, document = _framework(reader, call)
        parts = [b'"sourcedId":"%s"' % sourced_id]
        if "CFDocument" in fields:
            parts.append(b'"CFDocument":' + document)
        for name, table in (("CFItems", ITEMS), ("CFAssociations", ASSOCIATIONS)):
            if name in fields:
                documents = b",".join([row[0] for row in _all_of(reader, _documents(table), number)])
                parts.append(b'"%s":[%s]' % (name.encode(), documents))
    return Answer(200, b'{"CFPackage":{' + filled(b",".join(parts), api_address(call)) + b"}}")


def read_groups(call: Call) -> Answer:
    """A framework as a tree.

    Raises:
        Problem: 404, 400 for `fields`; 422, the tree would be many times as large as the package.
    """
    fields = chosen_members(call.first("fields"), _GROUPS_MEMBERS) or _GROUPS_MEMBERS
    nodes: Sequence[Row] = ()
    edges: Sequence[Row] = ()
    with call.store.read() as connection:
        reader = ConnectionReader(connection)
        number, sourced_id, document = _framework(reader, call)
        if "structuredContent" in fields:
            nodes, edges = _all_of(reader, _NODES, number), _all_of(reader, _EDGES, number)
    parts = [b'"sourcedId":"%s"' % sourced_id]
    if "CFDocument" in fields:
        parts.append(b'"CFDocument":' + document)
    if "structuredContent" in fields:
        try:
            content = grouped([Node(*row) for row in nodes], [Edge(*row) for row in edges])
        except TooManyError:
            raise Problem(
                422, "Items have so many parents, or are in such cycles, that the groups would be many times as large "
                "as the package; read the package instead",
            ) from None  # fmt: skip
        parts.append(b'"structuredContent":' + content)
    return Answer(200, b'{"CFPackageWithGroups":{' + filled(b",".join(parts), api_address(call)) + b"}}")


def _framework(reader: ConnectionReader, call: Call) -> tuple[int, bytes, bytes]:
    """Number, id and answer of the framework of a path."""
    rows = reader.rows(_FRAMEWORK, {"id": sourced_id_of(call.ids[ID], "CFPackage")})
    if not rows:
        raise not_found("CFPackage", call.ids[ID])
    number, sourced_id, document = rows[0]
    return number, sourced_id.encode(), document


def _all_of(reader: ConnectionReader, statement: Prepared, number: int) -> Sequence[Row]:
    """All that a statement finds among what belongs to a framework."""
    first, last = span(number)
    return reader.rows(statement, {"first": first, "last": last})


@lru_cache(maxsize=4)
def _documents(table: Table) -> Prepared:
    return _within(table, "document")


def _within(table: Table, *names: str) -> Prepared:
    columns = [func.lower(table.c[name]) if name == "sourced_id" else table.c[name] for name in names]
    inside = table.c.seq.between(bindparam("first"), bindparam("last"))
    query = select(*columns).where(inside).order_by(table.c.seq)
    if table is ASSOCIATIONS and "child" in names:
        query = query.where(table.c.child.is_not(None))
    return Prepared(query, shared_dialect("sqlite"))


_FRAMEWORK_COLUMNS = [DOCUMENTS.c.seq, DOCUMENTS.c.sourced_id, DOCUMENTS.c.document]
_FRAMEWORK = Prepared(
    select(*_FRAMEWORK_COLUMNS).where(func.lower(DOCUMENTS.c.sourced_id) == bindparam("id")), shared_dialect("sqlite")
)
_EXISTS = Prepared(
    select(DOCUMENTS.c.seq).where(func.lower(DOCUMENTS.c.sourced_id) == bindparam("id")), shared_dialect("sqlite")
)
_NODES = _within(ITEMS, "sourced_id", "cf_item_type", "document")
_EDGES = _within(ASSOCIATIONS, "child", "parent", "sequence_number")
_UPLOAD = Prepared(
    select(UPLOADS.c.package)
    .join(DOCUMENTS, DOCUMENTS.c.seq == UPLOADS.c.seq)
    .where(func.lower(DOCUMENTS.c.sourced_id) == bindparam("id")),
    shared_dialect("sqlite"),
)


def exists(store: Store, sourced_id: str) -> bool:
    """Whether there is a framework of an id, which is in lower case."""
    return bool(store.points.rows(_EXISTS, {"id": sourced_id}))


def upload_of(store: Store, sourced_id: str) -> bytes | None:
    """The package that a framework came in, byte for byte; None when there is no such framework."""
    rows = store.points.rows(_UPLOAD, {"id": sourced_id.lower()})
    return rows[0][0] if rows else None
