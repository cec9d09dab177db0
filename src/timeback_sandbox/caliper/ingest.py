"""Takes envelopes in: once an answer has left, what was accepted is in the database."""

from __future__ import annotations

import sys

from sqlalchemy import Connection

from timeback_sandbox import effects
from timeback_sandbox.caliper import ledger
from timeback_sandbox.caliper.envelope import Envelope, read_stored
from timeback_sandbox.caliper.issues import MOST, Issue, issue, refusal
from timeback_sandbox.caliper.process import Work, known_ids, process
from timeback_sandbox.moments import format_moment
from timeback_sandbox.state import State

__all__ = ["accept"]


def accept(state: State, client_id: str | None, envelope: Envelope, body: bytes, *, at_once: bool = False) -> str:
    """Writes an envelope down, to be worked on by a job.

    Args:
        state: The sandbox.
        client_id: Whose token sent it.
        envelope: What was sent.
        body: The same as JSON.
        at_once: Whether its events are to be stored before this returns, whatever the delay of jobs.

    Returns:
        The job's id.

    Raises:
        Problem: 400, an event is there already, and the sandbox is told to refuse that.
    """
    now = state.clock.now()
    moment = format_moment(now)
    at_once = at_once or state.settings.job_delay == 0
    with state.store.write() as connection:
        if state.settings.duplicates == "error":
            _refuse_repeated(envelope, known=set(known_ids(connection, _ids(envelope))) | _waiting(connection))
        job_id = ledger.next_job_id(connection)
        if at_once:
            outcomes = process(state, connection, [Work(job_id, client_id, envelope)], now)
            ledger.add_done(connection, client_id, moment, outcomes[0])
        else:
            ledger.add_waiting(connection, job_id, client_id, moment, body)
    if at_once:
        effects.after_commit(state)
    else:
        state.jobs.accepted(job_id, envelope, body)
    return str(job_id)


def _ids(envelope: Envelope) -> list[str]:
    """The ids of the events, as often as they occur."""
    return [item.value["id"] for item in envelope.items if item.instant is not None]


def _waiting(connection: Connection) -> set[str]:
    """The ids of events that have been accepted, but are not stored yet."""
    jobs = ledger.open_jobs(connection, None, sys.maxsize)
    return {event_id for job in jobs for event_id in _ids(read_stored(job.envelope))}


def _refuse_repeated(envelope: Envelope, known: set[str]) -> None:
    """Refuses an envelope with an event that is there already, or with the same one twice.

    Raises:
        Problem: 400 with an issue for each of them.
    """
    issues: list[Issue] = []
    for index, item in enumerate(envelope.items):
        if item.instant is None:
            continue
        event_id: str = item.value["id"]
        if event_id in known:
            message = "An event of this id is there already"
            issues.append(issue("custom", ("data", index, "id"), message, received=event_id[:100]))
        known.add(event_id)
    if issues:
        raise refusal(issues[:MOST], message="Events of this envelope are there already")
