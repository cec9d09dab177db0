"""httpx2 over connections that keep the attempt's time limit."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any, Protocol, cast

import httpcore2
import httpx2

from timeback_core.blocking.network import AttemptBackend
from timeback_core.transport.httpx_shared import client_settings, proxy_of
from timeback_core.transport.options import Limits


def new_client(limits: Limits, tls: ssl.SSLContext, proxy: str | None) -> httpx2.Client:
    """A client whose connections are opened by `AttemptBackend`.

    How many requests are under way at a time is not bounded here: httpcore2's waiting for a free connection could not
    be ended from another thread.

    Args:
        limits: Of idle connections.
        tls: How certificates are checked.
        proxy: URL of the proxy, or `None`.

    Raises:
        ConfigurationError: The URL of the proxy cannot be used.
    """
    pool = httpcore2.ConnectionPool(
        ssl_context=tls,
        proxy=None if proxy is None else _proxy(proxy_of(proxy, tls)),
        max_connections=None,
        max_keepalive_connections=limits.max_keepalive_connections,
        keepalive_expiry=limits.keepalive_expiry,
        network_backend=AttemptBackend(),
    )
    return httpx2.Client(transport=_PoolTransport(pool), **client_settings())


class _PoolTransport(httpx2.BaseTransport):
    """Hands requests to a pool of httpcore2, whose errors pass as they are."""

    def __init__(self, pool: httpcore2.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body unread."""
        asked = httpcore2.Request(
            method=request.method,
            url=_url(request.url),
            headers=request.headers.raw,
            content=cast("httpx2.SyncByteStream", request.stream),
            extensions=request.extensions,
        )
        answer = cast("_Answer", self._pool.handle_request(asked))
        return httpx2.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _Answer(Protocol):
    """What is used of the pool's answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    extensions: dict[str, Any]

    def iter_stream(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class _Body(httpx2.SyncByteStream):
    """The body of an answer."""

    def __init__(self, answer: _Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _proxy(proxy: httpx2.Proxy) -> httpcore2.Proxy:
    """The same proxy in the terms of the pool."""
    return httpcore2.Proxy(
        _url(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=proxy.ssl_context
    )


def _url(url: httpx2.URL) -> httpcore2.URL:
    """The same URL in the terms of the pool."""
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
