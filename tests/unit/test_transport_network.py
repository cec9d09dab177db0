"""Proxies, certificates and injected clients, with either HTTP library."""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import Any

import httpx
import httpx2
import pytest
from certificates import Certificates
from loopback import OK, Connection, RawRequest, serving
from transport_fakes import Tokens

from timeback_core.errors import APIConnectionError, APITimeoutError, ClientClosedError, ConfigurationError
from timeback_core.transport.call import Call
from timeback_core.transport.choose import open_sender
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Response
from timeback_core.transport.options import RequestOptions, TransportConfig
from timeback_core.transport.pipeline import Pipeline
from timeback_core.transport.proxies import Proxies, bypasses, ca_bundle, resolve_proxies

BACKENDS = ["pyreqwest", "httpx2"]


def call_to(url: str, **settings: Any) -> Call:
    """An operation that is one request."""
    usual = {"operation": "x.y", "service": "x", "method": "GET", "route": "/", "lifetime": Lifetime()}
    return Call(**{**usual, **settings}, url=url)


async def ask(
    url: str, *, tokens: Tokens | None = None, options: RequestOptions | None = None, **config: Any
) -> Response:
    """One GET through a pipeline of its own."""
    pipeline = Pipeline(TransportConfig(**{"max_retries": 0, "timeout": 10.0, **config}))
    try:
        return await pipeline.execute(call_to(url, tokens=tokens, options=options))
    finally:
        await pipeline.close()


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# Which proxy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, (None, None)),
        ({"http_proxy": "http://p:1"}, ("http://p:1", None)),
        ({"HTTPS_PROXY": "p:2"}, (None, "http://p:2")),
        ({"all_proxy": "http://p:3", "https_proxy": "http://p:4"}, ("http://p:3", "http://p:4")),
        ({"http_proxy": "http://p:1", "no_proxy": "*"}, (None, None)),
        ({"HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"}, (None, None)),
        ({"HTTP_PROXY": "  "}, (None, None)),
    ],
)
def test_proxies_of_the_environment(environ: dict[str, str], expected: tuple[str | None, str | None]) -> None:
    found = resolve_proxies(None, trust_env=True, environ=environ)
    assert (found.http, found.https) == expected
    assert resolve_proxies(None, trust_env=False, environ=environ) == Proxies()


def test_a_proxy_that_is_given_counts_instead_of_the_environment() -> None:
    environ = {"http_proxy": "http://env:1", "no_proxy": "example.test"}
    assert resolve_proxies("http://p:1", trust_env=True, environ=environ) == Proxies("http://p:1", "http://p:1")
    mapping = {"all://": "http://a:1", "https://": None}
    assert resolve_proxies(mapping, trust_env=True, environ=environ) == Proxies("http://a:1", None)


def test_a_mapping_of_proxies_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="ftp"):
        resolve_proxies({"ftp://": "http://p:1"}, trust_env=False)


