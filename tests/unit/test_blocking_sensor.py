"""When a synchronous sensor sends, in which threads, and in which order."""

from __future__ import annotations

import threading

import pytest
from blocking_sensor_fakes import Stage, nothing_left, until
from sensor_fakes import SENSOR, Answer, event, number_of, refusal

from timeback_core.caliper.sensor_queue import QueuedEvent

__all__ = ["nothing_left"]


def test_a_full_batch_leaves_at_once() -> None:
    stage = Stage()
    sensor = stage.sensor(max_batch_size=3)
    for number in range(3):
        assert sensor.enqueue(event(number))
    stage.quiet()
    assert stage.events.batches == [[0, 1, 2]]
    assert sensor.statistics.sent == 3
    assert sensor.statistics.queued == sensor.statistics.in_flight == 0


def test_a_batch_that_is_not_full_leaves_after_the_interval_and_not_before() -> None:
    stage = Stage()
    sensor = stage.sensor(flush_interval=2.0)
    sensor.enqueue(event(1))
    stage.advance(1.0)
    sensor.enqueue(event(2))
    stage.advance(0.9)
    assert stage.events.batches == []
    stage.advance(0.2)
    assert stage.events.batches == [[1, 2]]


def test_a_batch_leaves_when_it_has_enough_bytes_and_never_has_more() -> None:
    stage = Stage()
    sensor = stage.sensor(max_batch_bytes=2000)
    for number in range(5):
        sensor.enqueue(event(number, extensions={"filling": "x" * 500}))
    stage.quiet()
    assert stage.events.batches == [[0, 1], [2, 3]]
    stage.advance(2.0)
    assert stage.events.batches == [[0, 1], [2, 3], [4]]


def test_no_thread_lives_while_nothing_waits() -> None:
    stage = Stage()
    sensor = stage.sensor()
    assert stage.threads() == []
    sensor.enqueue(event(1))
    assert len(stage.threads()) == 1
    sensor.flush()
    until(lambda: stage.threads() == [])
    assert stage.clock.pending == []
    assert stage.events.options == [{"max_retries": 0, "timeout": 15.0}]
    sensor.enqueue(event(2))
    assert sensor.flush() == []
    assert stage.events.numbers == [1, 2]


def test_a_sleeping_thread_waits_for_the_next_batch_and_for_nothing_else() -> None:
    stage = Stage()
    sensor = stage.sensor(flush_interval=3600.0, max_in_flight=4)
    sensor.enqueue(event(1))
    stage.quiet()
    assert len(stage.threads()) == 1
    assert stage.clock.waits == [3600.0]
    sensor.flush()


def test_one_request_is_under_way_at_a_time_and_events_keep_their_order() -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(max_batch_size=2)
    for number in range(8):
        sensor.enqueue(event(number))
    stage.quiet()
    assert stage.events.under_way == len(stage.threads()) == 1
    stage.events.unblock()
    sensor.flush()
    assert stage.events.most_under_way == 1
    assert stage.events.numbers == list(range(8))


def test_as_many_requests_are_under_way_as_allowed() -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(max_batch_size=2, max_in_flight=3)
    for number in range(10):
        sensor.enqueue(event(number))
    until(lambda: stage.events.under_way == 3)
    stage.quiet()
    assert stage.events.under_way == len(stage.threads()) == 3
    assert sensor.statistics.in_flight == 6
    stage.events.unblock()
    assert sensor.flush() == []
    assert sorted(stage.events.numbers) == list(range(10))
    assert stage.events.most_under_way == 3
    until(lambda: stage.threads() == [])


def test_a_second_thread_takes_the_watch_when_the_first_one_sends() -> None:
    stage = Stage()
    stage.events.block()
    sensor = stage.sensor(flush_interval=2.0, max_batch_size=2, max_in_flight=2)
    sensor.enqueue_many([event(1), event(2), event(3)])
    stage.quiet()
    assert stage.events.batches == [[1, 2]]
    stage.advance(2.1)
    assert stage.events.batches == [[1, 2], [3]]
    stage.events.unblock()
    sensor.flush()


def test_an_outage_is_survived_and_every_event_delivered_once_and_in_order() -> None:
    stage = Stage(lambda _: refusal(503))
    sensor = stage.sensor(max_batch_size=2)
    sensor.enqueue_many([event(number) for number in range(5)])
    stage.advance(3.6)
    assert stage.events.batches == [[0, 1]] * 4  # at 0, 0.5, 1.5 and 3.5 s
    stage.events.script = lambda _: Answer()
    stage.advance(4.0)
    assert sensor.flush() == []
    assert stage.events.numbers == [0, 1, 2, 3, 4]
    assert sensor.statistics.retried == 8


def test_flushing_cuts_a_wait_short_but_not_one_that_the_server_asked_for() -> None:
    stage = Stage(lambda _: refusal(503))
    sensor = stage.sensor()
    sensor.enqueue(event(1))
    stage.advance(20)
    attempts = len(stage.events.envelopes)
    stage.events.script = lambda _: refusal(429, retry_after="30")
    flushing = stage.waiter(lambda: sensor.flush(None))
    stage.quiet()
    assert len(stage.events.envelopes) == attempts + 1
    stage.events.script = lambda _: Answer()
    hurrying = stage.waiter(lambda: sensor.flush(None))
    stage.advance(29.9)
    assert stage.events.numbers == []
    stage.advance(0.2)
    assert flushing.result() == hurrying.result() == []
    assert stage.events.numbers == [1]


