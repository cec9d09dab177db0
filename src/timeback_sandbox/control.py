"""The control API under `/_sandbox`: how a tester steers a sandbox over HTTP.

Every operation except `health` wants the header `X-Sandbox-Key`, and by default a caller on the same machine.
"""

from __future__ import annotations

import hmac
import ipaddress
from datetime import datetime
from typing import Any

import msgspec
from anyio import to_thread
from litestar import Router, delete, get, post, put
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.faults import FaultRule, FaultState
from timeback_sandbox.journal import JournalEntry, select
from timeback_sandbox.problems import Problem
from timeback_sandbox.state import State

__all__ = ["ClockReading", "FaultReading", "Info", "control_router"]

KEY_HEADER = "x-sandbox-key"


class ClockReading(msgspec.Struct, kw_only=True):
    """What time it is in the sandbox: the moment, seconds ahead of real time, whether it stands still."""

    now: datetime
    offset: float
    frozen: bool


class FaultReading(msgspec.Struct, kw_only=True):
    """A fault with its counts: requests that matched, requests that were hit."""

    rule: FaultRule
    seen: int
    fired: int
    exhausted: bool


class Info(msgspec.Struct, kw_only=True):
    """What there is to know about a sandbox; secrets are not part of it."""

    version: str
    seed: str
    database: str
    no_auth: bool
    strict_scopes: bool
    token_lifetime: int
    workers: int
    clock: ClockReading
    counters: dict[str, int]
    faults: int
    snapshots: list[str]


