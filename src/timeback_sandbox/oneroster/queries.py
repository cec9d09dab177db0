"""Lists: filter, search, sort and paging, all carried out by the database."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    nulls_first,
    nulls_last,
    or_,
    select,
)

from timeback_sandbox import dialect
from timeback_sandbox.filters import FilterError, compile_filter, parse_filter, predicates
from timeback_sandbox.oneroster.errors import bad_filter
from timeback_sandbox.oneroster.fields import KindName, snake
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.lookup import find_order, find_target
from timeback_sandbox.oneroster.parameters import ListQuery
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.oneroster.scoped import Collection
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.statements import ConnectionReader, Prepared, shared_dialect
from timeback_sandbox.store import Store

_CACHED_FILTER = 2_000
"""Statements with longer filters are not kept."""


class Page(NamedTuple):
    """One page of a list."""

    documents: list[bytes]
    total: int


class _Statements(NamedTuple):
    page: Prepared
    total: Prepared


def read_page(
    store: Store,
    connection: Connection,
    collection: Collection,
    ids: Mapping[str, str],
    query: ListQuery,
    platform: Platform,
) -> Page:
    """The read forms of one page, and how many rows there are in all.

    Args:
        store: keeps totals.
        connection: to read with.
        collection: which rows belong to the list.
        ids: values of the collection's path parameters.
        query: what the request asks for.
        platform: whose limits filters have to keep.

    Raises:
        Problem: 400 `invalid_filter_field`.
    """
    cached = query.filter is None or len(query.filter) <= _CACHED_FILTER
    build = _statements if cached else _statements.__wrapped__
    try:
        statements = build(collection, query.filter, query.search, query.sort, query.descending, platform)
    except FilterError as error:
        raise bad_filter(f"Invalid filter: {error}") from error
    reader = ConnectionReader(connection)
    values = {**ids, "limit": query.limit, "offset": query.offset}
    rows = reader.rows(statements.page, values)
    documents: list[bytes] = [row[0] for row in rows]
    found = len(documents)
    if found < query.limit and (found or not query.offset):
        return Page(documents, query.offset + found)

    def count() -> int:
        return int(reader.rows(statements.total, ids)[0][0])

    key = (statements.total.text, statements.total.bind(ids))
    return Page(documents, store.count(connection, key, count))


@lru_cache(maxsize=512)
def _statements(
    collection: Collection,
    filter_text: str | None,
    search: str | None,
    sort: str | None,
    descending: bool,
    platform: Platform,
) -> _Statements:
    """The statement for a page and the one for its total."""
    kind = collection.kind
    table = TABLES[kind]
    conditions: list[ColumnElement[bool]] = []
    if collection.condition is not None:
        conditions.append(collection.condition())
    if filter_text is not None:
        conditions.append(_filter_condition(kind, filter_text, platform))
    if search is not None:
        conditions.append(_search_condition(kind, search, collection.search or KINDS[kind].search))
    count = select(func.count()).select_from(table).where(*conditions)
    prepared = shared_dialect("sqlite")
    return _Statements(Prepared(_page_query(kind, conditions, sort, descending), prepared), Prepared(count, prepared))


def _page_query(
    kind: KindName, conditions: list[ColumnElement[bool]], sort: str | None, descending: bool
) -> Select[Any]:
    table = TABLES[kind]
    order = find_order(kind, sort) if sort else None
    limit: BindParameter[int] = bindparam("limit")
    offset: BindParameter[int] = bindparam("offset")
    if order is None:
        return select(table.c.document).where(*conditions).order_by(table.c.seq).limit(limit).offset(offset)
    key = nulls_first(order.desc()) if descending else nulls_last(order.asc())
    # sort row numbers first and fetch documents after, so that the sorter does not carry whole documents
    chosen = (
        select(table.c.seq.label("seq"), order.label("key"))
        .where(*conditions)
        .order_by(key, table.c.seq)
        .limit(limit)
        .offset(offset)
        .subquery("chosen")
    )
    outer = nulls_first(chosen.c.key.desc()) if descending else nulls_last(chosen.c.key.asc())
    return select(table.c.document).join(chosen, chosen.c.seq == table.c.seq).order_by(outer, chosen.c.seq)


def _filter_condition(kind: KindName, text: str, platform: Platform) -> ColumnElement[bool]:
    node = parse_filter(text)
    if platform.max_predicates is not None:
        parts = list(predicates(node))
        if len(parts) > platform.max_predicates:
            raise FilterError(f"{platform.name} allows at most {platform.max_predicates} predicates")
        if not platform.in_operator and any(part.operator == "@" for part in parts):
            raise FilterError(f"{platform.name} does not know the operator @")
    return compile_filter(node, lambda name: find_target(kind, name))


def _search_condition(kind: KindName, search: str, columns: tuple[str, ...]) -> ColumnElement[bool]:
    table = TABLES[kind]
    return or_(*(dialect.contains(table.c[snake(name)], search) for name in columns))
