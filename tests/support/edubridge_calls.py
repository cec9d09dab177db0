"""An EduBridge client over a recording pipeline, and answers such as the service gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from recording import Answer, RecordingPipeline

from timeback_core.channel import Channel
from timeback_core.edubridge import EdubridgeClient
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.pipeline import Pipeline

BASE = "http://host/edubridge"

COURSE: dict[str, Any] = {
    "id": "c-1",
    "title": "Math 4",
    "metadata": {"goals": {"dailyXp": 20}},
    "subjects": ["Math"],
    "grades": ["4"],
    "primaryApp": {"id": "app-1", "name": "Number Lab", "domains": ["numbers.example"]},
}
SEAT: dict[str, Any] = {
    "id": "e-1",
    "role": "student",
    "beginDate": "2025-09-01",
    "endDate": None,
    "metadata": {
        "goals": {"dailyXp": 22.5, "dailyPages": 3},
        "metrics": {"totalXp": 900, "courseType": "base"},
        "pctCompleteApp": 40,
    },
    "course": COURSE,
    "school": {"id": "s-1", "name": "Lincoln"},
    "testOutSupported": True,
    "testOutEligible": False,
}
DEFAULT_CLASS: dict[str, Any] = {
    "id": "edubridge-class-c-1-s-1-2026",
    "title": "Math 4 Class",
    "classCode": None,
    "subjectCodes": [],
    "subjects": ["Math"],
    "grades": None,
    "periods": ["edubridge-term-s-1-2026"],
    "course": COURSE,
}
CELL: dict[str, Any] = {
    "activityMetrics": {"xpEarned": -1, "totalQuestions": 6, "correctQuestions": 2, "masteredUnits": None},
    "timeSpentMetrics": {"activeSeconds": 640.5, "inactiveSeconds": 30, "wasteSeconds": 12},
    "apps": ["Number Lab"],
}
ACTIVITY: dict[str, Any] = {
    "message": "ok",
    "startDate": "2025-09-16T05:00:00.000Z",
    "endDate": "2025-09-18T04:59:59.999Z",
    "facts": {"2025-09-16": {"Math": CELL}},
    "factsByApp": {"2025-09-16": {"Math": {"Number Lab": CELL}}},
}
FACT: dict[str, Any] = {
    "id": 7,
    "email": "ana@lincoln.example",
    "date": "2025-09-16",
    "datetime": "2025-09-16T15:30:00.000Z",
    "username": None,
    "userGrade": "4",
    "subject": "Math",
    "app": "Number Lab",
    "enrollmentId": "e-1",
    "totalQuestions": None,
    "xpEarned": None,
    "activeSeconds": "640.50",
    "inactiveSeconds": "30.00",
    "wasteSeconds": None,
    "source": "caliper:event:urn:uuid:1",
    "eventType": "TimeSpentEvent",
    "generatedAt": "2025-09-16T15:31:00.000Z",
    "year": 2025,
    "month": 9,
    "day": 16,
    "dayOfWeek": 2,
}
USER: dict[str, Any] = {
    "sourcedId": "u-1",
    "status": "active",
    "enabledUser": "true",
    "givenName": "Ana",
    "familyName": "Diaz",
    "email": None,
    "roles": [{"roleType": "primary", "role": "student", "org": {"href": "h", "type": "org"}}],
    "agents": [{"href": "h", "sourcedId": "g-1", "type": "user"}],
    "userProfiles": [
        {"profileId": "p", "app": {"sourcedId": "a", "name": "Lab", "domain": "lab.example"}, "credentials": None},
        {"profileId": "q", "app": {"sourcedId": "b", "name": "Den", "domain": ["a.example", "b.example"]}},
    ],
    "primaryOrg": {"sourcedId": "s-1", "name": "Lincoln"},
    "grades": [4],
    "vendorField": {"kept": True},
}
TRACK: dict[str, Any] = {
    "id": "t-1",
    "grade": "4",
    "subject": "Math",
    "course": {"sourcedId": "c-1", "title": "Math 4", "org": {"sourcedId": "s-1"}, "grades": [4]},
    "org": None,
}
GROUP: dict[str, Any] = {
    "key": {"subject": "Math", "grade": "4", "courseId": "c-1", "isGlobal": True},
    "tracks": [TRACK],
}
METRIC: dict[str, Any] = {"applicationSourcedId": "app-1", "metric": "xp", "metricSource": "manual_entry"}
APPLICATION: dict[str, Any] = {
    "sourcedId": "app-1",
    "name": "Number Lab",
    "description": None,
    "domain": ["numbers.example"],
    "status": "active",
    "dateLastModified": "2025-01-01T00:00:00.000Z",
}
MAP: dict[str, Any] = {"title": "Fall 2025", "pdfUrl": None, "tests": ["Math"], "grade": "4", "schoolname": "Lincoln"}
SAVED: dict[str, Any] = {
    "totalHoursSaved": 75,
    "totalDaysSaved": 3.125,
    "schoolDaysElapsed": 15,
    "earliestStartDate": "2025-09-01T00:00:00.000Z",
    "schoolYearStartDate": "2025-08-15T00:00:00.000Z",
    "calculation": {
        "standardSchoolHoursPerDay": 7,
        "timebackHoursPerDay": 2,
        "hoursSavedPerDay": 5,
        "formula": "15 school days × 5 hours saved per day = 75 hours",
    },
}


def edubridge(answer: Callable[[Call], Answer]) -> tuple[EdubridgeClient, RecordingPipeline]:
    """Return an EduBridge client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    channel = Channel(
        service="edubridge",
        base_url="http://host",
        paths=PLATFORM_PATHS["BEYOND_AI"].edubridge,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("EdubridgeClient"),
        platform="BEYOND_AI",
    )
    return EdubridgeClient.from_channel(channel), pipeline


def answering(body: object, status: int = 200) -> tuple[EdubridgeClient, RecordingPipeline]:
    """Return a client whose every call gets the same answer, and the pipeline."""
    return edubridge(lambda _call: (status, body))


def sent(pipeline: RecordingPipeline) -> list[str]:
    """Method and path with query of every call, in order."""
    return [f"{call.method} {call.url.removeprefix(BASE)}" for call in pipeline.calls]
