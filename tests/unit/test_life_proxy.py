"""Through a real proxy: tunnels and plain requests, by argument and environment, with right and wrong passwords."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from certificates import Certificates
from life_clients import KINDS, count
from life_place import SECRET, Place, placed
from life_proxy import Proxy, proxying

from timeback_core import APIConnectionError, APIError
from timeback_core.transport.proxies import through

PASSWORD = "hunter2+öä"
WRITTEN = "someone:hunter2%2B%C3%B6%C3%A4"  # as it is written in a URL

pytestmark = [pytest.mark.anyio, pytest.mark.socket, pytest.mark.promise("proxy")]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["tunnel", "plain"])
def place(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Place]:
    """A service behind the proxy, by https or by http."""
    tls = certificates.server_context() if request.param == "tunnel" else None
    with placed(tls=tls) as place:
        yield place


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.fixture
def settings(place: Place, certificates: Certificates) -> dict[str, Any]:
    return {**place.settings, "verify": certificates.ca, "timeout": 15}


@pytest.fixture(params=[None, f"someone:{PASSWORD}"], ids=["open", "with-password"])
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    with proxying(request.param) as proxy:
        yield proxy


def written(proxy: Proxy) -> str:
    """The proxy's URL with the right credentials."""
    return proxy.url(WRITTEN if proxy.asks else "")


async def test_everything_goes_through_the_proxy(
    settings: dict[str, Any], kind: str, place: Place, proxy: Proxy
) -> None:
    assert await count(settings, kind, proxy=written(proxy)) == 30
    assert (place.tokens, len(place.asked)) == (1, 1)
    secure = place.url.startswith("https")
    if secure:
        assert set(proxy.passed) == {f"CONNECT localhost:{place.url.rpartition(':')[2]}"}
        assert SECRET.encode() not in proxy.bytes_seen
        assert b"token-1" not in proxy.bytes_seen, "a tunnel is not read"
    else:
        assert [line.partition("?")[0].rpartition("/")[2] for line in proxy.passed] == ["token", "orgs"]
    assert proxy.refused == 0


async def test_the_environment_names_the_proxy_and_what_goes_past_it(
    settings: dict[str, Any], kind: str, place: Place, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme, _, rest = place.url.partition("://")
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", written(proxy))
    assert await count(settings, kind) == 30, "loopback is never asked of a proxy that the environment names"
    assert proxy.passed == []
    # Only the proxy knows the host by this name.
    port = int(rest.rpartition(":")[2])
    proxy.names["school.test"] = ("127.0.0.1", port)
    away = {**settings, "base_url": f"{scheme}://school.test:{port}", "verify": False, "no_auth": True}
    for name in ("auth_url", "client_id", "client_secret"):
        del away[name]
    assert await count(away, kind) == 30
    assert len(proxy.passed) == 1
    monkeypatch.setenv("NO_PROXY", "other.test,school.test")
    with pytest.raises(APIConnectionError, match="could not connect"):
        await count(away, kind, max_retries=0)
    assert len(proxy.passed) == 1
    monkeypatch.delenv("NO_PROXY")
    with pytest.raises(APIConnectionError, match="could not connect"):
        await count(away, kind, max_retries=0, trust_env=False)
    assert len(proxy.passed) == 1


@pytest.mark.parametrize("given", ["someone:wr0ng-marker", ""], ids=["wrong", "none"])
async def test_a_wrong_password_is_said_at_once_and_shown_nowhere(
    given: str, settings: dict[str, Any], kind: str, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with proxying(f"someone:{PASSWORD}") as proxy:
        with pytest.raises(APIError, match="check the user name and password in the proxy's URL") as caught:
            await count(settings, kind, proxy=proxy.url(given))
        assert proxy.refused == 1, "it would be refused again"
        if place.url.startswith("https"):
            assert proxy.address in str(caught.value), "the message says which proxy"
        error: BaseException | None = caught.value
        while error is not None:
            assert "wr0ng-marker" not in f"{error!r} {error}"
            error = error.__cause__ or error.__context__
        assert "wr0ng-marker" not in caplog.text
    assert (place.tokens, place.asked) == (0, [])


async def test_a_proxy_that_is_down_is_named_without_its_password(settings: dict[str, Any], kind: str) -> None:
    with pytest.raises(APIConnectionError, match=r"through the proxy http://127\.0\.0\.1:1\)") as caught:
        await count(settings, kind, proxy="http://someone:wr0ng-marker@127.0.0.1:1", max_retries=0)
    assert "wr0ng-marker" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_a_direct_connection_names_no_proxy() -> None:
    assert through(None) == ""
    assert through("http://user:secret@proxy.test:3128") == ", through the proxy http://proxy.test:3128"
