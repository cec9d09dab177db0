"""Errors of PowerPath's own."""

from __future__ import annotations

from typing import Any

from timeback_core.decoding import convert_record
from timeback_core.errors import BadRequestError
from timeback_core.powerpath.models_assignments import BulkResult
from timeback_core.wire import is_list, is_object

__all__ = ["BulkAssignmentError", "bulk_error"]


class BulkAssignmentError(BadRequestError):
    """None of many test assignments was made, because something is wrong with some of them.

    Attributes:
        result: What the server says; `errors` are its rows.
    """

    result: BulkResult

    @property
    def errors(self) -> list[Any]:
        """What is wrong, row by row: each a `BulkResultError` with `row`, from 0, and `message`."""
        return list(self.result.errors)


def bulk_error(error: BadRequestError) -> BadRequestError:
    """Return the error that a refusal of several assignments means: that of its rows if it has some."""
    body = error.response
    if not is_object(body) or not is_list(body.get("errors")) or "results" not in body:
        return error
    result = convert_record(body, BulkResult)
    rows = "; ".join(f"row {row.row}: {row.message}" for row in result.errors)
    found = BulkAssignmentError(
        f"nothing was assigned: {rows}" if rows else error.message,
        body,
        request_id=error.request_id,
        method=error.method,
        url=error.url,
        headers=error.headers,
        retry_after=error.retry_after,
        attempts=error.attempts,
        body_text=error.body_text,
        operation=error.operation,
    )
    found.result = result
    return found
