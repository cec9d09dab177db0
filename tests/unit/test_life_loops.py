"""One client in several event loops and threads, in whatever order and however they end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from life_place import Place, placed

from timeback_core import ClientClosedError, TimebackClient
from timeback_core.sync import TimebackClient as SyncClient

THREADS = 32
pytestmark = [pytest.mark.socket, pytest.mark.slow]
a_second_loop = pytest.mark.promise("second-event-loop")
several_threads = pytest.mark.promise("threads")


@pytest.fixture
def place() -> Iterator[Place]:
    with placed() as place:
        yield place


@pytest.fixture(params=["pyreqwest", "httpx2"])
def client(place: Place, request: pytest.FixtureRequest) -> Iterator[TimebackClient]:
    """A client made outside of any event loop."""
    client = TimebackClient(**place.settings, backend=request.param, timeout=20)
    yield client
    asyncio.run(client.close())


async def count(client: TimebackClient) -> int:
    return len(await client.oneroster.orgs.list())


async def walk(client: TimebackClient) -> list[str]:
    return [org.sourced_id async for org in client.oneroster.orgs.stream(limit=7)]


# A second event loop


@a_second_loop
def test_one_loop_after_the_other_with_one_token(client: TimebackClient, place: Place) -> None:
    assert [asyncio.run(count(client)) for _ in range(3)] == [30] * 3
    assert asyncio.run(walk(client)) == [f"o{number}" for number in range(30)]
    assert place.tokens == 1


@a_second_loop
def test_a_loop_that_is_left_in_the_middle_of_a_token_request_takes_nobody_down(
    client: TimebackClient, place: Place
) -> None:
    place.silence("token")

    async def give_up() -> None:
        asking = asyncio.create_task(count(client))
        await asyncio.to_thread(place.wait_for, tokens=1)
        asking.cancel()

    asyncio.run(give_up())
    place.speak()
    assert asyncio.run(count(client)) == 30
    assert place.tokens == 2, "the first request ended with its loop"


@a_second_loop
def test_a_loop_that_stops_while_it_fetches_a_token_for_another_one_is_noticed(
    client: TimebackClient, place: Place
) -> None:
    place.silence("token")
    fetching = asyncio.new_event_loop()
    begun = fetching.create_task(count(client))
    thread = threading.Thread(target=fetching.run_forever)
    thread.start()
    place.wait_for(tokens=1)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(asyncio.run, count(client))
        fetching.call_soon_threadsafe(fetching.stop)
        thread.join(10)
        place.speak()
        assert other.result(10) == 30
    assert fetching.run_until_complete(begun) == 30, "the stopped loop can be taken up again"
    fetching.run_until_complete(fetching.shutdown_asyncgens())
    fetching.close()


@a_second_loop
def test_two_loops_take_turns_in_one_thread(client: TimebackClient, place: Place) -> None:
    loops = [asyncio.new_event_loop() for _ in range(2)]
    try:
        for _ in range(3):
            for loop in loops:
                assert loop.run_until_complete(count(client)) == 30
    finally:
        for loop in loops:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
    assert place.tokens == 1


@a_second_loop
def test_a_walk_belongs_to_its_client_not_to_a_loop(client: TimebackClient, place: Place) -> None:
    schools = client.oneroster.orgs.stream(limit=7)

    async def some() -> list[str]:
        found: list[str] = []
        async for school in schools:
            found.append(school.sourced_id)
            if len(found) == 10:
                break
        return found

    first = asyncio.run(some())
    assert asyncio.run(some()) == first
    assert schools.offset == 10

    async def everything() -> int:
        return len(await schools.to_list())

    assert asyncio.run(everything()) == 30


@a_second_loop
def test_a_client_closed_in_another_loop_ends_what_runs_in_the_first(client: TimebackClient, place: Place) -> None:
    place.silence("data")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asyncio.run, count(client))
        place.wait_for(asked=1)
        asyncio.run(client.close())
        with pytest.raises(ClientClosedError, match="has been closed"):
            waiting.result(10)


@a_second_loop
@pytest.mark.slow
def test_a_sandbox_in_this_process_serves_loops_and_threads_too() -> None:
    client = TimebackClient(env="sandbox")

    async def schools() -> int:
        return len(await client.oneroster.schools.list())

    assert [asyncio.run(schools()) for _ in range(2)] == [3, 3]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: asyncio.run(schools()), range(16))) == [3] * 16
    asyncio.run(client.close())


# Threads


def together(work: Any, number: int = THREADS) -> list[Any]:
    """Do something in many threads that start at the same moment."""
    barrier = threading.Barrier(number)

    def one(_: int) -> Any:
        barrier.wait(20)
        return work()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


@several_threads
def test_many_threads_that_start_cold_make_one_token_request(client: TimebackClient, place: Place) -> None:
    assert together(lambda: asyncio.run(count(client))) == [30] * THREADS
    assert place.tokens == 1
    assert len(place.asked) == THREADS


@several_threads
def test_many_threads_walk_at_once_and_each_gets_everything(client: TimebackClient, place: Place) -> None:
    found = together(lambda: asyncio.run(walk(client)), 8)
    assert found == [[f"o{number}" for number in range(30)]] * 8


@several_threads
def test_the_failure_of_the_shared_token_request_reaches_every_thread(place: Place) -> None:
    broken = TimebackClient(**{**place.settings, "auth_url": "http://127.0.0.1:1/oauth/token"}, max_retries=0)

    def fails() -> str:
        try:
            asyncio.run(count(broken))
        except Exception as error:
            return type(error).__name__
        return "nothing"

    assert set(together(fails, 8)) == {"APIConnectionError"}
    asyncio.run(broken.close())


@several_threads
def test_a_thread_that_closes_ends_the_requests_of_all_others(client: TimebackClient, place: Place) -> None:
    asyncio.run(count(client))
    place.silence("data")
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(asyncio.run, count(client)) for _ in range(8)]
        place.wait_for(asked=9)
        asyncio.run(client.close())
        errors = [one.exception(10) for one in waiting]
    assert [type(error) for error in errors] == [ClientClosedError] * 8


# The synchronous client


@pytest.fixture
def sync_client(place: Place) -> Iterator[SyncClient]:
    with SyncClient(**place.settings, timeout=20) as client:
        yield client


def sync_walk(client: SyncClient) -> list[str]:
    return [org.sourced_id for org in client.oneroster.orgs.stream(limit=7)]


@several_threads
def test_a_synchronous_client_serves_many_threads_with_one_token(sync_client: SyncClient, place: Place) -> None:
    found = together(lambda: len(sync_client.oneroster.orgs.list()))
    assert found == [30] * THREADS
    assert place.tokens == 1
    assert len(place.asked) == THREADS
    assert together(lambda: sync_walk(sync_client), 8) == [[f"o{number}" for number in range(30)]] * 8


@several_threads
def test_closing_a_synchronous_client_ends_the_requests_of_other_threads(sync_client: SyncClient, place: Place) -> None:
    sync_client.oneroster.orgs.list()
    place.silence("data")
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(sync_client.oneroster.orgs.list) for _ in range(8)]
        place.wait_for(asked=9)
        sync_client.close()
        errors = [one.exception(10) for one in waiting]
    assert [type(error) for error in errors] == [ClientClosedError] * 8


@a_second_loop
def test_a_synchronous_client_works_where_an_event_loop_is_running(sync_client: SyncClient, place: Place) -> None:
    async def cell_of_a_notebook() -> tuple[int, list[str]]:
        return len(sync_client.oneroster.orgs.list()), sync_walk(sync_client)

    assert asyncio.run(cell_of_a_notebook()) == (30, [f"o{number}" for number in range(30)])
    assert place.tokens == 1
