# Written by tools/generate_sync.py from timeback_core/case/reading.py; changes belong there.
"""The three kinds of records that can be read by id, and the two that can be listed."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar, Unpack

from timeback_core.case.list_params import ListParams, arranged_fields, arranged_list, joined
from timeback_core.case.models import CFDocument, CFItem
from timeback_core.case.reading import F, T
from timeback_core.case.results import CFAssociationResult, CFDocumentResult, CFItemResult
from timeback_core.case.vocabulary import OrderBy
from timeback_core.filters import CompiledFilter, Nothing, WhereClause
from timeback_core.sync.case.results import CFDocumentPage, CFItemPage, RecordPage
from timeback_core.sync.endpoint import declared, get
from timeback_core.sync.pages import Paginator, UnreadPage
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Associations", "Documents", "Items"]
P = TypeVar("P", bound=RecordPage[Any])


class Readable(Resource, Generic[F], service="case"):
    """Records that can be read by id."""

    __slots__ = ()

    @get("/{sourced_id}", arrange=arranged_fields)
    def get(self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]) -> F:
        """Return one record.

        Args:
            sourced_id: The id: the ``identifier`` that the record was uploaded with, in capital or small letters.
            fields: The members to fetch; the id always comes, other attributes are ``None``.
            options: Options of the request.

        Returns:
            A mapping with the record under its envelope's key; `data` is the record, too.

        Raises:
            NotFoundError: There is no such record, or the id is no UUID.
            InputValidationError: An argument cannot be sent.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``getCFDocument``, ``getCFItem``, ``getCFAssociation``.
        """
        ...


class Listing(Readable[F], Generic[T, P, F]):
    """Records that can be listed, too, over all frameworks."""

    __slots__ = ()

    def _compile(self, where: Any) -> CompiledFilter | Nothing | None:
        return joined(None, where)

    @get("", arrange=arranged_list, aside=("filter",))
    def list(
        self,
        params: ListParams | Mapping[str, str | int] | None = None,
        *,
        limit: int | None = None,
        offset: int | None = None,
        sort: str | None = None,
        order_by: OrderBy | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        fields: Sequence[str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> P:
        """Return one page of records. Without `limit` that is the first 100: see `has_more` and `total`.

        Args:
            params: Parameters under their names on the wire, sent as they are; keywords win over them.
            limit: Records on the page, 1 to 3,000; the server's 100 when left out.
            offset: Records to skip; 0 when left out.
            sort: The member to sort by, such as ``title``.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition, such as ``{"title": {"contains": "Math"}}``; see `timeback_core.filters`.
            filter: The condition as a ready-made expression; with `where` both have to hold.
            fields: The members to fetch; the id always comes, other attributes are ``None``.
            options: Options of the request.

        Returns:
            A mapping with the records under their envelope's key; `data` are the records, too.

        Raises:
            InputValidationError: An argument cannot be sent.
            BadRequestError: The server refuses the condition or the fields.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``getAllCFDocuments``, ``getAllCFItems``.
        """
        ...

    def list_all(
        self,
        *,
        limit: int = 100,
        sort: str | None = None,
        order_by: OrderBy | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        fields: Sequence[str] | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[T]:
        """Return all records, over all pages.

        Args:
            limit: Records per page, 1 to 3,000; not a bound on the result.
            sort: The member to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition; see `timeback_core.filters`.
            filter: The condition as a ready-made expression; with `where` both have to hold.
            fields: The members to fetch.
            max_items: Stop after that many records; ``None`` for all.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent.
            PaginationError: The server ignores paging.
            APIError: As for `list`.
        """
        return self.stream(
            limit=limit,
            sort=sort,
            order_by=order_by,
            where=where,
            filter=filter,
            fields=fields,
            max_items=max_items,
            **options,
        ).to_list()

    def stream(
        self,
        *,
        limit: int = 100,
        offset: int | None = None,
        sort: str | None = None,
        order_by: OrderBy | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        fields: Sequence[str] | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[T]:
        """Return an iterator over all records that fetches pages ahead of its use, with bounded memory.

        Args:
            limit: Records per page, 1 to 3,000; not a bound on the result.
            offset: Records to skip; 0 when left out. Resume a walk with the `Paginator.offset` of the old one.
            sort: The member to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            where: The condition; see `timeback_core.filters`.
            filter: The condition as a ready-made expression; with `where` both have to hold.
            fields: The members to fetch.
            max_items: Stop after that many records; ``None`` for all.
            prefetch: Pages to fetch ahead; 0 for none, ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
        """
        query: dict[str, Any] = {
            "params": None,
            "sort": sort,
            "order_by": order_by,
            "where": where,
            "filter": filter,
            "fields": fields,
        }
        arranged_list({**query, "limit": limit, "offset": offset, "max_items": max_items})
        plan = declared(type(self).list).plan(type(self))

        def fetch(position: int, size: int) -> UnreadPage[T]:
            read = plan.unread(self, {**query, "limit": size, "offset": position}, options or None)
            return lambda: read().page

        return Paginator(fetch, limit=limit, offset=offset or 0, max_items=max_items, prefetch=prefetch)


class Documents(
    Listing[CFDocument, CFDocumentPage, CFDocumentResult], name="documents", path="/CFDocuments", title="CFDocument"
):
    """Frameworks: what each is and who made it. Their items come with `packages`."""

    __slots__ = ()


class Items(Listing[CFItem, CFItemPage, CFItemResult], name="items", path="/CFItems", title="CFItem"):
    """Items of all frameworks. Those of one framework come with `packages`: they cannot be asked for by framework."""

    __slots__ = ()


class Associations(Readable[CFAssociationResult], name="associations", path="/CFAssociations", title="CFAssociation"):
    """Associations, one by one; those of a framework come with `packages`."""

    __slots__ = ()
