"""Tokens that expire, are revoked or are hard to get: how often the client asks for a new one."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from contract_places import Witness

from timeback_core import (
    AuthenticationError,
    ForbiddenError,
    Hooks,
    ResponseParseError,
    ServerError,
    TimebackClient,
    TokenError,
)
from timeback_core.transport.hooks import TokenEvent
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait before a repetition is as good as none."""
    monkeypatch.setattr("timeback_core.transport.engine.jittered", lambda delay: 0.0)


@pytest.mark.promise("one-token-request")
async def test_fifty_tasks_that_start_cold_cause_one_token_request(timeback: TimebackClient, sandbox: Sandbox) -> None:
    before = sandbox.token_requests
    sandbox.faults.add(delay=0.02, path="*/oauth/token")
    pages = await asyncio.gather(*(timeback.oneroster.schools.list() for _ in range(50)))
    assert {len(page) for page in pages} == {3}
    assert sandbox.token_requests == before + 1


async def test_cancelling_the_first_of_many_leaves_the_token_to_the_others(
    timeback: TimebackClient, sandbox: Sandbox
) -> None:
    before = sandbox.token_requests
    sandbox.faults.add(delay=0.1, path="*/oauth/token")
    tasks = [asyncio.create_task(timeback.oneroster.schools.list()) for _ in range(10)]
    while sandbox.token_requests == before:
        await asyncio.sleep(0.001)
    for task in (tasks[0], tasks[4]):
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(result, asyncio.CancelledError) for result in results] == [
        number in {0, 4} for number in range(10)
    ]
    assert sandbox.token_requests == before + 1


