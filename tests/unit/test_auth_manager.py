"""Token requests: what is sent, what is understood, what goes wrong, and what is never shown."""

from __future__ import annotations

import asyncio
import base64
import logging
import pickle
from typing import Any
from urllib.parse import parse_qs

import pytest
from transport_fakes import Bench

from timeback_core.auth import TokenManager, TokenManagerConfig
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    ConfigurationError,
    RateLimitError,
    ServerError,
    TimebackError,
    TokenError,
)
from timeback_core.transport.hooks import Hooks, TokenEvent
from timeback_core.transport.token_answer import lifetime_of

pytestmark = pytest.mark.anyio

TOKEN_URL = "https://id.example.test/oauth/token"
SECRET = "marker/of+a secret"
GRANT = {"status": 200, "body": {"access_token": "t1", "token_type": "Bearer", "expires_in": 3600}}


def manager(bench: Bench, **settings: Any) -> TokenManager:
    values: dict[str, Any] = {"token_url": TOKEN_URL, "client_id": "id", "client_secret": SECRET, **settings}
    return TokenManager(TokenManagerConfig(**values), bench.pipeline)


async def failure(bench: Bench, **settings: Any) -> TimebackError:
    with pytest.raises(TimebackError) as caught:
        await manager(bench, **settings).get_token()
    return caught.value


# The request -------------------------------------------------------------------------------------------------


async def test_the_request_is_a_client_credentials_grant_with_basic_authentication() -> None:
    bench = Bench(GRANT)
    assert await manager(bench).get_token() == "t1"
    (sent,) = bench.sent
    assert (sent.method, sent.url, sent.content) == ("POST", TOKEN_URL, b"grant_type=client_credentials")
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent.headers["Accept"] == "application/json"
    scheme, _, pair = sent.headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(pair).decode() == f"id:{SECRET}"


async def test_credentials_are_encoded_as_utf_8() -> None:
    bench = Bench(GRANT)
    await manager(bench, client_id="schlüssel", client_secret="geheim:ß").get_token()
    pair = bench.sent[0].headers["Authorization"].partition(" ")[2]
    assert base64.b64decode(pair).decode() == "schlüssel:geheim:ß"


async def test_a_scope_is_form_encoded() -> None:
    bench = Bench(GRANT)
    await manager(bench, scope="https://purl.example.test/scope/a b").get_token()
    content = bench.sent[0].content
    assert content is not None
    assert parse_qs(content.decode())["scope"] == ["https://purl.example.test/scope/a b"]


async def test_credentials_can_go_into_the_body() -> None:
    bench = Bench(GRANT)
    await manager(bench, auth_method="client_secret_post").get_token()
    content = bench.sent[0].content
    assert content is not None
    assert parse_qs(content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["id"],
        "client_secret": [SECRET],
    }
    assert "Authorization" not in bench.sent[0].headers


async def test_credentials_may_be_functions_called_for_each_request() -> None:
    calls: list[str] = []

    def client_id() -> str:
        calls.append("id")
        return f"id{len(calls)}"

    async def secret() -> str:
        calls.append("secret")
        return "s"

    bench = Bench(GRANT)
    source = manager(bench, client_id=client_id, client_secret=secret)
    assert calls == []
    await source.get_token()
    await source.get_token(force=True)
    pairs = [base64.b64decode(sent.headers["Authorization"].partition(" ")[2]) for sent in bench.sent]
    assert pairs == [b"id1:s", b"id3:s"]


async def test_a_function_that_fails_or_gives_nothing_is_a_configuration_error() -> None:
    def broken() -> str:
        raise LookupError(SECRET)

    error = await failure(Bench(), client_secret=broken)
    assert isinstance(error, ConfigurationError)
    assert isinstance(error.__cause__, LookupError)
    assert SECRET not in str(error)
    assert isinstance(await failure(Bench(), client_id=lambda: ""), ConfigurationError)


async def test_credentials_do_not_go_over_plain_http() -> None:
    bench = Bench(GRANT)
    assert isinstance(await failure(bench, token_url="http://id.example.test/token"), ConfigurationError)
    assert bench.sent == []


