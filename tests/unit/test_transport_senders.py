"""Both HTTP libraries behind the Sender protocol, against real sockets on loopback."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from loopback import Connection, RawRequest, cut, serving

from timeback_core.errors import ConfigurationError
from timeback_core.transport.choose import open_sender
from timeback_core.transport.httpx_sender import HttpxSender
from timeback_core.transport.message import Request, ResponseTooLarge, Sender, SendFailure
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pyreqwest_sender import PyreqwestSender

pytestmark = [pytest.mark.anyio, pytest.mark.socket]


@pytest.fixture(params=["pyreqwest", "httpx2"])
async def sender(request: pytest.FixtureRequest) -> AsyncGenerator[Sender]:
    made = open_sender(TransportConfig(backend=request.param, trust_env=False))
    yield made
    await made.close()


def request_to(url: str, method: str = "GET", **settings: Any) -> Request:
    return Request(
        method,
        url,
        settings.pop("headers", {}),
        settings.pop("content", None),
        settings.pop("timeout", 5.0),
        **settings,
    )


async def failure_of(sender: Sender, request: Request) -> SendFailure:
    with pytest.raises(SendFailure) as caught:
        await sender.send(request)
    return caught.value


async def test_an_answer_has_status_headers_and_body(sender: Sender) -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nX-Total-Count: 12\r\nLink: <a>\r\nLink: <b>\r\nContent-Length: 2\r\n\r\nno"
    async with serving(answer) as server:
        response = await sender.send(request_to(server.url + "/users"))
    assert (response.status, response.content) == (404, b"no")
    assert response.headers["x-total-count"] == "12"
    assert response.headers.get_list("LINK") == ["<a>", "<b>"]
    assert response.headers["link"] == "<a>, <b>"


async def test_the_request_arrives_as_it_was_made(sender: Sender) -> None:
    async with serving() as server:
        await sender.send(
            request_to(
                server.url + "/users/a%2Fb?filter=role%3D%27student%27&limit=1",
                "POST",
                headers={"Authorization": "Bearer t", "X-Request-ID": "cafe0001", "User-Agent": "timeback-core/1"},
                content=b'{"a":1}',
            )
        )
        (got,) = server.requests
    assert got.method == "POST"
    assert got.target == "/users/a%2Fb?filter=role%3D%27student%27&limit=1"
    assert got.body == b'{"a":1}'
    assert got.headers["authorization"] == "Bearer t"
    assert got.headers["user-agent"] == "timeback-core/1"
    assert "cookie" not in got.headers
    assert "referer" not in got.headers


@pytest.mark.promise("no-redirects")
async def test_a_redirect_is_not_followed_and_a_cookie_not_kept(sender: Sender) -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    async with serving(answer) as server:
        first = await sender.send(request_to(server.url))
        await sender.send(request_to(server.url))
    assert first.status == 302
    assert first.headers["location"] == "/other"
    assert [got.target for got in server.requests] == ["/", "/"]
    assert "cookie" not in server.requests[1].headers


async def test_a_compressed_body_is_unpacked(sender: Sender) -> None:
    packed = gzip.compress(b"x" * 10_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with serving(head + packed) as server:
        response = await sender.send(request_to(server.url, max_bytes=20_000))
        assert response.content == b"x" * 10_000
        assert "gzip" in server.requests[0].headers["accept-encoding"]
        with pytest.raises(ResponseTooLarge):
            await sender.send(request_to(server.url, max_bytes=9_999))


async def test_a_body_beyond_the_bound_is_refused_before_it_is_read(sender: Sender) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n" + b"x" * 100_000) as server:
        with pytest.raises(ResponseTooLarge) as caught:
            await sender.send(request_to(server.url, max_bytes=10))
    assert (caught.value.limit, caught.value.status) == (10, 200)


async def test_without_a_bound_everything_is_read(sender: Sender) -> None:
    async with serving() as server:
        assert (await sender.send(request_to(server.url))).content == b'{"ok":true}'


@pytest.mark.promise("unsent-writes")
async def test_a_refused_connection_was_surely_not_sent(sender: Sender) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    failure = await failure_of(sender, request_to(f"http://127.0.0.1:{port}/", "POST", content=b"{}"))
    assert (failure.kind, failure.not_sent) == ("connect", True)
    assert failure.__cause__ is not None


async def test_an_unknown_host_was_surely_not_sent(sender: Sender) -> None:
    failure = await failure_of(sender, request_to("http://no-such-host.invalid/"))
    assert (failure.kind, failure.not_sent) == ("connect", True)


async def test_a_server_that_accepts_and_stays_silent_is_not_taken_for_not_sent(sender: Sender) -> None:
    async with serving(lambda *_: None) as server:
        failure = await failure_of(sender, request_to(server.url, "POST", content=b"{}", timeout=0.1))
        assert len(server.requests) == 1
    assert (failure.kind, failure.not_sent) == ("timeout", False)


async def test_a_silent_server_reaches_the_read_limit(sender: Sender) -> None:
    async with serving(lambda *_: None) as server:
        failure = await failure_of(sender, request_to(server.url, timeout=5.0, read=0.1, connect=3.0))
    assert (failure.kind, failure.not_sent) == ("read", False)


async def test_a_full_backlog_reaches_the_connect_limit(sender: Sender) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        try:
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(address)
            failure = await failure_of(sender, request_to(f"http://127.0.0.1:{address[1]}/", connect=0.1))
        finally:
            for filler in fillers:
                filler.close()
    assert (failure.kind, failure.not_sent) == ("connect_timeout", True)


async def test_a_connection_closed_before_the_answer_may_have_been_sent(sender: Sender) -> None:
    async with serving(lambda connection, _: connection.transport.close()) as server:
        failure = await failure_of(sender, request_to(server.url, "POST", content=b"{}"))
    assert failure.kind in {"read", "protocol"}
    assert failure.not_sent is False


async def test_a_reset_connection_may_have_been_sent(sender: Sender) -> None:
    async with serving(lambda connection, _: connection.transport.abort()) as server:
        failure = await failure_of(sender, request_to(server.url, "POST", content=b"{}"))
    assert failure.kind in {"read", "protocol"}
    assert failure.not_sent is False


async def test_a_truncated_body_is_a_broken_protocol(sender: Sender) -> None:
    async with serving(cut) as server:
        failure = await failure_of(sender, request_to(server.url))
    assert (failure.kind, failure.not_sent) == ("protocol", False)


async def test_what_is_not_http_is_a_broken_protocol(sender: Sender) -> None:
    def shell(connection: Connection, _: RawRequest) -> None:
        connection.write(b"SSH-2.0 hello\r\n\r\n")
        connection.transport.close()

    async with serving(shell) as server:
        failure = await failure_of(sender, request_to(server.url))
    assert failure.kind == "protocol"


async def test_a_broken_compression_is_a_broken_protocol(sender: Sender) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde") as server:
        failure = await failure_of(sender, request_to(server.url))
    assert failure.kind == "protocol"


@pytest.mark.promise("deadline")
async def test_a_trickling_body_is_bounded_by_the_time_limit(sender: Sender) -> None:
    def trickle(connection: Connection, _: RawRequest) -> None:
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        loop = asyncio.get_running_loop()

        def drip() -> None:
            if not connection.transport.is_closing():
                connection.write(b"x")
                loop.call_later(0.02, drip)

        drip()

    async with serving(trickle) as server:
        failure = await failure_of(sender, request_to(server.url, timeout=0.15))
    assert failure.kind == "timeout"


async def test_a_failure_does_not_show_the_query(sender: Sender) -> None:
    failure = await failure_of(sender, request_to("http://127.0.0.1:1/users?filter=email%3Dann"))
    assert "email" not in str(failure)


async def test_a_streamed_answer_is_there_before_its_body(sender: Sender) -> None:
    more = asyncio.Event()

    def answer(connection: Connection, _: RawRequest) -> None:
        connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc")
        held.append(connection)

    held: list[Connection] = []
    async with serving(answer) as server, sender.stream(request_to(server.url, timeout=None)) as response:
        assert response.status == 200
        assert not more.is_set()
        held[0].write(b"def")
        assert await response.read() == b"abcdef"


async def test_leaving_a_stream_early_frees_its_connection(sender: Sender) -> None:
    async with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc") as server:
        async with sender.stream(request_to(server.url, timeout=None)) as response:
            assert response.status == 200
        await asyncio.wait_for(server.lost.wait(), 5)


async def test_a_stream_that_breaks_off_says_so(sender: Sender) -> None:
    async with serving(cut) as server, sender.stream(request_to(server.url, timeout=None)) as response:
        with pytest.raises(SendFailure):
            await response.read()


async def test_a_closed_sender_says_so(sender: Sender) -> None:
    await sender.close()
    failure = await failure_of(sender, request_to("http://127.0.0.1:1/"))
    assert failure.kind == "closed"


async def test_a_url_that_cannot_be_requested_is_a_configuration_error(sender: Sender) -> None:
    with pytest.raises(ConfigurationError):
        await sender.send(request_to("http://[::1/"))


async def test_the_name_tells_library_and_version(sender: Sender) -> None:
    library, _, version = sender.name.partition("/")
    assert library in {"pyreqwest", "httpx2"}
    assert version[0].isdigit()


@pytest.mark.parametrize("backend", ["pyreqwest", "httpx2"])
def test_one_sender_works_in_event_loops_one_after_another(backend: Any) -> None:
    async def use(sender: Sender, *, last: bool) -> int:
        async with serving() as server:
            status = (await sender.send(request_to(server.url))).status
        if last:
            await sender.close()
        return status

    made = PyreqwestSender(TransportConfig()) if backend == "pyreqwest" else HttpxSender(TransportConfig())
    assert [asyncio.run(use(made, last=last)) for last in (False, False, True)] == [200, 200, 200]


@pytest.mark.parametrize("bound", [None, 1000])
async def test_connections_are_reused(sender: Sender, bound: int | None) -> None:
    opened: list[Connection] = []
    async with serving() as server:
        server.on_connect = opened.append
        for _ in range(3):
            await sender.send(request_to(server.url, max_bytes=bound))
    assert len(server.requests) == 3
    assert len(opened) == 1
