"""The server of `loopback` in a thread of its own, for clients that block theirs."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from weakref import WeakKeyDictionary

from loopback import OK, Connection, RawRequest, Server, serving

SILENT = b""
"""Answers nothing and keeps the connection open."""

_loops: WeakKeyDictionary[Server, asyncio.AbstractEventLoop] = WeakKeyDictionary()


@contextmanager
def serving_threads(
    answer: Callable[[Connection, RawRequest], None] | bytes = OK, tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """A running server; a function answers, in the server's thread, or every request gets the same bytes."""
    started: list[Server] = []
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with serving(answer, tls) as server:
            started.append(server)
            _loops[server] = loop
            ready.set()
            await over.wait()

    def run() -> None:
        loop.set_exception_handler(lambda *_: None)  # clients that break off are what these tests are about
        loop.run_until_complete(serve())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=run, name="test-server", daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield started[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


def write(connection: Connection, data: bytes) -> None:
    """Have the server send something; callable from any thread."""
    _loops[connection.server].call_soon_threadsafe(connection.write, data)


def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Return once something in another thread is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.002)


@contextmanager
def full_backlog() -> Iterator[int]:
    """A port on which nothing answers the opening of a connection."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


def trickling(connection: Connection, _: RawRequest) -> None:
    """An answer that comes a byte at a time and never ends."""
    connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    loop = asyncio.get_running_loop()

    def drip() -> None:
        if not connection.transport.is_closing():
            connection.write(b"x")
            loop.call_later(0.01, drip)

    drip()
