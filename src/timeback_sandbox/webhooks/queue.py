"""The deliveries in the database: which is next, who makes it, and how it went.

Several processes may work on one database, so that whoever makes an attempt claims the delivery first, for a while
that it keeps prolonging. What a process leaves behind when it is killed, others take over when that while is over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Update,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from timeback_sandbox.webhooks import records
from timeback_sandbox.webhooks.outbox import milliseconds
from timeback_sandbox.webhooks.schedule import Decision, Outcome, decide
from timeback_sandbox.webhooks.tables import ATTEMPTS, DELIVERIES, SWITCH, WEBHOOKS, insert_text

if TYPE_CHECKING:
    from timeback_sandbox.settings import Settings

__all__ = ["KEPT", "Claim", "Result", "claim", "last_seq", "next_due", "prolong", "prune", "record", "release"]

LEASE = 30.0
"""Real seconds that a claim holds unless it is prolonged."""
KEPT = 10_000
"""Finished deliveries that are remembered."""

_D = DELIVERIES.c


class Claim(NamedTuple):
    """A delivery that this process attempts now."""

    seq: int
    id: str
    webhook_id: str
    url: str
    secret: str
    body: bytes
    number: int


class Result(NamedTuple):
    """How an attempt went, and when.

    Attributes:
        claim: What was attempted.
        outcome: How it went.
        started: The sandbox's time, in seconds since 1970.
        finished: The same.
        duration: Real seconds.
        headers: What was sent, secrets masked.
    """

    claim: Claim
    outcome: Outcome
    started: float
    finished: float
    duration: float
    headers: Mapping[str, str]


# ---------------------------------------------------------------- what is next


def claim(
    connection: Connection, owner: str, *, now: float, real: float, limit: int, up_to: int | None = None
) -> list[Claim]:
    """Claims what is due: of each webhook the oldest delivery without an attempt, and one that is tried again.

    When that is too much, webhooks whose last attempt failed come last.

    Args:
        connection: Of a transaction that writes.
        owner: Who claims.
        now: The sandbox's time in seconds since 1970.
        real: The real time.
        limit: The most.
        up_to: Only deliveries that are not newer than the one of this number.
    """
    found = waiting(connection, now=now, real=real, limit=limit, up_to=up_to)
    if found:
        values = {"owner": owner, "until": milliseconds(real + LEASE), "chosen": [one.seq for one in found]}
        connection.execute(_CLAIM, values)
    return found


_CLAIM = (
    update(DELIVERIES)
    .where(_D.seq.in_(bindparam("chosen", expanding=True)))
    .values(claimed_by=bindparam("owner"), claimed_until=bindparam("until"))
)


def waiting(connection: Connection, *, now: float, real: float, limit: int, up_to: int | None = None) -> list[Claim]:
    """What `claim` would claim."""
    if limit <= 0 or is_off(connection):
        return []
    moments = {"now": milliseconds(now), "real": milliseconds(real), "limit": limit, "up_to": up_to or _ENDLESS}
    found = [Claim(*row) for statement in (_FIRST, _AGAIN) for row in connection.execute(statement, moments)]
    return found[:limit]


_ENDLESS = 2**62
_NOW, _REAL = bindparam("now", type_=Integer), bindparam("real", type_=Integer)


def _claims(chosen: ColumnElement[int], *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The delivery that is chosen of each webhook."""
    webhooks = WEBHOOKS.c
    columns = (_D.seq, _D.id, _D.webhook_id, webhooks.target_url, webhooks.secret, _D.body, _D.attempts + 1)
    return (
        select(*columns)
        .select_from(WEBHOOKS.join(DELIVERIES, _D.seq == chosen))
        .where(webhooks.active == 1, webhooks.deleted_at.is_(None), _D.seq <= bindparam("up_to", type_=Integer))
        .where(*conditions)
        # many that fail slowly would else keep everybody else waiting
        .order_by(webhooks.failing_since.is_not(None), _D.seq)
        .limit(bindparam("limit", type_=Integer))
    )