def test_poison_is_isolated_and_everything_else_delivered_in_order() -> None:
    told: list[tuple[Exception, list[int]]] = []
    stage = Stage(lambda ids: refusal(400) if any(number_of(one) in {3, 6} for one in ids) else Answer())
    sensor = stage.sensor(on_error=lambda error, events: told.append((error, [number_of(one.id) for one in events])))
    sensor.enqueue_many([event(number) for number in range(8)])
    given_up = sensor.flush()
    assert [number_of(one.id) for one in given_up] == [3, 6]
    assert [events for _, events in told] == [[3], [6]]
    assert stage.events.numbers == [0, 1, 2, 4, 5, 7]
    assert (sensor.statistics.sent, sensor.statistics.failed) == (6, 2)


def test_a_processed_event_is_one_whose_job_ended_well() -> None:
    stage = Stage(lambda _: Answer(job_id="7"))
    answers = [refusal(404), None]
    asked: list[tuple[str, dict[str, object]]] = []

    class Jobs:
        def wait_for_completion(self, job_id: str, **options: object) -> object:
            asked.append((job_id, options))
            if (problem := answers.pop(0)) is not None:
                raise problem
            return type("Status", (), {"succeeded": True})

    stage.client.jobs = Jobs()
    sensor = stage.sensor(confirm="processed")
    sensor.enqueue(event(1))
    stage.advance(5)
    assert sensor.statistics.sent == 1
    assert stage.events.batches == [[1], [1]]
    assert asked == [("7", {"timeout": 15.0, "poll_interval": 0.5})] * 2


def test_a_callback_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ValueError("of the application")

    stage = Stage()
    sensor = stage.sensor(on_delivered=fail, max_batch_size=1)
    sensor.enqueue_many([event(1), event(2)])
    assert sensor.flush() == []
    assert stage.events.numbers == [1, 2]
    assert "on_delivered" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_callback_that_ends_its_thread_stops_nothing() -> None:
    def end(*_: object) -> None:
        raise SystemExit

    stage = Stage()
    sensor = stage.sensor(on_delivered=end, max_batch_size=1)
    sensor.enqueue_many([event(1), event(2), event(3)])
    assert sensor.flush() == []
    assert stage.events.numbers == [1, 2, 3]


def test_a_callback_may_enqueue_and_look_but_is_not_made_to_wait_for_itself() -> None:
    stage = Stage()
    seen: list[object] = []

    def told(events: list[QueuedEvent], _: object) -> None:
        if number_of(events[0].id) != 1:
            return
        seen.append(sensor.enqueue(event(10)))
        for use in (sensor.flush, lambda: sensor.put(event(11)), lambda: sensor.enqueue(event(12))):
            try:
                use()
            except Exception as error:
                seen.append(type(error).__name__)

    sensor = stage.sensor(on_delivered=told, max_queue_size=1, max_batch_size=1, overflow="block", flush_interval=60.0)
    sensor.enqueue(event(1))
    sensor.flush()
    until(lambda: len(seen) == 4)
    assert seen == [True, "SensorFlushError", "SensorFullError", "SensorFullError"]
    sensor.flush()
    assert stage.events.numbers == [1, 10]


def test_the_envelope_names_the_sensor_and_carries_the_same_events_again() -> None:
    answers = iter([ConnectionError("cut"), Answer()])
    stage = Stage(lambda _: next(answers))
    sensor = stage.sensor()
    sensor.enqueue(event(1))
    flushing = stage.waiter(sensor.flush)
    stage.advance(1.0)
    flushing.result()
    first, second = stage.events.envelopes
    assert first["sensor"] == second["sensor"] == SENSOR
    assert first["data"] == second["data"]


def test_a_hundred_threads_enqueue_and_each_keeps_its_order() -> None:
    stage = Stage()
    sensor = stage.sensor(max_batch_size=50, max_queue_size=None)
    start = threading.Barrier(100)

    def work(base: int) -> None:
        start.wait()
        for one in range(20):
            sensor.enqueue(event(base + one))

    threads = [threading.Thread(target=work, args=(1000 * place,)) for place in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sensor.flush()
    assert len(stage.events.numbers) == len(set(stage.events.numbers)) == 2000
    for place in range(100):
        mine = [number for number in stage.events.numbers if number // 1000 == place]
        assert mine == sorted(mine)
    assert stage.events.most_under_way == 1


def test_a_hundred_threads_wait_for_room_in_a_small_queue() -> None:
    stage = Stage()
    sensor = stage.sensor(max_queue_size=5, max_batch_size=5)
    threads = [threading.Thread(target=sensor.put, args=(event(number),)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    sensor.flush()
    assert sorted(stage.events.numbers) == list(range(100))
    assert sensor._core.room_waiters == []


def test_where_no_thread_can_be_had_the_waiting_one_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    stage = Stage()
    sensor = stage.sensor(max_batch_size=2, max_queue_size=3)
    monkeypatch.setattr("threading.Thread.start", refused)
    for number in range(3):
        assert sensor.enqueue(event(number))
    sensor.put(event(3))
    assert stage.events.batches == [[0, 1]]
    assert sensor.flush() == []
    assert stage.events.numbers == [0, 1, 2, 3]
    assert sensor.statistics.in_flight == 0


def test_the_waiting_thread_sends_no_longer_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    stage = Stage()
    sensor = stage.sensor()
    with monkeypatch.context() as patch:
        patch.setattr("threading.Thread.start", refused)
        sensor.enqueue(event(1))

        def late(_: object) -> object:
            stage.clock.now += 5.0
            return refusal(503)

        stage.events.script = late
        with pytest.raises(TimeoutError, match="1 events of sensor"):
            sensor.flush(timeout=4)
        assert stage.events.options == [{"max_retries": 0, "timeout": 4.0}]
    stage.events.script = lambda _: Answer()
    assert sensor.flush() == []  # a thread can be had again
