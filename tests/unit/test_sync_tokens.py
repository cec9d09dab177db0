"""Tokens among threads: one request for all that wait, renewal in the background, failures, deadlines, forks."""

from __future__ import annotations

import contextlib
import os
import threading
import traceback
from collections.abc import Callable

import pytest
from scripted_sender import answer
from sync_scripted import (
    PATIENCE,
    Held,
    InThread,
    SyncScriptedSender,
    client_with_tokens,
    timeback_threads,
    until,
)

from timeback_core import APITimeoutError, ClientClosedError, ConfigurationError, ServerError, TokenError
from timeback_core.blocking.tokens import TokenCache
from timeback_core.blocking.workers import Worker
from timeback_core.transport.message import Request, Response
from timeback_core.transport.tokens import Grant


class Fetch:
    """A source of grants that waits for the test, counts, and fails on demand."""

    def __init__(self, lifetime: float = 1000.0) -> None:
        self.lifetime = lifetime
        self.count = 0
        self.fails: Callable[[], BaseException] | None = None
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(self) -> Grant:
        self.count += 1
        number = self.count
        assert self.may_end.wait(PATIENCE)
        if self.fails is not None:
            raise self.fails()
        return Grant(f"token-{number}", self.lifetime)


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def slow_token(held: Held) -> Callable[[Request], Response]:
    """Return a token endpoint that answers when the test lets it."""

    def respond(_request: Request) -> Response:
        held.pass_by()
        return answer(body={"access_token": "the token", "expires_in": 3600})

    return respond


def headers_of(sender: SyncScriptedSender) -> set[str]:
    """Return the Authorization headers that were sent."""
    return {request.headers["Authorization"] for request in sender.requests}


# One request for all


def test_32_threads_that_need_a_token_at_once_make_one_request() -> None:
    held = Held()
    sender = SyncScriptedSender(tokens=slow_token(held))
    with client_with_tokens(sender, max_concurrency=64) as tb:
        callers = [InThread(tb.oneroster.orgs.list) for _ in range(32)]
        until(lambda: held.waiting == 1)
        held.open()
        for caller in callers:
            caller.join()
        assert [caller.error for caller in callers] == [None] * 32
    assert len(sender.token_requests) == 1
    assert len(sender.requests) == 32
    assert headers_of(sender) == {"Bearer the token"}


def test_a_token_is_used_again_without_a_thread() -> None:
    sender = SyncScriptedSender()
    with client_with_tokens(sender) as tb:
        for _ in range(3):
            tb.oneroster.orgs.list()
    assert len(sender.token_requests) == 1
    assert headers_of(sender) == {"Bearer token-1"}


def test_a_failed_request_is_everyone_s_failure_each_with_a_traceback_of_its_own() -> None:
    fetch = Fetch()
    fetch.may_end.clear()
    fetch.fails = lambda: TokenError("refused")
    tokens = TokenCache(fetch, Clock())
    callers = [InThread(tokens.get) for _ in range(32)]
    until(lambda: tokens._flight is not None and len(tokens._flight.future._done_callbacks) == 32)
    fetch.may_end.set()
    errors = [caller.failure(TokenError) for caller in callers]
    assert fetch.count == 1
    assert len({id(error) for error in errors}) == 32
    assert {str(error) for error in errors} == {"[401] refused"}
    # one waiter's frames are not in the traceback of another
    frames = [[frame.name for frame in traceback.extract_tb(error.__traceback__)] for error in errors]
    assert {names.count("_landed") for names in frames} == {1}


def test_the_next_caller_after_a_failure_asks_anew() -> None:
    fetch = Fetch()
    fetch.fails = lambda: TokenError("refused")
    tokens = TokenCache(fetch, Clock())
    with pytest.raises(TokenError):
        tokens.get()
    fetch.fails = None
    assert tokens.get() == "token-2"


def test_what_is_no_error_of_this_package_reaches_the_waiting_thread_too() -> None:
    fetch = Fetch()
    fetch.fails = SystemExit
    tokens = TokenCache(fetch, Clock())
    with pytest.raises(SystemExit):
        tokens.get()
    fetch.fails = None
    assert tokens.get() == "token-2"


# Renewal


def test_in_the_soft_window_one_request_runs_in_the_background_while_all_go_on_with_the_old_token() -> None:
    fetch, clock = Fetch(lifetime=1000.0), Clock()
    tokens = TokenCache(fetch, clock)
    assert tokens.get() == "token-1"
    fetch.may_end.clear()
    clock.now = 930.0  # soft from 910 or so, hard at 940
    assert tokens.peek() is None
    assert [tokens.get() for _ in range(5)] == ["token-1"] * 5
    until(lambda: fetch.count == 2)
    fetch.may_end.set()
    until(lambda: tokens.token == "token-2")
    assert tokens.get() == "token-2"
    assert fetch.count == 2


def test_a_renewal_that_fails_in_the_background_leaves_the_old_token_and_pauses() -> None:
    fetch, clock = Fetch(lifetime=1000.0), Clock()
    tokens = TokenCache(fetch, clock)
    tokens.get()
    fetch.fails = lambda: ServerError("down", 503)
    clock.now = 920.0
    assert tokens.get() == "token-1"
    until(lambda: tokens._flight is None)
    assert tokens.get() == "token-1"
    assert fetch.count == 2
    clock.now = 926.0
    assert tokens.get() == "token-1"
    until(lambda: fetch.count == 3)


