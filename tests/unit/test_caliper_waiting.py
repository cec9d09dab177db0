"""Waiting for jobs, on a clock that the tests move."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from caliper_calls import SENSOR, accepted, answering, called, completed
from recording import Answer

from timeback_core.caliper import JobStatus, SendEventsResult, jobs
from timeback_core.errors import JobFailedError, NotFoundError, ServerError, TimebackError
from timeback_core.transport.call import Call

pytestmark = pytest.mark.anyio

RESULTS: dict[str, Any] = {
    "status": "success",
    "results": [{"allocatedId": "901", "externalId": "urn:uuid:1"}, {"allocatedId": "902", "externalId": "urn:uuid:2"}],
}


class Clock:
    """Time that passes only while somebody sleeps, or by a request that takes its time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self.request_takes = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(jobs, "pause", clock.sleep)
    monkeypatch.setattr(jobs, "monotonic", clock.monotonic)
    return clock


def job(state: str, **more: Any) -> dict[str, Any]:
    return {"id": "17", "state": state, "returnValue": None, "processedOn": None, **more}


def stepping(clock: Clock, *states: Any) -> Any:
    """Answers with one state after the other, and then with the last one for ever."""
    left = list(states)

    def answer(_: Call) -> Answer:
        clock.now += clock.request_takes
        state = left.pop(0) if len(left) > 1 else left[0]
        return 200, {"job": job(state) if isinstance(state, str) else state}

    return answer


async def test_a_job_is_looked_at_until_it_has_completed(clock: Clock) -> None:
    done = job("completed", returnValue=RESULTS, processedOn="2026-03-04T15:20:31.640Z")
    client, pipeline = answering(stepping(clock, "waiting", "active", done))
    status = await client.jobs.wait_for_completion("17")
    assert called(pipeline) == ["GET /jobs/17/status"] * 3
    assert clock.slept == [1.0, 1.0]
    assert status.succeeded
    assert status.finished
    assert status.processed_on == datetime(2026, 3, 4, 15, 20, 31, 640_000, tzinfo=UTC)
    assert status.return_value is not None
    assert [result.allocated_id for result in status.return_value.results] == ["901", "902"]
    assert status.return_value.results[1].external_id == "urn:uuid:2"


@pytest.mark.parametrize("state", ["delayed", "prioritized", "waiting-children", "paused", "unknown", "new"])
async def test_a_state_that_nobody_knows_is_not_the_end(clock: Clock, state: str) -> None:
    client, pipeline = answering(stepping(clock, state, job("completed")))
    assert (await client.jobs.wait_for_completion("17", poll_interval=0.25)).state == "completed"
    assert clock.slept == [0.25]
    assert len(pipeline.calls) == 2
    client, _ = answering(stepping(clock, state))
    status = await client.jobs.get_status("17")
    assert (status.state, status.finished, status.succeeded) == (state, False, False)


async def test_a_failed_job_is_an_error_with_its_reason(clock: Clock) -> None:
    client, _ = answering(stepping(clock, "active", job("failed", failedReason="no room")))
    with pytest.raises(JobFailedError, match="Job 17 failed: no room") as caught:
        await client.jobs.wait_for_completion("17")
    assert caught.value.job_id == "17"
    client, _ = answering(stepping(clock, job("failed")))
    with pytest.raises(JobFailedError, match="Job 17 failed: no reason given"):
        await client.jobs.wait_for_completion("17")


async def test_the_last_look_is_at_the_deadline(clock: Clock) -> None:
    client, pipeline = answering(stepping(clock, "active"))
    with pytest.raises(TimeoutError, match=r"'active' after 2\.5 s"):
        await client.jobs.wait_for_completion("17", timeout=2.5)
    assert clock.slept == [1.0, 1.0, 0.5]
    assert len(pipeline.calls) == 4
    client, _ = answering(stepping(clock, "active", "active", "active", job("completed")))
    assert (await client.jobs.wait_for_completion("17", timeout=2.5)).succeeded


async def test_the_time_of_the_requests_counts(clock: Clock) -> None:
    clock.request_takes = 2.0
    client, pipeline = answering(stepping(clock, "active"))
    with pytest.raises(TimeoutError):
        await client.jobs.wait_for_completion("17", timeout=5, poll_interval=1)
    assert len(pipeline.calls) == 3
    assert clock.slept == [1.0, 0.0]


async def test_an_interval_longer_than_the_time_left_is_cut(clock: Clock) -> None:
    client, pipeline = answering(stepping(clock, "waiting"))
    with pytest.raises(TimeoutError):
        await client.jobs.wait_for_completion("17", timeout=1, poll_interval=60)
    assert clock.slept == [1.0]
    assert len(pipeline.calls) == 2


async def test_a_job_that_stored_only_some_is_returned(clock: Clock) -> None:
    partly = job("completed", returnValue={"status": "error", "results": []})
    client, _ = answering(stepping(clock, partly))
    status = await client.jobs.wait_for_completion("17")
    assert status.finished
    assert not status.succeeded


@pytest.mark.parametrize("returned", ["done", 5, [], True])
async def test_a_job_may_return_anything(clock: Clock, returned: Any) -> None:
    client, _ = answering(stepping(clock, job("completed", returnValue=returned)))
    assert (await client.jobs.wait_for_completion("17")).succeeded


async def test_errors_of_a_look_are_given_to_the_caller(clock: Clock) -> None:
    client, _ = answering(lambda _: (500, {"status": "error", "message": "broken"}))
    with pytest.raises(ServerError, match="broken"):
        await client.jobs.wait_for_completion("17")
    client, _ = answering(lambda _: (404, {"status": "error", "message": "no such job"}))
    with pytest.raises(NotFoundError, match="no such job"):
        await client.jobs.get_status("17")
    assert clock.slept == []


async def test_a_job_may_come_without_its_envelope() -> None:
    client, _ = answering(lambda _: (200, job("completed", returnValue=RESULTS, later=1)))
    status = await client.jobs.get_status("17")
    assert status.succeeded
    assert status.extra == {"later": 1}
    for body in (None, {}, {"job": None}):
        client, _ = answering(lambda _, body=body: (200, body))
        with pytest.raises(NotFoundError):
            await client.jobs.get_status("17")


async def test_identifiers_of_jobs_are_encoded() -> None:
    client, pipeline = answering(lambda _: (200, {"job": job("active")}))
    await client.jobs.get_status("a/b c")
    assert called(pipeline) == ["GET /jobs/a%2Fb%20c/status"]


async def test_the_answer_to_an_envelope_can_wait_for_its_job(clock: Clock) -> None:
    def answer(call: Call) -> Answer:
        return accepted(call) if call.method == "POST" else (200, {"job": job("completed")})

    client, pipeline = answering(answer)
    result = await client.events.send_activity(SENSOR, completed())
    status = await result.wait(timeout=5, poll_interval=0.1)
    assert isinstance(status, JobStatus)
    assert called(pipeline) == ["POST /caliper/event", "GET /jobs/17/status"]


async def test_without_a_job_there_is_nothing_to_wait_for() -> None:
    assert await SendEventsResult().wait() is None
    for name in ("", " ", {"a": 1}, False):
        client, pipeline = answering(lambda _, name=name: (200, {"status": "success", "message": "", "jobId": name}))
        assert await (await client.events.send_activity(SENSOR, completed())).wait() is None
        assert len(pipeline.calls) == 1
    with pytest.raises(TimebackError, match="not given by a client"):
        await SendEventsResult(job_id="1").wait()
