# Written by tools/generate_sync.py from timeback_core/qti/_lists.py; changes belong there.
"""Lists by page number, and walks over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Unpack

from timeback_core.errors import InputValidationError
from timeback_core.filters import WhereClause
from timeback_core.inputs import Input, check_input, input_fields, overlaid
from timeback_core.qti._lists import ASIDE, T
from timeback_core.qti.inputs import ListAssessmentTestsParams, ListParams
from timeback_core.qti.vocabulary import NavigationMode, SortField, SortOrder, SubmissionMode
from timeback_core.query import check_list_parameters
from timeback_core.sync.endpoint import declared, get
from timeback_core.sync.numbered_pages import NumberedPaginator
from timeback_core.sync.pages import Paginator, UnreadPage
from timeback_core.sync.qti._base import QtiResource
from timeback_core.sync.qti.models import ListResponse
from timeback_core.transport.options import RequestOptions

__all__ = ["ASIDE", "ModedList", "PlainList", "Walked", "arranged"]


def arranged(kind: type[Input]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what joins and checks the arguments of a list.

    Args:
        kind: The input that knows them.
    """
    names = {field.name: wire for wire, field in input_fields(kind).items()}

    def arrange(values: dict[str, Any]) -> dict[str, Any]:
        given = {name: values[name] for name in names if values[name] is not None}
        try:
            checked = check_input(kind, overlaid(kind, values["params"], given), "list")
        except InputValidationError as error:
            raise InputValidationError("Invalid list parameters", error.issues) from None
        found = {name: checked.get(wire) for name, wire in names.items()}
        if found.get("filter") is not None:
            if found.get("where") is not None:
                raise ValueError("give where or filter, not both: each is the list's filter")
            found["where"] = found["filter"]
        return {**values, **found}

    return arrange


class Walked(QtiResource, Generic[T]):
    """What can be walked page by page."""

    __slots__ = ()

    def _walk(
        self,
        listing: Callable[..., Any],
        page: int,
        limit: int,
        max_items: int | None,
        prefetch: int | None,
        query: dict[str, Any],
    ) -> Paginator[T]:
        """Return the walk over what an endpoint lists, its arguments checked."""
        plan = declared(listing).plan(type(self))
        values, options = plan.bind((), {**query, "page": page, "limit": limit})
        check_list_parameters({"max_items": max_items})
        plan.call(self, values, options)

        def fetch(number: int, size: int) -> UnreadPage[T]:
            return plan.unread(self, {**values, "page": number, "limit": size}, options)

        return NumberedPaginator(fetch, limit=limit, page=page, max_items=max_items, prefetch=prefetch)


class PlainList(Walked[T], Generic[T]):
    """What is searched by words and sorted."""

    __slots__ = ()

    @get("", aside=ASIDE, arrange=arranged(ListParams))
    def list(
        self,
        params: ListParams | Mapping[str, Any] | None = None,
        *,
        query: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        sort: SortField | None = None,
        order: SortOrder | None = None,
        **options: Unpack[RequestOptions],
    ) -> ListResponse[T]:
        """Return one page of records.

        Args:
            params: The following together, as an input or a mapping; single ones win.
            query: Words that title or identifier contain.
            page: From 1, which is the default.
            limit: Records per page, at least 1; the server's default is 10.
            sort: The field to sort by.
            order: ``"asc"`` or ``"desc"``.
            options: Options of the request.

        Raises:
            InputValidationError: An argument cannot be sent.
            NotFoundError: A record above the list does not exist.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    def stream(
        self,
        *,
        limit: int = 100,
        sort: SortField | None = None,
        order: SortOrder | None = None,
        query: str | None = None,
        max_items: int | None = None,
        page: int = 1,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[T]:
        """Return an iterator over all records that fetches pages ahead of its use.

        Args:
            limit: Records per page, at least 1; not a bound on the result.
            sort: The field to sort by.
            order: ``"asc"`` or ``"desc"``.
            query: Words that title or identifier contain.
            max_items: Stop after that many records; ``None`` for all.
            page: The page to begin at.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
        """
        narrowed = {"sort": sort, "order": order, "query": query, **options}
        return self._walk(type(self).list, page, limit, max_items, prefetch, narrowed)


class ModedList(Walked[T], Generic[T]):
    """What is also filtered, and narrowed to modes of test parts."""

    __slots__ = ()

    @get("", aside=ASIDE, arrange=arranged(ListAssessmentTestsParams))
    def list(
        self,
        params: ListAssessmentTestsParams | ListParams | Mapping[str, Any] | None = None,
        *,
        query: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        sort: SortField | None = None,
        order: SortOrder | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        navigation_mode: NavigationMode | None = None,
        submission_mode: SubmissionMode | None = None,
        **options: Unpack[RequestOptions],
    ) -> ListResponse[T]:
        """Return one page of records.

        Args:
            params: The following together, as an input or a mapping; single ones win.
            query: Words that title or identifier contain.
            page: From 1, which is the default.
            limit: Records per page, at least 1; the server's default is 10.
            sort: The field to sort by.
            order: ``"asc"`` or ``"desc"``.
            where: The condition, such as ``{"title": {"contains": "unit 3"}}``; see `timeback_core.filters`.
            filter: The condition as the service writes it; instead of `where`.
            navigation_mode: Only what has a part that is ``linear`` or ``nonlinear``.
            submission_mode: Only what has a part whose answers are submitted ``individual`` or ``simultaneous``.
            options: Options of the request.

        Raises:
            InputValidationError: An argument cannot be sent.
            ValueError: Both `where` and `filter` are given.
            BadRequestError: The server refuses the filter.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    def stream(
        self,
        *,
        limit: int = 100,
        sort: SortField | None = None,
        order: SortOrder | None = None,
        query: str | None = None,
        max_items: int | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        navigation_mode: NavigationMode | None = None,
        submission_mode: SubmissionMode | None = None,
        page: int = 1,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[T]:
        """Return an iterator over all records that fetches pages ahead of its use; `list` says what narrows them.

        Args:
            limit: Records per page, at least 1; not a bound on the result.
            sort: The field to sort by.
            order: ``"asc"`` or ``"desc"``.
            query: Words that title or identifier contain.
            max_items: Stop after that many records; ``None`` for all.
            where: The condition.
            filter: The condition as the service writes it; instead of `where`.
            navigation_mode: ``linear`` or ``nonlinear``.
            submission_mode: ``individual`` or ``simultaneous``.
            page: The page to begin at.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
            ValueError: Both `where` and `filter` are given.
        """
        narrowed = {
            "sort": sort,
            "order": order,
            "query": query,
            "where": where,
            "filter": filter,
            "navigation_mode": navigation_mode,
            "submission_mode": submission_mode,
            **options,
        }
        return self._walk(type(self).list, page, limit, max_items, prefetch, narrowed)
