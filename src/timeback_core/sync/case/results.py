# Written by tools/generate_sync.py from timeback_core/case/results.py; changes belong there.
"""What the methods return: mappings as on the wire, with the records as attributes beside.

Each is a ``dict`` with exactly the envelope's key, ``result["CFDocument"]``, and has the same as ``result.data``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self

from timeback_core.case.list_params import window_of
from timeback_core.case.models import CFDocument, CFItem
from timeback_core.case.results import (
    SERVERS_LIMIT,
    CFAssociationResult,
    CFDocumentResult,
    CFItemResult,
    CFPackageResult,
    CFPackageWithGroupsResult,
    Found,
    T,
    read_page,
    read_record,
)
from timeback_core.errors import PaginationError
from timeback_core.paging import has_more, parse_header_total
from timeback_core.sync.pages import PageResult

if TYPE_CHECKING:
    from timeback_core.sync.answers import Again
    from timeback_core.transport.message import Response

__all__ = [
    "CFAssociationResult",
    "CFDocumentPage",
    "CFDocumentResult",
    "CFItemPage",
    "CFItemResult",
    "CFPackageResult",
    "CFPackageWithGroupsResult",
    "Found",
    "RecordPage",
    "read_page",
    "read_record",
]


class RecordPage(dict[str, list[T]], Generic[T]):
    """One page of a list: the records under their envelope's key and as `data`, and where they are in the whole.

    Attributes:
        page: The page as all services have it: a sequence of its records.
        limit: The most records of a page, as asked for or as the server states it; ``None`` if neither says.
        offset: How many records are before this page.
    """

    key: ClassVar[str]
    model: ClassVar[type[Any]]

    def __init_subclass__(cls, *, key: str, model: type[Any]) -> None:
        """Take the envelope's key and the records' type."""
        super().__init_subclass__()
        cls.key, cls.model = key, model

    def __init__(
        self,
        page: PageResult[T],
        *,
        limit: int | None = None,
        offset: int = 0,
        fetch_next: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__({self.key: page.data})
        self.page = page
        self._fetch_next = fetch_next
        self.limit = limit
        self.offset = offset

    @property
    def data(self) -> list[T]:
        """The records of the page."""
        return self[self.key]

    @property
    def total(self) -> int | None:
        """How many records there are over all pages; ``None`` when the server does not say."""
        return self.page.total

    @property
    def has_more(self) -> bool:
        """Whether records follow."""
        return self.page.has_more

    @property
    def next_offset(self) -> int | None:
        """The offset of the next page; ``None`` at the end."""
        return self.page.next_offset

    @property
    def request_id(self) -> str | None:
        """The ``X-Request-ID`` under which the page was fetched."""
        return self.page.request_id

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer."""
        return self.page.headers

    def fetch_next(self) -> Self | None:
        """Return the next page, or ``None`` after the last one.

        Raises:
            PaginationError: This page was not fetched by a client, so it cannot fetch another.
            APIError: As for the call that gave this page.
        """
        if not self.has_more:
            return None
        if self._fetch_next is None:
            raise PaginationError("this page was not fetched by a client; call list() with its next_offset")
        following: Self = self._fetch_next()
        return following

    @classmethod
    def from_answer(cls, response: Response, again: Again) -> Self:
        """Return the page that an answer to a list call holds.

        The server's own word that records follow counts first, then the total of the header, then that of the body,
        and without all of these whether the page is full.

        Raises:
            ShapeError: The body holds no list.
        """
        records, counts = read_page(response.content, cls.model, cls.key)
        limit, offset = window_of(again.plan.arranged(again.values))
        offset = offset if offset is not None else counts.offset or 0
        limit = limit if limit is not None else counts.limit
        total = parse_header_total(response.headers)
        total = counts.total_count if total is None else total
        following = offset + len(records)
        more = has_more(
            response.headers, received=len(records), limit=limit or SERVERS_LIMIT, following=following, total=total
        )

        def fetch_next() -> Any:
            return again(offset=following)

        def fetch_next_page() -> PageResult[T]:
            next_one: RecordPage[T] = fetch_next()
            return next_one.page

        page = PageResult[T](
            records,
            more,
            total,
            following if more else None,
            request_id=response.headers.get("x-request-id"),
            headers=response.headers,
            fetch_next=fetch_next_page,
        )
        return cls(page, limit=limit, offset=offset, fetch_next=fetch_next)

    @classmethod
    def nothing(cls) -> Self:
        """Return the page of a condition that nothing can meet."""
        nothing: list[T] = []
        return cls(PageResult(nothing, total=0))

    def __reduce__(self) -> tuple[Any, ...]:
        """Serve copying and pickling; the copy cannot fetch the next page."""
        page = self.page
        copied = PageResult(self.data, page.has_more, page.total, page.next_offset, request_id=page.request_id)
        return _rebuilt, (type(self), copied, self.limit, self.offset)


def _rebuilt(kind: type[RecordPage[Any]], page: PageResult[Any], limit: int | None, offset: int) -> RecordPage[Any]:
    return kind(page, limit=limit, offset=offset)


class CFDocumentPage(RecordPage[CFDocument], key="CFDocuments", model=CFDocument):
    """One page of frameworks: ``page["CFDocuments"]``, and the same as `data`."""


class CFItemPage(RecordPage[CFItem], key="CFItems", model=CFItem):
    """One page of items: ``page["CFItems"]``, and the same as `data`."""
