"""What a sensor does when an attempt fails: again, hold, or single the refused events out."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from sensor_fakes import Answer, FakeClient, FakeTime, Ids, event, make_sensor, nothing_left, number_of, quiet, refusal

from timeback_core.caliper.sensor_delivery import Delivery, Outcome, backoff, classify
from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import (
    APIConnectionError,
    APITimeoutError,
    BadRequestError,
    ClientClosedError,
    ConfigurationError,
    JobFailedError,
    ResponseParseError,
    ServerError,
    TokenError,
    UnsupportedOperationError,
)

pytestmark = pytest.mark.anyio
__all__ = ["nothing_left"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_passing_trouble_is_tried_again(status: int) -> None:
    assert classify(refusal(status)) is Outcome.AGAIN


@pytest.mark.parametrize(
    "error",
    [
        APIConnectionError(),
        APITimeoutError(),
        ResponseParseError("half an answer", 200),
        JobFailedError("1"),
        TimeoutError(),
        TokenError(status_code=503),
        TokenError(status_code=None),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_leaves_open_whether_it_arrived_is_tried_again(error: Exception) -> None:
    assert classify(error) is Outcome.AGAIN


@pytest.mark.parametrize("status", [400, 413, 422])
def test_these_answers_are_about_the_events(status: int) -> None:
    assert classify(refusal(status)) is Outcome.REFUSED


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405, 409, 415])
def test_these_answers_are_about_the_connection(status: int) -> None:
    assert classify(refusal(status)) is Outcome.HELD


def test_refused_credentials_are_not_the_fault_of_events() -> None:
    assert classify(TokenError(status_code=400)) is Outcome.HELD
    assert classify(ConfigurationError("plain http")) is Outcome.HELD
    assert classify(UnsupportedOperationError("send()")) is Outcome.HELD
    assert classify(ClientClosedError()) is Outcome.STOPPED


def test_the_bound_of_waits_doubles_up_to_a_minute() -> None:
    assert [backoff(retry, lambda: 1.0) for retry in range(1, 10)] == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]
    assert backoff(5000, lambda: 1.0) == 60
    assert backoff(3, lambda: 0.25) == 0.5


def test_a_refused_event_is_found_with_few_requests() -> None:
    events = [QueuedEvent(number, str(number), b"{}") for number in range(100)]
    delivery = Delivery(events, max_retries=None, keeps=False, chance=lambda: 1.0)
    sent, given_up, requests = [], [], 0
    while (piece := delivery.piece) is not None:
        requests += 1
        if any(one.number == 37 for one in piece):
            given_up += delivery.fail(BadRequestError()).given_up
        else:
            sent += delivery.succeed()
    assert [one.number for one in given_up] == [37]
    assert [one.number for one in sent] == [number for number in range(100) if number != 37]
    assert requests < 20


async def test_an_outage_is_survived_and_every_event_delivered_once_and_in_order() -> None:
    client, time = FakeClient(), FakeTime()
    answers: list[Exception] = [refusal(503), APIConnectionError(), ServerError(), refusal(429)]
    client.events.script = lambda _: answers.pop(0) if answers else Answer()
    sensor = make_sensor(client, time, max_batch_size=2)
    for number in range(6):
        sensor.enqueue(event(number))
    await time.advance(0.5 + 1 + 2 + 3.9)
    assert client.events.numbers == []
    assert isinstance(sensor.last_error, Exception)
    await time.advance(0.2)
    assert client.events.numbers == list(range(6))
    assert sensor.statistics.retried == 8
    assert sensor.last_error is None


async def test_retry_after_is_followed_to_the_second() -> None:
    client, time = FakeClient(), FakeTime()
    answers: list[Exception] = [refusal(429, retry_after="17")]
    client.events.script = lambda _: answers.pop(0) if answers else Answer()
    sensor = make_sensor(client, time, max_batch_size=1)
    sensor.enqueue(event(1))
    await time.advance(16.9)
    assert len(client.events.envelopes) == 1
    await time.advance(0.2)
    assert client.events.numbers == [1]


async def test_a_flush_does_not_wait_for_a_random_wait_but_for_one_that_the_server_asked_for() -> None:
    client, time = FakeClient(), FakeTime()
    answers: list[Exception] = [refusal(503), refusal(503), refusal(503, retry_after="9")]
    client.events.script = lambda _: answers.pop(0) if answers else Answer()
    sensor = make_sensor(client, time, max_batch_size=1)
    sensor.enqueue(event(1))
    await quiet()
    for attempts in (2, 3, 3):
        flushing = asyncio.create_task(sensor.flush(timeout=0.1))
        await quiet()
        assert len(client.events.envelopes) == attempts
        await time.advance(0.2)
        with pytest.raises(TimeoutError):
            await flushing
    await time.advance(9)
    assert client.events.numbers == [1]


async def test_events_are_given_up_after_the_last_repetition_and_the_next_batch_goes_on() -> None:
    client, time = FakeClient(), FakeTime()
    client.events.script = lambda ids: refusal(503) if number_of(ids[0]) == 0 else Answer()
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    sensor = make_sensor(
        client, time, max_batch_size=2, max_retries=3, on_error=lambda error, events: told.append((error, events))
    )
    for number in range(4):
        sensor.enqueue(event(number))
    await time.advance(10)
    assert client.events.batches == [[0, 1]] * 4 + [[2, 3]]
    ((error, events),) = told
    assert isinstance(error, ServerError)
    assert [number_of(one.id) for one in events] == [0, 1]
    assert events[0].data["action"] == "Used"
    assert sensor.statistics.failed == 2
    assert sensor.statistics.sent == 2


async def test_poison_is_isolated_and_everything_else_delivered_in_order() -> None:
    client, time = FakeClient(), FakeTime()
    poison = {3, 50, 51}

    def script(ids: Ids) -> object:
        return refusal(400) if poison & {number_of(one) for one in ids} else Answer()

    client.events.script = script
    given_up: list[int] = []
    sensor = make_sensor(client, time, on_error=lambda _, events: given_up.extend(number_of(one.id) for one in events))
    for number in range(100):
        sensor.enqueue(event(number))
    returned = await sensor.flush()
    assert client.events.numbers == [number for number in range(100) if number not in poison]
    assert given_up == [number_of(one.id) for one in returned] == sorted(poison)
    assert sensor.statistics.failed == 3


async def test_an_envelope_that_is_too_large_is_sent_in_parts() -> None:
    client, time = FakeClient(), FakeTime()
    client.events.script = lambda ids: refusal(413) if len(ids) > 3 else Answer()
    sensor = make_sensor(client, time)
    sensor.enqueue_many([event(number) for number in range(20)])
    assert await sensor.flush() == []
    assert client.events.numbers == list(range(20))


async def test_missing_access_ends_a_batch_in_memory() -> None:
    client, time = FakeClient(lambda _: refusal(403)), FakeTime()
    told: list[tuple[Exception, list[QueuedEvent]]] = []
    sensor = make_sensor(client, time, on_error=lambda error, events: told.append((error, events)))
    sensor.enqueue_many([event(1), event(2)])
    given_up = await sensor.flush()
    assert len(client.events.envelopes) == 1
    assert [number_of(one.id) for one in given_up] == [1, 2]
    assert told[0][1] == given_up


async def test_a_processed_event_is_one_whose_job_ended_well() -> None:
    client, time = FakeClient(lambda _: Answer(job_id="7")), FakeTime()
    outcomes: list[Any] = [JobFailedError("7"), TimeoutError(), SimpleNamespace(succeeded=False)]

    async def wait_for_completion(job_id: str, **_: object) -> Any:
        outcome = outcomes.pop(0) if outcomes else SimpleNamespace(succeeded=True)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    client.jobs = SimpleNamespace(wait_for_completion=wait_for_completion)
    delivered: list[object] = []
    sensor = make_sensor(
        client,
        time,
        confirm="processed",
        max_batch_size=1,
        on_delivered=lambda events, result: delivered.append(result),
    )
    sensor.enqueue(event(1))
    await time.advance(5)
    assert len(client.events.envelopes) == 4
    assert delivered == [Answer(job_id="7")]
    assert sensor.statistics.sent == 1


async def test_a_callback_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    client, time = FakeClient(), FakeTime()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    sensor = make_sensor(client, time, on_delivered=broken, max_batch_size=1)
    sensor.enqueue(event(1))
    sensor.enqueue(event(2))
    await sensor.flush()
    assert client.events.numbers == [1, 2]
    assert "on_delivered" in caplog.text


async def test_an_error_of_any_other_kind_is_tried_again() -> None:
    client, time = FakeClient(), FakeTime()
    errors: list[Exception] = [ZeroDivisionError(), KeyError("x")]
    client.events.script = lambda _: errors.pop(0) if errors else Answer()
    sensor = make_sensor(client, time, max_batch_size=1)
    sensor.enqueue(event(1))
    await time.advance(5)
    assert client.events.numbers == [1]
