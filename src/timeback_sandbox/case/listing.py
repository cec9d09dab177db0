"""Lists of frameworks and items: filtered, sorted and cut into pages by the database, and joined as bytes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, nulls_first, nulls_last, select

from timeback_sandbox.case.addresses import api_address, filled
from timeback_sandbox.case.members import Kind, chosen_members, find_target, member_names, targets
from timeback_sandbox.case.problems import bad_filter, invalid
from timeback_sandbox.filters import FilterError, Scalar, compile_filter, parse_filter
from timeback_sandbox.paging import MAX_OFFSET, first_values, page_headers, select_members, whole_number
from timeback_sandbox.serving import Answer, Call
from timeback_sandbox.statements import ConnectionReader, Prepared, shared_dialect

__all__ = ["MOST", "USUAL", "list_objects"]

USUAL = 100
MOST = 3000
_ORDERS = ("asc", "desc")
_CACHED_FILTER = 2_000
"""Statements with longer filters are not kept."""


class _Request(NamedTuple):
    """What a list is asked for."""

    limit: int
    offset: int
    sort: str | None
    descending: bool
    filter: str | None
    fields: frozenset[str] | None


def _read(call: Call, kind: Kind) -> _Request:
    given = first_values(call.pairs)
    issues: list[dict[str, str]] = []
    limit = whole_number(given.get("limit"), USUAL, 1, MOST)
    if limit is None:
        issues.append({"path": "limit", "message": f"Must be a whole number from 1 to {MOST}"})
    offset = whole_number(given.get("offset"), 0, 0, MAX_OFFSET)
    if offset is None:
        issues.append({"path": "offset", "message": f"Must be a whole number from 0 to {MAX_OFFSET}"})
    order = given.get("orderBy", "asc")
    if order not in _ORDERS:
        issues.append({"path": "orderBy", "message": "Must be asc or desc"})
    if limit is None or offset is None or issues:
        raise invalid(issues)
    fields = chosen_members(given.get("fields"), member_names(kind))
    return _Request(limit, offset, given.get("sort"), order == "desc", given.get("filter"), fields)


def list_objects(call: Call, kind: Kind) -> Answer:
    """A page of all objects of a kind.

    Raises:
        Problem: 422 for limit, offset and orderBy; 400 for filter and fields.
    """
    request = _read(call, kind)
    address = api_address(call)
    cached = request.filter is None or len(request.filter) <= _CACHED_FILTER
    build = _statements if cached else _statements.__wrapped__
    try:
        statements = build(kind, request.filter, request.sort, request.descending)
    except FilterError as error:
        raise bad_filter(f"Invalid filter: {error}") from error
    values = {"address": address, "limit": request.limit, "offset": request.offset}
    with call.store.read() as connection:
        reader = ConnectionReader(connection)

        def count() -> int:
            return int(reader.rows(statements.total, values)[0][0])

        rows = reader.rows(statements.page, values)
        key = ("case", statements.total.text, statements.total.bind(values))
        total = call.store.count(connection, key, count)
    documents = b"[" + filled(b",".join([row[0] for row in rows]), address) + b"]"
    if request.fields is not None:
        documents = select_members(documents, request.fields)
    headers = page_headers(call.base_url + quote(call.path), call.pairs, total, request.limit, request.offset)
    return Answer(200, b'{"%ss":%s}' % (kind.name.encode(), documents), headers)


class _Statements(NamedTuple):
    """The statement for a page and the one for its total."""

    page: Prepared
    total: Prepared


@lru_cache(maxsize=256)
def _statements(kind: Kind, filter_text: str | None, sort: str | None, descending: bool) -> _Statements:
    table = kind.table
    conditions: tuple[ColumnElement[bool], ...] = ()
    if filter_text is not None:
        conditions = (compile_filter(parse_filter(filter_text), lambda name: find_target(kind, name)),)
    dialect = shared_dialect("sqlite")
    total = select(func.count()).select_from(table).where(*conditions)
    return _Statements(Prepared(_page(kind, conditions, sort, descending), dialect), Prepared(total, dialect))


def _page(kind: Kind, conditions: tuple[ColumnElement[bool], ...], sort: str | None, descending: bool) -> Select[Any]:
    """The documents of a page; which ones is found first, so that no document is carried through the sorting."""
    table = kind.table
    limit, offset = bindparam("limit", type_=Integer), bindparam("offset", type_=Integer)
    target = targets(kind).get(sort) if sort is not None else None
    if not isinstance(target, Scalar):  # none, unknown or a list
        return select(table.c.document).where(*conditions).order_by(table.c.seq).limit(limit).offset(offset)
    expression = target.expression
    key = nulls_first(expression.desc()) if descending else nulls_last(expression.asc())
    chosen = select(table.c.seq, expression.label("key")).where(*conditions).order_by(key, table.c.seq)
    page = chosen.limit(limit).offset(offset).subquery("chosen")
    outer = nulls_first(page.c.key.desc()) if descending else nulls_last(page.c.key.asc())
    return select(table.c.document).join(page, page.c.seq == table.c.seq).order_by(outer, page.c.seq)
