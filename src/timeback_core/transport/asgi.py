"""Runs an ASGI application in this process: no socket, no HTTP library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

from timeback_core.transport.logs import http_log
from timeback_core.transport.message import (
    Headers,
    Request,
    Response,
    ResponseTooLarge,
    SendFailure,
    StreamedResponse,
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]
"""An ASGI 3 application: called with scope, receive and send."""


class AsgiSender:
    """A `Sender` whose server is an ASGI application in this process.

    What the application does wrong looks as it would over a socket: returning or raising before an answer has
    started is a dropped connection, a body shorter than its `content-length` a broken protocol. Cancelling a request
    cancels the application's call. The application's lifespan starts with the first request of each event loop.

    Args:
        app: The application.
        base_url: Origin under which it is reached, for what it builds from its own address.
        lifespan: Whether to run its lifespan; an application without one is fine either way.
    """

    keeps_time = True
    """The time limit of a request is kept here; the pipeline needs no timer of its own."""

    in_process = True
    """Nothing is sent over a network, so plain http is safe."""

    def __init__(self, app: AsgiApp, *, base_url: str = "http://localhost", lifespan: bool = True) -> None:
        self.app = app
        self.base_url = base_url
        self._runs_lifespan = lifespan
        self._lifespans: WeakKeyDictionary[asyncio.AbstractEventLoop, _Lifespan] = WeakKeyDictionary()
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def name(self) -> str:
        """Stands for library and version."""
        return "asgi/3.0"

    async def send(self, request: Request) -> Response:
        """The answer, its body read."""
        try:
            async with asyncio.timeout(request.timeout), self._exchange(request) as exchange:
                await exchange.started()
                body = bytearray()
                async for chunk in exchange.chunks():
                    body += chunk
                    if request.max_bytes is not None and len(body) > request.max_bytes:
                        raise ResponseTooLarge(request.max_bytes, exchange.status)
        except TimeoutError as error:
            raise SendFailure("timeout", f"no complete answer within {request.timeout} s") from error
        return Response(exchange.status, Headers(exchange.headers), bytes(body))

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
        """The answer as soon as its header is there."""
        async with self._exchange(request) as exchange:
            try:
                async with asyncio.timeout(request.timeout):
                    await exchange.started()
            except TimeoutError as error:
                raise SendFailure("timeout", f"no answer within {request.timeout} s") from error
            yield StreamedResponse(exchange.status, Headers(exchange.headers), exchange.chunks())

    async def close(self) -> None:
        """Take no more requests, and leave this event loop."""
        self._closed = True
        await self.leave_loop()

    async def leave_loop(self) -> None:
        """Cancel what is running in this event loop and end the application's lifespan here; other loops go on."""
        loop = asyncio.get_running_loop()
        running = [task for task in tuple(self._running) if task.get_loop() is loop]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        lifespan = self._lifespans.pop(loop, None)
        if lifespan is not None:
            await lifespan.stop()

    @asynccontextmanager
    async def _exchange(self, request: Request) -> AsyncGenerator[_Exchange]:
        """A call of the application in a task of its own, cancelled if it is left before its answer is complete."""
        if self._closed:
            raise SendFailure("closed", "the sender has been closed", not_sent=True)
        if self._runs_lifespan:
            await self._lifespan()
        exchange = _Exchange(request)
        task = asyncio.get_running_loop().create_task(self._call(exchange))
        # Referred to until it ends by itself: an application may go on after its answer, as for background work.
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            yield exchange
        finally:
            exchange.disconnect()
            if not exchange.complete and not task.done():
                task.cancel()
                await asyncio.wait([task])

    async def _call(self, exchange: _Exchange) -> None:
        """Run the application, and note how it ended."""
        try:
            await self.app(exchange.scope, exchange.receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - a server would close the connection
            if exchange.complete:
                http_log.warning("the application failed after its answer", exc_info=True)
            exchange.ended(error)
        except asyncio.CancelledError:
            exchange.ended(None)
            raise
        else:
            exchange.ended(None)

    async def _lifespan(self) -> None:
        """Start the application's lifespan in this event loop, once."""
        loop = asyncio.get_running_loop()
        lifespan = self._lifespans.get(loop)
        if lifespan is None:
            lifespan = self._lifespans[loop] = _Lifespan(self.app)
            lifespan.start()
        await lifespan.ready()


class _Exchange:
    """One request and its answer, as the application sees them."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.scope = _scope(request)
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.complete = False
        self._delivered = False
        self._over = False
        self._error: Exception | None = None
        self._chunks: list[bytes] = []
        self._announced: int | None = None
        self._received = 0
        self._changed = asyncio.Event()
        self._gone = asyncio.Event()

    # The application's side

    async def receive(self) -> Message:
        if not self._delivered:
            self._delivered = True
            return {"type": "http.request", "body": self._request.content or b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            self.status = message["status"]
            self.headers = [
                (bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            ]
            announced = dict(self.headers).get("content-length", "")
            self._announced = int(announced) if announced.isdigit() and self._request.method != "HEAD" else None
            self._changed.set()
        elif kind == "http.response.body" and not self.complete:
            body = bytes(message.get("body", b""))
            if body and self._request.method != "HEAD":
                self._chunks.append(body)
                self._received += len(body)
            self.complete = not message.get("more_body", False)
            self._changed.set()
            if not self.complete:
                await asyncio.sleep(0)  # lets the reader run, as writing to a socket would

    def ended(self, error: Exception | None) -> None:
        """The application has returned or raised."""
        self._over = True
        self._error = error
        self._changed.set()

    # The client's side

    def disconnect(self) -> None:
        """The client is not interested any more."""
        self._gone.set()

    async def started(self) -> None:
        """Wait for the header of the answer."""
        while not self.status:
            if self._over:
                raise SendFailure("read", "the application ended without an answer") from self._error
            await self._wait()

    async def chunks(self) -> AsyncGenerator[bytes]:
        """The body as the application sends it."""
        while True:
            pieces, self._chunks = self._chunks, []
            for piece in pieces:
                yield piece
            if self._chunks:
                continue
            if self.complete or self._over:
                break
            await self._wait()
        if not self.complete:
            raise SendFailure("read", "the application ended within its answer") from self._error
        if self._announced is not None and self._received != self._announced:
            raise SendFailure("protocol", f"the body has {self._received} bytes where {self._announced} were announced")

    async def _wait(self) -> None:
        await self._changed.wait()
        self._changed.clear()


class _Lifespan:
    """The lifespan of an application in one event loop."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._stopping = asyncio.Event()
        self._started: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._asked = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Call the application with a lifespan scope, in the background."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def ready(self) -> None:
        """Wait until the application has started.

        Raises:
            SendFailure: It says that it could not start.
        """
        failed = await asyncio.shield(self._started)
        if failed is not None:
            raise SendFailure("connect", f"the application did not start: {failed}", not_sent=True)

    async def stop(self) -> None:
        """Let the application shut down."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
        try:
            await self._app(scope, self._receive, self._send)
        except Exception:  # noqa: BLE001
            # By the ASGI specification: an application that raises here has no lifespan.
            http_log.debug("the application has no lifespan", exc_info=True)
        finally:
            if not self._started.done():
                self._started.set_result(None)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "lifespan.startup"}
        await self._stopping.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        if not self._started.done():
            failed = message["type"] == "lifespan.startup.failed"
            self._started.set_result(str(message.get("message") or "no reason given") if failed else None)


def _scope(request: Request) -> dict[str, Any]:
    """The ASGI scope of a request."""
    parts = urlsplit(request.url)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers.items()]
    if not any(name == b"host" for name, _ in headers):
        headers.insert(0, (b"host", parts.netloc.encode("latin-1")))
    if request.content is not None or request.method in {"POST", "PUT", "PATCH"}:
        headers.append((b"content-length", str(len(request.content or b"")).encode()))
    path = parts.path or "/"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": parts.query.encode("ascii"),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)),
        "state": {},
        "extensions": {},
    }
