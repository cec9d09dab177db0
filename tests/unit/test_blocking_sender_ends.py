"""How requests of the synchronous sender are ended by another thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from certificates import Certificates
from loopback import Connection
from loopback_thread import SILENT, full_backlog, serving_threads, trickling, until, write

from timeback_core.blocking.attempts import Attempt, attempt, current_attempt, within
from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.message import Request, Response, SendFailure
from timeback_core.transport.options import Limits

pytestmark = pytest.mark.socket

BEGUN = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
OPEN_ENDED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc"
"""A body that ends with the connection, so that an interruption must not be taken for its end."""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def sender(certificates: Certificates) -> Iterator[HttpxSender]:
    made = HttpxSender(TransportConfig(trust_env=False, verify=certificates.ca))
    yield made
    made.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


class Sending:
    """A request under way in another thread."""

    def __init__(self, pool: ThreadPoolExecutor, sender: HttpxSender, url: str, limit: float = 20.0) -> None:
        self.attempt: Attempt
        self._begun = threading.Event()
        self.result: Future[Response] = pool.submit(self._send, sender, Request("GET", url, timeout=limit))
        assert self._begun.wait(5)

    def _send(self, sender: HttpxSender, request: Request) -> Response:
        with attempt() as self.attempt:
            self._begun.set()
            return sender.send(request)

    def kind(self) -> str:
        """Of the failure that comes out at once."""
        started = time.monotonic()
        error = self.result.exception(5)
        assert isinstance(error, SendFailure), error
        assert time.monotonic() - started < 1.0
        return error.kind


@pytest.mark.parametrize("answer", [SILENT, BEGUN, OPEN_ENDED, trickling], ids=["silent", "begun", "open", "trickling"])
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
def test_an_interruption_ends_the_waiting_for_an_answer(
    sender: HttpxSender, pool: ThreadPoolExecutor, certificates: Certificates, answer: Any, encrypted: bool
) -> None:
    with serving_threads(answer, certificates.server_context() if encrypted else None) as server:
        sending = Sending(pool, sender, server.url)
        until(lambda: server.requests)
        sending.attempt.interrupt()
        assert sending.kind() == "closed"
        until(lambda: not server.connections)


def test_an_interruption_ends_connecting(sender: HttpxSender, pool: ThreadPoolExecutor) -> None:
    with full_backlog() as port:
        sending = Sending(pool, sender, f"http://127.0.0.1:{port}/")
        until(lambda: sending.attempt._wakers)  # it waits for something
        sending.attempt.interrupt()
        assert sending.kind() == "closed"


def test_an_interruption_ends_a_handshake(sender: HttpxSender, pool: ThreadPoolExecutor) -> None:
    with serving_threads() as plain:
        sending = Sending(pool, sender, plain.url.replace("http://", "https://"))
        until(lambda: plain.connections and any(connection.buffer for connection in plain.connections))
        sending.attempt.interrupt()
        assert sending.kind() == "closed"


def test_an_interruption_ends_looking_up_a_name(
    sender: HttpxSender, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over = threading.Event(), threading.Event()

    def stuck(*_: object, flags: int = 0, **__: object) -> Any:
        if flags:
            raise socket.gaierror("not a number")
        asked.set()
        over.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    sending = Sending(pool, sender, "http://school.test/")
    assert asked.wait(5)
    sending.attempt.interrupt()
    assert sending.kind() == "closed"
    over.set()


def test_an_interruption_ends_the_waiting_for_a_place(pool: ThreadPoolExecutor) -> None:
    sender = HttpxSender(TransportConfig(trust_env=False, limits=Limits(max_connections=1)))
    with serving_threads(SILENT) as server:
        first = Sending(pool, sender, server.url)
        until(lambda: server.requests)
        second = Sending(pool, sender, server.url)
        until(lambda: second.attempt._wakers)
        second.attempt.interrupt()
        assert second.kind() == "closed"
        assert not first.result.done()
        first.attempt.interrupt()
        assert first.kind() == "closed"
    sender.close()


def test_an_interruption_reaches_only_its_own_attempt(sender: HttpxSender, pool: ThreadPoolExecutor) -> None:
    held: list[Connection] = []
    with serving_threads(lambda connection, _: held.append(connection)) as server:
        first = Sending(pool, sender, server.url)
        until(lambda: len(held) == 1)
        write(held[0], b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        assert first.result.result(5).content == b"ok"
        second = Sending(pool, sender, server.url)  # over the same connection
        until(lambda: len(held) == 2)
        first.attempt.interrupt()
        write(held[1], b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        assert second.result.result(5).content == b"ok"
        assert held[0] is held[1]


def test_an_attempt_that_was_interrupted_before_sends_nothing(sender: HttpxSender) -> None:
    with serving_threads() as server, attempt() as under_way:
        under_way.interrupt()
        with pytest.raises(SendFailure, match="closed"):
            sender.send(Request("GET", server.url, timeout=5.0))
        assert not server.connections


@pytest.mark.parametrize("answer", [SILENT, BEGUN, OPEN_ENDED], ids=["silent", "begun", "open"])
def test_closing_the_sender_ends_what_is_under_way(
    sender: HttpxSender, pool: ThreadPoolExecutor, answer: bytes
) -> None:
    with serving_threads(answer) as server:
        sending = [Sending(pool, sender, server.url) for _ in range(3)]
        until(lambda: len(server.requests) == 3)
        sender.close()
        assert [one.kind() for one in sending] == ["closed"] * 3
        until(lambda: not server.connections)


def test_closing_the_sender_ends_a_stream_that_is_being_read(sender: HttpxSender, pool: ThreadPoolExecutor) -> None:
    with serving_threads(OPEN_ENDED) as server, sender.stream(Request("GET", server.url)) as answer:
        pieces = answer.chunks()
        assert next(pieces) == b"abc"
        waiting = pool.submit(next, pieces, None)
        until(waiting.running)
        sender.close()
        error = waiting.exception(5)
    assert isinstance(error, SendFailure)
    assert error.kind == "closed"


def test_each_piece_of_a_stream_has_the_limit_of_the_attempt_then_under_way(sender: HttpxSender) -> None:
    with serving_threads(BEGUN) as server, sender.stream(Request("GET", server.url)) as answer:
        pieces = answer.chunks()
        with attempt(5.0):
            assert next(pieces) == b"abc"
        with attempt(0.1), pytest.raises(SendFailure) as caught:
            next(pieces)
    assert caught.value.kind == "timeout"


@pytest.mark.parametrize("answer", [BEGUN, OPEN_ENDED], ids=["begun", "open"])
def test_an_interruption_reaches_a_body_read_by_a_client_of_the_application(
    pool: ThreadPoolExecutor, answer: bytes
) -> None:
    with serving_threads(answer) as server, httpx2.Client(trust_env=False) as client:
        sending = Sending(pool, HttpxSender(TransportConfig(), client), server.url)
        until(lambda: server.requests and sending.attempt._wakers)
        sending.attempt.interrupt()
        assert sending.kind() == "closed"


# Attempts ----------------------------------------------------------------------------------------------------


def test_attempts_nest_and_belong_to_their_thread(pool: ThreadPoolExecutor) -> None:
    assert current_attempt() is None
    with attempt(10.0) as outer, attempt() as inner:
        assert current_attempt() is inner
        assert pool.submit(current_attempt).result(5) is None
        assert inner.remaining() is None
        with within(5.0) as narrowed:
            assert narrowed is inner
            assert 4.0 < (inner.remaining() or 0) <= 5.0
            with within(9.0):
                assert (inner.remaining() or 0) <= 5.0
        assert inner.remaining() is None
        assert 9.0 < (outer.remaining() or 0) <= 10.0
    assert current_attempt() is None


def test_a_pause_ends_with_the_interruption_and_with_the_time(pool: ThreadPoolExecutor) -> None:
    one = Attempt()
    pausing = pool.submit(one.pause, 20.0)
    until(lambda: one._wakers)
    one.interrupt()
    assert isinstance(pausing.exception(5), SendFailure)
    with pytest.raises(TimeoutError):
        Attempt(0.01).pause(20.0)
    Attempt(20.0).pause(0.0)


def test_what_is_interrupted_may_be_interrupted_from_within_its_own_waking() -> None:
    one = Attempt()
    calls: list[int] = []

    def wake() -> None:
        calls.append(1)
        if len(calls) < 3:
            one.interrupt()

    with one.waking(wake):
        one.interrupt()
    assert len(calls) == 3
    with pytest.raises(SendFailure):
        one.check()
