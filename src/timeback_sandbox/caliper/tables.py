"""The tables of Caliper: events, entities that were described, jobs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from timeback_sandbox.schema.base import METADATA

__all__ = ["ENTITIES", "EVENTS", "JOBS", "JOB_FAULTS"]

EVENTS = Table(
    "caliper_events",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("external_id", Text, nullable=False),
    Column("copy", Integer, nullable=False),
    Column("sensor", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("profile", Text),
    Column("action", Text, nullable=False),
    Column("event_time", Text, nullable=False),
    Column("instant", BigInteger, nullable=False),
    Column("actor_id", Text),
    Column("actor_email", Text),
    Column("other_email", Text),
    Column("client_id", Text),
    Column("created_at", Text, nullable=False),
    Column("send_time", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("external_id", "copy"),
    Index(None, "instant"),
    Index(None, "sensor", "instant"),
    Index(None, "actor_id", "instant"),
    Index(None, "actor_email", "instant"),
)
"""Stored events. Lists come newest first: each index ends with the moment, behind which the key stands.

`copy` is 0, and more only where events of one id are told to be kept side by side. `other_email` is what an actor's
extensions say when the actor itself says something else. `document` is the event as it was submitted.
"""

Index("ix_caliper_events_other_email", EVENTS.c.other_email, EVENTS.c.instant,
      sqlite_where=EVENTS.c.other_email.is_not(None), postgresql_where=EVENTS.c.other_email.is_not(None))  # fmt: skip

ENTITIES = Table(
    "caliper_entities",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("sensor", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
"""Entities that envelopes described, as they were last."""

JOBS = Table(
    "caliper_jobs",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False, index=True),
    Column("client_id", Text),
    Column("accepted_at", Text, nullable=False),
    Column("processed_on", Text),
    Column("failed_reason", Text),
    Column("results", LargeBinary),
    Column("envelope", LargeBinary),
)
"""One job for each accepted envelope; the envelope itself is kept until its events are stored."""

JOB_FAULTS = Table(
    "caliper_job_faults",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("remaining", Integer, nullable=False),
    Column("stored", Integer),
)
"""Jobs that shall fail: how many more, and how many of their events are stored all the same."""
