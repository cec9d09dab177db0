"""The jobs in the database: accepted, gone on with, looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from timeback_sandbox.caliper.process import Outcome
from timeback_sandbox.caliper.tables import JOB_FAULTS, JOBS

__all__ = [
    "OPEN",
    "OpenJob",
    "add_done",
    "add_fault",
    "add_waiting",
    "finish",
    "job_view",
    "list_jobs",
    "mark_active",
    "next_job_id",
    "open_ids",
    "open_jobs",
]

OPEN = ("waiting", "active")
"""The states of a job that is not at its end."""


class OpenJob(NamedTuple):
    """A job that is not at its end."""

    id: int
    state: str
    client_id: str | None
    envelope: bytes


def next_job_id(connection: Connection) -> int:
    """The number of the next job."""
    return int(connection.execute(_LAST).scalar() or 0) + 1


_LAST = select(func.max(JOBS.c.id))
_INSERT = insert(JOBS)


def add_waiting(connection: Connection, job_id: int, client_id: str | None, moment: str, envelope: bytes) -> None:
    """Adds a job with the envelope that it is about."""
    row = {"id": job_id, "state": "waiting", "client_id": client_id, "accepted_at": moment, "envelope": envelope}
    connection.execute(_INSERT, row)


def add_done(connection: Connection, client_id: str | None, moment: str, outcome: Outcome) -> None:
    """Adds a job that is at its end."""
    connection.execute(
        _INSERT,
        {
            "id": outcome.id,
            "state": outcome.state,
            "client_id": client_id,
            "accepted_at": moment,
            "processed_on": moment,
            "failed_reason": outcome.failed_reason,
            "results": outcome.results,
        },
    )


_ACTIVATE = (
    update(JOBS)
    .where(JOBS.c.id == bindparam("job"), JOBS.c.state == "waiting")
    .values(state="active", processed_on=bindparam("moment"))
)
_FINISH = (
    update(JOBS)
    .where(JOBS.c.id == bindparam("job"))
    .values(
        state=bindparam("ended"),
        processed_on=func.coalesce(JOBS.c.processed_on, bindparam("moment")),
        failed_reason=bindparam("reason"),
        results=bindparam("found"),
        envelope=None,
    )
)


def mark_active(connection: Connection, ids: Iterable[int], moment: str) -> None:
    """Lets waiting jobs be worked on."""
    rows = [{"job": job_id, "moment": moment} for job_id in ids]
    if rows:
        connection.execute(_ACTIVATE, rows)


def finish(connection: Connection, outcomes: Sequence[Outcome], moment: str) -> None:
    """Brings jobs to their end; their envelopes are not needed any more."""
    rows = [
        {"job": one.id, "ended": one.state, "moment": moment, "reason": one.failed_reason, "found": one.results}
        for one in outcomes
    ]
    if rows:
        connection.execute(_FINISH, rows)


_OPEN_IDS = select(JOBS.c.id).where(JOBS.c.state.in_(OPEN)).order_by(JOBS.c.id).limit(bindparam("most"))
_OPEN_JOBS = select(JOBS.c.id, JOBS.c.state, JOBS.c.client_id, JOBS.c.envelope).where(JOBS.c.state.in_(OPEN))
_SOME = _OPEN_JOBS.where(JOBS.c.id.in_(bindparam("ids", expanding=True))).order_by(JOBS.c.id)
_FIRST = _OPEN_JOBS.order_by(JOBS.c.id).limit(bindparam("most"))


def open_ids(connection: Connection, most: int = 1_000) -> list[int]:
    """The oldest jobs that are not at their end."""
    return list(connection.execute(_OPEN_IDS, {"most": most}).scalars())


def open_jobs(connection: Connection, ids: Sequence[int] | None, most: int) -> list[OpenJob]:
    """Jobs that are not at their end, oldest first.

    Args:
        connection: Of the transaction.
        ids: Only those of these jobs; None: all.
        most: How many at most.
    """
    if ids is None:
        found = connection.execute(_FIRST, {"most": most})
    else:
        found = connection.execute(_SOME, {"ids": list(ids[:most])})
    return [OpenJob(*row) for row in found]


# ---------------------------------------------------------------- looking


_VIEW = (JOBS.c.id, JOBS.c.state, JOBS.c.processed_on, JOBS.c.failed_reason, JOBS.c.results)


def job_view(connection: Connection, job_id: str) -> dict[str, Any] | None:
    """A job as the service shows it; None when there is none of that id."""
    if not (job_id.isascii() and job_id.isdigit() and len(job_id) < 19) or job_id != str(int(job_id)):
        return None
    row = connection.execute(select(*_VIEW).where(JOBS.c.id == int(job_id))).first()
    return None if row is None else _view(*row)


def _view(
    job_id: int, state: str, processed_on: str | None, reason: str | None, results: bytes | None
) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": str(job_id),
        "state": state,
        "returnValue": None if results is None else msgspec.Raw(results),
        "processedOn": processed_on,
    }
    if reason is not None:
        view["failedReason"] = reason
    return view


def list_jobs(connection: Connection, state: str | None, limit: int) -> list[dict[str, Any]]:
    """Jobs as the control API shows them, newest first.

    Args:
        connection: To read with.
        state: Only jobs in this state.
        limit: How many at most.
    """
    statement = select(*_VIEW, JOBS.c.accepted_at, JOBS.c.client_id).order_by(JOBS.c.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(JOBS.c.state == state)
    return [{**_view(*row[:5]), "acceptedAt": row[5], "clientId": row[6]} for row in connection.execute(statement)]


def add_fault(connection: Connection, reason: str, count: int, stored: int | None) -> None:
    """Has the next jobs fail.

    Args:
        connection: Of a transaction that writes.
        reason: Why, as the jobs will tell.
        count: How many jobs.
        stored: How many events of each are stored all the same, which lets it complete with status `error`;
            None: it fails and stores none.
    """
    number = int(connection.execute(select(func.coalesce(func.max(JOB_FAULTS.c.id), 0))).scalar_one()) + 1
    connection.execute(insert(JOB_FAULTS).values(id=number, reason=reason, remaining=count, stored=stored))
