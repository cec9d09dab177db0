"""Closing, cancelling, event loops, threads and forks while a client is in use."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import textwrap
import threading
from typing import Any

import pytest
from contract_places import Witness

from timeback_core import ClientClosedError, Hooks, TimebackClient, TokenEvent
from timeback_sandbox import Sandbox

in_a_loop = pytest.mark.anyio


async def until(condition: Any) -> None:
    """Let other tasks run until something is so."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


@in_a_loop
async def test_closing_ends_the_requests_in_flight(sandbox: Sandbox, witness: Witness) -> None:
    client = sandbox.client(hooks=witness.hooks)
    await client.oneroster.schools.list()
    sandbox.faults.add(delay=2, path="*/orgs*")
    tasks = [asyncio.create_task(client.oneroster.orgs.list()) for _ in range(8)]
    walk = asyncio.create_task(client.oneroster.orgs.stream(limit=1).to_list())
    await until(lambda: len(sandbox.journal(path="*/orgs*")) == 9)
    async with asyncio.timeout(1.5):
        await client.close()
        results = await asyncio.gather(*tasks, walk, return_exceptions=True)
    assert [type(result) for result in results] == [ClientClosedError] * 9
    assert all("has been closed" in str(result) for result in results)


@in_a_loop
@pytest.mark.parametrize("port", [None, 0])
async def test_closing_while_the_token_is_awaited_ends_the_waiting(port: int | None) -> None:
    # Its own sandbox: a token request that is given up arrives all the same, and other tests count theirs.
    async with Sandbox(seed="empty", port=port) as sandbox:
        client = sandbox.client()
        sandbox.faults.add(delay=2, path="*/oauth/token", count=1)
        tasks = [asyncio.create_task(client.oneroster.orgs.list()) for _ in range(3)]
        await until(lambda: len(sandbox.journal(path="*/oauth/token")) == 1)
        async with asyncio.timeout(1.5):
            await client.close()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(result) for result in results] == [ClientClosedError] * 3
        assert sandbox.token_requests <= 1
        assert not sandbox.journal(path="*/orgs*")


@in_a_loop
async def test_several_may_close_at_a_time(sandbox: Sandbox) -> None:
    client = sandbox.client()
    await client.oneroster.schools.list()
    await asyncio.gather(*(client.close() for _ in range(5)))
    assert client.closed


@in_a_loop
async def test_cancelling_one_of_many_leaves_the_others(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await timeback.check_auth()
    sandbox.faults.add(delay=0.15, path="*/orgs*")
    tasks = [asyncio.create_task(timeback.oneroster.orgs.list()) for _ in range(12)]
    await until(lambda: len(sandbox.journal(path="*/orgs*")) == 12)
    for task in tasks[::3]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for number, result in enumerate(results):
        if number % 3 == 0:
            assert isinstance(result, asyncio.CancelledError)
        else:
            assert not isinstance(result, BaseException)
            assert len(result) == 4
    sandbox.faults.clear()
    pages = await asyncio.gather(*(timeback.oneroster.orgs.list() for _ in range(120)))
    assert {len(page) for page in pages} == {4}


@in_a_loop
async def test_a_walk_that_is_left_early_leaves_nothing_running(timeback: TimebackClient, sandbox: Sandbox) -> None:
    await timeback.check_auth()
    others = asyncio.all_tasks()
    async for _ in timeback.oneroster.users.stream(limit=10):
        break
    async with asyncio.timeout(5):
        while asyncio.all_tasks() - others:
            await asyncio.sleep(0.001)
    assert len(await timeback.oneroster.schools.list()) == 3


@in_a_loop
async def test_two_walks_of_one_call_do_not_disturb_each_other(timeback: TimebackClient) -> None:
    users = timeback.oneroster.users.stream(limit=50, where={"role": "teacher"})
    first, second = await asyncio.gather(users.to_list(), users.to_list())
    assert len(first) == 28
    assert first == second


@pytest.mark.promise("second-event-loop")
def test_one_client_serves_one_event_loop_after_the_other(sandbox: Sandbox) -> None:
    tokens: list[TokenEvent] = []
    client = sandbox.client(hooks=Hooks(on_token=tokens.append))

    async def count() -> int | None:
        walked = [user async for user in client.oneroster.users.stream(limit=200)]
        return len(walked)

    assert [asyncio.run(count()) for _ in range(3)] == [916] * 3
    asyncio.run(client.close())
    assert [event.outcome for event in tokens] == ["acquired"]


@pytest.mark.promise("threads")
def test_threads_with_loops_of_their_own_share_a_client(sandbox: Sandbox) -> None:
    client = sandbox.client()
    found: list[list[str]] = []
    start = threading.Barrier(4)

    async def walk() -> list[str]:
        return [user.sourced_id for user in await client.oneroster.users.list_all(limit=150)]

    def work() -> None:
        start.wait(10)
        found.append(asyncio.run(walk()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert all(ids == found[0] for ids in found)
    assert len(set(found[0])) == 916
    asyncio.run(client.close())


FORK = """
import asyncio, os, signal, sys
from timeback_core import TimebackClient

base_url, auth_url, client_id, client_secret, backend = sys.argv[1:]
client = TimebackClient(
    base_url=base_url, auth_url=auth_url, client_id=client_id, client_secret=client_secret, backend=backend
)

async def count():
    return len(await client.oneroster.schools.list())

assert asyncio.run(count()) == 3
children = []
for _ in range(2):
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os._exit(40 + asyncio.run(count()))
    children.append(child)
assert asyncio.run(count()) == 3
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
assert codes == [43, 43], codes
asyncio.run(client.close())
print("fine")
"""


@pytest.mark.socket
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("backend", ["auto", "httpx2"])
@pytest.mark.promise("fork")
def test_a_client_goes_on_after_a_fork_on_both_sides(backend: str, on_socket: Sandbox) -> None:
    arguments = (on_socket.base_url, on_socket.auth_url, on_socket.client_id, on_socket.client_secret, backend)
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", textwrap.dedent(FORK), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("fine", 0), done.stderr
    assert len(on_socket.journal(path="*/schools")) == 4
