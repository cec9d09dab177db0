"""Ctrl-C, pressed while a client waits: the program ends at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from life_place import Place, placed
from life_programs import running

pytestmark = [pytest.mark.slow, pytest.mark.socket, pytest.mark.promise("ctrl-c")]

BEGIN = """
import asyncio, sys
if sys.argv[3] == "sync":
    from timeback_core.sync import TimebackClient
else:
    from timeback_core import TimebackClient

base_url, auth_url, backend = sys.argv[1:]
SETTINGS = dict(base_url=base_url, auth_url=auth_url, client_id="someone", client_secret="x" * 20, timeout=50)
if backend != "sync":
    SETTINGS["backend"] = backend

"""

A_CALL = """
async def main():
    async with TimebackClient(**SETTINGS) as tb:
        await tb.oneroster.orgs.list()
"""

A_WALK = """
async def main():
    async with TimebackClient(**SETTINGS) as tb:
        async for org in tb.oneroster.orgs.stream(limit=5):
            print(org.sourced_id)
"""

AT_ONCE = 1.0
"""Seconds within which a program has to be gone."""


@pytest.fixture
def place() -> Iterator[Place]:
    with placed() as place:
        yield place


def pressed(place: Place, source: str, backend: str, *, asked: int = 0, tokens: int = 0, after: str = "") -> list[str]:
    """Press Ctrl-C when the requests have arrived and a line was said; what the program said until then."""
    arguments = (place.settings["base_url"], place.settings["auth_url"], backend)
    with running(BEGIN + source, *arguments) as program:
        place.wait_for(asked=asked, tokens=tokens)
        if after:
            program.wait_for(after)
        took = program.interrupt()
        assert took < AT_ONCE, (took, program.errors)
        assert program.process.returncode == -2, (program.process.returncode, program.errors)
        assert program.errors.rstrip().endswith("KeyboardInterrupt"), program.errors
        for trouble in ("never retrieved", "never awaited", "was destroyed", "Exception ignored", "ResourceWarning"):
            assert trouble not in program.errors, program.errors
        return program.said


@pytest.mark.parametrize("backend", ["pyreqwest", "httpx2"])
class TestAsync:
    """`asyncio.run` and a server that stays silent."""

    def test_a_slow_call_ends_at_once(self, place: Place, backend: str) -> None:
        place.silence("data")
        pressed(place, A_CALL + "asyncio.run(main())", backend, asked=1)

    def test_waiting_for_a_token_ends_at_once(self, place: Place, backend: str) -> None:
        place.silence("token")
        pressed(place, A_CALL + "asyncio.run(main())", backend, tokens=1)

    def test_a_walk_ends_at_once_with_what_runs_ahead(self, place: Place, backend: str) -> None:
        place.silence("data", from_offset=5)
        said = pressed(place, A_WALK + "asyncio.run(main())", backend, asked=3, after="o4")
        assert said == [f"o{number}" for number in range(5)]

    def test_the_wait_before_a_repetition_ends_at_once(self, place: Place, backend: str) -> None:
        place.answers, place.headers = [503], {"Retry-After": "30"}
        pressed(place, A_CALL + "asyncio.run(main())", backend, asked=1)

    def test_a_program_that_forgot_to_close_ends_at_once(self, place: Place, backend: str) -> None:
        place.silence("data")
        source = """
async def main():
    await TimebackClient(**SETTINGS).oneroster.orgs.list()
asyncio.run(main())
"""
        pressed(place, source, backend, asked=1)

    def test_closing_that_waits_for_a_sensor_ends_at_once(self, place: Place, backend: str) -> None:
        place.silence("token")
        source = """
async def main():
    async with TimebackClient(**SETTINGS) as tb:
        sensor = tb.caliper.sensor("https://app.example/sensor")
        sensor.enqueue(event(1))
asyncio.run(main())
"""
        pressed(place, "from sensor_fakes import event\n" + source, backend, tokens=1)


A_SYNC_CALL = """
with TimebackClient(**SETTINGS) as tb:
    tb.oneroster.orgs.list()
"""


class TestSync:
    """The synchronous client, which has no event loop to stop."""

    def test_a_slow_call_ends_at_once(self, place: Place) -> None:
        place.silence("data")
        pressed(place, A_SYNC_CALL, "sync", asked=1)

    def test_waiting_for_a_token_ends_at_once(self, place: Place) -> None:
        place.silence("token")
        pressed(place, A_SYNC_CALL, "sync", tokens=1)

    def test_a_walk_ends_at_once_with_what_runs_ahead(self, place: Place) -> None:
        place.silence("data", from_offset=5)
        source = """
with TimebackClient(**SETTINGS) as tb:
    for org in tb.oneroster.orgs.stream(limit=5):
        print(org.sourced_id)
"""
        said = pressed(place, source, "sync", asked=2, after="o4")
        assert said == [f"o{number}" for number in range(5)]

    def test_the_wait_before_a_repetition_ends_at_once(self, place: Place) -> None:
        place.answers, place.headers = [503], {"Retry-After": "30"}
        pressed(place, A_SYNC_CALL, "sync", asked=1)

    def test_a_program_that_forgot_to_close_ends_at_once(self, place: Place) -> None:
        place.silence("data")
        pressed(place, "TimebackClient(**SETTINGS).oneroster.orgs.list()", "sync", asked=1)

    def test_closing_that_waits_for_a_sensor_ends_at_once(self, place: Place) -> None:
        place.silence("token")
        source = """
from sensor_fakes import event
with TimebackClient(**SETTINGS) as tb:
    sensor = tb.caliper.sensor("https://app.example/sensor")
    sensor.enqueue(event(1))
"""
        pressed(place, source, "sync", tokens=1)

    def test_a_call_in_a_program_that_goes_on_leaves_the_client_usable(self, place: Place) -> None:
        place.silence("data")
        source = """
tb = TimebackClient(**SETTINGS)
try:
    tb.oneroster.orgs.list()
except KeyboardInterrupt:
    print("interrupted")
sys.stdin.readline()
print(len(tb.oneroster.orgs.list()))
tb.close()
"""
        arguments = (place.settings["base_url"], place.settings["auth_url"], "sync")
        with running(BEGIN + source, *arguments, typing=True) as program:
            place.wait_for(asked=1)
            program.process.send_signal(signal.SIGINT)
            program.wait_for("interrupted")
            place.speak()
            program.type("go on")
            assert program.end(20) == 0, program.errors
            assert (program.said, program.errors) == (["interrupted", "30"], "")
