"""The attempt under way in a thread: how long it may take, and how other threads wake it up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from timeback_core.transport.choose import PROCESS
from timeback_core.transport.message import SendFailure

Wake = Callable[[], object]
"""Ends a wait; called in the interrupting thread."""


class Attempt:
    """Something that waits in one thread and may be told from any other to stop.

    Args:
        limit: Seconds that it may take; `None` for no limit.

    Attributes:
        deadline: `time.monotonic()` at which it is over; `None` without limit.
        interrupted: Whether `interrupt` was called.
    """

    __slots__ = ("_generation", "_lock", "_wakers", "deadline", "interrupted")

    def __init__(self, limit: float | None = None) -> None:
        self.deadline: float | None = None if limit is None else time.monotonic() + limit
        self.interrupted = False
        # Reentrant, because a signal handler may close the client in the very thread that is just taking it.
        self._lock = threading.RLock()
        self._wakers: list[Wake] = []
        self._generation = PROCESS.generation

    def interrupt(self) -> None:
        """End the waiting soon; callable from any thread, more than once.

        In a forked child this does nothing to an attempt of the parent, whose sockets are shared.
        """
        if self._generation != PROCESS.generation:
            return
        with self._lock:
            self.interrupted = True
            for wake in tuple(self._wakers):
                wake()

    def limit(self, seconds: float) -> None:
        """Let the attempt take so many seconds from now, unless it is to end before anyway."""
        until = time.monotonic() + seconds
        self.deadline = until if self.deadline is None else min(self.deadline, until)

    def remaining(self) -> float | None:
        """Seconds that are left, never negative; `None` without limit."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def check(self) -> None:
        """Do nothing while the attempt may go on.

        Raises:
            SendFailure: It was interrupted (`closed`).
            TimeoutError: Its time is over.
        """
        if self.interrupted:
            raise interruption()
        if self.deadline is not None and time.monotonic() >= self.deadline:
            raise TimeoutError

    def waking(self, wake: Wake) -> Waking:
        """A context in which `interrupt` calls `wake`; what waits inside has to look at `interrupted` afterwards.

        Once the context is left, `wake` is neither called any more nor being called.

        Raises:
            SendFailure: On entering, when the attempt was interrupted before.
        """
        return Waking(self, wake)

    def pause(self, seconds: float) -> None:
        """Wait that long.

        Raises:
            SendFailure: The attempt was interrupted meanwhile.
            TimeoutError: Its time was over before.
        """
        woken = threading.Event()
        left = self.remaining()
        with self.waking(woken.set):
            woken.wait(seconds if left is None else min(seconds, left))
        self.check()

    def _enter(self, wake: Wake) -> None:
        with self._lock:
            if self.interrupted:
                raise interruption()
            self._wakers.append(wake)

    def _leave(self, wake: Wake) -> None:
        with self._lock:
            self._wakers.remove(wake)

    def __repr__(self) -> str:
        left = self.remaining()
        return f"<Attempt {'without limit' if left is None else f'{left:.3f} s left'}>"


class Waking:
    """What `Attempt.waking` gives; a class because there is one for each read and write."""

    __slots__ = ("_attempt", "_wake")

    def __init__(self, attempt: Attempt, wake: Wake) -> None:
        self._attempt = attempt
        self._wake = wake

    def __enter__(self) -> None:
        self._attempt._enter(self._wake)

    def __exit__(self, *_: object) -> None:
        self._attempt._leave(self._wake)


class _Current(threading.local):
    attempt: Attempt | None = None


CURRENT = _Current()
"""The attempt under way in each thread. Whoever replaces it puts the one before back."""


def current_attempt() -> Attempt | None:
    """The attempt under way in this thread, if there is one."""
    return CURRENT.attempt


@contextmanager
def attempt(limit: float | None = None) -> Generator[Attempt]:
    """An attempt that is the current one of this thread until the context is left.

    Args:
        limit: Seconds that it may take; `None` for no limit.
    """
    outer = CURRENT.attempt
    made = Attempt(limit)
    CURRENT.attempt = made
    try:
        yield made
    finally:
        CURRENT.attempt = outer


@contextmanager
def within(limit: float | None) -> Generator[Attempt]:
    """The current attempt, narrowed to so many seconds inside the context; a new one when there is none.

    Args:
        limit: Seconds; `None` narrows nothing.
    """
    under_way = CURRENT.attempt
    if under_way is None:
        with attempt(limit) as made:
            yield made
        return
    before = under_way.deadline
    if limit is not None:
        under_way.limit(limit)
    try:
        yield under_way
    finally:
        under_way.deadline = before


def shortest(*limits: float | None) -> float | None:
    """The limit that ends first, in seconds; `None` when there is none."""
    return min((limit for limit in limits if limit is not None), default=None)


def interruption() -> SendFailure:
    """What an interrupted attempt raises."""
    return SendFailure("closed", "the request was ended because its connection has been closed")
