"""The end of a process, and forks, each in a process of its own."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import life_programs
import pytest

pytestmark = pytest.mark.slow

BEGIN = """
import asyncio, json, logging, os, signal, sys, threading, time, warnings
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
from sensor_fakes import SENSOR, Answer, FakeClient, event, number_of, refusal
from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_errors import SensorSpoolError

def told(ids):
    # written at once: what a process prints at its end may come too late
    os.write(1, ("sent %s\\n" % [number_of(one) for one in ids]).encode())
    return Answer()

PATH = sys.argv[1]
client = FakeClient(told)

def make(**options):
    return CaliperSensor(client, SENSOR, **options)
"""


def program(source: str) -> str:
    """A program that begins as all of them here do."""
    return BEGIN + textwrap.dedent(source)


def run(tmp_path: Path, source: str) -> list[str]:
    """What a program says; it has to end well and say nothing on standard error."""
    return life_programs.run(program(source), str(tmp_path / "events.spool"))


def test_the_end_of_the_process_delivers_what_a_finished_loop_left(tmp_path: Path) -> None:
    said = run(tmp_path, """
        async def main():
            make().enqueue_many([event(1), event(2)])
        asyncio.run(main())
    """)  # fmt: skip
    assert said == ["sent [1, 2]"]


def test_the_end_of_the_process_delivers_what_never_saw_a_loop(tmp_path: Path) -> None:
    said = run(tmp_path, """
        make().enqueue(event(1))
        sys.exit()
    """)  # fmt: skip
    assert said == ["sent [1]"]


def test_the_end_of_the_process_uses_a_loop_that_still_runs_in_a_thread(tmp_path: Path) -> None:
    said = run(tmp_path, """
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        async def begin():
            sensor = make()
            sensor.enqueue(event(1))
            return sensor
        sensor = asyncio.run_coroutine_threadsafe(begin(), loop).result()
        sensor.enqueue(event(2))
    """)  # fmt: skip
    assert said == ["sent [1, 2]"]


def test_the_end_waits_five_seconds_at_most_and_says_how_many_events_are_lost(tmp_path: Path) -> None:
    said = run(tmp_path, """
        from timeback_core.caliper import sensor_exit
        assert sensor_exit.EXIT_TIMEOUT == 5.0
        sensor_exit.EXIT_TIMEOUT = 0.3
        client.events.script = lambda _: refusal(503)
        make(max_retries=None).enqueue_many([event(1), event(2)])
    """)  # fmt: skip
    assert said[-1] == "2 events of sensor https://app.example/sensor were not delivered when the process ended"


def test_the_end_after_an_orderly_close_is_silent(tmp_path: Path) -> None:
    said = run(tmp_path, """
        async def main():
            async with make() as sensor:
                sensor.enqueue(event(1))
        asyncio.run(main())
    """)  # fmt: skip
    assert said == ["sent [1]"]


def test_a_killed_process_keeps_in_the_spool_what_was_enqueued(tmp_path: Path) -> None:
    begun = program("""
        sensor = make(spool=PATH)
        for number in range(50):
            assert sensor.enqueue(event(number))
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    with life_programs.running(begun, str(tmp_path / "events.spool")) as killed:
        assert killed.end() == -9
    said = run(tmp_path, """
        async def main():
            await make(spool=PATH).aclose()
        asyncio.run(main())
    """)  # fmt: skip
    assert said == [f"sent {list(range(50))}"]


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@forks
def test_a_child_starts_empty_and_sends_only_its_own(tmp_path: Path) -> None:
    said = run(tmp_path, """
        sensor = make()
        sensor.enqueue(event(1))
        child = os.fork()
        if child == 0:
            assert sensor.statistics.queued == 0
            sensor.enqueue(event(2))
            sys.exit()
        os.waitpid(child, 0)
        sensor.enqueue(event(3))
    """)  # fmt: skip
    assert said == ["sent [2]", "sent [1, 3]"]


@forks
def test_a_child_of_a_process_in_the_middle_of_sending_sends_nothing_of_it(tmp_path: Path) -> None:
    said = run(tmp_path, """
        async def main():
            client.events.blocked = asyncio.Event()
            sensor = make(max_batch_size=1)
            sensor.enqueue_many([event(1), event(2)])
            await asyncio.sleep(0)
            child = os.fork()
            if child == 0:
                client.events.blocked = None
                return
            os.waitpid(child, 0)
            client.events.blocked.set()
            await sensor.aclose()
        asyncio.run(main())
    """)  # fmt: skip
    assert said == ["sent [1]", "sent [2]"]


@forks
def test_a_child_is_refused_the_spool_of_its_parent_and_does_it_no_harm(tmp_path: Path) -> None:
    said = run(tmp_path, """
        sensor = make(spool=PATH)
        sensor.enqueue(event(1))
        child = os.fork()
        if child == 0:
            try:
                sensor.enqueue(event(2))
            except SensorSpoolError as error:
                os.write(1, ("%s\\n" % str(error).replace(PATH, "PATH")).encode())
            try:
                make(spool=PATH)
            except SensorSpoolError as error:
                os.write(1, ("%s\\n" % str(error).replace(PATH, "PATH")).encode())
            sys.exit()  # ends as any program does: everything is freed
        os.waitpid(child, 0)
        sensor.enqueue(event(3))
        assert os.path.exists(PATH + "-wal")
        asyncio.run(sensor.flush())
        assert sensor._spool._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert os.fork() or os._exit(0) is None
        os.wait()
        sensor.enqueue(event(4))
    """)  # fmt: skip
    assert said == [
        "the spool PATH belongs to the parent of this process; create a sensor with a spool of its own after the fork",
        "the spool PATH is in use by another sensor or process; give each process a spool of its own",
        "sent [1, 3]",
        "sent [4]",
    ]
