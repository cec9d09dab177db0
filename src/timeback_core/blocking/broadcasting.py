"""One function carried out with several clients at a time, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any, TypeVar

from timeback_core.blocking.awaiting import awaited
from timeback_core.blocking.workers import Worker
from timeback_core.broadcasting import no_result

__all__ = ["with_each"]

C = TypeVar("C")


def with_each(
    fn: Callable[[C], Any], clients: Mapping[str, C], *, places: int | None, limit: float | None
) -> dict[str, dict[str, Any]]:
    """Return what the function came to for each client, as the plain forms of the entries of a broadcast.

    Ctrl-C ends the requests of all of them.

    Args:
        fn: Called with each client.
        clients: By name.
        places: Most calls at a time; None for no bound.
        limit: Seconds for each client; None for no bound. A function that is over its limit between two requests
            goes on in the background to its next one.
    """
    gate = nullcontext() if places is None else threading.Semaphore(places)

    def run(client: C) -> dict[str, Any]:
        with gate:
            return _captured(fn, client, limit)

    workers = {name: Worker(partial(run, client), "timeback-broadcast") for name, client in clients.items()}
    try:
        return {name: worker.result() for name, worker in workers.items()}
    except BaseException:
        for worker in workers.values():
            worker.give_up()
        raise


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
