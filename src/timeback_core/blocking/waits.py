"""Waits that a deadline, the closing of the client and Ctrl-C end."""

from __future__ import annotations

import time
from _thread import allocate_lock
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from timeback_core.blocking.attempts import current_attempt, shortest
from timeback_core.transport.message import SendFailure

__all__ = ["Bell", "Interruption", "wait_for", "wait_for_future"]


class Interruption(BaseException):
    """Comes out of a wait that the operation's deadline or the closing of its client has ended.

    No `Exception`, so that nobody takes it for a failure of what was waited for.
    """


class Bell:
    """Rings once, for one thread that waits for it.

    Unlike a `threading.Event` it may be rung anywhere, also by a signal handler or a finalizer in the very thread
    that is just beginning to wait: there is no lock that two of its methods would need at a time.
    """

    __slots__ = ("_silent",)

    def __init__(self) -> None:
        self._silent = allocate_lock()
        self._silent.acquire()

    def ring(self) -> None:
        """Let who waits go on; a second call does nothing."""
        with suppress(RuntimeError):
            self._silent.release()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it rings, for so many seconds at most, and return whether it did."""
        rung = self._silent.acquire(timeout=-1 if seconds is None else seconds)
        if rung:
            self.ring()  # it stays rung
        return rung


def wait_for(bell: Bell, seconds: float | None = None) -> bool:
    """Wait until a bell rings, and return whether it did.

    Args:
        bell: Rung when what is waited for happens.
        seconds: The longest to wait, and the only reason to return False; None for as long as the operation of this
            thread may take.

    Raises:
        Interruption: The operation's time is over, or its client was closed.
    """
    attempt = current_attempt()
    if attempt is None:
        return bell.wait(seconds)
    until = None if seconds is None else time.monotonic() + seconds
    try:
        with attempt.waking(bell.ring):
            # Again and again, because a wait may end a little early, by the clock that decides.
            while True:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    happened = bell.wait(0)
                    break
                happened = bell.wait(shortest(left, attempt.remaining()))
                if happened:
                    break
                attempt.check()
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
    done = Bell()
    future.add_done_callback(lambda _: done.ring())
    wait_for(done)
