"""Clocks that jump, stand still or are wrong: what they do to tokens, waits, deadlines and signatures."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from transport_fakes import Bench, FakeClock, Tokens

from timeback_core.error_reading import retry_after
from timeback_core.errors import APITimeoutError, ServerError
from timeback_core.transport import clocks, tokens
from timeback_core.transport.tokens import Grant, TokenCache
from timeback_core.webhooks import WebhookVerificationError, sign_delivery, verify_signature

pytestmark = pytest.mark.promise("a-clock-that-jumps")
HOURS = 3600.0


@pytest.fixture(params=[-9 * HOURS, 9 * HOURS], ids=["back", "forth"])
def set_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the machine's clock back or forth by nine hours, as far as this process can see it."""

    def jump() -> None:
        real = time.time
        monkeypatch.setattr("time.time", lambda: real() + request.param)

    return jump


@pytest.mark.anyio
async def test_a_wall_clock_that_is_set_changes_no_token(set_clock: Any) -> None:
    fetched: list[int] = []

    async def fetch() -> Grant:
        fetched.append(1)
        return Grant(f"token-{len(fetched)}", 3600.0)

    cache = TokenCache(fetch, None)
    assert await cache.get() == "token-1"
    set_clock()
    assert await cache.get() == "token-1"
    assert cache.peek() == "token-1"


@pytest.mark.anyio
async def test_a_wall_clock_that_is_set_shortens_and_lengthens_no_deadline_and_no_wait(set_clock: Any) -> None:
    bench = Bench({"status": 503, "headers": {"Retry-After": "7"}}, {"status": 200})
    bench.sender.steps.insert(0, lambda _request: (set_clock(), {"status": 503, "headers": {"Retry-After": "7"}})[1])
    await bench.execute()
    assert bench.delays == [7.0, 7.0]
    assert bench.sent[-1].timeout == pytest.approx(30.0 - 14.0)


@pytest.mark.anyio
async def test_the_deadline_holds_although_the_wall_clock_is_set(set_clock: Any) -> None:
    bench = Bench({"hang": True})
    call = asyncio.ensure_future(bench.pipeline.execute(bench.call(options={"timeout": 0.1})))
    await bench.sender.arrived.wait()
    set_clock()
    with pytest.raises(APITimeoutError):
        await asyncio.wait_for(call, 10)


def dated(server: datetime, wait: float) -> dict[str, str]:
    """What a server says that asks for a wait by a date."""
    return {
        "Date": format_datetime(server, usegmt=True),
        "Retry-After": format_datetime(server + timedelta(seconds=wait), usegmt=True),
    }


@pytest.mark.parametrize("wrong", [-9 * HOURS, -30.0, 0.0, 30.0, 9 * HOURS, 400 * 24 * HOURS])
def test_a_date_to_wait_for_counts_from_the_servers_own_clock(wrong: float) -> None:
    server = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=wrong)
    assert retry_after(dated(server, 5)) == 5.0
    assert retry_after({name.lower(): value for name, value in dated(server, 5).items()}) == 5.0
    assert retry_after(dated(server, -5)) == 0.0


@pytest.mark.parametrize("date", [None, "", "soon", "Wed, 99 Foo 2024 00:00:00 GMT"])
def test_without_the_servers_clock_a_date_counts_from_ours(date: str | None) -> None:
    headers = {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)}
    if date is not None:
        headers["Date"] = date
    asked = retry_after(headers)
    assert asked is not None
    assert 30 < asked <= 40
    assert retry_after({"Retry-After": "5", "Date": "soon"}) == 5.0
    assert retry_after({"Date": "Wed, 01 Jan 2200 00:00:00 GMT"}) is None


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", [-9 * HOURS, 9 * HOURS])
async def test_a_server_with_a_wrong_clock_is_waited_for_as_long_as_it_means(wrong: float) -> None:
    server = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=wrong)
    bench = Bench({"status": 503, "headers": dated(server, 4)}, {"status": 200})
    await bench.execute()
    assert bench.delays == [4.0]
    bench = Bench({"status": 503, "headers": dated(server, 100)})
    with pytest.raises(ServerError) as caught:
        await bench.execute(options={"timeout": 500.0})
    assert caught.value.retry_after == 100.0
    assert len(bench.sent) == 1


def test_the_clock_of_tokens_goes_on_during_standby() -> None:
    before, monotonic = clocks.elapsed(), time.monotonic()
    after = clocks.elapsed()
    assert 0 <= after - before < 10
    if hasattr(time, "CLOCK_BOOTTIME"):
        # Standby is what the two differ by; of `time.monotonic` nobody could tell that it stood still.
        assert after >= monotonic - 1
        assert clocks.elapsed() == pytest.approx(time.clock_gettime(time.CLOCK_BOOTTIME), abs=5)


def test_a_system_without_such_a_clock_has_the_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_kind: int) -> float:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr("time.clock_gettime", refuses, raising=False)
    assert clocks._choose() is time.monotonic
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    monkeypatch.delattr("time.CLOCK_MONOTONIC", raising=False)
    assert clocks._choose() is time.monotonic


@pytest.mark.anyio
async def test_after_standby_an_expired_token_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    boot, fetched = FakeClock(), []
    monkeypatch.setattr(tokens, "elapsed", boot)

    async def fetch() -> Grant:
        fetched.append(1)
        return Grant(f"token-{len(fetched)}", 3600.0)

    cache = TokenCache(fetch, None)
    assert await cache.get() == "token-1"
    boot.advance(8 * HOURS)  # the lid was closed: `time.monotonic` has not moved
    assert cache.peek() is None
    assert await cache.get() == "token-2"


@pytest.mark.anyio
async def test_where_standby_goes_unnoticed_the_refused_token_is_replaced_and_the_request_sent_again() -> None:
    source = Tokens("of yesterday", "of today")
    bench = Bench({"status": 401}, {"status": 200})
    response = await bench.execute("POST", tokens=source, content=b"{}")
    assert response.status == 200
    assert [sent.headers["Authorization"] for sent in bench.sent] == ["Bearer of yesterday", "Bearer of today"]


@pytest.mark.parametrize("wrong", [-600, 600])
def test_a_webhook_beyond_the_tolerance_names_the_clock_as_a_cause(wrong: int) -> None:
    secret, body = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b"{}"
    headers = sign_delivery(body, secret, message_id="m1", timestamp=int(time.time()) + wrong)
    with pytest.raises(WebhookVerificationError, match="one of the clocks is wrong") as caught:
        verify_signature(body, headers, secret)
    assert caught.value.code == "stale_timestamp"
    verify_signature(body, headers, secret, tolerance=900)
