"""Bad weather between client and sandbox: refusals, broken connections, spoiled bodies, slow answers, redirects."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from contract_places import Witness
from contract_records import EXAMPLES, MATERIAL
from loopback import serving

from timeback_core import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitError,
    ResponseParseError,
    ServerError,
    TimebackClient,
    ValidationError,
)
from timeback_core.oneroster import OneRosterClient
from timeback_core.transport.options import Timeout
from timeback_sandbox import Sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

ORG = {"sourced_id": "weathered", "name": "Weathered", "type": "local"}
ORGS = "/ims/oneroster/rostering/v1p2/orgs"


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait before a repetition is as good as none; how long it should be is in the retry events."""
    monkeypatch.setattr("timeback_core.transport.engine.jittered", lambda delay: 0.0)


@pytest.fixture(params=["process", "socket", "httpx2"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """In process, over a socket, and over a socket with the other HTTP library."""
    shared: Sandbox = request.getfixturevalue("in_process" if request.param == "process" else "on_socket")
    return shared


@pytest.fixture
async def timeback(sandbox: Sandbox, witness: Witness, request: pytest.FixtureRequest) -> AsyncIterator[TimebackClient]:
    more: dict[str, Any] = {"backend": "httpx2"} if "httpx2" in request.node.callspec.params.values() else {}
    async with sandbox.client(hooks=witness.hooks, **more) as client:
        await client.check_auth()
        yield client
    expected = "httpx2/" if more else "asgi" if sandbox.base_url.endswith(".localhost") else "pyreqwest/"
    assert all(expected in entry.headers["user-agent"].lower() for entry in sandbox.journal())


# Refusals


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.promise("one-request-id")
async def test_a_busy_server_is_asked_again_when_it_says_so(
    status: int, form: Any, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(status=status, retry_after=0, retry_after_form=form, count=2, path="*/orgs*")
    assert (await oneroster.orgs.create(ORG)).id == "weathered"
    assert [(event.status, event.delay) for event in witness.retries] == [(status, 0.0)] * 2
    asked = sandbox.journal(path="*/orgs*")
    assert [entry.status for entry in asked] == [status, status, 201]
    assert len({entry.request_id for entry in asked}) == 1
    assert [entry.headers.get("x-retry-count") for entry in asked] == [None, "1", "2"]


@pytest.mark.parametrize("status", [429, 503])
async def test_without_a_stated_wait_it_doubles(
    status: int, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(status=status, count=2, path="*/orgs*")
    assert len(await oneroster.orgs.list()) == 4
    assert [event.delay for event in witness.retries] == [1.0, 2.0]


async def test_after_the_last_attempt_the_refusal_is_raised(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=429, retry_after=0, path="*/orgs*")
    with pytest.raises(RateLimitError) as caught:
        await oneroster.orgs.list()
    assert (caught.value.attempts, caught.value.retry_after, caught.value.status_code) == (3, 0.0, 429)
    with pytest.raises(RateLimitError) as caught:
        await oneroster.orgs.list(max_retries=0)
    assert caught.value.attempts == 1
    assert [code["value"] for code in caught.value.minor_codes] == ["server_busy"]


@pytest.mark.parametrize("wait", [61, 3600, "Wed, 01 Jan 2200 00:00:00 GMT"])
@pytest.mark.promise("retry-after")
async def test_too_long_a_wait_is_not_begun(
    wait: Any, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(status=503, retry_after=wait, path="*/orgs*")
    started = time.monotonic()
    with pytest.raises((ServerError, APITimeoutError)) as caught:
        await oneroster.orgs.list(timeout=300)
    assert time.monotonic() - started < 5
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 60
    assert len(sandbox.journal(path="*/orgs*")) == 1
    assert not witness.retries


@pytest.mark.promise("no-hopeless-wait")
async def test_a_wait_beyond_the_deadline_fails_at_once(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=503, retry_after=20, path="*/orgs*")
    started = time.monotonic()
    with pytest.raises(APITimeoutError, match="Request timeout") as caught:
        await oneroster.orgs.list(timeout=5)
    assert time.monotonic() - started < 3
    assert isinstance(caught.value.__cause__, ServerError)
    assert caught.value.retry_after == 20


@pytest.mark.parametrize("status", [500, 502, 504, 408])
async def test_other_failures_are_repeated_for_what_is_harmless_to_repeat(
    status: int, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(status=status, count=1, path="*/orgs*")
    assert len(await oneroster.orgs.list()) == 4
    assert [event.status for event in witness.retries] == [status]
    sandbox.faults.add(status=status, path="*/orgs*", method="POST")
    with pytest.raises(APIError) as caught:
        await oneroster.orgs.create(ORG)
    assert (caught.value.status_code, caught.value.attempts) == (status, 1)


async def test_a_create_with_a_key_is_repeated(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=500, count=1, path="*/orgs*")
    assert (await oneroster.orgs.create(ORG, idempotency_key="once")).id == "weathered"
    assert [entry.headers["idempotency-key"] for entry in sandbox.journal(path="*/orgs*")] == ["once", "once"]
    sandbox.faults.add(status=500, count=1, path="*/orgs*")
    assert (await oneroster.orgs.create({**ORG, "sourced_id": "other"}, retryable=True)).id == "other"


KINDS: dict[int, type[APIError]] = {
    400: BadRequestError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    418: APIError,
    422: ValidationError,
    501: ServerError,
    599: ServerError,
}


@pytest.mark.parametrize("body", [None, "html", "malformed", "wrong_shape"])
async def test_a_refusal_is_mapped_by_its_status_whatever_its_body(
    body: Any, oneroster: OneRosterClient, sandbox: Sandbox
) -> None:
    for status, kind in KINDS.items():
        sandbox.faults.clear()
        sandbox.faults.add(status=status, path="*/orgs*", body=body)
        with pytest.raises(kind) as caught:
            await oneroster.orgs.get("district-lakeside")
        error = caught.value
        assert type(error) is kind
        assert (error.status_code, error.attempts) == (status, 1)
        assert error.message
        assert isinstance(error.details, list)
        assert isinstance(error.minor_codes, list)
        assert str(error).startswith(f"[{status}] ")
        if status == 404:
            assert not await oneroster.orgs.exists("district-lakeside")


# Broken connections


async def test_a_dropped_connection_is_tried_again_for_reads(
    oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(drop="before", count=1, path="*/orgs*")
    assert len(await oneroster.orgs.list()) == 4
    assert [(event.status, event.error) for event in witness.retries] == [(None, "APIConnectionError")]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_create_is_not_repeated_when_its_fate_is_unknown(
    drop: Any, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(drop=drop, path="*/orgs*", method="POST")
    with pytest.raises(APIConnectionError) as caught:
        await oneroster.orgs.create(ORG)
    assert caught.value.attempts == 1
    assert not witness.retries
    assert len(sandbox.journal(path="*/orgs*")) == 1
    assert await oneroster.orgs.exists("weathered") is (drop == "after")


async def test_a_replacement_is_repeated_after_a_drop(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(drop="after", count=1, method="PUT")
    updated = await oneroster.categories.update("category-quiz", {"title": "Quizzes"})
    assert updated is not None
    assert (await oneroster.categories.get("category-quiz")).title == "Quizzes"
    assert len(sandbox.journal(method="PUT")) == 2


async def test_a_connection_that_is_always_dropped_is_a_connection_error(
    oneroster: OneRosterClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(drop="before", path="*/orgs*")
    with pytest.raises(APIConnectionError) as caught:
        await oneroster.orgs.list()
    assert (caught.value.attempts, caught.value.status_code) == (3, None)
    assert not isinstance(caught.value, APITimeoutError)
    assert caught.value.__cause__ is not None


async def test_a_truncated_body_is_never_taken_for_the_whole(
    oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(body="truncated", count=1, path="*/users*")
    assert len(await oneroster.users.list(limit=500)) == 500
    assert len(witness.retries) == 1
    sandbox.faults.add(body="truncated", path="*/users*")
    with pytest.raises(APIConnectionError):
        await oneroster.users.list(limit=500)


async def test_a_truncated_archive_leaves_the_file_as_it_was(
    oneroster: OneRosterClient, sandbox: Sandbox, tmp_path: Path
) -> None:
    target = tmp_path / "course.imscc"
    target.write_bytes(b"earlier")
    sandbox.faults.add(body="truncated", path="*/export/*")
    with pytest.raises(APIConnectionError):
        await oneroster.resources.export_to(MATERIAL, target)
    with pytest.raises(APIConnectionError):
        await oneroster.resources.export(MATERIAL)
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["course.imscc"]


async def test_a_walk_gets_through_a_storm(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    storm: list[dict[str, Any]] = [{"status": 503}, {"drop": "before"}, {"body": "truncated"}, {"status": 502}]
    for number, fault in enumerate(storm):
        sandbox.faults.add(path="*/users*", probability=0.25, seed=number, count=2, **fault)
    walk = [user.sourced_id async for user in oneroster.users.stream(limit=100, max_retries=8)]
    sandbox.faults.clear()
    assert walk == [user.sourced_id for user in await oneroster.users.list(limit=3000)]


# Spoiled bodies


@pytest.mark.parametrize("body", ["malformed", "html", "wrong_shape"])
async def test_a_body_that_makes_no_sense_is_a_parse_error(
    body: Any, oneroster: OneRosterClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(body=body, path="/ims/*")
    for call in (
        oneroster.orgs.list,
        oneroster.users("student-0001").agents,
        lambda: oneroster.orgs.get("district-lakeside"),
        lambda: oneroster.orgs.create(ORG),
        lambda: oneroster.orgs.stream().to_list(),
    ):
        with pytest.raises(ResponseParseError) as caught:
            await call()
        assert caught.value.status_code in {200, 201}
    assert not witness.retries


async def test_an_empty_success_where_a_record_belongs_is_a_parse_error(
    oneroster: OneRosterClient, sandbox: Sandbox
) -> None:
    sandbox.faults.add(status=200, path="*/orgs*")
    for call in (oneroster.orgs.list(), oneroster.orgs.get("x"), oneroster.orgs.create(ORG)):
        with pytest.raises(ResponseParseError):
            await call
    sandbox.faults.clear()
    sandbox.faults.add(status=204, path="*/orgs*")
    with pytest.raises(ResponseParseError):
        await oneroster.orgs.get("x")
    assert await oneroster.orgs.update("x", {"name": "n", "type": "local"}, replace=True) is None


# Slow answers


async def test_a_slow_answer_ends_at_the_deadline(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(delay=1.5, count=1, path="*/orgs*")
    started = time.monotonic()
    with pytest.raises(APITimeoutError, match="Request timeout") as caught:
        await oneroster.orgs.list(timeout=0.2)
    assert 0.15 < time.monotonic() - started < 1.2
    assert caught.value.status_code == 408
    assert isinstance(caught.value, TimeoutError)
    assert len(await oneroster.orgs.list()) == 4


async def test_a_trickling_answer_does_not_outlast_the_deadline(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(body="trickled", trickle_seconds=1.5, count=1, path="*/orgs*")
    started = time.monotonic()
    with pytest.raises(APITimeoutError):
        await oneroster.orgs.list(timeout=0.25)
    assert time.monotonic() - started < 1.2


async def test_a_trickling_answer_in_time_is_read_whole(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(body="trickled", trickle_seconds=0.1, path="*/orgs*")
    assert len(await oneroster.orgs.list(timeout=Timeout(total=10, read=5))) == 4


@pytest.mark.parametrize("port", [None, 0])
async def test_a_slow_token_counts_against_the_deadline(port: int | None) -> None:
    # Its own sandbox: a token request that is given up arrives all the same, and other tests count theirs.
    async with Sandbox(seed="empty", port=port) as sandbox, sandbox.client(timeout=0.2) as client:
        sandbox.faults.add(delay=1.5, count=1, path="*/oauth/token")
        with pytest.raises(APITimeoutError):
            await client.oneroster.orgs.list()
        assert not sandbox.journal(path="*/orgs*")


# Redirects


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.promise("no-redirects")
async def test_a_redirect_is_never_followed(status: int, oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    async with serving() as elsewhere:
        sandbox.faults.add(redirect=f"{elsewhere.url}/steal?x=1", status=status, path="*/orgs*")
        for call in (oneroster.orgs.list(), oneroster.orgs.create(EXAMPLES["orgs"].payload())):
            with pytest.raises(APIError) as caught:
                await call
            assert (caught.value.status_code, caught.value.attempts) == (status, 1)
            assert "127.0.0.1" in str(caught.value)
        assert elsewhere.requests == []
        assert not elsewhere.connections


async def test_a_redirected_token_request_is_not_followed_either(sandbox: Sandbox) -> None:
    async with serving() as elsewhere:
        sandbox.faults.add(redirect=f"{elsewhere.url}/steal", path="*/oauth/token")
        async with sandbox.client() as client:
            with pytest.raises(APIError):
                await client.oneroster.orgs.list()
            assert (await client.check_auth()).ok is False
        assert elsewhere.requests == []
    assert not sandbox.journal(path="*/orgs*")
