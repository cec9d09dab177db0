# Written by tools/generate_sync.py from timeback_core/numbered_pages.py; changes belong there.
"""Pages that are asked for by number, of APIs that say in the body which page it is and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from timeback_core.blocking.page_window import Window
from timeback_core.errors import PaginationError
from timeback_core.numbered_pages import PageFacts, T, T_co
from timeback_core.pages import DEFAULT_LIMIT, page_shape
from timeback_core.sync.pages import PageResult, Paginator, UnreadPage

__all__ = ["NumberedPage", "NumberedPaginator", "PageFacts"]


class NumberedPage(PageResult[T_co]):
    """One page of a list that is asked for by page number: a sequence of records that knows its place.

    Attributes:
        page: Which page this is, from 1.
        pages: How many there are; 0 when there is no record, ``None`` when the server does not say.
        limit: The most records of a page, as the server states it, else as asked for.
        sort: The field that the records are sorted by; ``None`` when neither side says.
        order: ``"asc"`` or ``"desc"``, likewise.
    """

    __slots__ = ("limit", "order", "page", "pages", "sort")

    def __init__(
        self,
        items: list[T_co],
        total: int | None = None,
        page: int = 1,
        pages: int | None = None,
        limit: int | None = None,
        sort: str | None = None,
        order: str | None = None,
        **place: Any,
    ) -> None:
        """Take the facts of the answer, and what `PageResult` takes beside them."""
        if "has_more" not in place:
            place["has_more"] = pages is not None and page < pages
        super().__init__(items, total=total, next_page=page + 1 if place["has_more"] else None, **place)
        self.page = page
        self.pages = pages
        self.limit = limit
        self.sort = sort
        self.order = order

    @property
    def items(self) -> list[T_co]:
        """The records, under their name on the wire."""
        return self.data

    def _value(self) -> tuple[Any, ...]:
        return (*super()._value(), self.page, self.pages, self.limit, self.sort, self.order)

    def __repr__(self) -> str:
        """Return the counts, not the records."""
        return (
            f"{type(self).__name__}({len(self.data)} records, page={self.page}, pages={self.pages}, total={self.total})"
        )


class NumberedPaginator(Paginator[T]):
    """A walk over pages that are asked for by number.

    The page size stays the same throughout, since another one would shift the pages. A server that puts fewer
    records on a page than were asked for is followed to its last page all the same.
    """

    __slots__ = ("_first",)

    def __init__(
        self,
        fetch: Callable[[int, int], UnreadPage[T]],
        *,
        limit: int = DEFAULT_LIMIT,
        page: int = 1,
        max_items: int | None = None,
        prefetch: int | None = None,
    ) -> None:
        """Build the walk; nothing is fetched yet.

        Args:
            fetch: Fetches the page of a number with a limit.
            limit: Records per page.
            page: Where to begin.
            max_items: Stop after that many records; ``None`` for all.
            prefetch: Pages to fetch ahead of the caller, side by side, once their number is known; 0 for none,
                ``None`` chooses by the page size.
        """
        if max_items is not None and page == 1:
            limit = min(limit, max_items)
        super().__init__(fetch, limit=limit, max_items=max_items, prefetch=prefetch)
        self._first = page

    def first(self) -> T | None:
        """Return the first record or ``None``, by one request for one record; iteration is not affected."""
        found = self._fetch((self._first - 1) * self._limit + 1, 1)()
        return found.data[0] if found.data else None

    def first_page(self) -> PageResult[T]:
        """Return the first page, by one request."""
        found = self._fetch(self._first, self._limit)()
        self.total = found.total
        return found

    def _pages(self) -> Generator[PageResult[T], None, None]:
        """Yield the pages in order, cut at the most records wanted."""
        self.offset = 0
        left = self._max_items
        number = self._first
        before: tuple[object, ...] | None = None
        window = Window(self._fetch)
        try:
            while left is None or left > 0:
                page = window.take(number, self._limit)()
                if page.total is not None:
                    self.total = page.total
                received = len(page.data)
                if received == 0:
                    return
                shape = page_shape(page.data)
                if shape == before:
                    raise PaginationError(
                        f"the server answered page {number} with the page before it once more; it seems to ignore "
                        "paging"
                    )
                before = shape
                last = not page.has_more or (left is not None and received >= left)
                number += 1
                if not last:
                    window.fill([(ahead, self._limit) for ahead in self._next(page, number, left, received)])
                if left is not None:
                    page.data = page.data[:left]
                    left -= received
                yield page
                del page
                if last:
                    return
        finally:
            window.drop()

    def _next(self, page: PageResult[T], number: int, left: int | None, received: int) -> range:
        """Return the numbers of the pages to ask for ahead: those known to exist and to be needed."""
        if not self._ahead:
            return range(0)
        pages = page.pages if isinstance(page, NumberedPage) else None
        stop = number + 1 if pages is None else min(number + self._ahead, pages + 1)
        if left is not None:
            stop = min(stop, number - (received - left) // received)  # the pages that the rest fills, rounded up
        return range(number, stop)
