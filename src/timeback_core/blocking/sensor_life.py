"""A sensor's life in threads: its waits, which Ctrl-C ends, and its end. Beneath the public class."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, Self, TypeVar

from timeback_core.blocking.sensor_driver import Driver
from timeback_core.blocking.sensor_time import Signal, ThreadTime, Timekeeper
from timeback_core.caliper import sensor_exit
from timeback_core.caliper.sensor_base import SensorBase
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError
from timeback_core.caliper.sensor_queue import Encoded, QueuedEvent
from timeback_core.errors import ClientClosedError

if TYPE_CHECKING:
    from typing import Any


class Lifetime(Protocol):
    """How long a synchronous client may be used, as far as this module needs it."""

    closed: bool

    def check(self) -> None:
        """Raise if it is closed."""
        ...

    def error(self) -> ClientClosedError:
        """The error of a use after closing."""
        ...

    def accompany(self, companion: SensorLife) -> None:
        """Have something wind down before the client ends."""
        ...

    def close(self) -> None:
        """End what is under way."""
        ...


class Channel(Protocol):
    """What a sensor has to know of its client."""

    platform: str

    @property
    def lifetime(self) -> Lifetime:
        """Ends with the client."""
        ...


class Client(Protocol):
    """A client that can be had with a lifetime of its own."""

    @property
    def _channel(self) -> Channel: ...

    def _apart(self, name: str) -> Self: ...


__all__ = ["SensorLife"]

C = TypeVar("C", bound=Client)

STOP_TIME: Final = 1.0
"""Seconds that closing waits for threads whose requests it has ended."""


class SensorLife(SensorBase):
    """How a sensor begins, sends and ends."""

    _clock: ClassVar[Timekeeper] = ThreadTime()

    def __init__(self, channel: Channel, sensor_id: object, options: Mapping[str, object]) -> None:
        self._driver: Driver | None = None
        self._send_until: float | None = None
        super().__init__(channel, sensor_id, options)
        channel.lifetime.accompany(self)
        if self._core.outstanding:
            sensor_exit.hold(self)
            self._adopt().alert()

    @property
    def _timekeeper(self) -> Timekeeper:
        """Where its time comes from."""
        return self._clock

    def _view(self, client: C) -> C:
        """The client through which to send; a request under way can be ended without closing the whole client."""
        view = client._apart("sensor")
        self._requests = view._channel.lifetime
        return view

    # Sending

    def _attempt(self, events: list[QueuedEvent]) -> object:
        """Send events once."""
        raise NotImplementedError

    def _time_limit(self) -> float:
        """Seconds for one attempt; less where the calling thread sends itself and has less."""
        limit, until = super()._time_limit(), self._send_until
        return limit if until is None else min(limit, max(until - self._now(), 0.05))

    def _time_to_leave(self, kind: type[BaseException] | None) -> float:
        """Seconds for deliveries when a `with` block ends: less when the user, or `sys.exit`, ends the program."""
        if kind is None or issubclass(kind, Exception):
            return super()._time_to_leave(kind)
        return sensor_exit.EXIT_TIMEOUT

    def _prompt(self, *, look: bool) -> None:
        """Have events sent that were taken just now."""
        if look:
            self._adopt().alert()

    def _adopt(self) -> Driver:
        """The driver, which has no thread until it needs one."""
        driver = self._driver
        if driver is not None:
            return driver
        with self._driver_lock:
            if self._driver is None:
                self._driver = Driver(
                    self._core, attempt=self._attempt, report=self._report, clock=self._clock, idle=self._idle
                )
            return self._driver

    # Waiting and closing

    def _wait(self, over: Signal, timeout: float | None, *, threads: bool) -> None:
        """Wait while the sensor's threads send; without any, send here."""
        if threads:
            over.wait(timeout)
            return
        self._send_until = None if timeout is None else self._now() + timeout
        try:
            self._adopt().work(over, timeout)
        finally:
            self._send_until = None

    def _wait_for_room(self, count: int, full: SensorFullError) -> None:
        """Block this thread until there may be room."""
        driver = self._adopt()
        if driver.works_here():
            raise full  # the sensor itself would wait for itself
        room = Signal(self._clock)
        with self._core.lock:
            if not self._core.await_room(count, room.give):
                return
        try:
            self._wait(room, None, threads=driver.alert())
        finally:
            with self._core.lock, suppress(ValueError):
                self._core.room_waiters.remove(room.give)

    def _put(self, encoded: Sequence[Encoded]) -> None:
        """Take one event, and wait for room if there is none."""
        while True:
            try:
                self._offer(encoded, overflow_raises=True)
            except SensorFullError as full:
                self._wait_for_room(1, full)
            else:
                return

    def _flush(self, timeout: float | None) -> list[QueuedEvent]:
        """Wait until everything is settled, and return what was given up meanwhile."""
        driver, over = self._adopt(), Signal(self._clock)
        with self._core.lock:
            flush = None if self._left is not None else self._core.begin_flush(over.give)
        if flush is None:
            if self._left:
                raise self._undelivered_error(timeout)
            return []
        done = False
        try:
            # In a callback of the sensor the wait would be for this very thread.
            if not self._core.stopped and not driver.works_here():
                self._wait(over, timeout, threads=driver.hurry())
        finally:
            with self._core.lock:
                done = self._core.end_flush(flush)
        if not done:
            raise self._undelivered_error(0 if driver.works_here() else timeout)
        return flush.given_up

    def _close(self, timeout: float | None) -> tuple[SensorFlushError | None, list[QueuedEvent]]:
        """End; what was not delivered is returned as an error if nothing keeps it."""
        if self._refuse():
            if not self._adopt().works_here():
                with suppress(TimeoutError):
                    self._ended.result(timeout)
            return None, []
        given_up: list[QueuedEvent] = []
        error: SensorFlushError | None = None
        orderly = told = False
        try:
            try:
                given_up = self._flush(timeout)
            except SensorFlushError as failure:
                error = failure
            told = error is None or self._spool is None
            orderly = True
        finally:
            try:
                self._stop_driver(STOP_TIME if orderly else 0.0)
            finally:
                count = self._end(tidy=orderly)
                if count and not told:
                    self._report.left_behind(count, "before it was closed")
        return (None if self._spool is not None else error), given_up

    def _stop_driver(self, timeout: float) -> None:
        """End the sending and the requests under way, and wait a moment for their threads."""
        driver = self._adopt()
        driver.retire()
        self._requests.close()
        driver.await_end(timeout)

    def wind_down(self, timeout: float | None = None) -> None:
        """Close because the client is being closed; what is left is logged and stays in `undelivered`.

        Args:
            timeout: Seconds for the deliveries; default five.
        """
        error, _ = self._close(sensor_exit.EXIT_TIMEOUT if timeout is None else timeout)
        if error is not None:
            self._report.left_behind(error.count, "before the client was closed; see its undelivered()")

    # The end of the process, and its copies: called by `sensor_exit`

    @property
    def deliver_here(self) -> Callable[[list[Any], float], None]:
        """Delivers for several sensors in the calling thread, one after another."""
        return _deliver_in_turn

    def begin_at_exit(self, timeout: float) -> Callable[[float], object] | None:
        """Deliver by the sensor's own threads; None if it has none, and can have none any more."""
        driver, over = self._adopt(), Signal(self._clock)
        with self._core.lock:
            flush = None if self._left is not None else self._core.begin_flush(over.give)
            if flush is None or self._core.stopped:
                over.give()
        if over.given or driver.hurry():
            return lambda left: over.wait(min(left, timeout))
        if flush is not None:
            with self._core.lock:
                self._core.end_flush(flush)
        return None

    def end_with_process(self) -> None:
        """Say what is left, and close the spool; the threads die in silence."""
        if self._driver is not None:
            self._driver.retire()
        super().end_with_process()

    def _orphan(self) -> None:
        """Let go of the driver, in a forked child."""
        driver, self._driver, self._send_until = self._driver, None, None
        if driver is not None:
            driver.orphan()


def _deliver_in_turn(sensors: list[SensorLife], timeout: float) -> None:
    """Deliver for one sensor after another; each gets its share of the time, and what the others left of theirs."""
    end = time.monotonic() + timeout
    for place, sensor in enumerate(sensors):
        share = max(end - time.monotonic(), 0.0) / (len(sensors) - place)
        with suppress(SensorFlushError):
            sensor._flush(share)
