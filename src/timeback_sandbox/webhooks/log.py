"""The deliveries as a tester reads them: how far they are, and each attempt. Secrets are masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, select

from timeback_sandbox.webhooks.signing import masked_text
from timeback_sandbox.webhooks.tables import ATTEMPTS, DELIVERIES, WEBHOOKS

__all__ = ["STATES", "AttemptReading", "DeliveryReading", "deliveries", "find"]

STATES = ("pending", "delivered", "failed", "skipped", "cancelled")


class AttemptReading(msgspec.Struct, kw_only=True):
    """One attempt.

    Attributes:
        number: 1 for the first.
        at: The sandbox's time at its beginning.
        status: Of the answer; None when there was none.
        duration: Real seconds.
        error: What went wrong; None for a success.
        headers: What was sent, the secret masked.
    """

    number: int
    at: datetime
    status: int | None
    duration: float
    error: str | None
    headers: dict[str, str]


class DeliveryReading(msgspec.Struct, kw_only=True):
    """One delivery.

    Attributes:
        id: Its own; `webhook-id` is this with `msg_` before it.
        webhook_id: The webhook.
        event_id: The event, as its sender named it.
        target_url: Where the webhook leads, by now.
        state: `pending`, `delivered`, `failed`, `skipped` (the receiver must not be contacted) or `cancelled`.
        reason: Why it was skipped or cancelled.
        created_at: The sandbox's time when the event was stored.
        due_at: When the next attempt is due; None when there is none.
        attempts: What was attempted, oldest first.
        body: What is delivered, as text, the secret masked.
    """

    id: str
    webhook_id: str
    event_id: str
    target_url: str
    state: str
    reason: str | None
    created_at: datetime
    due_at: datetime | None
    attempts: list[AttemptReading]
    body: str


def deliveries(
    connection: Connection, *, webhook: str | None = None, state: str | None = None, limit: int | None = None
) -> list[DeliveryReading]:
    """The deliveries, oldest first.

    Args:
        connection: To read with.
        webhook: Only those of the webhook of this id.
        state: Only those in this state.
        limit: The newest so many; None: all.
    """
    statement = _STATEMENT.order_by(DELIVERIES.c.seq.desc()).limit(limit)
    if webhook is not None:
        statement = statement.where(DELIVERIES.c.webhook_id == webhook)
    if state is not None:
        statement = statement.where(DELIVERIES.c.state == state)
    return _readings(connection, statement)[::-1]


def find(connection: Connection, id: str) -> DeliveryReading | None:
    """The delivery of that id; None when there is none."""
    return next(iter(_readings(connection, _STATEMENT.where(DELIVERIES.c.id == id))), None)


_STATEMENT = select(DELIVERIES, WEBHOOKS.c.target_url, WEBHOOKS.c.secret).join(
    WEBHOOKS, WEBHOOKS.c.id == DELIVERIES.c.webhook_id
)


def _readings(connection: Connection, statement: Select[Any]) -> list[DeliveryReading]:
    rows = connection.execute(statement).all()
    attempts = _attempts(connection, [row.id for row in rows])
    return [_reading(row, attempts.get(row.id, [])) for row in rows]


def _attempts(connection: Connection, ids: Sequence[str]) -> dict[str, list[AttemptReading]]:
    found: dict[str, list[AttemptReading]] = {}
    for start in range(0, len(ids), 500):
        wanted = ATTEMPTS.c.delivery.in_(ids[start : start + 500])
        for row in connection.execute(select(ATTEMPTS).where(wanted).order_by(ATTEMPTS.c.seq)):
            reading = AttemptReading(
                number=row.number,
                at=_moment(row.at),
                status=row.status,
                duration=row.duration / 1000,
                error=row.error,
                headers=msgspec.json.decode(row.headers, type=dict[str, str]),
            )
            found.setdefault(row.delivery, []).append(reading)
    return found


def _reading(row: Row[Any], attempts: list[AttemptReading]) -> DeliveryReading:
    return DeliveryReading(
        id=row.id,
        webhook_id=row.webhook_id,
        event_id=row.event_id,
        target_url=masked_text(row.target_url, row.secret),
        state=row.state,
        reason=None if row.reason is None else masked_text(row.reason, row.secret),
        created_at=_moment(row.created_at),
        due_at=None if row.due_at is None else _moment(row.due_at),
        attempts=attempts,
        body=masked_text(row.body.decode("utf-8", "replace"), row.secret),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
