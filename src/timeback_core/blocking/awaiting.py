"""What an application's function returned; without an event loop it has to be the value itself."""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable, iscoroutine
from typing import TypeVar, cast

from timeback_core.errors import ConfigurationError

__all__ = ["awaited"]

T = TypeVar("T")


def awaited(value: Awaitable[T] | T) -> T:
    """The value.

    Raises:
        ConfigurationError: It would have to be awaited.
    """
    if not isawaitable(value):
        return value
    if iscoroutine(value):
        value.close()  # one that is dropped would warn
    kind = type(cast("object", value)).__name__
    raise ConfigurationError(
        f"the application's function returned a {kind}, which a synchronous client cannot wait for: give a plain "
        "function, or use the asynchronous client"
    )
