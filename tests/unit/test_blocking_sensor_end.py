"""A synchronous sensor that is closed, interrupted, forked or misused: nothing disappears without a word."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from blocking_sensor_fakes import Stage, interrupted, nothing_left, stuck, until
from sensor_fakes import SENSOR, Answer, event, number_of, refusal

from timeback_core.caliper import sensor_exit
from timeback_core.caliper.sensor_errors import SensorFlushError, SensorSpoolError
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import ClientClosedError, ConfigurationError, InputValidationError

__all__ = ["nothing_left"]


# Closing


def test_closing_delivers_and_then_refuses() -> None:
    stage = Stage()
    sensor = stage.sensor()
    sensor.enqueue(event(1))
    assert sensor.close() == []
    assert stage.events.numbers == [1]
    assert sensor.closed
    for use in (sensor.enqueue, sensor.put):
        with pytest.raises(ClientClosedError, match="has been closed"):
            use(event(2))
    assert sensor.close() == []


def test_closing_with_a_server_that_is_gone_gives_the_events_back_in_time() -> None:
    stage = Stage(lambda _: ConnectionError("gone"))
    sensor = stage.sensor()
    sensor.enqueue_many([event(number) for number in range(250)])
    closing = stage.waiter(lambda: sensor.close(timeout=3))
    stage.advance(3)
    with pytest.raises(SensorFlushError, match="last error: gone") as caught:
        closing.result()
    assert [number_of(one.id) for one in caught.value.undelivered] == list(range(250))
    assert sensor.undelivered() == caught.value.undelivered
    assert stage.threads() == []
    assert stage.clock.pending == []


def test_closing_ends_the_request_under_way_and_leaves_the_client_open() -> None:
    stage, sensor = stuck()
    closing = stage.waiter(lambda: sensor.close(timeout=1))
    stage.advance(1)
    with pytest.raises(SensorFlushError) as caught:
        closing.result()
    assert caught.value.count == 4
    assert stage.events.under_way == 0
    assert not stage.client._channel.lifetime.closed
    stage.events.unblock()
    with stage.sensor() as other:
        other.enqueue(event(7))
    assert stage.events.numbers == [7]


def test_ctrl_c_ends_closing_at_once_and_says_what_is_left(caplog: pytest.LogCaptureFixture) -> None:
    stage, sensor = stuck()
    with interrupted(stage):
        sensor.close(timeout=None)
    assert sensor.closed
    assert "4 events of sensor https://app.example/sensor were not delivered before it was closed" in caplog.text
    assert [number_of(one.id) for one in sensor.undelivered()] == [0, 1, 2, 3]


def test_ctrl_c_ends_closing_and_the_spool_keeps_everything_for_the_next_sensor(tmp_path: Path) -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(spool=tmp_path / "spool", max_batch_size=2)
    sensor.enqueue_many([event(number) for number in range(5)])
    with interrupted(stage):
        sensor.close()
    stage.events.unblock()
    with stage.sensor(spool=tmp_path / "spool") as after:
        assert after.statistics.queued + after.statistics.in_flight == 5
    assert stage.events.numbers == [0, 1, 2, 3, 4]


def test_a_second_thread_waits_for_a_sensor_that_is_closing_already() -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor()
    sensor.enqueue(event(1))
    closing = stage.waiter(sensor.close)
    ending = threading.Thread(target=stage.client.close)
    ending.start()
    assert not closing.done
    stage.events.unblock()
    closing.result()
    ending.join(20)
    assert stage.events.numbers == [1]
    assert stage.client._channel.lifetime.closed


def test_leaving_the_block_raises_but_never_hides_an_error_of_the_block() -> None:
    stage = Stage(lambda _: ConnectionError("gone"))

    def work(error: type[BaseException] | None) -> None:
        with stage.sensor() as sensor:
            sensor.enqueue(event(1))
            if error is not None:
                raise error("mine")

    for error, raised, seconds in ((None, SensorFlushError, 30), (KeyError, KeyError, 30), (SystemExit, SystemExit, 5)):
        waiter = stage.waiter(lambda error=error: work(error))  # type: ignore[misc]  # mypy cannot tell its type
        stage.advance(seconds - 0.1)
        assert not waiter.done
        stage.advance(0.2)
        with pytest.raises(raised) as caught:
            waiter.result()
        if error is not None:
            assert "1 events of sensor" in caught.value.__notes__[0]


def test_an_event_of_a_callback_may_close_the_sensor() -> None:
    stage = Stage()

    def told(*_: object) -> None:
        try:
            sensor.close()
        except SensorFlushError as error:
            left.extend(error.undelivered)

    left: list[QueuedEvent] = []
    sensor = stage.sensor(on_delivered=told, max_batch_size=1)
    sensor.enqueue_many([event(1), event(2)])
    until(lambda: left)
    assert [number_of(one.id) for one in left] == [2]
    assert stage.events.numbers == [1]


def test_a_client_that_closes_first_delivers_what_its_sensors_have() -> None:
    stage = Stage()
    sensor = stage.sensor()
    sensor.enqueue(event(1))
    stage.client.close()
    assert stage.events.numbers == [1]
    with pytest.raises(ClientClosedError):
        sensor.enqueue(event(2))
    with pytest.raises(ClientClosedError):
        stage.sensor()


def test_a_client_that_closes_without_a_server_says_how_many_events_are_left(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage(lambda _: refusal(503))
    sensors = [stage.sensor(), stage.sensor()]
    for sensor in sensors:
        sensor.enqueue_many([event(1), event(2)])
    closing = stage.waiter(stage.client.close)
    until(lambda: all(sensor.closed for sensor in sensors))
    stage.advance(4.9)
    assert not closing.done
    stage.advance(0.2)
    closing.result()
    assert caplog.text.count("2 events of sensor https://app.example/sensor were not delivered") == 2


def test_a_sensor_whose_client_was_torn_away_lets_nobody_wait() -> None:
    stage = Stage(lambda _: ClientClosedError())
    sensor = stage.sensor(max_queue_size=2)
    sensor.enqueue_many([event(1), event(2)])
    with pytest.raises(SensorFlushError, match="since the client was closed") as caught:
        sensor.flush()
    assert caught.value.count == 2
    with pytest.raises(ClientClosedError):
        sensor.put(event(3))
    with pytest.raises(SensorFlushError):
        sensor.close()


def test_a_late_answer_changes_nothing_any_more(tmp_path: Path) -> None:
    stage = Stage()
    answering, go_on = threading.Event(), threading.Event()

    def script(_: object) -> Answer:
        answering.set()
        assert go_on.wait(20)
        return Answer()

    stage.events.script = script
    sensor = stage.sensor(spool=tmp_path / "spool", max_batch_size=1)
    sensor.enqueue(event(1))
    assert answering.wait(20)
    closing = stage.waiter(lambda: sensor.close(timeout=0))
    driver = sensor._driver
    assert driver is not None
    until(driver.retired)
    until(lambda: stage.clock.waiting(closing.thread))
    stage.clock.now += 2
    for condition, _ in list(stage.clock._waiting.values()):
        with condition:
            condition.notify_all()
    assert closing.result() == []
    go_on.set()
    until(lambda: not driver._workers)
    assert sensor.statistics.sent == 0
    assert sensor.last_error is None
    stage.events.script = lambda _: Answer()
    with stage.sensor(spool=tmp_path / "spool"):
        pass
    assert stage.events.numbers == [1, 1]


# Spools


def test_a_spool_of_before_is_sent_without_being_asked(tmp_path: Path) -> None:
    stage = Stage(lambda _: refusal(503))
    sensor = stage.sensor(spool=tmp_path / "spool")
    sensor.enqueue_many([event(1), event(2)])
    closing = stage.waiter(lambda: sensor.close(timeout=1))
    stage.advance(1)
    assert closing.result() == []
    stage.events.script = lambda _: Answer()
    again = stage.sensor(spool=tmp_path / "spool", flush_interval=1.0)
    stage.advance(1.1)
    assert stage.events.numbers == [1, 2]
    again.close()


def test_refused_events_become_dead_letters(tmp_path: Path) -> None:
    stage = Stage(lambda ids: refusal(422) if number_of(ids[0]) == 2 or len(ids) > 1 else Answer())
    with stage.sensor(spool=tmp_path / "spool") as sensor:
        sensor.enqueue_many([event(1), event(2), event(3)])
        assert [number_of(one.id) for one in sensor.flush()] == [2]
        assert [number_of(one.id) for one in sensor.dead_letters()] == [2]
        assert sensor.discard_dead_letters() == 1
    for use in (sensor.dead_letters, sensor.discard_dead_letters):
        with pytest.raises(ClientClosedError, match="has been closed"):
            use()


def test_a_spool_that_cannot_be_read_is_left_alone_for_a_while_and_then_read(tmp_path: Path) -> None:
    told: list[Exception] = []
    stage = Stage()
    sensor = stage.sensor(spool=tmp_path / "spool", on_error=lambda error, _: told.append(error), flush_interval=60.0)
    sensor.enqueue(event(1))
    stage.quiet()
    connection: Any = sensor._spool._connection  # type: ignore[union-attr]
    connection.execute("ALTER TABLE event RENAME TO hidden")
    stage.advance(60)
    assert len(told) == 1
    assert isinstance(told[0], SensorSpoolError)
    connection.execute("ALTER TABLE hidden RENAME TO event")
    assert stage.events.numbers == []
    stage.advance(5)
    assert stage.events.numbers == [1]
    sensor.close()


# What is refused


def test_a_bad_event_fails_in_the_stack_of_the_caller_and_nothing_of_its_list_is_taken() -> None:
    sensor = Stage().sensor()
    with pytest.raises((InputValidationError, ValueError)):
        sensor.enqueue_many([event(1), 42])  # type: ignore[list-item]
    assert sensor.statistics.queued == 0


@pytest.mark.parametrize("options", [{"overflow": "wait"}, {"batch_size": 3}, {"max_in_flight": 0}])
def test_an_option_that_cannot_be_followed_is_named(options: Any) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        Stage().sensor(**options)


def test_an_async_with_says_what_to_write_instead() -> None:
    sensor: Any = Stage().sensor()
    with pytest.raises(TypeError, match="is synchronous: write"):
        sensor.__aenter__()
    assert not hasattr(sensor, "aclose")


# Forks, and the end of the process, seen from within; `test_blocking_sensor_exit` has real ones


def test_a_child_forgets_threads_events_and_locks_of_its_parent() -> None:
    stage, sensor = stuck()
    parents = sensor._driver
    sensor.empty_after_fork()
    assert sensor.statistics.queued == sensor.statistics.in_flight == 0
    stage.events.unblock()
    sensor.enqueue(event(7))
    sensor.flush()
    assert stage.events.numbers[-1] == 7
    assert sensor._driver is not parents
    assert sensor.statistics.sent == 1


def test_the_end_of_the_process_counts_what_is_under_way(caplog: pytest.LogCaptureFixture) -> None:
    stage, sensor = stuck()
    sensor.end_with_process()
    assert f"4 events of sensor {SENSOR} were not delivered when the process ended" in caplog.text
    stage.events.unblock()
    sensor_exit.forget(sensor)
