"""Several waits at a time, in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from timeback_core.blocking.workers import Worker

__all__ = ["together"]


def together(calls: Iterable[Callable[[], object]]) -> None:
    """Carry out calls side by side, and wait for all of them."""
    here, *elsewhere = calls
    workers = [Worker(call, "timeback-wait") for call in elsewhere]
    here()
    for worker in workers:
        worker.result()
