"""The synchronous sender through a proxy that is itself reached by https: TLS within TLS."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from blocking_requests import failure_of, request_to
from certificates import Certificates
from life_proxy import Proxy
from loopback_thread import SILENT, serving_threads, trickling, until

from timeback_core.blocking.attempts import attempt
from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.httpx_sender import HttpxSender as AsyncHttpxSender
from timeback_core.transport.options import TransportConfig as AsyncTransportConfig

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def encrypted_proxy(certificates: Certificates) -> Iterator[Proxy]:
    """A running proxy that is spoken to by https."""
    proxy = Proxy("user:pass")
    loops: list[asyncio.AbstractEventLoop] = []
    started, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, ssl=certificates.server_context())
        proxy.address = f"localhost:{server.sockets[0].getsockname()[1]}"
        loops.append(asyncio.get_running_loop())
        loops[0].set_exception_handler(lambda *_: None)
        started.set()
        await over.wait()
        server.close()
        if rest := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(rest, timeout=5)  # the connections end by themselves, since either side has closed

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield proxy
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join(10)


@pytest.fixture
def proxy(certificates: Certificates) -> Iterator[Proxy]:
    with encrypted_proxy(certificates) as running:
        yield running


@pytest.fixture
def settings(proxy: Proxy, certificates: Certificates) -> dict[str, Any]:
    return {"proxy": f"https://user:pass@{proxy.address}", "verify": certificates.ca}


@pytest.fixture
def sender(settings: dict[str, Any]) -> Iterator[HttpxSender]:
    made = HttpxSender(TransportConfig(**settings))
    yield made
    made.close()


def test_a_body_larger_than_a_record_goes_and_comes_whole(
    sender: HttpxSender, proxy: Proxy, certificates: Certificates
) -> None:
    body = bytes(range(256)) * 1000
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with serving_threads(answer, certificates.server_context()) as server:
        for _ in range(2):
            response = sender.send(request_to(server.url, "POST", content=body, timeout=20.0))
            assert response.content == body
        assert [got.body for got in server.requests] == [body, body]
        assert proxy.passed == [f"CONNECT localhost:{server.port}"]
        assert b"POST" not in proxy.bytes_seen


@pytest.mark.parametrize("answer", [SILENT, trickling], ids=["silent", "trickling"])
def test_its_waits_end_on_time_and_when_interrupted(
    sender: HttpxSender, certificates: Certificates, answer: Any
) -> None:
    with serving_threads(answer, certificates.server_context()) as server:
        assert failure_of(sender, request_to(server.url, timeout=0.5)).kind == "timeout"
        if answer == SILENT:
            assert failure_of(sender, request_to(server.url, read=0.1)).kind == "read"
        before = len(server.requests)
        with attempt() as under_way, ThreadPoolExecutor(1) as pool:

            def end() -> None:
                until(lambda: len(server.requests) > before)
                under_way.interrupt()

            pool.submit(end)
            assert failure_of(sender, request_to(server.url, timeout=20.0)).kind == "closed"


def test_a_handshake_within_it_that_is_never_answered_ends_on_time(sender: HttpxSender) -> None:
    with serving_threads() as plain:
        url = plain.url.replace("http://", "https://")
        assert failure_of(sender, request_to(url, timeout=0.5)).kind == "timeout"


def test_a_server_that_hangs_up_within_it_is_noticed(sender: HttpxSender, certificates: Certificates) -> None:
    with serving_threads(lambda connection, _: connection.transport.close(), certificates.server_context()) as server:
        assert failure_of(sender, request_to(server.url)).kind in {"read", "protocol"}


def test_its_certificate_is_checked(proxy: Proxy, certificates: Certificates) -> None:
    sender = HttpxSender(TransportConfig(proxy=f"https://user:pass@{proxy.address}", trust_env=False))
    failure = failure_of(sender, request_to("https://school.test/"))
    assert failure.kind == "certificate"
    assert "pass" not in str(failure)
    sender.close()


@pytest.mark.anyio
async def test_the_asynchronous_sender_trusts_the_same_authority_for_it(
    settings: dict[str, Any], certificates: Certificates
) -> None:
    sender = AsyncHttpxSender(AsyncTransportConfig(**settings))
    with serving_threads(tls=certificates.server_context()) as server:
        assert (await sender.send(request_to(server.url))).content == b'{"ok":true}'
        await sender.close()
