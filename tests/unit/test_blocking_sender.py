"""The synchronous sender over httpx2: what it sends and what comes back."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from blocking_requests import failure_of, request_to
from loopback import Connection, RawRequest, cut
from loopback_thread import SILENT, serving_threads, until, write

from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.message import ResponseTooLarge, SendFailure
from timeback_core.transport.options import Limits

pytestmark = pytest.mark.socket


@pytest.fixture
def sender() -> Iterator[HttpxSender]:
    made = HttpxSender(TransportConfig(trust_env=False))
    yield made
    made.close()


# Requests and answers ----------------------------------------------------------------------------------------


def test_an_answer_has_status_headers_and_body(sender: HttpxSender) -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nX-Total-Count: 12\r\nLink: <a>\r\nLink: <b>\r\nContent-Length: 2\r\n\r\nno"
    with serving_threads(answer) as server:
        response = sender.send(request_to(server.url + "/users"))
    assert (response.status, response.content) == (404, b"no")
    assert response.headers["x-total-count"] == "12"
    assert response.headers.get_list("LINK") == ["<a>", "<b>"]


def test_the_request_arrives_as_it_was_made(sender: HttpxSender) -> None:
    with serving_threads() as server:
        headers = {"Authorization": "Bearer t", "User-Agent": "timeback-core/1"}
        url = server.url + "/users/a%2Fb?filter=role%3D%27student%27&limit=1"
        sender.send(request_to(url, "POST", headers=headers, content=b'{"a":1}'))
        (got,) = server.requests
    assert (got.method, got.target, got.body) == (
        "POST",
        "/users/a%2Fb?filter=role%3D%27student%27&limit=1",
        b'{"a":1}',
    )
    assert got.headers["authorization"] == "Bearer t"
    assert got.headers["user-agent"] == "timeback-core/1"
    assert "cookie" not in got.headers


def test_a_redirect_is_not_followed_and_a_cookie_not_kept(sender: HttpxSender) -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    with serving_threads(answer) as server:
        assert sender.send(request_to(server.url)).status == 302
        sender.send(request_to(server.url))
        assert [got.target for got in server.requests] == ["/", "/"]
        assert "cookie" not in server.requests[1].headers


def test_connections_are_reused(sender: HttpxSender) -> None:
    opened: list[Connection] = []
    with serving_threads() as server:
        server.on_connect = opened.append
        for _ in range(3):
            sender.send(request_to(server.url))
        assert (len(server.requests), len(opened)) == (3, 1)


def test_a_connection_that_the_server_has_closed_meanwhile_is_not_used_again(sender: HttpxSender) -> None:
    def answer(connection: Connection, _: RawRequest) -> None:
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        connection.transport.close()

    with serving_threads(answer) as server:
        for _ in range(3):
            assert sender.send(request_to(server.url, "POST", content=b"{}")).content == b"ok"
            until(lambda: not server.connections)


def test_a_compressed_body_is_unpacked_and_bounded(sender: HttpxSender) -> None:
    packed = gzip.compress(b"x" * 10_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with serving_threads(head + packed) as server:
        assert sender.send(request_to(server.url, max_bytes=20_000)).content == b"x" * 10_000
        with pytest.raises(ResponseTooLarge):
            sender.send(request_to(server.url, max_bytes=9_999))


def test_a_body_beyond_the_bound_is_refused_before_it_is_read(sender: HttpxSender) -> None:
    announced = b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n"
    with serving_threads(announced + b"x" * 100_000) as server, pytest.raises(ResponseTooLarge) as caught:
        sender.send(request_to(server.url, max_bytes=10))
    assert (caught.value.limit, caught.value.status) == (10, 200)


def test_a_large_body_goes_out_whole(sender: HttpxSender) -> None:
    content = bytes(range(256)) * 40_000
    with serving_threads() as server:
        sender.send(request_to(server.url, "POST", content=content, timeout=20.0))
        assert server.requests[0].body == content


def test_32_threads_share_a_sender_and_each_gets_its_own_answer(sender: HttpxSender) -> None:
    def echo(connection: Connection, request: RawRequest) -> None:
        body = request.target.encode()
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    with serving_threads(echo) as server, ThreadPoolExecutor(32) as pool:
        targets = [f"/{number}" for number in range(320)]
        answers = pool.map(lambda target: sender.send(request_to(server.url + target)).content.decode(), targets)
        assert list(answers) == targets


def test_no_more_requests_are_under_way_than_connections_are_allowed() -> None:
    sender = HttpxSender(TransportConfig(trust_env=False, limits=Limits(max_connections=2)))
    held: list[Connection] = []
    with serving_threads(lambda connection, _: held.append(connection)) as server, ThreadPoolExecutor(3) as pool:
        busy = [pool.submit(sender.send, request_to(server.url, timeout=20.0)) for _ in range(2)]
        until(lambda: len(held) == 2)
        failure = failure_of(sender, request_to(server.url, pool=0.05))
        assert (failure.kind, failure.not_sent) == ("pool_timeout", True)
        assert failure_of(sender, request_to(server.url, timeout=0.05)).kind == "timeout"
        third = pool.submit(sender.send, request_to(server.url, timeout=20.0))
        ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        write(held[0], ok)
        until(lambda: len(held) == 3)
        sender.close()
        assert sorted(str(one.exception() is None) for one in [*busy, third]) == ["False", "False", "True"]


# Streams -----------------------------------------------------------------------------------------------------


def test_a_streamed_answer_is_there_before_its_body(sender: HttpxSender) -> None:
    held: list[Connection] = []

    def answer(connection: Connection, _: RawRequest) -> None:
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
        held.append(connection)

    with serving_threads(answer) as server, sender.stream(request_to(server.url, timeout=None)) as response:
        assert response.status == 200
        until(lambda: held)
        write(held[0], b"def")
        assert response.read() == b"abcdef"


def test_leaving_a_stream_early_frees_its_connection(sender: HttpxSender) -> None:
    with serving_threads(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc") as server:
        with sender.stream(request_to(server.url, timeout=None)) as response:
            assert response.status == 200
        until(lambda: not server.connections)


def test_a_stream_that_breaks_off_says_so(sender: HttpxSender) -> None:
    with (
        serving_threads(cut) as server,
        sender.stream(request_to(server.url, timeout=None)) as response,
        pytest.raises(SendFailure, match="without sending complete"),
    ):
        response.read()


def test_the_time_limit_of_a_streamed_request_counts_up_to_its_header(sender: HttpxSender) -> None:
    with (
        serving_threads(SILENT) as server,
        pytest.raises(SendFailure) as caught,
        sender.stream(request_to(server.url, timeout=0.1)),
    ):
        pass
    assert caught.value.kind == "timeout"
