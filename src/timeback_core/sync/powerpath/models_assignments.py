# Written by tools/generate_sync.py from timeback_core/powerpath/models_assignments.py; changes belong there.
"""Test assignments: which student is to take which test."""

from __future__ import annotations

from typing import ClassVar

from timeback_core.powerpath.models_assignments import (
    AssignmentResult,
    BulkResult,
    BulkResultError,
    PaginationMeta,
    TestAssignment,
)
from timeback_core.sync.counted_page import CountedPage

__all__ = [
    "AssignmentResult",
    "BulkResult",
    "BulkResultError",
    "PaginationMeta",
    "TestAssignment",
    "TestAssignmentsListResponse",
]


class TestAssignmentsListResponse(CountedPage[TestAssignment]):
    """One page of test assignments: a sequence that knows its place; see `CountedPage`."""

    __slots__ = ()
    __test__: ClassVar[bool] = False
    key = "testAssignments"

    @property
    def test_assignments(self) -> list[TestAssignment]:
        """The assignments of the page, under their name on the wire."""
        return self.data

    @property
    def pagination(self) -> PaginationMeta:
        """The place of the page."""
        names = PaginationMeta.__struct_fields__
        return PaginationMeta(**{name: getattr(self, name) for name in names})
