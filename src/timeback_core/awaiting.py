"""What an application's function returned, be it a value or something that has to be awaited for one."""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable
from typing import TypeVar, cast

__all__ = ["awaited"]

T = TypeVar("T")


async def awaited(value: Awaitable[T] | T) -> T:
    """The value, awaited if it can be."""
    if isawaitable(value):
        return cast("T", await value)
    return value
