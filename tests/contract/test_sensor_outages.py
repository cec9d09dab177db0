"""A sensor and a sandbox that fails: whatever happens between them, each event is stored once."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sensor_fakes import SENSOR, crash, event, nothing_left, number_of
from sensor_places import EVENTS, attempts, caliper, stored

from timeback_core.caliper import CaliperClient
from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_errors import SensorFlushError
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_sandbox import Sandbox

__all__ = ["nothing_left"]
pytestmark = [pytest.mark.anyio, pytest.mark.socket, pytest.mark.slow]


class Patient(CaliperSensor):
    """A sensor whose random waits are the longest possible."""

    @staticmethod
    def _chance() -> float:
        return 1.0


@pytest.fixture
def place() -> Iterator[Sandbox]:
    """A sandbox of its own, on a socket."""
    with Sandbox(seed="empty", port=0, job_delay=0) as sandbox:
        yield sandbox


async def test_everything_arrives_in_order_and_is_stored_once(place: Sandbox) -> None:
    async with caliper(place) as client, client.sensor(SENSOR) as sensor:
        for number in range(350):
            assert sensor.enqueue(event(number))
        assert await sensor.flush() == []
        assert sensor.statistics.sent == 350
    assert await stored(place) == list(range(350))
    assert attempts(place) == 4


@pytest.mark.slow
async def test_an_outage_that_ends_loses_and_doubles_nothing(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, status=503, count=3)
    async with caliper(place) as client, client.sensor(SENSOR, flush_interval=0.01) as sensor:
        sensor.enqueue_many([event(number) for number in range(250)])
        await sensor.flush()
        assert sensor.statistics.retried == 300
    assert await stored(place) == list(range(250))


@pytest.mark.parametrize("fault", [{"drop": "after"}, {"drop": "before"}, {"body": "truncated"}, {"body": "malformed"}])
async def test_an_answer_that_is_lost_doubles_nothing(place: Sandbox, fault: dict[str, str]) -> None:
    place.faults.add(method="POST", path=EVENTS, count=2, **fault)  # type: ignore[arg-type]
    async with caliper(place) as client, client.sensor(SENSOR) as sensor:
        sensor.enqueue_many([event(number) for number in range(10)])
        await sensor.flush()
    assert attempts(place) == 3
    assert await stored(place) == list(range(10))


@pytest.mark.slow
async def test_a_crash_between_the_answer_and_its_note_doubles_nothing(place: Sandbox, tmp_path: Path) -> None:
    spool = tmp_path / "events.spool"
    async with caliper(place) as client:
        first = Patient(client, SENSOR, spool=spool, flush_interval=0.01)
        # The server has stored the events, and the process ends before the sensor learns of it.
        place.faults.add(method="POST", path=EVENTS, drop="after", count=1)
        first.enqueue_many([event(number) for number in range(10)])
        while first.last_error is None:
            await asyncio.sleep(0.005)
        crash(first)
        assert await stored(place) == list(range(10))
        async with client.sensor(SENSOR, spool=spool) as second:
            assert second.statistics.queued + second.statistics.in_flight == 10
            await second.flush()
    assert attempts(place) == 2
    assert await stored(place) == list(range(10))


async def test_an_event_that_the_server_refuses_is_isolated(place: Sandbox, tmp_path: Path) -> None:
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    async with (
        caliper(place) as client,
        client.sensor(
            SENSOR, spool=tmp_path / "events.spool", on_error=lambda error, events: told.append((error, events))
        ) as sensor,
    ):
        # well-formed, and known to no profile: only the server can tell
        events = [event(number) if number != 17 else event(17, action="Juggled") for number in range(40)]
        sensor.enqueue_many(events)
        (given_up,) = await sensor.flush()
        assert number_of(given_up.id) == 17
        ((error, reported),) = told
        assert error.status_code == 400  # type: ignore[attr-defined]
        assert reported == [given_up]
        assert [letter.id for letter in sensor.dead_letters()] == [given_up.id]
    assert await stored(place) == [number for number in range(40) if number != 17]


async def test_a_server_that_asks_for_patience_gets_it(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, status=429, retry_after=1, count=1)
    async with caliper(place) as client, client.sensor(SENSOR) as sensor:
        sensor.enqueue(event(1))
        before = time.monotonic()
        await sensor.flush()
        assert 0.95 <= time.monotonic() - before < 20
    assert await stored(place) == [1]


async def test_a_token_that_the_server_no_longer_knows_is_replaced(place: Sandbox) -> None:
    async with caliper(place) as client, client.sensor(SENSOR) as sensor:
        sensor.enqueue(event(1))
        await sensor.flush()
        place.revoke_tokens()
        sensor.enqueue(event(2))
        assert await sensor.flush() == []
        assert sensor.statistics.retried == 0
    assert await stored(place) == [1, 2]


async def test_what_did_not_fit_was_counted_and_the_rest_is_stored(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, delay=0.2, count=1)
    dropped: list[QueuedEvent] = []
    async with (
        caliper(place) as client,
        client.sensor(SENSOR, max_queue_size=20, max_batch_size=10, on_dropped=dropped.append) as sensor,
    ):
        taken = [number for number in range(100) if sensor.enqueue(event(number))]
        await sensor.flush()
        statistics = sensor.statistics
    assert statistics.dropped == len(dropped) == 100 - len(taken)
    assert statistics.sent == len(taken)
    assert await stored(place) == taken


async def test_closing_without_a_server_gives_everything_back_in_time() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can
        async with CaliperClient(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}", no_auth=True) as client:
            sensor = client.sensor(SENSOR)
            sensor.enqueue_many([event(number) for number in range(120)])
            before = time.monotonic()
            with pytest.raises(SensorFlushError) as caught:
                await sensor.aclose(timeout=0.3)
            assert time.monotonic() - before < 10
    assert [number_of(one.id) for one in caught.value.undelivered] == list(range(120))


async def test_leaving_the_client_delivers_what_its_sensors_have(place: Sandbox) -> None:
    async with caliper(place) as client:
        sensor = client.sensor(SENSOR)
        sensor.enqueue(event(1))
    assert sensor.closed
    assert await stored(place) == [1]


@pytest.mark.promise("sensors-at-closing")
async def test_closing_the_whole_client_waits_for_its_sensors_and_ends_what_else_is_under_way(place: Sandbox) -> None:
    place.faults.add(method="POST", path=EVENTS, delay=0.2, count=1)
    timeback = place.client()
    sensor = timeback.caliper.sensor(SENSOR)
    sensor.enqueue(event(1))
    await timeback.close()
    assert sensor.statistics.sent == 1
    assert await stored(place) == [1]


async def test_processed_means_that_the_job_has_ended(place: Sandbox) -> None:
    async with caliper(place) as client, client.sensor(SENSOR, confirm="processed") as sensor:
        sensor.enqueue(event(1))
        await sensor.flush()
        assert place.journal(path="/jobs/*/status")
    assert await stored(place) == [1]
