"""A student who learns: a small roster, the events that apps send about it, and what analytics answer."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from edubridge_api import BOOK, ROSTER, EduApi
from oneroster_api import ref, role, user

__all__ = ["SENSOR", "Learning", "activity", "learning", "time_spent"]

SENSOR = "https://apps.example/sensors/web"
AFTERWARDS = datetime(2025, 9, 19, 15, 0, tzinfo=UTC)
HOST = "https://api.example/ims/oneroster/rostering/v1p2"
_numbers = itertools.count(1)

SCHOOL: dict[str, list[dict[str, Any]]] = {
    "orgs": [
        {"sourcedId": "north", "name": "North School", "type": "school", "identifier": "S-1"},
        {"sourcedId": "south", "name": "South School", "type": "school", "identifier": "S-2"},
    ],
    "academicSessions": [
        {"sourcedId": "term", "status": "active", "title": "Term", "startDate": "2025-08-15T00:00:00Z",
         "endDate": "2026-08-14T00:00:00Z", "type": "term", "schoolYear": "2026", "org": ref("north")},
    ],
    "courses": [
        {"sourcedId": "c-math-4", "status": "active", "title": "Math 4", "org": ref("north"),
         "grades": ["4"], "subjects": ["Math", "Science"]},
        {"sourcedId": "c-plain", "status": "active", "title": "Plain", "org": ref("north")},
    ],
    "classes": [
        {"sourcedId": "k-math", "title": "Math 4 A", "course": ref("c-math-4"), "org": ref("north"),
         "terms": [ref("term")]},
        {"sourcedId": "k-plain", "title": "Plain A", "course": ref("c-plain"), "org": ref("south"),
         "terms": [ref("term")]},
    ],
    "users": [
        user("s-1", role("student", "north"), email="Sam@North.Example", username="sam", givenName="Sam",
             familyName="Doe", grades=["4", "5"], primaryOrg=ref("north")),
        user("s-2", role("student", "south"), email="kim@south.example", givenName="Kim", familyName="Roe"),
        user("s/3 é", role("student", "south"), email=None),
    ],
    "enrollments": [
        {"sourcedId": "E0", "status": "tobedeleted", "role": "student", "user": ref("s-1"), "class": ref("k-math")},
        {"sourcedId": "E1", "status": "active", "role": "student", "user": ref("s-1"), "class": ref("k-math")},
        {"sourcedId": "E2", "status": "tobedeleted", "role": "student", "user": ref("s-2"), "class": ref("k-math")},
        {"sourcedId": "E3", "status": "active", "role": "student", "user": ref("s-2"), "class": ref("k-plain")},
    ],
    "courseComponents": [
        {"sourcedId": "unit", "status": "active", "title": "Unit", "course": ref("c-math-4")},
    ],
    "resources": [{"sourcedId": "film", "title": "Film", "vendorResourceId": "v-1", "metadata": {"subject": "Math"}}],
    "componentResources": [
        {"sourcedId": "lesson", "status": "active", "title": "Lesson", "courseComponent": ref("unit"),
         "resource": ref("film")},
    ],
    "assessmentLineItems": [
        {"sourcedId": "li-course", "status": "active", "title": "By course", "course": ref("c-math-4")},
        {"sourcedId": "li-component", "status": "active", "title": "By component", "component": ref("unit")},
        {"sourcedId": "li-lesson", "status": "active", "title": "By lesson", "componentResource": ref("lesson")},
        {"sourcedId": "li-class", "status": "active", "title": "By class", "class": ref("k-math")},
        {"sourcedId": "li-plain", "status": "active", "title": "Plain", "course": ref("c-plain")},
        {"sourcedId": "li-none", "status": "active", "title": "Of no course"},
    ],
}  # fmt: skip


class Learning(EduApi):
    """EduBridge, Caliper and OneRoster of one sandbox whose jobs are done at once."""

    def send(self, *events: dict[str, Any]) -> list[str]:
        """Sends events in one envelope, which has to be accepted; gives back their ids."""
        envelope = {
            "sensor": SENSOR,
            "sendTime": "2025-09-18T08:00:00.250Z",
            "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
            "data": list(events),
        }
        reply = self.post("/caliper/event", envelope)
        assert reply.status == 200, reply.content
        return [event["id"] for event in events]

    def days(self, start: str = "2025-09-01T00:00:00Z", end: str = "2025-09-30T00:00:00Z", **query: object) -> Any:
        """The answer of the activity endpoint."""
        reply = self.get("/edubridge/analytics/activity", startDate=start, endDate=end, **query)
        assert reply.status == 200, reply.content
        return reply.body

    def week(self, day: str = "2025-09-17", **query: object) -> list[dict[str, Any]]:
        """The single facts of a week."""
        reply = self.get("/edubridge/analytics/facts/weekly", weekDate=day, **query)
        assert reply.status == 200, reply.content
        rows: list[dict[str, Any]] = reply.body["facts"]
        return rows

    def put_result(self, sourced_id: str, *, student: str = "s-1", item: str = "li-course", **more: Any) -> None:
        """Creates or replaces an assessment result through OneRoster."""
        record = {
            "sourcedId": sourced_id, "status": "active", "student": ref(student), "assessmentLineItem": ref(item),
            "scoreStatus": "fully graded", "scoreDate": "2025-09-16T12:00:00.000Z", **more,
        }  # fmt: skip
        reply = self.put(f"{BOOK}/assessmentResults/{sourced_id}", {"assessmentResult": record})
        assert reply.status == 201, reply.content

    def result(self, sourced_id: str) -> Any:
        """An assessment result, as OneRoster shows it."""
        return self.row(f"{BOOK}/assessmentResults/{sourced_id}")

    def results(self) -> list[dict[str, Any]]:
        """All assessment results."""
        found: list[dict[str, Any]] = self.get(f"{BOOK}/assessmentResults", limit=1000).body["assessmentResults"]
        return found


def activity(
    at: str = "2025-09-16T15:30:00.000Z", metrics: dict[str, float] | None = None, **more: Any
) -> dict[str, Any]:
    """An event of a completed activity; figures by their short names: xp, total, correct, mastered."""
    names = {"xp": "xpEarned", "total": "totalQuestions", "correct": "correctQuestions", "mastered": "masteredUnits"}
    figures = {names.get(name, name): value for name, value in (metrics or {"xp": 5}).items()}
    return _event("ActivityEvent", "Completed", "TimebackActivityMetricsCollection", at, figures, **more)


def time_spent(
    at: str = "2025-09-16T15:30:00.000Z", metrics: dict[str, float] | None = None, **more: Any
) -> dict[str, Any]:
    """An event of time that was spent."""
    collection = "TimebackTimeSpentMetricsCollection"
    return _event("TimeSpentEvent", "SpentTime", collection, at, metrics or {"active": 60}, **more)


def _event(
    type: str,
    action: str,
    collection: str,
    at: str,
    metrics: dict[str, float],
    *,
    user: str = "s-1",
    email: str = "sam@north.example",
    subject: str = "Math",
    app: str = "Number Lab",
    course: str | None = "c-math-4",
    attempt: int | None = None,
    **object: Any,
) -> dict[str, Any]:
    number = next(_numbers)
    generated: dict[str, Any] = {
        "id": f"urn:uuid:{uuid.UUID(int=2 * number, version=4)}",
        "type": collection,
        "items": [{"type": name, "value": value} for name, value in metrics.items()],
    }
    if attempt is not None:
        generated["attempt"] = attempt
    place: dict[str, Any] = {
        "id": "https://app.example/activities/one",
        "type": "TimebackActivityContext",
        "subject": subject,
        "app": {"name": app},
    }
    if course is not None:
        place["course"] = {"id": f"{HOST}/courses/{course}", "name": f"The course {course}"}
    return {
        "id": f"urn:uuid:{uuid.UUID(int=2 * number + 1, version=4)}",
        "type": type,
        "profile": "TimebackProfile",
        "action": action,
        "actor": {"id": f"{HOST}/users/{user}", "type": "TimebackUser", "email": email},
        "object": {**place, **object},
        "eventTime": at,
        "generated": generated,
    }


@pytest.fixture(scope="module")
def shared_learning() -> Iterator[Learning]:
    made = Learning(job_delay=0)
    made.load(SCHOOL)
    made.state.snapshot("roster")
    yield made
    made.close()


@pytest.fixture
def learning(shared_learning: Learning) -> Learning:
    """Two schools, two courses, three students, fresh for each test."""
    shared_learning.state.restore("roster")
    shared_learning.at(AFTERWARDS)
    return shared_learning


__all__ += ["BOOK", "ROSTER", "shared_learning"]
