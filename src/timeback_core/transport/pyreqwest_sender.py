"""Sends through pyreqwest (Rust: reqwest, rustls): the fast one, not bound to an event loop.

Its traps, and what is done about them here:

- After a fork it hangs or refuses: `choose` gives the child httpx2.
- It calls any failure before the answer's header a *connect* error or time-out, also when the request had been sent
  and the server stayed silent. Only the causes tell, so they are read, not the class.
- Cancelling the task does not end the request, which goes on until its time limit. So each one gets a limit, and the
  bound on requests in flight is ours (`gate`), since its own would stay occupied.
- It answers a cancellation with another one, which anyio would not know for its own: see `cancelling`.
- At interpreter exit its thread may still be letting go of Python objects, which aborts the process. So exit waits
  a moment for it.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from pyreqwest import __version__ as _version
from pyreqwest import exceptions as errors
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.proxy import ProxyBuilder
from pyreqwest.request import RequestBuilder
from pyreqwest.response import Response as ForeignResponse

from timeback_core.errors import ConfigurationError
from timeback_core.transport.cancelling import faithfully
from timeback_core.transport.message import (
    Headers,
    Request,
    Response,
    ResponseTooLarge,
    SendFailure,
    StreamedResponse,
)
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.proxies import Proxies, ca_bundle, resolve_proxies, through

_EXIT_PAUSE = 0.03
"""Seconds that the library's thread gets at exit; it needs microseconds."""

Phases = tuple[float | None, float | None]
"""Limits for connecting and for reading, in seconds; pyreqwest sets them per client."""

_NO_PHASES: Phases = (None, None)


class PyreqwestSender:
    """A `Sender` over pyreqwest.

    Args:
        config: Proxies, TLS, pool limits. Nothing is opened before the first request.
    """

    keeps_time = True
    """The time limit of a request is kept here; the pipeline needs no timer of its own."""

    def __init__(self, config: TransportConfig) -> None:
        self._config = config
        self._clients: dict[Phases, Client] = {}
        self._closed = False
        self._client = self._client_for(_NO_PHASES)
        self._proxies = resolve_proxies(config.proxy, trust_env=config.trust_env)
        _register_exit_pause()

    @property
    def name(self) -> str:
        """Library and version."""
        return f"pyreqwest/{_version}"

    async def send(self, request: Request) -> Response:
        """The answer, its body read."""
        builder = self._build(request)
        started = time.monotonic()
        try:
            if request.max_bytes is None:
                answer = await faithfully(builder.build().send())
                body = (await faithfully(answer.bytes())).to_bytes()
            else:
                # Leaving the context is awaited only when the body was not read to its end: each await lets the
                # library's thread take the interpreter's lock, which costs more than all of Python's part.
                context = builder.build_streamed()
                answer = await faithfully(context.__aenter__())
                try:
                    body = await _read(answer, request.max_bytes)
                except BaseException:
                    await context.__aexit__(None, None, None)
                    raise
        except (errors.PyreqwestError, RuntimeError, ValueError) as error:
            raise _failure(error, request, time.monotonic() - started, self._proxies) from error
        return Response(answer.status, Headers(answer.headers.items()), body)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
        """The answer as soon as its header is there."""
        started = time.monotonic()
        # By default the first 64 KiB are waited for before the answer is given out.
        context = self._build(request).streamed_read_buffer_limit(0).build_streamed()
        try:
            answer = await faithfully(context.__aenter__())
        except (errors.PyreqwestError, RuntimeError, ValueError) as error:
            raise _failure(error, request, time.monotonic() - started, self._proxies) from error
        try:
            yield StreamedResponse(
                answer.status, Headers(answer.headers.items()), _chunks(answer, request, started, self._proxies)
            )
        finally:
            await context.__aexit__(None, None, None)

    async def close(self) -> None:
        """Close every client; requests in flight fail."""
        self._closed = True
        for client in self._clients.values():
            await client.close()

    def _build(self, request: Request) -> RequestBuilder:
        """A request of the library."""
        if self._closed:
            raise SendFailure("closed", "the sender has been closed", not_sent=True)
        if request.connect is None and request.read is None:
            client = self._client
        else:
            client = self._client_for((request.connect, request.read))
        try:
            builder = client.request(request.method, request.url).headers(request.headers)
        except ValueError as error:
            raise ConfigurationError(f"{request!r} cannot be sent: {error}") from error
        if request.content is not None:
            builder = builder.body_bytes(request.content)
        if request.timeout is not None:
            builder = builder.timeout(timedelta(seconds=max(request.timeout, 0.001)))
        return builder

    def _client_for(self, phases: Phases) -> Client:
        """The client with these limits; they share nothing but settings, and few are ever needed."""
        client = self._clients.get(phases)
        if client is None:
            client = self._clients[phases] = _build_client(self._config, *phases)
        return client


