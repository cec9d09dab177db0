"""The tables: webhooks, their filters, the deliveries that are due or were made, and each attempt at one."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, insert

from timeback_sandbox.schema.base import METADATA
from timeback_sandbox.statements import shared_dialect

__all__ = ["ATTEMPTS", "DELIVERIES", "FILTERS", "SWITCH", "WEBHOOKS", "insert_text"]

WEBHOOKS = Table(
    "webhooks_webhooks",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("target_url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("sensor", Text),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("deleted_at", Text),
    # milliseconds since 1970 of the first failure after the last success; null while all is well
    Column("failing_since", Integer),
)

FILTERS = Table(
    "webhooks_filters",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("webhook_id", Text, nullable=False, index=True),
    Column("filter_key", Text, nullable=False),
    Column("filter_value", Text, nullable=False),
    Column("filter_type", Text, nullable=False),
    Column("filter_operation", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("deleted_at", Text),
)

DELIVERIES = Table(
    "webhooks_deliveries",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("webhook_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Integer, nullable=False),
    # by the sandbox's clock; null when there is nothing left to do
    Column("due_at", Integer),
    # 1 until the first attempt was made: these are made one after the other
    Column("first", Integer, nullable=False),
    # all attempts, and those of the present schedule, which a resend begins anew
    Column("attempts", Integer, nullable=False),
    Column("tried", Integer, nullable=False),
    # who is making an attempt right now, and until when that is believed, in real milliseconds
    Column("claimed_by", Text),
    Column("claimed_until", Integer),
    # why it was skipped or cancelled
    Column("reason", Text),
    Index(None, "webhook_id", "state", "first", "seq"),
    Index("ix_webhooks_deliveries_again", "webhook_id", "state", "first", "due_at"),
    Index("ix_webhooks_deliveries_due", "state", "first", "due_at"),
    Index("ix_webhooks_deliveries_claimed", "claimed_by"),
)

ATTEMPTS = Table(
    "webhooks_attempts",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("delivery", Text, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("status", Integer),
    # real milliseconds
    Column("duration", Integer, nullable=False),
    Column("error", Text),
    # JSON, secrets masked
    Column("headers", Text, nullable=False),
)

SWITCH = Table("webhooks_switch", METADATA, Column("seq", Integer, primary_key=True), Column("on", Integer))
"""One row when somebody has used the switch; without one, deliveries are made."""


@lru_cache(maxsize=16)
def insert_text(table: Table, dialect: str) -> str:
    """The statement that inserts rows given as tuples, in the order of the columns after `seq`."""
    names = [column.name for column in table.columns if column.name != "seq"]
    return str(insert(table).compile(dialect=shared_dialect(dialect), column_keys=names))
