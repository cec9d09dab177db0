"""Telling deliveries that come again: senders deliver at least once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable
from threading import Lock
from typing import Protocol

__all__ = ["RecentEvents", "Repetitions"]


class Repetitions(Protocol):
    """What remembers the events that have been taken; write one over your database to remember across restarts.

    Both methods may be coroutines for a receiver that is used asynchronously.
    """

    def claim(self, event_id: str, /) -> bool | Awaitable[bool]:
        """Take an event: ``True`` for the first caller, ``False`` as long as it is taken. Has to be atomic.

        In SQL: ``INSERT … ON CONFLICT DO NOTHING`` and whether a row was added.

        Args:
            event_id: What the event is known by.
        """
        ...

    def release(self, event_id: str, /) -> Awaitable[None] | None:
        """Give an event back that could not be worked on, so that its next delivery is taken.

        Args:
            event_id: What the event is known by.
        """
        ...


class RecentEvents:
    """Remembers the last events in memory: enough for one process, forgotten when it ends.

    Args:
        size: How many events to remember, at least 1; the oldest ones are forgotten.
    """

    def __init__(self, size: int = 10_000) -> None:
        if size < 1:
            raise ValueError(f"size must be at least 1, got {size}")
        self._size = size
        self._lock = Lock()
        self._taken: OrderedDict[str, None] = OrderedDict()

    def claim(self, event_id: str, /) -> bool:
        """Take an event; ``False`` when it has been taken already.

        Args:
            event_id: What the event is known by.
        """
        with self._lock:
            if event_id in self._taken:
                return False
            self._taken[event_id] = None
            if len(self._taken) > self._size:
                self._taken.popitem(last=False)
            return True

    def release(self, event_id: str, /) -> None:
        """Give an event back.

        Args:
            event_id: What the event is known by.
        """
        with self._lock:
            self._taken.pop(event_id, None)

    def __len__(self) -> int:
        """Return how many events are remembered."""
        return len(self._taken)
