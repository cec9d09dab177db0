"""Responders that read: one record, or a page of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from sqlalchemy import bindparam, select

from timeback_sandbox.oneroster import agents, learnwith
from timeback_sandbox.oneroster.calls import Answer, Call, Responder
from timeback_sandbox.oneroster.enrich import fill
from timeback_sandbox.oneroster.errors import not_found
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.parameters import ListQuery, parse_list_query, single_fields
from timeback_sandbox.oneroster.queries import Page, read_page
from timeback_sandbox.oneroster.scoped import COLLECTIONS, Collection, Parent, ScopedList
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.views import VIEWS, View
from timeback_sandbox.paging import page_headers, select_members
from timeback_sandbox.statements import ConnectionReader, Prepared, Reader, shared_dialect

ID = "sourcedId"


def read_one(view: View) -> Responder:
    """GET of one record."""
    statement = _point_statement(view)
    envelope = f'{{"{view.single_key}":'.encode()
    missing = f"{view.label} not found"
    kind = view.kind

    def respond(call: Call) -> Answer:
        reader = call.store.points
        rows = reader.rows(statement, call.ids)
        if not rows:
            raise not_found(missing)
        fields = single_fields(call.pairs, kind, call.platform) if call.query else None
        return Answer(200, envelope + finish(call, reader, kind, [rows[0][0]], fields)[1:-1] + b"}")

    return respond


def list_rows(collection: Collection, list_key: str, scope: ScopedList | None = None) -> Responder:
    """GET of a page of a list; below another record, that one has to exist."""
    parents = [_ParentCheck(parent) for parent in scope.parents] if scope is not None else []
    missing = scope.missing if scope is not None else ""
    kind = KINDS[collection.kind]

    def respond(call: Call) -> Answer:
        with call.store.read() as connection:
            reader = ConnectionReader(connection)
            if not _all_exist(reader, parents, call.ids):
                raise not_found(missing)
            query = parse_list_query(call.pairs, kind, call.platform)
            page = read_page(call.store, connection, collection, call.ids, query, call.platform)
            rows = finish(call, reader, kind, page.documents, query.fields)
        return _page_answer(call, list_key, rows, page, query)

    return respond


def list_view(view: View) -> Responder:
    """GET of a page of a view."""
    return list_rows(COLLECTIONS[view.name], view.list_key)


def user_demographics(call: Call) -> Answer:
    """GET of a user together with the demographics, which are null when there are none."""
    with call.store.read() as connection:
        reader = ConnectionReader(connection)
        rows = reader.rows(_USER, call.ids)
        if not rows:
            raise not_found("User not found")
        fields = single_fields(call.pairs, KINDS["users"], call.platform)
        found = reader.rows(_DEMOGRAPHICS, call.ids)
        demographics: bytes = found[0][0] if found else b"null"
        document: bytes = rows[0][0][:-1] + b',"demographics":' + demographics + b"}"
        filled = finish(call, reader, KINDS["users"], [document], fields)
    return Answer(200, b'{"user":' + filled[1:-1] + b"}")


def list_agents(call: Call) -> Answer:
    """GET of a user's agents, unpaged."""
    return _all_users(call, "agents")


def list_agent_for(call: Call) -> Answer:
    """GET of the users whose agent a user is, unpaged."""
    return _all_users(call, "users")


def _all_users(call: Call, key: str) -> Answer:
    find = agents.agents_of if key == "agents" else agents.agent_for
    with call.store.read() as connection:
        documents = find(connection, call.ids["userId"])
        fields = single_fields(call.pairs, KINDS["users"], call.platform)
        rows = finish(call, ConnectionReader(connection), KINDS["users"], documents, fields)
    return Answer(200, f'{{"{key}":'.encode() + rows + b"}")


# ---------------------------------------------------------------- parts


def finish(call: Call, reader: Reader, kind: Kind, documents: Sequence[bytes], fields: frozenset[str] | None) -> bytes:
    """Stored read forms as a JSON list, filled in, with the selected fields."""
    rows = b"[" + fill(b",".join(documents), call.bases, reader) + b"]"
    if call.platform.extra_fields and kind.name in call.platform.extra_fields:
        rows = learnwith.add_agent_links(rows, reader)
    return rows if fields is None else select_members(rows, fields)


def _point_statement(view: View) -> Prepared:
    table = TABLES[view.kind.name]
    query = select(table.c.document).where(table.c.sourced_id == bindparam(ID))
    if view.condition is not None:
        query = query.where(view.condition())
    return Prepared(query, shared_dialect("sqlite"))


_USER = _point_statement(VIEWS["users"])
_DEMOGRAPHICS = _point_statement(VIEWS["demographics"])


class _ParentCheck:
    """Looks whether a record that the path names is there."""

    __slots__ = ("parameter", "statement", "within")

    def __init__(self, parent: Parent) -> None:
        table = TABLES[parent.view.kind.name]
        inside = [table.c[parent.within]] if parent.within else []
        query = select(table.c.seq, *inside).where(table.c.sourced_id == bindparam(parent.parameter))
        if parent.view.condition is not None:
            query = query.where(parent.view.condition())
        self.parameter = parent.parameter
        self.within = parent.within is not None
        self.statement = Prepared(query, shared_dialect("sqlite"))


def _all_exist(reader: Reader, parents: list[_ParentCheck], ids: Mapping[str, str]) -> bool:
    """Whether every record of the path exists and lies in the one before it."""
    previous: str | None = None
    for parent in parents:
        rows = reader.rows(parent.statement, ids)
        if not rows or (parent.within and rows[0][1] != previous):
            return False
        previous = ids[parent.parameter]
    return True


def _page_answer(call: Call, list_key: str, rows: bytes, page: Page, query: ListQuery) -> Answer:
    total, limit, offset = page.total, query.limit, query.offset
    if call.platform.short_totals:
        counters = b',"total":%d,"offset":%d,"limit":%d}' % (total, offset, limit)
    else:
        counters = b',"totalCount":%d,"pageCount":%d,"pageNumber":%d,"offset":%d,"limit":%d}' % (
            total,
            -(-total // limit),
            offset // limit + 1,
            offset,
            limit,
        )
    body = b'{"' + list_key.encode() + b'":' + rows + counters
    return Answer(200, body, page_headers(call.host + quote(call.path), call.pairs, total, limit, offset))
