"""A bound on what is under way at a time, over all threads of the process."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from timeback_core.blocking.waits import Bell, wait_for
from timeback_core.transport.choose import PROCESS
from timeback_core.transport.gate import no_place
from timeback_core.transport.message import Request

if TYPE_CHECKING:
    from timeback_core.blocking.operation import Operation

__all__ = ["Gate", "Gates"]


class _Turn:
    """Somebody in the line."""

    __slots__ = ("bell", "has_place")

    def __init__(self) -> None:
        self.bell = Bell()
        self.has_place = False


class Gate:
    """Lets a number of holders in; the others wait in order.

    Args:
        places: How many may be inside at a time.
    """

    __slots__ = ("_free", "_lock", "_waiting")

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[_Turn] = deque()
        # Reentrant, because a signal handler may come between.
        self._lock = threading.RLock()

    def try_enter(self) -> bool:
        """Whether there was a free place; if so, it is taken."""
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return True
            return False

    def enter(self, seconds: float | None = None) -> bool:
        """Wait for a place and take it; False when none became free in time.

        Args:
            seconds: The longest to wait; `None` for as long as the operation may take.

        Raises:
            Interruption: The operation was ended meanwhile.
        """
        turn = _Turn()
        try:
            with self._lock:
                if self._free > 0:
                    self._free -= 1
                    turn.has_place = True
                else:
                    self._waiting.append(turn)
            if not turn.has_place:
                wait_for(turn.bell, seconds)
            return self._leave_line(turn)
        except BaseException:
            # A place that was handed over while the wait was being ended goes to the next.
            if self._leave_line(turn):
                self.leave()
            raise

    def leave(self) -> None:
        """Give the place to the next in line, or back."""
        with self._lock:
            if self._waiting:
                turn = self._waiting.popleft()
                turn.has_place = True
                turn.bell.ring()
            else:
                self._free += 1

    def _leave_line(self, turn: _Turn) -> bool:
        """Wait no longer, and say whether a place was handed over: ending a wait rings the bell, too."""
        with self._lock:
            if not turn.has_place and turn in self._waiting:
                self._waiting.remove(turn)
            return turn.has_place


class Gates:
    """The bound on attempts of this process; a forked child starts with all places free.

    Args:
        places: How many attempts may be under way at a time; `None` for no bound.
    """

    __slots__ = ("_gate", "_generation", "_places")

    def __init__(self, places: int | None) -> None:
        self._places = places
        self._gate = None if places is None else Gate(places)
        self._generation = PROCESS.generation

    def of(self, operation: Operation) -> Gate | None:  # noqa: ARG002 - all operations are subject to the same
        """The bound that an operation is subject to, or `None` when there is none."""
        if self._places is not None and self._generation != PROCESS.generation:
            self._generation = PROCESS.generation
            self._gate = Gate(self._places)
        return self._gate

    def enter(self, operation: Operation, gate: Gate, request: Request) -> None:
        """Wait for a place among the attempts; what that takes is taken off the attempt's time limit.

        Raises:
            SendFailure: None became free within the seconds that the request may wait for one.
            Interruption: The operation's time is over, or its client was closed.
        """
        operation.arm(operation.remaining())
        if not gate.enter(request.pool):
            raise no_place(self._places, request.pool)
        request.timeout = None if request.timeout is None else operation.remaining()
