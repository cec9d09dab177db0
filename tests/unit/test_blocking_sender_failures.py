"""The synchronous sender over httpx2: what its failures mean, and its proxies and certificates."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from blocking_requests import failure_of, request_to
from certificates import Certificates
from loopback import cut
from loopback_thread import SILENT, full_backlog, serving_threads, trickling, until

from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.errors import ConfigurationError
from timeback_core.sync.transport.options import TransportConfig

pytestmark = pytest.mark.socket


@pytest.fixture
def sender() -> Iterator[HttpxSender]:
    made = HttpxSender(TransportConfig(trust_env=False))
    yield made
    made.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Handshakes that fail on purpose are reported by asyncio, too."""
    caplog.set_level(logging.CRITICAL, "asyncio")


# Failures ----------------------------------------------------------------------------------------------------


def test_a_refused_connection_was_surely_not_sent(sender: HttpxSender) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    failure = failure_of(sender, request_to(f"http://127.0.0.1:{port}/", "POST", content=b"{}"))
    assert (failure.kind, failure.not_sent) == ("connect", True)
    assert "refused" in str(failure)


def test_an_unknown_host_was_surely_not_sent(sender: HttpxSender) -> None:
    failure = failure_of(sender, request_to("http://no-such-host.invalid/"))
    assert (failure.kind, failure.not_sent) == ("connect", True)


