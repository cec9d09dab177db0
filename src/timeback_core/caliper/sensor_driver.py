"""Moves a sensor's batches on an asyncio event loop. It does nothing while nothing is due: no task, no polling."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import Context
from typing import Final, Protocol

from timeback_core.caliper.sensor_core import SensorCore
from timeback_core.caliper.sensor_delivery import Delivery
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.caliper.sensor_report import Report
from timeback_core.caliper.sensor_settling import Settling

__all__ = ["Driver", "LoopTime", "Timekeeper"]

REST: Final = 5.0
"""Seconds between attempts to read a spool that cannot be read."""


class Cancellable(Protocol):
    """Something planned that can be called off."""

    def cancel(self) -> None:
        """Call it off; harmless when it is over."""
        ...


class Timekeeper(Protocol):
    """Where a sensor's time comes from, so that tests can have their own."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def call_later(self, loop: asyncio.AbstractEventLoop, delay: float, callback: Callable[[], object]) -> Cancellable:
        """Plan a call on a loop, from within it."""
        ...


class LoopTime:
    """Real time."""

    monotonic = staticmethod(time.monotonic)

    def call_later(self, loop: asyncio.AbstractEventLoop, delay: float, callback: Callable[[], object]) -> Cancellable:
        """Plan a call on a loop."""
        return loop.call_later(delay, callback, context=Context())


class Driver:
    """The sending of one sensor on one loop, until the loop ends or another driver takes over.

    Args:
        loop: The running loop.
        core: The sensor's state.
        attempt: Sends events once, and returns the server's answer or raises.
        report: Told what happens.
        clock: Where waits come from.
        idle: Called when nothing is left to send.

    Attributes:
        loop: The loop; None once this driver has retired.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        core: SensorCore,
        *,
        attempt: Callable[[list[QueuedEvent]], Awaitable[object]],
        report: Report,
        clock: Timekeeper,
        idle: Callable[[], object],
    ) -> None:
        self.loop: asyncio.AbstractEventLoop | None = loop
        self._core = core
        self._attempt = attempt
        self._settling = Settling(core, report)
        self._clock = clock
        self._idle = idle
        self._tasks: set[asyncio.Task[None]] = set()
        self._deliveries: set[Delivery] = set()
        self._pauses: set[asyncio.Future[None]] = set()
        self._timer: Cancellable | None = None
        self._alerted = False
        core.free_slots = core.settings.max_in_flight

    def retired(self) -> bool:
        """Whether another driver has taken over, or will."""
        return self.loop is None

    def lives(self) -> bool:
        """Whether its loop can still run it."""
        return self.loop is not None and not self.loop.is_closed()

    def runs(self) -> bool:
        """Whether its loop is running, here or in another thread."""
        return self.loop is not None and self.loop.is_running()

    def alert(self) -> None:
        """Have `pump` called soon; from any thread."""
        loop = self.loop
        if self._alerted or loop is None:
            return
        self._alerted = True
        try:
            loop.call_soon_threadsafe(self.pump)
        except RuntimeError:  # the loop was closed just now; whoever comes next brings another one
            self._alerted = False

    def pump(self) -> None:
        """Start what is due, and plan to look again when the next batch will be. On the loop's thread."""
        self._alerted = False
        loop, core = self.loop, self._core
        if loop is None:
            return
        self._cancel_timer()
        while core.free_slots > 0 and (delivery := self._next()) is not None:
            core.free_slots -= 1
            # A context of its own: what the caller of enqueue() has in its, such as a trace, ends before the sending.
            task = loop.create_task(self._work(delivery), context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if core.free_slots > 0:
            due = core.due_at()
            if due is not None:
                delay = REST if self._settling.resting else max(due - self._clock.monotonic(), 0.0)
                self._timer = self._clock.call_later(loop, delay, self.pump)
        self._settling.resting = False
        self._idle()

    def hurry(self) -> None:
        """Send now what waits, for company or for a repetition, unless a server asked for the wait; from any thread."""
        if self.loop is not None:
            with suppress(RuntimeError):  # closed just now
                self.loop.call_soon_threadsafe(self._hurry)

    def _hurry(self) -> None:
        """The same on the loop's thread."""
        for pause in list(self._pauses):
            _release(pause)
        self.pump()

    def retire(self) -> None:
        """Let go of everything; the batches under way wait again, for another driver."""
        if self.loop is None:
            return
        self.loop = None
        self._cancel_timer()
        for delivery in list(self._deliveries):
            self._core.release(delivery)
        self._deliveries.clear()
        self._core.free_slots = self._core.settings.max_in_flight

    def orphan(self) -> None:
        """In a forked child: end without a trace; the batches are the parent's."""
        self._deliveries.clear()
        self.retire()
        for task in self._tasks:
            with suppress(RuntimeError):  # its loop was closed in the middle
                task.cancel()

    async def stop(self) -> None:
        """Retire, and end the requests under way."""
        self.retire()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _next(self) -> Delivery | None:
        """The next batch if it is due."""
        delivery = self._settling.take()
        if delivery is not None:
            self._deliveries.add(delivery)
        return delivery

    async def _work(self, delivery: Delivery | None) -> None:
        """Deliver a batch, and then what is due next, until nothing is."""
        try:
            while delivery is not None and await self._deliver(delivery):
                self._deliveries.discard(delivery)
                delivery = self._next()
            if delivery is None:
                await self._shrink()
        except asyncio.CancelledError:
            self.retire()  # the loop is ending: asyncio.run() cancels what is left
            raise
        finally:
            if not self.retired():
                if delivery is not None:
                    self._deliveries.discard(delivery)
                    self._core.release(delivery)
                self._core.free_slots += 1
                self.pump()

    async def _deliver(self, delivery: Delivery) -> bool:
        """Send a batch until all of it is settled; False if that will not happen here."""
        while (piece := delivery.piece) is not None:
            try:
                result = await self._attempt(piece)
            except Exception as error:  # noqa: BLE001 - whatever it was, the events are still to be delivered
                if self.retired():
                    return False
                delay, exact = self._settling.failed(delivery, error)
                if self._core.stopped:
                    return False
                if delay > 0:
                    await self._pause(delay, exact=exact)
            else:
                if self.retired():
                    return False
                self._settling.succeeded(delivery, piece, result)
            if self.retired():
                return False
        return True

    async def _pause(self, delay: float, *, exact: bool) -> None:
        """Wait before a repetition."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        timer = self._clock.call_later(loop, delay, lambda: _release(over))
        if not exact:
            self._pauses.add(over)
        try:
            await over
        finally:
            self._pauses.discard(over)
            timer.cancel()

    async def _shrink(self) -> None:
        """Give free space in an empty spool back, in steps between which others take their turn."""
        more = True
        while more and not self.retired():
            more = self._settling.shrink()
            await asyncio.sleep(0)

    def _cancel_timer(self) -> None:
        """Forget the planned look."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _release(future: asyncio.Future[None]) -> None:
    """Let somebody go on who waits; on the future's own loop."""
    if not future.done():
        future.set_result(None)
