"""A full queue, and flushing, without an event loop: nothing disappears without a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from blocking_sensor_fakes import Stage, interrupted, nothing_left, stuck
from sensor_fakes import Answer, event, number_of

from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError
from timeback_core.errors import ClientClosedError

__all__ = ["nothing_left"]


# A full queue


def test_a_new_event_is_dropped_counted_and_reported() -> None:
    dropped: list[int] = []
    stage, sensor = stuck(on_dropped=lambda one: dropped.append(number_of(one.id)))
    assert sensor.enqueue(event(4)) is False
    assert dropped == [4]
    assert sensor.statistics.dropped == 1
    stage.events.unblock()
    sensor.flush()
    assert stage.events.numbers == [0, 1, 2, 3]


def test_the_oldest_event_makes_room_if_wanted() -> None:
    stage, sensor = stuck(overflow="drop_old")
    assert sensor.enqueue_many([event(number) for number in range(10, 12)]) == 2
    stage.events.unblock()
    sensor.flush()
    assert stage.events.numbers == [0, 3, 10, 11]


def test_a_full_queue_raises_if_wanted() -> None:
    stage, sensor = stuck(overflow="raise")
    with pytest.raises(SensorFullError, match="3 of 3 events wait"):
        sensor.enqueue(event(4))
    stage.events.unblock()
    sensor.flush()


@pytest.mark.parametrize("way", ["put", "enqueue", "enqueue_many"])
def test_a_thread_waits_until_there_is_room(way: str) -> None:
    stage, sensor = stuck(overflow="block")
    uses: dict[str, Callable[[], object]] = {
        "put": lambda: sensor.put(event(4)),
        "enqueue": lambda: sensor.enqueue(event(4)),
        "enqueue_many": lambda: sensor.enqueue_many([event(4), event(5)]),
    }
    waiter = stage.waiter(uses[way])
    assert not waiter.done
    stage.events.unblock()
    waiter.result()
    sensor.flush()
    assert stage.events.numbers[:5] == [0, 1, 2, 3, 4]


def test_a_list_that_can_never_fit_is_not_waited_for() -> None:
    stage, sensor = stuck(overflow="block")
    with pytest.raises(SensorFullError):
        sensor.enqueue_many([event(number) for number in range(10, 14)])
    stage.events.unblock()
    sensor.flush()


def test_ctrl_c_ends_the_wait_for_room_and_leaves_nothing_behind() -> None:
    stage, sensor = stuck()
    with interrupted(stage):
        sensor.put(event(4))
    assert sensor._core.room_waiters == []
    stage.events.unblock()
    sensor.flush()
    assert stage.events.numbers == [0, 1, 2, 3]


def test_whoever_waits_for_room_is_told_that_the_sensor_is_closed() -> None:
    stage, sensor = stuck()
    waiter = stage.waiter(lambda: sensor.put(event(4)))
    with pytest.raises(SensorFlushError):
        sensor.close(timeout=0)
    with pytest.raises(ClientClosedError):
        waiter.result()


# Flushing


def test_flush_waits_for_what_was_there_and_not_for_what_comes_later() -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(max_batch_size=1)
    sensor.enqueue(event(1))
    flushing = stage.waiter(sensor.flush)

    def script(ids: list[str]) -> Answer:
        if number_of(ids[0]) == 1:
            sensor.enqueue(event(2))
            stage.events.block()
        return Answer()

    stage.events.script = script
    stage.events.unblock()
    assert flushing.result() == []
    stage.quiet()
    assert sensor.statistics.in_flight == 1
    stage.events.unblock()
    sensor.flush()


def test_a_flush_that_takes_too_long_names_the_events_and_the_sensor_goes_on() -> None:
    stage, sensor = stuck()
    flushing = stage.waiter(lambda: sensor.flush(timeout=5))
    stage.advance(4.9)
    assert not flushing.done
    stage.advance(0.2)
    with pytest.raises(SensorFlushError, match=r"4 events of sensor .* not delivered within 5 s") as caught:
        flushing.result()
    assert [number_of(one.id) for one in caught.value.undelivered] == [0, 1, 2, 3]
    stage.events.unblock()
    sensor.flush()
    assert stage.events.numbers == [0, 1, 2, 3]


def test_ctrl_c_ends_a_flush_at_once_and_the_sensor_goes_on() -> None:
    stage, sensor = stuck()
    with interrupted(stage):
        sensor.flush(timeout=None)
    assert sensor._core.flushes == []
    assert [number_of(one.id) for one in sensor.undelivered()] == [0, 1, 2, 3]
    stage.events.unblock()
    sensor.flush()
    assert stage.events.numbers == [0, 1, 2, 3]
