"""The token cache: windows, single flight over tasks, threads and event loops, cancelling."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from transport_fakes import FakeClock

from timeback_core.errors import TokenError
from timeback_core.transport.tokens import Freshness, Grant, TokenCache, Window, freshness, window


class Endpoint:
    """Grants `t1`, `t2` ... ; `hold` keeps requests waiting until `release`; `errors` come first."""

    def __init__(self, lifetime: float = 3600.0, *, hold: bool = False) -> None:
        self.lifetime = lifetime
        self.asked = 0
        self.errors: list[Exception] = []
        self.hold = hold
        self.started = asyncio.Event()
        self.released = asyncio.Event()

    async def __call__(self) -> Grant:
        self.asked += 1
        number = self.asked
        self.started.set()
        if self.hold:
            await self.released.wait()
        if self.errors:
            raise self.errors.pop(0)
        return Grant(f"t{number}", self.lifetime)


@pytest.mark.parametrize(
    ("lifetime", "soft", "hard"),
    [(3600.0, 3510.0, 3540.0), (600.0, 510.0, 540.0), (60.0, 51.0, 54.0), (1.0, 0.85, 0.9)],
)
def test_the_margin_is_a_minute_or_a_tenth(lifetime: float, soft: float, hard: float) -> None:
    assert window(100.0, lifetime) == pytest.approx((100 + soft, 100 + hard))


@pytest.mark.parametrize(
    ("now", "expected"),
    [(9.9, Freshness.FRESH), (10.0, Freshness.SOFT), (19.9, Freshness.SOFT), (20.0, Freshness.STALE)],
)
def test_freshness(now: float, expected: Freshness) -> None:
    assert freshness(now, Window(10.0, 20.0)) is expected


def test_without_a_token_there_is_nothing_fresh() -> None:
    assert freshness(0.0, None) is Freshness.STALE


@pytest.mark.anyio
class TestOneLoop:
    """Within one event loop."""

    async def test_nothing_is_asked_before_the_first_caller(self) -> None:
        endpoint = Endpoint()
        cache = TokenCache(endpoint, FakeClock())
        assert (cache.token, cache.peek(), endpoint.asked) == (None, None, 0)

    async def test_a_fresh_token_is_given_without_asking_again(self) -> None:
        clock, endpoint = FakeClock(), Endpoint()
        cache = TokenCache(endpoint, clock)
        assert [await cache.get(), await cache.get()] == ["t1", "t1"]
        clock.advance(3509.9)
        assert (await cache.get(), cache.peek(), endpoint.asked) == ("t1", "t1", 1)

    async def test_the_lifetime_counts_from_before_the_request(self) -> None:
        clock = FakeClock()

        async def slow() -> Grant:
            clock.advance(500.0)
            return Grant("t", 600.0)

        cache = TokenCache(slow, clock)
        await cache.get()
        clock.advance(9.9)
        assert cache.peek() == "t"
        clock.advance(30.2)
        assert cache.peek() is None

    async def test_many_cold_callers_share_one_request(self) -> None:
        endpoint = Endpoint(hold=True)
        cache = TokenCache(endpoint, FakeClock())
        tasks = [asyncio.create_task(cache.get()) for _ in range(50)]
        await endpoint.started.wait()
        endpoint.released.set()
        assert set(await asyncio.gather(*tasks)) == {"t1"}
        assert endpoint.asked == 1

    @pytest.mark.promise("early-renewal")
    async def test_in_the_soft_window_everyone_goes_on_while_one_request_runs(self) -> None:
        clock, endpoint = FakeClock(), Endpoint()
        cache = TokenCache(endpoint, clock)
        await cache.get()
        clock.advance(3520.0)
        endpoint.hold = True
        assert await asyncio.gather(*[cache.get() for _ in range(20)]) == ["t1"] * 20
        endpoint.started.clear()
        await asyncio.sleep(0)
        assert endpoint.asked == 2
        assert await cache.get() == "t1"
        endpoint.released.set()
        await asyncio.sleep(0.001)
        assert (await cache.get(), cache.peek(), endpoint.asked) == ("t2", "t2", 2)

    async def test_in_the_hard_window_everyone_waits_for_the_request_under_way(self) -> None:
        clock, endpoint = FakeClock(), Endpoint()
        cache = TokenCache(endpoint, clock)
        await cache.get()
        endpoint.hold = True
        clock.advance(3520.0)
        await cache.get()
        clock.advance(30.0)
        tasks = [asyncio.create_task(cache.get()) for _ in range(20)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in tasks)
        endpoint.released.set()
        assert set(await asyncio.gather(*tasks)) == {"t2"}
        assert endpoint.asked == 2

    async def test_a_failure_in_the_background_keeps_the_old_token_and_pauses(self) -> None:
        clock, endpoint = FakeClock(), Endpoint()
        cache = TokenCache(endpoint, clock)
        await cache.get()
        clock.advance(3511.0)
        endpoint.errors = [TokenError("no")]
        for _ in range(3):
            assert await cache.get() == "t1"
            await asyncio.sleep(0.001)
        assert endpoint.asked == 2
        clock.advance(5.0)
        assert await cache.get() == "t1"
        await asyncio.sleep(0.001)
        assert (await cache.get(), endpoint.asked) == ("t3", 3)

    async def test_a_failure_is_shared_and_the_next_caller_tries_anew(self) -> None:
        endpoint = Endpoint(hold=True)
        endpoint.errors = [TokenError("no")]
        cache = TokenCache(endpoint, FakeClock())
        tasks = [asyncio.create_task(cache.get()) for _ in range(5)]
        await endpoint.started.wait()
        endpoint.released.set()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [TokenError] * 5
        assert len({id(result) for result in results}) == 5
        assert endpoint.asked == 1
        assert await cache.get() == "t2"

    async def test_cancelling_the_caller_that_started_the_request_does_not_disturb_the_others(self) -> None:
        endpoint = Endpoint(hold=True)
        cache = TokenCache(endpoint, FakeClock())
        first = asyncio.create_task(cache.get())
        await endpoint.started.wait()
        others = [asyncio.create_task(cache.get()) for _ in range(3)]
        await asyncio.sleep(0)
        first.cancel()
        others[1].cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        endpoint.released.set()
        assert [await others[0], await others[2]] == ["t1", "t1"]
        assert endpoint.asked == 1

    async def test_a_request_nobody_waits_for_any_more_still_fills_the_cache(self) -> None:
        endpoint = Endpoint(hold=True)
        cache = TokenCache(endpoint, FakeClock())
        only = asyncio.create_task(cache.get())
        await endpoint.started.wait()
        only.cancel()
        await asyncio.wait([only])
        endpoint.released.set()
        await asyncio.sleep(0.001)
        assert cache.peek() == "t1"

    async def test_a_dropped_token_is_not_given_out_again(self) -> None:
        endpoint = Endpoint()
        cache = TokenCache(endpoint, FakeClock())
        await cache.get()
        cache.drop()
        assert (cache.token, cache.peek()) == (None, None)
        assert await cache.get() == "t2"

    async def test_renewing_asks_although_the_token_is_fresh(self) -> None:
        endpoint = Endpoint()
        cache = TokenCache(endpoint, FakeClock())
        assert [await cache.get(), await cache.renew(), await cache.get()] == ["t1", "t2", "t2"]


class TestManyLoops:
    """Over threads, each with an event loop of its own, and over loops one after another."""

    def test_two_runs_after_each_other_share_the_token(self) -> None:
        endpoint = Endpoint()
        cache = TokenCache(endpoint, FakeClock())
        assert [asyncio.run(cache.get()), asyncio.run(cache.get())] == ["t1", "t1"]
        assert endpoint.asked == 1

    def test_a_run_that_ended_within_a_request_does_not_block_the_next(self) -> None:
        gate = [True]
        asked = []

        async def fetch() -> Grant:
            asked.append(1)
            if gate.pop() if gate else False:
                await asyncio.Event().wait()
            return Grant("t", 3600.0)

        cache = TokenCache(fetch, FakeClock())

        async def give_up() -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(cache.get(), 0.02)

        asyncio.run(give_up())
        assert asyncio.run(cache.get()) == "t"
        assert len(asked) == 2

    def test_threads_share_one_request(self) -> None:
        entered, release = threading.Event(), threading.Event()
        asked: list[int] = []

        async def fetch() -> Grant:
            asked.append(1)
            entered.set()
            while not release.is_set():
                await asyncio.sleep(0.001)
            return Grant("t", 3600.0)

        cache = TokenCache(fetch, None)
        results = run_in_threads([lambda: asyncio.run(cache.get())] * 8, lambda: (entered.wait(5), release.set()))
        assert results == ["t"] * 8
        assert len(asked) == 1

    def test_a_failure_reaches_waiters_in_other_threads(self) -> None:
        entered, release = threading.Event(), threading.Event()
        waiting = threading.Barrier(4)

        async def fetch() -> Grant:
            entered.set()
            while not release.is_set():
                await asyncio.sleep(0.001)
            raise TokenError("no")

        cache = TokenCache(fetch, None)

        def ask() -> str:
            waiting.wait(5)
            try:
                return asyncio.run(cache.get())
            except TokenError as error:
                return error.message

        results = run_in_threads([ask] * 4, lambda: (entered.wait(5), release.set()))
        assert results == ["no"] * 4

    @pytest.mark.parametrize("how", ["cancelled", "stopped"])
    def test_waiters_elsewhere_start_anew_when_the_loop_that_asks_ends(self, how: str) -> None:
        first, waiter_waits = threading.Event(), threading.Event()
        asked: list[int] = []

        async def fetch() -> Grant:
            asked.append(1)
            if len(asked) == 1:
                first.set()
                await asyncio.Event().wait()
            return Grant("t2", 3600.0)

        cache = TokenCache(fetch, None)

        def dying() -> str:
            async def start() -> None:
                task = asyncio.ensure_future(cache.get())
                await asyncio.to_thread(waiter_waits.wait, 5)
                task.cancel()
                await asyncio.wait([task])

            if how == "cancelled":
                asyncio.run(start())
                return "ended"
            loop = asyncio.new_event_loop()
            loop.run_until_complete(start())
            ended.wait(5)
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
            return "ended"

        ended = threading.Event()

        def waiter() -> str:
            first.wait(5)

            async def wait() -> str:
                task = asyncio.ensure_future(cache.get())
                await asyncio.sleep(0.01)
                waiter_waits.set()
                return await asyncio.wait_for(task, 5)

            try:
                return asyncio.run(wait())
            finally:
                ended.set()

        assert run_in_threads([dying, waiter], lambda: None) == ["ended", "t2"]
        assert len(asked) == 2


def run_in_threads(works: list[Callable[[], str]], meanwhile: Callable[[], object]) -> list[str]:
    """What each work returns, all of them run at once."""
    results: list[str] = [""] * len(works)

    def run(number: int, work: Callable[[], str]) -> None:
        results[number] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    meanwhile()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return results
