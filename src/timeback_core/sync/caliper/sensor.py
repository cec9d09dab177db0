# Written by tools/generate_sync.py from timeback_core/caliper/sensor.py; changes belong there.
"""The background sender of events: a queue, batches, repetitions, and nothing lost without a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, Unpack

from timeback_core.blocking.sensor_life import SensorLife
from timeback_core.blocking.sync_only import SyncOnly
from timeback_core.caliper.outgoing import encode_event, envelope_bytes
from timeback_core.caliper.sensor_core import SensorStatistics
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import (
    BadRequestError,
    JobFailedError,
    NotFoundError,
    UnsupportedOperationError,
    ValidationError,
)
from timeback_core.sync.caliper.sensor_options import SensorOptions

if TYPE_CHECKING:
    from types import TracebackType

    from timeback_core.caliper.outgoing import EventLike
    from timeback_core.caliper.spool import DeadLetter
    from timeback_core.sync.caliper.client import CaliperClient
    from timeback_core.sync.caliper.send_result import SendEventsResult

__all__ = ["CaliperSensor"]


class CaliperSensor(SensorLife, SyncOnly):
    """Sends events in the background: in batches, again when the server fails, in their order.

    ::

        with timeback.caliper.sensor("https://app.example/sensor") as sensor:
            sensor.enqueue(activity)

    `enqueue` checks the event, gives it its id and time, and returns at once. From then on the sensor answers for
    it: it is delivered, or given up and reported to `on_error`, or named by the error of `flush` or `close`. With
    `spool=` it survives the end of the process, too. The server may get an event twice, with the same id.

    A sensor of an asynchronous client sends on the event loop that runs when the first event comes; events that come
    without a loop wait for one. A sensor of a synchronous client sends in threads of its own. The end of the process
    waits up to five seconds for deliveries. A forked child starts with an empty queue, and needs a sensor of its own
    when this one has a spool.

    Args:
        client: Sends the envelopes. Closing it closes the sensor, with five seconds for what waits.
        sensor_id: Who sends: the `sensor` of every envelope.
        **options: See `SensorOptions`.

    Raises:
        InputValidationError: `sensor_id` is blank.
        ConfigurationError: An option is unknown or has an impossible value.
        SensorSpoolError: The spool is in use, belongs to another sensor, or cannot be opened.
        ClientClosedError: The client has been closed.

    Source:
        IMS Caliper Analytics 1.2, section 3 (sensors) and 4 (transport).
    """

    def __init__(self, client: CaliperClient, sensor_id: str, **options: Unpack[SensorOptions]) -> None:
        self._client = self._view(client)
        super().__init__(client._channel, sensor_id, options)

    # Taking events

    @property
    def sensor_id(self) -> str:
        """Who sends."""
        return self._sensor_id

    @property
    def closed(self) -> bool:
        """Whether events are no longer taken."""
        return self._core.refusal is not None or self._lifetime.closed

    def enqueue(self, event: EventLike) -> bool:
        """Take an event over for sending; returns at once. From any thread.

        Args:
            event: An event, an entity, one of the inputs such as `ActivityCompletedInput`, or a mapping.

        Returns:
            True if it was taken, with a spool: is written. False if the queue is full and `overflow` is `drop_new`.

        Raises:
            InputValidationError: The event is not acceptable.
            SensorFullError: The queue is full and `overflow` is `raise`; or it is `block`, and waiting here would keep
                the sensor itself from making room: in the thread of its event loop, or in one of its callbacks.
            SensorSpoolError: It could not be written, so it was not taken.
            ClientClosedError: The sensor or its client has been closed.
        """
        return self._admit((encode_event(event, platform=self._platform),)) == 1

    def enqueue_many(self, events: Iterable[EventLike]) -> int:
        """Take events over, with a spool by one write; several times as fast as one by one.

        Args:
            events: As for `enqueue`.

        Returns:
            How many were taken; fewer than given only if the queue is full and `overflow` is a dropping one.

        Raises:
            InputValidationError: One of them is not acceptable; none was taken.
            SensorFullError: As for `enqueue`; none was taken.
            SensorSpoolError: They could not be written; none was taken.
            ClientClosedError: The sensor or its client has been closed.
        """
        encoded = [encode_event(event, platform=self._platform) for event in events]
        return self._admit(encoded) if encoded else 0

    def put(self, event: EventLike) -> None:
        """Take an event over, and wait for room if the queue is full, whatever `overflow` says.

        Args:
            event: The event, as for `enqueue`.

        Raises:
            InputValidationError: The event is not acceptable.
            SensorSpoolError: It could not be written, so it was not taken.
            ClientClosedError: The sensor or its client has been closed, before there was room.
        """
        self._put((encode_event(event, platform=self._platform),))

    # Waiting and closing

    def flush(self, timeout: float | None = 30.0) -> list[QueuedEvent]:
        """Wait until every event taken so far is delivered or given up; nothing waits for company meanwhile.

        Args:
            timeout: Seconds; None for no limit. A wait that the server asked for is not cut short.

        Returns:
            The events that were given up meanwhile, which `on_error` got, too; usually none.

        Raises:
            SensorFlushError: Not all of it in time, or the client was closed; the sensor goes on trying.
        """
        return self._flush(timeout)

    def close(self, timeout: float | None = 30.0) -> list[QueuedEvent]:
        """Take no more events, deliver those that wait, and end; a second call does nothing.

        Args:
            timeout: Seconds for the deliveries; None for no limit.

        Returns:
            The events that were given up meanwhile.

        Raises:
            SensorFlushError: Events were not delivered in time; they are in its `undelivered`. Never with a spool,
                which keeps them for the next start.
        """
        error, given_up = self._close(timeout)
        if error is not None:
            raise error
        return given_up

    def __enter__(self) -> Self:
        """Return the sensor, which now sends."""
        self._adopt()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; an error of the block goes first."""
        left, _ = self._close(self._time_to_leave(kind))
        if left is None:
            return
        if error is None:
            raise left
        self._report.left_behind(left.count, "before it was closed")
        error.add_note(left.message)

    # Sending

    def _attempt(self, events: list[QueuedEvent]) -> SendEventsResult:
        """Send events once."""
        content = envelope_bytes(self._sensor_id, [event.content for event in events])
        timeout = self._time_limit()
        result = self._client.events._send_content(content, {"max_retries": 0, "timeout": timeout})
        if result.status == "error":  # the documented body of a 400, whatever the status says
            raise BadRequestError(result.message or "the service answered with status 'error'", result.to_dict())
        if self._settings.confirm == "processed" and result.job_id is not None:
            self._see_processed(result.job_id, timeout)
        return result

    def _see_processed(self, job_id: str, timeout: float) -> None:
        """Return when a job has ended well, or when the platform has no way to tell."""
        try:
            status = self._client.jobs.wait_for_completion(job_id, timeout=timeout, poll_interval=0.5)
        except UnsupportedOperationError:
            return
        except (BadRequestError, NotFoundError, ValidationError) as error:
            # About the question, not about the events: those were accepted.
            raise JobFailedError(job_id, f"its status cannot be had: {error}") from error
        if not status.succeeded:
            raise JobFailedError(job_id, "it did not store all of the events")

    # Looking

    @property
    def statistics(self) -> SensorStatistics:
        """How many events wait, are under way, were sent, sent again, dropped and given up."""
        with self._core.lock:
            return self._core.statistics()

    @property
    def last_error(self) -> Exception | None:
        """What went wrong last; None when the last attempt succeeded."""
        return self._report.last_error

    def undelivered(self) -> list[QueuedEvent]:
        """The events that are neither delivered nor given up, oldest first; of a spool the first 1,000 at most."""
        with self._core.lock:
            return self._core.undelivered() if self._left is None else list(self._left)

    def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """The events given up that the spool keeps, oldest first; always empty without a spool.

        Args:
            limit: Most of them, at least 1.

        Raises:
            ClientClosedError: The sensor has been closed, and its spool with it.
        """
        with self._core.lock:
            self._check_spool()
            return [] if self._spool is None else self._spool.dead_letters(limit)

    def discard_dead_letters(self) -> int:
        """Delete the events given up that the spool keeps, and return how many there were.

        Raises:
            ClientClosedError: The sensor has been closed, and its spool with it.
        """
        with self._core.lock:
            self._check_spool()
            return 0 if self._spool is None else self._spool.discard_dead_letters()

    def _check_spool(self) -> None:
        """Refuse to read a spool that has been closed."""
        if self._spool is not None and self._left is not None:
            raise self._closed_error()

    def __repr__(self) -> str:
        """Return the sensor's id and its counts."""
        return f"<CaliperSensor {self._sensor_id}: {self.statistics}{', closed' if self.closed else ''}>"
