"""A bound on what is under way at a time, without cost while it is not reached."""

from __future__ import annotations

import asyncio
from collections import deque


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
