"""What a sensor knows and decides: taking events in, giving batches out, keeping count. Free of any event loop.

A driver moves the batches: for asyncio it is `sensor_driver`, for threads that of `timeback_core.blocking`. `lock`
makes everything here usable from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import msgspec

from timeback_core.caliper.sensor_delivery import Delivery, Step
from timeback_core.caliper.sensor_errors import SensorFullError
from timeback_core.caliper.sensor_options import Overflow, SensorSettings
from timeback_core.caliper.sensor_queue import NOW, Encoded, EventStore, QueuedEvent, batch_due_at, total_bytes
from timeback_core.errors import ClientClosedError, TimebackError

__all__ = ["Flush", "SensorCore", "SensorStatistics"]

KEPT_OF_A_SPOOL = 1000
"""How many events of a spool a list holds at most; all of them might not fit into memory."""


class SensorStatistics(msgspec.Struct, frozen=True):
    """Counts of events since the sensor was made; those of a spool's earlier process are in `queued` only.

    Attributes:
        queued: Waiting now.
        in_flight: Being sent now, or waiting for a repetition.
        sent: Delivered.
        retried: Sent again, counted once for each repetition.
        dropped: Not taken, or pushed out, because the queue was full.
        failed: Given up.
    """

    queued: int
    in_flight: int
    sent: int
    retried: int
    dropped: int
    failed: int


class Flush:
    """Somebody who waits until everything up to an event is settled.

    Attributes:
        target: The number of that event.
        wake: Called when it is settled, or will never be; from any thread, with the lock held.
        given_up: The events given up meanwhile.
    """

    __slots__ = ("given_up", "target", "wake")

    def __init__(self, target: int, wake: Callable[[], object]) -> None:
        self.target = target
        self.wake = wake
        self.given_up: list[QueuedEvent] = []


class SensorCore:
    """The state of a sensor.

    Args:
        store: Where events wait.
        settings: How to queue and send.
        envelope: Bytes of an envelope without events.
        clock: Monotonic seconds.
        chance: Random numbers from 0 to 1.

    Attributes:
        lock: Held while anything here is read or changed.
        refusal: Makes the error with which events are refused; None while they are taken.
        stopped: Whether nothing will be sent any more, since the client has been closed.
        free_slots: How many more requests may be started; the driver counts them.
        flush_to: Everything up to this number leaves without waiting for company.
    """

    def __init__(
        self,
        store: EventStore,
        settings: SensorSettings,
        *,
        envelope: int,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.lock = Lock()
        self._chance = chance
        self._most_bytes = max(settings.max_batch_bytes - envelope, 1)
        self._full = min(settings.max_batch_size, settings.max_queue_size or settings.max_batch_size)
        self.start(store)

    def start(self, store: EventStore) -> None:
        """Begin with a store and no history."""
        self.store = store
        self.refusal: Callable[[], TimebackError] | None = None
        self.stopped = False
        self.free_slots = self.settings.max_in_flight
        self.flush_to = 0
        self.flushes: list[Flush] = []
        self.room_waiters: list[Callable[[], object]] = []
        self._size = 0
        self._since = NOW
        self._deliveries: list[Delivery] = []
        self._in_flight = self._sent = self._retried = self._dropped = self._failed = 0

    # Events come in. The lock is held.

    def offer(self, events: Sequence[Encoded], overflow: Overflow, dropped: list[QueuedEvent]) -> tuple[int, bool]:
        """Take events over, as far as there is room.

        Args:
            events: The events.
            overflow: What to do when there is no room; `block` raises, so that the caller can wait.
            dropped: Gets the events that are dropped, old ones or of these; also when this raises then.

        Returns:
            How many were taken; and whether the driver should look now, because nothing that it has planned would
            send them in time.

        Raises:
            SensorFullError: There is no room for all of them, and the policy is not to drop; none was taken.
            SensorSpoolError: They could not be written; none was taken.
        """
        if self.refusal is not None:
            raise self.refusal()
        store, limit = self.store, self.settings.max_queue_size
        if limit is not None and store.waiting + len(events) > limit:
            events = self._make_room(events, limit, overflow, dropped)
        if not events:
            return 0, False
        first = store.waiting == 0
        if first:
            self._since = self.clock()
        store.add(events)
        for event in events:
            self._size += len(event[1]) + 1
        full = store.waiting >= self._full or self._size >= self._most_bytes
        return len(events), first or (full and self.free_slots > 0)

    def _make_room(
        self, events: Sequence[Encoded], limit: int, overflow: Overflow, dropped: list[QueuedEvent]
    ) -> Sequence[Encoded]:
        """Return the events to take, and note those that are dropped, by the policy."""
        if overflow in {"raise", "block"}:
            raise SensorFullError(
                f"the sensor's queue is full: {self.store.waiting} of {limit} events wait, {len(events)} more do not "
                "fit; slow down, raise max_queue_size, or use put(), which waits for room"
            )
        room = limit - self.store.waiting
        if overflow == "drop_old":
            while room < len(events) and (oldest := self.store.drop_oldest()) is not None:
                self._size -= len(oldest.content) + 1
                dropped.append(oldest)
                self._dropped += 1
                room += 1
            cut = max(len(events) - room, 0)
            refused, taken = events[:cut], events[cut:]
        else:
            room = max(room, 0)
            taken, refused = events[:room], events[room:]
        dropped.extend(QueuedEvent(0, event_id, content) for event_id, content in refused)
        self._dropped += len(refused)
        self._wake_flushes()
        return taken

    def await_room(self, count: int, wake: Callable[[], object]) -> bool:
        """Register somebody who waits for room; False if it is time to try again, since there was a change."""
        limit = self.settings.max_queue_size
        if self.refusal is not None or limit is None or self.store.waiting + count <= limit:
            return False
        self.room_waiters.append(wake)
        return True

    # Batches go out. The lock is taken.

    def due_at(self) -> float | None:
        """When the next batch should leave; None when there is none."""
        with self.lock:
            return self._due_at()

    def _due_at(self) -> float | None:
        """The same with the lock held."""
        store, settings = self.store, self.settings
        if self.stopped or store.waiting == 0:
            return None
        if store.taken < self.flush_to or self.room_waiters:
            return NOW
        return batch_due_at(
            waiting=store.waiting,
            size=self._size,
            since=self._since,
            most=self._full,
            most_bytes=self._most_bytes,
            interval=settings.flush_interval,
        )

    def take_due(self) -> Delivery | None:
        """The next batch if it is time; it is the caller's until it is settled or released.

        Raises:
            SensorSpoolError: The events cannot be read now.
        """
        with self.lock:
            now, due = self.clock(), self._due_at()
            if due is None or due > now:
                return None
            events = self.store.take(self.settings.max_batch_size, self._most_bytes)
            if not events:
                return None
            self._size = max(self._size - total_bytes(events), 0)
            self._since = now
            delivery = Delivery(
                events, max_retries=self.settings.max_retries, keeps=self.store.durable, chance=self._chance
            )
            self._deliveries.append(delivery)
            self._in_flight += len(events)
            self.wake_room()
            return delivery

    def release(self, delivery: Delivery) -> None:
        """Let the events of a batch wait again that could not be settled."""
        with self.lock:
            left = delivery.left()
            if delivery in self._deliveries:
                self._deliveries.remove(delivery)
                self._in_flight -= len(left)
                self._size += total_bytes(left)
                self.store.give_back(left)
                self._since = NOW

    def succeeded(self, delivery: Delivery) -> bool:
        """Settle what was sent; False if the batch has been released meanwhile, so that it will be sent again.

        Raises:
            SensorSpoolError: It was delivered, but is still in the spool.
        """
        with self.lock:
            if delivery not in self._deliveries:
                return False
            events = delivery.succeed()
            self._sent += len(events)
            try:
                self.store.remove(events)
            finally:
                self._settle(delivery, len(events))
            return True

    def failed(self, delivery: Delivery, error: BaseException) -> Step | None:
        """Decide what follows from a failed attempt; None if the batch has been released meanwhile.

        Raises:
            SensorSpoolError: Events were given up and could not be put aside; they will be sent after a restart.
        """
        with self.lock:
            if delivery not in self._deliveries:
                return None
            step = delivery.fail(error)
            self._retried += step.again
            if step.stopped:
                self.stop()
            if step.given_up:
                self._failed += len(step.given_up)
                self._note_given_up(step.given_up)
                try:
                    self.store.bury(step.given_up, str(error))
                finally:
                    self._settle(delivery, len(step.given_up))
            return step

    def _settle(self, delivery: Delivery, count: int) -> None:
        """Book events of a batch out."""
        self._in_flight -= count
        if delivery.piece is None:
            self._deliveries.remove(delivery)
        self._wake_flushes()

    def _note_given_up(self, events: list[QueuedEvent]) -> None:
        """Remember what was given up for those who wait; a spool keeps all of it elsewhere."""
        most = KEPT_OF_A_SPOOL if self.store.durable else None
        for flush in self.flushes:
            room = None if most is None else max(most - len(flush.given_up), 0)
            flush.given_up.extend([event for event in events if event.number <= flush.target][:room])

    def shrink(self) -> bool:
        """Make the file of an empty spool smaller by a step; whether another one is needed."""
        with self.lock:
            step = getattr(self.store, "shrink", None)
            return step is not None and self.store.waiting == 0 and bool(step())

    # Waiting. The lock is held.

    def settled(self, number: int) -> bool:
        """Whether every event up to this one is delivered, given up or dropped."""
        store = self.store
        again = store.first_given_back()
        if store.taken < number or (again is not None and again <= number):
            return False
        return all(delivery.first is None or delivery.first > number for delivery in self._deliveries)

    def begin_flush(self, wake: Callable[[], object]) -> Flush | None:
        """Register somebody who waits for all that is here now; None when that is nothing."""
        target = self.store.last
        if self.settled(target):
            return None
        flush = Flush(target, wake)
        self.flushes.append(flush)
        self.flush_to = max(self.flush_to, target)
        return flush

    def end_flush(self, flush: Flush) -> bool:
        """Forget somebody who waited; whether what it waited for has happened."""
        if flush in self.flushes:
            self.flushes.remove(flush)
        self.flush_to = max((other.target for other in self.flushes), default=0)
        return self.settled(flush.target)

    def stop(self) -> None:
        """Send nothing any more, and let nobody wait for it."""
        self.stopped = True
        if self.refusal is None:
            self.refusal = _client_closed
        for flush in self.flushes:
            flush.wake()
        self.wake_room()

    def _wake_flushes(self) -> None:
        """Tell those whose wait is over."""
        for flush in self.flushes:
            if self.settled(flush.target):
                flush.wake()

    def wake_room(self) -> None:
        """Tell those who wait for room to look again."""
        waiters, self.room_waiters = self.room_waiters, []
        for wake in waiters:
            wake()

    # Looking. The lock is held.

    @property
    def outstanding(self) -> int:
        """How many events are neither delivered nor given up."""
        return self.store.waiting + self._in_flight

    def undelivered(self) -> list[QueuedEvent]:
        """Those events, oldest first; of a spool the first ones only."""
        most = KEPT_OF_A_SPOOL if self.store.durable else None
        under_way = [event for delivery in self._deliveries for event in delivery.left()]
        found = [*under_way, *self.store.peek(most)]
        return sorted(found, key=lambda event: event.number)[:most]

    def statistics(self) -> SensorStatistics:
        """The counts."""
        return SensorStatistics(
            queued=self.store.waiting,
            in_flight=self._in_flight,
            sent=self._sent,
            retried=self._retried,
            dropped=self._dropped,
            failed=self._failed,
        )


def _client_closed() -> TimebackError:
    """The error of an event that nobody could send."""
    return ClientClosedError("The client of this sensor has been closed; create a new client and sensor to go on")
