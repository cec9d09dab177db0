"""Writes deliveries down, in the transaction that stores their events: neither is there without the other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from timeback_sandbox.events import NewEvent
from timeback_sandbox.webhooks.matching import Filter, FilterError, compile_filter
from timeback_sandbox.webhooks.tables import DELIVERIES, FILTERS, WEBHOOKS, insert_text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.state import State

__all__ = ["body_of", "enqueue", "milliseconds"]

_ACTIVE = (
    select(WEBHOOKS.c.id, WEBHOOKS.c.sensor)
    .where(WEBHOOKS.c.active == 1, WEBHOOKS.c.deleted_at.is_(None))
    .order_by(WEBHOOKS.c.seq)
)
_FILTERS = select(
    FILTERS.c.webhook_id,
    FILTERS.c.filter_key,
    FILTERS.c.filter_value,
    FILTERS.c.filter_type,
    FILTERS.c.filter_operation,
).where(FILTERS.c.active == 1, FILTERS.c.deleted_at.is_(None))
_DATA_VERSION = "http://purl.imsglobal.org/ctx/caliper/v1p2"


def enqueue(state: State, connection: Connection, events: Sequence[NewEvent]) -> None:
    """Adds a delivery for each event and each webhook that wants it.

    Args:
        state: The sandbox.
        connection: Of the transaction that stores the events.
        events: In the order in which they were stored.
    """
    webhooks = connection.execute(_ACTIVE).all()
    if not webhooks:
        return
    filters: dict[str, list[Filter]] = {}
    for row in connection.execute(_FILTERS):
        filters.setdefault(row[0], []).append(Filter(*row[1:]))
    rows: list[tuple[object, ...]] = []
    for event in events:
        wanted = [
            row.id
            for row in webhooks
            if (row.sensor is None or row.sensor == event.sensor) and _passes(filters.get(row.id, ()), event)
        ]
        if wanted:
            body, stored = body_of(event, state.settings.webhook_payload), milliseconds(event.stored_at.timestamp())
            rows += [
                (str(uuid.uuid4()), id, event.external_id, "pending", body, stored, stored, 1, 0, 0, None, None, None)
                for id in wanted
            ]
    if rows:
        connection.exec_driver_sql(insert_text(DELIVERIES, connection.dialect.name), rows)
        state.deliveries.expect()


def _passes(filters: Sequence[Filter], event: NewEvent) -> bool:
    if not filters:
        return True
    document: dict[str, Any] = {**event.event, "sensor": event.sensor, "sendTime": event.send_time}
    return all(_condition(one, document) for one in filters)


def _condition(one: Filter, document: dict[str, Any]) -> bool:
    try:
        return compile_filter(one)(document)
    except FilterError:  # it was checked when it was made; other rules may have held then
        return False


def body_of(event: NewEvent, payload: str) -> bytes:
    """What is delivered for an event, its own members as they were submitted.

    Args:
        event: The event.
        payload: The setting `webhook_payload`.
    """
    if payload == "envelope":
        head = {"sensor": event.sensor, "sendTime": event.send_time, "dataVersion": _DATA_VERSION}
        return msgspec.json.encode(head)[:-1] + b',"data":[' + event.document + b"]}"
    body = _with_origin(event)
    return b"[" + body + b"]" if payload == "array" else body


def _with_origin(event: NewEvent) -> bytes:
    """The event with the sensor and the send time of its envelope."""
    origin = {"sensor": event.sensor, "sendTime": event.send_time}
    if event.event.keys() & origin.keys():
        return msgspec.json.encode({**msgspec.json.decode(event.document, type=dict[str, msgspec.Raw]), **origin})
    # spliced in: numbers and the order of members stay as they came
    opened = event.document.strip()[:-1].rstrip()
    comma = b"" if opened == b"{" else b","
    return opened + comma + msgspec.json.encode(origin)[1:]


def milliseconds(moment: float) -> int:
    """A moment in seconds since 1970, as the tables hold it."""
    return round(moment * 1000)