def _build_client(config: TransportConfig, connect: float | None, read: float | None) -> Client:
    """A client of the library with these settings."""
    limits = config.limits
    builder = ClientBuilder().http1_only().follow_redirects(False).referer(False).default_cookie_store(False)
    builder = builder.pool_idle_timeout(
        None if limits.keepalive_expiry is None else timedelta(seconds=limits.keepalive_expiry)
    )
    if limits.max_keepalive_connections is not None:
        builder = builder.pool_max_idle_per_host(limits.max_keepalive_connections)
    if connect is not None:
        builder = builder.connect_timeout(timedelta(seconds=connect))
    if read is not None:
        builder = builder.read_timeout(timedelta(seconds=read))
    # `no_proxy` switches the library's own reading of the environment off: ours holds for both libraries.
    builder = builder.no_proxy()
    for proxy in _proxy_builders(resolve_proxies(config.proxy, trust_env=config.trust_env)):
        builder = builder.proxy(proxy)
    bundle = ca_bundle(config.verify, trust_env=config.trust_env)
    try:
        if config.verify is False:
            builder = builder.danger_accept_invalid_certs(True)
        elif bundle is not None:
            builder = builder.add_root_certificate_pem(_pem("verify", bundle))
        if config.cert is not None:
            builder = builder.identity_pem(_identity(config.cert))
        return builder.build()
    except (errors.PyreqwestError, ValueError) as error:
        if isinstance(error, ConfigurationError):
            raise
        raise ConfigurationError(f"the TLS or proxy settings cannot be used: {error}") from error


def _proxy_builders(proxies: Proxies) -> list[ProxyBuilder]:
    """The library's form of the proxies."""
    found: list[ProxyBuilder] = []
    try:
        if proxies.http is not None:
            found.append(ProxyBuilder.http(proxies.http).no_proxy(proxies.bypass or None))
        if proxies.https is not None:
            found.append(ProxyBuilder.https(proxies.https).no_proxy(proxies.bypass or None))
    except (errors.PyreqwestError, ValueError):
        # The URL may hold a password, so neither it nor the library's message is shown.
        raise ConfigurationError("the URL of a proxy cannot be used: check its scheme, host and port") from None
    return found


def _pem(argument: str, path: str) -> bytes:
    """The content of a PEM file."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{argument}: {path!r} cannot be read: {error.strerror}") from error
    if b"-----BEGIN" not in content:
        raise ConfigurationError(f"{argument}: {path!r} is not a PEM file")
    return content


def _identity(cert: str | tuple[str, str]) -> bytes:
    """Certificate and key of a client certificate, one after the other."""
    if isinstance(cert, str):
        return _pem("cert", cert)
    return _pem("cert", cert[1]) + b"\n" + _pem("cert", cert[0])


async def _read(answer: ForeignResponse, limit: int) -> bytes:
    """The body, unless it is larger than the limit."""
    announced = answer.get_header("content-length")
    if announced is not None and announced.isdigit():
        if int(announced) > limit:
            raise ResponseTooLarge(limit, answer.status)
        return (await faithfully(answer.bytes())).to_bytes()
    # Of unknown or compressed length, so it is counted while it arrives.
    reader = answer.body_reader
    body = bytearray()
    while (chunk := await faithfully(reader.read_chunk())) is not None:
        body += memoryview(chunk)
        if len(body) > limit:
            raise ResponseTooLarge(limit, answer.status)
    return bytes(body)


async def _chunks(answer: ForeignResponse, request: Request, started: float, proxies: Proxies) -> AsyncIterator[bytes]:
    """The body piece by piece."""
    reader = answer.body_reader
    while True:
        try:
            chunk = await faithfully(reader.read_chunk())
        except (errors.PyreqwestError, RuntimeError, ValueError) as error:
            raise _failure(error, request, time.monotonic() - started, proxies) from error
        if chunk is None:
            return
        yield chunk.to_bytes()


def _failure(error: Exception, request: Request, elapsed: float, proxies: Proxies) -> SendFailure:
    """What an error of the library means. Its class alone does not tell whether anything was sent."""
    causes = [cause["message"] for cause in _causes(error)]
    # The first cause repeats the URL, whose query must not be shown; the last one is the most telling.
    reason = causes[-1] if causes else str(getattr(error, "message", error))
    connecting = "client error (Connect)" in causes
    if isinstance(error, errors.ClientClosedError):
        return SendFailure("closed", "the client has been closed")
    if isinstance(error, errors.PoolTimeoutError):
        return SendFailure("pool_timeout", reason, not_sent=True)
    if isinstance(error, errors.RequestTimeoutError):
        if connecting:
            return SendFailure("connect_timeout", reason, not_sent=True)
        if request.timeout is not None and (request.read is None or elapsed >= request.timeout):
            return SendFailure("timeout", reason)
        return SendFailure("read", reason)
    if connecting:
        return _not_connected(reason, through(proxies.for_url(request.url)))
    if isinstance(error, errors.DecodeError):
        return SendFailure("protocol", reason)
    if isinstance(error, errors.WriteError):
        return SendFailure("write", reason)
    if isinstance(error, errors.NetworkError):
        return SendFailure("read", reason)
    return SendFailure("protocol", reason)


def _not_connected(reason: str, route: str) -> SendFailure:
    """The failure of connecting; two of its kinds only the library's words tell."""
    if "certificate" in reason:
        return SendFailure("certificate", reason + route, not_sent=True)
    if "proxy authorization required" in reason:
        return SendFailure("proxy", reason + route, not_sent=True)
    return SendFailure("connect", reason + route, not_sent=True)


def _causes(error: Exception) -> list[errors.Cause]:
    """The chain of causes that an error of the library carries."""
    if not isinstance(error, errors.DetailedPyreqwestError):
        return []
    return error.details.get("causes") or []


class _Exit:
    """Whether the pause at exit is registered."""

    registered = False


def _register_exit_pause() -> None:
    """Let the library's thread finish at interpreter exit; see the top of this module."""
    if not _Exit.registered:
        _Exit.registered = True
        atexit.register(time.sleep, _EXIT_PAUSE)
