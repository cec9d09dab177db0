"""The life of an assignment: which states it has, what leads from one to another, and when its time is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, case, select, update

from timeback_sandbox.masterytrack.tables import ASSIGNMENTS

__all__ = [
    "ACTIVE",
    "LIFETIME_MS",
    "Step",
    "active_at",
    "find_assignment",
    "list_assignments",
    "next_status",
    "set_status",
    "status_at",
    "withdraw",
]

Row = Any
"""A row of the table of assignments whose `status` is the one that counts at the moment of reading."""

LIFETIME_MS = 30 * 24 * 3600 * 1000
"""How long an assignment can be worked on."""

ACTIVE = ("ASSIGNED", "IN_PROGRESS", "PAUSED")
"""The states in which a student can work on a test; there is one such assignment of a test at most."""

Step = Literal["start", "pause", "resume", "complete", "abandon", "invalidate"]
"""What can happen to an assignment, apart from its time being over."""

_STEPS: Mapping[Step, tuple[frozenset[str], str]] = {
    "start": (frozenset({"ASSIGNED"}), "IN_PROGRESS"),
    "pause": (frozenset({"IN_PROGRESS"}), "PAUSED"),
    "resume": (frozenset({"PAUSED"}), "IN_PROGRESS"),
    "complete": (frozenset({"IN_PROGRESS"}), "COMPLETED"),
    "abandon": (frozenset({"IN_PROGRESS", "PAUSED"}), "ABANDONED"),
    "invalidate": (frozenset(ACTIVE), "INVALIDATED"),
}


def next_status(status: str, step: Step) -> str | None:
    """The state that a step leads to; None when it is not possible in this state."""
    possible, then = _STEPS[step]
    return then if status in possible else None


def active_at(now: int) -> ColumnElement[bool]:
    """Whether an assignment can be worked on at a moment, in milliseconds since 1970."""
    return and_(ASSIGNMENTS.c.status.in_(ACTIVE), ASSIGNMENTS.c.expires_at > now)


def status_at(now: int) -> ColumnElement[str]:
    """The state of an assignment at a moment: what its time is over for counts as expired, written or not."""
    over = and_(ASSIGNMENTS.c.status.in_(ACTIVE), ASSIGNMENTS.c.expires_at <= now)
    return case((over, "EXPIRED"), else_=ASSIGNMENTS.c.status)


def list_assignments(connection: Connection, now: int, *conditions: ColumnElement[bool]) -> list[Row]:
    """The assignments that meet the conditions, in the order in which they were made."""
    columns = [column for column in ASSIGNMENTS.columns if column.name != "status"]
    query: Any = select(*columns, status_at(now).label("status")).where(*conditions).order_by(ASSIGNMENTS.c.id)
    rows: Any = connection.execute(query)
    return list(rows)


def find_assignment(connection: Connection, id: int, now: int) -> Row | None:
    """The assignment of that number; None when there is none."""
    if not 0 < id < 2**63:
        return None
    return next(iter(list_assignments(connection, now, ASSIGNMENTS.c.id == id)), None)


def set_status(connection: Connection, ids: list[int], status: str) -> None:
    """Writes the state of assignments."""
    connection.execute(update(ASSIGNMENTS).where(ASSIGNMENTS.c.id.in_(ids)).values(status=status))


def withdraw(connection: Connection, now: int, condition: ColumnElement[bool]) -> None:
    """Withdraws those assignments that can still be worked on, for which there is no place any more.

    Args:
        connection: Within a write transaction.
        now: The present, in milliseconds since 1970.
        condition: Which ones.
    """
    connection.execute(update(ASSIGNMENTS).where(active_at(now), condition).values(status="INVALIDATED"))
