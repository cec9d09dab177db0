"""Processes with synchronous sensors that end, are killed or fork: each event is stored once."""

from __future__ import annotations

import json
import os
import random
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import life_programs
import pytest
from killed_apps import run_and_kill
from sensor_places import EVENTS, connection, stored

from timeback_sandbox import Sandbox

TOTAL = 3_000
KILLS = 6

pytestmark = [pytest.mark.slow, pytest.mark.socket, pytest.mark.anyio]

BEGIN = """
import json, logging, os, sys, warnings
logging.basicConfig(level=logging.WARNING)
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
from sensor_fakes import SENSOR, event
from timeback_core.sync import TimebackClient

timeback = TimebackClient(**json.loads(sys.argv[1]))
sensor = timeback.caliper.sensor(SENSOR, flush_interval=3600)
"""


@pytest.fixture
def place() -> Iterator[Sandbox]:
    """A sandbox of its own, on a socket."""
    with Sandbox(seed="empty", port=0, job_delay=0, journal_size=20_000) as sandbox:
        yield sandbox


def run(place: Sandbox, source: str) -> None:
    """Run a program that ends well."""
    life_programs.run(BEGIN + textwrap.dedent(source), json.dumps(connection(place)), flags=())


async def test_the_end_of_a_process_delivers_what_waits_for_company(place: Sandbox) -> None:
    run(place, """
        sensor.enqueue_many([event(1), event(2)])
    """)  # fmt: skip
    assert await stored(place) == [1, 2]


async def test_closing_while_the_interpreter_ends_delivers_what_came_last(place: Sandbox) -> None:
    run(place, """
        import atexit
        others = [timeback.caliper.sensor(SENSOR) for _ in range(2)]
        atexit.register(timeback.close)
        atexit.register(lambda: [one.enqueue(event(number)) for number, one in enumerate([sensor, *others])])
    """)  # fmt: skip
    assert sorted(await stored(place)) == [0, 1, 2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
async def test_parent_and_child_each_send_their_own(place: Sandbox) -> None:
    run(place, """
        sensor.enqueue(event(1))
        sensor.flush()
        sensor.enqueue(event(2))
        child = os.fork()
        if child == 0:
            sensor.enqueue(event(3))
            sys.exit()
        assert os.waitpid(child, 0)[1] == 0
        sensor.enqueue(event(4))
    """)  # fmt: skip
    assert await stored(place) == [1, 3, 2, 4]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
async def test_a_worker_of_a_pool_delivers_what_it_has_before_it_ends(place: Sandbox) -> None:
    run(place, """
        import multiprocessing
        sensor.enqueue(event(1))
        sensor.flush()
        worker = multiprocessing.get_context("fork").Process(target=lambda: sensor.enqueue(event(2)))
        worker.start()
        worker.join()
        assert worker.exitcode == 0
    """)  # fmt: skip
    assert await stored(place) == [1, 2]


def run_app(settings: dict[str, Any], place: Sandbox, chance: random.Random, *, kill: bool) -> bool:
    """Let the application run, and kill it after a while; whether it came to its end."""
    return run_and_kill("sync_spooling_app.py", settings, place, chance, most=10, kill=kill)


async def test_a_sender_killed_at_any_moment_delivers_every_event_once(place: Sandbox, tmp_path: Path) -> None:
    chance = random.Random(20261125)
    settings: dict[str, Any] = {
        "client": connection(place),
        "spool": str(tmp_path / "events.spool"),
        "progress": str(tmp_path / "progress"),
        "total": TOTAL,
    }
    place.faults.add(method="POST", path=EVENTS, status=503, probability=0.06, seed=1)
    place.faults.add(method="POST", path=EVENTS, drop="before", probability=0.05, seed=2)
    place.faults.add(method="POST", path=EVENTS, drop="after", probability=0.05, seed=3)
    kills = 0
    while kills < KILLS and not run_app(settings, place, chance, kill=True):
        kills += 1
    assert kills >= KILLS // 2, "it was done too soon for this test to mean anything"
    assert run_app(settings, place, chance, kill=False)
    place.faults.clear()
    assert Counter(await stored(place)) == Counter(range(TOTAL))
