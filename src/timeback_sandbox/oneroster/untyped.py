"""Narrow values of which nothing is known, the way type checkers can follow."""

from __future__ import annotations

from typing import Any, cast


def as_object(value: object) -> dict[str, Any] | None:
    """The value if it is a JSON object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_array(value: object) -> list[Any] | None:
    """The value if it is a JSON array."""
    if not isinstance(value, list):
        return None
    items: list[Any] = value
    return items
