"""What a job does: stores the new events of accepted envelopes, and lets the other services know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from timeback_sandbox import effects
from timeback_sandbox.caliper.envelope import Envelope, Item
from timeback_sandbox.caliper.tables import ENTITIES, EVENTS, JOB_FAULTS
from timeback_sandbox.events import NewEvent
from timeback_sandbox.moments import format_moment
from timeback_sandbox.statements import insert_rows

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["Outcome", "Work", "event_row", "known_ids", "next_event_id", "process"]

_CHUNK = 500


class Work(NamedTuple):
    """A job that is to be done."""

    id: int
    client_id: str | None
    envelope: Envelope


class Outcome(NamedTuple):
    """How a job ended: `completed` with results, or `failed` with a reason."""

    id: int
    state: str
    results: bytes | None
    failed_reason: str | None


class _Fault(NamedTuple):
    id: int
    reason: str
    remaining: int
    stored: int | None


def process(state: State, connection: Connection, jobs: Sequence[Work], now: datetime) -> list[Outcome]:
    """Does jobs, in their order.

    Args:
        state: The sandbox.
        connection: Of the transaction in which all of it happens.
        jobs: What to do.
        now: The sandbox's time.

    Returns:
        The outcome of each, which the caller writes down in the same transaction.
    """
    batch = _Batch(connection, jobs, now, keep_all=state.settings.duplicates == "store")
    faults = _faults(connection)
    outcomes = [batch.do(job, _take(faults)) for job in jobs]
    batch.store()
    _save(connection, faults)
    if batch.new:
        effects.events_stored(state, connection, batch.new)
    return outcomes


class _Batch:
    """Jobs that are done together."""

    def __init__(self, connection: Connection, jobs: Sequence[Work], now: datetime, *, keep_all: bool) -> None:
        self.new: list[NewEvent] = []
        self._connection = connection
        self._now = now
        self._moment = format_moment(now)
        self._keep_all = keep_all
        events = (item for job in jobs for item in job.envelope.items if item.instant is not None)
        self._known = known_ids(connection, (item.value["id"] for item in events))
        self._copies = _copies(connection, self._known) if keep_all else {}
        self._next = next_event_id(connection)
        self._rows: list[tuple[object, ...]] = []
        self._documents: dict[int, bytes] = {}
        self._entities: dict[str, tuple[object, ...]] = {}

    def do(self, job: Work, fault: _Fault | None) -> Outcome:
        """One job."""
        most = None
        if fault is not None:
            most = fault.stored
            if most is None:
                return Outcome(job.id, "failed", None, fault.reason)
        results: list[dict[str, Any]] = []
        for item in job.envelope.items:
            if item.instant is None:
                self._describe(item, job.envelope.sensor)
            elif most is None or len(results) < most:
                results.append(self._event(job, item, item.instant))
        status = "success" if fault is None else "error"
        return Outcome(job.id, "completed", msgspec.json.encode({"status": status, "results": results}), None)

    def store(self) -> None:
        """Writes what the jobs have brought."""
        if self._rows:
            insert_rows(self._connection, EVENTS, self._rows)
        if self._entities:
            ids = list(self._entities)
            for start in range(0, len(ids), _CHUNK):
                self._connection.execute(delete(ENTITIES).where(ENTITIES.c.id.in_(ids[start : start + _CHUNK])))
            insert_rows(self._connection, ENTITIES, list(self._entities.values()))

    def _event(self, job: Work, item: Item, instant: int) -> dict[str, Any]:
        """Takes an event, unless it is there, and tells its number."""
        external_id: str = item.value["id"]
        copy = 0
        known = self._known.get(external_id)
        if known is not None:
            if not self._keep_all:
                return self._repeated(known, external_id, item)
            copy = self._copies[external_id] = self._copies.get(external_id, 0) + 1
        number = self._next
        self._next += 1
        if known is None:
            self._known[external_id] = number
        document = bytes(item.document)
        self._documents[number] = document
        envelope = job.envelope
        new = NewEvent(number, external_id, envelope.sensor, envelope.send_time, job.client_id, self._now, instant,
                       item.value, document)  # fmt: skip
        self.new.append(new)
        self._rows.append(event_row(new, copy, self._moment))
        return {"allocatedId": str(number), "externalId": external_id}

    def _repeated(self, known: int, external_id: str, item: Item) -> dict[str, Any]:
        """What is told about an event that is there already."""
        first = self._documents.get(known)
        if first is None:
            statement = select(EVENTS.c.document).where(EVENTS.c.id == known)
            first = cast("bytes", self._connection.execute(statement).scalar_one())
        result: dict[str, Any] = {"allocatedId": str(known), "externalId": external_id}
        if first != bytes(item.document) and not _same(msgspec.json.decode(first), item.value):
            result.update(duplicate=True, conflict=True)
        return result

    def _describe(self, item: Item, sensor: str) -> None:
        entity_id: str = item.value["id"]
        row = (entity_id, item.value["type"], sensor, self._moment, bytes(item.document))
        self._entities[entity_id] = row


def event_row(new: NewEvent, copy: int, moment: str) -> tuple[object, ...]:
    """The row of an event, in the order of the table's columns."""
    event = new.event
    actor = event["actor"]
    actor_id, email, other = actor, None, None
    if isinstance(actor, dict):
        actor_id, email, other = _actor(cast("dict[str, Any]", actor))
    return (
        new.id, new.external_id, copy, new.sensor, event["type"], event.get("profile"), event["action"],
        event["eventTime"], new.instant, actor_id, email, other, new.client_id, moment, new.send_time, new.document,
    )  # fmt: skip


