"""Generic resources: the verbs that every regular collection of records has.

`Listed` lists and streams; `ReadableCollection` also gets; `Collection` also creates, updates, upserts and deletes. A
scope, such as ``users("u1")``, stands for one record of a collection and offers what hangs below it.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, Literal, TypeVar, Unpack

import msgspec

from timeback_core import endpoint
from timeback_core.created import CreateResponse
from timeback_core.endpoint import declared, delete, get, post, put
from timeback_core.errors import InputValidationError, NotFoundError, ValidationIssue
from timeback_core.filters import WhereClause
from timeback_core.inputs import Checked, Input, check_input, merge_onto
from timeback_core.model import Model
from timeback_core.pages import PageResult, Paginator, UnreadPage
from timeback_core.plan import type_arguments
from timeback_core.query import check_identifier, check_list_parameters
from timeback_core.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Collection", "Listed", "Patchable", "ReadableCollection"]

T = TypeVar("T", bound=Model)
I = TypeVar("I", bound=Input)  # noqa: E741  # the input's type beside the record's type T


class Listed(Resource, Generic[T]):
    """What can be listed, page by page or as a whole."""

    __slots__ = ()

    async def list_all(
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
        return await self.stream(
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

        async def fetch(position: int, size: int) -> UnreadPage[T]:
            return await plan.unread(self, {**query, "limit": size, "offset": position}, options or None)

        return Paginator(fetch, limit=limit, offset=offset or 0, max_items=max_items, prefetch=prefetch)

    async def first(
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
        page = await self.list(
            limit=1, where=where, sort=sort, order_by=order_by, fields=fields, search=search, **options
        )
        return page.data[0] if page.data else None

    @get("")
    async def list(
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


class ReadableCollection(Listed[T], Generic[T]):
    """A collection that can be listed and whose records can be read one by one."""

    __slots__ = ()

    @get("/{sourced_id}")
    async def get(
        self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]
    ) -> T:
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

    async def exists(self, sourced_id: str, **options: Unpack[RequestOptions]) -> bool:
        """Tell whether there is such a record; deleted ones that are kept count as existing.

        Args:
            sourced_id: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal but "not found".
        """
        try:
            await self.get(sourced_id, fields=["sourcedId"], **options)
        except NotFoundError:
            return False
        return True


class Collection(ReadableCollection[T], Generic[T, I]):
    """A collection whose records can also be created, updated and deleted."""

    __slots__ = ()

    _server_merges: ClassVar[bool] = False
    """Whether a PUT changes only what it holds, so that nothing has to be read first."""

    _update_input: ClassVar[type[Input] | None] = None
    """The input of an update, where it differs from that of a create."""

    @post("")
    async def create(self, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> CreateResponse:
        """Create a record and return its identifiers.

        Args:
            data: The input, or a mapping with snake_case or the wire's names.
            options: Options of the request; an ``idempotency_key`` makes it safe to repeat.

        Returns:
            The supplied and the allocated identifier; ``.id`` is the one that counts.

        Raises:
            InputValidationError: The data is incomplete or wrong; every field is listed, nothing was sent.
            ValidationError: The server refuses the data.
            APIError: Any other refusal; see `timeback_core.errors`.
        """

    async def update(
        self,
        sourced_id: str,
        data: Input | T | Mapping[str, Any],
        *,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Change a record and keep every field that is not named, unknown ones included.

        The API's own update replaces a record as a whole. So the record is read first and the changes are
        merged onto it; a record that was read and changed by the caller is sent as it is. Read and write are
        two requests: a change by somebody else between them is overwritten.

        Args:
            sourced_id: The record's identifier; not blank.
            data: The fields to change, as a mapping or input, or a record that was read.
            replace: Send exactly the data, in one request; fields left out are cleared by the server.
            options: Options of the requests.

        Returns:
            The record as the server answers it, or ``None`` when the answer holds none.

        Raises:
            InputValidationError: The data is wrong or names another ``sourced_id``; nothing was sent.
            NotFoundError: There is no such record.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        complete = replace or (isinstance(data, Model) and data.raw is not None)
        kind = self._update_input or self._input()
        payload = self._checked(sourced_id, data, partial=not complete or self._server_merges, kind=kind)
        if not complete and not self._server_merges:
            current = await self.get(sourced_id, **options)
            payload = merge_onto(kind, current, payload)
        return await self._put(sourced_id, payload, **options)

    async def upsert(
        self, sourced_id: str, data: Input | T | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> T | None:
        """Replace a record, or create it when there is none.

        Args:
            sourced_id: The record's identifier; it is merged into the data.
            data: The whole record, as for `create`.
            options: Options of the requests.

        Returns:
            The record; ``None`` only when the server answers an update without it.

        Raises:
            InputValidationError: The data is incomplete or wrong, or names another ``sourced_id``.
            APIError: Any refusal; see `timeback_core.errors`.
        """
        payload = self._checked(sourced_id, data, partial=False)
        try:
            return await self._put(sourced_id, payload, **options)
        except NotFoundError:
            await self.create(payload, **options)
            return await self.get(sourced_id, **options)

    @delete("/{sourced_id}")
    async def delete(self, sourced_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a record: the server marks it ``tobedeleted`` and keeps it.

        Args:
            sourced_id: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There never was such a record.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.
        """

    @put("/{sourced_id}", name="update")
    async def _put(self, sourced_id: str, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> T | None:
        """Replace a record as a whole, and return it when the answer holds it."""

    @classmethod
    def _input(cls) -> type[Input]:
        return next(kind for kind in type_arguments(cls).values() if isinstance(kind, type) and issubclass(kind, Input))

    def _checked(self, sourced_id: str, data: object, *, partial: bool, kind: type[Input] | None = None) -> Checked:
        """Return the payload with the path's identifier in it; the two must not differ."""
        check_identifier(sourced_id, self._title)
        stated = _stated_identifier(data)
        if stated is not None and stated != sourced_id:
            problem = f"differs from the record's identifier {sourced_id!r}: got {stated!r}"
            raise InputValidationError(f"Invalid {self._title} data", [ValidationIssue("sourcedId", problem)])
        if isinstance(data, Mapping) and stated is None:
            data = {**data, "sourcedId": sourced_id}
        payload = check_input(kind or self._input(), data, self._title, partial=partial)
        payload["sourcedId"] = sourced_id
        return payload


class Patchable(Collection[T, I], Generic[T, I]):
    """A collection whose records can be changed in part by the server itself."""

    __slots__ = ()

    _patch_input: ClassVar[type[Input] | None] = None
    """The input of a patch, where it differs from that of a create."""

    async def patch(
        self, sourced_id: str, data: Input | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> T | None:
        """Change some fields of a record in one request.

        Args:
            sourced_id: The record's identifier; not blank.
            data: The fields to change. ``None`` clears a field; ``metadata`` is merged by the server.
            options: Options of the request.

        Returns:
            The record as the server answers it, or ``None`` when the answer holds none.

        Raises:
            InputValidationError: The data is wrong or names another ``sourced_id``; nothing was sent.
            NotFoundError: There is no such record.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        payload = self._checked(sourced_id, data, partial=True, kind=self._patch_input)
        del payload["sourcedId"]
        return await self._patch(sourced_id, payload, **options)

    @endpoint.patch("/{sourced_id}", name="patch")
    async def _patch(self, sourced_id: str, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> T | None:
        """Change some fields of a record, and return it when the answer holds it."""


def _stated_identifier(data: object) -> object:
    """Return the identifier that a caller's data names, or ``None``."""
    if isinstance(data, Mapping):
        return data.get("sourcedId", data.get("sourced_id"))
    stated = getattr(data, "sourced_id", None)
    return None if stated is msgspec.UNSET else stated
