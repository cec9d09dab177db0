"""Time and waiting for a sensor's threads, so that tests can have a clock of their own."""

from __future__ import annotations

import threading
import time
from typing import Protocol

__all__ = ["Signal", "ThreadTime", "Timekeeper"]


class Timekeeper(Protocol):
    """Where a sensor's time comes from."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def condition(self) -> threading.Condition:
        """A condition whose waits end by this time."""
        ...


class ThreadTime:
    """Real time."""

    monotonic = staticmethod(time.monotonic)
    condition = staticmethod(threading.Condition)


class Signal:
    """Something that happens once, and that others wait for.

    Args:
        clock: Where the time of waits comes from.
    """

    def __init__(self, clock: Timekeeper) -> None:
        self._clock = clock
        self._condition = clock.condition()
        self.given = False

    def give(self) -> None:
        """Let those go on who wait; from any thread, with other locks held."""
        with self._condition:
            self.given = True
            self._condition.notify_all()

    def wait(self, timeout: float | None) -> bool:
        """Wait until it is given; whether it was, in time. Ctrl-C ends the wait."""
        end = None if timeout is None else self._clock.monotonic() + timeout
        with self._condition:
            while not self.given:
                left = None if end is None else end - self._clock.monotonic()
                if left is not None and left <= 0:
                    break
                self._condition.wait(bounded(left))
            return self.given


def bounded(seconds: float | None) -> float | None:
    """A wait that the system can do; what is longer than centuries has no end."""
    return None if seconds is None or seconds >= threading.TIMEOUT_MAX else seconds