def _first() -> Select[*tuple[Any, ...]]:
    """Of each webhook the oldest delivery that was never attempted, unless somebody is attempting it."""
    other = DELIVERIES.alias().c
    oldest = select(func.min(other.seq)).where(
        other.webhook_id == WEBHOOKS.c.id, other.state == "pending", other.first == 1
    )
    free = or_(_D.claimed_until.is_(None), _D.claimed_until <= _REAL)
    return _claims(oldest.correlate(WEBHOOKS).scalar_subquery(), free)


def _again() -> Select[*tuple[Any, ...]]:
    """Of each webhook one delivery that is to be attempted again, unless somebody attempts another one of these."""
    other = DELIVERIES.alias().c
    of_it = (other.webhook_id == WEBHOOKS.c.id, other.state == "pending", other.first == 0)
    due = select(other.seq).where(*of_it, other.due_at <= _NOW).order_by(other.due_at).limit(1)
    claimed = exists().where(*of_it, other.claimed_until > _REAL)
    return _claims(due.correlate(WEBHOOKS).scalar_subquery(), ~claimed)


_FIRST, _AGAIN = _first(), _again()


def next_due(connection: Connection, after: float) -> float | None:
    """When the next delivery is to be attempted again, by the sandbox's clock; None when none is.

    Args:
        connection: To read with.
        after: What was due by then has been looked at; when it was left, it waits for something else to end.
    """
    if is_off(connection):
        return None
    found: int | None = connection.execute(_NEXT_DUE, {"now": milliseconds(after)}).scalar()
    return None if found is None else found / 1000


_NEXT_DUE = select(func.min(_D.due_at)).where(_D.state == "pending", _D.first == 0, _D.due_at > _NOW)


def last_seq(connection: Connection) -> int:
    """The number of the newest delivery; 0 when there is none."""
    return connection.execute(select(func.max(_D.seq))).scalar() or 0


def has_pending(connection: Connection) -> bool:
    """Whether anything is left to do."""
    return connection.execute(select(_D.seq).where(_D.state == "pending").limit(1)).first() is not None


# ---------------------------------------------------------------- claims


def prolong(connection: Connection, owner: str, ids: Collection[str], real: float) -> None:
    """Keeps what this process is attempting; what it has lost sight of is left to run out.

    Args:
        connection: Of a transaction that writes.
        owner: Who claimed.
        ids: The deliveries that are being attempted.
        real: The real time.
    """
    mine = (_D.claimed_by == owner, _D.id.in_(ids))
    connection.execute(update(DELIVERIES).where(*mine).values(claimed_until=milliseconds(real + LEASE)))


def release(connection: Connection, owner: str) -> None:
    """Leaves what this process has claimed to others."""
    connection.execute(_unclaim(_D.claimed_by == owner))


def release_others(connection: Connection, owner: str) -> None:
    """Takes every claim of others for what an earlier process left behind."""
    connection.execute(_unclaim(_D.claimed_by.is_not(None), _D.claimed_by != owner))


def _unclaim(*conditions: ColumnElement[bool]) -> Update:
    return update(DELIVERIES).where(*conditions).values(claimed_by=None, claimed_until=None)


# ---------------------------------------------------------------- how it went


def record(connection: Connection, owner: str, result: Result, settings: Settings) -> None:
    """Writes down how an attempt went, and what follows from it.

    Args:
        connection: Of a transaction that writes.
        owner: Who made it; a delivery that is not this owner's any more is left alone.
        result: How it went.
        settings: With the schedule.
    """
    made, outcome = result.claim, result.outcome
    before = connection.execute(_CLAIMED, {"made": made.id, "owner": owner}).first()
    if before is None:
        return
    finished = milliseconds(result.finished)
    failing_since = _failing_since(before.failing_since, outcome, finished)
    if failing_since != before.failing_since:
        connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == made.webhook_id).values(failing_since=failing_since))
    failing_for = 0.0 if failing_since is None else (finished - failing_since) / 1000
    attempted = 0 if outcome.skipped else 1
    tried = before.tried + attempted
    decision = decide(outcome, tried, settings.webhook_retry, failing_for, settings.webhook_disable_after)
    state, due, reason = decision.state, _due(decision, finished), outcome.error if outcome.skipped else None
    if before.state == "cancelled" and not outcome.delivered:  # while it was being attempted
        state, due, reason = "cancelled", None, before.reason
    values = {"to_state": state, "to_due": due, "to_reason": reason, "to_tried": tried}
    connection.execute(_RECORD, {"made": before.seq, "to_attempts": before.attempts + attempted, **values})
    if attempted:
        _add_attempt(connection, result)
    if decision.deactivate and before.target_url == made.url:  # a new URL is not to blame
        moment = datetime.fromtimestamp(result.finished, UTC)
        records.set_active(connection, made.webhook_id, moment, active=False)


