"""Sockets for httpcore2 that keep the time limit of the attempt under way and can be woken from other threads.

httpcore2 limits each single read. Here a read also ends with the attempt in whose thread it happens, so that a server
that sends a byte now and then cannot hold a request for longer than it may take.
"""

from __future__ import annotations

import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import httpcore2

from timeback_core.blocking.attempts import Attempt, current_attempt, interruption
from timeback_core.blocking.connecting import connect
from timeback_core.transport import forks

_RECORD = 16 * 1024
"""Bytes read at a time from a connection that carries TLS within TLS."""

_T = TypeVar("_T")


class AttemptBackend(httpcore2.NetworkBackend):
    """Opens the connections of a pool."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AttemptStream:
        """A connection; `timeout` seconds for all addresses of the host together."""
        under_way = _under_way()
        limits = _Limits(timeout, under_way)
        try:
            connecting = Attempt(limits.seconds())
            with under_way.waking(connecting.interrupt):
                opened = connect(
                    host, port, connecting, local_address=local_address, socket_options=socket_options or ()
                )
        except TimeoutError as error:
            raise limits.error(error, httpcore2.ConnectTimeout) from error
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        return AttemptStream(opened)


class AttemptStream(httpcore2.NetworkStream):
    """A connection; used by one thread at a time, closed by any.

    Args:
        opened: The connected socket.
    """

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._channel: socket.socket | _TlsInTls = opened
        # Reentrant, because a signal handler may close the client in the very thread that is just taking it.
        self._lock = threading.RLock()
        self._busy = False
        self._closing = False
        self._until: float | None = None
        forks.watch(self)

    def begin_anew(self) -> None:
        """In the child of a fork: give up the descriptor, which sends nothing; the connection stays the parent's."""
        self._lock = threading.RLock()
        self._socket.close()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived; nothing at the end."""
        with self._waiting(timeout, httpcore2.ReadTimeout, httpcore2.ReadError):
            return self._channel.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        rest = memoryview(buffer)
        while rest:
            with self._waiting(timeout, httpcore2.WriteTimeout, httpcore2.WriteError):
                sent = self._channel.send(rest)
            rest = rest[sent:]

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AttemptStream:
        """This connection, encrypted from here on."""
        try:
            with self._waiting(timeout, httpcore2.ConnectTimeout, httpcore2.ConnectError):
                if isinstance(self._socket, ssl.SSLSocket):
                    inner = _TlsInTls(self._socket, ssl_context, server_hostname, self._rearm)
                    inner.do_handshake()
                    self._channel = inner
                else:
                    secured = ssl_context.wrap_socket(
                        self._socket, server_hostname=server_hostname, do_handshake_on_connect=False
                    )
                    self._channel = self._socket = secured
                    secured.do_handshake()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Close the connection; a thread that is using it just now is woken and closes it instead.

        Closing at once would free the descriptor, and the other thread could find itself reading another socket.
        """
        with self._lock:
            self._closing = True
            if self._busy:
                self._shut()
                return
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks about: `ssl_object`, `socket`, `is_readable`, `client_addr`, `server_addr`."""
        if info == "ssl_object":
            channel = self._channel
            return channel.tls if isinstance(channel, _TlsInTls) else _if_tls(channel)
        if info == "socket":
            return self._socket
        if info == "is_readable":
            return _is_readable(self._socket)
        if info == "client_addr":
            return self._socket.getsockname()
        return self._socket.getpeername() if info == "server_addr" else None

    @contextmanager
    def _waiting(self, timeout: float | None, timed_out: type[Exception], failed: type[Exception]) -> Generator[None]:
        """Something that may wait for the other side, with errors told as httpcore2 does."""
        under_way = _under_way()
        limits = _Limits(timeout, under_way)
        self._until = limits.until
        self._take(failed)
        closed = False
        try:
            self._rearm()
            with under_way.waking(self._shut):
                yield
        except TimeoutError as error:
            raise limits.error(error, timed_out) from error
        except OSError as error:
            if under_way.interrupted:
                raise interruption() from error
            raise failed(str(error)) from error
        finally:
            closed = self._release()
        if under_way.interrupted:
            raise interruption()
        if closed:
            raise failed("the connection has been closed")

    def _take(self, failed: type[Exception]) -> None:
        """Begin to use the socket."""
        with self._lock:
            if self._closing:
                raise failed("the connection has been closed")
            self._busy = True

    def _release(self) -> bool:
        """Stop using the socket, and say whether it has been closed meanwhile."""
        with self._lock:
            self._busy = False
            if self._closing:
                self._socket.close()
            return self._closing

    def _rearm(self) -> None:
        """Give the socket the time that is left."""
        if self._until is None:
            self._socket.settimeout(None)
            return
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)

    def _shut(self) -> None:
        """Wake whoever waits for the socket; past the TLS layer, whose state belongs to the other thread."""
        with suppress(OSError):
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Limits:
    """Which ends first: a limit of its own, or the attempt."""

    __slots__ = ("_own", "until")

    def __init__(self, timeout: float | None, under_way: Attempt) -> None:
        under_way.check()
        own = None if timeout is None else time.monotonic() + timeout
        self._own = own is not None and (under_way.deadline is None or own < under_way.deadline)
        self.until = own if self._own else under_way.deadline

    def seconds(self) -> float | None:
        """Seconds until then."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    def error(self, error: TimeoutError, timed_out: type[Exception]) -> Exception:
        """What it means that the time has run out."""
        return timed_out(str(error)) if self._own else TimeoutError()


