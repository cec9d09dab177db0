"""Narrow values of which nothing is known, the way type checkers can follow."""

from __future__ import annotations

from typing import Any, TypeGuard


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def as_object(value: object) -> dict[str, Any] | None:
    """The value if it is a JSON object."""
    return value if _is_object(value) else None


def as_array(value: object) -> list[Any] | None:
    """The value if it is a JSON array."""
    return value if _is_array(value) else None
