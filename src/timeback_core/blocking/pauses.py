"""Waiting, for what has no deadline of its own."""

from __future__ import annotations

import time

__all__ = ["pause"]


def pause(seconds: float) -> None:
    """Wait so many seconds; Ctrl-C ends it."""
    time.sleep(seconds)
