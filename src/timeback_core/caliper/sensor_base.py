"""What a sensor consists of and how it takes events in, whichever way it sends. Free of any event loop."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from timeback_core.caliper import sensor_exit
from timeback_core.caliper.outgoing import check_sensor, envelope_bytes
from timeback_core.caliper.sensor_core import SensorCore
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError, SensorSpoolError
from timeback_core.caliper.sensor_options import settle
from timeback_core.caliper.sensor_queue import Encoded, MemoryQueue, QueuedEvent
from timeback_core.caliper.sensor_report import Report
from timeback_core.errors import ClientClosedError, TimebackError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from timeback_core.caliper.spool import Spool

    class ClientLife(Protocol):
        """How long the client may be used."""

        closed: bool

        def check(self) -> None:
            """Raise if it is closed."""
            ...

        def error(self) -> ClientClosedError:
            """The error of a use after closing."""
            ...

    class ClientChannel(Protocol):
        """What a sensor has to know of its client."""

        platform: str

        @property
        def lifetime(self) -> ClientLife:
            """Ends with the client."""
            ...


__all__ = ["SensorBase"]

TIDY_TIME = 0.5
"""Seconds that closing spends on giving space back."""

LEAVING_TIME = 30.0
"""Seconds that leaving a `with` block waits for deliveries."""


class Clock(Protocol):
    """Where a sensor's time comes from, so that tests can have their own."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...


class SensorBase:
    """A sensor's parts, its way in, and its end."""

    @property
    def _timekeeper(self) -> Clock:
        """Where its time comes from."""
        raise NotImplementedError

    @staticmethod
    def _chance() -> float:
        """Random numbers that spread repetitions."""
        return random.random()  # noqa: S311 - nothing secret depends on it

    def __init__(self, channel: ClientChannel, sensor_id: object, options: Mapping[str, object]) -> None:
        channel.lifetime.check()
        self._sensor_id = check_sensor(sensor_id)
        self._lifetime = channel.lifetime
        self._platform = channel.platform
        self._settings = settings = settle(options, platform=channel.platform)
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

    def _now(self) -> float:
        """The time by which this sensor waits."""
        return self._timekeeper.monotonic()

    def _time_limit(self) -> float:
        """Seconds for one attempt."""
        return self._settings.request_timeout

    def _time_to_leave(self, kind: type[BaseException] | None) -> float:
        """Seconds for deliveries when a `with` block ends in this way."""
        del kind
        return LEAVING_TIME

    # Events come in

    def _prompt(self, *, look: bool) -> None:
        """Have events sent that were taken just now; `look` says that nothing planned would do so in time."""
        raise NotImplementedError

    def _wait_for_room(self, count: int, full: SensorFullError) -> None:
        """Block this thread until there may be room, or raise that there is none."""
        raise NotImplementedError

    def _admit(self, encoded: Sequence[Encoded]) -> int:
        """Take events by the policy; waits where the policy and the thread allow it."""
        while True:
            try:
                return self._offer(encoded)
            except SensorFullError as error:
                if self._settings.overflow != "block":
                    raise
                limit = self._settings.max_queue_size
                if limit is not None and len(encoded) > limit:
                    raise
                self._wait_for_room(len(encoded), error)

    def _offer(self, encoded: Sequence[Encoded], *, overflow_raises: bool = False) -> int:
        """Take events by the policy, and have them sent."""
        core = self._core
        if self._lifetime.closed:
            raise self._lifetime.error()
        dropped: list[QueuedEvent] = []
        try:
            with core.lock:
                taken, look = core.offer(encoded, "raise" if overflow_raises else self._settings.overflow, dropped)
                if look:
                    sensor_exit.hold(self)
        except SensorSpoolError:
            if dropped:
                self._report.dropped(dropped)
            raise
        self._prompt(look=look)
        if dropped:
            self._report.dropped(dropped)
        return taken

    def _idle(self) -> None:
        """Be kept alive no longer if nothing is left to send."""
        with self._core.lock:
            if not self._core.outstanding:
                sensor_exit.forget(self)

    # Closing

    def _refuse(self) -> bool:
        """Take no more events; whether that was so before."""
        with self._core.lock:
            again, self._closing = self._closing, True
            if self._core.refusal is None:
                self._core.refusal = self._closed_error
            self._core.wake_room()
        return again

    def _end(self, *, tidy: bool = True) -> int:
        """Note what is left, let go of everything, and return how many events that are."""
        if tidy:
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
    def deliver_here(self) -> Callable[[list[Any], float], None]:
        """Delivers for several sensors of this kind in the calling thread, within that many seconds."""
        raise NotImplementedError

    def begin_at_exit(self, timeout: float) -> Callable[[float], object] | None:
        """Have what waits delivered by another thread, and return what waits for it; None if there is no such one."""
        raise NotImplementedError

    def end_with_process(self) -> None:
        """Say what is left, and close the spool."""
        with self._core.lock:
            count = 0 if self._left is not None else self._core.outstanding
            self._core.store.close()
        if count:
            self._report.left_behind(count, "when the process ended")

    def _orphan(self) -> None:
        """Let go of the driver, in a forked child."""
        raise NotImplementedError

    def empty_after_fork(self) -> None:
        """Forget the parent's events, in its child."""
        core = self._core
        core.lock, self._driver_lock = threading.Lock(), threading.Lock()
        if self._closing and self._left is None:  # in the middle of it; what was left is the parent's
            self._left, self._ended = [], Future()
            self._ended.set_result(None)
        self._orphan()
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
