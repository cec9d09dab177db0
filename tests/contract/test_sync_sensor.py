"""A synchronous sensor and a sandbox that fails: whatever happens between them, each event is stored once."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from blocking_sensor_fakes import until
from sensor_fakes import SENSOR, event, number_of
from sensor_places import EVENTS, attempts, connection

from timeback_core.caliper.sensor_errors import SensorFlushError
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.sync import CaliperClient, CaliperSensor, TimebackClient
from timeback_sandbox import Sandbox

pytestmark = [pytest.mark.socket, pytest.mark.slow]


@pytest.fixture
def place() -> Iterator[Sandbox]:
    """A sandbox of its own, on a socket."""
    with Sandbox(seed="empty", port=0, job_delay=0) as sandbox:
        yield sandbox


def caliper(place: Sandbox, **options: Any) -> CaliperClient:
    """A client of its own."""
    return CaliperClient(**connection(place), **options)


def stored(place: Sandbox) -> list[int]:
    """The numbers of the events in the sandbox, in the order in which it got them."""
    place.sync.settle()
    with caliper(place) as client:
        found = list(client.events.stream(sensor=SENSOR))
    return [number_of(one.external_id or "") for one in sorted(found, key=lambda one: one.id or 0)]


def test_everything_arrives_in_order_and_is_stored_once(place: Sandbox) -> None:
    with caliper(place) as client, client.sensor(SENSOR) as sensor:
        assert isinstance(sensor, CaliperSensor)
        for number in range(350):
            assert sensor.enqueue(event(number))
        assert sensor.flush() == []
        assert sensor.statistics.sent == 350
    assert stored(place) == list(range(350))
    assert attempts(place) == 4


@pytest.mark.slow
def test_an_outage_that_ends_loses_and_doubles_nothing(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, status=503, count=3)
    with caliper(place) as client, client.sensor(SENSOR, flush_interval=0.01) as sensor:
        sensor.enqueue_many([event(number) for number in range(250)])
        sensor.flush()
        assert sensor.statistics.retried == 300
    assert stored(place) == list(range(250))


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": "before"}, {"body": "truncated"}, {"body": "malformed"}])
def test_an_answer_that_is_lost_doubles_nothing(place: Sandbox, fault: dict[str, str]) -> None:
    place.faults.add(method="POST", path=EVENTS, count=2, **fault)  # type: ignore[arg-type]  # each is one of a kind
    with caliper(place) as client, client.sensor(SENSOR) as sensor:
        sensor.enqueue_many([event(number) for number in range(10)])
        sensor.flush()
    assert attempts(place) == 3
    assert stored(place) == list(range(10))


def test_an_event_that_the_server_refuses_is_isolated(place: Sandbox, tmp_path: Path) -> None:
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    with (
        caliper(place) as client,
        client.sensor(
            SENSOR, spool=tmp_path / "events.spool", on_error=lambda error, events: told.append((error, events))
        ) as sensor,
    ):
        # well-formed, and known to no profile: only the server can tell
        sensor.enqueue_many([event(number, **({"action": "Juggled"} if number == 17 else {})) for number in range(40)])
        (given_up,) = sensor.flush()
        assert number_of(given_up.id) == 17
        assert [(getattr(error, "status_code", None), events) for error, events in told] == [(400, [given_up])]
        assert [letter.id for letter in sensor.dead_letters()] == [given_up.id]
    assert stored(place) == [number for number in range(40) if number != 17]


@pytest.mark.slow
def test_a_server_that_asks_for_patience_gets_it(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, status=429, retry_after=1, count=1)
    with caliper(place) as client, client.sensor(SENSOR) as sensor:
        sensor.enqueue(event(1))
        before = time.monotonic()
        sensor.flush()
        assert 0.95 <= time.monotonic() - before < 20
    assert stored(place) == [1]


def test_several_requests_are_under_way_if_wanted(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, delay=0.3, count=4)
    with caliper(place) as client, client.sensor(SENSOR, max_in_flight=4, max_batch_size=1) as sensor:
        before = time.monotonic()
        sensor.enqueue_many([event(number) for number in range(4)])
        until(lambda: sensor.statistics.in_flight == 4)
        sensor.flush()
        assert time.monotonic() - before < 1.0
    assert sorted(stored(place)) == list(range(4))


def test_threads_share_a_sensor_and_the_client_one_token(place: Sandbox) -> None:
    with caliper(place) as client, client.sensor(SENSOR, max_in_flight=4, max_batch_size=10) as sensor:
        threads = [
            threading.Thread(target=lambda base=base: [sensor.enqueue(event(base + one)) for one in range(10)])
            for base in range(0, 320, 10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sensor.flush()
        assert len(place.journal(path="*token*")) == 1
    assert sorted(stored(place)) == list(range(320))


def test_closing_without_a_server_gives_everything_back_in_time() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can
        with CaliperClient(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}", no_auth=True) as client:
            sensor = client.sensor(SENSOR)
            sensor.enqueue_many([event(number) for number in range(120)])
            before = time.monotonic()
            with pytest.raises(SensorFlushError) as caught:
                sensor.close(timeout=0.3)
            assert time.monotonic() - before < 10
    assert [number_of(one.id) for one in caught.value.undelivered] == list(range(120))


def test_closing_ends_a_request_under_way_at_once_and_leaves_the_client_open(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, delay=10, count=1)
    with caliper(place) as client:
        sensor = client.sensor(SENSOR, max_batch_size=1)
        sensor.enqueue(event(1))
        until(lambda: place.faults.list()[0].fired)
        before = time.monotonic()
        with pytest.raises(SensorFlushError):
            sensor.close(timeout=0.2)
        assert time.monotonic() - before < 3
        until(lambda: not [one for one in threading.enumerate() if one.name == "timeback-sensor"])
        with client.sensor(SENSOR) as other:
            other.enqueue(event(2))
    assert 2 in stored(place)


@pytest.mark.parametrize("use", ["flush", "close"])
def test_ctrl_c_returns_at_once_while_a_server_is_silent(place: Sandbox, tmp_path: Path, use: str) -> None:
    place.faults.add(method="POST", path=EVENTS, delay=10, count=1)
    spool = tmp_path / "events.spool"
    with caliper(place) as client:
        sensor = client.sensor(SENSOR, spool=spool)
        sensor.enqueue(event(1))
        pressed: list[float] = []

        def press() -> None:
            until(lambda: place.faults.list()[0].fired)
            pressed.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=press).start()
        with pytest.raises(KeyboardInterrupt):
            getattr(sensor, use)(None)
        assert time.monotonic() - pressed[0] < 1.0
        assert [number_of(one.id) for one in sensor.undelivered()] == [1]
        sensor.close(timeout=0)
        with client.sensor(SENSOR, spool=spool):
            pass
    assert stored(place) == [1]


def test_leaving_the_client_delivers_what_its_sensors_have(place: Sandbox) -> None:
    with TimebackClient(**connection(place)) as timeback:
        sensors = [timeback.caliper.sensor(SENSOR, flush_interval=3600) for _ in range(3)]
        for number, sensor in enumerate(sensors):
            sensor.enqueue(event(number))
    assert all(sensor.closed for sensor in sensors)
    assert sorted(stored(place)) == [0, 1, 2]


def test_processed_means_that_the_job_has_ended(place: Sandbox) -> None:
    with caliper(place) as client, client.sensor(SENSOR, confirm="processed") as sensor:
        sensor.enqueue(event(1))
        sensor.flush()
        assert place.journal(path="/jobs/*/status")
    assert stored(place) == [1]
