"""MasteryTrack's tokens: one request for all, one for each account, renewed in time, and nothing shown."""

from __future__ import annotations

import asyncio
import base64
import logging
import pickle
import time
from typing import Any

import msgspec
import pytest
from masterytrack_api import EMAIL, HOST, KEY, jwt, mastery
from scripted_sender import answer
from transport_fakes import Bench

from timeback_core.authorizer import MasteryTrackAuthenticator, usable_seconds
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    AuthenticationError,
    ConfigurationError,
    ForbiddenError,
    RateLimitError,
    ServerError,
    TokenError,
)
from timeback_core.masterytrack import AccessDeniedError, MasteryTrackClient
from timeback_core.transport.hooks import Hooks, TokenEvent

pytestmark = pytest.mark.anyio

OTHER = "other@example.edu"


def granted(*tokens: str) -> list[dict[str, Any]]:
    return [{"status": 200, "body": {"success": True, "jwt": token}} for token in tokens]


def authenticator(bench: Bench, **settings: Any) -> MasteryTrackAuthenticator:
    values: dict[str, Any] = {"base_url": HOST, "api_key": KEY, "email": EMAIL, **settings}
    return MasteryTrackAuthenticator(pipeline=bench.pipeline, **values)


# The request


async def test_the_request_has_the_key_in_a_header_and_the_account_in_the_body() -> None:
    bench = Bench(*granted("t1"))
    assert await authenticator(bench, base_url=f"{HOST}/", email=f" {EMAIL} ").get_token() == "t1"
    (sent,) = bench.sent
    assert (sent.method, sent.url) == ("POST", f"{HOST}/authorizer")
    assert msgspec.json.decode(sent.content or b"") == {"email": EMAIL}
    assert sent.headers["x-api-key"] == KEY
    assert sent.headers["Content-Type"] == "application/json"
    assert not {"authorization", "x-auth-token"} & {name.lower() for name in sent.headers}


async def test_the_configured_time_limit_holds_for_the_request() -> None:
    bench = Bench(*granted("t1"))
    await authenticator(bench, timeout=7.0).get_token()
    assert bench.sent[0].timeout == pytest.approx(7.0)


# When a token is asked for


async def test_five_first_callers_make_one_request() -> None:
    client, script = mastery()
    await asyncio.gather(*(client.inventory.search() for _ in range(5)))
    assert len(script.requests) == 5
    assert len(script.authorizer) == 1


async def test_a_token_is_used_for_fifty_minutes() -> None:
    bench = Bench(*granted("t1", "t2"))
    tokens = authenticator(bench)
    assert tokens.peek() is None
    assert await tokens.get_token() == "t1"
    bench.clock.advance(2999)
    assert tokens.peek() == await tokens.get_token() == "t1"
    bench.clock.advance(2)
    assert tokens.peek() is None
    assert await asyncio.gather(*(tokens.get_token() for _ in range(5))) == ["t2"] * 5
    assert len(bench.sent) == 2


async def test_the_span_can_be_chosen() -> None:
    bench = Bench(*granted("t1", "t2"))
    tokens = authenticator(bench, refresh_after_s=10)
    await tokens.get_token()
    bench.clock.advance(9.9)
    assert await tokens.get_token() == "t1"
    bench.clock.advance(0.2)
    assert await tokens.get_token() == "t2"
    for wrong in (0, -1, float("nan"), "x"):
        with pytest.raises(ConfigurationError, match="refresh_after_s"):
            authenticator(bench, refresh_after_s=wrong)


async def test_a_token_that_expires_earlier_is_renewed_earlier() -> None:
    bench = Bench(*granted(jwt(iat=1000, exp=1600), "t2"))
    tokens = authenticator(bench)
    first = await tokens.get_token()
    bench.clock.advance(539)
    assert await tokens.get_token() == first
    bench.clock.advance(2)
    assert await tokens.get_token() == "t2"


@pytest.mark.parametrize(
    ("claims", "seconds"),
    [
        ({"iat": 100, "exp": 3700}, 3540),
        ({"iat": 100, "exp": 200.0}, 90),
        ({"exp": 1300}, 270),
        ({"iat": 100}, float("inf")),
        ({"iat": 100, "exp": 100}, float("inf")),
        ({"iat": True, "exp": "soon"}, float("inf")),
        ({}, float("inf")),
    ],
)
def test_a_token_says_how_long_it_can_be_used(claims: dict[str, object], seconds: float) -> None:
    assert usable_seconds(jwt(**claims), 1000) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "opaque", "a.b", "a.b.c", "a.!!!.c", f"a.{base64.b64encode(b'[1]').decode()}.c"])
def test_a_token_that_says_nothing_is_good_for_the_usual_span(text: str) -> None:
    assert usable_seconds(text, time.time()) == float("inf")


