"""The refusals of CASE."""

from __future__ import annotations

from collections.abc import Sequence

from timeback_sandbox.case.words import is_uuid
from timeback_sandbox.problems import Problem

__all__ = ["Problem", "bad_body", "bad_field", "bad_filter", "invalid", "not_found", "sourced_id_of"]


def bad_body(description: str) -> Problem:
    """400: the request cannot be read, or comes at the wrong time."""
    return Problem(400, description)


def bad_filter(description: str) -> Problem:
    """400: the filter is malformed, or names a member that cannot be filtered."""
    return Problem(400, description, minor="invalid_filter_field")


def bad_field(description: str) -> Problem:
    """400: `fields` names a member that does not exist."""
    return Problem(400, description, minor="invalid_selection_field")


def not_found(kind: str, sourced_id: str) -> Problem:
    """404: there is no object of that id."""
    return Problem(404, f"{kind} {sourced_id[:100]} was not found")


def invalid(issues: Sequence[dict[str, str]], description: str = "Validation failed") -> Problem:
    """422: the request was read, and this is wrong with it."""
    return Problem(422, description, details=issues)


def sourced_id_of(text: str, kind: str) -> str:
    """An id of a path, in the lower case that ids are compared in.

    Raises:
        Problem: 404, it has not the shape of an id.
    """
    if not is_uuid(text):
        raise Problem(404, f"{kind} {text[:100]!r} was not found: invalid UUID")
    return text.lower()
