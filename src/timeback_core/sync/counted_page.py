# Written by tools/generate_sync.py from timeback_core/counted_page.py; changes belong there.
"""Pages of APIs that state in the body which page this is and how many there are."""

from __future__ import annotations

from typing import Any, ClassVar

from timeback_core.counted_page import Counts, T_co
from timeback_core.sync.pages import PageResult

__all__ = ["CountedPage", "Counts"]


class CountedPage(PageResult[T_co]):
    """One page of a list whose answer counts its pages.

    Attributes:
        page_count: How many pages there are; ``None`` when the server does not say.
        page_number: Which one this is, from 1.
        offset: The records before this page; those asked to be skipped when the server does not say.
        limit: The records that the server puts on a page; those asked for when it does not say.
    """

    __slots__ = ("limit", "offset", "page_count", "page_number")

    key: ClassVar[str]
    """The envelope's key of the records."""

    def __init__(self, data: list[T_co], *values: Any, counts: Counts | None = None, **named: Any) -> None:
        """Take what `PageResult` takes, and the counts."""
        super().__init__(data, *values, **named)
        counts = Counts() if counts is None else counts
        self.page_count = counts.page_count
        self.page_number = counts.page_number
        self.offset = counts.offset
        self.limit = counts.limit

    @classmethod
    def counts_of(cls, content: bytes) -> Counts:
        """Return the counts of an answer; for APIs that say them elsewhere, a subclass knows where."""
        return Counts.read(content)

    @property
    def total_count(self) -> int | None:
        """`total` under its name on the wire."""
        return self.total

    def _value(self) -> tuple[Any, ...]:
        return (*super()._value(), self.page_count, self.page_number, self.offset, self.limit)
