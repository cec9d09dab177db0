"""The sandbox as a Python object: in this process, with or without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypedDict, Unpack

import msgspec
from anyio import to_thread

from timeback_sandbox.clock import Clock
from timeback_sandbox.controls import FaultControls, SyncControls
from timeback_sandbox.journal import JournalEntry, select
from timeback_sandbox.seeding import check_seed, fill, is_empty
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State
from timeback_sandbox.tokens import new_secret
from timeback_sandbox.wiring import IN_PROCESS_URL, in_process_sender, wiring

if TYPE_CHECKING:
    from types import TracebackType

    from litestar import Litestar

    from timeback_core import TimebackClient
    from timeback_core.qti.scoring import Grader
    from timeback_core.sync import TimebackClient as SyncTimebackClient
    from timeback_sandbox.server import EmbeddedServer
    from timeback_sandbox.webhooks.engine import DeliveryEngine

__all__ = ["IN_PROCESS_URL", "Sandbox", "SandboxOptions"]


class SandboxOptions(TypedDict, total=False):
    """Further settings of a sandbox; see `Settings`."""

    client_id: str
    client_secret: str
    second_client_id: str
    second_client_secret: str
    control_key: str
    control_remote: bool
    token_lifetime: int
    no_auth: bool
    strict_scopes: bool
    journal_size: int
    journal_body_bytes: int
    max_body_bytes: int
    job_delay: float | None
    caliper_validation: Literal["platform", "strict"]
    duplicates: Literal["ignore", "error", "store"]
    max_envelope_bytes: int
    event_results: bool
    event_facts: bool
    deliver_webhooks: bool
    webhook_targets: tuple[str, ...]
    webhook_retry: tuple[float, ...]
    webhook_timeout: float
    webhook_disable_after: float
    webhook_payload: Literal["event", "array", "envelope"]
    webhook_keys: Literal["both", "documented", "peer"]
    edubridge_errors: Literal["imsx", "errors"]
    school_year_start: str
    school_days_off: tuple[str, ...]
    qti_page_cap: int | None
    qti_schemas: str | None
    xsd_on_write: Literal["warn", "enforce"]
    check_stimulus_refs: bool
    external_scorer: bool
    powerpath_seed: str
    powerpath_events: bool
    test_assignment_lifetime: float | None
    masterytrack_api_keys: tuple[str, ...]
    case_post_existing: Literal["reject", "replace"]
    case_strict_associations: bool
    clr_signing_seed: str | None
    clr_proof_fallback: Literal["jcs", "reject"]
    clr_verification_method: Literal["issuer", "did-key"]
    clr_verify_nested: bool
    clr_strict: bool


class Sandbox:
    """A sandbox that lives as long as the `with` block around it.

    Without a port it runs in process: `client()` reaches it without a socket. With one it is served on
    loopback by a thread of its own, and anything that speaks HTTP reaches it. Instances share nothing.

        async with Sandbox() as sandbox, sandbox.client() as timeback:
            await timeback.oneroster.schools.list()

    A plain `with` does as well; `sync` then offers what is awaited otherwise.

    Args:
        seed: What an empty database is filled with: `empty`, `demo`, or `district:N` for N users.
        port: Port to listen on, 0 for any that is free; None (default): no socket.
        host: Address to listen on. Default: loopback.
        database: SQLAlchemy URL of the data. Default: in memory.
        **options: Further settings, see `Settings`.

    Raises:
        ValueError: There is no seed of that name, or a setting is out of its range.
    """

    def __init__(
        self,
        *,
        seed: str = "demo",
        port: int | None = None,
        host: str = "127.0.0.1",
        database: str = "sqlite://",
        **options: Unpack[SandboxOptions],
    ) -> None:
        check_seed(seed)
        settings = Settings(seed=seed, database=database, **options)
        if settings.client_secret is None and database == "sqlite://":
            # known before the data is there, so that a client can be configured without starting anything
            settings = msgspec.structs.replace(settings, client_secret=new_secret())
        self._settings = settings
        self._host = host
        self._port = port
        self._state: State | None = None
        self._app: Litestar | None = None
        self._server: EmbeddedServer | None = None
        self.faults = FaultControls(lambda: self.state)
        self.sync = SyncControls(lambda: self.state)

    # ------------------------------------------------------------ life

    def start(self) -> Self:
        """Opens the database, loads the seed if it is empty, and listens if a port was given.

        Raises:
            OSError: The port is taken.
            RuntimeError: It runs already.
        """
        from timeback_sandbox.app import create_app_for

        if self._state is not None:
            raise RuntimeError("this sandbox runs already")
        state = State(self._settings)
        try:
            if is_empty(state.store):
                fill(state.store, self._settings.seed, state.clock)
            app = create_app_for(state)
            if self._port is not None:
                self._server = self._serve(app, state, self._port)
        except BaseException:
            self._stop_server()
            state.close()
            raise
        self._state, self._app = state, app
        return self

    def listen(self, port: int = 0) -> str:
        """Has a running sandbox that was started without a port listen as well; one that listens stays as it is.

        `client()` goes on reaching it without the socket.

        Args:
            port: Port to listen on. Default: any that is free.

        Returns:
            The base URL.

        Raises:
            OSError: The port is taken.
            RuntimeError: It does not run.
        """
        if self._server is None:
            self._server = self._serve(self.app, self.state, port)
        return self._server.url

    def stop(self) -> None:
        """Stops listening and closes the database; data in memory is gone. Stopping twice is fine."""
        self._stop_server()
        state, self._state, self._app = self._state, None, None
        if state is not None:
            state.close()

    async def __aenter__(self) -> Self:
        await to_thread.run_sync(self.start)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await to_thread.run_sync(self.stop)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _serve(self, app: Litestar, state: State, port: int) -> EmbeddedServer:
        from timeback_sandbox.server import EmbeddedServer

        server = EmbeddedServer(app, state, self._host, port)
        server.start()
        return server

    def _stop_server(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    # ------------------------------------------------------------ where and who

    @property
    def state(self) -> State:
        """The sandbox's state.

        Raises:
            RuntimeError: It does not run.
        """
        if self._state is None:
            raise RuntimeError("the sandbox does not run; use it inside `with Sandbox() as sandbox:`")
        return self._state

    @property
    def app(self) -> Litestar:
        """The ASGI application, to be called in process."""
        if self._app is None:
            raise RuntimeError("the sandbox does not run; use it inside `with Sandbox() as sandbox:`")
        return self._app

    @property
    def base_url(self) -> str:
        """Where the APIs are: an address on loopback, or a name that only `client()` can reach."""
        if self._server is not None:
            return self._server.url
        if self._port is None:
            return IN_PROCESS_URL
        raise RuntimeError("the sandbox does not run, so its port is not known; start it first")

    @property
    def auth_url(self) -> str:
        """Where tokens are."""
        return f"{self.base_url}/oauth/token"

    @property
    def second_auth_url(self) -> str:
        """The second token endpoint, which knows `second_client_id` only."""
        return f"{self.base_url}/second/oauth/token"

    @property
    def client_id(self) -> str:
        """Whom the token endpoint knows."""
        return self._settings.client_id

    @property
    def client_secret(self) -> str:
        """The secret to that."""
        return self._settings.client_secret or self.state.credentials["main"].client_secret

    @property
    def second_client_id(self) -> str:
        """Whom the second token endpoint knows."""
        return self._settings.second_client_id

    @property
    def second_client_secret(self) -> str:
        """The secret to that."""
        return self.state.credentials["second"].client_secret

    @property
    def control_key(self) -> str:
        """Opens the control API under `/_sandbox`, as header `X-Sandbox-Key`."""
        return self.state.control_key

    def client(self, **options: Any) -> TimebackClient:
        """A client for this sandbox, to be closed by the caller.

        Args:
            **options: Further arguments of `TimebackClient`; they win over what is set here.
        """
        from timeback_core import TimebackClient

        return TimebackClient(**{**self._wiring(), **options})

    def sync_client(self, **options: Any) -> SyncTimebackClient:
        """A client for this sandbox whose methods block instead of being awaited, to be closed by the caller.

        Args:
            **options: Further arguments of `timeback_core.sync.TimebackClient`; they win over what is set here.
        """
        from timeback_core.sync import TimebackClient

        return TimebackClient(**{**self._wiring(), **options})

    def _wiring(self) -> dict[str, Any]:
        """Arguments of a client that lead here."""
        api_keys = self._settings.masterytrack_api_keys
        credentials = None if self._settings.no_auth else (self.client_id, self.client_secret)
        if self._port is not None:
            return wiring(self.base_url, credentials, api_keys)
        return {**wiring(IN_PROCESS_URL, credentials, api_keys), "transport": in_process_sender(self.app)}

    # ------------------------------------------------------------ controls

    @property
    def clock(self) -> Clock:
        """The sandbox's clock: `set`, `advance`, `freeze`, `resume`, `reset`."""
        return self.state.clock

    @property
    def deliveries(self) -> DeliveryEngine:
        """The deliveries of webhooks: `log`, `redeliver`, `switch`, and `register` for receivers in this process."""
        return self.state.deliveries

    async def reset(self, seed: str | None = None) -> dict[str, int]:
        """Starts over: seed loaded anew, faults, journal, counters and clock as at the start.

        Args:
            seed: Another seed than the sandbox was started with.

        Returns:
            How many records of each kind were loaded.
        """
        return await to_thread.run_sync(self.state.reset, seed)

    async def seed(self, name: str) -> dict[str, int]:
        """Adds the data of a seed to what is there; see `SyncControls.seed`.

        Returns:
            How many records of each kind were added.
        """
        return await to_thread.run_sync(self.state.seed, name)

    async def snapshot(self, name: str) -> None:
        """Remembers the data as it is now under `name`; see `SyncControls.snapshot`."""
        await to_thread.run_sync(self.state.snapshot, name)

    async def restore(self, name: str) -> None:
        """Brings the data back to a snapshot; see `SyncControls.restore`.

        Raises:
            KeyError: There is no snapshot of that name.
        """
        await to_thread.run_sync(self.state.restore, name)

    async def settle(self) -> int:
        """Does now what goes on in the background: stores every accepted event, makes every delivery that is due.

        Returns:
            How many jobs and deliveries were worked on.
        """
        return await to_thread.run_sync(self.state.settle)

    def grade_free_text(self, grader: Grader | None) -> None:
        """Has answers in free text scored by a function: it decides alone, in QTI as in PowerPath.

        Args:
            grader: Called with the item and the responses by identifier, as the engine reads them; returns score,
                identifier and text of the feedback. None: back to the sandbox's own way, which accepts any answer.
        """
        self.state.grader = grader

    async def snapshots(self) -> list[str]:
        """The names of the snapshots, sorted."""
        return await to_thread.run_sync(self.state.snapshots)

    def journal(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        since: int | None = None,
        limit: int | None = None,
    ) -> list[JournalEntry]:
        """The requests that came in, oldest first, secrets masked.

        Args:
            method: Only this HTTP method.
            path: Only paths that this glob covers; `*` crosses slashes.
            status: Only answers of this status.
            since: Only entries with a greater `seq`.
            limit: The newest so many. Default: all that are remembered.
        """
        return select(self.state.room.journal(), method=method, path=path, status=status, since=since, limit=limit)

    def clear_journal(self) -> None:
        """Forgets the requests that came in."""
        self.state.room.clear_journal()

    @property
    def token_requests(self) -> int:
        """How many token requests came in, good or bad, at all token endpoints."""
        return self.state.room.counters().get("token_requests", 0)

    def revoke_tokens(self) -> None:
        """Makes every token issued so far worthless."""
        self.state.room.revoke_tokens()

    def __repr__(self) -> str:
        where = "stopped" if self._state is None else self.base_url
        return f"<Sandbox {where} seed={self._settings.seed!r} database={self._settings.database!r}>"
