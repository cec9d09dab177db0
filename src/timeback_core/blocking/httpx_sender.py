"""Sends through httpx2, or through an `httpx`/`httpx2` client that the application made."""

from __future__ import annotations

import importlib
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, cast

from timeback_core.blocking.attempts import Attempt, current_attempt, interruption, shortest, within
from timeback_core.blocking.gate import Gate
from timeback_core.blocking.waits import Interruption
from timeback_core.errors import ConfigurationError
from timeback_core.transport.forks import abandon, watch
from timeback_core.transport.gate import no_place
from timeback_core.transport.httpx_shared import (
    SEND_SETTINGS,
    ForeignHeaders,
    failure_of,
    library_of,
    refuse_too_large,
    request_settings,
    tls_context,
)
from timeback_core.transport.message import Headers, Request, Response, ResponseTooLarge, SendFailure
from timeback_core.transport.proxies import resolve_proxies, through

if TYPE_CHECKING:
    from timeback_core.sync.transport.message import StreamedResponse
    from timeback_core.sync.transport.options import TransportConfig


class ForeignResponse(Protocol):
    """What is used of the library's response."""

    status_code: int
    extensions: dict[str, Any]

    @property
    def headers(self) -> ForeignHeaders:
        """Header fields."""
        ...

    def iter_bytes(self) -> Iterator[bytes]:
        """The body, decompressed."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class ForeignClient(Protocol):
    """What is used of a `Client` of httpx or httpx2."""

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        ...

    def build_request(self, method: str, url: str, **settings: Any) -> Any:
        """A request of the library, with the client's own defaults."""
        ...

    def send(self, request: Any, **settings: Any) -> Any:
        """The response."""
        ...

    def close(self) -> None:
        """Close its connections."""
        ...


class HttpxSender:
    """A synchronous `Sender` over httpx2, for any number of threads.

    There is one httpx2 client for each proxy. Requests end on time, and at once when the attempt is interrupted. With
    a client of the application both hold as far as its library goes: the limit for each read and between two pieces,
    the interruption while a body is being read.

    Args:
        config: Proxies, TLS, pool limits. Nothing is opened before the first request.
        client: A client of the application, to be used for everything and never closed here.

    Raises:
        ConfigurationError: The client is no `Client` of httpx or httpx2; files or settings cannot be used.
    """

    keeps_time = True
    """The time limit of a request is kept here; the pipeline needs no timer of its own."""

    def __init__(self, config: TransportConfig, client: object | None = None) -> None:
        self._config = config
        self._module = "httpx2" if client is None else _library(client)
        self._given = cast("ForeignClient | None", client)
        self._proxies = resolve_proxies(config.proxy, trust_env=config.trust_env)
        self._tls = tls_context(config.verify, config.cert, trust_env=config.trust_env) if client is None else None
        self._closed = False
        self._opened = self._nothing_opened()
        watch(self)

    @property
    def name(self) -> str:
        """Library and version."""
        return f"{self._module}/{importlib.import_module(self._module).__version__}"

    def send(self, request: Request) -> Response:
        """The answer, its body read."""
        with ExitStack() as held, self._waiting(request) as under_way:
            answer = self._open(request, under_way, held)
            body = self._read(answer, request, under_way)
            held.close()
        return Response(answer.status_code, Headers(answer.headers.multi_items()), body)

    @contextmanager
    def stream(self, request: Request) -> Generator[StreamedResponse]:
        """The answer as soon as its header is there; each piece is waited for within the attempt then current."""
        from timeback_core.sync.transport.message import StreamedResponse

        with ExitStack() as held:
            with self._waiting(request) as under_way:
                answer = self._open(request, under_way, held)
            headers = Headers(answer.headers.multi_items())
            yield StreamedResponse(answer.status_code, headers, self._chunks(answer, request))

    def close(self) -> None:
        """Close our own clients and end what is under way; a client that was given stays open."""
        self._closed = True
        if self._given is None:
            self._opened.close()

    def begin_anew(self) -> None:
        """In a forked child: leave the parent's connections alone."""
        abandon(self._opened)
        self._opened = self._nothing_opened()

    def _nothing_opened(self) -> _Opened:
        # A client of the application has bounds of its own.
        return _Opened(self._config.limits.max_connections if self._given is None else None)

    @contextmanager
    def _waiting(self, request: Request) -> Generator[Attempt]:
        """The attempt that sends a request, with the library's errors told in our own terms."""
        client = self._client_for(request.url)
        with (
            within(request.timeout) as under_way,
            self._failures(request, client, under_way),
            self._opened.under_way(under_way),
        ):
            yield under_way

    @contextmanager
    def _failures(self, request: Request, client: ForeignClient, under_way: Attempt) -> Generator[None]:
        """Errors of the library, told in our own terms."""
        try:
            yield
        except ResponseTooLarge:
            raise
        except Exception as error:
            if isinstance(error, SendFailure):
                raise
            if under_way.interrupted:
                raise interruption() from error
            if self._given is not None and _ran_out(error, under_way):
                raise SendFailure("timeout", "TimeoutError") from error
            route = "" if self._given is not None else through(self._proxies.for_url(request.url))
            raise failure_of(error, client, route) from error

    def _open(self, request: Request, under_way: Attempt, held: ExitStack) -> ForeignResponse:
        """The library's response, its body unread; closing it and giving its place back is left to `held`."""
        client = self._client_for(request.url)
        self._opened.take_place(request, under_way, held)
        under_way.check()
        limits = {"connect": request.connect, "read": request.read, "write": None, "pool": request.pool}
        if self._given is not None:
            left = under_way.remaining()
            limits = {name: shortest(limit, left) for name, limit in limits.items()}
        foreign = client.build_request(request.method, request.url, **request_settings(request, limits))
        answer = cast("ForeignResponse", client.send(foreign, **SEND_SETTINGS))
        held.callback(answer.close)
        return answer

    def _read(self, answer: ForeignResponse, request: Request, under_way: Attempt) -> bytes:
        """The body, unless it is larger than the request allows."""
        limit = request.max_bytes
        refuse_too_large(answer.headers, answer.status_code, limit)
        body = bytearray()
        source = answer.iter_bytes()
        while (piece := self._piece(source, answer, under_way)) is not None:
            body += piece
            if limit is not None and len(body) > limit:
                raise ResponseTooLarge(limit, answer.status_code)
        return bytes(body)

    def _chunks(self, answer: ForeignResponse, request: Request) -> Iterator[bytes]:
        """The body piece by piece."""
        source = answer.iter_bytes()
        client = self._given or self._opened.by_proxy[self._proxies.for_url(request.url)]
        while True:
            under_way = current_attempt() or Attempt()
            with self._failures(request, client, under_way):
                piece = self._piece(source, answer, under_way)
            if piece is None:
                return
            yield piece

    def _piece(self, source: Iterator[bytes], answer: ForeignResponse, under_way: Attempt) -> bytes | None:
        """The next piece of a body, or `None` at its end."""
        if self._given is None:
            return next(source, None)  # our connections look after the attempt themselves
        under_way.check()
        with under_way.waking(lambda: _shut(answer)):
            piece = next(source, None)
        if under_way.interrupted:
            raise interruption()
        return piece

    def _client_for(self, url: str) -> ForeignClient:
        """The client for a URL."""
        if self._given is not None:
            if self._given.is_closed:
                raise SendFailure("closed", "the HTTP client has been closed", not_sent=True)
            return self._given
        opened = self._opened
        proxy = self._proxies.for_url(url)
        with opened.lock:
            if self._closed:
                raise SendFailure("closed", "the sender has been closed", not_sent=True)
            client = opened.by_proxy.get(proxy)
            if client is None:
                client = opened.by_proxy[proxy] = self._new_client(proxy)
        return client

    def _new_client(self, proxy: str | None) -> ForeignClient:
        """A client of httpx2 over connections that keep time."""
        from timeback_core.blocking.pool import new_client

        assert self._tls is not None
        return cast("ForeignClient", new_client(self._config.limits, self._tls, proxy))