async def test_each_account_has_a_token_of_its_own() -> None:
    client, script = mastery()
    await client.inventory.search()
    assert (await client.authorizer.get_token(OTHER)).jwt == f"{OTHER}-1"
    assert (await client.authorizer.get_token(f" {OTHER.upper()} ")).jwt == f"{OTHER}-1"
    await client.inventory.search()
    assert script.tokens == [f"Bearer {EMAIL}-1"] * 2
    assert len(script.authorizer) == 2


async def test_a_new_token_is_asked_for_only_when_forced() -> None:
    client, script = mastery()
    assert [(await client.authorizer.get_token()).jwt for _ in range(2)] == [f"{EMAIL}-1"] * 2
    forced = await client.authorizer.get_token(force=True)
    assert (forced.success, forced.jwt) == (True, f"{EMAIL}-2")
    await client.inventory.search()
    assert script.tokens == [f"Bearer {EMAIL}-2"]


async def test_cancelling_one_caller_does_not_disturb_the_others() -> None:
    bench = Bench({"hang": True}, *granted("t1"))
    tokens = authenticator(bench)
    first = asyncio.create_task(tokens.get_token())
    await bench.sender.arrived.wait()
    second = asyncio.create_task(tokens.get_token())
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not second.done()
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    bench.lifetime.close()


async def test_a_late_refusal_does_not_throw_a_newer_token_away() -> None:
    client, script = mastery(answer(401), {"success": True, "data": []})
    tokens = client.get_transport().tokens
    assert isinstance(tokens, MasteryTrackAuthenticator)
    await tokens.get_token()
    renewed: list[str] = []
    answers = script.handler

    def handler(request: Any) -> Any:
        if request.url.endswith("/search") and not renewed:
            renewed.append("now")
            tokens._cache(EMAIL)._token = "newer"  # somebody else has just got it
        return answers(request)

    script.handler = handler
    await client.inventory.search()
    assert script.tokens == [f"Bearer {EMAIL}-1", "Bearer newer"]
    assert len(script.authorizer) == 1


async def test_dropping_all_tokens_of_a_provider_drops_these_too() -> None:
    client, script = mastery()
    await client.inventory.search()
    provider = client._provider
    assert provider is not None
    provider.invalidate_tokens()
    await client.inventory.search()
    assert len(script.authorizer) == 2


# What goes wrong


@pytest.mark.parametrize(
    ("status", "kind"), [(400, TokenError), (401, TokenError), (403, AccessDeniedError), (404, APIError)]
)
async def test_a_refusal_is_an_error_of_its_status(status: int, kind: type[APIError]) -> None:
    body = {"success": False, "error": "so it is", "code": "WHY"}
    client, script = mastery(grants=(answer(status, body),))
    with pytest.raises(kind) as caught:
        await client.inventory.search()
    error = caught.value
    assert (error.status_code, error.code, error.response) == (status, "WHY", body)
    assert "Failed to obtain access token" in error.message
    assert error.message.endswith("so it is")
    assert len(script.authorizer) == 1
    assert script.requests == []


async def test_the_errors_are_those_that_callers_know() -> None:
    for status, kinds in (
        (401, (AuthenticationError, RuntimeError)),
        (403, (ForbiddenError, AuthenticationError, RuntimeError)),
    ):
        client, _ = mastery(grants=(answer(status),))
        with pytest.raises(APIError) as caught:
            await client.authorizer.get_token()
        assert isinstance(caught.value, kinds)
        assert pickle.loads(pickle.dumps(caught.value)).status_code == status


@pytest.mark.parametrize(
    ("step", "kind", "sent"),
    [
        ({"status": 500}, ServerError, 3),
        ({"status": 429}, RateLimitError, 3),
        ({"fail": "connect", "not_sent": True}, APIConnectionError, 3),
    ],
)
async def test_what_passes_is_repeated(step: dict[str, Any], kind: type[Exception], sent: int) -> None:
    bench = Bench(step)
    with pytest.raises(kind, match="Failed to obtain access token"):
        await authenticator(bench).get_token()
    assert len(bench.sent) == sent
    assert await authenticator(Bench({"status": 503}, *granted("t1"))).get_token() == "t1"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", [], "t", {}, {"jwt": "t"}, {"success": False, "jwt": "t"}, {"success": "yes", "jwt": "t"},
        {"success": True}, {"success": True, "jwt": ""}, {"success": True, "jwt": 7}, {"success": True, "jwt": "a\nb"},
    ],
)  # fmt: skip
async def test_a_success_without_a_usable_token_is_an_error(body: Any) -> None:
    client, script = mastery(grants=(answer(200, body),))
    with pytest.raises(TokenError) as caught:
        await client.inventory.search()
    assert caught.value.status_code == 200
    assert caught.value.response is None  # it might hold a token
    assert script.requests == []


