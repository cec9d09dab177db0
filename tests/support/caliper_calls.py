"""A Caliper client over a recording pipeline, and events such as applications send."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from recording import Answer, RecordingPipeline

from timeback_core.caliper import (
    ActivityCompletedInput,
    CaliperClient,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionObjectInput,
    QuestionSeenInput,
    ResponseGeneratedInput,
    ScoreGeneratedInput,
    TimebackActivity,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackApp,
    TimebackCourse,
    TimebackUser,
    TimeSpentInput,
    TimeSpentMetric,
)
from timeback_core.channel import Channel
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.pipeline import Pipeline

CONTEXT = "http://purl.imsglobal.org/ctx/caliper/v1p2"
SENSOR = "https://app.example/sensors/web"
APP = "https://app.example"
EVENT_ID = "urn:uuid:0b2f6a54-3a0e-4f0b-9c7e-5d1f7a9b2c11"
MOMENT = "2026-03-04T15:20:30.000Z"
ATTEMPT = "urn:uuid:2d3e4f5a-6b7c-4d8e-9f0a-1b2c3d4e5f99"

USER = TimebackUser(id="https://app.example/users/1", email="mika@school.example", role="student")
ACTIVITY = TimebackActivityContext(
    id="https://app.example/activities/halves",
    subject="Math",
    app=TimebackApp(name="Fraction Forge"),
    course=TimebackCourse(id="https://app.example/courses/math-4", name="Math G4"),
    activity=TimebackActivity(name="Compare halves"),
    process=True,
)
QUESTION = QuestionObjectInput(id="https://app.example/items/q9", name="Which is larger?")


def completed(**changes: Any) -> ActivityCompletedInput:
    """An activity that was completed."""
    values: dict[str, Any] = {
        "actor": USER,
        "object": ACTIVITY,
        "metrics": [
            TimebackActivityMetric(type="totalQuestions", value=12),
            TimebackActivityMetric(type="xpEarned", value=7.5),
        ],
        **changes,
    }
    return ActivityCompletedInput(**values)


def spent(**changes: Any) -> TimeSpentInput:
    """Time that was spent."""
    values: dict[str, Any] = {
        "actor": USER,
        "object": ACTIVITY,
        "metrics": [TimeSpentMetric(type="active", value=450), TimeSpentMetric(type="waste", value=60)],
        **changes,
    }
    return TimeSpentInput(**values)


def seen(**changes: Any) -> QuestionSeenInput:
    """A question that was shown."""
    values: dict[str, Any] = {"actor": USER.id, "object": QUESTION, "ed_app": APP, **changes}
    return QuestionSeenInput(**values)


def answered(**changes: Any) -> QuestionAnsweredInput:
    """A question that was answered."""
    response = ResponseGeneratedInput(id="urn:uuid:7c1d2e3f-4a5b-4c6d-8e9f-0a1b2c3d4e88", duration="PT18S")
    values: dict[str, Any] = {"actor": USER.id, "object": QUESTION, "ed_app": APP, "generated": response, **changes}
    return QuestionAnsweredInput(**values)


def graded(**changes: Any) -> QuestionGradedInput:
    """An answer that was graded."""
    score = ScoreGeneratedInput(score_given=1, max_score=1, attempt=ATTEMPT, scored_by=APP)
    actor = {"id": APP, "type": "SoftwareApplication"}
    values: dict[str, Any] = {"actor": actor, "object": ATTEMPT, "ed_app": APP, "generated": score, **changes}
    return QuestionGradedInput(**values)


def used(**changes: Any) -> dict[str, Any]:
    """An event of another profile, as a mapping that lacks nothing."""
    return {
        "@context": CONTEXT,
        "id": EVENT_ID,
        "type": "ToolUseEvent",
        "profile": "ToolUseProfile",
        "action": "Used",
        "eventTime": MOMENT,
        "actor": {"id": USER.id, "type": "Person"},
        "object": {"id": APP, "type": "SoftwareApplication"},
        **changes,
    }


def accepted(_: Call) -> Answer:
    """The answer to an envelope."""
    return 200, {"status": "success", "message": "Events accepted", "errors": None, "jobId": "17"}


def answering(answer: Callable[[Call], Answer], platform: str = "BEYOND_AI") -> tuple[CaliperClient, RecordingPipeline]:
    """Return a Caliper client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    return over(pipeline, platform), pipeline


def over(pipeline: object, platform: str = "BEYOND_AI") -> CaliperClient:
    """Return a Caliper client that sends through this pipeline."""
    channel = Channel(
        service="caliper",
        base_url="http://host",
        paths=PLATFORM_PATHS[cast("Any", platform)].caliper,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("CaliperClient"),
        platform=platform,
    )
    return CaliperClient.from_channel(channel)


def called(pipeline: RecordingPipeline) -> list[str]:
    """Method and path with query of every call."""
    return [f"{call.method} {call.url.removeprefix('http://host')}" for call in pipeline.calls]


def written(event: Any) -> dict[str, Any]:
    """An event as it stands in an envelope."""
    from timeback_core.caliper.outgoing import encode_event

    return dict(json.loads(encode_event(event)[1]))
