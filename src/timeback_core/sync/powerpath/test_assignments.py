# Written by tools/generate_sync.py from timeback_core/powerpath/test_assignments.py; changes belong there.
"""Test assignments: which student is to take which test at MasteryTrack, one by one, in bulk and from a sheet."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import Any, Unpack

from timeback_core.errors import BadRequestError
from timeback_core.pages import DEFAULT_LIMIT
from timeback_core.powerpath.errors import bulk_error
from timeback_core.powerpath.inputs import (
    TestAssignmentsAdminParams,
    TestAssignmentsBulkInput,
    TestAssignmentsCreateInput,
    TestAssignmentsImportInput,
    TestAssignmentsListParams,
    TestAssignmentsUpdateInput,
)
from timeback_core.powerpath.models_assignments import AssignmentResult, BulkResult, TestAssignment
from timeback_core.query import check_list_parameters
from timeback_core.sync import endpoint
from timeback_core.sync.endpoint import declared
from timeback_core.sync.pages import Paginator, UnreadPage
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.sync.powerpath.models_assignments import TestAssignmentsListResponse
from timeback_core.transport.options import RequestOptions

__all__ = ["TestAssignments"]


class TestAssignments(PowerPathResource, name="test_assignments", path="/test-assignments", title="test assignment"):
    """Tests that students are to take, and how they stand."""

    __test__ = False
    __slots__ = ()

    @endpoint.post("")
    def create(
        self, input: TestAssignmentsCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssignmentResult:
        """Assign a test of a subject and grade to a student, and return the records behind it.

        Args:
            input: ``student``, ``subject``, ``grade`` (a number or its text), and if need be ``test_name``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student.
            BadRequestError: The student has no e-mail address.

        Source:
            POST /powerpath/test-assignments.
        """
        ...

    def list_all(
        self,
        params: TestAssignmentsListParams | Mapping[str, Any],
        *,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[TestAssignment]:
        """Return a student's test assignments over all pages, the newest first.

        Args:
            params: As for `list`; ``limit`` is the size of the pages.
            max_items: Stop after that many; ``None`` for all.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent.
            PaginationError: The server ignores paging.
        """
        return self.stream(params, max_items=max_items, prefetch=prefetch, **options).to_list()

    def stream(
        self,
        params: TestAssignmentsListParams | Mapping[str, Any],
        *,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[TestAssignment]:
        """Return an iterator over a student's test assignments, which fetches pages ahead of its use.

        Args:
            params: As for `list`; ``limit`` is the size of the pages, ``offset`` is where to begin.
            max_items: Stop after that many; ``None`` for all.
            prefetch: Pages to fetch ahead, side by side once the total is known; 0 for none, ``None`` chooses.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
        """
        return self._walk(type(self).list, params, max_items, prefetch, options)

    def admin_list_all(
        self,
        params: TestAssignmentsAdminParams | Mapping[str, Any] | None = None,
        *,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[TestAssignment]:
        """Return everybody's test assignments over all pages; see `list_all`.

        Args:
            params: As for `admin`; ``limit`` is the size of the pages.
            max_items: Stop after that many; ``None`` for all.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent.
            PaginationError: The server ignores paging.
        """
        return self.admin_stream(params, max_items=max_items, prefetch=prefetch, **options).to_list()

    def admin_stream(
        self,
        params: TestAssignmentsAdminParams | Mapping[str, Any] | None = None,
        *,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[TestAssignment]:
        """Return an iterator over everybody's test assignments; see `stream`.

        Args:
            params: As for `admin`; ``limit`` is the size of the pages, ``offset`` is where to begin.
            max_items: Stop after that many; ``None`` for all.
            prefetch: Pages to fetch ahead; 0 for none, ``None`` chooses.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first record.
        """
        return self._walk(type(self).admin, params, max_items, prefetch, options)

    def _walk(
        self,
        declaration: Callable[..., Any],
        params: object,
        max_items: int | None,
        prefetch: int | None,
        options: RequestOptions,
    ) -> Paginator[TestAssignment]:
        """Return an iterator over all pages of an endpoint, from the caller's own offset."""
        plan = declared(declaration).plan(type(self))
        check_list_parameters({"max_items": max_items})
        asked = plan.asked({"params": params})

        def fetch(position: int, size: int) -> UnreadPage[TestAssignment]:
            place = {"limit": size, "offset": position}
            return plan.unread(self, {"params": {**asked, **place}}, options or None)

        limit, offset = asked.get("limit", DEFAULT_LIMIT), asked.get("offset", 0)
        return Paginator(fetch, limit=limit, offset=offset, max_items=max_items, prefetch=prefetch)

    @endpoint.get("/{id}")
    def get(self, id: str, **options: Unpack[RequestOptions]) -> TestAssignment:
        """Return a test assignment.

        Args:
            id: Its identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is none, or it has been deleted.

        Source:
            GET /powerpath/test-assignments/{id}.
        """
        ...

    def update(
        self, id: str, input: TestAssignmentsUpdateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> TestAssignment:
        """Rename a test assignment, and return it as it is then; the service answers with nothing, so it is read again.

        Args:
            id: Its identifier; not blank.
            input: ``test_name``.
            options: Options of both requests.

        Raises:
            InputValidationError: Something is missing, wrong or unknown; nothing was sent.
            NotFoundError: There is none, or it has been deleted.

        Source:
            PUT and GET /powerpath/test-assignments/{id}.
        """
        self._rename(id, input, **options)
        return self.get(id, **options)

    @endpoint.put("/{id}", name="update")
    def _rename(
        self, id: str, input: TestAssignmentsUpdateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> None:
        """Rename a test assignment."""
        ...

    @endpoint.delete("/{id}", gone_is_done=True)
    def delete(self, id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a test assignment.

        Args:
            id: Its identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is none, or it had been deleted before. A repetition after a broken attempt that
                finds none succeeds.

        Source:
            DELETE /powerpath/test-assignments/{id}.
        """
        ...

    def bulk(
        self, input: TestAssignmentsBulkInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> BulkResult:
        """Assign several tests, all of them or none.

        Args:
            input: ``items``, each as for `create`; at least one.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or unknown; nothing was sent.
            BulkAssignmentError: Something is wrong with some rows, which are its ``errors``; nothing was assigned.

        Source:
            POST /powerpath/test-assignments/bulk.
        """
        try:
            return self._bulk(input, **options)
        except BadRequestError as error:
            raise bulk_error(error) from error

    @endpoint.post("/bulk", name="bulk")
    def _bulk(
        self, input: TestAssignmentsBulkInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> BulkResult:
        """Assign several tests, all of them or none."""
        ...

    def import_assignments(
        self, input: TestAssignmentsImportInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> BulkResult:
        """Assign the tests that a spreadsheet lists, all of them or none.

        Args:
            input: ``spreadsheet_url`` and ``sheet``. The sheet has the columns ``student`` (identifier or e-mail
                address), ``subject`` and ``grade``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or unknown; nothing was sent.
            BulkAssignmentError: The sheet cannot be read, or something is wrong with some rows, which are its
                ``errors``; nothing was assigned.

        Source:
            POST /powerpath/test-assignments/import.
        """
        try:
            return self._import(input, **options)
        except BadRequestError as error:
            raise bulk_error(error) from error

    @endpoint.post("/import", name="import_assignments")
    def _import(
        self, input: TestAssignmentsImportInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> BulkResult:
        """Assign the tests that a spreadsheet lists, all of them or none."""
        ...

    @endpoint.get("/admin")
    def admin(
        self,
        params: TestAssignmentsAdminParams | Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> TestAssignmentsListResponse:
        """Return one page of everybody's test assignments, the newest first. It needs the scope of administrators.

        Args:
            params: ``student``, ``status``, ``subject``, ``grade``, ``limit`` (1 to 3,000) and ``offset``, all of
                which may be left out.
            options: Options of the request.

        Returns:
            The page: a sequence, with ``total_count``, ``page_count`` and ``page_number`` beside, and `fetch_next`.

        Raises:
            InputValidationError: An argument cannot be sent.

        Source:
            GET /powerpath/test-assignments/admin.
        """
        ...

    @endpoint.get("")
    def list(
        self, params: TestAssignmentsListParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> TestAssignmentsListResponse:
        """Return one page of a student's test assignments, the newest first.

        Args:
            params: ``student``, and if need be ``status``, ``subject``, ``grade``, ``limit`` (1 to 3,000) and
                ``offset``.
            options: Options of the request.

        Returns:
            The page: a sequence, with ``total_count``, ``page_count`` and ``page_number`` beside, and `fetch_next`.

        Raises:
            InputValidationError: An argument cannot be sent.

        Source:
            GET /powerpath/test-assignments.
        """
        ...
