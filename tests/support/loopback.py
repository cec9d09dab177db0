"""A server on loopback that answers each request with exactly the bytes a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n" + b'{"ok":true}'


class RawRequest:
    """A request as it came over the socket."""

    def __init__(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        self.headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        self.body = body


class Connection(asyncio.Protocol):
    """One connection to the server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.buffer = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections.add(self)
        if self.server.on_connect is not None:
            self.server.on_connect(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, rest = self.buffer.partition(b"\r\n\r\n")
            request = RawRequest(head, b"")
            length = int(request.headers.get("content-length", "0"))
            if len(rest) < length:
                return
            request.body, self.buffer = rest[:length], rest[length:]
            self.server.requests.append(request)
            self.server.arrived.set()
            self.server.answer(self, request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.connections.discard(self)
        self.server.lost.set()

    def write(self, data: bytes) -> None:
        self.transport.write(data)


class Server:
    """What a test sees of the server."""

    def __init__(self, answer: Callable[[Connection, RawRequest], None]) -> None:
        self.answer = answer
        self.on_connect: Callable[[Connection], None] | None = None
        self.requests: list[RawRequest] = []
        self.connections: set[Connection] = set()
        self.arrived = asyncio.Event()
        self.lost = asyncio.Event()
        self.port = 0
        self.url = ""


def cut(connection: Connection, _: RawRequest) -> None:
    """An answer that breaks off."""
    connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    connection.transport.close()


@asynccontextmanager
async def serving(
    answer: Callable[[Connection, RawRequest], None] | bytes = OK, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Server]:
    """A running server; a function answers, or every request gets the same bytes."""
    server = Server(answer if callable(answer) else (lambda connection, _: connection.write(answer)))
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Connection(server), "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://localhost:{server.port}"
    if tls is None:
        server.url = f"http://127.0.0.1:{server.port}"
    try:
        yield server
    finally:
        listening.close()
        for connection in list(server.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