@pytest.mark.parametrize(
    ("host", "list_", "direct"),
    [
        ("example.test", "example.test", True),
        ("api.example.test", "example.test", True),
        ("api.example.test", ".example.test", True),
        ("notexample.test", "example.test", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("::1", "::1", True),
        ("example.test", "", False),
        ("EXAMPLE.test", "other, Example.Test:443", True),
    ],
)
def test_hosts_that_go_past_a_proxy(host: str, list_: str, direct: bool) -> None:
    assert bypasses(host, list_) is direct


@pytest.mark.parametrize(
    "url", ["http://localhost:8787/x", "http://127.0.0.1/x", "http://127.9.9.9:1/", "http://[::1]:8787/x"]
)
def test_loopback_goes_past_a_proxy_of_the_environment(url: str) -> None:
    found = resolve_proxies(None, trust_env=True, environ={"http_proxy": "http://p:1"})
    assert found.for_url(url) is None
    assert found.for_url("http://api.example.test/x") == "http://p:1"


def test_the_ca_bundle_comes_from_verify_or_the_environment() -> None:
    environ = {"SSL_CERT_FILE": "/env.pem"}
    assert ca_bundle("/given.pem", trust_env=True, environ=environ) == "/given.pem"
    assert ca_bundle(True, trust_env=True, environ=environ) == "/env.pem"
    assert ca_bundle(True, trust_env=False, environ=environ) is None
    assert ca_bundle(False, trust_env=True, environ=environ) is None


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize("backend", BACKENDS)
class TestProxies:
    """Requests through a proxy on loopback."""

    async def test_the_environments_proxy_is_used_but_not_for_loopback(
        self, backend: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with serving() as proxy, serving() as server:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            await ask(server.url + "/direct", backend=backend)
            await ask("http://api.example.test/far", backend=backend)
            assert [got.target for got in server.requests] == ["/direct"]
            assert [got.target for got in proxy.requests] == ["http://api.example.test/far"]

    async def test_no_proxy_names_hosts_to_reach_directly(self, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
        async with serving() as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            monkeypatch.setenv("NO_PROXY", "no-such-host.invalid")
            with pytest.raises(APIConnectionError):
                await ask("http://no-such-host.invalid/", backend=backend)
            assert proxy.requests == []

    async def test_the_environment_can_be_left_out_of_account(
        self, backend: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with serving() as proxy:
            monkeypatch.setenv("ALL_PROXY", proxy.url)
            with pytest.raises(APIConnectionError):
                await ask("http://no-such-host.invalid/", backend=backend, trust_env=False)
            assert proxy.requests == []

    async def test_a_proxy_that_is_given_is_used_for_loopback_too(self, backend: str) -> None:
        async with serving() as proxy:
            address = proxy.url.replace("http://", "http://user:pass@")
            await ask("http://127.0.0.1:1/x", backend=backend, proxy=address)
            await ask("http://127.0.0.1:1/y", backend=backend, proxy={"http://": proxy.url})
        assert [got.target for got in proxy.requests] == ["http://127.0.0.1:1/x", "http://127.0.0.1:1/y"]
        assert proxy.requests[0].headers["proxy-authorization"].startswith("Basic ")

    async def test_a_proxy_that_cannot_be_used_is_a_configuration_error_without_its_password(
        self, backend: str
    ) -> None:
        with pytest.raises(ConfigurationError) as caught:
            await ask("http://127.0.0.1:1/", backend=backend, proxy="http://user:hunter2@[::1")
        assert "hunter2" not in f"{caught.value!r} {caught.value.__cause__!r}"


# Certificates ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Handshakes that fail on purpose are reported by asyncio, too."""
    caplog.set_level(logging.CRITICAL, "asyncio")


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.usefixtures("_quiet", "_no_proxies")
@pytest.mark.parametrize("backend", BACKENDS)
class TestTls:
    """A server with a certificate of its own authority."""

    async def test_an_unknown_authority_is_refused(self, backend: str, certificates: Certificates) -> None:
        async with serving(tls=certificates.server_context()) as server:
            with pytest.raises(APIConnectionError, match=r"(?i)certificate|issuer"):
                await ask(server.url, backend=backend)

    async def test_the_check_can_be_switched_off(self, backend: str, certificates: Certificates) -> None:
        async with serving(tls=certificates.server_context()) as server:
            assert (await ask(server.url, backend=backend, verify=False)).status == 200

    async def test_a_ca_bundle_can_be_named(self, backend: str, certificates: Certificates) -> None:
        async with serving(tls=certificates.server_context()) as server:
            assert (await ask(server.url, backend=backend, verify=certificates.ca)).status == 200

    async def test_the_environment_can_name_a_ca_bundle(
        self, backend: str, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", certificates.ca)
        async with serving(tls=certificates.server_context()) as server:
            assert (await ask(server.url, backend=backend)).status == 200

    async def test_a_client_certificate_is_shown(self, backend: str, certificates: Certificates) -> None:
        async with serving(tls=certificates.server_context(wants_client=True)) as server:
            for cert in (certificates.client_both, (certificates.client_cert, certificates.client_key)):
                assert (await ask(server.url, backend=backend, verify=certificates.ca, cert=cert)).status == 200
            with pytest.raises(APIConnectionError):
                await ask(server.url, backend=backend, verify=certificates.ca)

    async def test_files_that_cannot_be_used_are_configuration_errors(
        self, backend: str, certificates: Certificates
    ) -> None:
        for settings in ({"verify": "/no/such.pem"}, {"cert": "/no/such.pem"}):
            with pytest.raises(ConfigurationError, match="no/such"):
                await ask("https://127.0.0.1:1/", backend=backend, **settings)


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.usefixtures("_no_proxies")
async def test_an_ssl_context_is_used_by_httpx2(certificates: Certificates) -> None:
    context = ssl.create_default_context(cafile=certificates.ca)
    assert open_sender(TransportConfig(verify=context)).name.startswith("httpx2/")
    async with serving(tls=certificates.server_context()) as server:
        assert (await ask(server.url, verify=context)).status == 200


def test_an_ssl_context_for_pyreqwest_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="httpx2"):
        open_sender(TransportConfig(backend="pyreqwest", verify=ssl.create_default_context()))


def test_an_unknown_backend_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="curl"):
        open_sender(TransportConfig(backend="curl"))  # type: ignore[arg-type]


# Injected clients --------------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("library", [httpx, httpx2])
class TestInjected:
    """A client that the application made."""

    async def test_it_is_used_for_everything_and_stays_open(self, library: Any) -> None:
        async with (
            serving() as server,
            library.AsyncClient(trust_env=False, headers={"X-Gateway": "g"}, auth=("a", "b")) as client,
        ):
            response = await ask(server.url, http_client=client, tokens=Tokens("t"))
            assert response.content == b'{"ok":true}'
            assert not client.is_closed
            (got,) = server.requests
            assert got.headers["x-gateway"] == "g"
            assert got.headers["authorization"] == "Bearer t"
            assert f" {library.__name__}/" in got.headers["user-agent"]

    async def test_a_mocked_transport_works(self, library: Any) -> None:
        def answer(request: Any) -> Any:
            return library.Response(200, json={"path": request.url.path})

        async with library.AsyncClient(transport=library.MockTransport(answer)) as client:
            assert (await ask("https://api.example.test/users", http_client=client)).content == b'{"path":"/users"}'

    async def test_a_redirect_is_not_followed_even_if_the_client_would(self, library: Any) -> None:
        answer = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
        async with serving(answer) as server, library.AsyncClient(trust_env=False, follow_redirects=True) as client:
            with pytest.raises(Exception, match="redirect"):
                await ask(server.url, http_client=client)
            assert len(server.requests) == 1

    async def test_closed_by_its_owner_it_is_a_client_closed_error(self, library: Any) -> None:
        client = library.AsyncClient()
        await client.aclose()
        with pytest.raises(ClientClosedError, match="has been closed"):
            await ask("http://127.0.0.1:1/", http_client=client)

    async def test_the_deadline_counts_although_the_client_has_limits_of_its_own(self, library: Any) -> None:
        async with serving(lambda *_: None) as server, library.AsyncClient(trust_env=False, timeout=60) as client:
            with pytest.raises(APITimeoutError):
                await ask(server.url, http_client=client, timeout=0.1)

    async def test_a_foreign_exception_does_not_get_out(self, library: Any) -> None:
        def answer(request: Any) -> Any:
            raise LookupError("in a transport of the application")

        async with library.AsyncClient(transport=library.MockTransport(answer)) as client:
            with pytest.raises(APIConnectionError) as caught:
                await ask("https://api.example.test/", http_client=client)
        assert isinstance(caught.value.__cause__, LookupError)

    async def test_a_subclass_is_recognised(self, library: Any) -> None:
        class Mine(library.AsyncClient):  # type: ignore[misc]
            pass

        async with serving() as server, Mine(trust_env=False) as client:
            assert (await ask(server.url, http_client=client)).status == 200


@pytest.mark.anyio
async def test_what_is_no_async_client_is_refused() -> None:
    with httpx.Client() as client, pytest.raises(ConfigurationError, match="AsyncClient"):
        await ask("http://127.0.0.1:1/", http_client=client)


# The whole way -----------------------------------------------------------------------------------------------


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("backend", BACKENDS)
async def test_a_silent_server_is_a_timeout_and_a_post_is_not_sent_twice(backend: str) -> None:
    async with serving(lambda *_: None) as server:
        pipeline = Pipeline(TransportConfig(backend=backend, trust_env=False, timeout=0.8))  # type: ignore[arg-type]
        with pytest.raises(APITimeoutError):
            await pipeline.execute(call_to(server.url, method="POST", content=b"{}"))
        await asyncio.sleep(0.05)
        assert len(server.requests) == 1
        await pipeline.close()


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.promise("unsent-writes")
async def test_a_post_whose_connection_broke_is_not_sent_twice(backend: str) -> None:
    def drop(connection: Connection, _: RawRequest) -> None:
        connection.transport.abort()

    async with serving(drop) as server:
        pipeline = Pipeline(TransportConfig(backend=backend, trust_env=False, timeout=5))  # type: ignore[arg-type]
        with pytest.raises(APIConnectionError):
            await pipeline.execute(call_to(server.url, method="POST", content=b"{}"))
        assert len(server.requests) == 1
        await pipeline.close()


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("backend", BACKENDS)
async def test_a_cancelled_request_frees_its_place_at_once(backend: str) -> None:
    answers = iter([None, OK])

    def first_hangs(connection: Connection, _: RawRequest) -> None:
        answer = next(answers)
        if answer is not None:
            connection.write(answer)

    async with serving(first_hangs) as server:
        pipeline = Pipeline(TransportConfig(backend=backend, trust_env=False, timeout=20, max_concurrency=1))  # type: ignore[arg-type]
        task = asyncio.create_task(pipeline.execute(call_to(server.url)))
        await server.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await asyncio.wait_for(pipeline.execute(call_to(server.url)), 5)).status == 200
        await pipeline.close()
