"""What analytics are made of: facts, kept up to date as learning events and assessment results come in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Connection, Update, bindparam, literal_column, select, update

from timeback_sandbox import dialect
from timeback_sandbox.edubridge.facts_events import facts_of
from timeback_sandbox.edubridge.facts_lookup import find_rows
from timeback_sandbox.edubridge.facts_results import judge_results
from timeback_sandbox.edubridge.facts_rows import Fact
from timeback_sandbox.edubridge.facts_tables import FACTS, event_origin, result_origin
from timeback_sandbox.statements import run, shared_dialect

if TYPE_CHECKING:
    from typing import Any

    from timeback_sandbox.events import NewEvent

__all__ = ["from_events", "from_results", "tell_events"]

_BATCH = 2_000


def from_events(
    connection: Connection, events: Sequence[NewEvent], handled: Collection[str] = (), *, again: bool = False
) -> None:
    """Makes the facts of new events.

    Args:
        connection: Within a write transaction.
        events: New events of any kind, in the order in which they were stored.
        handled: The ids of events whose fact comes from the result that was made from them.
        again: Some may have the id of an event that is there already, and take over its fact.
    """
    if again:
        events = list({one.external_id: one for one in events}.values())
        _take_over(connection, events)
    for start in range(0, len(events), _BATCH):
        _put(connection, facts_of(connection, events[start : start + _BATCH], handled))


def from_results(connection: Connection, sourced_ids: Sequence[str]) -> None:
    """Brings the facts of assessment results up to date. A result that no longer counts takes its fact along.

    Args:
        connection: Within a write transaction.
        sourced_ids: Of results that were added or changed.
    """
    for start in range(0, len(sourced_ids), _BATCH):
        judged = judge_results(connection, list(dict.fromkeys(sourced_ids[start : start + _BATCH])))
        _put(connection, judged.facts)
        if judged.others:
            run(connection, _withdrawal(connection.dialect.name), *((origin,) for origin in judged.others))


def tell_events(connection: Connection, results: Iterable[tuple[str, int]]) -> None:
    """Notes in the facts of results from which events the results were made.

    Args:
        connection: Within a write transaction.
        results: The id of each result, and the number of its event.
    """
    numbers = dict(results)
    rows = find_rows(connection, _rows_of_results, list(numbers))
    if rows:
        connection.execute(
            _telling(), [{"wanted": result_origin(seq), "told": numbers[sourced_id]} for sourced_id, seq in rows]
        )


def _put(connection: Connection, facts: list[Fact]) -> None:
    """Writes facts. Of one that is there already, the event that its result was made from stays.

    So does the enrolment, unless the fact is another student's now, or of another course.
    """
    if facts:
        run(connection, dialect.upsert_text(FACTS, "origin", _LASTING), *facts)


_LASTING = frozenset({("enrollment_id", ("person", "course_id")), ("event", ())})


def _take_over(connection: Connection, events: Iterable[NewEvent]) -> None:
    """Gives the facts of earlier events to those that have the same ids now."""
    numbers = {one.external_id: one.id for one in events}
    changes = [
        {"wanted": event_origin(number), "taken": event_origin(numbers[external_id])}
        for external_id, number in find_rows(connection, _numbers_of_events, list(numbers))
        if number != numbers[external_id]
    ]
    if changes:
        connection.execute(_taking(), changes)


# ---------------------------------------------------------------- statements


@lru_cache(maxsize=4)
def _withdrawal(dialect_name: str) -> str:
    """It has one open value, the origin."""
    none: ColumnElement[int] = literal_column("0")
    statement = update(FACTS).where(FACTS.c.origin == bindparam("wanted"), FACTS.c.active != none).values(active=none)
    return str(statement.compile(dialect=shared_dialect(dialect_name)))


@lru_cache(maxsize=1)
def _telling() -> Update:
    return update(FACTS).where(FACTS.c.origin == bindparam("wanted")).values(event=bindparam("told"))


@lru_cache(maxsize=1)
def _taking() -> Update:
    return update(FACTS).where(FACTS.c.origin == bindparam("wanted")).values(origin=bindparam("taken"))


def _rows_of_results(ids: list[BindParameter[str]]) -> Any:
    from timeback_sandbox.oneroster.tables import TABLES

    results = TABLES["assessmentResults"].c
    return select(results.sourced_id, results.seq).where(results.sourced_id.in_(ids))


def _numbers_of_events(ids: list[BindParameter[str]]) -> Any:
    from timeback_sandbox.caliper.tables import EVENTS

    return select(EVENTS.c.external_id, EVENTS.c.id).where(EVENTS.c.external_id.in_(ids))
