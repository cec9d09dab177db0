"""A close that was forgotten: a warning that says what to write, and a program that ends all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from life_place import Place, placed
from life_programs import running

pytestmark = [pytest.mark.slow, pytest.mark.promise("forgotten-close")]

BEGIN = """
import asyncio, gc, json, sys, threading
from timeback_core import TimebackClient

SETTINGS = json.loads(sys.argv[1])
"""

WHAT_TO_WRITE = "use 'async with TimebackClient(...)', or await its close()"
SYNC_WHAT_TO_WRITE = "use 'with TimebackClient(...)', or call its close()"
SOON = 20.0


@pytest.fixture
def place() -> Iterator[Place]:
    with placed() as place:
        yield place


@pytest.fixture(params=["pyreqwest", "httpx2", "sandbox"])
def anywhere(request: pytest.FixtureRequest, place: Place) -> str:
    """How the program reaches a service: over a socket, or in its own process."""
    if request.param == "sandbox":
        return json.dumps({"env": "sandbox"})
    return json.dumps({**place.settings, "backend": request.param, "timeout": 60})


@pytest.fixture(params=["pyreqwest", "httpx2"])
def settings(request: pytest.FixtureRequest, place: Place) -> str:
    """The same over a socket only."""
    return json.dumps({**place.settings, "backend": request.param, "timeout": 60})


def ended(
    source: str, settings: str, *, warned: int = 1, flag: str = "always::ResourceWarning", advice: str = WHAT_TO_WRITE
) -> str:
    """What a program said on standard error; it has to end well and soon."""
    with running(BEGIN + source, settings, flags=("-W", flag)) as program:
        assert program.end(SOON + 30) == 0, program.errors
        assert program.said[-1:] == ["fine"], (program.said, program.errors)
        assert program.errors.count(advice) == warned, program.errors
        others = [
            line
            for line in program.errors.splitlines()
            if "Warning: " in line
            and "not closed" not in line
            and "tracemalloc" not in line
            # without an event loop to close them, the connections of a forgotten client are found open, too
            and not (advice == SYNC_WHAT_TO_WRITE and "unclosed <socket" in line)
        ]
        assert others == [], program.errors
        for trouble in ("Traceback", "never retrieved", "never awaited", "was destroyed"):
            assert trouble not in program.errors, program.errors
        return program.errors


@pytest.mark.socket
def test_a_client_that_a_function_forgets_warns_there(settings: str) -> None:
    ended("""
async def main():
    tb = TimebackClient(**SETTINGS)
    await tb.oneroster.orgs.list()

asyncio.run(main())
gc.collect()
print("fine")
""", settings)  # fmt: skip


@pytest.mark.socket
def test_a_client_at_module_level_warns_at_the_end_and_does_not_hang(anywhere: str) -> None:
    errors = ended("""
tb = TimebackClient(**SETTINGS)

async def main():
    await tb.oneroster.orgs.list()

asyncio.run(main())
print("fine")
""", anywhere)  # fmt: skip
    assert "ResourceWarning" in errors


@pytest.mark.socket
def test_a_walk_that_is_left_half_way_does_not_hold_the_program(anywhere: str) -> None:
    ended("""
async def main():
    tb = TimebackClient(**SETTINGS)
    async for _ in tb.oneroster.orgs.stream(limit=1):
        break
    walk = aiter(tb.oneroster.orgs.stream(limit=1))
    await anext(walk)

asyncio.run(main())
gc.collect()
print("fine")
""", anywhere)  # fmt: skip


@pytest.mark.socket
def test_a_thread_that_is_still_waiting_does_not_hold_the_program_when_it_is_a_daemon(place: Place) -> None:
    place.silence("data")
    ended("""
tb = TimebackClient(**SETTINGS)

async def wait():
    await tb.oneroster.orgs.list()

threading.Thread(target=asyncio.run, args=(wait(),), daemon=True).start()
import time
time.sleep(0.5)
print("fine")
""", json.dumps({**place.settings, "timeout": 60}), warned=0)  # fmt: skip


def test_a_sensor_with_events_delivers_them_first() -> None:
    errors = ended("""
from sensor_fakes import SENSOR, event

async def main():
    tb = TimebackClient(**SETTINGS)
    sensor = tb.caliper.sensor(SENSOR)
    sensor.enqueue_many([event(number) for number in range(5)])
    await sensor.flush()
    assert sensor.statistics.sent == 5
    sensor.enqueue(event(6))

asyncio.run(main())
print("fine")
""", json.dumps({"env": "sandbox"}))  # fmt: skip
    assert "not delivered" not in errors


@pytest.mark.socket
def test_a_client_that_was_closed_or_never_used_is_forgotten_in_silence(settings: str) -> None:
    ended("""
async def main():
    async with TimebackClient(**SETTINGS) as tb:
        await tb.oneroster.orgs.list()
    TimebackClient(**SETTINGS).oneroster

asyncio.run(main())
gc.collect()
print("fine")
""", settings, warned=0, flag="error")  # fmt: skip


# The synchronous client

SYNC = "from timeback_core.sync import TimebackClient\n"


@pytest.fixture(params=["socket", "sandbox"])
def sync_settings(request: pytest.FixtureRequest, place: Place) -> str:
    """How a synchronous program reaches a service."""
    return json.dumps({"env": "sandbox"} if request.param == "sandbox" else {**place.settings, "timeout": 60})


@pytest.mark.socket
def test_a_synchronous_client_that_was_forgotten_warns_and_does_not_hang(sync_settings: str) -> None:
    ended(SYNC + """
def main():
    TimebackClient(**SETTINGS).oneroster.orgs.list()

main()
gc.collect()
print("fine")
""", sync_settings, advice=SYNC_WHAT_TO_WRITE)  # fmt: skip


@pytest.mark.socket
def test_a_synchronous_client_with_everything_open_does_not_hold_the_program(sync_settings: str) -> None:
    ended(SYNC + """
from sensor_fakes import SENSOR, event

tb = TimebackClient(**SETTINGS)
walk = iter(tb.oneroster.orgs.stream(limit=1))
next(walk)
sensor = tb.caliper.sensor(SENSOR)
print("fine")
""", sync_settings, advice=SYNC_WHAT_TO_WRITE)  # fmt: skip


@pytest.mark.socket
def test_a_synchronous_sensor_with_events_delivers_them_first() -> None:
    errors = ended(SYNC + """
from sensor_fakes import SENSOR, event

tb = TimebackClient(**SETTINGS)
sensor = tb.caliper.sensor(SENSOR)
sensor.enqueue_many([event(number) for number in range(5)])
sensor.flush()
assert sensor.statistics.sent == 5
sensor.enqueue(event(6))
print("fine")
""", json.dumps({"env": "sandbox"}), advice=SYNC_WHAT_TO_WRITE)  # fmt: skip
    assert "not delivered" not in errors
