"""A full queue, flushing and closing: nothing disappears without a word."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from sensor_fakes import (
    SENSOR,
    Answer,
    FakeClient,
    FakeTime,
    event,
    make_sensor,
    nothing_left,
    number_of,
    quiet,
    refusal,
)

from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError
from timeback_core.caliper.sensor_options import SensorOptions
from timeback_core.errors import ClientClosedError, ConfigurationError, InputValidationError

pytestmark = pytest.mark.anyio
__all__ = ["nothing_left"]


def stuck(time: FakeTime, **options: Any) -> tuple[FakeClient, CaliperSensor]:
    """A sensor whose first request never ends by itself, and which has room for three more events."""
    client = FakeClient()
    client.events.blocked = asyncio.Event()
    return client, make_sensor(client, time, max_queue_size=3, max_batch_size=1, **options)


async def fill(sensor: CaliperSensor) -> None:
    """One event on its way, three in the queue."""
    for number in range(4):
        assert sensor.enqueue(event(number))
        await quiet()


async def test_a_new_event_is_dropped_counted_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    time = FakeTime()
    dropped: list[int] = []
    client, sensor = stuck(time, on_dropped=lambda one: dropped.append(number_of(one.id)))
    await fill(sensor)
    with caplog.at_level(logging.WARNING):
        assert sensor.enqueue(event(4)) is False
        assert sensor.enqueue(event(5)) is False
        assert len(caplog.records) == 1
        await time.advance(61)
        assert sensor.enqueue(event(6)) is False
        assert "2 events dropped" in caplog.records[-1].getMessage()
    assert dropped == [4, 5, 6]
    assert sensor.statistics.dropped == 3
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3]


async def test_the_oldest_event_makes_room_if_wanted() -> None:
    time = FakeTime()
    dropped: list[int] = []
    client, sensor = stuck(time, overflow="drop_old", on_dropped=lambda one: dropped.append(number_of(one.id)))
    await fill(sensor)
    assert sensor.enqueue(event(4))
    assert sensor.enqueue_many([event(number) for number in range(10, 15)]) == 3
    assert dropped == [1, 2, 3, 4, 10, 11]
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 12, 13, 14]


@pytest.mark.parametrize("overflow", ["raise", "block"])
async def test_a_full_queue_raises_if_wanted_and_rather_than_block_a_loop(overflow: Any) -> None:
    time = FakeTime()
    client, sensor = stuck(time, overflow=overflow)
    await fill(sensor)
    with pytest.raises(SensorFullError, match="3 of 3 events wait"):
        sensor.enqueue(event(4))
    with pytest.raises(SensorFullError):
        sensor.enqueue_many([event(5), event(6)])
    assert sensor.statistics.queued == 3
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3]


async def test_some_of_many_are_taken_when_only_some_fit() -> None:
    client, sensor = stuck(FakeTime())
    sensor.enqueue(event(0))
    await quiet()
    assert sensor.enqueue_many([event(number) for number in range(1, 6)]) == 3
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3]


async def test_put_waits_for_room() -> None:
    client, sensor = stuck(FakeTime())
    await fill(sensor)
    putting = [asyncio.create_task(sensor.put(event(number))) for number in (4, 5)]
    await quiet()
    assert not any(task.done() for task in putting)
    client.events.blocked.set()  # type: ignore[union-attr]
    await asyncio.gather(*putting)
    await sensor.flush()
    assert sorted(client.events.numbers) == [0, 1, 2, 3, 4, 5]


async def test_a_put_that_is_given_up_leaves_nothing_behind() -> None:
    client, sensor = stuck(FakeTime())
    await fill(sensor)
    putting = asyncio.create_task(sensor.put(event(4)))
    await quiet()
    putting.cancel()
    await asyncio.wait([putting])
    assert sensor._core.room_waiters == []
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3]


async def test_a_thread_without_a_loop_blocks_until_there_is_room() -> None:
    client, sensor = stuck(FakeTime(), overflow="block")
    await fill(sensor)
    blocked = asyncio.create_task(asyncio.to_thread(sensor.enqueue, event(4)))
    while not sensor._core.room_waiters:
        await asyncio.sleep(0.001)
    assert not blocked.done()
    client.events.blocked.set()  # type: ignore[union-attr]
    assert await blocked is True
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3, 4]


def test_blocking_where_no_loop_sends_would_never_end_and_raises() -> None:
    sensor = make_sensor(FakeClient(), FakeTime(), max_queue_size=1, overflow="block")
    sensor.enqueue(event(1))
    with pytest.raises(SensorFullError):
        sensor.enqueue(event(2))
    asyncio.run(sensor.flush())  # type: ignore[arg-type]


async def test_a_queue_smaller_than_a_batch_is_sent_when_it_is_full() -> None:
    client = FakeClient()
    sensor = make_sensor(client, FakeTime(), max_queue_size=3)
    for number in range(3):
        sensor.enqueue(event(number))
    await quiet()
    assert client.events.numbers == [0, 1, 2]


async def test_flush_waits_for_what_was_there_and_not_for_what_comes_later() -> None:
    client, time = FakeClient(), FakeTime()
    gates = [asyncio.Event(), asyncio.Event()]
    opening = iter(gates)

    async def script() -> Answer:
        await next(opening).wait()
        return Answer()

    client.events.script = lambda _: script()
    sensor = make_sensor(client, time, max_batch_size=1)
    sensor.enqueue(event(1))
    flushing = asyncio.create_task(sensor.flush())
    await quiet()
    sensor.enqueue(event(2))
    gates[0].set()
    assert await flushing == []
    assert sensor.statistics.in_flight == 1
    gates[1].set()
    await sensor.flush()


async def test_a_flush_that_takes_too_long_names_the_events_and_the_sensor_goes_on() -> None:
    client, sensor = stuck(FakeTime())
    time: FakeTime = sensor._clock  # type: ignore[assignment]
    await fill(sensor)
    flushing = asyncio.create_task(sensor.flush(timeout=5))
    await time.advance(4.9)
    assert not flushing.done()
    await time.advance(0.2)
    with pytest.raises(SensorFlushError, match=r"4 events of sensor .* not delivered within 5 s") as caught:
        await flushing
    assert isinstance(caught.value, TimeoutError)
    assert [number_of(one.id) for one in caught.value.undelivered] == [0, 1, 2, 3]
    assert pickle.loads(pickle.dumps(caught.value)).undelivered == caught.value.undelivered
    client.events.blocked.set()  # type: ignore[union-attr]
    await sensor.flush()
    assert client.events.numbers == [0, 1, 2, 3]


async def test_closing_delivers_and_then_refuses() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    assert await sensor.aclose() == []
    assert client.events.numbers == [1]
    assert sensor.closed
    with pytest.raises(ClientClosedError, match="has been closed"):
        sensor.enqueue(event(2))
    with pytest.raises(ClientClosedError):
        await sensor.put(event(2))
    assert await sensor.aclose() == []


async def test_closing_with_a_server_that_is_gone_gives_the_events_back_in_time() -> None:
    client, time = FakeClient(lambda _: ConnectionError("gone")), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue_many([event(number) for number in range(250)])
    closing = asyncio.create_task(sensor.aclose(timeout=3))
    await time.advance(3)
    with pytest.raises(SensorFlushError, match="last error: gone") as caught:
        await closing
    assert [number_of(one.id) for one in caught.value.undelivered] == list(range(250))
    assert caught.value.count == 250
    assert sensor.undelivered() == caught.value.undelivered
    assert time.pending == []


async def test_leaving_the_block_raises_but_never_hides_an_error_of_the_block() -> None:
    client, time = FakeClient(lambda _: ConnectionError("gone")), FakeTime()

    async def work(fail: Callable[[], None]) -> None:
        async with make_sensor(client, time) as sensor:
            sensor.enqueue(event(1))
            fail()

    working = asyncio.create_task(work(lambda: None))
    await time.advance(31)
    with pytest.raises(SensorFlushError):
        await working

    def fail() -> None:
        raise KeyError("mine")

    working = asyncio.create_task(work(fail))
    await time.advance(31)
    with pytest.raises(KeyError) as caught:
        await working
    assert "1 events of sensor" in caught.value.__notes__[0]


async def test_a_client_that_closes_first_delivers_what_its_sensors_have() -> None:
    client, time = FakeClient(), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue(event(1))
    await client.close()
    assert client.events.numbers == [1]
    with pytest.raises(ClientClosedError):
        sensor.enqueue(event(2))


async def test_a_client_that_closes_without_a_server_says_how_many_events_are_left(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client, time = FakeClient(lambda _: refusal(503)), FakeTime()
    sensor = make_sensor(client, time)
    sensor.enqueue_many([event(1), event(2)])
    closing = asyncio.create_task(client.close())
    await time.advance(4.9)
    assert not closing.done()
    await time.advance(0.2)
    await closing
    assert "2 events of sensor https://app.example/sensor were not delivered" in caplog.text
    assert [number_of(one.id) for one in sensor.undelivered()] == [1, 2]


async def test_a_sensor_whose_client_was_torn_away_lets_nobody_wait() -> None:
    client, time = FakeClient(lambda _: ClientClosedError()), FakeTime()
    sensor = make_sensor(client, time, max_queue_size=2)
    sensor.enqueue_many([event(1), event(2)])
    with pytest.raises(SensorFlushError, match="since the client was closed") as caught:
        await sensor.flush()
    assert caught.value.count == 2
    with pytest.raises(ClientClosedError):
        await sensor.put(event(3))
    with pytest.raises(SensorFlushError):
        await sensor.aclose()


async def test_a_bad_event_fails_in_the_stack_of_the_caller_and_nothing_of_its_list_is_taken() -> None:
    sensor = make_sensor(FakeClient(), FakeTime())
    with pytest.raises((InputValidationError, ValueError)):
        sensor.enqueue_many([event(1), 42])  # type: ignore[list-item]
    assert sensor.statistics.queued == 0


def test_a_sensor_needs_a_name() -> None:
    with pytest.raises(InputValidationError, match="sensor"):
        CaliperSensor(FakeClient(), "  ")  # type: ignore[arg-type]
    assert CaliperSensor(FakeClient(), f" {SENSOR} ").sensor_id == SENSOR  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"max_queue_size": 0}, "max_queue_size"),
        ({"max_batch_size": True}, "max_batch_size"),
        ({"max_batch_bytes": 1.5}, "max_batch_bytes"),
        ({"flush_interval": -1}, "flush_interval"),
        ({"flush_interval": float("nan")}, "flush_interval"),
        ({"request_timeout": 0}, "request_timeout"),
        ({"max_retries": -1}, "max_retries"),
        ({"max_in_flight": 0}, "max_in_flight"),
        ({"overflow": "wait"}, "overflow"),
        ({"confirm": "stored"}, "confirm"),
        ({"spool": ""}, "spool"),
        ({"spool": 7}, "spool"),
        ({"on_error": "log"}, "on_error"),
        ({"batch_size": 3}, "batch_size"),
    ],
)
def test_an_option_that_cannot_be_followed_is_named(options: SensorOptions, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        make_sensor(FakeClient(), FakeTime(), **options)


async def test_the_representation_shows_no_content() -> None:
    sensor = make_sensor(FakeClient(), FakeTime())
    sensor.enqueue(event(1, extensions={"secret": "of a person"}))
    assert "of a person" not in repr(sensor) + repr(sensor.undelivered())
    await sensor.flush()


def test_a_plain_with_says_what_to_write_instead() -> None:
    sensor = make_sensor(FakeClient(), FakeTime())
    with pytest.raises(TypeError, match="is asynchronous: write"), sensor:
        raise AssertionError("never entered")
