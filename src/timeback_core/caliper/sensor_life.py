"""A sensor's life on event loops: the loop that sends for it, its waits, its end. Beneath the public class."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, TypeVar

from timeback_core.caliper import sensor_exit
from timeback_core.caliper.sensor_base import SensorBase
from timeback_core.caliper.sensor_driver import Driver, LoopTime, Timekeeper
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError
from timeback_core.caliper.sensor_queue import Encoded, QueuedEvent

if TYPE_CHECKING:
    from typing import Any

    from timeback_core.channel import Channel

__all__ = ["SensorLife", "waker"]

C = TypeVar("C")


class SensorLife(SensorBase):
    """How a sensor begins, sends and ends."""

    _clock: ClassVar[Timekeeper] = LoopTime()

    def __init__(self, channel: Channel, sensor_id: object, options: Mapping[str, object]) -> None:
        self._driver: Driver | None = None
        super().__init__(channel, sensor_id, options)
        channel.lifetime.accompany(self)
        if self._core.outstanding:
            sensor_exit.hold(self)
            self._find_driver()

    @property
    def _timekeeper(self) -> Timekeeper:
        """Where its time comes from."""
        return self._clock

    def _view(self, client: C) -> C:
        """The client through which to send; a request under way ends with its task."""
        return client

    # Sending

    async def _attempt(self, events: list[QueuedEvent]) -> object:
        """Send events once."""
        raise NotImplementedError

    def _prompt(self, *, look: bool) -> None:
        """Have events sent that were taken just now, on the loop of this thread unless another one is at it."""
        driver = self._driver
        # pump() is a call on the loop's own thread; anywhere else, or without a driver, there is more to think about
        if driver is None or driver.loop is not asyncio._get_running_loop():
            driver = self._find_driver()
            if look and driver is not None:
                driver.alert()
        elif look:
            driver.pump()

    def _find_driver(self) -> Driver | None:
        """The driver that sends, a new one if there is none and a loop runs here; None without a loop."""
        driver, here = self._driver, asyncio._get_running_loop()
        if driver is not None and driver.lives() and (here is None or driver.loop is here or driver.runs()):
            return driver
        if here is None:
            return None
        with self._driver_lock:
            if self._driver is not driver:
                return self._driver
            if driver is not None:
                driver.retire()
            self._driver = driver = Driver(
                here, self._core, attempt=self._attempt, report=self._report, clock=self._clock, idle=self._idle
            )
        driver.alert()
        return driver

    def _adopt(self) -> Driver:
        """The driver, in code that runs in a loop."""
        driver = self._find_driver()
        assert driver is not None
        return driver

    # Waiting and closing

    def _wait_for_room(self, count: int, full: SensorFullError) -> None:
        """Block this thread until there may be room."""
        driver = self._find_driver()
        if asyncio._get_running_loop() is not None or driver is None or not driver.runs():
            # In an event loop's thread, or with no loop that sends, the wait would have no end.
            raise full
        room = threading.Event()
        with self._core.lock:
            if not self._core.await_room(count, room.set):
                return
        driver.alert()
        while not room.wait(1.0):
            if not driver.runs():
                raise full

    async def _put(self, encoded: Sequence[Encoded]) -> None:
        """Take one event, and wait for room if there is none."""
        loop = asyncio.get_running_loop()
        while True:
            room: asyncio.Future[None] = loop.create_future()
            try:
                self._offer(encoded, overflow_raises=True)
            except SensorFullError:
                wake = waker(loop, room)
                with self._core.lock:
                    if not self._core.await_room(1, wake):
                        continue
                self._adopt().alert()
                try:
                    await room
                finally:
                    with self._core.lock, suppress(ValueError):
                        self._core.room_waiters.remove(wake)
            else:
                return

    async def _flush(self, timeout: float | None) -> list[QueuedEvent]:
        """Wait until everything is settled, and return what was given up meanwhile."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        with self._core.lock:
            flush = None if self._left is not None else self._core.begin_flush(waker(loop, over))
        if flush is None:
            if self._left:
                raise self._undelivered_error(timeout)
            return []
        timer = None if timeout is None else self._clock.call_later(loop, timeout, waker(loop, over))
        try:
            if not self._core.stopped:
                self._adopt().hurry()
                await over
        finally:
            if timer is not None:
                timer.cancel()
            with self._core.lock:
                done = self._core.end_flush(flush)
        if not done:
            raise self._undelivered_error(timeout)
        return flush.given_up

    async def _close(self, timeout: float | None) -> tuple[SensorFlushError | None, list[QueuedEvent]]:
        """End; what was not delivered is returned as an error if nothing keeps it."""
        if self._refuse():
            await asyncio.wait([asyncio.wrap_future(self._ended)], timeout=timeout)
            return None, []
        given_up: list[QueuedEvent] = []
        error: SensorFlushError | None = None
        told = False
        try:
            try:
                given_up = await self._flush(timeout)
            except SensorFlushError as failure:
                error = failure
            told = error is None or self._spool is None
        finally:
            try:
                await self._stop_driver()
            finally:
                count = self._end()
                if count and not told:
                    self._report.left_behind(count, "before it was closed")
        return (None if self._spool is not None else error), given_up

    async def _stop_driver(self) -> None:
        """End the sending, on whichever loop it is done."""
        driver, here = self._driver, asyncio.get_running_loop()
        if driver is None:
            return
        if driver.loop is here or not driver.runs() or driver.loop is None:
            await driver.stop()
        else:
            stopping = asyncio.run_coroutine_threadsafe(driver.stop(), driver.loop)
            await asyncio.shield(asyncio.wrap_future(stopping))

    async def wind_down(self) -> None:
        """Close because the client is being closed; what is left is logged and stays in `undelivered`."""
        error, _ = await self._close(sensor_exit.EXIT_TIMEOUT)
        if error is not None:
            self._report.left_behind(error.count, "before the client was closed; see its undelivered()")

    # The end of the process, and its copies: called by `sensor_exit`

    @property
    def deliver_here(self) -> Callable[[list[Any], float], None]:
        """Delivers for several sensors in a new event loop of the calling thread."""
        return _deliver_in_new_loop

    def begin_at_exit(self, timeout: float) -> Callable[[float], object] | None:
        """Deliver on the loop that is sending just now, in another thread; None if none does."""
        driver = self._driver
        loop = driver.loop if driver is not None and driver.runs() else None
        if loop is None:
            return None
        delivering = asyncio.run_coroutine_threadsafe(self._deliver_at_exit(timeout), loop)
        return lambda left: delivering.result(left + 0.1)

    async def _deliver_at_exit(self, timeout: float) -> None:
        """Deliver what waits, as far as that is possible in time."""
        with suppress(SensorFlushError):
            await self._flush(timeout)

    def _orphan(self) -> None:
        """Let go of the driver, in a forked child."""
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.orphan()


def _deliver_in_new_loop(sensors: list[SensorLife], timeout: float) -> None:
    """Deliver in a new event loop; the old one is gone."""

    async def deliver() -> None:
        await asyncio.gather(*(sensor._deliver_at_exit(timeout) for sensor in sensors), return_exceptions=True)

    asyncio.run(deliver())


def waker(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> Callable[[], None]:
    """A function that ends a wait, from any thread."""

    def wake() -> None:
        with suppress(RuntimeError):  # the loop was closed, and nobody waits there any more
            loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(None))

    return wake