class _Opened:
    """What a sender has opened in this process.

    Args:
        places: How many requests may be under way; `None` for no bound.
    """

    def __init__(self, places: int | None) -> None:
        # Reentrant, because a signal handler may close the sender in the very thread that is just taking it.
        self.lock = threading.RLock()
        self.by_proxy: dict[str | None, ForeignClient] = {}
        self._places = places
        self._gate = None if places is None else Gate(places)
        self._attempts: set[Attempt] = set()
        self._closed = False

    @contextmanager
    def under_way(self, attempt: Attempt) -> Generator[None]:
        """Have an attempt interrupted when the sender is closed meanwhile."""
        with self.lock:
            if self._closed:
                raise SendFailure("closed", "the sender has been closed", not_sent=True)
            self._attempts.add(attempt)
        try:
            yield
        finally:
            with self.lock:
                self._attempts.discard(attempt)

    def take_place(self, request: Request, under_way: Attempt, held: ExitStack) -> None:
        """Wait for a place among the requests; `held` gives it back."""
        if self._gate is None:
            return
        try:
            taken = self._gate.enter(request.pool)
        except Interruption as ended:
            under_way.check()
            raise TimeoutError from ended
        if not taken:
            raise no_place(self._places, request.pool)
        held.callback(self._gate.leave)

    def close(self) -> None:
        """End what is under way, and close the clients."""
        with self.lock:
            self._closed = True
            attempts = list(self._attempts)
            clients = list(self.by_proxy.values())
        for attempt in attempts:
            attempt.interrupt()
        for client in clients:
            client.close()


def _library(client: object) -> str:
    """Name of the library that a client of the application comes from."""
    library = library_of(client, "Client")
    if library is None:
        hint = ""
        if library_of(client, "AsyncClient") is not None:
            hint = "; an AsyncClient serves the asynchronous client only"
        raise ConfigurationError(
            f"http_client must be an httpx.Client or httpx2.Client, not {type(client).__name__}{hint}"
        )
    return library


def _ran_out(error: Exception, under_way: Attempt) -> bool:
    """Whether the library gave up because the attempt's own time was over."""
    return under_way.remaining() == 0.0 and any(kind.__name__ == "TimeoutException" for kind in type(error).__mro__)


def _shut(answer: ForeignResponse) -> None:
    """Wake who reads an answer of a foreign client, if its socket can be reached and serves this answer alone."""
    stream = answer.extensions.get("network_stream")
    if stream is None or answer.extensions.get("http_version") == b"HTTP/2":
        return
    opened = stream.get_extra_info("socket")
    if isinstance(opened, socket.socket):
        with suppress(OSError):
            socket.socket.shutdown(opened, socket.SHUT_RDWR)  # past the TLS layer, which the reader is using
