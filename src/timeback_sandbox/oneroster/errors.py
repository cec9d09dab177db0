"""The refusals that OneRoster's rules know, as short words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from timeback_sandbox.problems import Problem

__all__ = ["Problem", "bad_field", "bad_filter", "bad_request", "detail", "invalid", "not_found"]

_MOST_DETAILS = 200


def not_found(description: str) -> Problem:
    """404: the addressed record does not exist."""
    return Problem(404, description)


def bad_request(description: str) -> Problem:
    """400: the request cannot be read at all."""
    return Problem(400, description)


def bad_filter(description: str) -> Problem:
    """400: the filter is malformed or names an unknown field."""
    return Problem(400, description, minor="invalid_filter_field")


def bad_field(description: str) -> Problem:
    """400: the `fields` parameter names an unknown field."""
    return Problem(400, description, minor="invalid_selection_field")


def invalid(details: Sequence[Mapping[str, str]]) -> Problem:
    """422: the request was read, and these fields are wrong; of very many the first are told."""
    return Problem(422, "Validation failed", details=details[:_MOST_DETAILS])


def detail(path: str, message: str) -> dict[str, str]:
    """One wrong field."""
    return {"path": path, "message": message}
