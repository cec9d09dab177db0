"""The end of the process, and its copies: a last bounded flush at exit, and empty queues after a fork.

Asynchronous and synchronous sensors are known here together, and share the time.
"""

from __future__ import annotations

import atexit
import importlib
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Protocol
from weakref import WeakSet

__all__ = ["EXIT_TIMEOUT", "forget", "hold", "watch"]

EXIT_TIMEOUT: Final = 5.0
"""Seconds that the end of the process waits for deliveries, over all sensors."""


class Exiting(Protocol):
    """A sensor, as far as this module needs it."""

    @property
    def deliver_here(self) -> Callable[[list[Any], float], None]:
        """Delivers for several sensors of this kind in the calling thread, within that many seconds."""
        ...

    def begin_at_exit(self, timeout: float) -> Callable[[float], object] | None:
        """Have what waits delivered by another thread, and return what waits for it; None if there is no such one."""
        ...

    def end_with_process(self) -> None:
        """Say what is left, and close what is open."""
        ...

    def empty_after_fork(self) -> None:
        """Forget the parent's events."""
        ...


_known: WeakSet[Exiting] = WeakSet()
_holding: set[Exiting] = set()
"""Sensors with events; kept alive, so that no event is lost because nobody has a reference to its sensor."""

_deadline: float | None = None


def watch(sensor: Exiting) -> None:
    """Know a sensor."""
    _known.add(sensor)


def hold(sensor: Exiting) -> None:
    """Keep a sensor alive: it has events."""
    _holding.add(sensor)


def forget(sensor: Exiting) -> None:
    """Keep it no longer."""
    _holding.discard(sensor)


def _deliver_all() -> None:
    """Deliver what is left, as long as there is time."""
    global _deadline
    if not _holding:
        return
    now = time.monotonic()
    _deadline = now + EXIT_TIMEOUT if _deadline is None else _deadline
    elsewhere: list[Callable[[float], object]] = []
    here: dict[Callable[[list[Any], float], None], list[Exiting]] = {}
    for sensor in list(_holding):
        wait = sensor.begin_at_exit(_deadline - now)
        if wait is not None:
            elsewhere.append(wait)
        else:
            here.setdefault(sensor.deliver_here, []).append(sensor)
    for deliver, sensors in here.items():
        if (left := _deadline - time.monotonic()) > 0:
            with suppress(RuntimeError, KeyboardInterrupt):  # it cannot be done here, or somebody cannot wait
                deliver(sensors, left)
    for wait in elsewhere:
        with suppress(Exception):  # what is left is reported, whatever kept it from leaving
            wait(max(_deadline - time.monotonic(), 0.0))


def _finish() -> None:
    """Deliver what came in since, and say what is left."""
    _deliver_all()
    for sensor in list(_known):
        sensor.end_with_process()
    _holding.clear()


def _after_fork() -> None:
    """Make the child forget: its parent delivers."""
    _holding.clear()
    for sensor in list(_known):
        sensor.empty_after_fork()


# Its thread pools, which name resolution needs, have an end of their own. It has to be registered before ours, so that
# it comes after it, and cannot be registered any more once the end is near.
importlib.import_module("concurrent.futures.thread")
# Only there the interpreter offers no public way.
_before_threads_end: Callable[[Callable[[], None]], None] | None = getattr(threading, "_register_atexit", None)
if _before_threads_end is not None:
    _before_threads_end(_deliver_all)
atexit.register(_finish)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
