"""A real proxy on loopback, in a thread of its own: tunnels by CONNECT, plain requests, with and without a password."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """What a test knows of the proxy.

    Args:
        credentials: `user:password` that it asks for; None lets everybody through.

    Attributes:
        address: Host and port.
        passed: What it let through, as `CONNECT host:port` or `GET http://host/path`.
        refused: How many requests it refused.
        bytes_seen: Everything that it could read, to look for secrets in.
        names: Hosts that only the proxy knows, with the address of each.
    """

    def __init__(self, credentials: str | None) -> None:
        self.address = ""
        self.passed: list[str] = []
        self.refused = 0
        self.bytes_seen = bytearray()
        self.names: dict[str, tuple[str, int]] = {}
        self._wanted = None if credentials is None else "Basic " + base64.b64encode(credentials.encode()).decode()

    def url(self, credentials: str = "") -> str:
        """Its URL, with credentials if wished, as they are written in a URL."""
        return f"http://{credentials}{'@' if credentials else ''}{self.address}"

    @property
    def asks(self) -> bool:
        """Whether it asks for a password."""
        return self._wanted is not None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                while await self._exchange(reader, writer):
                    pass
        except asyncio.CancelledError:
            return  # the proxy is ending
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether another may follow on this connection."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.bytes_seen += head
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if self._wanted is not None and headers.get("proxy-authorization") != self._wanted:
            self.refused += 1
            body = b"<html><h1>Proxy Authentication Required</h1></html>"
            writer.write(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=p\r\n"
                b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
            await writer.drain()
            return method != "CONNECT"
        self.passed.append(f"{method} {target}")
        if method == "CONNECT":
            host, _, port = target.rpartition(":")
            far, to_far = await asyncio.open_connection(*self.names.get(host, (host, int(port))))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._join(reader, writer, far, to_far)
            return False
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.bytes_seen += body
        await self._forward(writer, lines, target, body)
        return True

    async def _forward(self, writer: asyncio.StreamWriter, lines: list[str], target: str, body: bytes) -> None:
        """Send a plain request on, and its answer back."""
        parts = urlsplit(target)
        where = self.names.get(parts.hostname or "", (parts.hostname or "", parts.port or 80))
        answers, asks = await asyncio.open_connection(*where)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        kept = [line for line in lines[1:] if line and not line.lower().startswith(("proxy-", "connection:"))]
        asks.write(
            "\r\n".join([f"{lines[0].split(' ')[0]} {path} HTTP/1.1", *kept, "Connection: close", "", ""]).encode()
        )
        asks.write(body)
        try:
            while piece := await answers.read(65536):
                writer.write(piece)
                await writer.drain()
        finally:
            asks.close()

    async def _join(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
        far: asyncio.StreamReader, to_far: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        """Copy both ways until either side ends."""

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            try:
                with suppress(OSError):
                    while piece := await source.read(65536):
                        self.bytes_seen += piece
                        target.write(piece)
                        await target.drain()
            finally:
                target.close()

        try:
            await asyncio.gather(copy(reader, to_far), copy(far, writer))
        finally:
            to_far.close()


@contextmanager
def proxying(credentials: str | None = None) -> Iterator[Proxy]:
    """A running proxy."""
    proxy = Proxy(credentials)
    started, loop_of = threading.Event(), list[asyncio.AbstractEventLoop]()
    over = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        proxy.address = f"{host}:{port}"
        loop_of.append(asyncio.get_running_loop())
        started.set()
        await over.wait()
        server.close()  # what still runs is cancelled by `asyncio.run`

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield proxy
    finally:
        loop_of[0].call_soon_threadsafe(over.set)
        thread.join(10)
