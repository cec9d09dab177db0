"""The requests of a walk that run ahead of its caller, as tasks of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from asyncio import Task

__all__ = ["Window"]

U = TypeVar("U")


class Window(Generic[U]):
    """What runs ahead, by offset and limit.

    Args:
        fetch: Fetches the page at an offset with a limit.
    """

    __slots__ = ("_fetch", "_running")

    def __init__(self, fetch: Callable[[int, int], Coroutine[Any, Any, U]]) -> None:
        self._fetch = fetch
        self._running: dict[tuple[int, int], Task[U]] = {}

    async def fill(self, wanted: list[tuple[int, int]]) -> None:
        """Start what is wanted and does not run yet."""
        import asyncio

        for place in wanted:
            if place not in self._running:
                self._running[place] = asyncio.ensure_future(self._fetch(*place))
        # A caller that never awaits anything else would keep the new tasks from sending their requests.
        await asyncio.sleep(0)

    async def take(self, position: int, limit: int) -> U:
        """Return what was fetched for a place, waiting for its running request or making it now."""
        task = self._running.pop((position, limit), None)
        return await (self._fetch(position, limit) if task is None else task)

    def drop(self) -> None:
        """Give up everything that runs ahead."""
        for task in self._running.values():
            task.cancel()
            task.add_done_callback(_forget)
        self._running.clear()


def _forget(task: Task[Any]) -> None:
    """Take note of a given-up request's end, so that its error is not reported as never retrieved."""
    if not task.cancelled():
        task.exception()