def _actor(actor: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Id and addresses by which an actor is found; a second address only if it differs from the first."""
    named, email, extensions = actor.get("id"), actor.get("email"), actor.get("extensions")
    other = cast("dict[str, Any]", extensions).get("email") if isinstance(extensions, dict) else None
    found = [one.lower() for one in (email, other) if isinstance(one, str)]
    first = found[0] if found else None
    second = found[1] if len(found) == 2 and found[1] != first else None
    return (named if isinstance(named, str) else None), first, second


# ---------------------------------------------------------------- what is there


_KNOWN = select(EVENTS.c.external_id, EVENTS.c.id).where(
    EVENTS.c.external_id.in_(bindparam("ids", expanding=True)), EVENTS.c.copy == 0
)
_COPIES = (
    select(EVENTS.c.external_id, func.max(EVENTS.c.copy))
    .where(EVENTS.c.external_id.in_(bindparam("ids", expanding=True)))
    .group_by(EVENTS.c.external_id)
)
_LAST = select(func.max(EVENTS.c.id))


def known_ids(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of those events that are stored, by the ids that their senders gave them."""
    return _by_id(connection, _KNOWN, ids)


def _copies(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    return _by_id(connection, _COPIES, ids)


def _by_id(connection: Connection, statement: Select[Any, Any], ids: Iterable[str]) -> dict[str, int]:
    wanted = list(dict.fromkeys(ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = connection.execute(statement, {"ids": wanted[start : start + _CHUNK]})
        found.update((row[0], row[1]) for row in rows)
    return found


def next_event_id(connection: Connection) -> int:
    """The number of the next event."""
    return int(connection.execute(_LAST).scalar() or 0) + 1


def _same(one: object, other: object) -> bool:
    """Whether two JSON values, however deep, mean the same; unlike for Python, true is not 1."""
    pairs: list[tuple[object, object]] = [(one, other)]
    while pairs:
        this, that = pairs.pop()
        if isinstance(this, dict) and isinstance(that, dict):
            ones, others = cast("dict[str, object]", this), cast("dict[str, object]", that)
            if ones.keys() != others.keys():
                return False
            pairs += ((value, others[key]) for key, value in ones.items())
        elif isinstance(this, list) and isinstance(that, list):
            left, right = cast("list[object]", this), cast("list[object]", that)
            if len(left) != len(right):
                return False
            pairs += zip(left, right, strict=True)
        elif isinstance(this, bool) != isinstance(that, bool) or this != that:
            return False
    return True


# ---------------------------------------------------------------- jobs that shall fail


def _faults(connection: Connection) -> list[_Fault]:
    """The failures that were asked for, in their order."""
    return [_Fault(*row) for row in connection.execute(_ALL_FAULTS)]


_ALL_FAULTS = select(JOB_FAULTS.c.id, JOB_FAULTS.c.reason, JOB_FAULTS.c.remaining, JOB_FAULTS.c.stored).order_by(
    JOB_FAULTS.c.id
)


def _take(faults: list[_Fault]) -> _Fault | None:
    """The failure for the next job, which is counted down."""
    for index, fault in enumerate(faults):
        if fault.remaining > 0:
            faults[index] = fault._replace(remaining=fault.remaining - 1)
            return fault
    return None


def _save(connection: Connection, faults: list[_Fault]) -> None:
    for fault in faults:
        here = JOB_FAULTS.c.id == fault.id
        if fault.remaining:
            connection.execute(update(JOB_FAULTS).where(here).values(remaining=fault.remaining))
        else:
            connection.execute(delete(JOB_FAULTS).where(here))