def test_renewing_joins_the_request_that_runs_already() -> None:
    fetch = Fetch()
    fetch.may_end.clear()
    tokens = TokenCache(fetch, Clock())
    first, second = InThread(tokens.renew), InThread(tokens.renew)
    until(lambda: tokens._flight is not None and len(tokens._flight.future._done_callbacks) == 2)
    fetch.may_end.set()
    first.join()
    second.join()
    assert (first.value, second.value, fetch.count) == ("token-1", "token-1", 1)


# Ends


def test_a_deadline_ends_the_wait_for_a_token_and_says_so() -> None:
    held = Held()
    sender = SyncScriptedSender(tokens=slow_token(held))
    with client_with_tokens(sender) as tb:
        with pytest.raises(APITimeoutError, match=r"Failed to obtain access token within 0\.05 s"):
            tb.oneroster.orgs.list(timeout=0.05)
        # the request goes on for whoever comes next
        assert held.waiting == 1
        held.open()
        tb.oneroster.orgs.list()
    assert len(sender.token_requests) == 1


def test_closing_from_another_thread_ends_the_waits_for_a_token_and_the_token_request() -> None:
    held = Held()
    tb = client_with_tokens(SyncScriptedSender(tokens=slow_token(held)), max_concurrency=64)
    callers = [InThread(tb.oneroster.orgs.list) for _ in range(8)]
    until(lambda: held.waiting == 1)
    tb.close()
    for caller in callers:
        assert "has been closed" in str(caller.failure(ClientClosedError))
    until(lambda: held.waiting == 0)
    until(lambda: not timeback_threads())


def test_giving_up_the_worker_that_asked_first_does_not_end_the_request_others_wait_for() -> None:
    fetch = Fetch()
    fetch.may_end.clear()
    ended: list[str] = []

    class Request:
        """What a token request has under way."""

        def interrupt(self) -> None:
            ended.append("the token request")

    def fetch_within_worker() -> Grant:
        worker = threading.current_thread()
        assert worker.name == "timeback-token"
        return fetch()

    tokens = TokenCache(fetch_within_worker, Clock())
    page = Worker(tokens.get, "timeback-page")
    until(lambda: fetch.count and tokens._flight is not None)
    flight = tokens._flight
    assert flight is not None
    flight.enter(Request())
    other = InThread(tokens.get)
    page.give_up()
    assert ended == []
    fetch.may_end.set()
    other.join()
    assert other.value == "token-1"


def test_leaving_a_walk_whose_page_asked_for_the_token_leaves_the_token_to_the_others() -> None:
    held = Held()
    sender = SyncScriptedSender(tokens=slow_token(held))
    with client_with_tokens(sender) as tb:
        worker = Worker(tb.oneroster.orgs.list, "timeback-page")
        until(lambda: held.waiting == 1)
        other = InThread(tb.oneroster.users.list)
        worker.give_up()
        until(worker.future.done)
        held.open()
        other.join()
        assert other.error is None
    assert len(sender.token_requests) == 1


# Credentials


def test_a_function_gives_the_secret_for_each_request() -> None:
    sender = SyncScriptedSender()
    secrets = iter(["first", "second"])
    with client_with_tokens(sender, client_secret=lambda: next(secrets)) as tb:
        tb.check_auth()
        tb.check_auth(force=True)
    assert len(sender.token_requests) == 2


def test_an_async_function_for_the_secret_is_refused_with_its_name() -> None:
    async def secret() -> str:
        return "never"

    said = r"client_secret: .* returned a coroutine.* give a plain function"
    with client_with_tokens(SyncScriptedSender(), client_secret=secret) as tb:
        users = tb.oneroster.users
        with pytest.raises(ConfigurationError, match=said):
            users.list()


def test_a_function_that_fails_is_named_without_what_it_said() -> None:
    def secret() -> str:
        raise KeyError("hunter2")

    with client_with_tokens(SyncScriptedSender(), client_secret=secret) as tb:
        users = tb.oneroster.users
        with pytest.raises(ConfigurationError, match=r"client_secret: .* raised KeyError") as caught:
            users.list()
    assert "hunter2" not in str(caught.value)


# Forks


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_starts_a_request_of_its_own_and_keeps_a_fresh_token() -> None:
    fetch = Fetch()
    fetch.may_end.clear()
    stale = TokenCache(fetch, Clock())
    fresh = TokenCache(Fetch(), Clock())
    assert fresh.get() == "token-1"
    waiting = InThread(stale.get)
    until(lambda: fetch.count)
    with stale._lock:  # held by the parent while it forks; the child must not wait for it
        child = os.fork()
        if child == 0:
            status = 1
            with contextlib.suppress(BaseException):
                fetch.may_end = threading.Event()
                fetch.may_end.set()
                asked: list[str] = []
                thread = threading.Thread(target=lambda: asked.append(stale.get()), daemon=True)
                thread.start()
                thread.join(PATIENCE)
                status = 0 if asked == ["token-2"] and fresh.get() == "token-1" else 2
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    fetch.may_end.set()
    waiting.join()
    assert waiting.value == "token-1"
