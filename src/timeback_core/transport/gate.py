"""A bound on what is under way at a time, without cost while it is not reached."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from timeback_core.transport.message import Request, SendFailure

if TYPE_CHECKING:
    from timeback_core.transport.operation import Operation


class Gate:
    """Lets a number of holders in; the others wait in order. Belongs to one event loop.

    pyreqwest has a bound of its own, but a cancelled request keeps its place there until its time limit: cancelling
    does not reach the request. Here the place is free at once.

    Args:
        places: How many may be inside at a time.
    """

    __slots__ = ("_free", "_waiting")

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[asyncio.Future[None]] = deque()

    def try_enter(self) -> bool:
        """Whether there was a free place; if so, it is taken."""
        if self._free > 0:
            self._free -= 1
            return True
        return False

    async def enter(self) -> None:
        """Wait for a place and take it."""
        if self.try_enter():
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # the place was handed over while the wait was being cancelled
            elif turn in self._waiting:
                self._waiting.remove(turn)
            raise

    def leave(self) -> None:
        """Give the place to the next in line, or back."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Gates:
    """The bound on attempts of each event loop.

    Args:
        places: How many attempts may be under way at a time in one event loop; `None` for no bound.
    """

    __slots__ = ("_by_loop", "_last", "_places")

    def __init__(self, places: int | None) -> None:
        self._places = places
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Gate] = WeakKeyDictionary()
        self._last: tuple[asyncio.AbstractEventLoop, Gate] | None = None

    def of(self, operation: Operation) -> Gate | None:
        """The bound that an operation is subject to, or `None` when there is none."""
        if self._places is None:
            return None
        loop, last = operation.loop, self._last
        if last is not None and last[0] is loop:
            return last[1]
        gate = self._by_loop.get(loop)
        if gate is None:
            gate = self._by_loop[loop] = Gate(self._places)
        self._last = (loop, gate)
        return gate

    async def enter(self, operation: Operation, gate: Gate, request: Request) -> None:
        """Wait for a place among the attempts; what that takes is taken off the attempt's time limit."""
        operation.arm(operation.remaining())
        limit = request.pool
        try:
            async with asyncio.timeout(limit):
                await gate.enter()
        except TimeoutError:
            raise no_place(self._places, limit) from None
        request.timeout = None if request.timeout is None else operation.remaining()


def no_place(places: int | None, limit: float | None) -> SendFailure:
    """What it comes to when no place became free within the limit."""
    return SendFailure("pool_timeout", f"{places} requests were under way for {limit or 0:g} s", not_sent=True)
