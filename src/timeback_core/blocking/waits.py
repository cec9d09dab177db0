"""Waits that a deadline, the closing of the client and Ctrl-C end."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any

from timeback_core.blocking.attempts import current_attempt
from timeback_core.transport.message import SendFailure

__all__ = ["Interruption", "wait_for", "wait_for_future"]


class Interruption(BaseException):
    """Comes out of a wait that the operation's deadline or the closing of its client has ended.

    No `Exception`, so that nobody takes it for a failure of what was waited for.
    """


def wait_for(event: threading.Event, seconds: float | None = None) -> bool:
    """Wait until something happens, and return whether it did.

    Args:
        event: Set when it happens.
        seconds: The longest to wait; None for as long as the operation of this thread may take.

    Raises:
        Interruption: The operation's time is over, or its client was closed.
    """
    attempt = current_attempt()
    if attempt is None:
        return event.wait(seconds)
    left = attempt.remaining()
    limits = [limit for limit in (seconds, left) if limit is not None]
    try:
        with attempt.waking(event.set):
            happened = event.wait(min(limits) if limits else None)
        if attempt.interrupted or not happened:
            attempt.check()
    except (SendFailure, TimeoutError):
        raise Interruption from None
    return happened


def wait_for_future(future: Future[Any]) -> None:
    """Wait until a future is done.

    Raises:
        Interruption: As for `wait_for`.
    """
    if future.done():
        return
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    wait_for(done)
