"""Awaiting something that answers a cancellation with one of its own."""

from __future__ import annotations

import types
from asyncio import CancelledError
from collections.abc import Awaitable, Generator
from typing import Any, Protocol, TypeVar, cast

T = TypeVar("T")


class _Steps(Protocol):
    """What can be carried on step by step."""

    def send(self, value: Any, /) -> Any:
        """Go on with a value."""
        ...

    def throw(self, error: BaseException, /) -> Any:
        """Go on with an error."""
        ...


@types.coroutine
def faithfully(work: Awaitable[T]) -> Generator[Any, Any, T]:
    """The result of `work`; when this task is cancelled, the cancellation comes out as the one that went in.

    anyio's cancel scopes tell by the exception's text whether a cancellation is theirs. One that took its place
    would not be caught by `move_on_after`, and would end the whole task.
    """
    steps = cast("_Steps", work.__await__())
    cancelled: CancelledError | None = None
    try:
        awaited: Any = steps.send(None)
        while True:
            try:
                value: Any = yield awaited
            except CancelledError as error:
                cancelled = error
                awaited = steps.throw(error)
            except BaseException as error:  # noqa: BLE001 - handed on to the work
                awaited = steps.throw(error)
            else:
                awaited = steps.send(value)
    except StopIteration as done:
        return cast("T", done.value)
    except CancelledError as error:
        if cancelled is None or error is cancelled:
            raise
        raise cancelled from None
