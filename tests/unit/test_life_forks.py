"""A client that a parent used, in its children: after a bare fork, and in every kind of multiprocessing worker."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from life_clients import KINDS
from life_place import SECRET, Place, placed
from life_programs import run, running

from timeback_core import TimebackClient, TimebackManager, TimebackProvider
from timeback_core.caliper import CaliperSensor
from timeback_core.transport import forks

pytestmark = [pytest.mark.promise("fork")]
forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

BEGIN = """
import asyncio, gc, os, signal, sys, threading, time, warnings
# From Python 3.12 on, forking beside another thread warns.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)

base_url, auth_url, kind = sys.argv[1:]
SETTINGS = dict(base_url=base_url, auth_url=auth_url, client_id="someone", client_secret="x" * 20, timeout=15)

if kind == "sync":
    from timeback_core.sync import TimebackClient
    client = TimebackClient(**SETTINGS)
    close = lambda: client.close()
    count = lambda: len(client.oneroster.orgs.list())
else:
    from timeback_core import TimebackClient
    client = TimebackClient(**SETTINGS, backend=kind)
    close = lambda: asyncio.run(client.close())
    count = lambda: asyncio.run(ask())

async def ask():
    return len(await client.oneroster.orgs.list())

def child(work):
    number = os.fork()
    if number == 0:
        signal.alarm(20)
        try:
            os.write(1, f"child: {work()}\\n".encode())
        except BaseException as error:
            os.write(1, f"child: {error!r}\\n".encode())
        sys.exit()  # as programs end: everything is freed
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
"""


@pytest.fixture
def place() -> Iterator[Place]:
    with placed() as place:
        yield place


@pytest.fixture(params=KINDS)
def arguments(place: Place, request: pytest.FixtureRequest) -> tuple[str, str, str]:
    return place.settings["base_url"], place.settings["auth_url"], request.param


@forking
@pytest.mark.socket
@pytest.mark.slow
class TestFork:
    """`os.fork` in a program that has used its client."""

    def test_a_child_takes_the_token_along_and_opens_connections_of_its_own(
        self, arguments: tuple[str, str, str], place: Place
    ) -> None:
        said = run(BEGIN + """
assert count() == 30
assert child(lambda: (count(), close())[0]) == 0
assert count() == 30
close()
""", *arguments)  # fmt: skip
        assert said == ["child: 30"]
        assert place.tokens == 1

    def test_a_child_made_while_a_thread_waits_for_a_token_asks_for_one_itself(
        self, arguments: tuple[str, str, str], place: Place
    ) -> None:
        place.silence("token")
        source = (
            BEGIN
            + """
def once():
    assert count() == 30
    close()

waiting = threading.Thread(target=once)
waiting.start()
sys.stdin.readline()
status = child(lambda: (count(), close())[0])
assert status == 0, status
waiting.join()
"""
        )
        with running(source, *arguments, typing=True) as program:
            place.wait_for(tokens=1)
            program.type("go")
            place.wait_for(tokens=2)
            place.speak()
            assert program.end(40) == 0, program.errors
            assert (program.said, program.errors) == (["child: 30"], "")

    def test_a_child_may_close_or_forget_what_its_parent_uses(
        self, arguments: tuple[str, str, str], place: Place
    ) -> None:
        said = run(BEGIN + """
def forget():
    global client
    del client
    gc.collect()
    return "forgotten"

assert count() == 30
assert child(close) == 0
assert count() == 30
assert child(forget) == 0
assert count() == 30
assert child(lambda: "ended") == 0
close()
""", *arguments)  # fmt: skip
        assert said == ["child: None", "child: forgotten", "child: ended"], (
            "and no warning: it is the parent's to close"
        )

    def test_a_child_that_used_it_is_warned_when_it_forgets_it(
        self, arguments: tuple[str, str, str], place: Place
    ) -> None:
        with running(BEGIN + """
def use_and_forget():
    global client
    count()
    del client
    gc.collect()
    return "forgotten"

