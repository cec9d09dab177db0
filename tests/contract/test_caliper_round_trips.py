"""Events that are sent, stored by a job and read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from caliper_calls import APP, EVENT_ID, SENSOR, USER, answered, completed, graded, seen, spent, used
from contract_caliper import QUICK
from contract_places import Witness

from timeback_core import TimebackClient
from timeback_core.caliper import (
    CaliperClient,
    CaliperEntity,
    CaliperEvent,
    create_activity_event,
    create_envelope,
    create_event,
    create_question_answered_event,
    create_question_graded_event,
    create_question_seen_event,
    create_question_skipped_event,
    create_time_spent_event,
)
from timeback_core.errors import BadRequestError, JobFailedError, NotFoundError, UnsupportedOperationError
from timeback_sandbox import Sandbox
from timeback_sandbox.caliper.control import fail_next

pytestmark = pytest.mark.anyio

FIRST_CLASS: dict[str, tuple[Any, Any, str]] = {
    "activity": (create_activity_event, completed, "send_activity"),
    "time_spent": (create_time_spent_event, spent, "send_time_spent"),
    "seen": (create_question_seen_event, seen, "send_question_seen"),
    "skipped": (create_question_skipped_event, seen, "send_question_skipped"),
    "answered": (create_question_answered_event, answered, "send_question_answered"),
    "graded": (create_question_graded_event, graded, "send_question_graded"),
}


@pytest.fixture
async def caliper(timeback: TimebackClient) -> CaliperClient:
    return timeback.caliper


async def stored(caliper: CaliperClient, *events: Any) -> None:
    status = await (await caliper.events.send(SENSOR, events)).wait(**QUICK)
    assert status is not None
    assert status.succeeded


@pytest.mark.parametrize("name", FIRST_CLASS)
async def test_an_event_of_its_own_class_comes_back_as_it_was_sent(name: str, caliper: CaliperClient) -> None:
    create, make, method = FIRST_CLASS[name]
    given = make(
        id=EVENT_ID,
        event_time=datetime(2026, 3, 4, 15, 20, 30, 250_000, tzinfo=UTC),
        ed_app=APP,
        session={"id": "urn:uuid:9d0c2a5e-7a51-4e5b-8d36-0f1b0a6f4c33", "type": "Session"},
        extensions={"courseId": "math-4"},
    )
    result = await getattr(caliper.events, method)(SENSOR, given)
    status = await result.wait(**QUICK)
    assert status.succeeded
    (found,) = await caliper.events.list(sensor=SENSOR)
    assert found == await caliper.events.get(EVENT_ID)
    assert found.event_time == given.event_time
    back, expected = found.to_event(), create(given)
    if name in {"activity", "time_spent"}:
        expected.generated.id = back.generated.id  # a factory makes a new one each time
    elif name == "graded":
        expected.generated["id"] = back.generated["id"]
    assert back == expected


async def test_any_event_and_entities_travel_in_one_envelope(caliper: CaliperClient) -> None:
    event = create_event(
        type="ToolUseEvent",
        profile="ToolUseProfile",
        action="Used",
        actor={"id": USER.id, "type": "Person", "extensions": {"email": "mika@school.example"}},
        object={"id": APP, "type": "SoftwareApplication"},
    )
    await stored(caliper, event, CaliperEntity(id=APP, type="SoftwareApplication", name="Forge"), completed())
    page = await caliper.events.list(sensor=SENSOR)
    assert sorted(str(found.type) for found in page) == ["ActivityEvent", "ToolUseEvent"]
    back = (await caliper.events.get(event.id)).to_event()
    assert isinstance(back, CaliperEvent)
    assert back == event


async def test_filters_select_alone_and_together(caliper: CaliperClient) -> None:
    other = {"id": "https://app.example/users/2", "type": "TimebackUser", "email": "ana@school.example"}
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    events = [completed(event_time=noon + timedelta(days=day)) for day in range(3)]
    events += [completed(event_time=noon + timedelta(days=day), actor=other) for day in range(3)]
    await stored(caliper, *events)

    async def days(**filters: Any) -> list[int]:
        page = await caliper.events.list(sensor=SENSOR, **filters)
        return sorted(found.event_time.day for found in page if found.event_time is not None)

    assert await days() == [4, 4, 5, 5, 6, 6]
    assert await days(actor_id=USER.id) == [4, 5, 6]
    assert await days(actor_email="ANA@school.example") == [4, 5, 6]
    assert await days(start_date=date(2026, 3, 5)) == [5, 5, 6, 6]
    assert await days(end_date=date(2026, 3, 5)) == [4, 4, 5, 5]
    assert await days(end_date="2026-03-05") == [4, 4]  # as text it is the beginning of that day
    assert await days(start_date=noon, end_date=noon, actor_id=USER.id) == [4]
    assert await days(actor_id=USER.id, actor_email="ana@school.example") == []


@pytest.mark.parametrize("count", [1, 4, 5, 6, 11])
async def test_a_stream_gives_every_event_once(count: int, caliper: CaliperClient) -> None:
    await stored(caliper, *(completed() for _ in range(count)))
    walk = caliper.events.stream(sensor=SENSOR, limit=5)
    found = [event.external_id async for event in walk]
    assert len(set(found)) == len(found) == count
    assert walk.total == count


async def test_an_event_that_is_sent_twice_is_stored_once(caliper: CaliperClient) -> None:
    event = create_activity_event(completed())
    await stored(caliper, event)
    await stored(caliper, event)
    assert (await caliper.events.list(sensor=SENSOR)).total == 1


async def test_a_failure_of_the_server_is_got_over_without_storing_twice(
    caliper: CaliperClient, sandbox: Sandbox, witness: Witness
) -> None:
    sandbox.faults.add(path="/caliper/event", status=503, count=1, retry_after=0)
    await stored(caliper, completed())
    assert len(witness.retries) == 1
    assert (await caliper.events.list(sensor=SENSOR)).total == 1


async def test_a_job_that_fails_says_why(caliper: CaliperClient, sandbox: Sandbox) -> None:
    fail_next(sandbox.state, "the disk is full")
    result = await caliper.events.send_activity(SENSOR, completed())
    with pytest.raises(JobFailedError, match="the disk is full"):
        await result.wait(**QUICK)


async def test_a_refusal_names_the_place(caliper: CaliperClient) -> None:
    with pytest.raises(BadRequestError) as caught:
        await caliper.events.send(SENSOR, [used(), used(id=EVENT_ID[:-1] + "2", action="Danced")])
    assert [issue["path"] for issue in caught.value.errors] == [["data", 1, "action"]]
    assert (await caliper.events.list(sensor=SENSOR)).total == 0


async def test_what_is_not_there_is_not_found(caliper: CaliperClient) -> None:
    with pytest.raises(NotFoundError):
        await caliper.events.get("urn:uuid:nothing")
    with pytest.raises(NotFoundError):
        await caliper.jobs.get_status("999999")


@pytest.mark.parametrize("name", FIRST_CLASS)
async def test_the_other_platform_takes_what_is_sent_in_its_dialect(
    name: str, in_process: Sandbox, caliper_there: TimebackClient
) -> None:
    _, make, method = FIRST_CLASS[name]
    result = await getattr(caliper_there.caliper.events, method)(SENSOR, make(ed_app=APP))
    assert result.job_id is None
    assert await result.wait() is None
    entry = in_process.journal(method="POST", path="/caliper/v1p2")[-1]
    assert entry.status == 202


async def test_the_other_platform_takes_details_in_extensions(caliper_there: TimebackClient) -> None:
    metric = {"type": "waste", "value": 60, "subType": "left-seat", "startDate": "2026-03-04T15:00:00Z"}
    await caliper_there.caliper.events.send_time_spent(SENSOR, spent(metrics=[metric]))
    course = {"name": "Math G4"}
    context = {"id": "https://a", "subject": "Math", "app": {"name": "x"}, "course": course, "process": True}
    await caliper_there.caliper.events.send(SENSOR, [completed(object=context, extensions={"a": 1})])
    envelope = create_envelope(SENSOR, [completed(), used()], send_time="2026-03-04T15:00:00+01:00")
    await caliper_there.caliper.events.send_envelope(envelope)


async def test_the_other_platform_only_takes(caliper_there: TimebackClient) -> None:
    with pytest.raises(UnsupportedOperationError):
        await caliper_there.caliper.events.list()
    with pytest.raises(UnsupportedOperationError):
        await caliper_there.caliper.jobs.get_status("1")


@pytest.fixture
async def caliper_there(in_process: Sandbox) -> AsyncIterator[TimebackClient]:
    async with in_process.client(path_profile="LEARNWITH_AI") as client:
        yield client
