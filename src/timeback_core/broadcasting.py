"""One function carried out with several clients at a time, as tasks of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self, TypeVar

from timeback_core.awaiting import awaited
from timeback_core.errors import APITimeoutError

__all__ = ["no_result", "with_each"]

C = TypeVar("C")


async def with_each(
    fn: Callable[[C], Any], clients: Mapping[str, C], *, places: int | None, limit: float | None
) -> dict[str, dict[str, Any]]:
    """Return what the function came to for each client, as the plain forms of the entries of a broadcast.

    Args:
        fn: Called with each client; what it returns is awaited if it can be.
        clients: By name.
        places: Most calls at a time; None for no bound.
        limit: Seconds for each client; None for no bound.
    """
    gate = None if places is None else asyncio.Semaphore(places)
    found: dict[str, dict[str, Any]] = {}

    async def run(name: str, client: C) -> None:
        found[name] = await _captured(fn, client, gate, limit)

    async with _Children() as children:
        for name, client in clients.items():
            children.start(run(name, client))
    return {name: found[name] for name in clients}


class _Children:
    """Tasks that are all waited for, and cancelled when the waiting is, whatever they raise."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task."""
        self._tasks.append(asyncio.create_task(work))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            # Ends at the first exception, which is never an `Exception`: those are captured in the tasks.
            await asyncio.gather(*self._tasks)
        except BaseException:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            raise


async def _captured(
    fn: Callable[[C], Any], client: C, gate: asyncio.Semaphore | None, limit: float | None
) -> dict[str, Any]:
    """Return what the call with one client came to, as the plain form of an entry."""
    try:
        if gate is None:
            return {"ok": True, "value": await _limited(fn, client, limit)}
        async with gate:
            return {"ok": True, "value": await _limited(fn, client, limit)}
    except Exception as error:  # noqa: BLE001 - this is what a broadcast promises
        return {"ok": False, "error": error}


async def _limited(fn: Callable[[C], Any], client: C, limit: float | None) -> Any:
    """Return the call's value; after the limit, an APITimeoutError takes its place."""
    if limit is None:
        return await awaited(fn(client))
    scope = asyncio.timeout(limit)
    try:
        async with scope:
            return await awaited(fn(client))
    except TimeoutError as error:
        if not scope.expired():
            raise
        raise no_result(limit) from error


def no_result(limit: float) -> APITimeoutError:
    """What a client comes to that brought no result within the limit."""
    return APITimeoutError(f"Request timeout: no result within {limit:g} s")
