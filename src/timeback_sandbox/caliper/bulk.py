"""The way in for many events that are known to be right: seeds and imports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from timeback_sandbox.caliper.instants import instant
from timeback_sandbox.caliper.process import event_row, next_event_id
from timeback_sandbox.caliper.tables import EVENTS
from timeback_sandbox.events import NewEvent
from timeback_sandbox.moments import format_moment
from timeback_sandbox.statements import insert_rows

__all__ = ["insert_events"]

_BATCH = 5_000


def insert_events(
    connection: Connection,
    events: Iterable[dict[str, Any]],
    *,
    sensor: str,
    now: datetime,
    client_id: str | None = None,
) -> list[NewEvent]:
    """Stores events without checking them; the other services are not told.

    Args:
        connection: Within a transaction that writes.
        events: As they would be submitted; each with an id that no stored event has.
        sensor: The sensor that they came from.
        now: When they are stored, and were sent.
        client_id: Who sent them.

    Returns:
        The stored events, in their order, for `effects.events_stored`.

    Raises:
        ValueError: The time of an event cannot be read.
    """
    moment = format_moment(now)
    new: list[NewEvent] = []
    rows: list[tuple[object, ...]] = []
    for number, event in enumerate(events, next_event_id(connection)):
        happened = instant(event["eventTime"])
        if happened is None:
            raise ValueError(f"eventTime of {event['id']} is no date and time: {event['eventTime']!r}")
        one = NewEvent(number, event["id"], sensor, moment, client_id, now, happened, event, msgspec.json.encode(event))
        new.append(one)
        rows.append(event_row(one, 0, moment))
        if len(rows) >= _BATCH:
            insert_rows(connection, EVENTS, rows)
            rows.clear()
    if rows:
        insert_rows(connection, EVENTS, rows)
    return new