def test_a_name_with_a_dead_and_a_living_address_is_reached(
    sender: HttpxSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving_threads() as server, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        addresses = [unused.getsockname(), ("127.0.0.1", server.port)]

        def found(host: str, *_: object, flags: int = 0, **__: object) -> Any:
            if flags:
                raise socket.gaierror("not a number")
            assert host == "school.test"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        assert sender.send(request_to("http://school.test/")).status == 200


def test_a_silent_address_gives_way_to_the_next_one(sender: HttpxSender, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving_threads() as server, full_backlog() as silent:
        addresses = [("127.0.0.1", silent), ("127.0.0.1", server.port)]

        def found(_: str, *__: object, flags: int = 0, **___: object) -> Any:
            if flags:
                raise socket.gaierror("not a number")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        assert sender.send(request_to("http://school.test/", timeout=5.0)).status == 200


def test_looking_up_a_name_ends_with_the_time_limit(sender: HttpxSender, monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def stuck(*_: object, flags: int = 0, **__: object) -> Any:
        if flags:
            raise socket.gaierror("not a number")
        over.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    try:
        assert failure_of(sender, request_to("http://school.test/", timeout=0.1)).kind == "timeout"
        assert failure_of(sender, request_to("http://school.test/", connect=0.1)).kind == "connect_timeout"
    finally:
        over.set()


def test_a_full_backlog_reaches_the_connect_limit(sender: HttpxSender) -> None:
    with full_backlog() as port:
        failure = failure_of(sender, request_to(f"http://127.0.0.1:{port}/", connect=0.1))
        assert (failure.kind, failure.not_sent) == ("connect_timeout", True)
        assert failure_of(sender, request_to(f"http://127.0.0.1:{port}/", timeout=0.1)).kind == "timeout"


@pytest.mark.parametrize("part", ["before the header", "within the header", "within the body"])
def test_the_time_limit_ends_an_answer_that_stays_away(sender: HttpxSender, part: str) -> None:
    sent = {
        "before the header": SILENT,
        "within the header": b"HTTP/1.1 200 OK\r\nX-A",
        "within the body": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    }
    with serving_threads(sent[part]) as server:
        failure = failure_of(sender, request_to(server.url, "POST", content=b"{}", timeout=0.1))
        assert (failure.kind, failure.not_sent, str(failure)) == ("timeout", False, "TimeoutError")
        failure = failure_of(sender, request_to(server.url, read=0.05))
        assert (failure.kind, failure.not_sent) == ("read", False)
        until(lambda: not server.connections)


def test_a_trickling_body_is_cut_off_on_time(sender: HttpxSender) -> None:
    with serving_threads(trickling) as server:
        started = time.monotonic()
        assert failure_of(sender, request_to(server.url, timeout=0.3, read=5.0)).kind == "timeout"
        assert 0.25 < time.monotonic() - started < 2.0


@pytest.mark.parametrize(
    "answer",
    [
        cut,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        lambda connection, _: (connection.write(b"SSH-2.0 hello\r\n\r\n"), connection.transport.close()),
    ],
    ids=["cut off", "not gzip", "not http"],
)
def test_a_broken_answer_is_a_broken_protocol(sender: HttpxSender, answer: Any) -> None:
    with serving_threads(answer) as server:
        failure = failure_of(sender, request_to(server.url))
    assert (failure.kind, failure.not_sent) == ("protocol", False)


def test_a_reset_connection_may_have_been_sent(sender: HttpxSender) -> None:
    with serving_threads(lambda connection, _: connection.transport.abort()) as server:
        failure = failure_of(sender, request_to(server.url, "POST", content=b"{}"))
    assert failure.kind in {"read", "protocol"}
    assert failure.not_sent is False


def test_a_url_that_cannot_be_requested_is_a_configuration_error(sender: HttpxSender) -> None:
    with pytest.raises(ConfigurationError):
        sender.send(request_to("http://[::1/"))


def test_a_failure_does_not_show_the_query(sender: HttpxSender) -> None:
    assert "email" not in str(failure_of(sender, request_to("http://127.0.0.1:1/users?filter=email%3Dann")))


def test_a_closed_sender_says_so(sender: HttpxSender) -> None:
    sender.close()
    sender.close()
    assert failure_of(sender, request_to("http://127.0.0.1:1/")).kind == "closed"


# Proxies and certificates ------------------------------------------------------------------------------------


def test_a_proxy_is_used_with_its_credentials() -> None:
    with serving_threads() as proxy:
        url = proxy.url.replace("http://", "http://user:pass@")
        sender = HttpxSender(TransportConfig(proxy=url))
        assert sender.send(request_to("http://api.example.test/far")).status == 200
        sender.close()
        (got,) = proxy.requests
    assert got.target == "http://api.example.test/far"
    assert got.headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"


@pytest.mark.parametrize("url", ["http://user:hunter2@[::1", "gopher://user:hunter2@proxy.test"])
def test_a_proxy_that_cannot_be_used_is_a_configuration_error_without_its_password(url: str) -> None:
    sender = HttpxSender(TransportConfig(proxy=url))
    with pytest.raises(ConfigurationError) as caught:
        sender.send(request_to("http://127.0.0.1:1/"))
    assert "hunter2" not in f"{caught.value!r} {caught.value.__cause__!r}"


@pytest.mark.usefixtures("_quiet")
def test_certificates_are_checked_against_the_authority_that_is_named(certificates: Certificates) -> None:
    with serving_threads(tls=certificates.server_context()) as server:
        unknown = HttpxSender(TransportConfig(trust_env=False))
        failure = failure_of(unknown, request_to(server.url))
        assert (failure.kind, failure.not_sent) == ("certificate", True)
        context = ssl.create_default_context(cafile=certificates.ca)
        for verify in (certificates.ca, context, False):
            sender = HttpxSender(TransportConfig(trust_env=False, verify=verify))
            assert sender.send(request_to(server.url)).status == 200
            sender.close()
        unknown.close()


@pytest.mark.usefixtures("_quiet")
def test_a_client_certificate_is_shown(certificates: Certificates) -> None:
    with serving_threads(tls=certificates.server_context(wants_client=True)) as server:
        cert = (certificates.client_cert, certificates.client_key)
        sender = HttpxSender(TransportConfig(trust_env=False, verify=certificates.ca, cert=cert))
        assert sender.send(request_to(server.url)).status == 200
        sender.close()


def test_a_handshake_that_is_never_answered_ends_on_time(certificates: Certificates) -> None:
    sender = HttpxSender(TransportConfig(trust_env=False, verify=certificates.ca))
    with serving_threads() as plain:  # takes the greeting for the beginning of a request, and waits for its end
        url = plain.url.replace("http://", "https://")
        assert failure_of(sender, request_to(url, timeout=0.1)).kind == "timeout"
        failure = failure_of(sender, request_to(url, connect=0.1))
        assert (failure.kind, failure.not_sent) == ("connect_timeout", True)
        until(lambda: not plain.connections)
    sender.close()
