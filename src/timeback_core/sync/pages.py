# Written by tools/generate_sync.py from timeback_core/pages.py; changes belong there.
"""Pages of a list answer, and walking them all.

`PageResult` is one page and behaves like a sequence of its records. `Paginator` walks every page: in order,
lazily, fetching the next pages while the caller works on the current one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Generic, overload

from timeback_core.blocking.page_window import Window
from timeback_core.errors import PaginationError
from timeback_core.pages import (
    _FEWEST_PAGES_AHEAD,
    _MOST_PAGES_AHEAD,
    _ROWS_AHEAD,
    DEFAULT_LIMIT,
    DEFAULT_MAX_ITEMS,
    T,
    T_co,
    _ahead,
    page_shape,
)

__all__ = ["DEFAULT_LIMIT", "DEFAULT_MAX_ITEMS", "PageResult", "Paginator", "page_shape"]


class PageResult(Sequence[T_co]):
    """One page of a list answer: a sequence of records that also knows its place in the whole.

    Attributes:
        data: The records, in the server's order.
        has_more: Whether further records follow.
        total: How many records there are over all pages; ``None`` when the server does not say.
        next_offset: The offset of the next page; ``None`` at the end, and for APIs that count pages.
        next_page: The number of the next page, for APIs that count pages; otherwise ``None``.
        request_id: The ``X-Request-ID`` under which the page was fetched.
        headers: The headers of the answer.
    """

    __slots__ = ("_fetch_next", "data", "has_more", "headers", "next_offset", "next_page", "request_id", "total")

    def __init__(
        self,
        data: list[T_co],
        has_more: bool = False,
        total: int | None = None,
        next_offset: int | None = None,
        next_page: int | None = None,
        *,
        request_id: str | None = None,
        headers: Mapping[str, str] | None = None,
        fetch_next: Callable[[], PageResult[T_co]] | None = None,
    ) -> None:
        self.data = data
        self.has_more = has_more
        self.total = total
        self.next_offset = next_offset
        self.next_page = next_page
        self.request_id = request_id
        self.headers: Mapping[str, str] = {} if headers is None else headers
        self._fetch_next = fetch_next

    def fetch_next(self) -> PageResult[T_co] | None:
        """Return the next page, or ``None`` after the last one.

        Raises:
            PaginationError: This page was not fetched by a client, so it cannot fetch another.
            APIError: As for the call that gave this page.
        """
        if not self.has_more:
            return None
        if self._fetch_next is None:
            raise PaginationError("this page was not fetched by a client; call list() with its next_offset")
        return self._fetch_next()

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | list[T_co]:
        """Return a record by position, or a list of records by slice."""
        return self.data[index]

    def __len__(self) -> int:
        """Return the number of records on this page."""
        return len(self.data)

    def __iter__(self) -> Iterator[T_co]:
        """Iterate the records of this page."""
        return iter(self.data)

    def __eq__(self, other: object) -> bool:
        """Compare by value: records, place and total."""
        if not isinstance(other, PageResult):
            return NotImplemented
        return self._value() == other._value()

    __hash__ = None  # type: ignore[assignment]  # a page holds mutable records

    def _value(self) -> tuple[Any, ...]:
        return (self.data, self.has_more, self.total, self.next_offset, self.next_page)

    def __repr__(self) -> str:
        """Return the counts, not the records."""
        return (
            f"{type(self).__name__}({len(self.data)} records, has_more={self.has_more}, total={self.total}, "
            f"next_offset={self.next_offset})"
        )


UnreadPage = Callable[[], PageResult[T]]
"""A page that has arrived and is still bytes; calling it reads the records."""

FetchPage = Callable[[int, int], UnreadPage[T]]
"""Fetches the page at an offset with a limit."""


class Paginator(Generic[T]):
    """All records of a list call, fetched page by page while they are used.

    Every ``for`` starts from the beginning, and several may run at once. `offset` says where the
    latest one stands, so that an interrupted walk can be resumed with ``stream(offset=...)``.
    """

    __slots__ = ("_ahead", "_cursor", "_fetch", "_limit", "_max_items", "_start", "offset", "total")

    def __init__(
        self,
        fetch: FetchPage[T],
        *,
        limit: int = DEFAULT_LIMIT,
        offset: int = 0,
        max_items: int | None = None,
        prefetch: int | None = None,
    ) -> None:
        """Build the walk; nothing is fetched yet.

        Args:
            fetch: Fetches the page at an offset with a limit.
            limit: Records per page.
            offset: Where to begin.
            max_items: Stop after that many records; ``None`` for all.
            prefetch: Pages to fetch ahead of the caller, side by side once the total is known. ``0``
                fetches a page only when it is needed; ``None`` chooses 3 to 8 by the page size.
        """
        self._fetch = fetch
        self._limit = limit
        self._start = offset
        self._max_items = max_items
        self._ahead = (
            max(_FEWEST_PAGES_AHEAD, min(_MOST_PAGES_AHEAD, _ROWS_AHEAD // limit)) if prefetch is None else prefetch
        )
        self._cursor: Iterator[T] | None = None
        self.total: int | None = None
        """The total that the server stated last; ``None`` before the first page or when it does not say."""
        self.offset: int = offset
        """The offset of the record after the last one that the latest iteration gave."""

    def __iter__(self) -> Iterator[T]:
        """Iterate all records from the beginning."""
        return self._records()

    def __next__(self) -> T:
        """Return the next record of the one implicit walk that `reset` rewinds."""
        if self._cursor is None:
            self._cursor = self._records()
        return next(self._cursor)

    def reset(self) -> None:
        """Go back to the start: the implicit walk, the total and the offset."""
        self._cursor = None
        self.total = None
        self.offset = self._start

    def to_list(self) -> list[T]:
        """Return all records, however many there are."""
        return self.to_array(max_items=None)

    def to_array(self, *, max_items: int | None = DEFAULT_MAX_ITEMS) -> list[T]:
        """Return all records, guarded against more than expected.

        Args:
            max_items: The most that may come; ``None`` switches the guard off.

        Raises:
            PaginationError: There is at least one record more.
        """
        gathered: list[T] = []
        with closing(self.pages()) as pages:
            for page in pages:
                gathered.extend(page.data)
                if max_items is not None and len(gathered) > max_items:
                    raise PaginationError(
                        f"the result exceeded max_items limit of {max_items}; raise it, pass None, or use stream()"
                    )
        return gathered

    def first(self) -> T | None:
        """Return the first record or ``None``, by one request for one record; iteration is not affected."""
        page = self._fetch(self._start, 1)()
        return page.data[0] if page.data else None

    def first_page(self) -> PageResult[T]:
        """Return the first page, by one request."""
        page = self._fetch(self._start, self._first_limit())()
        self.total = page.total
        return page

    def pages(self) -> Generator[PageResult[T], None, None]:
        """Iterate the pages instead of the records."""
        with closing(self._pages()) as pages:
            for page in pages:
                yield page
                self.offset += len(page.data)

    def _records(self) -> Generator[T, None, None]:
        # Closing the outer generator has to close the inner one at once: requests may be running ahead.
        with closing(self._pages()) as pages:
            for page in pages:
                rows = page.data
                # Only the rows that are still to come are held while the next page is read.
                del page
                rows.reverse()
                while rows:
                    self.offset += 1
                    yield rows.pop()

    def _first_limit(self) -> int:
        return self._limit if self._max_items is None else min(self._limit, self._max_items)

    def _pages(self) -> Generator[PageResult[T], None, None]:
        """Yield the pages in order, cut at `max_items`."""
        self.offset = self._start
        position = self._start
        end = None if self._max_items is None else self._start + self._max_items
        step = self._limit
        before: tuple[object, ...] | None = None
        window = Window(self._fetch)
        try:
            while end is None or position < end:
                limit = step if end is None else min(step, end - position)
                # Pages that run ahead stay bytes until they are taken, which is a fraction of what records need.
                page = window.take(position, limit)()
                if page.total is not None:
                    self.total = page.total
                received = len(page.data)
                if received == 0:
                    return
                shape = page_shape(page.data)
                if shape == before:
                    raise PaginationError(
                        f"the server answered offset {position} with the page before it once more; it seems to "
                        "ignore paging"
                    )
                if received < limit and page.has_more:
                    step = received  # the server caps the page size: what was asked ahead lies wrong
                    window.drop()
                position += received
                if end is not None and position > end:
                    page.data = page.data[: received - (position - end)]
                if page.has_more:
                    window.fill(_ahead(position, step, self._ahead, page.total, end))
                last = not page.has_more
                yield page
                del page
                if last:
                    return
                before = shape
        finally:
            window.drop()
