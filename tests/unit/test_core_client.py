"""TimebackClient: services, views, tokens, raw requests."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from scripted_sender import CREDENTIALS, HOST, TOKEN, ScriptedSender, answer, connected

from timeback_core import (
    ConfigurationError,
    InputValidationError,
    NotFoundError,
    ResponseParseError,
    ServiceConfig,
    ServiceNotConfiguredError,
    TimebackClient,
    TimebackProvider,
)

pytestmark = pytest.mark.anyio


# Construction


def test_a_client_takes_keywords_only() -> None:
    with pytest.raises(TypeError):
        TimebackClient("staging")  # type: ignore[call-arg,arg-type]  # that is the point
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


def test_only_services_that_are_configured_are_offered() -> None:
    client = TimebackClient(services={"oneroster": HOST, "caliper": HOST, "case": HOST}, **CREDENTIALS)
    assert client.available_services == ("oneroster", "caliper", "case")
    assert client.has_service("oneroster")
    assert client.has_service("case")
    assert not client.has_service("clr")
    assert not client.has_service("nonsense")
    assert client.case is client.case_
    with pytest.raises(ServiceNotConfiguredError):
        client.clr  # noqa: B018 - that is the point
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
    async with connected(sender, base_url="", services={"oneroster": HOST, "caliper": own}) as client:
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
    async with connected(Refusing(), base_url="", services=services) as client:
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
