"""A user's typical code for learning events, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, assert_type

from timeback_core import TimebackClient
from timeback_core.caliper import (
    ActivityCompletedEvent,
    ActivityCompletedInput,
    AssessmentItemEvent,
    CaliperClient,
    CaliperEntity,
    CaliperEnvelope,
    CaliperEvent,
    CaliperSensor,
    Entity,
    EventLike,
    JobReturnValue,
    JobStatus,
    ListEventsResult,
    Pagination,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionGradeEvent,
    QuestionObjectInput,
    QuestionSeenInput,
    ResponseGeneratedInput,
    ScoreGeneratedInput,
    SendEventsResult,
    StoredEvent,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackApp,
    TimebackCourse,
    TimebackEvent,
    TimebackUser,
    TimeSpentEvent,
    TimeSpentInput,
    TimeSpentMetric,
    ValidationResult,
    create_activity_event,
    create_envelope,
    create_event,
    create_question_answered_event,
    create_question_graded_event,
    create_question_seen_event,
    create_question_skipped_event,
    create_time_spent_event,
    transform_event,
)
from timeback_core.caliper.events import Events
from timeback_core.caliper.jobs import Jobs
from timeback_core.pages import Paginator

SENSOR = "https://app.example/sensor"


def inputs() -> tuple[ActivityCompletedInput, TimeSpentInput]:
    """With models, with mappings, with times of every kind."""
    user = TimebackUser(id="https://app.example/u/1", email="mika@school.example", role="student")
    activity = TimebackActivityContext(
        id="https://app.example/a/1",
        subject="Math",
        app=TimebackApp(name="Forge"),
        course=TimebackCourse(name="Math G4", id="https://app.example/c/1"),
    )
    completed = ActivityCompletedInput(
        actor=user,
        object=activity,
        metrics=[TimebackActivityMetric(type="xpEarned", value=7.5), {"type": "totalQuestions", "value": 12}],
        attempt=2,
        event_time=datetime.now(UTC),
        session=None,
        generated_extensions={"pctCompleteApp": 40},
    )
    spent = TimeSpentInput(
        actor={"id": "https://app.example/u/1", "email": "mika@school.example"},
        object=activity,
        metrics=[TimeSpentMetric(type="waste", value=60, sub_type="left-seat", start_date=datetime.now(UTC))],
        event_time="2026-03-04T15:20:30Z",
    )
    return completed, spent


async def sends(timeback: TimebackClient) -> None:
    caliper = timeback.caliper
    assert_type(caliper, CaliperClient)
    assert_type(caliper.events, Events)
    assert_type(caliper.jobs, Jobs)
    completed, spent = inputs()
    result = await caliper.events.send_activity(SENSOR, completed)
    assert_type(result, SendEventsResult)
    assert_type(result.job_id, str | None)
    assert_type(await result.wait(timeout=5), JobStatus | None)
    await caliper.events.send_activity(SENSOR, {"actor": {}, "object": {}, "metrics": []}, timeout=5, max_retries=0)
    await caliper.events.send_time_spent(SENSOR, spent)
    seen = QuestionSeenInput(actor="https://u", object=QuestionObjectInput(id="https://q"), ed_app="https://app")
    await caliper.events.send_question_seen(SENSOR, seen)
    await caliper.events.send_question_skipped(SENSOR, seen)
    event = create_activity_event(completed)
    mixed: list[EventLike] = [
        event,
        completed,
        spent,
        {"type": "Event"},
        CaliperEntity(id="https://p", type="Document"),
    ]
    await caliper.events.send(SENSOR, mixed)
    await caliper.events.send(SENSOR, [event, event])
    await caliper.events.send(SENSOR, (spent,))
    envelope = CaliperEnvelope(sensor=SENSOR, data=[event])
    await caliper.events.send_envelope(envelope)
    verdict = await caliper.events.validate(create_envelope(SENSOR, [event], send_time=date.today()))
    assert_type(verdict, ValidationResult)
    assert_type(verdict.valid, bool)


async def reads(timeback: TimebackClient) -> None:
    events = timeback.caliper.events
    page = await events.list(limit=10, start_date=date.today(), end_date="2026-03-04", actor_email="a@b.c")
    assert_type(page, ListEventsResult)
    assert_type(page.events, list[StoredEvent])
    assert_type(page.pagination, Pagination)
    assert_type(page[0], StoredEvent)
    assert_type(page.total, int | None)
    for one in page:
        assert_type(one, StoredEvent)
    walk = events.stream(limit=10, max_items=100)
    assert_type(walk, Paginator[StoredEvent])
    async for one in walk:
        assert_type(one.event_time, datetime | None)
        assert_type(one.actor, Entity | None)
        assert_type(one.metrics, dict[str, float])
        assert_type(one.to_event(), TimebackEvent | CaliperEvent)
    assert_type(await events.list_all(), list[StoredEvent])
    assert_type(await events.get("urn:uuid:1"), StoredEvent)
    status = await timeback.caliper.jobs.wait_for_completion("17", timeout=5, poll_interval=0.5)
    assert_type(status, JobStatus)
    assert_type(status.return_value, JobReturnValue | None)
    assert_type(status.succeeded, bool)


def factories() -> None:
    completed, spent = inputs()
    event = create_activity_event(completed)
    assert_type(event, ActivityCompletedEvent)
    assert_type(event.actor.email, str)
    assert_type(event.generated.items[0].value, float | int)
    assert_type(create_time_spent_event(spent), TimeSpentEvent)
    answer = ResponseGeneratedInput(id="urn:uuid:1", duration="PT18S", ended_at_time=datetime.now(UTC))
    answered = QuestionAnsweredInput(
        actor="https://u", object={"id": "https://q", "name": "x"}, ed_app="https://app", generated=answer
    )
    assert_type(create_question_answered_event(answered), AssessmentItemEvent)
    assert_type(create_question_seen_event({"actor": "https://u"}), AssessmentItemEvent)
    assert_type(create_question_skipped_event({"actor": "https://u"}), AssessmentItemEvent)
    score = ScoreGeneratedInput(score_given=1, max_score=1, scored_by="https://app")
    graded = QuestionGradedInput(
        actor={"id": "https://app"}, object="urn:uuid:2", ed_app="https://app", generated=score
    )
    assert_type(create_question_graded_event(graded), QuestionGradeEvent)
    used = create_event(
        type="ToolUseEvent", profile="ToolUseProfile", action="Used", actor=event.actor, object={"id": "https://app"}
    )
    assert_type(used, CaliperEvent)
    assert_type(create_envelope(SENSOR, [used, completed]), dict[str, Any])
    wire: Mapping[str, Any] = used.to_dict()
    assert_type(transform_event(wire), dict[str, Any])


async def in_the_background(timeback: TimebackClient) -> None:
    completed, _ = inputs()
    async with timeback.caliper.sensor(SENSOR, max_batch_size=50) as sensor:
        assert_type(sensor, CaliperSensor)
        assert_type(sensor.enqueue(completed), bool)
