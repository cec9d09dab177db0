"""Sends through httpx2, or through an `httpx`/`httpx2` client that the application made."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol, cast
from weakref import WeakKeyDictionary

from timeback_core.errors import ConfigurationError
from timeback_core.transport.httpx_shared import (
    SEND_SETTINGS,
    ForeignHeaders,
    client_settings,
    failure_of,
    library_of,
    proxy_of,
    refuse_too_large,
    request_settings,
    tls_context,
)
from timeback_core.transport.message import (
    Headers,
    Request,
    Response,
    ResponseTooLarge,
    SendFailure,
    StreamedResponse,
)
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.proxies import resolve_proxies, through


class ForeignResponse(Protocol):
    """What is used of the library's response."""

    status_code: int

    @property
    def headers(self) -> ForeignHeaders:
        """Header fields."""
        ...

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """The body, decompressed."""
        ...

    async def aclose(self) -> None:
        """Give the connection back."""
        ...


class ForeignClient(Protocol):
    """What is used of an `AsyncClient` of httpx or httpx2."""

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        ...

    def build_request(self, method: str, url: str, **settings: Any) -> Any:
        """A request of the library, with the client's own defaults."""
        ...

    async def send(self, request: Any, **settings: Any) -> Any:
        """The response."""
        ...

    async def aclose(self) -> None:
        """Close its connections."""
        ...


class HttpxSender:
    """A `Sender` over httpx2.

    An httpx client belongs to the event loop that first used it, so there is one for each loop.

    Args:
        config: Proxies, TLS, pool limits. Nothing is opened before the first request.
        client: A client of the application, to be used for everything and never closed here.

    Raises:
        ConfigurationError: The client is no `AsyncClient` of httpx or httpx2; files or settings cannot be used.
    """

    keeps_time = True
    """The time limit of a request is kept here; the pipeline needs no timer of its own."""

    def __init__(self, config: TransportConfig, client: object | None = None) -> None:
        self._config = config
        self._module = "httpx2" if client is None else _library(client)
        self._given = cast("ForeignClient | None", client)
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _Clients]
        self._clients = WeakKeyDictionary()
        self._proxies = resolve_proxies(config.proxy, trust_env=config.trust_env)
        self._tls = tls_context(config.verify, config.cert, trust_env=config.trust_env) if client is None else None
        self._closed = False

    @property
    def name(self) -> str:
        """Library and version."""
        return f"{self._module}/{importlib.import_module(self._module).__version__}"

    async def send(self, request: Request) -> Response:
        """The answer, its body read."""
        async with self._exchange(request) as answer:
            body = await _read(answer, request)
        return Response(answer.status_code, Headers(answer.headers.multi_items()), body)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
        """The answer as soon as its header is there."""
        client = await self._client_for(request.url)
        try:
            async with asyncio.timeout(request.timeout):
                answer = await self._open(client, request)
        except Exception as error:
            raise failure_of(error, client, self._route(request)) from error
        try:
            headers = Headers(answer.headers.multi_items())
            yield StreamedResponse(answer.status_code, headers, _chunks(answer, client))
        finally:
            await answer.aclose()

    @asynccontextmanager
    async def _exchange(self, request: Request) -> AsyncGenerator[ForeignResponse]:
        """An answer, to be read within the attempt's time limit."""
        client = await self._client_for(request.url)
        try:
            async with asyncio.timeout(request.timeout):
                answer = await self._open(client, request)
                try:
                    yield answer
                finally:
                    await answer.aclose()
        except ResponseTooLarge:
            raise
        except Exception as error:
            raise failure_of(error, client, self._route(request)) from error

    async def close(self) -> None:
        """Close our own clients; one that was given stays open."""
        self._closed = True
        if self._given is not None:
            return
        here = asyncio.get_running_loop()
        for loop, clients in list(self._clients.items()):
            if loop is here:
                await clients.close()
            elif loop.is_running():
                asyncio.run_coroutine_threadsafe(clients.close(), loop)
        self._clients.clear()

    async def _open(self, client: ForeignClient, request: Request) -> ForeignResponse:
        """The library's response, its body unread."""
        limits = {"connect": request.connect, "read": request.read, "write": None, "pool": request.pool}
        foreign = client.build_request(request.method, request.url, **request_settings(request, limits))
        answer = await client.send(foreign, **SEND_SETTINGS)
        return cast("ForeignResponse", answer)

    async def _client_for(self, url: str) -> ForeignClient:
        """The client for a URL in the running event loop."""
        if self._given is not None:
            if self._given.is_closed:
                raise SendFailure("closed", "the HTTP client has been closed", not_sent=True)
            return self._given
        if self._closed:
            raise SendFailure("closed", "the sender has been closed", not_sent=True)
        loop = asyncio.get_running_loop()
        clients = self._clients.get(loop)
        if clients is None:
            clients = self._clients[loop] = _Clients()
            await clients.close_with_loop()
        proxy = self._proxies.for_url(url)
        client = clients.by_proxy.get(proxy)
        if client is None:
            client = clients.by_proxy[proxy] = self._new_client(proxy)
        return client

    def _route(self, request: Request) -> str:
        """Words that tell which proxy a request goes through, if it does."""
        return "" if self._given is not None else through(self._proxies.for_url(request.url))

    def _new_client(self, proxy: str | None) -> ForeignClient:
        """A client of httpx2 that keeps no cookie and reads nothing from the environment by itself."""
        import httpx2

        assert self._tls is not None
        limits = self._config.limits
        client = httpx2.AsyncClient(
            verify=self._tls,
            proxy=None if proxy is None else proxy_of(proxy, self._tls),
            limits=httpx2.Limits(
                max_connections=limits.max_connections,
                max_keepalive_connections=limits.max_keepalive_connections,
                keepalive_expiry=limits.keepalive_expiry,
            ),
            **client_settings(),
        )
        return cast("ForeignClient", client)


class _Clients:
    """The clients of one event loop, closed with it at the latest.

    An event loop ends its asynchronous generators before it closes (`asyncio.run` sees to that), and this holds one
    whose end closes the clients. Without it, connections would outlive a program that forgot to close.
    """

    def __init__(self) -> None:
        self.by_proxy: dict[str | None, ForeignClient] = {}
        self._guardian = self._guard()

    async def close_with_loop(self) -> None:
        """Have the clients closed when the running event loop ends."""
        await anext(self._guardian)

    async def close(self) -> None:
        """Close the clients now."""
        await self._guardian.aclose()

    async def _guard(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            for client in self.by_proxy.values():
                await client.aclose()
            self.by_proxy.clear()


def _library(client: object) -> str:
    """Name of the library that a client of the application comes from."""
    library = library_of(client, "AsyncClient")
    if library is None:
        raise ConfigurationError(
            f"http_client must be an httpx.AsyncClient or httpx2.AsyncClient, not {type(client).__name__}"
        )
    return library


async def _read(answer: ForeignResponse, request: Request) -> bytes:
    """The body, unless it is larger than the request allows."""
    limit = request.max_bytes
    refuse_too_large(answer.headers, answer.status_code, limit)
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if limit is not None and len(body) > limit:
            raise ResponseTooLarge(limit, answer.status_code)
    return bytes(body)


async def _chunks(answer: ForeignResponse, client: ForeignClient) -> AsyncIterator[bytes]:
    """The body piece by piece."""
    try:
        async for chunk in answer.aiter_bytes():
            yield chunk
    except Exception as error:
        raise failure_of(error, client) from error