async def test_a_failure_is_shared_by_those_who_wait_and_the_next_caller_tries_again() -> None:
    client, script = mastery(grants=(answer(401), answer(200, {"success": True, "jwt": "t"})))
    results = await asyncio.gather(*(client.inventory.search() for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [TokenError] * 3
    assert len(script.authorizer) == 1
    assert (await client.inventory.search()).success


# Reporting


async def test_checking_never_raises() -> None:
    for grant, ok in (
        (answer(200, {"success": True, "jwt": "t"}), True),
        (answer(401, {"error": "wrong key"}), False),
        (answer(403), False),
        (answer(200, b"?"), False),
        (RuntimeError("a broken sender"), False),
    ):
        client, _ = mastery(grants=(grant,))
        result = await client.check_auth()
        assert result["ok"] is ok
        assert result["checks"] == {"token_acquisition": ok}
        assert isinstance(result["latency_ms"], int)
        assert ("error" in result) is not ok


async def test_checking_uses_the_token_that_is_held_unless_forced() -> None:
    client, script = mastery()
    await client.inventory.search()
    assert (await client.check_auth()).ok
    assert len(script.authorizer) == 1
    assert (await client.check_auth(force=True)).ok
    assert len(script.authorizer) == 2


async def test_hooks_are_told_of_tokens() -> None:
    told: list[TokenEvent] = []
    bench = Bench({"status": 401}, *granted("t1"), hooks=Hooks(on_token=told.append))
    tokens = authenticator(bench)
    with pytest.raises(TokenError):
        await tokens.get_token()
    await tokens.get_token()
    await tokens.report_dropped()
    assert [event.outcome for event in told] == ["failed", "acquired", "dropped"]
    assert told[1].lifetime == 3000
    assert {event.url for event in told} == {f"{HOST}/authorizer".removeprefix("https://")}


# A source of one's own


class Own:
    """Gives the same token again and again."""

    def __init__(self) -> None:
        self.dropped = 0

    async def get_token(self) -> str:
        return "own"

    def invalidate(self) -> None:
        self.dropped += 1


async def test_a_client_may_get_its_tokens_from_elsewhere() -> None:
    bench = Bench({"status": 200, "body": {"success": True, "data": []}})
    own = Own()
    async with MasteryTrackClient(base_url=HOST, transport=bench.sender, authenticator=own) as client:
        await client.inventory.search()
        assert bench.sent[0].headers["X-Auth-Token"] == "Bearer own"
        assert (await client.authorizer.get_token()).jwt == "own"
        assert (await client.check_auth(force=True)).ok
        assert own.dropped == 1
        with pytest.raises(ConfigurationError, match="Missing MasteryTrack credentials"):
            await client.authorizer.get_token(OTHER)
    assert not bench.sender.closed


async def test_an_authenticator_can_be_shared_by_clients() -> None:
    bench = Bench(*granted("t1"), {"status": 200, "body": {"success": True, "data": []}})
    shared = authenticator(bench)
    for _ in range(2):
        async with MasteryTrackClient(base_url=HOST, transport=bench.sender, authenticator=shared) as client:
            await client.inventory.search()
    assert [sent.url.rpartition("/")[2] for sent in bench.sent] == ["authorizer", "search", "search"]


# Secrets


async def test_neither_key_nor_token_is_ever_shown(caplog: pytest.LogCaptureFixture) -> None:
    secret_token = jwt(email=EMAIL, exp=1)
    echo = f"you sent {KEY}"
    shown: list[object] = []
    with caplog.at_level(logging.DEBUG):
        for grant in (
            answer(401, {"error": echo, "message": echo}),
            answer(403, {"error": echo}),
            answer(500, {"error": echo}),
            answer(400, echo.encode()),
            answer(200, {"success": False, "jwt": secret_token, "error": "no"}),
        ):
            client, _ = mastery(grants=(grant,), max_retries=0)
            with pytest.raises(APIError) as caught:
                await client.inventory.search()
            error = caught.value
            shown += [str(error), error.message, error.response, error.body_text, error.__dict__]
            shown += [await client.check_auth()]
        client, _ = mastery(answer(401), grants=(answer(200, {"success": True, "jwt": secret_token}),))
        with pytest.raises(AuthenticationError) as refused:
            await client.inventory.search()
        tokens = client.get_transport().tokens
        provider = client._provider
        assert provider is not None
        shown += [refused.value.__dict__, client, tokens, client.get_transport(), provider, provider.config]
        shown += [await client.authorizer.get_token()]
    shown += [record.getMessage() for record in caplog.records]
    text = " ".join(repr(one) for one in shown)
    assert KEY not in text
    assert secret_token not in text
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(tokens)
