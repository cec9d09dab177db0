# Written by tools/generate_sync.py from timeback_core/caliper/models_answers.py; changes belong there.
"""What the service answers: stored events, jobs and verdicts."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from timeback_core.caliper.models_answers import (
    EndpointConfig,
    EventResult,
    JobReturnValue,
    JobStatus,
    Pagination,
    StoredEvent,
    ValidationResult,
    _Counted,
    _Counts,
)
from timeback_core.counted_page import Counts
from timeback_core.sync.counted_page import CountedPage

__all__ = [
    "EndpointConfig",
    "EventResult",
    "JobReturnValue",
    "JobStatus",
    "ListEventsResult",
    "Pagination",
    "StoredEvent",
    "ValidationResult",
]


class ListEventsResult(CountedPage[StoredEvent]):
    """One page of stored events; a sequence of them.

    Attributes:
        data: The events; also `events`.
        total: How many there are over all pages; ``None`` when the service does not say.
        has_more: Whether further ones follow.
    """

    __slots__ = ()
    key: ClassVar[str] = "events"

    @classmethod
    def counts_of(cls, content: bytes) -> Counts:
        """Return what the answer says about its place in the list."""
        if not content.strip():
            return Counts()
        raw = bytes(msgspec.json.decode(content, type=_Counted).pagination)
        return _Counts.read(raw) if raw.lstrip()[:1] == b"{" else Counts()

    @property
    def events(self) -> list[StoredEvent]:
        """The events of this page."""
        return self.data

    @property
    def pagination(self) -> Pagination:
        """The place of this page in the list; what the service does not say follows from what is known."""
        offset, limit = self.offset or 0, self.limit or max(len(self.data), 1)  # one made by hand has neither
        total = offset + len(self.data) if self.total is None else self.total
        return Pagination(
            total=total,
            total_pages=-(-total // limit) if self.page_count is None else self.page_count,
            current_page=offset // limit + 1 if self.page_number is None else self.page_number,
            limit=limit,
        )
