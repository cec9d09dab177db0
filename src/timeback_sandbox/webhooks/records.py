"""Webhooks and filters in the database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from timeback_sandbox.moments import format_moment
from timeback_sandbox.webhooks.rules import FilterFields, WebhookFields
from timeback_sandbox.webhooks.tables import DELIVERIES, FILTERS, WEBHOOKS, insert_text

__all__ = ["add", "alive", "cancel", "change", "delete_webhook", "find", "remove", "set_active"]

AnyRow = Row[Any]
DEACTIVATED = "the webhook was deactivated"


def alive(connection: Connection, table: Table, **wanted: str) -> Sequence[AnyRow]:
    """The rows that are not deleted, oldest first.

    Args:
        connection: To read with.
        table: Webhooks or filters.
        **wanted: Values of columns.
    """
    conditions = [table.c[name] == value for name, value in wanted.items()]
    return connection.execute(
        select(table).where(table.c.deleted_at.is_(None), *conditions).order_by(table.c.seq)
    ).all()


def find(connection: Connection, table: Table, id: str) -> AnyRow | None:
    """The row of that id; None when there is none, or it is deleted."""
    return next(iter(alive(connection, table, id=id)), None)


def add(connection: Connection, table: Table, fields: WebhookFields | FilterFields, now: datetime) -> AnyRow:
    """A new webhook or filter."""
    identity, moment = str(uuid.uuid4()), format_moment(now)
    row = (identity, *_columns(fields), moment, moment, None)
    if table is WEBHOOKS:
        row = (*row, None)
    connection.exec_driver_sql(insert_text(table, connection.dialect.name), row)
    return _one(connection, table, identity)


def change(
    connection: Connection, table: Table, id: str, fields: WebhookFields | FilterFields, now: datetime
) -> AnyRow:
    """A webhook or filter with other fields; a webhook that is switched off loses what is pending."""
    values = dict(zip(fields._fields, _columns(fields), strict=True))
    if table is WEBHOOKS:
        values["failing_since"] = None
    _update(connection, table, id, updated_at=format_moment(now), **values)
    if table is WEBHOOKS and not fields.active:
        cancel(connection, id, DEACTIVATED)
    return _one(connection, table, id)


def set_active(connection: Connection, id: str, now: datetime, *, active: bool) -> AnyRow:
    """A webhook that is switched on or off; when off, it loses what is pending."""
    _update(connection, WEBHOOKS, id, active=int(active), updated_at=format_moment(now), failing_since=None)
    if not active:
        cancel(connection, id, DEACTIVATED)
    return _one(connection, WEBHOOKS, id)


def remove(connection: Connection, id: str, now: datetime) -> None:
    """Marks a filter as deleted."""
    _update(connection, FILTERS, id, deleted_at=format_moment(now), updated_at=format_moment(now))


def delete_webhook(connection: Connection, id: str, now: datetime) -> None:
    """Marks a webhook and its filters as deleted; what is pending is cancelled."""
    moment = format_moment(now)
    _update(connection, WEBHOOKS, id, deleted_at=moment, updated_at=moment)
    of_it = (FILTERS.c.webhook_id == id, FILTERS.c.deleted_at.is_(None))
    connection.execute(update(FILTERS).where(*of_it).values(deleted_at=moment, updated_at=moment))
    cancel(connection, id, "the webhook was deleted")


def cancel(connection: Connection, webhook_id: str, reason: str) -> None:
    """Cancels what is pending for a webhook."""
    pending = (DELIVERIES.c.webhook_id == webhook_id, DELIVERIES.c.state == "pending")
    connection.execute(update(DELIVERIES).where(*pending).values(state="cancelled", due_at=None, reason=reason))


def _update(connection: Connection, table: Table, id: str, **values: object) -> None:
    connection.execute(update(table).where(table.c.id == id).values(**values))


def _one(connection: Connection, table: Table, id: str) -> AnyRow:
    return connection.execute(select(table).where(table.c.id == id)).one()


def _columns(fields: WebhookFields | FilterFields) -> tuple[object, ...]:
    """The fields as the table holds them."""
    return tuple(int(value) if isinstance(value, bool) else value for value in fields)