class SetClock(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A moment to set the clock to, or whether it shall stand still, or both."""

    now: datetime | None = None
    frozen: bool | None = None


class AdvanceClock(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Seconds to move the clock by; negative: back."""

    seconds: float


class SeedRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A seed by name."""

    name: str


class ResetRequest(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The seed to load after emptying; None: the one that the sandbox was started with."""

    seed: str | None = None


def reading(state: State) -> ClockReading:
    """What time it is."""
    clock = state.clock
    return ClockReading(now=clock.now(), offset=round(clock.offset, 6), frozen=clock.frozen)


def fault_reading(fault: FaultState) -> FaultReading:
    """A fault with its counts, as the control API shows it."""
    return FaultReading(rule=fault.rule, seen=fault.seen, fired=fault.fired, exhausted=fault.exhausted)


def info(state: State) -> Info:
    """What there is to know about a sandbox."""
    from sqlalchemy.engine import make_url

    from timeback_sandbox.version import version

    settings = state.settings
    return Info(
        version=version(),
        seed=settings.seed,
        database=make_url(settings.database).render_as_string(hide_password=True),
        no_auth=settings.no_auth,
        strict_scopes=settings.strict_scopes,
        token_lifetime=settings.token_lifetime,
        workers=settings.workers,
        clock=reading(state),
        counters=state.room.counters(),
        faults=len(state.room.faults()),
        snapshots=state.snapshots(),
    )


def is_loopback(host: str | None) -> bool:
    """Whether a caller is on this machine; None is a caller in this process."""
    if host is None:
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in {"localhost", "testclient"}
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def may_control(state: State, host: str | None, key: str | None) -> None:
    """Lets a caller pass who is near enough and knows the key.

    Raises:
        Problem: 403 from another machine, 401 without the right key.
    """
    if not state.settings.control_remote and not is_loopback(host):
        raise Problem(403, "The control API answers callers on the same machine only")
    if key is None or not hmac.compare_digest(key.encode("utf-8", "replace"), state.control_key.encode("utf-8")):
        raise Problem(401, "The control API wants its key in the header X-Sandbox-Key")


def control_router() -> Router:
    """The routes under `/_sandbox`."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        client = connection.client
        may_control(
            state_of(connection.scope), None if client is None else client.host, connection.headers.get(KEY_HEADER)
        )

    @get("/info")
    async def get_info(request: AnyRequest) -> Info:
        """What there is to know about this sandbox."""
        return await to_thread.run_sync(info, state_of(request.scope))

    @post("/reset", status_code=200)
    async def reset(request: AnyRequest) -> dict[str, int]:
        """Everything as at the start."""
        wanted = await read_body(request, ResetRequest, ResetRequest())
        return await guarded_work(state_of(request.scope).reset, wanted.seed)

    @post("/seed", status_code=200)
    async def seed(request: AnyRequest) -> dict[str, int]:
        """Adds the data of a seed."""
        wanted = await read_body(request, SeedRequest, None)
        return await guarded_work(state_of(request.scope).seed, wanted.name)

    @get("/snapshots")
    async def list_snapshots(request: AnyRequest) -> list[str]:
        """Names of the snapshots."""
        return await to_thread.run_sync(state_of(request.scope).snapshots)

    @put("/snapshots/{name:str}", status_code=204)
    async def take_snapshot(request: AnyRequest, name: FromPath[str]) -> None:
        """Remembers the data under a name."""
        await guarded_work(state_of(request.scope).snapshot, name)

    @post("/snapshots/{name:str}/restore", status_code=204)
    async def restore_snapshot(request: AnyRequest, name: FromPath[str]) -> None:
        """Brings the data back to a snapshot."""
        await guarded_work(state_of(request.scope).restore, name)

    @get("/clock")
    async def get_clock(request: AnyRequest) -> ClockReading:
        """What time it is."""
        return reading(state_of(request.scope))

    @put("/clock")
    async def set_clock(request: AnyRequest) -> ClockReading:
        """Sets the clock, stops it or lets it run."""
        state = state_of(request.scope)
        wanted = await read_body(request, SetClock, None)
        moment = wanted.now if wanted.now is not None else state.clock.now()
        await guarded_work(lambda: state.clock.set(moment, frozen=wanted.frozen))
        return reading(state)

    @post("/clock/advance", status_code=200)
    async def advance_clock(request: AnyRequest) -> ClockReading:
        """Moves the clock."""
        state = state_of(request.scope)
        wanted = await read_body(request, AdvanceClock, None)
        await guarded_work(state.clock.advance, wanted.seconds)
        return reading(state)

    @delete("/clock", status_code=200)
    async def reset_clock(request: AnyRequest) -> ClockReading:
        """Back to real time."""
        state = state_of(request.scope)
        state.clock.reset()
        return reading(state)

    @get("/faults")
    async def list_faults(request: AnyRequest) -> list[FaultReading]:
        """The faults in the order in which they are asked."""
        return [fault_reading(fault) for fault in state_of(request.scope).room.faults()]

    @post("/faults", status_code=201)
    async def add_fault(request: AnyRequest) -> FaultRule:
        """Adds a fault; one with the same id is replaced."""
        return state_of(request.scope).room.add_fault(await read_body(request, FaultRule, None))

    @delete("/faults/{fault_id:str}", status_code=204)
    async def remove_fault(request: AnyRequest, fault_id: FromPath[str]) -> None:
        """Removes a fault."""
        if not state_of(request.scope).room.remove_fault(fault_id):
            raise Problem(404, f"There is no fault {fault_id!r}")

    @delete("/faults", status_code=204)
    async def clear_faults(request: AnyRequest) -> None:
        """Removes every fault."""
        state_of(request.scope).room.clear_faults()

    @get("/journal")
    async def read_journal(
        request: AnyRequest,
        method: FromQuery[str | None] = None,
        path: FromQuery[str | None] = None,
        status: FromQuery[int | None] = None,
        since: FromQuery[int | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> list[JournalEntry]:
        """The remembered requests, oldest first."""
        return select(
            state_of(request.scope).room.journal(), method=method, path=path, status=status, since=since, limit=limit
        )

    @delete("/journal", status_code=204)
    async def clear_journal(request: AnyRequest) -> None:
        """Forgets the remembered requests."""
        state_of(request.scope).room.clear_journal()

    @get("/counters")
    async def counters(request: AnyRequest) -> dict[str, int]:
        """Counters by name, `token_requests` among them."""
        return {"token_requests": 0, **state_of(request.scope).room.counters()}

    @post("/tokens/revoke", status_code=204)
    async def revoke_tokens(request: AnyRequest) -> None:
        """Makes every token issued so far worthless."""
        state_of(request.scope).room.revoke_tokens()

    from timeback_sandbox.caliper.control import control_routes as job_routes
    from timeback_sandbox.clr.control import control_routes as record_routes
    from timeback_sandbox.powerpath.control import control_routes as lesson_routes
    from timeback_sandbox.webhooks.control import control_routes as delivery_routes

    guarded = Router(
        "/",
        guards=[guard],
        route_handlers=[
            get_info,
            reset,
            seed,
            list_snapshots,
            take_snapshot,
            restore_snapshot,
            get_clock,
            set_clock,
            advance_clock,
            reset_clock,
            list_faults,
            add_fault,
            remove_fault,
            clear_faults,
            read_journal,
            clear_journal,
            counters,
            revoke_tokens,
            *job_routes(),
            *delivery_routes(),
            *lesson_routes(),
            *record_routes(),
        ],
    )

    @get("/health")
    async def health() -> dict[str, str]:
        """Whether the sandbox answers."""
        return {"status": "ok"}

    return Router("/_sandbox", route_handlers=[health, guarded], include_in_schema=False)
