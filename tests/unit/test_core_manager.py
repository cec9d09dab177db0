"""TimebackManager and the results of a broadcast."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import pytest
from scripted_sender import ScriptedSender, answer

from timeback_core import (
    APITimeoutError,
    BroadcastError,
    BroadcastResults,
    ConfigurationError,
    DuplicateClientError,
    NotFoundError,
    TimebackClient,
    TimebackManager,
    TimebackProvider,
    UnknownClientError,
)

HOST = "https://api.example.org"
OPEN: dict[str, Any] = {"base_url": HOST, "no_auth": True}

pytestmark = pytest.mark.anyio


def three() -> TimebackManager:
    """Return a manager with three clients."""
    return TimebackManager().register("alpha", **OPEN).register("beta", **OPEN).register("gamma", **OPEN)


# Registry


def test_registration_can_be_chained_and_keeps_its_order() -> None:
    manager = three()
    assert manager.names == ["alpha", "beta", "gamma"]
    assert list(manager) == manager.names
    assert manager.size == len(manager) == 3
    assert "beta" in manager
    assert manager.has("beta")
    assert not manager.has("delta")
    assert manager.get("alpha") is manager["alpha"]


def test_names_is_a_copy() -> None:
    manager = three()
    manager.names.clear()
    assert manager.size == 3


def test_a_mapping_a_client_or_a_provider_can_be_registered() -> None:
    client, provider = TimebackClient(**OPEN), TimebackProvider(base_url=HOST)
    manager = TimebackManager()
    manager.register("mapping", {"baseUrl": HOST, "noAuth": True})
    manager.register("nested", {"env": "staging", "auth": {"clientId": "a", "clientSecret": "b"}})
    manager.register("client", client)
    manager.register("provider", provider)
    manager.register("merged", {"base_url": HOST}, base_url="https://other.example", no_auth=True)
    assert manager.get("client") is client
    assert manager.get("provider").get_provider() is provider
    assert manager.get("merged").get_provider().get_endpoint("qti").base_url == HOST
    with pytest.raises(ConfigurationError, match="timeout"):
        manager.register("more", client, timeout=5)


def test_a_taken_name_is_refused_and_the_client_stays() -> None:
    manager = three()
    before = manager.get("alpha")
    with pytest.raises(DuplicateClientError, match='Client "alpha" is already registered'):
        manager.register("alpha", **OPEN)
    assert manager.get("alpha") is before


def test_a_wrong_configuration_registers_nothing() -> None:
    manager = TimebackManager()
    with pytest.raises(ConfigurationError):
        manager.register("alpha", env="nowhere")
    with pytest.raises(TypeError, match="base_ulr"):
        manager.register("alpha", base_ulr=HOST)  # type: ignore[call-arg]  # that is the point
    assert manager.size == 0


@pytest.mark.parametrize("name", ["", "  ", None, 5])
def test_a_name_is_a_text_that_is_not_blank(name: Any) -> None:
    with pytest.raises(ConfigurationError, match="non-empty string"):
        TimebackManager().register(name, **OPEN)


@pytest.mark.parametrize("name", ["env/staging", "a:b", "ключ", "with blank"])
def test_a_name_may_have_any_characters(name: str) -> None:
    assert TimebackManager().register(name, **OPEN).has(name)


def test_an_unknown_name_lists_those_that_are_there() -> None:
    with pytest.raises(UnknownClientError) as caught:
        three().get("delta")
    assert str(caught.value) == 'Client "delta" is not registered. Available: alpha, beta, gamma'
    with pytest.raises(KeyError, match=r"Available: \(none\)"):
        TimebackManager().get("x")


async def test_unregistering_closes_and_removes() -> None:
    manager = three()
    alpha, beta = manager.get("alpha"), manager.get("beta")
    assert await manager.unregister("alpha")
    assert alpha.closed
    assert await manager.unregister("beta", close=False)
    assert not beta.closed
    assert not await manager.unregister("alpha")
    assert manager.names == ["gamma"]


class _Stuck(TimebackClient):
    """A client whose closing fails."""

    async def close(self) -> None:
        raise RuntimeError("stuck")


async def test_closing_goes_on_past_a_client_that_fails() -> None:
    manager = TimebackManager().register("bad", _Stuck(**OPEN)).register("good", **OPEN)
    good = manager.get("good")
    with pytest.raises(RuntimeError, match="stuck"):
        await manager.close()
    assert good.closed
    assert manager.size == 0
    await manager.close()
    manager.register("one", _Stuck(**OPEN)).register("two", _Stuck(**OPEN))
    with pytest.raises(ExceptionGroup):
        await manager.close()


async def test_an_entry_is_gone_even_if_closing_it_fails() -> None:
    manager = TimebackManager().register("bad", _Stuck(**OPEN))
    with pytest.raises(RuntimeError):
        await manager.unregister("bad")
    assert manager.size == 0


async def test_the_context_manager_closes_everything_and_the_manager_can_be_used_again() -> None:
    async with three() as manager:
        alpha = manager.get("alpha")
    assert alpha.closed
    assert manager.size == 0
    assert manager.register("alpha", **OPEN).size == 1


def test_a_plain_with_says_async_with() -> None:
    with pytest.raises(TypeError, match="async with"), TimebackManager():
        pass


# Broadcast


async def test_failures_are_captured_for_the_client_they_belong_to() -> None:
    sender = ScriptedSender(lambda _request: answer(404, {"message": "gone"}))
    manager = TimebackManager().register("alpha", transport=ScriptedSender(), **OPEN)
    manager.register("beta", transport=sender, **OPEN)
    results = await manager.broadcast(lambda client: client.oneroster.schools.list())
    assert results.alpha.ok
    assert len(results.alpha.value) == 0
    assert not results.beta.ok
    assert isinstance(results.beta.error, NotFoundError)
    assert results.any_failed
    assert not results.all_succeeded
    with pytest.raises(NotFoundError):
        results.beta.value  # noqa: B018 - that is the point
    await manager.close()


async def test_a_plain_value_a_future_and_a_task_are_all_fine() -> None:
    manager = three()
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.set_result(2)

    async def work() -> int:
        return 3

    made: dict[int, Any] = {0: 1, 1: future, 2: loop.create_task(work())}
    counter = iter(range(3))
    assert (await manager.broadcast(lambda _client: made[next(counter)])).values() == [1, 2, 3]


async def test_an_error_raised_at_once_is_captured_too() -> None:
    results = await three().broadcast(lambda _client: 1 // 0)
    assert [type(error) for _, error in results.failed] == [ZeroDivisionError] * 3


async def test_all_clients_run_at_a_time_and_results_keep_their_order() -> None:
    barrier = asyncio.Barrier(3)
    order: list[str] = []
    manager = three()
    names = {id(manager.get(name)): name for name in manager}
    last = asyncio.Event()

    async def work(client: TimebackClient) -> str:
        name = names[id(client)]
        await barrier.wait()
        if name == "alpha":
            await last.wait()
        order.append(name)
        if len(order) == 2:
            last.set()
        return name

    results = await manager.broadcast(work)
    assert order[-1] == "alpha"
    assert results.values() == ["alpha", "beta", "gamma"]


async def test_concurrency_bounds_the_calls_at_a_time() -> None:
    running = most = 0

    async def work(_client: TimebackClient) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    await three().broadcast(work, concurrency=2)
    assert most == 2


async def test_a_timeout_is_an_error_of_the_client_that_was_late() -> None:
    manager = three()
    slow = manager.get("beta")

    async def work(client: TimebackClient) -> str:
        if client is slow:
            await asyncio.Event().wait()
        return "done"

    results = await manager.broadcast(work, timeout=0.01)
    assert isinstance(results.beta.error, APITimeoutError)
    assert [name for name, _ in results.succeeded] == ["alpha", "gamma"]


async def test_a_timeout_of_the_call_itself_is_handed_over_untouched() -> None:
    def work(_client: TimebackClient) -> None:
        raise TimeoutError("own")

    results = await three().broadcast(work, timeout=60)
    assert type(results.alpha.error) is TimeoutError


async def test_names_restricts_and_an_unknown_one_starts_nothing() -> None:
    started: list[TimebackClient] = []
    manager = three()
    results = await manager.broadcast(started.append, names=["gamma", "alpha"])
    assert results.keys() == ["alpha", "gamma"]
    started.clear()
    with pytest.raises(UnknownClientError):
        await manager.broadcast(started.append, names=["alpha", "delta"])
    assert not started
    with pytest.raises(ConfigurationError, match="concurrency"):
        await manager.broadcast(started.append, concurrency=0)
    with pytest.raises(ConfigurationError, match="timeout"):
        await manager.broadcast(started.append, timeout=-1)


async def test_no_clients_give_empty_results() -> None:
    results = await TimebackManager().broadcast(lambda client: client)
    assert len(results) == 0
    assert results.all_succeeded
    assert not results.any_failed
    assert results.values() == []


async def test_cancelling_cancels_every_call_and_waits_for_them() -> None:
    ended = 0
    begun = asyncio.Barrier(4)

    async def work(_client: TimebackClient) -> None:
        nonlocal ended
        try:
            await begun.wait()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended += 1

    task = asyncio.create_task(three().broadcast(work))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == 3


async def test_what_is_no_exception_passes_through() -> None:
    class Stop(BaseException):
        pass

    async def work(_client: TimebackClient) -> None:
        raise Stop

    with pytest.raises(Stop):
        await three().broadcast(work)


# Results

MIXED: dict[str, dict[str, Any]] = {"alpha": {"ok": True, "value": 1}, "b c": {"ok": False, "error": ValueError("bad")}}


def test_entries_are_found_by_item_attribute_and_get() -> None:
    results: BroadcastResults[int] = BroadcastResults(_results=MIXED)
    assert results["alpha"] == {"ok": True, "value": 1}
    assert results["alpha"]["ok"] is True
    assert results.alpha is results["alpha"]
    assert results.alpha.name == "alpha"
    assert results.alpha.error is None
    assert results.alpha.unwrap() == 1
    assert set(results["b c"]) == {"ok", "error"}
    assert results.get("nope") is None
    assert results.get("nope", 5) == 5
    with pytest.raises(KeyError, match="Available: alpha, b c"):
        results["nope"]
    with pytest.raises(AttributeError, match="Available: alpha, b c"):
        results.nope  # noqa: B018 - that is the point


def test_results_are_a_read_only_collection() -> None:
    results: BroadcastResults[int] = BroadcastResults(MIXED)
    assert list(results) == results.keys() == ["alpha", "b c"]
    assert "alpha" in results
    assert [name for name, _ in results.items()] == results.keys()
    assert isinstance(results.keys(), list)
    assert isinstance(results.items(), list)
    assert results == BroadcastResults(MIXED)
    assert "alpha" in dir(results)
    with pytest.raises(AttributeError, match="read-only"):
        results.alpha = 1
    with pytest.raises(AttributeError, match="read-only"):
        del results.alpha


def test_values_raises_one_error_that_holds_all() -> None:
    results: BroadcastResults[int] = BroadcastResults(MIXED)
    with pytest.raises(BroadcastError, match="operations failed for: b c") as caught:
        results.values()
    assert list(caught.value.errors) == ["b c"]
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    with pytest.raises(BroadcastError):
        results.raise_for_failures()
    BroadcastResults({"alpha": MIXED["alpha"]}).raise_for_failures()


def test_repr_shows_names_and_outcome_only() -> None:
    results: BroadcastResults[str] = BroadcastResults({"a": {"ok": True, "value": "private"}})
    assert repr(results) == "BroadcastResults(a: ok)"


def test_results_can_be_copied_and_pickled() -> None:
    results: BroadcastResults[int] = BroadcastResults({"alpha": {"ok": True, "value": 1}})
    assert copy.copy(results) == results
    assert pickle.loads(pickle.dumps(results)).alpha.name == "alpha"


def test_a_client_named_like_a_member_is_reached_by_item() -> None:
    results: BroadcastResults[int] = BroadcastResults({"values": {"ok": True, "value": 1}})
    assert results.values() == [1]
    assert results["values"].value == 1
