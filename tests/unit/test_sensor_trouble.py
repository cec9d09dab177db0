"""A sensor among cancelled tasks, full disks, odd answers and callers who come at the wrong moment."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sensor_fakes import Answer, FakeClient, FakeTime, event, make_sensor, nothing_left, number_of, quiet, refusal

from timeback_core.caliper import SendEventsResult, sensor_exit
from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError, SensorSpoolError
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import ClientClosedError, ConfigurationError, UnsupportedOperationError

pytestmark = pytest.mark.anyio
__all__ = ["nothing_left"]


# Answers


async def test_an_answer_that_calls_itself_an_error_delivers_nothing() -> None:
    answer = SendEventsResult(status="error", message="not that one", errors=[{"path": "data"}])
    client, time = FakeClient(lambda ids: answer if number_of(ids[0]) == 2 or len(ids) > 1 else Answer()), FakeTime()
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    sensor = make_sensor(client, time, on_error=lambda error, events: told.append((error, events)))
    sensor.enqueue_many([event(1), event(2), event(3)])
    given_up = await sensor.flush()
    assert [number_of(one.id) for one in given_up] == [2]
    assert "not that one" in str(told[0][0])
    assert (sensor.statistics.sent, sensor.statistics.failed) == (2, 1)


async def test_a_server_that_asks_for_no_wait_at_all_is_not_asked_again_and_again() -> None:
    client, time = FakeClient(lambda _: refusal(429, retry_after="0")), FakeTime()
    sensor = make_sensor(client, time, max_batch_size=1)
    sensor.enqueue(event(1))
    await time.advance(10)
    assert len(client.events.envelopes) == 5  # at 0, 0.5, 1.5, 3.5 and 7.5 s
    client.events.script = lambda _: Answer()
    await sensor.flush()


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_job_that_cannot_be_looked_at_is_no_fault_of_its_events(status: int) -> None:
    client, time = FakeClient(lambda _: Answer(job_id="7")), FakeTime()
    answers: list[Exception] = [refusal(status)]

    async def wait_for_completion(job_id: str, **_: object) -> Any:
        if answers:
            raise answers.pop()
        return SimpleNamespace(succeeded=True)

    client.jobs = SimpleNamespace(wait_for_completion=wait_for_completion)
    sensor = make_sensor(client, time, confirm="processed")
    sensor.enqueue_many([event(1), event(2)])
    await time.advance(5)
    assert client.events.batches == [[1, 2], [1, 2]]
    assert sensor.statistics.failed == 0
    assert sensor.statistics.sent == 2


async def test_where_no_job_can_be_asked_for_an_accepted_event_is_delivered() -> None:
    client, time = FakeClient(lambda _: Answer(job_id="7"), platform="LEARNWITH_AI"), FakeTime()

    async def wait_for_completion(job_id: str, **_: object) -> Any:
        raise UnsupportedOperationError("wait_for_completion")

    client.jobs = SimpleNamespace(wait_for_completion=wait_for_completion)
    sensor = make_sensor(client, time, confirm="processed")
    sensor.enqueue(event(1))
    assert await sensor.flush() == []
    assert sensor.statistics.sent == 1


async def test_a_callback_that_nobody_would_await_is_refused() -> None:
    async def told(*_: object) -> None: ...

    for name in ("on_error", "on_delivered", "on_dropped"):
        options: Any = {name: told}
        with pytest.raises(ConfigurationError, match=f"{name} must be a plain function"):
            make_sensor(FakeClient(), FakeTime(), **options)


# Room that is made in the very moment in which somebody begins to wait for it


def full_for_a_moment(sensor: CaliperSensor, then: Any = None) -> None:
    """Have the queue look full once, and be empty as soon as somebody has seen it."""
    offer, seen = sensor._core.offer, [True]

    def offered(*arguments: Any) -> Any:
        if seen:
            seen.pop()
            if then is not None:
                then()
            raise SensorFullError("full")
        return offer(*arguments)

    sensor._core.offer = offered  # type: ignore[method-assign,assignment]  # stands in for it once


async def test_put_misses_no_room() -> None:
    client = FakeClient()
    sensor = make_sensor(client, FakeTime(), max_queue_size=3)
    full_for_a_moment(sensor)
    await asyncio.wait_for(sensor.put(event(1)), 2)
    await sensor.flush()
    assert client.events.numbers == [1]


@pytest.mark.parametrize("closed", [False, True])
async def test_a_blocked_thread_misses_neither_room_nor_the_end(closed: bool) -> None:
    client = FakeClient()
    sensor = make_sensor(client, FakeTime(), max_queue_size=3, overflow="block")
    sensor._adopt()
    full_for_a_moment(sensor, (lambda: setattr(sensor._core, "refusal", sensor._closed_error)) if closed else None)
    blocked = asyncio.create_task(asyncio.to_thread(sensor.enqueue, event(1)))
    try:
        done, _ = await asyncio.wait([blocked], timeout=3)
    finally:
        for wake in sensor._core.room_waiters:
            wake()
    assert done
    if closed:
        with pytest.raises(ClientClosedError):
            await blocked
    else:
        assert await blocked is True
        await sensor.flush()


# Closing


async def test_closing_that_is_cancelled_says_what_is_left(caplog: pytest.LogCaptureFixture) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue_many([event(1), event(2)])
    closing = asyncio.create_task(sensor.aclose(timeout=None))
    await time.advance(1)
    closing.cancel()
    await asyncio.wait([closing])
    assert closing.cancelled()
    assert "2 events of sensor https://app.example/sensor were not delivered" in caplog.text
    assert [number_of(one.id) for one in sensor.undelivered()] == [1, 2]


async def test_closing_that_is_cancelled_twice_still_lets_go_of_the_spool(tmp_path: Path) -> None:
    client, time = FakeClient(), FakeTime()

    async def slow_to_end(_: object) -> Answer:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return Answer()

    client.events.script = slow_to_end
    sensor = make_sensor(client, time, spool=tmp_path / "spool")
    sensor.enqueue(event(1))
    closing = asyncio.create_task(sensor.aclose(timeout=None))
    await quiet()
    closing.cancel()
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait([closing])
    await quiet()
    client = FakeClient()
    async with make_sensor(client, time, spool=tmp_path / "spool"):
        pass
    assert client.events.numbers == [1]


async def test_a_client_waits_for_a_sensor_that_is_closing_already() -> None:
    client, time = FakeClient(), FakeTime()
    client.events.blocked = asyncio.Event()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    closing = asyncio.create_task(sensor.aclose())
    await quiet()
    ending = asyncio.create_task(client.close())
    await quiet()
    assert not ending.done()
    client.events.blocked.set()
    await asyncio.gather(closing, ending)
    assert client.events.numbers == [1]


async def test_a_closed_sensor_sends_nothing_when_it_is_flushed() -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    closing = asyncio.create_task(sensor.aclose(timeout=1))
    await time.advance(1)
    with pytest.raises(SensorFlushError):
        await closing
    attempts = len(client.events.envelopes)
    with pytest.raises(SensorFlushError, match="before it was closed") as caught:
        await asyncio.wait_for(sensor.flush(), 2)
    assert [number_of(one.id) for one in caught.value.undelivered] == [1]
    await time.advance(60)
    assert len(client.events.envelopes) == attempts


async def test_the_end_of_the_process_counts_what_an_unfinished_close_had(caplog: pytest.LogCaptureFixture) -> None:
    client, time = FakeClient(), FakeTime()
    client.events.blocked = asyncio.Event()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    closing = asyncio.create_task(sensor.aclose())
    await quiet()
    with caplog.at_level(logging.WARNING):
        sensor.end_with_process()
    assert "1 events of sensor https://app.example/sensor were not delivered when the process ended" in caplog.text
    client.events.blocked.set()
    await closing


async def test_a_spool_that_cannot_be_read_does_not_keep_its_sensor_from_closing(tmp_path: Path) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    seen: list[int] = []

    def look(*_: object) -> None:
        seen.append(sensor.statistics.queued)

    sensor: CaliperSensor = make_sensor(client, time, spool=tmp_path / "spool", on_error=look)
    sensor.enqueue_many([event(number) for number in range(3)])
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("ALTER TABLE event RENAME TO hidden")
    closing = asyncio.create_task(client.close())
    await time.advance(6)
    await closing
    assert client._channel.lifetime.closed
    assert seen[-1] == 3  # a callback may look at its sensor


async def test_dead_letters_are_read_before_the_sensor_is_closed(tmp_path: Path) -> None:
    async with make_sensor(FakeClient(), FakeTime(), spool=tmp_path / "spool") as sensor:
        assert sensor.dead_letters() == []
    for use in (sensor.dead_letters, sensor.discard_dead_letters):
        with pytest.raises(ClientClosedError, match="has been closed"):
            use()


def test_a_fork_after_a_loop_that_was_closed_in_the_middle_empties_the_sensor() -> None:
    client = FakeClient()
    client.events.blocked = asyncio.Event()
    sensor = make_sensor(client, FakeTime(), max_batch_size=1)
    loop = asyncio.new_event_loop()

    async def begin() -> None:
        sensor.enqueue(event(1))
        await quiet()

    loop.run_until_complete(begin())
    tasks = list(asyncio.all_tasks(loop))
    loop.close()
    sensor.empty_after_fork()
    sensor_exit.forget(sensor)
    assert sensor.statistics.queued == sensor.statistics.in_flight == 0
    for task in tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # what a closed loop leaves is the test's
        task.get_coro().close()


# Disks


async def test_an_old_event_that_cannot_be_deleted_is_not_dropped(tmp_path: Path) -> None:
    client, time = FakeClient(), FakeTime()
    dropped: list[int] = []
    sensor = make_sensor(
        client,
        time,
        spool=tmp_path / "spool",
        max_queue_size=2,
        overflow="drop_old",
        on_dropped=lambda one: dropped.append(number_of(one.id)),
    )
    client.events.blocked = asyncio.Event()
    sensor.enqueue(event(0))
    flushing = asyncio.create_task(sensor.flush())
    await quiet()
    sensor.enqueue_many([event(1), event(2)])
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("PRAGMA query_only = ON")
    with pytest.raises(SensorSpoolError):
        sensor.enqueue(event(3))
    connection.execute("PRAGMA query_only = OFF")
    client.events.blocked.set()
    await flushing
    await sensor.flush()
    assert dropped == []
    assert client.events.numbers == [0, 1, 2]
    await sensor.aclose()


async def test_what_was_dropped_for_an_event_that_could_not_be_written_is_told(tmp_path: Path) -> None:
    client, time = FakeClient(), FakeTime()
    dropped: list[int] = []
    sensor = make_sensor(
        client,
        time,
        spool=tmp_path / "spool",
        max_queue_size=1,
        overflow="drop_old",
        flush_interval=60,
        max_batch_size=5,
        on_dropped=lambda one: dropped.append(number_of(one.id)),
    )
    client.events.blocked = asyncio.Event()
    sensor.enqueue(event(0))
    await quiet()
    sensor.enqueue(event(1))
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("CREATE TEMP TRIGGER no BEFORE INSERT ON event BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    with pytest.raises(SensorSpoolError):
        sensor.enqueue(event(2))
    assert dropped == [1]
    assert sensor.statistics.dropped == 1
    client.events.blocked.set()
    await sensor.aclose()
