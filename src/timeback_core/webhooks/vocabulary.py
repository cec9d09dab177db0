"""The words that filters use."""

from __future__ import annotations

from typing import Literal

__all__ = ["FilterOperation", "FilterType"]

FilterType = Literal["string", "number", "boolean"]
"""As what a filter compares its value and the event's."""

FilterOperation = Literal[
    "eq",
    "neq",
    "gt",
    "gte",
    "lt",
    "lte",
    "contains",
    "notContains",
    "in",
    "notIn",
    "startsWith",
    "endsWith",
    "regexp",
]
"""How a filter compares."""
