"""One attempt over a real socket: what is sent, what counts as success, and who is never contacted."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest
from certificates import Certificates
from loopback import Connection, RawRequest, Server, serving

from timeback_sandbox.webhooks.reach import Rules
from timeback_sandbox.webhooks.sending import Sender

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer schlüssel", "webhook-id": "msg_1"}


def sender_to(words: Sequence[str] = ("loopback",), timeout: float = 5.0, found: Sequence[str] | None = None) -> Sender:
    sender = Sender(Rules(words), timeout)
    if found is not None:
        sender.resolve = lambda _host, _port: found
    return sender


def status(line: bytes, *headers: bytes) -> bytes:
    return b"HTTP/1.1 " + line + b"\r\ncontent-length: 0\r\n" + b"".join(one + b"\r\n" for one in headers) + b"\r\n"


async def test_a_delivery_is_one_post_of_these_bytes() -> None:
    async with serving(status(b"204 No Content")) as server:
        sender = sender_to()
        outcome = await sender.attempt(f"{server.url}/a/../b%20c?d=ü", HEADERS, b'{"id":1.0}')
        await sender.close()
    assert outcome.delivered
    (request,) = server.requests
    assert (request.method, request.target, request.body) == ("POST", "/a/../b%20c?d=%C3%BC", b'{"id":1.0}')
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["authorization"].encode("latin-1").decode() == "Bearer schlüssel"
    assert request.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize("line", [b"301 Moved", b"302 Found", b"307 Temporary Redirect", b"308 Permanent Redirect"])
async def test_a_redirect_fails_and_is_not_followed(line: bytes) -> None:
    async with (
        serving(status(b"200 OK")) as elsewhere,
        serving(status(line, b"location: " + elsewhere.url.encode())) as server,
    ):
        sender = sender_to()
        outcome = await sender.attempt(server.url, HEADERS, b"{}")
        await sender.close()
    assert not outcome.delivered
    assert outcome.status == int(line[:3])
    assert outcome.error is not None
    assert "redirect" in outcome.error
    assert elsewhere.requests == []


async def test_a_receiver_that_is_overloaded_says_when_to_come_back() -> None:
    async with serving(status(b"503 Busy", b"retry-after: 17")) as server:
        sender = sender_to()
        outcome = await sender.attempt(server.url, HEADERS, b"{}")
        await sender.close()
    assert (outcome.status, outcome.retry_after) == (503, 17.0)


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(status(b"200 OK")) as proxy, serving(status(b"200 OK")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        sender = sender_to()
        assert (await sender.attempt(server.url, HEADERS, b"{}")).delivered
        await sender.close()
    assert proxy.requests == []
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab"])
async def test_an_answer_that_is_not_complete_in_time_fails(answer: bytes) -> None:
    async with serving(answer) as server:
        sender = sender_to(timeout=0.2)
        outcome = await sender.attempt(server.url, HEADERS, b"{}")
        await sender.close()
    assert not outcome.delivered
    assert outcome.error == "no complete answer within 0.2 s"


async def test_an_answer_that_drips_does_not_prolong_the_time() -> None:
    async with anyio.create_task_group() as tasks:

        def answer(connection: Connection, _: RawRequest) -> None:
            connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            tasks.start_soon(drip, connection)

        async def drip(connection: Connection) -> None:
            while not connection.transport.is_closing():
                connection.write(b"x")
                await anyio.sleep(0.01)

        async with serving(answer) as server:
            sender = sender_to(timeout=0.2)
            with anyio.fail_after(3):
                outcome = await sender.attempt(server.url, HEADERS, b"{}")
            await sender.close()
        tasks.cancel_scope.cancel()
    assert outcome.error == "no complete answer within 0.2 s"


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    sent = b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n" + b"x" * 200_000
    async with serving(sent) as server:
        sender = sender_to()
        assert (await sender.attempt(server.url, HEADERS, b"{}")).delivered
        await sender.close()


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"])
async def test_an_answer_that_is_no_http_fails(answer: bytes) -> None:
    async with serving(answer) as server:
        sender = sender_to()
        outcome = await sender.attempt(server.url, HEADERS, b"{}")
        await sender.close()
    assert not outcome.delivered
    assert outcome.error is not None
    assert "no HTTP" in outcome.error


async def test_a_receiver_that_hangs_up_or_is_not_there_fails() -> None:
    async with serving(lambda connection, _: connection.transport.abort()) as server:
        sender = sender_to()
        cut = await sender.attempt(server.url, HEADERS, b"{}")
        url = server.url
    refused = await sender.attempt(url, HEADERS, b"{}")
    await sender.close()
    assert (cut.delivered, cut.skipped, refused.delivered, refused.skipped) == (False, False, False, False)
    assert refused.error is not None
    assert "cannot be connected to" in refused.error


async def test_a_name_that_cannot_be_looked_up_fails_and_may_be_tried_again() -> None:
    def resolve(_host: str, _port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    sender = sender_to()
    sender.resolve = resolve
    outcome = await sender.attempt("http://hooks.example/", HEADERS, b"{}")
    assert (outcome.delivered, outcome.skipped) == (False, False)
    assert outcome.error is not None
    assert "looked up" in outcome.error


async def test_a_look_up_that_hangs_ends_with_the_time_limit() -> None:
    release = threading.Event()

    def resolve(_host: str, _port: int) -> Sequence[str]:
        release.wait(10)
        return ["127.0.0.1"]

    sender = sender_to(timeout=0.1)
    sender.resolve = resolve
    try:
        outcome = await sender.attempt("http://hooks.example/", HEADERS, b"{}")
    finally:
        release.set()
    assert outcome.error == "no complete answer within 0.1 s"


# ---------------------------------------------------------------- who is contacted


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], []]
)
async def test_who_is_not_on_this_machine_is_never_contacted(found: list[str]) -> None:
    async with serving() as server:
        sender = sender_to(found=found)
        outcome = await sender.attempt(f"http://hooks.example:{server.port}/", HEADERS, b"{}")
    assert outcome.skipped
    assert outcome.status is None
    assert sender._poster is not None
    assert sender._poster._transports == {}, "nothing was made that could connect"
    assert server.requests == []


async def test_a_name_is_looked_up_once_and_its_checked_address_is_contacted() -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    async with serving(status(b"200 OK")) as server:
        sender = sender_to()
        sender.resolve = rebinding
        outcome = await sender.attempt(f"http://Hooks.Example:{server.port}/in", HEADERS, b"{}")
        await sender.close()
    assert outcome.delivered
    assert asked == ["hooks.example"]
    assert server.requests[0].headers["host"] == f"hooks.example:{server.port}"


async def test_the_next_address_is_tried_when_nobody_listens_at_the_first() -> None:
    async with serving(status(b"200 OK")) as server:
        sender = sender_to(found=["127.0.0.99", "::1", "127.0.0.1"])
        assert (await sender.attempt(f"http://hooks.example:{server.port}/", HEADERS, b"{}")).delivered
        await sender.close()
    assert len(server.requests) == 1


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


async def attempt_over_tls(certificates: Certificates, host: str, *, trusted: bool) -> tuple[object, Server, list[str]]:
    names: list[str] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(certificates.server_cert), Path(certificates.server_key))
    context.sni_callback = lambda _socket, name, _context: names.append(str(name))
    async with serving(status(b"200 OK"), context) as server:
        sender = sender_to(found=["127.0.0.1"])
        if trusted:
            sender.trust = ssl.create_default_context(cafile=certificates.ca)
        outcome = await sender.attempt(f"https://{host}:{server.port}/", HEADERS, b"{}")
        await sender.close()
    return outcome, server, names


async def test_the_certificate_has_to_be_for_the_name_not_for_the_address(certificates: Certificates) -> None:
    outcome, server, names = await attempt_over_tls(certificates, "localhost", trusted=True)
    assert outcome.delivered  # type: ignore[attr-defined]
    assert names == ["localhost"]
    assert server.requests[0].headers["host"] == f"localhost:{server.port}"

    other, server, names = await attempt_over_tls(certificates, "hooks.example", trusted=True)
    assert not other.delivered  # type: ignore[attr-defined]
    assert names == ["hooks.example"]
    assert server.requests == []


async def test_a_certificate_has_to_be_trusted(certificates: Certificates) -> None:
    outcome, server, _ = await attempt_over_tls(certificates, "localhost", trusted=False)
    assert not outcome.delivered  # type: ignore[attr-defined]
    assert server.requests == []


# ---------------------------------------------------------------- receivers in this process


async def test_a_function_may_stand_for_a_receiver_wherever_it_would_be() -> None:
    seen: list[tuple[str, bytes]] = []
    sender = sender_to()
    sender.receivers["https://far.example/in"] = lambda headers, body: seen.append((headers["webhook-id"], body))
    assert (await sender.attempt("https://far.example/in", HEADERS, b"{}")).delivered
    assert seen == [("msg_1", b"{}")]
    sender.receivers["https://far.example/in"] = lambda _headers, _body: 410
    assert (await sender.attempt("https://far.example/in", HEADERS, b"{}")).status == 410


async def test_what_a_function_raises_is_a_failure_of_the_receiver() -> None:
    def broken(_headers: object, _body: bytes) -> int:
        raise LookupError("secret-detail")

    sender = sender_to()
    sender.receivers["http://x.example/"] = broken
    outcome = await sender.attempt("http://x.example/", HEADERS, b"{}")
    assert outcome.error == "the receiver raised LookupError"
