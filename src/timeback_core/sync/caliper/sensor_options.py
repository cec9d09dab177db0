# Written by tools/generate_sync.py from timeback_core/caliper/sensor_options.py; changes belong there.
"""The settings of a sensor: what may be given, and what holds in the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypedDict

from timeback_core.caliper.sensor_options import Confirm, OnDropped, OnError, Overflow, SensorSettings, settle
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.sync.caliper.send_result import SendEventsResult

__all__ = ["Confirm", "OnDelivered", "OnDropped", "OnError", "Overflow", "SensorOptions", "SensorSettings", "settle"]
OnDelivered = Callable[[list[QueuedEvent], SendEventsResult], object]


class SensorOptions(TypedDict, total=False):
    """How a sensor queues and sends.

    Keys:
        max_queue_size: Events that may wait, at least 1; those being sent come on top. None: no bound. Default
            10,000, and no bound with a spool.
        max_batch_size: Events in one envelope, at least 1. Default 100; 1 on `LEARNWITH_AI`.
        max_batch_bytes: Bytes of one envelope. A larger event is sent alone. Default 450,000.
        flush_interval: Seconds that an event waits for others to fill its envelope, at least 0. Default 2.
        request_timeout: Seconds for one attempt, > 0. Default 15.
        max_retries: How often a batch is sent again before it is given up. None: until it is delivered. Default
            10, and None with a spool.
        max_in_flight: Requests under way at a time, at least 1. Only with 1, the default, the server gets the
            events in their order.
        overflow: What happens to an event that finds the queue full: `drop_new` (default), `drop_old`, `block`
            or `raise`.
        confirm: `accepted` (default): delivered with the 2xx answer. `processed`: when the server's job has ended
            well.
        spool: Path of a file that keeps the events until they are delivered, across crashes and restarts.
        on_error: Called with an error and the events that are given up because of it; with no events when
            something needs attention and nothing is given up. A plain function, as are the two below.
        on_delivered: Called with the events of a batch and the server's answer.
        on_dropped: Called with an event that found the queue full, or had to make room.
    """

    max_queue_size: int | None
    max_batch_size: int
    max_batch_bytes: int
    flush_interval: float
    request_timeout: float
    max_retries: int | None
    max_in_flight: int
    overflow: Overflow
    confirm: Confirm
    spool: str | os.PathLike[str] | None
    on_error: OnError | None
    on_delivered: OnDelivered | None
    on_dropped: OnDropped | None
