"""Opens a TCP connection within an attempt: the whole of it, looking up the name included, can be cut short."""

from __future__ import annotations

import os
import selectors
import socket
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from typing import Any, Self

from timeback_core.blocking.attempts import Attempt, shortest

_HEAD_START = 0.25
"""Seconds that an address has before the next one is tried beside it, as RFC 8305 recommends."""

Address = tuple[int, int, int, str, Any]
"""As `socket.getaddrinfo` gives them."""


def connect(
    host: str,
    port: int,
    attempt: Attempt,
    *,
    local_address: str | None = None,
    socket_options: Iterable[Any] = (),
) -> socket.socket:
    """A connected socket; of several addresses, the one that answers first.

    Args:
        host: Name or address.
        port: TCP port.
        attempt: Ends the waiting when it is over or interrupted.
        local_address: Address to connect from.
        socket_options: Arguments of `setsockopt`.

    Raises:
        OSError: The name is unknown, or no address could be reached.
        TimeoutError: The attempt was over before.
        SendFailure: It was interrupted.
    """
    waiting = deque(_alternating(look_up(host, port, attempt)))
    errors: list[OSError] = []
    with _Race(attempt) as race:
        while True:
            if waiting:
                try:
                    race.start(waiting.popleft(), local_address, socket_options)
                except OSError as error:
                    errors.append(error)
                    continue
            elif not race.running:
                raise _summary(errors)
            connected = race.wait(_HEAD_START if waiting else None, errors)
            if connected is not None:
                return connected


class _Race:
    """Sockets that are being connected; those that did not win are closed at the end."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._stack = ExitStack()
        self._selector: selectors.BaseSelector
        self.running: list[socket.socket] = []

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._selector = stack.enter_context(selectors.DefaultSelector())
            listening, waker = socket.socketpair()
            stack.enter_context(listening)
            stack.enter_context(waker)
            waker.setblocking(False)
            self._selector.register(listening, selectors.EVENT_READ)
            stack.enter_context(self._attempt.waking(lambda: _poke(waker)))
            stack.callback(self._close_all)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _close_all(self) -> None:
        for opened in self.running:
            opened.close()

    def start(self, address: Address, local_address: str | None, options: Iterable[Any]) -> None:
        """Begin to connect to an address."""
        family, kind, protocol, _, target = address
        opened = socket.socket(family, kind, protocol)
        self.running.append(opened)
        try:
            opened.setblocking(False)
            for option in options:
                opened.setsockopt(*option)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if local_address is not None:
                opened.bind((local_address, 0))
            with suppress(BlockingIOError):
                opened.connect(target)
            self._selector.register(opened, selectors.EVENT_WRITE)
        except BaseException:
            self.running.remove(opened)
            opened.close()
            raise

    def wait(self, seconds: float | None, errors: list[OSError]) -> socket.socket | None:
        """The first socket that is connected, or `None` once one has failed or the seconds have passed."""
        ready = self._selector.select(shortest(seconds, self._attempt.remaining()))
        self._attempt.check()
        for key, _ in ready:
            opened = key.fileobj
            if not isinstance(opened, socket.socket) or opened not in self.running:
                continue
            self._selector.unregister(opened)
            self.running.remove(opened)
            code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code == 0:
                return opened
            opened.close()
            errors.append(OSError(code, os.strerror(code)))
        return None


def look_up(host: str, port: int, attempt: Attempt) -> list[Address]:
    """The addresses of a host.

    The system's own function can be stopped by nothing, so a name is looked up in a thread that is left behind when
    the attempt ends before.

    Args:
        host: Name or address.
        port: TCP port.
        attempt: Ends the waiting when it is over or interrupted.

    Raises:
        OSError: The name is unknown.
        TimeoutError: The attempt was over before.
        SendFailure: It was interrupted.
    """
    with suppress(OSError):
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    found: list[list[Address] | BaseException] = []
    done = threading.Event()

    def ask() -> None:
        try:
            found.append(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            found.append(error)
        done.set()

    try:
        threading.Thread(target=ask, name="timeback-look-up", daemon=True).start()
    except RuntimeError:  # the interpreter is ending and starts no thread any more
        ask()
    with attempt.waking(done.set):
        while not found:
            attempt.check()
            done.wait(attempt.remaining())
    answer = found[0]
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _alternating(addresses: list[Address]) -> list[Address]:
    """The addresses with their families taking turns, so that one broken family costs little."""
    by_family: dict[int, list[Address]] = {}
    for address in addresses:
        by_family.setdefault(address[0], []).append(address)
    ordered: list[Address] = []
    for turn in range(max(map(len, by_family.values()), default=0)):
        ordered.extend(family[turn] for family in by_family.values() if turn < len(family))
    return ordered


def _summary(errors: list[OSError]) -> OSError:
    """One error for all addresses."""
    if len(errors) == 1:
        return errors[0]
    reasons = "; ".join(dict.fromkeys(str(error) for error in errors)) or "the name has no address"
    return OSError(f"no address could be reached: {reasons}")


def _poke(waker: socket.socket) -> None:
    with suppress(OSError):
        waker.send(b"\0")
