"""A clock for what ends by itself elsewhere, such as a token: it goes on while this machine is asleep."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

__all__ = ["elapsed"]


def _choose() -> Callable[[], float]:
    """The clock of this system: never set back or forth by anybody, and not stopped by standby, where there is one."""
    # `time.monotonic` stands still during standby on Linux and macOS, where these two do not.
    kind: int | None = getattr(time, "CLOCK_MONOTONIC" if sys.platform == "darwin" else "CLOCK_BOOTTIME", None)
    if kind is None:
        return time.monotonic
    clock = partial(time.clock_gettime, kind)
    try:
        clock()
    except OSError:  # the system knows the name only
        return time.monotonic
    return clock


elapsed: Callable[[], float] = _choose()
"""Seconds since some moment in the past, standby included."""
