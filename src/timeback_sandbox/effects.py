"""What a change in one service means to the others. Everything here happens inside the change's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.events import NewEvent
    from timeback_sandbox.state import State

__all__ = ["WATCHED", "after_commit", "events_stored", "records_written"]

WATCHED = frozenset({"assessmentResults"})
"""The kinds of OneRoster's records whose changes mean something to other services."""


def events_stored(state: State, connection: Connection, events: Sequence[NewEvent], told: Collection[str] = ()) -> None:
    """Tells the other services of newly stored events: gradebook, analytics, webhooks.

    Args:
        state: The sandbox.
        connection: Of the transaction that stores the events.
        events: In the order in which they were stored; each event comes here once.
        told: The ids of events that tell no more than a result which was written with them, so that analytics and
            gradebook have it already.
    """
    from timeback_sandbox.edubridge import facts, results
    from timeback_sandbox.webhooks import outbox

    settings = state.settings
    handled = results.from_events(state, connection, events) if settings.event_results else set[str]()
    if settings.event_facts:
        facts.from_events(connection, events, {*handled, *told}, again=settings.duplicates == "store")
    if settings.deliver_webhooks:
        outbox.enqueue(state, connection, events)


def records_written(connection: Connection, kind: str, sourced_ids: Sequence[str]) -> None:
    """Tells the other services of records of OneRoster that were added or changed: results become analytics.

    Args:
        connection: Of the transaction that writes them.
        kind: One of `WATCHED`.
        sourced_ids: Of the records, which have been written.
    """
    if kind == "assessmentResults":
        from timeback_sandbox.edubridge import facts

        facts.from_results(connection, sourced_ids)


def after_commit(state: State) -> None:
    """Lets what was begun within the transaction go on, now that it has been committed."""
    state.deliveries.wake()