class _TlsInTls:
    """TLS over a connection that is encrypted already, as to a server behind an https proxy.

    Args:
        outer: The connection to the proxy.
        context: Of the inner encryption.
        server_hostname: Whose certificate is expected.
        rearm: Called before each use of the outer connection, to give it the time that is left.
    """

    def __init__(
        self, outer: ssl.SSLSocket, context: ssl.SSLContext, server_hostname: str | None, rearm: Callable[[], None]
    ) -> None:
        self._outer = outer
        self._rearm = rearm
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)

    def do_handshake(self) -> None:
        """Agree on the encryption."""
        self._run(self.tls.do_handshake)

    def recv(self, max_bytes: int) -> bytes:
        """What has arrived; nothing at the end."""
        try:
            return self._run(lambda: self.tls.read(max_bytes))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def send(self, data: memoryview) -> int:
        """Send some of it; how much."""
        return self._run(lambda: self.tls.write(data))

    def _run(self, step: Callable[[], _T]) -> _T:
        """Carry out a step of the inner encryption, moving its records over the outer connection."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                self._flush()
                self._rearm()
                received = self._outer.recv(_RECORD)
                if received:
                    self._incoming.write(received)
                else:
                    self._incoming.write_eof()
            else:
                self._flush()
                return result

    def _flush(self) -> None:
        waiting = memoryview(self._outgoing.read())
        while waiting:
            self._rearm()
            waiting = waiting[self._outer.send(waiting) :]


def _under_way() -> Attempt:
    """The attempt of this thread; one without limits when a connection is used outside of any."""
    return current_attempt() or Attempt()


def _if_tls(channel: socket.socket) -> ssl.SSLSocket | None:
    return channel if isinstance(channel, ssl.SSLSocket) else None


def _is_readable(opened: socket.socket) -> bool:
    """Whether something has arrived: on an idle connection, that the server has closed it."""
    descriptor = opened.fileno()
    if descriptor < 0:
        return True
    poll = getattr(select, "poll", None)
    if poll is None:  # Windows
        return bool(select.select([descriptor], [], [], 0)[0])
    watch = poll()
    watch.register(descriptor, select.POLLIN)
    return bool(watch.poll(0))
