"""A sensor's life: the loop that sends for it, its end, the end of the process, and forks. Beneath the public class."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from timeback_core.caliper import sensor_exit
from timeback_core.caliper.outgoing import check_sensor, envelope_bytes
from timeback_core.caliper.sensor_core import SensorCore
from timeback_core.caliper.sensor_driver import Driver, LoopTime, Timekeeper
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorSpoolError
from timeback_core.caliper.sensor_options import SensorOptions, settle
from timeback_core.caliper.sensor_queue import MemoryQueue, QueuedEvent
from timeback_core.caliper.sensor_report import Report
from timeback_core.errors import (
    BadRequestError,
    ClientClosedError,
    JobFailedError,
    NotFoundError,
    TimebackError,
    UnsupportedOperationError,
    ValidationError,
)

if TYPE_CHECKING:
    from timeback_core.caliper.client import CaliperClient
    from timeback_core.caliper.send_result import SendEventsResult
    from timeback_core.caliper.spool import Spool

__all__ = ["SensorLife", "waker"]

TIDY_TIME = 0.5
"""Seconds that closing spends on giving space back."""


class SensorLife:
    """What a sensor consists of, and how it begins, sends and ends."""

    _clock: ClassVar[Timekeeper] = LoopTime()

    @staticmethod
    def _chance() -> float:
        """Random numbers that spread repetitions."""
        return random.random()  # noqa: S311 - nothing secret depends on it

    def __init__(self, client: CaliperClient, sensor_id: object, options: SensorOptions) -> None:
        channel = client._channel
        channel.lifetime.check()
        self._client = client
        self._sensor_id = check_sensor(sensor_id)
        self._lifetime = channel.lifetime
        self._platform = channel.platform
        self._settings = settings = settle(options, platform=channel.platform)
        self._driver: Driver | None = None
        self._driver_lock = threading.Lock()
        self._closing = False
        self._left: list[QueuedEvent] | None = None
        self._ended: Future[None] = Future()
        self._spool: Spool | None = None
        if settings.spool is not None:
            from timeback_core.caliper.spool import Spool

            self._spool = Spool(settings.spool, sensor=self._sensor_id, platform=self._platform)
        self._core = SensorCore(
            self._spool or MemoryQueue(),
            settings,
            envelope=len(envelope_bytes(self._sensor_id, (b"",))),
            clock=self._now,
            chance=self._chance,
        )
        self._report = Report(self._sensor_id, settings, self._now)
        sensor_exit.watch(self)
        channel.lifetime.accompany(self)
        if self._core.outstanding:
            sensor_exit.hold(self)
            self._adopt()

    def _now(self) -> float:
        """The time by which this sensor waits."""
        return self._clock.monotonic()

    # Sending

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

    def _idle(self) -> None:
        """Be kept alive no longer if nothing is left to send."""
        with self._core.lock:
            if not self._core.outstanding:
                sensor_exit.forget(self)

    async def _attempt(self, events: list[QueuedEvent]) -> SendEventsResult:
        """Send events once."""
        content = envelope_bytes(self._sensor_id, [event.content for event in events])
        timeout = self._settings.request_timeout
        result = await self._client.events._send_content(content, {"max_retries": 0, "timeout": timeout})
        if result.status == "error":  # the documented body of a 400, whatever the status says
            raise BadRequestError(result.message or "the service answered with status 'error'", result.to_dict())
        if self._settings.confirm == "processed" and result.job_id is not None:
            await self._see_processed(result.job_id, timeout)
        return result

    async def _see_processed(self, job_id: str, timeout: float) -> None:
        """Return when a job has ended well, or when the platform has no way to tell."""
        try:
            status = await self._client.jobs.wait_for_completion(job_id, timeout=timeout, poll_interval=0.5)
        except UnsupportedOperationError:
            return
        except (BadRequestError, NotFoundError, ValidationError) as error:
            # About the question, not about the events: those were accepted.
            raise JobFailedError(job_id, f"its status cannot be had: {error}") from error
        if not status.succeeded:
            raise JobFailedError(job_id, "it did not store all of the events")

    # Waiting and closing

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
        with self._core.lock:
            again, self._closing = self._closing, True
            if self._core.refusal is None:
                self._core.refusal = self._closed_error
            self._core._wake_room()
        if again:
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

    def _end(self) -> int:
        """Note what is left, let go of everything, and return how many events that are."""
        self._tidy()
        events, count = self._remaining()
        with self._core.lock:
            self._left = events
            self._core.store.close()
        sensor_exit.forget(self)
        self._ended.set_result(None)
        return count

    def _tidy(self) -> None:
        """Make the file of an empty spool smaller, if that is quick; the next start goes on with it."""
        end = time.monotonic() + TIDY_TIME
        with suppress(SensorSpoolError):
            while self._core.shrink() and time.monotonic() < end:
                pass

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

    def _remaining(self) -> tuple[list[QueuedEvent], int]:
        """What is not delivered, as far as it can be read, and how many events that are."""
        count = 0
        try:
            with self._core.lock:
                count = self._core.outstanding
                return (self._core.undelivered() if self._left is None else self._left), count
        except SensorSpoolError as trouble:
            self._report.trouble(trouble)
            return [], count

    def _undelivered_error(self, timeout: float | None) -> SensorFlushError:
        """The error that names what is left."""
        events, count = self._remaining()
        why = "since the client was closed" if self._core.stopped else f"within {timeout or 0:g} s"
        if self._left is not None:
            why = "before it was closed"
        last = f"; last error: {self._report.last_error}" if self._report.last_error is not None else ""
        return SensorFlushError(f"{count} events of sensor {self._sensor_id} not delivered {why}{last}", events, count)

    def _closed_error(self) -> TimebackError:
        """The error of a use after closing."""
        return ClientClosedError(f"The sensor {self._sensor_id} has been closed; create a new one to go on")

    # The end of the process, and its copies: called by `sensor_exit`

    @property
    def running_loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop that sends, if it runs now."""
        driver = self._driver
        return driver.loop if driver is not None and driver.runs() else None

    async def deliver_at_exit(self, timeout: float) -> None:
        """Deliver what waits, as far as that is possible in time."""
        with suppress(SensorFlushError):
            await self._flush(timeout)

    def end_with_process(self) -> None:
        """Say what is left, and close the spool."""
        with self._core.lock:
            count = 0 if self._left is not None else self._core.outstanding
            self._core.store.close()
        if count:
            self._report.left_behind(count, "when the process ended")

    def empty_after_fork(self) -> None:
        """Forget the parent's events, in its child."""
        core, driver = self._core, self._driver
        core.lock, self._driver_lock, self._driver = threading.Lock(), threading.Lock(), None
        if self._closing and self._left is None:  # in the middle of it; what was left is the parent's
            self._left, self._ended = [], Future()
            self._ended.set_result(None)
        if driver is not None:
            driver.orphan()
        refusal = core.refusal
        if self._spool is not None:
            self._spool.abandon()
            refusal = refusal or self._forked_error
            self._spool = None
        core.start(MemoryQueue())
        core.refusal = refusal

    def _forked_error(self) -> TimebackError:
        """The error of using a parent's spool."""
        return SensorSpoolError(
            f"the spool {self._settings.spool} belongs to the parent of this process; create a sensor with a spool "
            "of its own after the fork"
        )


def waker(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> Callable[[], None]:
    """A function that ends a wait, from any thread."""

    def wake() -> None:
        with suppress(RuntimeError):  # the loop was closed, and nobody waits there any more
            loop.call_soon_threadsafe(lambda: None if future.done() else future.set_result(None))

    return wake
