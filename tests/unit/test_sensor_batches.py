"""When a sensor sends: by number, by bytes, by time, and when it is told to."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sensor_fakes import SENSOR, Answer, FakeClient, FakeTime, event, make_sensor, nothing_left, quiet

pytestmark = pytest.mark.anyio
__all__ = ["nothing_left"]


async def test_a_full_batch_leaves_at_once() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time, max_batch_size=3)
    for number in range(3):
        assert sensor.enqueue(event(number))
    await quiet()
    assert client.events.batches == [[0, 1, 2]]
    assert sensor.statistics.sent == 3
    assert sensor.statistics.queued == sensor.statistics.in_flight == 0


async def test_a_batch_that_is_not_full_leaves_after_the_interval_and_not_before() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time, flush_interval=2.0)
    sensor.enqueue(event(1))
    await time.advance(1.0)
    sensor.enqueue(event(2))
    await time.advance(0.9)
    assert client.events.batches == []
    await time.advance(0.2)
    assert client.events.batches == [[1, 2]]


async def test_a_batch_leaves_when_it_has_enough_bytes_and_never_has_more() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time, max_batch_bytes=2000)
    for number in range(5):
        sensor.enqueue(event(number, extensions={"filling": "x" * 500}))
    await quiet()
    assert client.events.batches == [[0, 1], [2, 3]]
    await time.advance(2.0)
    assert client.events.batches == [[0, 1], [2, 3], [4]]


async def test_an_event_beyond_the_batch_bytes_goes_alone() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time, max_batch_bytes=1000)
    sensor.enqueue_many([event(1), event(2, extensions={"filling": "x" * 5000}), event(3)])
    await sensor.aclose()
    assert client.events.batches == [[1], [2], [3]]


async def test_nothing_is_planned_and_no_task_runs_while_nothing_waits() -> None:
    client, time = FakeClient(), FakeTime()
    before = asyncio.all_tasks()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    await sensor.flush()
    await quiet()
    assert time.pending == []
    assert asyncio.all_tasks() == before
    assert client.events.options == [{"max_retries": 0, "timeout": 15.0}]


async def test_the_envelope_names_the_sensor_and_a_new_time_at_each_attempt() -> None:
    client, time = FakeClient(), FakeTime()
    answers = iter([ConnectionError("cut"), Answer()])
    client.events.script = lambda _: next(answers)
    sensor = make_sensor(client, time)
    sensor.enqueue({**event(1), "eventTime": "2026-03-02T08:00:00.000Z"})
    flushing = asyncio.create_task(sensor.flush())
    await time.advance(1.0)
    await flushing
    first, second = client.events.envelopes
    assert first["sensor"] == second["sensor"] == SENSOR
    assert first["data"] == second["data"]
    assert "sendTime" in first


async def test_one_request_is_under_way_at_a_time_and_events_keep_their_order() -> None:
    client, time = FakeClient(), FakeTime()
    client.events.blocked = asyncio.Event()
    sensor = make_sensor(client, time, max_batch_size=2)
    for number in range(8):
        sensor.enqueue(event(number))
        await quiet()
    assert client.events.under_way == 1
    client.events.blocked.set()
    await sensor.flush()
    assert client.events.most_under_way == 1
    assert client.events.numbers == list(range(8))


async def test_more_requests_may_be_under_way() -> None:
    client, time = FakeClient(), FakeTime()
    client.events.blocked = asyncio.Event()
    sensor = make_sensor(client, time, max_batch_size=2, max_in_flight=3)
    for number in range(10):
        sensor.enqueue(event(number))
    await quiet()
    assert client.events.under_way == 3
    assert sensor.statistics.in_flight == 6
    client.events.blocked.set()
    assert await sensor.flush() == []
    assert sorted(client.events.numbers) == list(range(10))


async def test_a_second_platform_gets_one_event_a_request() -> None:
    client, time = FakeClient(platform="LEARNWITH_AI"), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue_many([event(1), event(2)])
    await sensor.flush()
    assert client.events.batches == [[1], [2]]


async def test_events_of_other_threads_are_sent_by_the_loop() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time, max_batch_size=10)
    async with sensor:
        threads = [
            threading.Thread(target=lambda base=base: [sensor.enqueue(event(base + one)) for one in range(50)])
            for base in (0, 100, 200)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            await asyncio.to_thread(thread.join)
        await sensor.flush()
        assert len(client.events.numbers) == 150
        for base in (0, 100, 200):
            mine = [number for number in client.events.numbers if base <= number < base + 100]
            assert mine == sorted(mine)


def test_events_without_a_loop_wait_for_one() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time)
    assert sensor.enqueue(event(1))
    assert sensor.statistics.queued == 1

    async def later() -> None:
        sensor.enqueue(event(2))
        await sensor.flush()

    asyncio.run(later())
    assert client.events.numbers == [1, 2]


def test_events_left_by_one_loop_are_sent_by_the_next() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time)

    async def first() -> None:
        client.events.blocked = asyncio.Event()
        sensor.enqueue_many([event(number) for number in range(150)])
        await quiet()
        assert sensor.statistics.in_flight == 100

    asyncio.run(first())
    client.events.blocked = None
    assert sensor.statistics.queued == 150
    asyncio.run(sensor.flush())  # type: ignore[arg-type]
    assert client.events.numbers == list(range(150))
    assert client.events.batches[0] == client.events.batches[1]


async def test_an_enqueued_event_no_longer_depends_on_what_was_given() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time)
    given = event(1)
    sensor.enqueue(given)
    given["action"] = "Changed"
    await sensor.flush()
    assert client.events.envelopes[0]["data"][0]["action"] == "Used"
