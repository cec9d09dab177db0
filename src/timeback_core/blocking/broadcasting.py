"""One function carried out with several clients at a time, in threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any, TypeVar

from timeback_core.blocking.awaiting import awaited
from timeback_core.blocking.waits import Interruption
from timeback_core.blocking.workers import Worker, current_worker
from timeback_core.broadcasting import no_result

__all__ = ["with_each"]

C = TypeVar("C")


def with_each(
    fn: Callable[[C], Any], clients: Mapping[str, C], *, places: int | None, limit: float | None
) -> dict[str, dict[str, Any]]:
    """Return what the function came to for each client, as the plain forms of the entries of a broadcast.

    Ctrl-C ends the requests of all of them, and nothing is started any more.

    Args:
        fn: Called with each client.
        clients: By name.
        places: Most calls at a time; None for no bound.
        limit: Seconds for each client; None for no bound. A function that is over its limit between two requests
            goes on in the background to its next one.
    """
    waiting = deque(clients.items())
    found: dict[str, dict[str, Any]] = {}

    def work() -> None:
        worker = current_worker()
        while True:
            try:
                name, client = waiting.popleft()
            except IndexError:
                return
            if worker is not None and worker.given_up:
                raise Interruption
            found[name] = copy_context().run(_captured, fn, client, limit)

    workers: list[Worker[None]] = []
    try:
        while len(workers) < (len(clients) if places is None else min(places, len(clients))):
            workers.append(Worker(work, "timeback-broadcast"))
        for worker in workers:
            worker.result()
    except BaseException:
        waiting.clear()
        for worker in workers:
            worker.give_up()
        raise
    return {name: found[name] for name in clients}


def _captured(fn: Callable[[C], Any], client: C, limit: float | None) -> dict[str, Any]:
    """Return what the call with one client came to, as the plain form of an entry."""
    try:
        return {"ok": True, "value": _limited(fn, client, limit)}
    except Exception as error:  # noqa: BLE001 - this is what a broadcast promises
        return {"ok": False, "error": error}


def _limited(fn: Callable[[C], Any], client: C, limit: float | None) -> Any:
    """Return the call's value; after the limit, an APITimeoutError takes its place."""
    if limit is None:
        return awaited(fn(client))
    worker = Worker(lambda: awaited(fn(client)), "timeback-broadcast")
    over = threading.Event()
    worker.future.add_done_callback(lambda _: over.set())
    if not over.wait(limit):
        worker.give_up()
        raise no_result(limit)
    return worker.future.result()
