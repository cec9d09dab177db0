# Written by tools/generate_sync.py from timeback_core/transport/pipeline.py; changes belong there.
"""The way from an operation to its answer. Building a `Pipeline` costs nothing: it starts on the first request."""

from __future__ import annotations

from _thread import RLock  # `threading` would be the heaviest import of building a client
from _warnings import warn  # at the end of the process nothing can be imported any more

from timeback_core.transport import forks

TYPE_CHECKING = False  # type checkers take the name for true
if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import NoReturn

    from timeback_core.sync.transport.call import Call
    from timeback_core.sync.transport.engine import Engine
    from timeback_core.sync.transport.lifetime import Lifetime
    from timeback_core.sync.transport.message import StreamedResponse
    from timeback_core.sync.transport.options import TransportConfig
    from timeback_core.transport.message import Response
    from timeback_core.transport.options import Timeout


class Pipeline:
    """Sends operations: token, deadline, repetitions, bounds, hooks, logs. One per provider, shared by all services.

    It may be used from any number of threads, and goes on working in a forked process.

    Args:
        config: Its settings.

    Attributes:
        reminder: The warning that is due when this is forgotten without having been closed; `None` for none.
    """

    __slots__ = ("__weakref__", "_closed", "_engine", "_lock", "config", "reminder")

    def __init__(self, config: TransportConfig) -> None:
        self.reminder: str | None = None
        self.config = config
        self._engine: Engine | None = None
        self._closed = False
        self._lock = RLock()
        forks.watch(self)

    def begin_anew(self) -> None:
        """In the child of a fork: leave the parent's connections alone, and open others with the next request."""
        self._lock = RLock()
        engine, self._engine = self._engine, None
        if engine is not None:
            forks.abandon(engine)

    def __reduce__(self) -> NoReturn:
        """Refuse: connections and credentials stay in their process."""
        raise TypeError("A Pipeline holds connections and credentials and cannot be pickled; make one in each process")

    @property
    def opened(self) -> bool:
        """Whether anything was sent through it, in this process."""
        return self._engine is not None

    def execute(self, call: Call) -> Response:
        """The answer to an operation.

        Args:
            call: The operation.

        Returns:
            An answer with a status in 2xx, its body read and decompressed.

        Raises:
            APIError: Any other status, by class; a connection failure or a time-out; a body beyond the bound.
            ClientClosedError: The client was closed, before or while it ran.
            ConfigurationError: Options that cannot be followed, or credentials that would go over plain http.
        """
        return self._running().execute(call)

    def stream(self, call: Call) -> AbstractContextManager[StreamedResponse]:
        """The answer to an operation, with its body to be read piece by piece inside `with`.

        The deadline holds until the header has arrived; from then on each piece has to arrive within `timeout.read`,
        or else `timeout.total`. What fails while pieces are read is not repeated.

        Args:
            call: The operation.

        Raises:
            APIError: As for `execute`.
            ClientClosedError: As for `execute`, also while pieces are read.
        """
        return self._running().stream(call)

    def send_unauthenticated(
        self,
        *,
        method: str,
        url: str,
        headers: dict[str, str],
        content: bytes | None,
        timeout: float | Timeout | None = None,
        lifetime: Lifetime | None = None,
        operation: str = "auth.token",
        secrets: tuple[str, ...] = (),
    ) -> Response:
        """The last answer to a request that carries its own credentials, such as one for a token.

        Repeated like an idempotent operation; no token is added and no 401 replayed.

        Args:
            method: HTTP method, upper case.
            url: Absolute URL.
            headers: Header fields of the request.
            content: Body, or `None`.
            timeout: Seconds for all attempts; `None` takes the pipeline's.
            lifetime: Of the client on whose behalf it is sent.
            operation: Name for logs and errors.
            secrets: Texts that must not appear in errors.

        Returns:
            The answer, whatever its status.

        Raises:
            APIConnectionError: No answer, or none in time.
            ClientClosedError: As for `execute`.
            ConfigurationError: The URL is plain http and not loopback.
        """
        from timeback_core.sync.transport.call import Call
        from timeback_core.sync.transport.lifetime import Lifetime as NewLifetime
        from timeback_core.transport.redact import without_query

        route = "/" + without_query(url).partition("/")[2]
        call = Call(
            operation=operation,
            service=operation.partition(".")[0],
            method=method,
            route=route,
            url=url,
            lifetime=lifetime or NewLifetime(),
            headers=headers,
            content=content,
            idempotent=True,
            options=None if timeout is None else {"timeout": timeout},
            secrets=secrets,
        )
        return self._running().fetch(call)

    def close(self) -> None:
        """Close connections that are ours; requests fail from then on. An injected client or sender stays open."""
        self._closed = True
        if self._engine is not None:
            self._engine.close()

    def _running(self) -> Engine:
        """The working part, imported and built on first use."""
        if self._closed:
            from timeback_core.errors import ClientClosedError

            raise ClientClosedError("This connection has been closed; create a new client to go on")
        engine = self._engine
        if engine is None:
            from timeback_core.sync.transport.engine import Engine as NewEngine

            with self._lock:
                engine = self._engine
                if engine is None:  # another thread may have been faster
                    engine = self._engine = NewEngine(self.config)
        return engine

    def __del__(self) -> None:
        if self.reminder is not None and self.opened and not self._closed:
            warn(self.reminder, ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        state = "closed" if self._closed else "idle" if self._engine is None else "running"
        return f"<Pipeline {state}>"
