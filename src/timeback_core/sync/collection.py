# Written by tools/generate_sync.py from timeback_core/collection.py; changes belong there.
"""Generic resources: the verbs that every regular collection of records has.

`Listed` lists and streams, `ReadableCollection` also gets. What writes is in `timeback_core.writable`.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any, Generic, Literal, Unpack

from timeback_core.collection import T
from timeback_core.errors import NotFoundError
from timeback_core.filters import WhereClause
from timeback_core.query import check_list_parameters
from timeback_core.sync.endpoint import declared, get
from timeback_core.sync.pages import PageResult, Paginator, UnreadPage
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Listed", "ReadableCollection"]


class Listed(Resource, Generic[T]):
    """What can be listed, page by page or as a whole."""

    __slots__ = ()

    def list_all(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        where: WhereClause | str | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[T]:
        """Return all records, over all pages.

        Args:
            limit: Records per page, at least 1; not a bound on the result.
            offset: Records to skip; 0 when left out.
            sort: The field to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition; see `timeback_core.filters`.
            fields: The fields to fetch; ``sourced_id`` always comes. Attributes not fetched are ``None``.
            search: Free text that a record has to contain.
            max_items: Stop after that many records; ``None`` for all.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent.
            PaginationError: The server ignores paging.
            APIError: As for `list`.
        """
        return self.stream(
            limit=limit,
            offset=offset,
            sort=sort,
            order_by=order_by,
            where=where,
            fields=fields,
            search=search,
            max_items=max_items,
            prefetch=prefetch,
            **options,
        ).to_list()

    def stream(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        where: WhereClause | str | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[T]:
        """Return an iterator over all records that fetches pages ahead of its use, with bounded memory.

        Args:
            limit: Records per page, at least 1; not a bound on the result.
            offset: Records to skip; 0 when left out. Resume a walk with the `Paginator.offset` of the old one.
            sort: The field to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition; see `timeback_core.filters`.
            fields: The fields to fetch; ``sourced_id`` always comes. Attributes not fetched are ``None``.
            search: Free text that a record has to contain.
            max_items: Stop after that many records; ``None`` for all.
            prefetch: Pages to fetch ahead, side by side once the total is known; 0 for none, ``None`` chooses.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
        """
        query: dict[str, Any] = {
            "sort": sort,
            "order_by": order_by,
            "where": where,
            "fields": fields,
            "search": search,
        }
        check_list_parameters({**query, "limit": limit, "offset": offset, "max_items": max_items})
        self._compile(where)

        plan = declared(type(self).list).plan(type(self))

        def fetch(position: int, size: int) -> UnreadPage[T]:
            return plan.unread(self, {**query, "limit": size, "offset": position}, options or None)

        return Paginator(fetch, limit=limit, offset=offset or 0, max_items=max_items, prefetch=prefetch)

    def first(
        self,
        *,
        where: WhereClause | str | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Return the first record that fits, or ``None``; one request for one record.

        Args:
            where: The condition; see `timeback_core.filters`.
            sort: The field to sort by.
            order_by: ``"asc"`` or ``"desc"``.
            fields: The fields to fetch.
            search: Free text that the record has to contain.
            options: Options of the request.

        Raises:
            InputValidationError: An argument cannot be sent.
            APIError: As for `list`.
        """
        page = self.list(limit=1, where=where, sort=sort, order_by=order_by, fields=fields, search=search, **options)
        return page.data[0] if page.data else None

    @get("")
    def list(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: Literal["asc", "desc"] | None = None,
        where: WhereClause | str | None = None,
        fields: Sequence[str] | None = None,
        search: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> PageResult[T]:
        """Return one page of records.

        Args:
            limit: Records on the page, at least 1 (the hosted service takes up to 3,000).
            offset: Records to skip; 0 when left out.
            sort: The field to sort by, in snake_case or as on the wire.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition, such as ``{"status": "active"}``; see `timeback_core.filters`.
            fields: The fields to fetch; ``sourced_id`` always comes. Attributes not fetched are ``None``.
            search: Free text that a record has to contain; which fields are searched is the server's choice.
            options: Options of the request.

        Returns:
            The page; empty when nothing fits. It is a sequence, with ``total`` and ``has_more`` beside.

        Raises:
            InputValidationError: An argument cannot be sent.
            BadRequestError: The server refuses the filter or the fields.
            AuthenticationError: The token was refused twice, or none could be had.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            OneRoster 1.2, "get all" operations; section 2.1.
        """
        ...


class ReadableCollection(Listed[T], Generic[T]):
    """A collection that can be listed and whose records can be read one by one."""

    __slots__ = ()

    @get("/{sourced_id}")
    def get(self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]) -> T:
        """Return one record.

        Args:
            sourced_id: The record's identifier; not blank.
            fields: The fields to fetch; ``sourced_id`` always comes. Attributes not fetched are ``None``.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such record.
            InputValidationError: An argument cannot be sent.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    def exists(self, sourced_id: str, **options: Unpack[RequestOptions]) -> bool:
        """Tell whether there is such a record; deleted ones that are kept count as existing.

        Args:
            sourced_id: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal but "not found".
        """
        try:
            self.get(sourced_id, fields=["sourcedId"], **options)
        except NotFoundError:
            return False
        return True