# The answer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (60, 60.0),
        (0.5, 0.5),
        ("120", 120.0),
        ("1.5", 1.5),
        (None, 3600.0),
        ("soon", 3600.0),
        (0, 3600.0),
        (-1, 3600.0),
        (True, 3600.0),
        ([], 3600.0),
        ("nan", 3600.0),
        ("1e999", 3600.0),
    ],
)
async def test_the_lifetime_may_come_in_any_form(value: object, seconds: float) -> None:
    assert lifetime_of(value) == seconds


async def test_any_2xx_answer_is_fine_and_token_type_is_optional() -> None:
    assert await manager(Bench({"status": 201, "body": {"access_token": "t"}})).get_token() == "t"
    body = {"access_token": "t", "token_type": "bearer"}
    assert await manager(Bench({"status": 200, "body": body})).get_token() == "t"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"access_token": ""},
        {"access_token": None},
        {"access_token": 5},
        [],
        "text",
        b"",
        b"<html>",
        {"access_token": "t", "token_type": "mac"},
        {"access_token": "a\nb"},
    ],
)
async def test_an_answer_without_a_usable_token_is_a_token_error(body: object) -> None:
    error = await failure(Bench({"status": 200, "body": body}))
    assert isinstance(error, TokenError)
    assert "No access_token" in str(error)
    assert error.status_code == 200


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_refused_credentials_are_a_token_error(status: int) -> None:
    bench = Bench({"status": status, "body": {"error": "invalid_client", "error_description": "no such client"}})
    error = await failure(bench)
    assert isinstance(error, TokenError)
    assert isinstance(error, AuthenticationError)
    assert isinstance(error, RuntimeError)
    assert (error.status_code, error.error_code) == (status, "invalid_client")
    assert "Failed to obtain access token" in str(error)
    assert "no such client" in str(error)
    assert len(bench.sent) == 1


async def test_a_refusal_without_description_shows_the_code() -> None:
    error = await failure(Bench({"status": 400, "body": {"error": "invalid_scope"}}))
    assert str(error).endswith("invalid_scope")


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimitError), (503, ServerError), (500, ServerError)])
async def test_trouble_at_the_endpoint_is_repeated_and_then_raised_as_what_it_is(
    status: int, kind: type[APIError]
) -> None:
    bench = Bench({"status": status, "headers": {"Retry-After": "2"}})
    error = await failure(bench)
    assert type(error) is kind
    assert error.message.startswith("Failed to obtain access token")
    assert bench.delays == [2.0, 2.0]


async def test_trouble_at_the_endpoint_may_pass() -> None:
    bench = Bench({"status": 500}, {"fail": "read"}, GRANT)
    assert await manager(bench).get_token() == "t1"
    assert bench.delays == [1.0, 2.0]


async def test_a_broken_connection_says_that_it_was_the_token_request() -> None:
    error = await failure(Bench({"fail": "connect", "not_sent": True}))
    assert type(error) is APIConnectionError
    assert error.message.startswith("Failed to obtain access token")
    assert error.__cause__ is not None


async def test_a_silent_endpoint_is_a_timeout() -> None:
    error = await failure(Bench({"hang": True}), timeout=0.02)
    assert isinstance(error, APITimeoutError)
    assert error.message.startswith("Failed to obtain access token")


async def test_a_redirect_of_the_endpoint_is_not_followed() -> None:
    bench = Bench({"status": 302, "headers": {"Location": "https://evil.test/"}})
    error = await failure(bench)
    assert "evil.test" in str(error)
    assert len(bench.sent) == 1


# What is never shown -----------------------------------------------------------------------------------------


def chain(error: BaseException | None) -> str:
    """Everything that a traceback of an error, or a look at its attributes, would show."""
    shown = ""
    while error is not None:
        shown += f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or error.__context__
    return shown


