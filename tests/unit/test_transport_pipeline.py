"""The pipeline over a scripted server: headers, deadline, closing, cancelling, bounds, streams."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any

import pytest
from transport_fakes import URL, Bench, Tokens

from timeback_core.errors import (
    APIConnectionError,
    APITimeoutError,
    ClientClosedError,
    ConfigurationError,
    RateLimitError,
    ResponseParseError,
    ServerError,
)
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Request, ResponseTooLarge
from timeback_core.transport.options import Limits, Timeout, TransportConfig
from timeback_core.transport.pipeline import Pipeline

pytestmark = pytest.mark.anyio


# Header fields -----------------------------------------------------------------------------------------------


async def test_every_request_carries_the_standing_headers() -> None:
    bench = Bench()
    await bench.execute()
    headers = bench.sent[0].headers
    assert headers["Accept"] == "application/json"
    assert headers["Content-Type"] == "application/json"
    assert re.fullmatch(r"[0-9a-f]{8}", headers["X-Request-ID"])
    assert re.fullmatch(r"timeback-core/\S+ python/3\.\d+ scripted/1\.0", headers["User-Agent"])
    assert "Authorization" not in headers
    assert "Idempotency-Key" not in headers


async def test_the_application_is_named_in_the_user_agent() -> None:
    bench = Bench(app_info=("gradebook", "2.1"))
    await bench.execute()
    assert bench.sent[0].headers["User-Agent"].endswith(" gradebook/2.1")


async def test_request_ids_differ_between_operations() -> None:
    bench = Bench()
    await bench.execute()
    await bench.execute()
    assert len({request.headers["X-Request-ID"] for request in bench.sent}) == 2


async def test_a_response_tells_id_attempts_and_time() -> None:
    bench = Bench({"status": 503}, {"status": 200, "takes": 0.5})
    response = await bench.execute()
    assert response.request_id == bench.sent[0].headers["X-Request-ID"]
    assert response.attempts == 2
    assert response.elapsed == pytest.approx(1.5)


async def test_default_headers_win_over_ours_and_a_calls_over_both_in_any_case() -> None:
    bench = Bench(default_headers={"accept": "text/csv", "X-Tenant": "a"})
    await bench.execute(headers={"x-tenant": "b"}, options={"headers": {"ACCEPT": "text/xml"}})
    headers = bench.sent[0].headers
    assert {name: value for name, value in headers.items() if name.lower() == "accept"} == {"ACCEPT": "text/xml"}
    assert {name: value for name, value in headers.items() if name.lower() == "x-tenant"} == {"x-tenant": "b"}


async def test_authorization_and_host_are_not_taken_from_default_headers() -> None:
    bench = Bench(default_headers={"authorization": "Basic x", "Host": "evil"})
    await bench.execute(tokens=Tokens("t"))
    headers = bench.sent[0].headers
    assert headers["Authorization"] == "Bearer t"
    assert {"authorization", "Host"}.isdisjoint(headers)


async def test_a_call_may_bring_credentials_of_its_own() -> None:
    bench = Bench()
    tokens = Tokens("t")
    await bench.execute(tokens=tokens, options={"headers": {"authorization": "Basic x"}})
    assert [value for name, value in bench.sent[0].headers.items() if name.lower() == "authorization"] == ["Basic x"]
    assert tokens.asked == 0
    with pytest.raises(ConfigurationError, match="plain http"):
        await bench.execute(url="http://intranet/", options={"headers": {"Authorization": "Basic x"}})


async def test_an_operation_may_ask_for_another_media_type() -> None:
    bench = Bench()
    await bench.execute(accept="application/zip")
    assert bench.sent[0].headers["Accept"] == "application/zip"


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\x00b", "a\x7fb"])
async def test_control_characters_in_a_header_are_refused_before_sending(value: str) -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match="control characters") as caught:
        await bench.execute(options={"headers": {"X-Name": value}})
    assert value not in str(caught.value)
    assert bench.sent == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timeout": 0}, "timeout"),
        ({"timeout": float("inf")}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"timeout": Timeout(read=-1)}, "timeout.read"),
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"request_id": ""}, "request_id"),
        ({"idempotency_key": "a\nb"}, "Idempotency-Key"),
        ({"headers": {"no name": "x"}}, "no name"),
        ({"tiemout": 1}, "tiemout"),
    ],
)
async def test_options_that_cannot_be_followed_are_refused(options: Any, words: str) -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match=words):
        await bench.execute(options=options)
    assert bench.sent == []


# Deadline ----------------------------------------------------------------------------------------------------


async def test_an_attempt_gets_the_time_that_is_left() -> None:
    bench = Bench({"status": 503, "takes": 4.0}, {"status": 200})
    await bench.execute()
    assert [request.timeout for request in bench.sent] == [30.0, 25.0]


@pytest.mark.promise("deadline")
async def test_an_attempt_that_never_ends_is_ended_by_the_deadline() -> None:
    bench = Bench({"hang": True})
    with pytest.raises(APITimeoutError, match="Request timeout") as caught:
        await bench.execute(options={"timeout": 0.02})
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.status_code == 408
    assert caught.value.attempts == 1
    assert "0.02 s" in str(caught.value)


async def test_a_deadline_in_a_later_attempt_is_chained_from_what_failed_before() -> None:
    bench = Bench({"status": 503, "headers": {"Retry-After": "0"}}, {"hang": True})
    with pytest.raises(APITimeoutError) as caught:
        await bench.execute(options={"timeout": 0.03})
    assert isinstance(caught.value.__cause__, ServerError)
    assert caught.value.attempts == 2


@pytest.mark.promise("deadline")
async def test_the_deadline_counts_waiting_for_a_token() -> None:
    class Slow(Tokens):
        async def get_token(self) -> str:
            await asyncio.Event().wait()
            return "never"

    bench = Bench()
    with pytest.raises(APITimeoutError, match="access token"):
        await bench.execute(tokens=Slow(), options={"timeout": 0.02})
    assert bench.sent == []


async def test_without_a_limit_there_is_no_deadline() -> None:
    bench = Bench({"status": 503, "takes": 10_000.0}, {"status": 200})
    await bench.execute(options={"timeout": Timeout(total=None)})
    assert [request.timeout for request in bench.sent] == [None, None]


async def test_time_limits_of_the_phases_reach_the_sender() -> None:
    seen: list[Request] = []

    def look(request: Request) -> dict[str, Any]:
        seen.append(request)
        return {"status": 200}

    bench = Bench(look, timeout=Timeout(total=20, connect=1, read=2, pool=3))
    await bench.execute()
    assert [(r.timeout, r.connect, r.read, r.pool) for r in seen] == [(20, 1, 2, 3)]


# Cancelling and closing --------------------------------------------------------------------------------------


@pytest.mark.promise("own-cancellation")
async def test_a_callers_cancellation_stays_one() -> None:
    bench = Bench({"hang": True})
    task = asyncio.create_task(bench.execute())
    await bench.sender.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()


@pytest.mark.promise("own-cancellation")
async def test_a_callers_own_timeout_stays_its_own() -> None:
    bench = Bench({"hang": True})
    with pytest.raises(TimeoutError) as caught:
        async with asyncio.timeout(0.02):
            await bench.execute()
    assert not isinstance(caught.value, APITimeoutError)


@pytest.mark.promise("closing")
async def test_closing_ends_requests_in_flight_as_client_closed() -> None:
    bench = Bench({"hang": True})
    tasks = [asyncio.create_task(bench.execute()) for _ in range(3)]
    await bench.sender.arrived.wait()
    await asyncio.sleep(0)
    bench.lifetime.close()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [ClientClosedError] * 3
    assert "TimebackClient has been closed" in str(results[0])


async def test_closing_ends_a_wait_between_attempts() -> None:
    bench = Bench({"status": 503})
    waiting = asyncio.Event()

    async def sleep(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    pipeline = Pipeline(TransportConfig(sender=bench.sender, clock=bench.clock, sleep=sleep))
    task = asyncio.create_task(pipeline.execute(bench.call()))
    await waiting.wait()
    bench.lifetime.close()
    with pytest.raises(ClientClosedError):
        await task


async def test_after_closing_nothing_is_sent() -> None:
    bench = Bench()
    bench.lifetime.close()
    with pytest.raises(ClientClosedError, match="has been closed"):
        await bench.execute()
    assert bench.sent == []


async def test_closing_a_parent_closes_its_children_but_not_the_other_way() -> None:
    parent = Lifetime("TimebackProvider")
    first, second = parent.child("TimebackClient"), parent.child("TimebackClient")
    first.close()
    assert (parent.closed, first.closed, second.closed) == (False, True, False)
    parent.close()
    assert second.closed
    assert parent.child("TimebackClient").closed


async def test_closing_from_another_thread_ends_requests() -> None:
    bench = Bench({"hang": True})
    task = asyncio.create_task(bench.execute())
    await bench.sender.arrived.wait()
    await asyncio.to_thread(bench.lifetime.close)
    with pytest.raises(ClientClosedError):
        await task


async def test_a_task_goes_on_after_its_request_was_ended_by_closing() -> None:
    bench = Bench({"hang": True})

    async def careful() -> str:
        with contextlib.suppress(ClientClosedError):
            await bench.execute()
        await asyncio.sleep(0)
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0
        return "went on"

    task = asyncio.create_task(careful())
    await bench.sender.arrived.wait()
    bench.lifetime.close()
    assert await task == "went on"


async def test_a_cancellation_and_a_closing_at_once_is_a_cancellation() -> None:
    bench = Bench({"hang": True})
    task = asyncio.create_task(bench.execute())
    await bench.sender.arrived.wait()
    bench.lifetime.close()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_closed_pipeline_sends_nothing_and_leaves_an_injected_sender_open() -> None:
    bench = Bench()
    await bench.execute()
    await bench.pipeline.close()
    await bench.pipeline.close()
    assert not bench.sender.closed
    with pytest.raises(ClientClosedError, match="has been closed"):
        await bench.execute()


async def test_a_pipeline_closed_before_its_first_request_sends_nothing() -> None:
    bench = Bench()
    await bench.pipeline.close()
    with pytest.raises(ClientClosedError, match="has been closed"):
        await bench.execute()


async def test_closing_the_pipeline_between_attempts_ends_the_operation() -> None:
    bench = Bench({"status": 503})

    async def sleep(seconds: float) -> None:
        await pipeline.close()

    pipeline = Pipeline(TransportConfig(sender=bench.sender, clock=bench.clock, sleep=sleep))
    with pytest.raises(ClientClosedError, match="has been closed"):
        await pipeline.execute(bench.call())
    assert len(bench.sent) == 1


async def test_a_sender_closed_by_its_owner_is_a_client_closed_error() -> None:
    bench = Bench({"fail": "closed"})
    with pytest.raises(ClientClosedError, match="has been closed by its owner"):
        await bench.execute()
    assert len(bench.sent) == 1


async def test_nothing_stays_registered_after_an_operation() -> None:
    bench = Bench({"status": 200}, {"status": 404}, {"fail": "timeout"})
    for _ in range(3):
        with contextlib.suppress(Exception):
            await bench.execute()
    assert bench.lifetime._active == set()


# Budget and bounds -------------------------------------------------------------------------------------------


@pytest.mark.promise("retry-budget")
async def test_an_empty_budget_stops_repetitions_until_something_succeeds() -> None:
    bench = Bench(*[{"status": 503}] * 3, {"status": 200}, {"status": 503}, {"status": 200}, retry_budget=1)
    with pytest.raises(ServerError) as caught:
        await bench.execute()
    assert caught.value.attempts == 2
    with pytest.raises(ServerError) as caught:
        await bench.execute()
    assert caught.value.attempts == 1
    await bench.execute()
    assert (await bench.execute()).attempts == 2


async def test_attempts_in_flight_are_bounded_and_a_cancelled_one_frees_its_place() -> None:
    bench = Bench({"hang": True}, max_concurrency=2)
    tasks = [asyncio.create_task(bench.execute()) for _ in range(4)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(bench.sent) == 2
    tasks[0].cancel()
    await asyncio.wait([tasks[0]])
    await asyncio.sleep(0)
    assert len(bench.sent) == 3
    tasks[3].cancel()  # still waiting for a place
    await asyncio.wait([tasks[3]])
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert len(bench.sent) == 3


async def test_the_pools_bound_counts_too_and_waiting_for_it_can_be_limited() -> None:
    bench = Bench({"hang": True}, limits=Limits(max_connections=1), max_retries=0)
    holder = asyncio.create_task(bench.execute())
    await bench.sender.arrived.wait()
    with pytest.raises(APIConnectionError, match="became free"):
        await bench.execute(options={"timeout": Timeout(pool=0.01)})
    holder.cancel()
    await asyncio.wait([holder])
    assert len(bench.sent) == 1


async def test_a_body_beyond_the_bound_is_a_parse_error() -> None:
    def huge(request: Request) -> dict[str, Any]:
        assert request.max_bytes is not None
        raise ResponseTooLarge(request.max_bytes, 200)

    bench = Bench(huge, max_response_bytes=1000)
    with pytest.raises(ResponseParseError, match="larger than 1000 bytes") as caught:
        await bench.execute()
    assert caught.value.status_code == 200
    assert len(bench.sent) == 1


# Plain http --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["api.example.test", "127.0.0.1.evil.test", "127.evil.test", "10.0.0.1", "localhost.evil.test", "[::2]"]
)
@pytest.mark.promise("no-plain-http")
async def test_credentials_do_not_go_over_plain_http(host: str) -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match="plain http"):
        await bench.execute(url=f"http://{host}/users", tokens=Tokens())
    assert bench.sent == []


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8787", "127.0.0.1:8787", "127.1.2.3", "[::1]:8787", "sandbox.localhost"]
)
async def test_loopback_may_be_plain_http(host: str) -> None:
    bench = Bench()
    await bench.execute(url=f"http://{host}/users", tokens=Tokens())
    assert len(bench.sent) == 1


async def test_plain_http_can_be_allowed_and_needs_no_leave_without_credentials() -> None:
    allowed = Bench(allow_insecure=True)
    await allowed.execute(url="http://intranet/users", tokens=Tokens())
    without = Bench()
    await without.execute(url="http://intranet/users")
    assert len(allowed.sent) == len(without.sent) == 1


async def test_a_user_name_in_the_url_does_not_make_it_loopback() -> None:
    bench = Bench()
    with pytest.raises(ConfigurationError, match="plain http"):
        await bench.execute(url="http://localhost@evil.test/", tokens=Tokens())


# Tokens ------------------------------------------------------------------------------------------------------


@pytest.mark.promise("rejected-token")
async def test_a_late_401_does_not_drop_a_token_that_was_renewed_meanwhile() -> None:
    tokens = Tokens("old", "new")

    def late(request: Request) -> dict[str, Any]:
        if request.headers["Authorization"] == "Bearer old":
            tokens.cached_token = "new"
            return {"status": 401}
        return {"status": 200}

    bench = Bench(late)
    await bench.execute(tokens=tokens)
    assert tokens.dropped == 0
    assert [request.headers["Authorization"] for request in bench.sent] == ["Bearer old", "Bearer new"]


async def test_a_source_with_only_the_two_methods_is_enough() -> None:
    class Minimal:
        def __init__(self) -> None:
            self.count = 0

        async def get_token(self) -> str:
            self.count += 1
            return f"t{self.count}"

        def invalidate(self) -> None:
            pass

    bench = Bench({"status": 401}, {"status": 200})
    await bench.execute(tokens=Minimal())
    assert [request.headers["Authorization"] for request in bench.sent] == ["Bearer t1", "Bearer t2"]


# Foreign errors ----------------------------------------------------------------------------------------------


async def test_the_cause_of_a_broken_attempt_is_kept() -> None:
    bench = Bench({"fail": "read"}, max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        await bench.execute()
    assert type(caught.value.__cause__).__name__ == "SendFailure"
    assert caught.value.url == URL
    assert caught.value.operation == "oneroster.users.list"


async def test_an_error_names_no_query_value() -> None:
    bench = Bench({"fail": "read"}, max_retries=0)
    with pytest.raises(APIConnectionError) as caught:
        await bench.execute(url=URL + "?filter=email%3D%27ann%40x%27")
    assert "ann" not in f"{caught.value} {caught.value!r} {caught.value.url}"


async def test_keyboard_interrupt_passes() -> None:
    def interrupt(request: Request) -> dict[str, Any]:
        raise KeyboardInterrupt

    bench = Bench(interrupt)
    with pytest.raises(KeyboardInterrupt):
        await bench.execute()
    assert bench.lifetime._active == set()


# Streams -----------------------------------------------------------------------------------------------------


async def test_a_stream_gives_pieces_and_frees_its_place() -> None:
    bench = Bench({"status": 200, "chunks": [b"ab", b"cd"]}, max_concurrency=1)
    for _ in range(2):
        async with bench.pipeline.stream(bench.call()) as response:
            assert [chunk async for chunk in response.chunks()] == [b"ab", b"cd"]
    assert bench.sender.open_streams == 0


async def test_a_stream_is_repeated_until_its_header_arrives() -> None:
    bench = Bench({"status": 503}, {"fail": "read"}, {"status": 200, "body": b"zip"})
    async with bench.pipeline.stream(bench.call()) as response:
        assert response.attempts == 3
        assert await response.read() == b"zip"
    assert bench.delays == [1.0, 2.0]


async def test_a_streams_error_answer_is_read_and_mapped() -> None:
    bench = Bench({"status": 429, "headers": {"Retry-After": "90"}, "body": {"message": "slow down"}})
    with pytest.raises(RateLimitError, match="slow down"):
        async with bench.pipeline.stream(bench.call()):
            pytest.fail("the body must not run")
    assert bench.sender.open_streams == 0


async def test_a_stream_that_breaks_off_is_a_connection_error() -> None:
    bench = Bench({"status": 200, "chunks": [b"ab", "fail"]})
    with pytest.raises(APIConnectionError, match="broke off"):
        async with bench.pipeline.stream(bench.call()) as response:
            await response.read()
    assert bench.sender.open_streams == 0


async def test_each_piece_of_a_stream_has_a_time_limit() -> None:
    bench = Bench({"status": 200, "chunks": [b"ab", "hang"]})
    with pytest.raises(APITimeoutError):
        async with bench.pipeline.stream(bench.call(options={"timeout": Timeout(read=0.02)})) as response:
            await response.read()
    assert bench.sender.open_streams == 0


@pytest.mark.promise("closing")
async def test_closing_ends_a_stream_that_is_being_read() -> None:
    bench = Bench({"status": 200, "chunks": [b"ab", "hang"]})
    reading = asyncio.Event()

    async def read() -> None:
        async with bench.pipeline.stream(bench.call()) as response:
            async for _ in response.chunks():
                reading.set()

    task = asyncio.create_task(read())
    await reading.wait()
    bench.lifetime.close()
    with pytest.raises(ClientClosedError):
        await task


async def test_an_exception_in_a_streams_block_is_the_callers_own() -> None:
    bench = Bench({"status": 200, "chunks": [b"ab", b"cd"]}, max_concurrency=1)

    async def read() -> None:
        async with bench.pipeline.stream(bench.call()) as response:
            async for _ in response.chunks():
                raise LookupError

    with pytest.raises(LookupError):
        await read()
    assert bench.sender.open_streams == 0
    assert bench.lifetime._active == set()


# Token requests ----------------------------------------------------------------------------------------------


async def test_an_unauthenticated_request_gives_any_answer_after_the_same_repetitions() -> None:
    bench = Bench({"status": 503}, {"status": 400, "body": {"error": "invalid_client"}})
    response = await bench.pipeline.send_unauthenticated(
        method="POST", url="https://id.example.test/oauth/token", headers={"Authorization": "Basic x"}, content=b"a=b"
    )
    assert response.status == 400
    assert bench.delays == [1.0]
    assert bench.sent[0].headers["Authorization"] == "Basic x"
    assert bench.sent[0].content == b"a=b"


async def test_an_unauthenticated_request_gives_the_last_answer_when_repetitions_run_out() -> None:
    bench = Bench({"status": 503})
    response = await bench.pipeline.send_unauthenticated(method="POST", url=URL, headers={}, content=b"")
    assert response.status == 503
    assert len(bench.sent) == 3


def test_one_pipeline_works_in_event_loops_one_after_another() -> None:
    bench = Bench(max_concurrency=1)
    for _ in range(3):
        asyncio.run(bench.execute())
    assert len(bench.sent) == 3
