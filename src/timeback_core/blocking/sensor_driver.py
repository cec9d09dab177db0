"""Moves a sensor's batches in threads. There is none while nothing waits to be sent, and none of them polls.

The first of the threads watches for the next batch to be due. Who takes one has another thread take the watch, up to
as many as there may be requests under way.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from timeback_core.blocking.sensor_time import Signal, Timekeeper, bounded
from timeback_core.caliper.sensor_settling import Settling

if TYPE_CHECKING:
    from timeback_core.caliper.sensor_core import SensorCore
    from timeback_core.caliper.sensor_delivery import Delivery
    from timeback_core.caliper.sensor_queue import QueuedEvent
    from timeback_core.caliper.sensor_report import Report

__all__ = ["Driver", "Shift"]

REST: Final = 5.0
"""Seconds between attempts to read a spool that cannot be read."""


class Shift:
    """How long a thread works for a sensor: as long as there is work, or until somebody need not wait any more.

    Args:
        clock: Where time comes from.
        until: Ends it; None for no such thing.
        timeout: Seconds after which it ends anyway; None for no limit.
    """

    def __init__(self, clock: Timekeeper, until: Signal | None = None, timeout: float | None = None) -> None:
        self._clock = clock
        self._until = until
        self._end = math.inf if timeout is None else clock.monotonic() + timeout

    def left(self) -> float:
        """Seconds; 0 when it is over."""
        if self._until is not None and self._until.given:
            return 0.0
        return max(self._end - self._clock.monotonic(), 0.0)


class Driver:
    """The sending of one sensor, until the sensor is closed.

    Args:
        core: The sensor's state.
        attempt: Sends events once, and returns the server's answer or raises.
        report: Told what happens.
        clock: Where waits come from.
        idle: Called when a thread has found nothing left to send.
    """

    def __init__(
        self,
        core: SensorCore,
        *,
        attempt: Callable[[list[QueuedEvent]], object],
        report: Report,
        clock: Timekeeper,
        idle: Callable[[], object],
    ) -> None:
        self._core = core
        self._attempt = attempt
        self._settling = Settling(core, report)
        self._clock = clock
        self._idle = idle
        # Guards what follows. The lock of the state may be taken while this is held, and never the other way round.
        self._bell = clock.condition()
        self._workers: set[threading.Thread] = set()
        self._watching = False
        self._hurries = 0
        self._deliveries: set[Delivery] = set()
        self._retired = False
        core.free_slots = core.settings.max_in_flight

    def retired(self) -> bool:
        """Whether nothing will be sent any more."""
        return self._retired

    # For other threads

    def works_here(self) -> bool:
        """Whether the calling thread is one that sends, so that it must not wait for deliveries."""
        return threading.current_thread() in self._workers

    def alert(self) -> bool:
        """Have somebody look what is due; False if no thread can be had for it."""
        with self._bell:
            if self._watching:
                self._bell.notify_all()
                return True
            return self._hire()

    def hurry(self) -> bool:
        """Have sent now what waits, for company or for a repetition, unless a server asked for the wait.

        Returns:
            False if no thread can be had for it.
        """
        with self._bell:
            self._hurries += 1
            self._bell.notify_all()
            return self._watching or self._hire()

    def work(self, until: Signal, timeout: float | None) -> None:
        """Send in the calling thread, where no other one can be had: while the interpreter ends.

        Args:
            until: Ends it.
            timeout: Seconds; None for no limit.
        """
        shift = Shift(self._clock, until, timeout)
        with self._bell:
            self._workers.add(threading.current_thread())
        self._work(shift)

    def retire(self) -> None:
        """Let go of everything; the batches under way wait again."""
        with self._bell:
            if self._retired:
                return
            self._retired = True
            for delivery in self._deliveries:
                self._core.release(delivery)
            self._deliveries.clear()
            self._bell.notify_all()

    def await_end(self, timeout: float) -> None:
        """Wait until no other thread works here any more, so many seconds at most."""
        end = self._clock.monotonic() + timeout
        with self._bell:
            while self._alive() - {threading.current_thread()}:
                left = end - self._clock.monotonic()
                if left <= 0:
                    return
                self._bell.wait(left)

    def orphan(self) -> None:
        """In a forked child: end without a trace; the batches are the parent's, and so were the threads."""
        self._bell = self._clock.condition()
        self._retired = True
        self._deliveries.clear()
        self._workers.clear()

    def _alive(self) -> set[threading.Thread]:
        """The threads that work here; one whose start was interrupted never will."""
        self._workers = {worker for worker in self._workers if worker.is_alive()}
        return self._workers

    def _hire(self) -> bool:
        """Start another thread unless there are enough; whether there is one. The bell is held."""
        if self._retired:
            return True
        if len(self._alive()) >= self._core.settings.max_in_flight:
            return True
        worker = threading.Thread(target=self._start, name="timeback-sensor", daemon=True)
        self._workers.add(worker)
        try:
            worker.start()
        except RuntimeError:  # the interpreter is ending, or the system has no more
            self._workers.discard(worker)
        return bool(self._workers)

    # For the threads

    def _start(self) -> None:
        """What a thread of the sensor's own does."""
        with self._bell:
            if threading.current_thread() not in self._workers:  # given up for dead while it was starting
                return
        self._work(Shift(self._clock))

    def _work(self, shift: Shift) -> None:
        """Deliver what is due until nothing waits any more."""
        orderly = False
        try:
            while (delivery := self._next(shift)) is not None:
                self._carry(delivery, shift)
            orderly = True
        finally:
            if not orderly:
                self._sign_off()
        self._idle()

    def _sign_off(self) -> None:
        """Leave in the middle, because a callback ended the thread or the user the program; others go on."""
        with self._bell:
            self._workers.discard(threading.current_thread())
            self._bell.notify_all()
            if not self._retired and not self._watching:
                self._hire()

    def _next(self, shift: Shift) -> Delivery | None:
        """The next batch, once it is due; None when this thread is not needed any more, and has signed off."""
        me, core = threading.current_thread(), self._core
        with self._bell:
            while not self._retired and me in self._workers and (left := shift.left()) > 0:
                delivery = self._settling.take()
                if delivery is not None:
                    core.free_slots -= 1
                    self._deliveries.add(delivery)
                    self._relieve()
                    return delivery
                due = core.due_at()
                if due is None or self._watching:
                    break
                delay = REST if self._settling.resting else max(due - self._clock.monotonic(), 0.0)
                self._settling.resting = False
                self._watching = True
                try:
                    self._bell.wait(bounded(min(delay, left)))
                finally:
                    self._watching = False
            self._workers.discard(me)
            self._bell.notify_all()
        return None

    def _relieve(self) -> None:
        """Have another thread watch for the batch after this one, if there may be one."""
        if self._watching:
            self._bell.notify_all()
        elif len(self._workers) < self._core.settings.max_in_flight and self._core.due_at() is not None:
            self._hire()

    def _carry(self, delivery: Delivery, shift: Shift) -> None:
        """Deliver a batch as far as that is possible here."""
        try:
            self._deliver(delivery, shift)
            self._shrink()
        finally:
            with self._bell:
                if delivery in self._deliveries:
                    self._deliveries.discard(delivery)
                    self._core.release(delivery)
                    self._core.free_slots += 1

    def _deliver(self, delivery: Delivery, shift: Shift) -> None:
        """Send a batch until all of it is settled, or the sending has to stop."""
        while not self.retired() and (piece := delivery.piece) is not None:
            try:
                result = self._attempt(piece)
            except Exception as error:  # noqa: BLE001 - whatever it was, the events are still to be delivered
                if self.retired():
                    return
                delay, exact = self._settling.failed(delivery, error)
                if self._core.stopped:
                    return
                if delay > 0:
                    self._pause(delay, shift, exact=exact)
            else:
                self._settling.succeeded(delivery, piece, result)
            # Not before the first attempt: taking a batch makes room, which may be all that the shift is for.
            if shift.left() <= 0:
                return

    def _pause(self, delay: float, shift: Shift, *, exact: bool) -> None:
        """Wait before a repetition."""
        end = self._clock.monotonic() + delay
        with self._bell:
            hurries = self._hurries
            while not self._retired and (exact or hurries == self._hurries):
                left = min(end - self._clock.monotonic(), shift.left())
                if left <= 0:
                    return
                self._bell.wait(bounded(left))

    def _shrink(self) -> None:
        """Give free space in an empty spool back, in steps between which others take their turn."""
        more = True
        while more:
            with self._bell:
                more = not self._retired and self._settling.shrink()