@pytest.mark.parametrize("status", [200, 400, 401, 418, 500])
@pytest.mark.parametrize("shape", ["json", "text", "encoded", "basic"])
@pytest.mark.promise("no-secrets")
async def test_an_endpoint_that_repeats_the_credentials_does_not_bring_them_into_errors_or_logs(
    status: int, shape: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    basic = base64.b64encode(f"id:{SECRET}".encode()).decode()
    body: object = {
        "json": {"error": "invalid", "error_description": f"bad secret {SECRET}", SECRET: "x"},
        "text": f"bad secret {SECRET}".encode(),
        "encoded": b"secret=marker%2Fof%2Ba+secret",
        "basic": f"bad header Basic {basic}".encode(),
    }[shape]
    error = await failure(Bench({"status": status, "body": body}, max_retries=0))
    shown = chain(error) + caplog.text + repr(pickle.dumps(error))
    for form in (SECRET, "marker%2Fof%2Ba+secret", basic):
        assert form not in shown


async def test_a_long_answer_is_cut() -> None:
    error = await failure(Bench({"status": 401, "body": b"x" * 5000}))
    assert len(str(error)) < 400


@pytest.mark.promise("no-secrets")
async def test_nothing_that_is_printed_shows_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    events: list[TokenEvent] = []
    bench = Bench({"status": 200, "body": {"access_token": "marker-token"}}, hooks=Hooks(on_token=events.append))
    source = manager(bench)
    await source.get_token()
    shown = f"{source!r} {source.config!r} {bench.pipeline!r} {bench.pipeline.config!r} {events!r} {caplog.text}"
    assert SECRET not in shown
    assert "marker-token" not in shown


async def test_hooks_are_told_of_tokens() -> None:
    events: list[TokenEvent] = []
    bench = Bench({"status": 400}, {**GRANT, "takes": 0.5}, hooks=Hooks(on_token=events.append))
    source = manager(bench)
    with pytest.raises(TokenError):
        await source.get_token()
    await source.get_token()
    assert [(e.outcome, e.url, e.error, e.lifetime) for e in events] == [
        ("failed", "id.example.test/oauth/token", "TokenError", None),
        ("acquired", "id.example.test/oauth/token", None, 3600.0),
    ]
    assert events[1].duration == 0.5


# In the pipeline ---------------------------------------------------------------------------------------------


async def test_fifty_cold_tasks_cause_one_token_request() -> None:
    bench = Bench(lambda request: GRANT if request.url == TOKEN_URL else {"status": 200})
    source = manager(bench)
    await asyncio.gather(*[bench.execute(tokens=source) for _ in range(50)])
    assert sum(sent.url == TOKEN_URL for sent in bench.sent) == 1
    assert {sent.headers["Authorization"] for sent in bench.sent if sent.url != TOKEN_URL} == {"Bearer t1"}


async def test_a_refused_token_is_replaced_once_for_all_tasks() -> None:
    granted: list[str] = []

    def answer(request: Any) -> dict[str, Any]:
        if request.url == TOKEN_URL:
            granted.append(f"t{len(granted) + 1}")
            return {"status": 200, "body": {"access_token": granted[-1]}}
        return {"status": 200 if request.headers["Authorization"] == "Bearer t2" else 401}

    bench = Bench(answer)
    source = manager(bench)
    await source.get_token()
    responses = await asyncio.gather(*[bench.execute(tokens=source) for _ in range(10)])
    assert [response.status for response in responses] == [200] * 10
    assert granted == ["t1", "t2"]


async def test_a_failed_token_request_is_the_error_of_the_operation() -> None:
    bench = Bench({"status": 401, "body": {"error": "invalid_client"}})
    with pytest.raises(TokenError):
        await bench.execute(tokens=manager(bench))
    assert len(bench.sent) == 1


async def test_a_token_request_goes_on_for_others_when_one_operation_runs_out_of_time() -> None:
    release = asyncio.Event()

    class Slow(Bench):
        pass

    bench = Slow(GRANT)
    real = bench.sender.send

    async def held(request: Any) -> Any:
        if request.url == TOKEN_URL:
            await release.wait()
        return await real(request)

    bench.sender.send = held  # type: ignore[method-assign]
    source = manager(bench)
    patient = asyncio.create_task(bench.execute(tokens=source))
    with pytest.raises(APITimeoutError, match="access token"):
        await bench.execute(tokens=source, options={"timeout": 0.02})
    release.set()
    assert (await patient).status == 200


def test_a_manager_without_a_pipeline_makes_one_that_is_not_started() -> None:
    source = TokenManager(TokenManagerConfig(TOKEN_URL, "id", SECRET))
    assert (source.peek(), source.cached_token) == (None, None)
    assert TokenManager.EARLY_REFRESH_SECONDS == 60
