"""Cancelling whatever a client waits for: nothing goes on unseen, and the client is as good as new."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import pytest
from life_place import Place, placed
from transport_fakes import Bench, Tokens

from timeback_core import TimebackClient
from timeback_core.transport.tokens import Grant, TokenCache

pytestmark = [pytest.mark.anyio, pytest.mark.promise("cancelling")]


@pytest.fixture
def place() -> Iterator[Place]:
    with placed(records=100) as place:
        yield place


@pytest.fixture(params=["pyreqwest", "httpx2"])
async def timeback(place: Place, request: pytest.FixtureRequest) -> AsyncIterator[TimebackClient]:
    async with TimebackClient(**place.settings, backend=request.param, timeout=20) as client:
        yield client


async def arrived(place: Place, asked: int) -> None:
    """Wait for requests without holding the event loop up."""
    await asyncio.to_thread(place.wait_for, asked=asked)


async def by_cancel(work: asyncio.Task[Any], _place: Place) -> None:
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


# In the middle of a page


@pytest.mark.socket
class TestPages:
    """A walk whose next pages are running ahead."""

    async def test_nothing_of_a_cancelled_walk_goes_on(self, timeback: TimebackClient, place: Place) -> None:
        place.silence("data", from_offset=10)
        before = asyncio.all_tasks()
        work = asyncio.create_task(timeback.oneroster.orgs.stream(limit=10, prefetch=2).to_list())
        await arrived(place, 3)
        await by_cancel(work, place)
        async with asyncio.timeout(5):
            while asyncio.all_tasks() - before:
                await asyncio.sleep(0.001)
        asked = len(place.asked)
        place.speak()
        assert len(await timeback.oneroster.orgs.list(limit=3)) == 3
        assert len(place.asked) == asked + 1, "only what was asked for now"

    async def test_a_walk_goes_on_where_it_was_cancelled(self, timeback: TimebackClient, place: Place) -> None:
        place.silence("data", from_offset=40)
        walk = timeback.oneroster.orgs.stream(limit=10)
        seen: list[str] = []

        async def gather() -> None:
            async for org in walk:
                seen.append(org.sourced_id)

        work = asyncio.create_task(gather())
        async with asyncio.timeout(10):
            while len(seen) < 40:
                await asyncio.sleep(0.001)
        await by_cancel(work, place)
        assert walk.offset == len(seen) == 40
        place.speak()
        rest = [org.sourced_id async for org in timeback.oneroster.orgs.stream(limit=10, offset=walk.offset)]
        assert seen + rest == [f"o{number}" for number in range(100)]

    async def test_list_all_can_be_cancelled_and_asked_again(self, timeback: TimebackClient, place: Place) -> None:
        place.silence("data", from_offset=20)
        work = asyncio.create_task(timeback.oneroster.orgs.list_all(limit=10))
        await arrived(place, 4)
        await by_cancel(work, place)
        place.speak()
        assert len(await timeback.oneroster.orgs.list_all(limit=10)) == 100

    async def test_a_walk_that_is_left_by_an_exception_leaves_nothing_running(
        self, timeback: TimebackClient, place: Place
    ) -> None:
        place.silence("data", from_offset=10)
        before = asyncio.all_tasks()

        async def stumble() -> None:
            async for _ in timeback.oneroster.orgs.stream(limit=10):
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await stumble()
        async with asyncio.timeout(5):
            while asyncio.all_tasks() - before:
                await asyncio.sleep(0.001)

    async def test_the_callers_time_limits_work_within_a_walk(self, timeback: TimebackClient, place: Place) -> None:
        place.silence("data", from_offset=10)
        seen: list[str] = []

        async def limited() -> None:
            async with asyncio.timeout(None) as limit:
                async for org in timeback.oneroster.orgs.stream(limit=10):
                    seen.append(org.sourced_id)
                    limit.reschedule(asyncio.get_running_loop().time() + 0.05)

        with pytest.raises(TimeoutError) as caught:
            await limited()
        assert type(caught.value) is TimeoutError, "the caller's own, not that of a request"
        with anyio.CancelScope() as scope:
            async for org in timeback.oneroster.orgs.stream(limit=10):
                seen.append(org.sourced_id)
                scope.deadline = anyio.current_time() + 0.05
        assert scope.cancelled_caught
        assert len(seen) == 20
        place.speak()
        assert len(await timeback.oneroster.orgs.list(limit=7)) == 7


# Scopes and groups


@pytest.mark.socket
class TestScopes:
    """What else can cancel a task."""

    async def test_a_scope_of_anyio_ends_a_call_and_keeps_to_itself(
        self, timeback: TimebackClient, place: Place
    ) -> None:
        place.silence("data")
        with pytest.raises(TimeoutError):
            with anyio.fail_after(0.05):
                await timeback.oneroster.orgs.list()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(timeback.oneroster.orgs.list)
                group.start_soon(timeback.oneroster.orgs.stream(limit=3).to_list)
                await arrived(place, 2)  # the one that was given up may still arrive
                scope.cancel()
        assert scope.cancelled_caught
        place.speak()
        assert len(await timeback.oneroster.orgs.list(limit=2)) == 2

    async def test_a_shielded_call_is_finished(self, timeback: TimebackClient, place: Place) -> None:
        place.silence("data")
        found: list[int] = []

        async def shielded() -> None:
            with anyio.CancelScope(shield=True):
                found.append(len(await timeback.oneroster.orgs.list(limit=4)))

        async with anyio.create_task_group() as group:
            group.start_soon(shielded)
            await arrived(place, 1)
            group.cancel_scope.cancel()
            place.speak()
        assert found == [4]

    async def test_the_failure_of_one_task_of_a_group_ends_the_others_calls(
        self, timeback: TimebackClient, place: Place
    ) -> None:
        place.silence("data")

        async def fail() -> None:
            await arrived(place, 2)
            raise LookupError

        calls: list[asyncio.Task[Any]] = []

        async def together() -> None:
            async with asyncio.TaskGroup() as group:
                calls.extend(group.create_task(timeback.oneroster.orgs.list()) for _ in range(2))
                group.create_task(fail())

        with pytest.raises(ExceptionGroup) as caught:
            await together()
        assert [type(error) for error in caught.value.exceptions] == [LookupError]
        assert all(call.cancelled() for call in calls)

    async def test_a_task_that_catches_its_cancellation_can_go_on_with_the_client(
        self, timeback: TimebackClient, place: Place
    ) -> None:
        place.silence("data")

        async def stubborn() -> int:
            try:
                await timeback.oneroster.orgs.list()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                assert task is not None
                task.uncancel()
            place.speak()
            return len(await timeback.oneroster.orgs.list(limit=6))

        work = asyncio.create_task(stubborn())
        await arrived(place, 1)
        work.cancel()
        assert await work == 6


# A token


async def test_a_token_request_goes_on_for_the_others_when_its_first_caller_is_cancelled() -> None:
    gate, fetched = asyncio.Event(), 0

    async def fetch() -> Grant:
        nonlocal fetched
        fetched += 1
        await gate.wait()
        return Grant("token-1", math.inf)

    cache = TokenCache(fetch, None)
    waiters = [asyncio.create_task(cache.get()) for _ in range(10)]
    await asyncio.sleep(0)
    for waiter in waiters[:5]:
        waiter.cancel()
    await asyncio.sleep(0)
    gate.set()
    results = await asyncio.gather(*waiters, return_exceptions=True)
    assert [type(result).__name__ for result in results[:5]] == ["CancelledError"] * 5
    assert results[5:] == ["token-1"] * 5
    assert fetched == 1


@pytest.mark.socket
async def test_a_token_that_nobody_waits_for_any_more_serves_the_next_caller(
    timeback: TimebackClient, place: Place
) -> None:
    place.silence("token")
    work = asyncio.create_task(timeback.oneroster.orgs.list())
    await asyncio.to_thread(place.wait_for, tokens=1)
    await by_cancel(work, place)
    assert place.asked == []
    place.speak()
    assert len(await timeback.oneroster.orgs.list(limit=5)) == 5
    assert place.tokens == 1


async def test_cancelling_while_a_refused_token_is_replaced_sends_nothing_more() -> None:
    class Slow(Tokens):
        waiting = asyncio.Event()

        async def get_token(self) -> str:
            if self.asked:
                self.waiting.set()
                await asyncio.Event().wait()
            return await super().get_token()

    source = Slow("old", "new")
    bench = Bench({"status": 401})
    work = asyncio.create_task(bench.pipeline.execute(bench.call(tokens=source)))
    await source.waiting.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert len(bench.sent) == 1
    assert not bench.lifetime._active


# A wait


async def test_cancelling_the_wait_before_a_repetition_sends_nothing_more() -> None:
    waiting = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    bench = Bench({"status": 503})
    bench.pipeline.config = type(bench.pipeline.config)(
        sender=bench.sender, clock=bench.clock, sleep=sleep, retry_budget=5
    )
    work = asyncio.create_task(bench.execute())
    await waiting.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(bench.sent) == 1
    assert not bench.lifetime._active


async def test_cancelling_those_who_wait_for_a_free_place_takes_no_place() -> None:
    bench = Bench({"hang": True}, {"status": 200}, max_concurrency=1)
    inside = asyncio.create_task(bench.pipeline.execute(bench.call(options={"timeout": 60.0})))
    await bench.sender.arrived.wait()
    outside = [asyncio.create_task(bench.execute()) for _ in range(3)]
    await asyncio.sleep(0)
    for waiter in outside[:2]:
        waiter.cancel()
    results = await asyncio.gather(*outside[:2], return_exceptions=True)
    assert [type(result).__name__ for result in results] == ["CancelledError"] * 2
    assert len(bench.sent) == 1
    inside.cancel()
    with pytest.raises(asyncio.CancelledError):
        await inside
    assert (await asyncio.wait_for(outside[2], 5)).status == 200
    assert (await asyncio.wait_for(bench.execute(), 5)).status == 200
    assert len(bench.sent) == 3


async def test_a_place_handed_to_somebody_who_is_cancelled_at_that_moment_goes_to_the_next() -> None:
    bench = Bench({"hang": True}, {"status": 200}, max_concurrency=1)
    inside = asyncio.create_task(bench.execute())
    await bench.sender.arrived.wait()
    first, second = (asyncio.create_task(bench.execute()) for _ in range(2))
    await asyncio.sleep(0)
    inside.cancel()
    await asyncio.sleep(0)  # the place is handed to the first, who has not run yet
    first.cancel()
    assert (await asyncio.wait_for(second, 5)).status == 200
    await asyncio.gather(inside, first, return_exceptions=True)
