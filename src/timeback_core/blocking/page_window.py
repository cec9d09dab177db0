"""The requests of a walk that run ahead of its caller, each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from timeback_core.blocking.workers import Worker

__all__ = ["Window"]

U = TypeVar("U")


class Window(Generic[U]):
    """What runs ahead, by offset and limit.

    Args:
        fetch: Fetches the page at an offset with a limit.
    """

    __slots__ = ("_fetch", "_running")

    def __init__(self, fetch: Callable[[int, int], U]) -> None:
        self._fetch = fetch
        self._running: dict[tuple[int, int], Worker[U]] = {}

    def fill(self, wanted: list[tuple[int, int]]) -> None:
        """Start what is wanted and does not run yet."""
        for place in wanted:
            if place not in self._running:
                self._running[place] = Worker(partial(self._fetch, *place), "timeback-page")

    def take(self, position: int, limit: int) -> U:
        """Return what was fetched for a place, waiting for its running request or making it now."""
        worker = self._running.pop((position, limit), None)
        if worker is None or worker.lost():
            return self._fetch(position, limit)
        try:
            return worker.result()
        except BaseException:
            worker.give_up()
            raise

    def drop(self) -> None:
        """Give up everything that runs ahead."""
        for worker in self._running.values():
            worker.give_up()
        self._running.clear()
