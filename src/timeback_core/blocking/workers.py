"""Functions that run in threads of their own, and can be given up."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from timeback_core.blocking.waits import wait_for_future
from timeback_core.transport.choose import PROCESS

__all__ = ["Worker", "current_worker"]

T = TypeVar("T")


class Interruptible(Protocol):
    """Something under way that can be ended."""

    def interrupt(self) -> None:
        """End it soon; callable from any thread, more than once."""
        ...


class _Current(threading.local):
    worker: Worker[object] | None = None


_current = _Current()


def current_worker() -> Worker[object] | None:
    """The worker whose function this thread runs; None in a thread that is nobody's."""
    return _current.worker


class Worker(Generic[T]):
    """A function in a thread of its own, which does not keep the process from ending.

    Where no thread can be had, as in some versions while the interpreter ends, the function runs in the calling thread,
    and is over when this has been made.

    Args:
        function: What to run; it starts at once.
        name: Of the thread.
        apart: Whether it goes on when the worker that makes it is given up: others may be waiting for it.
    """

    def __init__(self, function: Callable[[], T], name: str, *, apart: bool = False) -> None:
        self._function = function
        self._future: Future[T] = Future()
        self._under_way: list[Interruptible] = []
        self._given_up = False
        self._generation = PROCESS.generation
        # Reentrant, because the garbage collector may come between, and give up what a forgotten walk had begun.
        self._lock = threading.RLock()
        maker = current_worker()
        self._outer = None if apart else maker
        if self._outer is not None:
            self._outer.enter(self)
        # What belongs to the caller's context, such as a trace, belongs to what is done on its behalf.
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._run,), name=name, daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            context.run(self._run)
            _current.worker = maker

    @property
    def future(self) -> Future[T]:
        """What the function comes to."""
        return self._future

    @property
    def given_up(self) -> bool:
        """Whether `give_up` was called."""
        return self._given_up

    def lost(self) -> bool:
        """Whether nothing will come of it: a forked child has none of its parent's threads."""
        return not self._thread.is_alive() and not self._future.done()

    def result(self) -> T:
        """What the function returned or raised.

        Raises:
            Interruption: The waiting was ended, not the function.
        """
        wait_for_future(self._future)
        return self._future.result()

    def give_up(self) -> None:
        """End what the function is waiting for; its result will not be asked for."""
        if self._generation != PROCESS.generation:
            return
        with self._lock:
            self._given_up = True
            under_way = list(self._under_way)
        for activity in under_way:
            activity.interrupt()

    interrupt = give_up

    def enter(self, activity: Interruptible) -> None:
        """Have something ended when this is given up."""
        with self._lock:
            self._under_way.append(activity)
            given_up = self._given_up
        if given_up:
            activity.interrupt()

    def leave(self, activity: Interruptible) -> None:
        """Forget it: it is over."""
        with self._lock, suppress(ValueError):
            self._under_way.remove(activity)

    def _run(self) -> None:
        _current.worker = self  # type: ignore[assignment]  # what it returns matters to nobody here
        try:
            value = self._function()
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the result
            self._leave_outer()
            self._future.set_exception(error)
        else:
            self._leave_outer()
            self._future.set_result(value)

    def _leave_outer(self) -> None:
        """Be forgotten by the worker that made this, which may go on for long."""
        if self._outer is not None:
            self._outer.leave(self)