@pytest.mark.promise("rejected-token")
async def test_a_token_that_expired_on_the_server_is_replaced_once(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await timeback.oneroster.schools.list()
    before = sandbox.token_requests
    sandbox.clock.advance(4000)
    assert len(await timeback.oneroster.schools.list()) == 3
    assert sandbox.token_requests == before + 1
    assert [entry.status for entry in sandbox.journal(path="*/schools")] == [200, 401, 200]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_any_method_is_sent_again_with_the_new_token(
    method: str, timeback: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    await timeback.oneroster.schools.list()
    sandbox.revoke_tokens()
    sandbox.clear_journal()
    roster = timeback.oneroster
    org = {"name": "New", "type": "local"}
    calls: dict[str, Any] = {
        "GET": lambda: roster.orgs.get("district-lakeside"),
        "POST": lambda: roster.orgs.create(org),
        "PUT": lambda: roster.orgs.update("district-lakeside", org, replace=True),
        "PATCH": lambda: roster.enrollments.patch("enrollment-homeroom-k-a-student-0014", {"primary": False}),
        "DELETE": lambda: roster.orgs.delete("district-lakeside"),
    }
    await calls[method]()
    asked = [entry for entry in sandbox.journal(method=method) if not entry.path.endswith("/oauth/token")]
    first, second = asked
    assert first.status == 401
    assert second.status in {200, 201, 204}
    assert first.headers.get("content-length") == second.headers.get("content-length")
    assert first.request_id == second.request_id
    assert not witness.retries


async def test_twenty_rejected_at_a_time_share_one_new_token(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await timeback.oneroster.schools.list()
    before = sandbox.token_requests
    sandbox.revoke_tokens()
    pages = await asyncio.gather(*(timeback.oneroster.schools.list() for _ in range(20)))
    assert {len(page) for page in pages} == {3}
    assert sandbox.token_requests == before + 1


@pytest.mark.promise("rejected-token")
async def test_a_second_rejection_is_raised(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await timeback.oneroster.schools.list()
    before = sandbox.token_requests
    sandbox.clear_journal()
    sandbox.faults.add(status=401, path="*/schools")
    with pytest.raises(AuthenticationError) as caught:
        await timeback.oneroster.schools.list()
    assert not isinstance(caught.value, TokenError)
    assert sandbox.token_requests == before + 1
    assert len(sandbox.journal(path="*/schools")) == 2


async def test_what_is_forbidden_is_not_tried_again(timeback: TimebackClient, sandbox: Sandbox) -> None:
    before = sandbox.token_requests
    sandbox.faults.add(status=403, path="*/schools")
    with pytest.raises(ForbiddenError):
        await timeback.oneroster.schools.list()
    assert sandbox.token_requests == before + 1
    assert len(sandbox.journal(path="*/schools")) == 1


@pytest.mark.parametrize("fault", [{"status": 503, "retry_after": 0}, {"status": 500}, {"drop": "before"}])
async def test_a_token_endpoint_with_a_bad_minute_is_asked_again(
    fault: Any, timeback: TimebackClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(path="*/oauth/token", count=2, **fault)
    assert len(await timeback.oneroster.schools.list()) == 3
    assert len(sandbox.journal(path="*/oauth/token")) == 3
    assert len(sandbox.journal(path="*/schools")) == 1


async def test_a_failing_token_endpoint_is_named_and_the_next_caller_tries_anew(
    timeback: TimebackClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(path="*/oauth/token", status=500)
    with pytest.raises(ServerError, match=r"(?i)access token") as caught:
        await timeback.oneroster.schools.list()
    assert caught.value.status_code == 500
    assert not sandbox.journal(path="*/schools")
    sandbox.faults.clear()
    assert len(await timeback.oneroster.schools.list()) == 3


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_refused_token_is_a_token_error_and_not_asked_for_again(
    status: int, timeback: TimebackClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(path="*/oauth/token", status=status)
    with pytest.raises(TokenError, match="Failed to obtain access token") as caught:
        await timeback.oneroster.schools.list()
    assert caught.value.status_code == status
    assert isinstance(caught.value, AuthenticationError)
    assert len(sandbox.journal(path="*/oauth/token")) == 1


@pytest.mark.parametrize("body", ["malformed", "html", "wrong_shape"])
async def test_a_token_answer_that_makes_no_sense_is_an_error_of_ours(
    body: Any, timeback: TimebackClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(path="*/oauth/token", body=body)
    with pytest.raises((TokenError, ResponseParseError)):
        await timeback.oneroster.schools.list()


@pytest.mark.promise("early-renewal")
async def test_the_token_is_used_until_shortly_before_its_end() -> None:
    events: list[TokenEvent] = []
    with Sandbox(seed="empty", token_lifetime=120) as short:
        async with short.client(hooks=Hooks(on_token=events.append)) as client:
            for _ in range(5):
                await client.oneroster.schools.list()
        assert short.token_requests == 1
    assert Counter(event.outcome for event in events) == {"acquired": 1}
    assert events[0].lifetime == 120


async def test_clients_with_one_provider_share_a_token(sandbox: Sandbox) -> None:
    before = sandbox.token_requests
    async with sandbox.client() as owner:
        async with TimebackClient(provider=owner.get_provider()) as other:
            await asyncio.gather(owner.oneroster.schools.list(), other.oneroster.schools.list())
        assert len(await owner.oneroster.schools.list()) == 3
    assert sandbox.token_requests == before + 1


async def test_new_credentials_take_the_old_ones_place(sandbox: Sandbox) -> None:
    async with sandbox.client(client_secret="outdated") as client:
        assert not (await client.check_auth()).ok
        client.rotate_credentials(client_secret=sandbox.client_secret)
        assert len(await client.oneroster.schools.list()) == 3


async def test_no_secret_reaches_hooks_errors_or_the_journal(
    timeback: TimebackClient, sandbox: Sandbox, witness: Witness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await timeback.oneroster.users.list(where={"email": "marker@person.example"})
    tokens = timeback.get_provider().get_token_manager("oneroster")
    assert tokens is not None
    token = await tokens.get_token()
    sandbox.faults.add(status=400, path="*/users*")
    with pytest.raises(Exception, match="Injected fault") as caught:
        await timeback.oneroster.users.list(where={"email": "marker@person.example"})
    seen = "".join(map(repr, (witness.requests, witness.responses, caught.value, vars(caught.value), timeback)))
    seen += repr(timeback.get_provider()) + caplog.text
    for secret in (token, sandbox.client_secret, "marker%40person", "marker@person"):
        assert secret not in seen
    assert token not in repr(sandbox.journal())