assert child(use_and_forget) == 0
""", *arguments, flags=("-W", "always::ResourceWarning")) as program:  # fmt: skip
            assert program.end() == 0
            assert "its close()" in program.errors

    def test_a_child_forked_inside_a_running_loop_has_a_loop_of_its_own(
        self, arguments: tuple[str, str, str], place: Place
    ) -> None:
        if arguments[2] == "sync":
            pytest.skip("has no loop")
        said = run(BEGIN + """
import multiprocessing

async def main():
    assert await ask() == 30
    work = multiprocessing.get_context("fork").Process(target=told)
    work.start()
    await asyncio.to_thread(work.join, 20)
    assert work.exitcode == 0, work.exitcode
    assert await ask() == 30
    await client.close()

def told():
    os.write(1, f"child: {count()}\\n".encode())

asyncio.run(main())
""", *arguments)  # fmt: skip
        assert said == ["child: 30"]


MODULE = """
import asyncio, os

base_url, auth_url, kind = os.environ["PLACE"].split()
SETTINGS = dict(base_url=base_url, auth_url=auth_url, client_id="someone", client_secret="x" * 20, timeout=15)

if kind == "sync":
    from timeback_core.sync import TimebackClient
    client = TimebackClient(**SETTINGS)
else:
    from timeback_core import TimebackClient
    client = TimebackClient(**SETTINGS, backend=kind)

async def _count():
    return len(await client.oneroster.orgs.list())

def count(_=None):
    return len(client.oneroster.orgs.list()) if kind == "sync" else asyncio.run(_count())

def close():
    client.close() if kind == "sync" else asyncio.run(client.close())
"""

POOL = """
import multiprocessing, sys, warnings
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)

def main():
    import schools
    assert schools.count() == 30
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(2) as pool:
        print(pool.map(schools.count, range(4)))
        pool.close()
        pool.join()
    assert schools.count() == 30
    schools.close()

if __name__ == "__main__":
    main()
"""


@pytest.mark.socket
@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_a_client_at_module_level_works_in_workers_however_they_are_started(
    method: str, arguments: tuple[str, str, str], tmp_path: Any
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    (tmp_path / "schools.py").write_text(MODULE)
    (tmp_path / "program.py").write_text(POOL)
    command = [sys.executable, "program.py", method]  # workers end without closing; nobody has warnings on
    with running(command, cwd=tmp_path, PLACE=" ".join(arguments)) as program:
        assert program.end(60) == 0, program.errors
        assert (program.said, program.errors) == (["[30, 30, 30, 30]"], "")


# What a child begins anew, and what cannot be handed to one


@pytest.mark.parametrize("kind", ["client", "provider", "manager", "service", "resource", "sensor"])
def test_what_holds_connections_cannot_be_pickled_and_says_what_to_do(kind: str) -> None:
    client = TimebackClient(
        base_url="https://api.example.org",
        auth_url="https://api.example.org/token",
        client_id="someone",
        client_secret=SECRET,
    )
    manager = TimebackManager()
    things: dict[str, Any] = {
        "client": client,
        "provider": client.get_provider(),
        "manager": manager,
        "service": client.oneroster,
        "resource": client.oneroster.users,
        "sensor": CaliperSensor(client.caliper, "https://app.example/sensor"),
    }
    assert isinstance(things["provider"], TimebackProvider)
    with pytest.raises(TypeError, match=r"cannot be pickled; make one in each process") as caught:
        pickle.dumps(things[kind])
    assert SECRET not in str(caught.value)


def test_everything_that_is_watched_is_told_once_in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    class Thing:
        told = 0

        def begin_anew(self) -> None:
            self.told += 1

    monkeypatch.setattr(forks, "_watched", type(forks._watched)())
    thing, forgotten = Thing(), Thing()
    forks.watch(thing)
    forks.watch(forgotten)
    del forgotten
    forks._after_fork_in_child()
    assert thing.told == 1
    assert len(forks._watched) == 1
