"""A sensor with a spool: nothing is given up for lack of access, and nothing is lost at the end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sensor_fakes import (
    Answer,
    FakeClient,
    FakeTime,
    Ids,
    crash,
    event,
    make_sensor,
    nothing_left,
    number_of,
    quiet,
    refusal,
)

from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorSpoolError
from timeback_core.caliper.sensor_queue import QueuedEvent

pytestmark = pytest.mark.anyio
__all__ = ["nothing_left"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.spool"


async def test_an_enqueued_event_is_in_the_file_before_anything_is_sent(path: Path) -> None:
    first = make_sensor(FakeClient(), FakeTime(), spool=path)
    assert first.enqueue(event(1)) is True
    crash(first)
    client = FakeClient()
    second = make_sensor(client, FakeTime(), spool=path)
    assert await second.flush() == []
    assert client.events.numbers == [1]
    await second.aclose()


async def test_old_events_are_sent_at_once_and_before_new_ones(path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time, spool=path)
    sensor.enqueue_many([event(number) for number in range(250)])
    closing = asyncio.create_task(sensor.aclose(timeout=3))
    await time.advance(3)
    assert await closing == []
    client = FakeClient()
    sensor = make_sensor(client, time, spool=path)
    sensor.enqueue(event(1000))
    await quiet()
    assert client.events.numbers[:200] == list(range(200))
    await sensor.aclose()
    assert client.events.numbers == [*range(250), 1000]


async def test_a_delivered_event_leaves_the_file_and_an_undelivered_one_does_not(path: Path) -> None:
    client, time = FakeClient(), FakeTime()
    client.events.script = lambda ids: Answer() if number_of(ids[0]) < 2 else ConnectionError("gone")
    sensor = make_sensor(client, time, spool=path, max_batch_size=1)
    for number in range(4):
        sensor.enqueue(event(number))
    await quiet()
    closing = asyncio.create_task(sensor.aclose(timeout=1))
    await time.advance(1)
    await closing
    assert [number_of(one.id) for one in sensor.undelivered()] == [2, 3]
    again = make_sensor(FakeClient(), time, spool=path)
    assert again.statistics.queued == 2
    await again.aclose()


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_events_wait_for_access_however_long_and_it_is_said_once(path: Path, status: int) -> None:
    client, time = FakeClient(lambda _: refusal(status)), FakeTime()
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    sensor = make_sensor(
        client, time, spool=path, on_error=lambda error, events: told.append((error, events)), max_batch_size=2
    )
    sensor.enqueue_many([event(number) for number in range(4)])
    await time.advance(3600)
    assert 55 <= len(client.events.envelopes) <= 65
    assert [events for _, events in told] == [[]]
    client.events.script = lambda _: Answer()
    await time.advance(61)
    assert client.events.numbers == [0, 1, 2, 3]
    client.events.script = lambda _: refusal(status)
    sensor.enqueue_many([event(5), event(6)])
    await quiet()
    assert len(told) == 2
    client.events.script = lambda _: Answer()
    await sensor.aclose()


async def test_passing_trouble_never_ends_a_spooled_event(path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time, spool=path)
    sensor.enqueue(event(1))
    await time.advance(24 * 3600)
    assert sensor.statistics.failed == 0
    assert max(time.waits) == 60
    client.events.script = lambda _: Answer()
    await time.advance(61)
    assert client.events.numbers == [1]
    await sensor.aclose()


async def test_refused_events_become_dead_letters(path: Path) -> None:
    client, time = FakeClient(), FakeTime()

    def script(ids: Ids) -> object:
        return refusal(422, "no such action") if any(number_of(one) == 2 for one in ids) else Answer()

    client.events.script = script
    sensor = make_sensor(client, time, spool=path)
    sensor.enqueue_many([event(number) for number in range(5)])
    (given_up,) = await sensor.flush()
    assert number_of(given_up.id) == 2
    (letter,) = sensor.dead_letters()
    assert letter.data.items() >= event(2).items()
    assert letter.reason == "[422] no such action"
    assert sensor.discard_dead_letters() == 1
    assert sensor.dead_letters() == []
    await sensor.aclose()


async def test_a_disk_that_cannot_be_written_is_an_error_of_enqueue(path: Path) -> None:
    sensor = make_sensor(FakeClient(), FakeTime(), spool=path)
    sensor.enqueue(event(1))
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("PRAGMA query_only = ON")
    with pytest.raises(SensorSpoolError, match="cannot write to the spool"):
        sensor.enqueue(event(2))
    with pytest.raises(SensorSpoolError):
        sensor.enqueue_many([event(3), event(4)])
    connection.execute("PRAGMA query_only = OFF")
    assert sensor.statistics.queued == 1
    await sensor.aclose()


async def test_a_spool_that_cannot_be_read_for_a_while_is_reported_and_tried_again(path: Path) -> None:
    client, time = FakeClient(), FakeTime()
    told: list[Exception] = []
    sensor = make_sensor(client, time, spool=path, on_error=lambda error, events: told.append(error))
    sensor.enqueue(event(1))
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("ALTER TABLE event RENAME TO hidden")
    await time.advance(3)
    assert client.events.numbers == []
    assert isinstance(told[0], SensorSpoolError)
    assert len(told) == 1
    connection.execute("ALTER TABLE hidden RENAME TO event")
    await time.advance(6)
    assert client.events.numbers == [1]
    await sensor.aclose()


async def test_a_spool_may_have_a_bound_as_well(path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time, spool=path, max_queue_size=5, max_batch_size=1, overflow="drop_old")
    sensor.enqueue(event(0))
    await quiet()
    for number in range(1, 9):
        assert sensor.enqueue(event(number))
    assert [number_of(one.id) for one in sensor.undelivered()] == [0, 4, 5, 6, 7, 8]
    client.events.script = lambda _: Answer()
    await sensor.aclose()
    assert client.events.numbers == [0, 4, 5, 6, 7, 8]


async def test_an_outage_of_many_events_leaves_only_one_batch_in_memory(path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time, spool=path)
    for start in range(0, 5000, 500):
        sensor.enqueue_many([event(number) for number in range(start, start + 500)])
        await time.advance(1)
    held = [piece for delivery in sensor._core._deliveries for piece in delivery.left()]
    assert len(held) == 100
    flushing = asyncio.create_task(sensor.flush(timeout=1))
    await time.advance(1)
    with pytest.raises(SensorFlushError) as caught:
        await flushing
    assert caught.value.count == 5000
    assert [number_of(one.id) for one in caught.value.undelivered] == list(range(1000))
    client.events.script = lambda _: Answer()
    await sensor.aclose()
    assert client.events.numbers == list(range(5000))


async def test_the_file_is_made_smaller_once_it_is_empty(path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time, spool=path)
    sensor.enqueue_many([event(number, extensions={"filling": "x" * 2000}) for number in range(4000)])
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("PRAGMA wal_checkpoint").fetchall()
    large = path.stat().st_size
    client.events.script = lambda _: Answer()
    await sensor.flush()
    for _ in range(200):
        await quiet()
    assert path.stat().st_size < large / 2
    await sensor.aclose()


def test_a_spool_with_events_may_be_opened_before_any_loop_runs(tmp_path: Path) -> None:
    client, time = FakeClient(), FakeTime()
    crash(_filled(client, time, tmp_path))
    sensor = make_sensor(client, time, spool=tmp_path / "spool")
    assert sensor.statistics.queued == 2
    assert client.events.numbers == []
    asyncio.run(sensor.aclose())
    assert client.events.numbers == [1, 2]


def _filled(client: FakeClient, time: FakeTime, folder: Path) -> CaliperSensor:
    """A sensor that has two events and no loop."""
    sensor = make_sensor(client, time, spool=folder / "spool")
    sensor.enqueue_many([event(1), event(2)])
    return sensor