_CLAIMED = (
    select(_D.seq, _D.state, _D.reason, _D.attempts, _D.tried, WEBHOOKS.c.failing_since, WEBHOOKS.c.target_url)
    .select_from(DELIVERIES.join(WEBHOOKS, WEBHOOKS.c.id == _D.webhook_id))
    .where(_D.id == bindparam("made"), _D.claimed_by == bindparam("owner"))
)
_RECORD = (
    update(DELIVERIES)
    .where(_D.seq == bindparam("made"))
    .values(
        state=bindparam("to_state"),
        due_at=bindparam("to_due"),
        reason=bindparam("to_reason"),
        attempts=bindparam("to_attempts"),
        tried=bindparam("to_tried"),
        first=0,
        claimed_by=None,
        claimed_until=None,
    )
)


def _failing_since(before: int | None, outcome: Outcome, finished: int) -> int | None:
    """Since when the webhook has only failed, this attempt included."""
    if outcome.skipped:
        return before
    if outcome.delivered:
        return None
    return finished if before is None else min(before, finished)  # the clock may have been set back


def _due(decision: Decision, finished: int) -> int | None:
    return None if decision.wait is None else finished + milliseconds(decision.wait)


def _add_attempt(connection: Connection, result: Result) -> None:
    row = (
        result.claim.id,
        result.claim.number,
        milliseconds(result.started),
        result.outcome.status,
        milliseconds(result.duration),
        result.outcome.error,
        msgspec.json.encode(result.headers).decode(),
    )
    connection.exec_driver_sql(insert_text(ATTEMPTS, connection.dialect.name), row)


def prune(connection: Connection, kept: int = KEPT) -> None:
    """Forgets the oldest finished deliveries.

    Args:
        connection: Of a transaction that writes.
        kept: How many are remembered.
    """
    finished = _D.state != "pending"
    oldest = select(_D.seq).where(finished).order_by(_D.seq.desc()).limit(1).offset(kept)
    last: int | None = connection.execute(oldest).scalar()
    if last is not None:
        gone = select(_D.id).where(finished, _D.seq <= last)
        connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.delivery.in_(gone)))
        connection.execute(delete(DELIVERIES).where(finished, _D.seq <= last))


# ---------------------------------------------------------------- by hand


def again(connection: Connection, id: str, now: float) -> bool:
    """Has a delivery made once more, with the whole schedule before it.

    Returns:
        Whether its webhook can be delivered to.
    """
    usable = select(WEBHOOKS.c.id).where(WEBHOOKS.c.active == 1, WEBHOOKS.c.deleted_at.is_(None))
    found = connection.execute(
        update(DELIVERIES)
        .where(_D.id == id, _D.webhook_id.in_(usable))
        .values(state="pending", first=0, tried=0, due_at=milliseconds(now), reason=None)
    )
    return found.rowcount > 0


_SWITCHED = select(SWITCH.c.on)


def is_off(connection: Connection) -> bool:
    """Whether somebody has switched the deliveries off."""
    return connection.execute(_SWITCHED).scalar() == 0


def switch(connection: Connection, *, on: bool) -> None:
    """Switches the deliveries on or off; what is pending waits."""
    connection.execute(delete(SWITCH))
    connection.exec_driver_sql(insert_text(SWITCH, connection.dialect.name), (int(on),))
