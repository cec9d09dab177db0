"""The control API's part about jobs: look at them, take them a step on, have them fail."""

from __future__ import annotations

from typing import Any

import msgspec
from anyio import to_thread
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.caliper import ledger
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.problems import Problem
from timeback_sandbox.state import State

__all__ = ["control_routes", "fail_next"]

_USUAL = 100
_MOST = 1_000


class AdvanceJobs(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which job to take on, None: all; and how many steps: one leads to `active`, the second to the end."""

    id: str | None = None
    steps: int = 1


class FailNext(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many of the next jobs shall fail, and why.

    With `stored`, a job completes with status `error` after so many of its events were stored.
    """

    reason: str = "asked for by the control API"
    count: int = 1
    stored: int | None = None


def fail_next(state: State, reason: str, count: int = 1, stored: int | None = None) -> None:
    """Has the next jobs fail.

    Args:
        state: The sandbox.
        reason: What the jobs will tell.
        count: How many jobs, at least 1.
        stored: How many events of each are stored all the same; the job then completes with status `error`.

    Raises:
        ValueError: A number is out of its range.
    """
    if not 1 <= count <= 1_000_000_000:
        raise ValueError(f"count is 1 to a thousand million, got {count}")
    if stored is not None and not 0 <= stored <= 1_000_000_000:
        raise ValueError(f"stored is 0 to a thousand million, got {stored}")
    with state.store.write() as connection:
        ledger.add_fault(connection, reason, count, stored)


def advance(state: State, wanted: AdvanceJobs) -> int:
    """Takes jobs some steps on; tells how many steps were made in all.

    Raises:
        ValueError: The number of steps is none.
        KeyError: There is no job of that id.
    """
    if not 1 <= wanted.steps <= 2:
        raise ValueError(f"steps is 1 or 2, got {wanted.steps}")
    job_id = None
    if wanted.id is not None:
        with state.store.read() as connection:
            if ledger.job_view(connection, wanted.id) is None:
                raise KeyError(wanted.id)
        job_id = int(wanted.id)
    return sum(state.jobs.advance(job_id) for _ in range(wanted.steps))


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @get("/jobs")
    async def list_jobs(request: AnyRequest, limit: FromQuery[int | None] = None) -> Response[bytes]:
        """The jobs, newest first."""
        most = _USUAL if limit is None else limit
        if not 1 <= most <= _MOST:
            raise Problem(422, f"limit is 1 to {_MOST}, got {most}")
        wanted = request.query_params.get("state")  # as a parameter, the name means something else to Litestar
        jobs = await to_thread.run_sync(_jobs, state_of(request.scope), wanted, most)
        return Response(msgspec.json.encode(jobs), media_type="application/json")

    @post("/jobs/advance", status_code=200)
    async def advance_jobs(request: AnyRequest) -> dict[str, int]:
        """Takes jobs on by hand."""
        wanted = await read_body(request, AdvanceJobs, AdvanceJobs())
        return {"advanced": await guarded_work(advance, state_of(request.scope), wanted)}

    @post("/jobs/fail-next", status_code=204)
    async def fail_next_jobs(request: AnyRequest) -> None:
        """Has the next jobs fail."""
        wanted = await read_body(request, FailNext, FailNext())
        await guarded_work(fail_next, state_of(request.scope), wanted.reason, wanted.count, wanted.stored)

    return [list_jobs, advance_jobs, fail_next_jobs]


def _jobs(state: State, wanted: str | None, limit: int) -> list[dict[str, Any]]:
    with state.store.read() as connection:
        return ledger.list_jobs(connection, wanted, limit)
