"""A sensor's queue in memory, and when a batch of it is due. Plain decisions: no I/O, no clock, no threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Protocol

import msgspec

__all__ = ["Encoded", "EventStore", "MemoryQueue", "QueuedEvent", "batch_due_at"]

Encoded = tuple[str, bytes]
"""An event's id and its JSON, as it will stand in an envelope."""

NOW = float("-inf")
"""A time at which everything is due."""


class QueuedEvent(msgspec.Struct, frozen=True, gc=False):
    """An event that a sensor has taken over.

    Attributes:
        number: Its place in the order of the sensor.
        id: The event's id.
        content: Its JSON, as it is sent.
    """

    number: int
    id: str
    content: bytes

    @property
    def data(self) -> dict[str, object]:
        """The event as it is sent, decoded anew by each access."""
        return msgspec.json.decode(self.content, type=dict[str, object])

    def __repr__(self) -> str:
        """Return number, id and size; the content may name persons."""
        return f"<QueuedEvent {self.number}: {self.id}, {len(self.content)} bytes>"


class EventStore(Protocol):
    """Where events wait: in memory, or in a file. Callers hold the sensor's lock.

    Events are numbered in the order in which they are added, taken in that order, and then either removed,
    buried or given back. What is given back is taken first.

    Attributes:
        durable: Whether the events outlive the process.
        waiting: How many events wait to be taken.
        last: The number of the event added last.
        taken: The number up to which every event was taken at least once, or dropped.
    """

    durable: bool
    waiting: int
    last: int
    taken: int

    def add(self, events: Sequence[Encoded]) -> None:
        """Take events over, all or none of them."""
        ...

    def take(self, most: int, size: int) -> list[QueuedEvent]:
        """The next events: at most so many, and not more bytes than that unless the first alone has more."""
        ...

    def give_back(self, events: Sequence[QueuedEvent]) -> None:
        """Let events wait again that were taken and not delivered."""
        ...

    def remove(self, events: Sequence[QueuedEvent]) -> None:
        """Forget events that were delivered."""
        ...

    def bury(self, events: Sequence[QueuedEvent], reason: str) -> None:
        """Forget events that are given up, or put them aside with the reason."""
        ...

    def drop_oldest(self) -> QueuedEvent | None:
        """Give up the event that waits longest; None when none waits."""
        ...

    def peek(self, most: int | None) -> list[QueuedEvent]:
        """The events that wait, oldest first, at most so many; they stay."""
        ...

    def first_given_back(self) -> int | None:
        """The number of the first event that was given back, or None."""
        ...

    def close(self) -> None:
        """Free what is held; the events stay as they are."""
        ...


def batch_due_at(*, waiting: int, size: int, since: float, most: int, most_bytes: int, interval: float) -> float | None:
    """When the next batch should leave, on the clock of `since`; None when there is nothing to send.

    Args:
        waiting: Events that wait.
        size: Bytes that wait.
        since: Since when the oldest of them has been first in line.
        most: Events in a full batch.
        most_bytes: Bytes in a full batch.
        interval: Seconds that a batch which is not full waits for more events.
    """
    if waiting <= 0:
        return None
    if waiting >= most or size >= most_bytes:
        return NOW
    return since + interval


class MemoryQueue:
    """Events in memory: fast, bounded by the sensor, gone with the process."""

    durable = False

    def __init__(self) -> None:
        self.waiting = 0
        self.last = 0
        self.taken = 0
        self._queue: deque[QueuedEvent] = deque()

    def add(self, events: Sequence[Encoded]) -> None:
        """Append events."""
        number = self.last
        for event_id, content in events:
            number += 1
            self._queue.append(QueuedEvent(number, event_id, content))
        self.last = number
        self.waiting += len(events)

    def take(self, most: int, size: int) -> list[QueuedEvent]:
        """Take the next events out."""
        queue, found = self._queue, list[QueuedEvent]()
        while queue and len(found) < most:
            size -= len(queue[0].content) + 1
            if size < 0 and found:
                break
            found.append(queue.popleft())
        self.waiting -= len(found)
        if found:
            self.taken = max(self.taken, found[-1].number)
        return found

    def give_back(self, events: Sequence[QueuedEvent]) -> None:
        """Put events back where they came from."""
        merged = [*events, *self._lower_than(events[-1].number)] if events else []
        self._queue.extendleft(sorted(merged, key=_number, reverse=True))
        self.waiting += len(events)

    def _lower_than(self, number: int) -> list[QueuedEvent]:
        """Take out those in front of the queue that come before a number: a batch given back earlier."""
        lower: list[QueuedEvent] = []
        while self._queue and self._queue[0].number < number:
            lower.append(self._queue.popleft())
        return lower

    def remove(self, events: Sequence[QueuedEvent]) -> None:
        """Do nothing: what was taken is no longer here."""

    def bury(self, events: Sequence[QueuedEvent], reason: str) -> None:
        """Do nothing: what was taken is no longer here, and there is no place to put it aside."""

    def drop_oldest(self) -> QueuedEvent | None:
        """Take the first event out."""
        if not self._queue:
            return None
        dropped = self._queue.popleft()
        self.waiting -= 1
        self.taken = max(self.taken, dropped.number)
        return dropped

    def peek(self, most: int | None) -> list[QueuedEvent]:
        """Copy the front of the queue."""
        return list(islice(self._queue, most))

    def first_given_back(self) -> int | None:
        """Return the first number if it was taken once before."""
        first = self._queue[0].number if self._queue else None
        return first if first is not None and first <= self.taken else None

    def close(self) -> None:
        """Do nothing: there is nothing to free."""


def _number(event: QueuedEvent) -> int:
    """The order of events."""
    return event.number


def total_bytes(events: Iterable[QueuedEvent]) -> int:
    """How many bytes events take in an envelope, separators included."""
    return sum(len(event.content) + 1 for event in events)
