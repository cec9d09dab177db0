"""TimebackClient: services, closing, views, raw requests."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import warnings
from typing import Any

import pytest
from scripted_sender import ScriptedSender, answer

from timeback_core import (
    AuthenticationError,
    ClientClosedError,
    ConfigurationError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
    ServiceConfig,
    ServiceNotConfiguredError,
    TimebackClient,
    TimebackProvider,
)

HOST = "https://api.example.org"
TOKEN = f"{HOST}/oauth/token"
CREDENTIALS: dict[str, Any] = {"auth_url": TOKEN, "client_id": "id", "client_secret": "s3cr3t-marker"}

pytestmark = pytest.mark.anyio


def connected(sender: ScriptedSender, **more: Any) -> TimebackClient:
    """Return a client that sends through the sender."""
    return TimebackClient(**{"base_url": HOST, "transport": sender, **CREDENTIALS, **more})


# Construction


def test_a_client_takes_keywords_only() -> None:
    with pytest.raises(TypeError):
        TimebackClient("staging")  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        TimebackClient(base_ulr=HOST)  # type: ignore[call-arg]  # that is the point


def test_constructing_a_client_imports_no_http_library_and_nothing_heavy() -> None:
    code = (
        "import sys; from timeback_core import TimebackClient; "
        "TimebackClient(env='staging', client_id='a', client_secret='b'); "
        "heavy = {'httpx', 'httpx2', 'pyreqwest', 'msgspec', 'asyncio', 'typing', 'logging', 'inspect'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    # -S: without site, whose start-up files import things of their own
    path = [entry for entry in sys.path if entry]
    run = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_nothing_is_sent_or_built_before_the_first_use() -> None:
    sender = ScriptedSender()
    client = connected(sender)
    assert not client.get_provider().opened
    assert client.oneroster is client.oneroster
    assert not sender.requests
    assert not sender.token_requests


def test_only_services_with_a_client_in_this_version_are_offered() -> None:
    client = TimebackClient(services={"oneroster": HOST, "edubridge": HOST, "caliper": HOST}, **CREDENTIALS)
    assert client.available_services == ("oneroster",)
    assert client.has_service("oneroster")
    assert not client.has_service("caliper")
    assert not client.has_service("nonsense")
    assert client.get_provider().get_available_services() == ["oneroster", "edubridge", "caliper"]
    for name in ("edubridge", "case_", "case", "masterytrack"):
        with pytest.raises(AttributeError, match="no client for the service"):
            getattr(client, name)
    with pytest.raises(AttributeError, match="no attribute 'onerostr'"):
        client.onerostr  # type: ignore[attr-defined]  # noqa: B018 - that is the point


def test_a_service_that_is_not_configured_is_named_with_those_that_are() -> None:
    client = TimebackClient(services={"qti": HOST, "clr": HOST})
    with pytest.raises(ServiceNotConfiguredError) as caught:
        client.oneroster  # noqa: B018 - that is the point
    assert 'Service "oneroster" is not configured' in str(caught.value)
    assert "qti, clr" in str(caught.value)


def test_a_service_that_the_platform_lacks_is_said_to_be_lacking() -> None:
    provider = TimebackProvider(base_url=HOST, path_profile="LEARNWITH_AI")
    assert "LEARNWITH_AI lacks it" in provider.why_not("edubridge")


# Requests and tokens


async def test_services_behind_one_token_endpoint_share_one_token() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        await asyncio.gather(
            client.request("oneroster", "GET", "/a"),
            client.request("qti", "GET", "/b"),
            client.request("masterytrack", "GET", "/c"),
        )
    assert len(sender.token_requests) == 1
    by_url = {request.url: request.headers for request in sender.requests}
    assert by_url[f"{HOST}/a"]["Authorization"] == "Bearer token-1"
    mastery = by_url[f"{HOST}/masterytrack/c"]
    assert mastery["X-Auth-Token"] == "Bearer token-1"
    assert "Authorization" not in mastery


async def test_a_service_with_a_token_endpoint_of_its_own_gets_its_own_token() -> None:
    sender = ScriptedSender()
    own = ServiceConfig(base_url=HOST, auth_url="https://other.example/oauth/token")
    async with connected(sender, base_url=None, services={"oneroster": HOST, "caliper": own}) as client:
        await client.request("oneroster", "GET", "/a")
        await client.request("caliper", "GET", "/b")
    assert [request.url for request in sender.token_requests] == [TOKEN, "https://other.example/oauth/token"]


async def test_without_authentication_no_header_is_sent() -> None:
    sender = ScriptedSender()
    async with TimebackClient(base_url=HOST, transport=sender, no_auth=True) as client:
        await client.request("oneroster", "GET", "/a")
        assert client.get_provider().get_token_manager("oneroster") is None
    assert "Authorization" not in sender.requests[0].headers
    assert not sender.token_requests


async def test_a_raw_request_has_query_body_and_headers() -> None:
    sender = ScriptedSender(lambda _request: answer(201, {"a": 1}, {"X-Total-Count": "7"}))
    async with connected(sender) as client:
        raw = await client.request(
            "oneroster",
            "post",
            "things/1",
            params={"limit": 2, "none": None, "flag": True},
            json={"n": [1, None]},
            headers={"X-Own": "yes"},
            request_id="12345678",
        )
    request = sender.requests[0]
    assert request.method == "POST"
    assert request.url == f"{HOST}/things/1?limit=2&flag=true"
    assert request.content == b'{"n":[1,null]}'
    assert request.headers["X-Own"] == "yes"
    assert raw.status_code == 201
    assert raw.headers["x-total-count"] == "7"
    assert raw.parse() == {"a": 1}
    assert raw.request_id == "12345678"
    assert raw.attempts == 1
    assert raw.elapsed >= 0


async def test_a_raw_request_maps_errors_and_parses_on_demand() -> None:
    sender = ScriptedSender(lambda _request: answer(404, {"message": "gone"}))
    async with connected(sender) as client:
        with pytest.raises(NotFoundError, match="gone"):
            await client.request("oneroster", "GET", "/x")
        sender.handler = lambda _request: answer(200, b"<html>")
        raw = await client.request("oneroster", "GET", "/x")
        assert raw.text == "<html>"
        with pytest.raises(ResponseParseError, match="Invalid JSON response"):
            raw.parse()
        sender.handler = lambda _request: answer(204)
        assert (await client.request("oneroster", "DELETE", "/x")).parse() is None


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/x",
        "mailto:x",
        "//evil.example/x",
        "/a/../b",
        "/a/%2e%2E/b",
        "/a\\b",
        "/a%5Cb",
        "/a b",
        "/a\nb",
        "/a?b=c",
        "/a#b",
    ],
)
async def test_a_path_that_could_leave_the_service_is_refused(path: str) -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        with pytest.raises(ConfigurationError):
            await client.request("oneroster", "GET", path)
    assert not sender.requests


async def test_a_body_that_is_no_json_is_refused_before_sending() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        with pytest.raises(InputValidationError, match="json"):
            await client.request("oneroster", "POST", "/x", json=float("nan"))
        with pytest.raises(ServiceNotConfiguredError):
            await TimebackClient(services={"qti": HOST}).request("oneroster", "GET", "/x")
        with pytest.raises(ConfigurationError, match="Unknown service"):
            await client.request("onerostr", "GET", "/x")
    assert not sender.requests


async def test_views_share_tokens_and_closing_and_add_up_their_options() -> None:
    sender = ScriptedSender()
    client = connected(sender)
    view = client.with_options(headers={"X-A": "1"}).with_options(headers={"X-B": "2"}, max_retries=0)
    await view.request("oneroster", "GET", "/a")
    await view.oneroster.schools.list()
    await client.request("oneroster", "GET", "/a")
    assert len(sender.token_requests) == 1
    assert [request.headers.get("X-A") for request in sender.requests] == ["1", "1", None]
    assert sender.requests[0].headers["X-B"] == "2"
    assert view.get_provider() is client.get_provider()
    await client.close()
    assert view.closed
    with pytest.raises(ConfigurationError, match="nope"):
        client.with_options(nope=1)  # type: ignore[call-arg]  # that is the point


async def test_check_auth_reports_instead_of_raising() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        result = await client.check_auth()
        assert result == {
            "ok": True,
            "latency_ms": result.latency_ms,
            "checks": {"token_acquisition": True},
        }
        assert result.ok
        assert result.error is None
        assert result.checks.token_acquisition
        await client.check_auth()
        assert len(sender.token_requests) == 1
        await client.check_auth(force=True)
        assert len(sender.token_requests) == 2


async def test_check_auth_names_the_services_whose_token_endpoint_fails() -> None:
    class Refusing(ScriptedSender):
        async def send(self, request: Any) -> Any:
            if "bad.example" in request.url:
                return answer(401, {"error": "invalid_client"})
            return await super().send(request)

    own = ServiceConfig(base_url=HOST, auth_url="https://bad.example/oauth/token")
    services = {"oneroster": HOST, "caliper": own}
    async with connected(Refusing(), base_url=None, services=services) as client:
        result = await client.check_auth()
    assert not result.ok
    assert result["error_type"] == "TokenError"
    assert "s3cr3t-marker" not in str(result)
    assert result.error
    assert "Failed to obtain access token" in result.error
    assert result.services == {"oneroster": True, "caliper": False}


async def test_check_auth_needs_authentication() -> None:
    async with TimebackClient(base_url=HOST, no_auth=True) as client:
        with pytest.raises(ConfigurationError, match="No auth configured"):
            await client.check_auth()


async def test_rotated_credentials_reach_what_was_handed_out_before() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        schools = client.oneroster.schools
        await schools.list()
        client.rotate_credentials(client_secret="new-secret")
        await schools.list()
        client.rotate_credentials(client_id="new-id")
        await schools.list()
        sent = [request.headers["Authorization"] for request in sender.token_requests]
        assert len(set(sent)) == 3
        with pytest.raises(ConfigurationError, match="client_id="):
            client.rotate_credentials()


def test_rotating_different_credentials_needs_a_service() -> None:
    own = ServiceConfig(base_url=HOST, client_id="other", client_secret="other")
    client = TimebackClient(services={"oneroster": HOST, "qti": own}, **CREDENTIALS)
    with pytest.raises(ConfigurationError, match="service="):
        client.rotate_credentials(client_id="x")
    client.rotate_credentials(client_id="x", service="qti")
    endpoints = client.get_provider().config.endpoints
    assert [endpoints[name].client_id for name in ("oneroster", "qti")] == ["id", "x"]


# Closing


async def test_after_closing_everything_handed_out_before_refuses() -> None:
    sender = ScriptedSender()
    client = connected(sender)
    oneroster = client.oneroster
    schools = oneroster.schools
    await schools.list()
    await client.close()
    await client.close()
    assert client.closed
    assert oneroster.closed
    for use in (schools.list, client.check_auth, lambda: client.request("qti", "GET", "/x")):
        with pytest.raises(ClientClosedError, match="has been closed"):
            await use()
    with pytest.raises(ClientClosedError, match="has been closed"):
        client.oneroster  # noqa: B018 - that is the point
    with pytest.raises(ClientClosedError):
        async with client:
            pass
    assert not sender.closed, "an injected sender is its owner's to close"


async def test_requests_in_flight_end_with_client_closed_error() -> None:
    sender = ScriptedSender()
    sender.blocked = asyncio.Event()
    client = connected(sender)
    task = asyncio.create_task(client.oneroster.schools.list())
    await sender.arrived.wait()
    await client.close()
    with pytest.raises(ClientClosedError, match="has been closed"):
        await task


async def test_the_context_manager_closes_on_errors_too() -> None:
    client = connected(ScriptedSender())
    with pytest.raises(ZeroDivisionError):
        async with client:
            raise ZeroDivisionError
    assert client.closed


async def test_a_provider_that_was_given_stays_open_with_its_tokens() -> None:
    sender = ScriptedSender()
    async with TimebackProvider(base_url=HOST, transport=sender, **CREDENTIALS) as provider:
        async with TimebackClient(provider=provider) as first:
            await first.oneroster.schools.list()
        async with TimebackClient(provider=provider) as second:
            await second.oneroster.schools.list()
        assert not provider.closed
    assert len(sender.token_requests) == 1
    with pytest.raises(ClientClosedError):
        await TimebackClient(provider=provider).oneroster.schools.list()


async def test_closing_a_provider_ends_the_requests_of_all_its_clients() -> None:
    sender = ScriptedSender()
    sender.blocked = asyncio.Event()
    provider = TimebackProvider(base_url=HOST, transport=sender, **CREDENTIALS)
    task = asyncio.create_task(TimebackClient(provider=provider).oneroster.schools.list())
    await sender.arrived.wait()
    await provider.close()
    with pytest.raises(ClientClosedError):
        await task


async def test_closing_one_sub_client_leaves_the_client_open() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        await client.oneroster.close()
        with pytest.raises(ClientClosedError):
            await client.oneroster.schools.list()
        await client.request("oneroster", "GET", "/x")


async def test_closing_goes_on_past_an_error_and_raises_it_at_the_end() -> None:
    class Failing:
        async def close(self) -> None:
            raise RuntimeError("stuck")

    client = connected(ScriptedSender())
    client._shared.sub_clients += [Failing(), Failing()]
    with pytest.raises(RuntimeError, match="stuck") as caught:
        await client.close()
    assert len(caught.value.__notes__) == 1
    assert client.get_provider().closed


def test_a_plain_with_says_async_with() -> None:
    with pytest.raises(TypeError, match="async with"), connected(ScriptedSender()):
        pass


async def test_a_client_that_sent_something_and_was_not_closed_causes_a_warning() -> None:
    client = connected(ScriptedSender())
    await client.oneroster.schools.list()
    with pytest.warns(ResourceWarning, match="not closed"):
        del client
        gc.collect()


def test_a_client_that_sent_nothing_needs_no_closing() -> None:
    client = connected(ScriptedSender())
    assert client.oneroster
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        del client
        gc.collect()


def test_one_client_works_in_two_event_loops_one_after_the_other() -> None:
    sender = ScriptedSender()
    client = connected(sender)

    async def once() -> None:
        await client.oneroster.schools.list()

    asyncio.run(once())
    asyncio.run(once())
    assert len(sender.token_requests) == 1
    asyncio.run(client.close())


def test_threads_that_build_at_once_get_the_same_objects() -> None:
    client = connected(ScriptedSender())
    barrier = threading.Barrier(8)
    found: list[Any] = []

    def build() -> None:
        barrier.wait()
        provider = client.get_provider()
        found.append((client.oneroster, provider.pipeline, provider.get_token_manager("qti"), provider.lifetime))

    threads = [threading.Thread(target=build) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({tuple(map(id, group)) for group in found}) == 1


# Providers


def test_a_provider_next_to_other_arguments_reports_them(caplog: pytest.LogCaptureFixture) -> None:
    provider = TimebackProvider(base_url=HOST)
    client = TimebackClient(provider=provider, env="staging", timeout=5)
    assert client.get_provider() is provider
    assert "env, timeout" in caplog.text
    with pytest.raises(ConfigurationError, match="TimebackProvider"):
        TimebackClient(provider="x")  # type: ignore[arg-type]  # that is the point


def test_what_a_provider_knows() -> None:
    provider = TimebackProvider(env="staging", client_id="a", client_secret="b", timeout=12)
    assert (provider.platform, provider.env, provider.timeout) == ("BEYOND_AI", "staging", 12.0)
    endpoint = provider.get_endpoint("oneroster")
    assert endpoint.base_url == "https://api.staging.alpha-1edtech.ai"
    assert endpoint.auth_url
    assert provider.has_service("case_")
    assert provider.has_service_support("case_")
    assert not provider.has_service_support("nonsense")
    assert provider.get_paths("oneroster") == provider.get_all_paths().oneroster
    assert provider.get_service_paths("qti") == provider.get_endpoint_with_paths("qti")[1]
    assert provider.get_token_manager("oneroster") is provider.get_token_manager("caliper")


def test_what_a_provider_refuses() -> None:
    provider = TimebackProvider(services={"qti": HOST}, path_profile="LEARNWITH_AI")
    with pytest.raises(ConfigurationError, match="is not configured"):
        provider.get_endpoint("oneroster")
    with pytest.raises(ConfigurationError, match="is not supported on this platform"):
        provider.get_paths("clr")
    with pytest.raises(ConfigurationError, match="Unknown service"):
        provider.get_paths("nonsense")
    with pytest.raises(ConfigurationError, match="no path profile"):
        provider.get_paths("masterytrack")
    with pytest.raises(ConfigurationError, match="credentials are required"):
        TimebackProvider(env="staging").get_token_manager("oneroster")
    with pytest.raises(TypeError, match="max_retires.*max_retries"):
        TimebackProvider(base_url=HOST, max_retires=1)  # type: ignore[call-arg]  # that is the point
    with pytest.raises(ConfigurationError, match="Provider configuration required"):
        TimebackProvider()


async def test_invalidated_tokens_are_fetched_again() -> None:
    sender = ScriptedSender()
    async with connected(sender) as client:
        await client.request("qti", "GET", "/x")
        client.get_provider().invalidate_tokens()
        await client.request("qti", "GET", "/x")
    assert [request.headers["Authorization"] for request in sender.requests] == ["Bearer token-1", "Bearer token-2"]


async def test_a_rejected_token_is_replaced_once() -> None:
    sender = ScriptedSender(lambda _request: answer(401, {"message": "expired"}))
    async with connected(sender) as client:
        with pytest.raises(AuthenticationError, match="expired"):
            await client.request("qti", "GET", "/x")
    assert len(sender.requests) == 2
    assert len(sender.token_requests) == 2


def test_a_sandbox_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timeback_sandbox.embedded", None)
    client = TimebackClient(env="sandbox")
    with pytest.raises(ConfigurationError, match=r'pip install "timeback-core\[sandbox\]"'):
        client.oneroster  # noqa: B018 - that is the point
