"""How the platforms differ in what a service accepts, as data."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.filters import CompiledFilter

__all__ = ["Dialect", "adapt_query", "check_filter", "dialect_of"]


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What one platform's version of a service wants to be different.

    Attributes:
        order_by_upper: Directions are written ``ASC`` and ``DESC``.
        max_predicates: How many comparisons a filter may hold; ``None`` for no bound.
        mixed_connectives: Whether a filter may use both AND and OR.
    """

    order_by_upper: bool = False
    max_predicates: int | None = None
    mixed_connectives: bool = True


_STANDARD: Final = Dialect()
_DIALECTS: Final = {
    ("oneroster", "LEARNWITH_AI"): Dialect(order_by_upper=True, max_predicates=2, mixed_connectives=False),
}


def dialect_of(service: str, platform: str) -> Dialect:
    """Return the dialect of a service on a platform."""
    return _DIALECTS.get((service, platform), _STANDARD)


def check_filter(compiled: CompiledFilter, dialect: Dialect) -> None:
    """Check that the platform can evaluate a filter.

    Raises:
        InputValidationError: It has too many comparisons, or mixes AND with OR.
    """
    if dialect.max_predicates is not None and compiled.predicates > dialect.max_predicates:
        problem = f"this platform takes at most {dialect.max_predicates} comparisons, got {compiled.predicates}"
    elif not dialect.mixed_connectives and len(compiled.connectives) > 1:
        problem = "this platform does not take AND and OR in one filter"
    else:
        return
    raise InputValidationError("Invalid where clause", [ValidationIssue("(root)", problem)])


def adapt_query(query: dict[str, Any], dialect: Dialect) -> None:
    """Rewrite query parameters for the platform, in place."""
    if dialect.order_by_upper and isinstance(query.get("orderBy"), str):
        query["orderBy"] = query["orderBy"].upper()
