"""What goes wrong around a sensor's queue; what goes wrong with a request is any other error of this package."""

from __future__ import annotations

from collections.abc import Sequence

from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import TimebackError

__all__ = ["SensorFlushError", "SensorFullError", "SensorSpoolError"]


class SensorFullError(TimebackError, RuntimeError):
    """The sensor's queue is full and the event was not taken; nothing that was taken before is lost."""


class SensorFlushError(TimebackError, TimeoutError):
    """Events were not delivered in time. They are not lost: see `undelivered`.

    Attributes:
        undelivered: The events that are still to be delivered, oldest first. Of a sensor with a spool the first
            1,000 at most; the spool keeps all of them.
        count: How many there are.
    """

    undelivered: list[QueuedEvent]
    count: int

    def __init__(self, message: str, undelivered: Sequence[QueuedEvent] = (), count: int | None = None) -> None:
        super().__init__(message)
        self.undelivered = list(undelivered)
        self.count = len(self.undelivered) if count is None else count


class SensorSpoolError(TimebackError, OSError):
    """The spool cannot be used: taken by another process, of another sensor, no spool at all, or the disk fails.

    An event whose `enqueue` raised this was not taken.
    """
