"""Operations of synchronous clients: repetitions, deadlines, closing at every wait, hooks, what is refused."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from scripted_sender import ScriptedSender, answer, empty_page
from sync_scripted import (
    HOST,
    URL,
    Held,
    InThread,
    SyncBench,
    SyncClock,
    SyncScriptedSender,
    open_client,
    pressing_ctrl_c,
    signalling,
    until,
)

import timeback_core
from timeback_core import (
    APIConnectionError,
    APITimeoutError,
    ClientClosedError,
    ConfigurationError,
    Hooks,
    NotFoundError,
    ServerError,
)
from timeback_core.blocking.attempts import current_attempt
from timeback_core.blocking.gate import Gate
from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.blocking.operation import Operation
from timeback_core.blocking.waits import Bell, Interruption, wait_for
from timeback_core.blocking.workers import Worker, current_worker
from timeback_core.sync import TimebackClient
from timeback_core.sync.oneroster import OneRosterClient
from timeback_core.transport.hooks import ErrorEvent, RequestEvent, ResponseEvent, RetryEvent
from timeback_core.transport.message import Request, Response, SendFailure

SECONDS = 20.0
"""A limit that no test reaches."""


def steps(*answers: Response | SendFailure) -> Callable[[Request], Response]:
    """Return a handler that gives these answers one after the other."""
    left = iter(answers)

    def handler(_request: Request) -> Response:
        found = next(left)
        if isinstance(found, SendFailure):
            raise found
        return found

    return handler


@pytest.fixture(autouse=True)
def _nothing_stays_under_way() -> Iterator[None]:
    yield
    assert current_attempt() is None


def gate_of(bench: SyncBench) -> Gate:
    """Return the bound on attempts of a pipeline that has sent something."""
    gate = bench.pipeline._running()._outlet._gates._gate
    assert gate is not None
    return gate


# Repetitions


def test_a_server_error_is_repeated_after_growing_waits() -> None:
    clock = SyncClock()
    bench = SyncBench(SyncScriptedSender(steps(answer(503), answer(503), answer(200))), clock, max_retries=2)
    response = bench.execute()
    assert (response.status, response.attempts) == (200, 3)
    assert bench.sender.requests[-1].headers["X-Retry-Count"] == "2"
    assert len(clock.delays) == 2
    assert clock.delays[1] > clock.delays[0] > 0


def test_retry_after_is_waited_for() -> None:
    clock = SyncClock()
    bench = SyncBench(SyncScriptedSender(steps(answer(429, headers={"Retry-After": "7"}), answer())), clock)
    assert bench.execute().status == 200
    assert clock.delays == [7.0]


def test_a_retry_after_beyond_the_deadline_is_told_at_once() -> None:
    clock = SyncClock()
    bench = SyncBench(SyncScriptedSender(steps(answer(429, headers={"Retry-After": "40"}))), clock, timeout=30.0)
    with pytest.raises(APITimeoutError, match="could be repeated only after 40 s") as caught:
        bench.execute()
    assert caught.value.retry_after == 40.0
    assert clock.delays == []


def test_a_broken_connection_is_repeated_only_where_that_does_no_harm() -> None:
    clock = SyncClock()
    bench = SyncBench(SyncScriptedSender(steps(SendFailure("read", "gone"), answer(201))), clock)
    with pytest.raises(APIConnectionError, match="broke off"):
        bench.execute("POST")
    assert bench.execute("POST").status == 201


def test_a_refused_token_is_renewed_once_and_the_request_repeated() -> None:
    class Tokens:
        asked = 0
        dropped = 0
        cached_token: str | None = None

        def get_token(self) -> str:
            self.asked += 1
            self.cached_token = f"token-{self.asked}"
            return self.cached_token

        def invalidate(self) -> None:
            self.dropped += 1
            self.cached_token = None

    tokens = Tokens()
    bench = SyncBench(SyncScriptedSender(steps(answer(401), answer(200))))
    assert bench.execute(tokens=tokens).status == 200
    assert [request.headers["Authorization"] for request in bench.sender.requests][-1] == "Bearer token-2"
    assert (tokens.asked, tokens.dropped) == (2, 1)


# Deadlines


def test_a_deadline_ends_a_request_under_way() -> None:
    bench = SyncBench(SyncScriptedSender(Held()), timeout=0.05)
    with pytest.raises(APITimeoutError, match=r"GET /users did not finish within 0.05 s"):
        bench.execute()


def test_a_deadline_ends_the_wait_for_a_place() -> None:
    held = Held()
    bench = SyncBench(SyncScriptedSender(held), max_concurrency=1)
    first = InThread(bench.execute)
    until(lambda: held.waiting)
    with pytest.raises(APITimeoutError, match=r"did not finish within 0\.05 s"):
        bench.execute(options={"timeout": 0.05})
    held.open()
    first.join()
    assert bench.execute().status == 200, "the place is free again"


def test_a_deadline_ends_a_wait_between_two_attempts() -> None:
    # The backoff is at least a quarter of a second, but jitter may stretch a wait beyond the deadline decided on.
    bench = SyncBench(SyncScriptedSender(lambda _: answer(503)), timeout=0.3, max_retries=20)
    with pytest.raises(APITimeoutError):
        bench.execute()


def test_a_wait_without_a_limit_of_its_own_ends_only_by_its_bell_or_by_an_error() -> None:
    """Even when the system lets it end too early."""
    bell = Bell()
    waits: list[float | None] = []

    class Early(Bell):
        def wait(self, seconds: float | None = None) -> bool:
            waits.append(seconds)
            if len(waits) == 3:
                self.ring()
            return super().wait(0)

    bench = SyncBench(SyncScriptedSender())
    operation = bench.pipeline._running()._operation(bench.call(options={"timeout": SECONDS}))
    operation.begin()
    try:
        operation.arm(SECONDS)
        assert wait_for(Early())
        assert len(waits) == 3
        assert not wait_for(bell, 0.0)
    finally:
        operation.end()


# Closing


def test_closing_from_another_thread_ends_a_request_under_way() -> None:
    held = Held()
    tb = open_client(SyncScriptedSender(held))
    caller = InThread(tb.oneroster.orgs.list)
    until(lambda: held.waiting)
    tb.close()
    assert "has been closed" in str(caller.failure(ClientClosedError))


def test_closing_ends_a_wait_between_two_attempts() -> None:
    waiting = threading.Event()
    hooks = Hooks(on_retry=lambda _: waiting.set())
    tb = open_client(SyncScriptedSender(lambda _: answer(503, headers={"Retry-After": "15"})), hooks=hooks)
    caller = InThread(tb.oneroster.orgs.list)
    assert waiting.wait(SECONDS)
    tb.close()
    caller.failure(ClientClosedError)


def test_closing_ends_the_waits_for_a_place() -> None:
    held = Held()
    tb = open_client(SyncScriptedSender(held), max_concurrency=2)
    callers = [InThread(tb.oneroster.orgs.list) for _ in range(6)]
    until(lambda: held.waiting == 2)
    tb.close()
    for caller in callers:
        caller.failure(ClientClosedError)
    assert held.arrived == 2, "nobody took the place of one that was ended"


def test_closing_ends_the_reading_of_a_streamed_body() -> None:
    sender = SyncScriptedSender(pieces=(b"one", "hold", b"two"))
    bench = SyncBench(sender, max_concurrency=1)
    seen: list[bytes] = []

    def read() -> None:
        with bench.pipeline.stream(bench.call()) as streamed:
            seen.extend(streamed.chunks())

    reader = InThread(read)
    until(lambda: sender.held.waiting)
    bench.lifetime.close()
    reader.failure(ClientClosedError)
    assert (seen, sender.open_streams, gate_of(bench)._free) == ([b"one"], 0, 1)


def test_a_limit_for_each_piece_ends_the_reading_of_a_streamed_body() -> None:
    sender = SyncScriptedSender(pieces=(b"one", "hold"))
    bench = SyncBench(sender, timeout=0.05)
    with pytest.raises(APITimeoutError), bench.pipeline.stream(bench.call()) as streamed:
        streamed.read()
    assert sender.open_streams == 0


def test_a_hook_that_closes_the_client_ends_the_request_it_is_told_of() -> None:
    tb = open_client(SyncScriptedSender(Held()), hooks=Hooks(on_request=lambda _: tb.close()))
    with pytest.raises(ClientClosedError):
        tb.oneroster.orgs.list()
    assert tb.closed


def test_use_after_closing_says_so() -> None:
    tb = open_client(SyncScriptedSender())
    orgs = tb.oneroster.orgs
    orgs.list()
    tb.close()
    tb.close()
    with pytest.raises(ClientClosedError):
        orgs.list()
    with pytest.raises(ClientClosedError):
        _ = tb.oneroster


def test_interrupting_an_operation_that_has_not_begun_or_is_over_does_nothing() -> None:
    bench = SyncBench(SyncScriptedSender())
    operation: Operation = bench.pipeline._running()._operation(bench.call())
    operation.interrupt()
    assert not operation.closed
    operation.begin()
    operation.end()
    operation.end()
    operation.interrupt()
    assert not operation.closed
    assert not bench.lifetime._active


# Streams


def test_a_stream_that_is_forgotten_gives_its_place_back() -> None:
    sender = SyncScriptedSender(pieces=(b"one", b"two"))
    bench = SyncBench(sender, max_concurrency=1)
    opened = bench.pipeline.stream(bench.call())
    assert next(iter(opened.__enter__().chunks())) == b"one"
    assert (sender.open_streams, gate_of(bench)._free) == (1, 0)
    del opened
    assert (sender.open_streams, gate_of(bench)._free) == (0, 1)
    assert bench.execute().status == 200


def test_a_stream_through_an_event_loop_may_be_collected_in_the_thread_of_that_loop() -> None:
    sender = LoopSender(ScriptedSender())
    opened = sender.stream(Request("GET", URL, {}, None, SECONDS))
    opened.__enter__()
    over = threading.Event()

    def collect() -> None:
        opened.__exit__(None, None, None)
        over.set()

    sender._loop().call_soon(collect)
    assert over.wait(SECONDS)
    assert sender.send(Request("GET", URL, {}, None, SECONDS)).status == 200
    sender.close()


def test_a_sender_that_refuses_to_stream_takes_no_place() -> None:
    class Refusing(SyncScriptedSender):
        def stream(self, request: Request) -> Any:
            raise SendFailure("connect", "refused")

    bench = SyncBench(Refusing(), max_concurrency=1, max_retries=0)
    for _ in range(2):
        with pytest.raises(APIConnectionError), bench.pipeline.stream(bench.call()):
            pass
    assert gate_of(bench)._free == 1


def test_a_hook_that_breaks_off_leaves_no_stream_open() -> None:
    def on_response(_event: ResponseEvent) -> None:
        raise KeyboardInterrupt

    sender = SyncScriptedSender()
    bench = SyncBench(sender, hooks=Hooks(on_response=on_response), max_concurrency=1)
    with pytest.raises(KeyboardInterrupt), bench.pipeline.stream(bench.call()):
        pass
    assert (sender.open_streams, gate_of(bench)._free) == (0, 1)


def test_an_error_answer_is_no_stream() -> None:
    sender = SyncScriptedSender(lambda _: answer(404, {"error": "no"}))
    bench = SyncBench(sender, max_concurrency=1)
    with pytest.raises(NotFoundError), bench.pipeline.stream(bench.call()):
        pass
    assert (sender.open_streams, gate_of(bench)._free) == (0, 1)


# Hooks


def test_hooks_are_told_in_order() -> None:
    told: list[object] = []
    hooks = Hooks(on_request=told.append, on_response=told.append, on_retry=told.append, on_error=told.append)
    clock = SyncClock()
    bench = SyncBench(SyncScriptedSender(lambda _: answer(503)), clock, hooks=hooks, max_retries=1)
    with pytest.raises(ServerError):
        bench.execute()
    kinds = [RequestEvent, ResponseEvent, RetryEvent, RequestEvent, ResponseEvent, ErrorEvent]
    assert [type(event) for event in told] == kinds


def test_a_coroutine_as_a_hook_is_logged_and_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def hook(_event: object) -> None: ...

    with open_client(SyncScriptedSender(), hooks=Hooks(on_request=hook)) as tb, caplog.at_level(logging.WARNING):
        assert list(tb.oneroster.orgs.list()) == []
    assert "the hook for RequestEvent failed" in caplog.text
    assert "a coroutine, which a synchronous client cannot wait for" in caplog.text


def test_a_hook_may_use_the_client() -> None:
    inner: list[object] = []

    def on_response(event: ResponseEvent) -> None:
        if not inner:
            inner.append(event)
            inner.append(tb.oneroster.orgs.list())

    sender = SyncScriptedSender()
    with open_client(sender, hooks=Hooks(on_response=on_response), max_concurrency=1) as tb:
        tb.oneroster.orgs.list()
    assert len(sender.requests) == len(inner) == 2


# Signals


needs_signals = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs POSIX signals")


@needs_signals
@pytest.mark.parametrize("where", ["request", "place", "pause"])
def test_ctrl_c_ends_a_wait_and_the_client_goes_on(where: str) -> None:
    held = Held()
    handlers: dict[str, Callable[[Request], Response]] = {
        "request": held,
        "place": held,
        "pause": lambda _: answer(503, headers={"Retry-After": "15"}),
    }
    paused = threading.Event()
    sender = SyncScriptedSender(handlers[where])
    bench = SyncBench(sender, max_concurrency=1, hooks=Hooks(on_retry=lambda _: paused.set()))
    first = InThread(bench.execute) if where == "place" else None
    if first is not None:
        until(lambda: held.waiting == 1)

    def is_waiting() -> bool:
        if where == "pause":
            return paused.is_set()
        return bool(gate_of(bench)._waiting) if where == "place" else held.waiting == 1

    with pressing_ctrl_c(is_waiting), pytest.raises(KeyboardInterrupt):
        bench.execute()
    held.open()
    sender.handler = empty_page
    if first is not None:
        first.join()
    assert bench.execute().status == 200
    assert gate_of(bench)._free == 1
    assert not bench.lifetime._active


@needs_signals
def test_a_signal_handler_may_close_the_client_that_the_main_thread_is_waiting_for() -> None:
    held = Held()
    tb = open_client(SyncScriptedSender(held))
    with signalling(lambda: held.waiting == 1, tb.close), pytest.raises(ClientClosedError):
        tb.oneroster.orgs.list()
    assert tb.closed


def test_locks_that_closing_takes_may_be_held_by_the_thread_that_closes() -> None:
    tb = open_client(SyncScriptedSender())
    tb.oneroster.orgs.list()
    provider = tb.get_provider()
    pipeline = provider.pipeline
    with tb._shared.lock, provider._lock, provider.lifetime._lock, pipeline._lock, pipeline._running()._outlet._opening:
        closing = InThread(lambda: None)  # a thread besides, so that there is one
        tb.close()
        closing.join()
    assert tb.closed


def test_a_bell_may_ring_more_than_once_and_before_anyone_waits() -> None:
    bell = Bell()
    assert not bell.wait(0)
    bell.ring()
    bell.ring()
    assert bell.wait(0)
    assert bell.wait()


# Workers


def test_what_a_worker_that_was_given_up_was_waiting_for_is_no_error_of_the_client() -> None:
    held = Held()
    told: list[object] = []
    with open_client(SyncScriptedSender(held), hooks=Hooks(on_error=told.append)) as tb:
        worker = Worker(tb.oneroster.orgs.list, "timeback-test")
        until(lambda: held.waiting)
        worker.give_up()
        with pytest.raises(Interruption):
            worker.result()
        assert told == []


def test_a_worker_that_was_given_up_begins_nothing_any_more() -> None:
    may_go_on = threading.Event()
    sender = SyncScriptedSender(Held())
    with open_client(sender) as tb:

        def work() -> object:
            assert may_go_on.wait(SECONDS)
            return tb.oneroster.orgs.list()

        worker = Worker(work, "timeback-test")
        worker.give_up()
        may_go_on.set()
        with pytest.raises(Interruption):
            worker.result()


def test_a_worker_forgets_what_is_over() -> None:
    inner: list[Worker[int]] = []

    def work() -> int:
        for number in range(5):
            inner.append(Worker(lambda: number, "timeback-test"))  # noqa: B023 - it is over before the next
            inner[-1].result()
        outer = current_worker()
        assert outer is not None
        return len(outer._under_way)

    assert Worker(work, "timeback-test").result() == 0


# What is refused, and what is accepted


@pytest.mark.anyio
async def test_an_async_http_client_is_refused_when_the_client_is_made_and_the_other_way_round() -> None:
    async with httpx2.AsyncClient() as asynchronous:
        with pytest.raises(ConfigurationError, match="AsyncClient"):
            TimebackClient(base_url=HOST, no_auth=True, http_client=asynchronous)
    with httpx2.Client() as synchronous:
        with pytest.raises(ConfigurationError, match=r"timeback_core\.sync"):
            timeback_core.TimebackClient(base_url=HOST, no_auth=True, http_client=synchronous)
        TimebackClient(base_url=HOST, no_auth=True, http_client=synchronous)


def test_an_asynchronous_transport_is_accepted() -> None:
    sender = ScriptedSender()
    with TimebackClient(base_url=HOST, no_auth=True, transport=sender) as tb:  # type: ignore[arg-type]  # as users may
        assert list(tb.oneroster.orgs.list()) == []
    assert len(sender.requests) == 1
    assert not sender.closed


@pytest.mark.anyio
async def test_a_provider_of_the_other_kind_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="do not share one"):
        TimebackClient(provider=timeback_core.TimebackProvider(base_url=HOST, no_auth=True))  # type: ignore[arg-type]
    provider = TimebackClient(base_url=HOST, no_auth=True).get_provider()
    with pytest.raises(ConfigurationError, match="do not share one"):
        timeback_core.TimebackClient(provider=provider)  # type: ignore[arg-type]


def test_a_service_s_client_stands_alone_too() -> None:
    sender = SyncScriptedSender()
    with OneRosterClient(base_url=HOST, no_auth=True, transport=sender) as roster:
        roster.orgs.list()
    assert roster.closed
    assert not sender.closed
