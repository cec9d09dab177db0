"""The end of a process that has synchronous sensors, and forks, each in a process of its own."""

from __future__ import annotations

import os
import signal
import textwrap
import time
from pathlib import Path

import life_programs
import pytest

pytestmark = pytest.mark.slow

BEGIN = """
import asyncio, atexit, logging, os, signal, sys, threading, time, warnings
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
from blocking_sensor_fakes import FakeClient, until
from sensor_fakes import SENSOR, Answer, event, number_of, refusal
from timeback_core.caliper import sensor_exit
from timeback_core.caliper.sensor_errors import SensorSpoolError
from timeback_core.sync.caliper.sensor import CaliperSensor

def tell(text):
    # written at once: what a process prints at its end may come too late
    os.write(1, (text + "\\n").encode())

def told(ids):
    tell("sent %s" % [number_of(one) for one in ids])
    return Answer()

PATH = sys.argv[1]
client = FakeClient(told)

def make(client=client, **options):
    return CaliperSensor(client, SENSOR, **options)
"""


def program(source: str) -> str:
    """A program that begins as all of them here do."""
    return BEGIN + textwrap.dedent(source)


def run(tmp_path: Path, source: str) -> list[str]:
    """What a program says; it has to end well and say nothing on standard error."""
    return life_programs.run(program(source), str(tmp_path / "events.spool"))


def test_the_end_of_the_process_delivers_what_waits_for_company(tmp_path: Path) -> None:
    said = run(tmp_path, """
        make(flush_interval=3600).enqueue_many([event(1), event(2)])
        sys.exit()
    """)  # fmt: skip
    assert said == ["sent [1, 2]"]


def test_the_end_of_the_process_delivers_what_other_functions_of_its_end_leave(tmp_path: Path) -> None:
    # Python 3.12 and later start no thread any more then.
    said = run(tmp_path, """
        first, second = make(), make(max_batch_size=1)
        atexit.register(lambda: (first.enqueue(event(1)), second.enqueue_many([event(2), event(3)])))
        closed = make()
        atexit.register(lambda: (closed.enqueue(event(4)), closed.close()))
    """)  # fmt: skip
    assert said[0] == "sent [4]"
    assert sorted(said[1:]) == ["sent [1]", "sent [2]", "sent [3]"]


def test_both_kinds_of_sensors_share_five_seconds(tmp_path: Path) -> None:
    said = run(tmp_path, """
        import sensor_fakes
        from timeback_core.caliper.sensor import CaliperSensor as AsyncSensor
        assert sensor_exit.EXIT_TIMEOUT == 5.0
        sensor_exit.EXIT_TIMEOUT = 0.6
        client.events.script = lambda _: refusal(503)
        make(max_retries=None).enqueue_many([event(1), event(2)])
        make(max_retries=None).enqueue(event(3))
        AsyncSensor(sensor_fakes.FakeClient(lambda _: refusal(503)), SENSOR, max_retries=None).enqueue(event(4))
        AsyncSensor(sensor_fakes.FakeClient(told), SENSOR).enqueue(event(5))
        make(FakeClient(told)).enqueue(event(6))
        began = time.monotonic()
        atexit.register(lambda: tell("in time" if time.monotonic() - began < 1.1 else "too late"))
    """)  # fmt: skip
    assert sorted(one for one in said if one.startswith("sent")) == ["sent [5]", "sent [6]"]
    assert "in time" in said
    lost = [one for one in said if one.endswith("were not delivered when the process ended")]
    assert sorted(one.split()[0] for one in lost) == ["1", "1", "2"]


def test_the_end_waits_for_no_silent_server_longer_than_it_may(tmp_path: Path) -> None:
    said = run(tmp_path, """
        sensor_exit.EXIT_TIMEOUT = 0.2
        client.events.block()
        make().enqueue(event(1))
    """)  # fmt: skip
    assert said == ["1 events of sensor https://app.example/sensor were not delivered when the process ended"]


def test_the_end_after_an_orderly_close_is_silent(tmp_path: Path) -> None:
    said = run(tmp_path, """
        with make() as sensor:
            sensor.enqueue(event(1))
    """)  # fmt: skip
    assert said == ["sent [1]"]


def test_a_killed_process_keeps_in_the_spool_what_was_enqueued(tmp_path: Path) -> None:
    begun = program("""
        client.events.block()
        sensor = make(spool=PATH, max_batch_size=10)
        for number in range(50):
            assert sensor.enqueue(event(number))
        until(lambda: sensor.statistics.in_flight)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    with life_programs.running(begun, str(tmp_path / "events.spool")) as killed:
        assert killed.end() == -9
    assert run(tmp_path, "make(spool=PATH).close()") == [f"sent {list(range(50))}"]


@pytest.mark.parametrize("use", ["sensor.flush(None)", "sensor.put(event(9))", "sensor.close(None)"])
def test_ctrl_c_ends_a_real_wait_at_once_and_the_spool_has_everything(tmp_path: Path, use: str) -> None:
    begun = program(f"""
        client.events.block()
        sensor_exit.EXIT_TIMEOUT = 0.1
        sensor = make(spool=PATH, max_queue_size=3, max_batch_size=1)
        sensor.enqueue_many([event(0)])
        until(lambda: sensor.statistics.in_flight)
        sensor.enqueue_many([event(1), event(2), event(3)])
        tell("ready")
        try:
            {use}
        except KeyboardInterrupt:
            tell("interrupted")
    """)
    with life_programs.running(begun, str(tmp_path / "events.spool"), flags=("-W", "error")) as waiting:
        waiting.wait_for("ready")
        time.sleep(0.2)  # real signals need a real wait
        began = time.monotonic()
        waiting.process.send_signal(signal.SIGINT)
        waiting.wait_for("interrupted")
        assert time.monotonic() - began < 1.0
        assert waiting.end() == 0
    assert run(tmp_path, "make(spool=PATH, max_batch_size=9).close()") == ["sent [0, 1, 2, 3]"]


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@forks
def test_a_child_starts_empty_and_sends_only_its_own(tmp_path: Path) -> None:
    said = run(tmp_path, """
        sensor = make(flush_interval=3600)
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
        client.events.block()
        sensor = make(max_batch_size=1)
        sensor.enqueue_many([event(1), event(2)])
        until(lambda: sensor.statistics.in_flight)
        sensor._core.lock.acquire()  # whatever the threads of the parent hold just then
        child = os.fork()
        if child == 0:
            sensor.flush()
            client.events.__init__(told)
            other = make()
            other.enqueue(event(7))
            other.flush()
            os._exit(0)
        os.waitpid(child, 0)
        sensor._core.lock.release()
        client.events.unblock()
        sensor.close()
    """)  # fmt: skip
    assert said == ["sent [7]", "sent [1]", "sent [2]"]


@forks
def test_a_child_is_refused_the_spool_of_its_parent_and_does_it_no_harm(tmp_path: Path) -> None:
    said = run(tmp_path, """
        sensor = make(spool=PATH, flush_interval=3600)
        sensor.enqueue(event(1))
        child = os.fork()
        if child == 0:
            try:
                sensor.enqueue(event(2))
            except SensorSpoolError as error:
                tell(str(error).replace(PATH, "PATH"))
            sys.exit()  # ends as any program does: everything is freed
        os.waitpid(child, 0)
        sensor.enqueue(event(3))
        sensor.flush()
        assert sensor._spool._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sensor.enqueue(event(4))
    """)  # fmt: skip
    assert said == [
        "the spool PATH belongs to the parent of this process; create a sensor with a spool of its own after the fork",
        "sent [1, 3]",
        "sent [4]",
    ]
