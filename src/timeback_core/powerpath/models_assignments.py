"""Test assignments: which student is to take which test."""

from __future__ import annotations

from typing import ClassVar

from timeback_core.counted_page import CountedPage
from timeback_core.model import Model
from timeback_core.tolerant import Tolerant

__all__ = [
    "AssignmentResult",
    "BulkResult",
    "BulkResultError",
    "PaginationMeta",
    "TestAssignment",
    "TestAssignmentsListResponse",
]


class AssignmentResult(Model, kw_only=True):
    """The records behind a new test assignment."""

    assignment_id: str
    lesson_id: str
    """The component resource: what every ``lesson`` argument takes."""
    resource_id: str


class BulkResultError(Model, kw_only=True):
    """What is wrong with one row."""

    row: int
    """The row, from 0."""
    message: str


class BulkResult(Tolerant, kw_only=True):
    """What came of many assignments at once: all of them, or none and the reasons."""

    success: bool
    results: list[AssignmentResult] = []  # noqa: RUF012  # msgspec gives each record its own
    errors: list[BulkResultError] = []  # noqa: RUF012  # msgspec gives each record its own


class TestAssignment(Model, kw_only=True):
    """A test that a student is to take."""

    __test__: ClassVar[bool] = False

    sourced_id: str
    student_sourced_id: str
    student_email: str
    subject: str
    grade: str
    assignment_status: str
    """A word of `timeback_core.powerpath.TestAssignmentStatus`."""
    assigned_by_user_sourced_id: str | None = None
    test_name: str | None = None
    assigned_at: str | None = None
    expires_at: str | None = None
    completed_at: str | None = None
    resource_sourced_id: str | None = None
    component_resource_sourced_id: str | None = None
    """The lesson: what every ``lesson`` argument takes."""


class PaginationMeta(Model, kw_only=True):
    """The place of a page in the whole."""

    total_count: int | None = None
    page_count: int | None = None
    page_number: int | None = None
    """From 1."""
    offset: int | None = None
    limit: int | None = None


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
