"""The error answers of the QTI API, which has a shape of its own for nearly every kind of refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from timeback_sandbox.problems import Problem

__all__ = ["Issue", "QtiProblem", "conflict", "invalid", "missing", "refused", "unknown_entity"]

_LONGEST_DETAILS = 2_000


class QtiProblem(Problem):
    """Ends a request with a body of the QTI API.

    Args:
        status: HTTP status of the answer, 400-599.
        error: What went wrong, in the API's words.
        payload: The whole body; `{"error": error}` when None.
    """

    def __init__(self, status: int, error: str, payload: Mapping[str, object] | None = None) -> None:
        super().__init__(status, error)
        self.payload: Mapping[str, object] = {"error": error} if payload is None else payload

    def body(self) -> bytes:
        """The answer's body."""
        return msgspec.json.encode(self.payload)


class Issue(NamedTuple):
    """One thing that is wrong with a request.

    Attributes:
        field: The field or the query parameter.
        message: What is wrong with it.
        code: `invalid_type`, `invalid_enum_value`, `too_small`, `invalid_string` or `custom`.
    """

    field: str
    message: str
    code: str = "custom"


def refused(status: int, error: str, details: str | None = None) -> QtiProblem:
    """A refusal: what is wrong, and the details when there are any."""
    if not details:
        return QtiProblem(status, error)
    shown = details if len(details) <= _LONGEST_DETAILS else details[:_LONGEST_DETAILS] + "…"
    return QtiProblem(status, error, {"error": error, "details": shown})


def missing(error: str) -> QtiProblem:
    """404: what the path names is not there."""
    return QtiProblem(404, error)


def conflict(error: str) -> QtiProblem:
    """409: it is there already."""
    return QtiProblem(409, error, {"error": error, "message": error})


def invalid(issues: Iterable[Issue], error: str = "Validation error") -> QtiProblem:
    """400: each thing that is wrong with parameters or with a body, by field."""
    found = list(issues)
    details = "; ".join(f"{issue.field}: {issue.message}" for issue in found)[:_LONGEST_DETAILS]
    return QtiProblem(
        400,
        error,
        {
            "error": error,
            "code": "VALIDATION_ERROR",
            "details": details,
            "meta": {"issues": [issue._asdict() for issue in found]},
        },
    )


def unknown_entity(entity_id: str) -> QtiProblem:
    """404 of validation: there is nothing of that id to validate. Its `success` is a boolean."""
    message = f"There is no item, test or stimulus {entity_id[:200]!r} of this kind"
    payload = {"success": False, "entityId": entity_id, "error": "Entity not found", "message": message}
    return QtiProblem(404, "Entity not found", payload)
