"""The synchronous TimebackManager: a broadcast in threads, its bounds and its ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextvars import ContextVar

import pytest
from scripted_sender import answer
from sync_scripted import (
    HOST,
    PATIENCE,
    Held,
    InThread,
    SyncScriptedSender,
    open_client,
    pressing_ctrl_c,
    timeback_threads,
    until,
)

import timeback_core
from timeback_core import APITimeoutError, ClientClosedError, ConfigurationError, ServerError, UnknownClientError
from timeback_core.blocking.workers import Worker
from timeback_core.sync import TimebackClient, TimebackManager
from timeback_core.sync.provider import TimebackProvider
from timeback_core.transport.message import Request, Response

NAMES = ("alpha", "beta", "gamma", "delta")


def manager_of(handlers: dict[str, Callable[[Request], Response]]) -> TimebackManager:
    """Return a manager whose clients get these answers."""
    manager = TimebackManager()
    for name, handler in handlers.items():
        manager.register(name, open_client(SyncScriptedSender(handler), max_retries=0))
    return manager


def counted(client: TimebackClient) -> int:
    """What the tests carry out with each client."""
    return len(client.oneroster.orgs.list())


def one_school(_request: Request) -> Response:
    """Return an answer with one organisation."""
    return answer(body={"orgs": [{"sourcedId": "s1"}]})


# A broadcast


def test_the_results_are_in_the_order_of_registration() -> None:
    with manager_of(dict.fromkeys(NAMES, one_school)) as manager:
        results = manager.broadcast(counted)
        assert list(results) == list(NAMES)
        assert results.values() == [1, 1, 1, 1]
        assert results.all_succeeded


def test_all_clients_run_at_a_time() -> None:
    together = threading.Barrier(len(NAMES), timeout=PATIENCE)
    with manager_of(dict.fromkeys(NAMES, one_school)) as manager:
        assert manager.broadcast(lambda client: together.wait() * 0 + counted(client)).values() == [1] * 4
    until(lambda: not timeback_threads())


def test_concurrency_bounds_the_calls_and_the_threads() -> None:
    held = Held()
    most: list[int] = []

    def call(client: TimebackClient) -> int:
        most.append(timeback_threads().count("timeback-broadcast"))
        return counted(client)

    with manager_of(dict.fromkeys(NAMES, held)) as manager:
        running = InThread(lambda: manager.broadcast(call, concurrency=2))
        until(lambda: held.waiting == 2)
        assert held.arrived == 2
        held.open()
        running.join()
        assert running.value.values() == [0, 0, 0, 0]
    assert max(most) <= 2


def test_failures_are_captured_for_the_client_they_belong_to() -> None:
    def call(client: TimebackClient) -> int:
        if client is manager["gamma"]:
            raise LookupError("mine")
        return counted(client)

    with manager_of({**dict.fromkeys(NAMES, one_school), "beta": lambda _: answer(500)}) as manager:
        results = manager.broadcast(call)
        assert [name for name, _ in results.succeeded] == ["alpha", "delta"]
        assert [(name, type(error)) for name, error in results.failed] == [
            ("beta", ServerError),
            ("gamma", LookupError),
        ]


def test_an_error_of_the_kind_that_ends_a_loop_is_captured_too() -> None:
    def call(_client: TimebackClient) -> int:
        raise IndexError("mine")

    with manager_of(dict.fromkeys(NAMES, one_school)) as manager:
        assert len(manager.broadcast(call).failed) == 4


def test_a_timeout_is_an_error_of_the_client_that_was_late_and_ends_its_request() -> None:
    held = Held()
    caught: list[BaseException] = []

    def call(client: TimebackClient) -> int:
        try:
            return counted(client)
        except Exception as error:
            caught.append(error)
            raise

    with manager_of({"alpha": one_school, "beta": held}) as manager:
        results = manager.broadcast(call, timeout=0.1)
        assert results["alpha"].ok
        assert isinstance(results["beta"].error, APITimeoutError)
        assert "no result within 0.1 s" in str(results["beta"].error)
        until(lambda: held.waiting == 0)
        assert not manager["beta"].closed
    until(lambda: not timeback_threads())
    assert caught == [], "to the function it is no error that its answer is not wanted any more"


def test_an_async_function_is_a_failure_that_says_what_to_give() -> None:
    async def call(_client: object) -> int:
        return 1

    with manager_of({"alpha": one_school}) as manager:
        failure = manager.broadcast(call).failed[0][1]
        assert isinstance(failure, ConfigurationError)
        assert "give a plain function" in str(failure)


def test_names_restricts_and_an_unknown_one_starts_nothing() -> None:
    asked: list[TimebackClient] = []
    with manager_of(dict.fromkeys(NAMES, one_school)) as manager:
        assert list(manager.broadcast(counted, names=["delta", "beta"])) == ["beta", "delta"]
        with pytest.raises(UnknownClientError):
            manager.broadcast(asked.append, names=["alpha", "omega"])
    assert asked == []


def test_no_clients_give_empty_results() -> None:
    assert len(TimebackManager().broadcast(counted)) == 0


def test_each_call_has_the_context_of_the_caller_and_none_that_of_another() -> None:
    marked: ContextVar[str] = ContextVar("marked", default="nothing")
    before = marked.set("the caller")

    def call(_client: TimebackClient) -> str:
        found = marked.get()
        marked.set("another call")
        return found

    try:
        with manager_of(dict.fromkeys(NAMES, one_school)) as manager:
            assert manager.broadcast(call, concurrency=1).values() == ["the caller"] * 4
    finally:
        marked.reset(before)


# Its end


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs POSIX signals")
def test_ctrl_c_ends_the_requests_and_starts_no_further_call() -> None:
    held = Held()
    called: list[TimebackClient] = []

    def call(client: TimebackClient) -> int:
        called.append(client)
        return counted(client)

    with manager_of(dict.fromkeys(NAMES, held)) as manager:
        with pressing_ctrl_c(lambda: held.waiting == 2), pytest.raises(KeyboardInterrupt):
            manager.broadcast(call, concurrency=2)
        until(lambda: held.waiting == 0)
        until(lambda: not timeback_threads())
        assert len(called) == 2
        held.open()
        assert manager.broadcast(counted).all_succeeded


def test_a_broadcast_within_a_worker_that_is_given_up_starts_no_further_call() -> None:
    held = Held()
    called: list[TimebackClient] = []

    def call(client: TimebackClient) -> int:
        called.append(client)
        return counted(client)

    with manager_of(dict.fromkeys(NAMES, held)) as manager:
        worker = Worker(lambda: manager.broadcast(call, concurrency=1), "timeback-test")
        until(lambda: held.waiting == 1)
        worker.give_up()
        until(worker.future.done)
        until(lambda: not timeback_threads())
    assert len(called) == 1


def test_what_is_no_exception_passes_through() -> None:
    def call(_client: TimebackClient) -> None:
        raise SystemExit(3)

    with manager_of(dict.fromkeys(NAMES, one_school)) as manager, pytest.raises(SystemExit):
        manager.broadcast(call)


def test_closing_ends_the_requests_of_all_clients() -> None:
    held = Held()
    manager = manager_of(dict.fromkeys(NAMES, held))
    clients = [manager[name] for name in NAMES]
    running = InThread(lambda: manager.broadcast(counted))
    until(lambda: held.waiting == len(NAMES))
    manager.close()
    running.join()
    assert [type(error) for _, error in running.value.failed] == [ClientClosedError] * 4
    assert all(client.closed for client in clients)
    assert manager.size == 0


def test_closing_goes_on_past_a_client_that_fails() -> None:
    class Broken(TimebackClient):
        def close(self) -> None:
            super().close()
            raise OSError("stuck")

    manager = manager_of({"beta": one_school})
    clients = [Broken(base_url=HOST, no_auth=True), manager["beta"]]
    manager.register("alpha", clients[0])
    with pytest.raises(OSError, match="stuck"):
        manager.close()
    assert all(client.closed for client in clients)


# What it takes


def test_settings_a_client_or_a_provider_can_be_registered() -> None:
    provider = TimebackProvider(base_url=HOST, no_auth=True)
    with TimebackManager() as manager:
        manager.register("mapping", {"base_url": HOST, "no_auth": True}).register("provider", provider)
        assert manager["provider"].get_provider() is provider
        assert isinstance(manager["mapping"], TimebackClient)
        assert manager.unregister("mapping")
        assert not manager.unregister("mapping")
    assert not provider.closed
    provider.close()


def test_an_asynchronous_client_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        TimebackManager().register("alpha", timeback_core.TimebackClient(base_url=HOST, no_auth=True))  # type: ignore[arg-type]
