"""One student's events of two days, as Caliper takes them, and what analytics make of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import anyio
import pytest
from contract_edubridge import newcomer, own_course

from timeback_core import TimebackClient
from timeback_core.edubridge import DailyActivityMap, aggregate_activity_metrics
from timeback_core.errors import ValidationError

pytestmark = pytest.mark.anyio

USER, COURSE = "worked-student", "worked-course"
DAYS = {"start_date": "2025-09-16", "end_date": "2025-09-17"}


def urn(name: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def event(name: str, moment: str, subject: str, app: str, *, course: bool, items: dict[str, float]) -> dict[str, Any]:
    """One event of the example; its kind follows from its name."""
    activity = name.startswith("A")
    about: dict[str, Any] = {
        "id": f"https://app.example/activities/{name}",
        "type": "TimebackActivityContext",
        "subject": subject,
        "app": {"name": app},
        "activity": {"name": f"Lesson {name}"},
    }
    if course:
        about["course"] = {"id": f"https://api.example/courses/{COURSE}", "name": "Math 4"}
    if name == "A1":
        about["process"] = True
    kind = "Activity" if activity else "TimeSpent"
    return {
        "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2",
        "id": urn(name),
        "type": f"{kind}Event",
        "profile": "TimebackProfile",
        "action": "Completed" if activity else "SpentTime",
        "actor": {
            "id": f"https://api.example/users/{USER}",
            "type": "TimebackUser",
            "email": "newcomer@lincoln.example",
        },
        "object": about,
        "eventTime": moment,
        "generated": {
            "id": urn(f"{name} figures"),
            "type": f"Timeback{kind}MetricsCollection",
            "items": [{"type": type_, "value": value} for type_, value in items.items()],
        },
    }


EVENTS = [
    event("A1", "2025-09-16T15:30:00.000Z", "Math", "Number Lab", course=True,
          items={"xpEarned": 12, "totalQuestions": 10, "correctQuestions": 9, "masteredUnits": 1}),
    event("T1", "2025-09-16T15:30:00.000Z", "Math", "Number Lab", course=True,
          items={"active": 640.5, "inactive": 30, "waste": 12, "anti-pattern": 8}),
    event("A2", "2025-09-17T02:15:00.000Z", "Math", "Fact Sprint", course=True,
          items={"xpEarned": -1, "totalQuestions": 6, "correctQuestions": 2}),
    event("A3", "2025-09-17T14:00:00.000Z", "Reading", "Story Path", course=False, items={"xpEarned": 5}),
]  # fmt: skip


class Cell(NamedTuple):
    """One line of the example's table."""

    day: str
    subject: str
    activity: tuple[float, float, float, float]
    seconds: tuple[float, float, float]
    apps: tuple[str, ...]


IN_UTC = [
    Cell("2025-09-16", "Math", (12, 10, 9, 1), (640.5, 30, 12), ("Number Lab",)),
    Cell("2025-09-17", "Math", (-1, 6, 2, 0), (0, 0, 0), ("Fact Sprint",)),
    Cell("2025-09-17", "Reading", (5, 0, 0, 0), (0, 0, 0), ("Story Path",)),
]
IN_CHICAGO = [
    Cell("2025-09-16", "Math", (11, 16, 11, 1), (640.5, 30, 12), ("Number Lab", "Fact Sprint")),
    Cell("2025-09-17", "Reading", (5, 0, 0, 0), (0, 0, 0), ("Story Path",)),
]


def table(facts: DailyActivityMap) -> list[Cell]:
    """The facts as the example's table has them."""
    rows: list[Cell] = []
    for day, subjects in facts.items():
        for subject, cell in subjects.items():
            done, spent = cell.activity_metrics, cell.time_spent_metrics
            rows.append(
                Cell(
                    day,
                    subject,
                    (done.xp_earned, done.total_questions, done.correct_questions, done.mastered_units),
                    (spent.active_seconds, spent.inactive_seconds, spent.waste_seconds),
                    tuple(cell.apps),
                )
            )
    return sorted(rows)


async def told(timeback: TimebackClient) -> str:
    """Make the student, the course and the seat, and tell what the student did; return the seat."""
    await newcomer(timeback, USER)
    await own_course(timeback, COURSE)
    seat = await timeback.edubridge.enrollments.enroll(USER, COURSE, begin_date=date(2025, 9, 1))
    envelope = {
        "sensor": "https://app.example/sensors/web",
        "sendTime": "2025-09-17T14:00:01.000Z",
        "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
        "data": EVENTS,
    }
    answer: Any = (await timeback.request("caliper", "POST", "/caliper/event", json=envelope)).parse()
    with anyio.fail_after(30):
        while True:
            job: Any = (await timeback.request("caliper", "GET", f"/jobs/{answer['jobId']}/status")).parse()
            if job["job"]["state"] == "completed":
                return seat.id
            assert job["job"]["state"] != "failed", job
            await anyio.sleep(0.02)


async def test_days_are_those_of_the_time_zone_that_is_asked_for(timeback: TimebackClient) -> None:
    await told(timeback)
    activity = timeback.edubridge.analytics.get_activity
    utc = await activity(student_id=USER, **DAYS)
    chicago = await activity(student_id=USER, timezone="America/Chicago", **DAYS)
    assert table(utc.facts) == IN_UTC
    assert table(chicago.facts) == IN_CHICAGO
    for facts, subjects in ((utc.facts, 3), (chicago.facts, 2)):
        total = aggregate_activity_metrics(facts)
        assert (total.total_xp, total.total_questions, total.correct_questions, total.mastered_units) == (16, 16, 11, 1)
        assert (total.active_seconds, total.inactive_seconds, total.waste_seconds) == (640.5, 30, 12)
        assert (total.day_count, total.subject_count) == (2, subjects)
    by_app = chicago.facts_by_app["2025-09-16"]["Math"]
    assert {app: cell.activity_metrics.xp_earned for app, cell in by_app.items()} == {
        "Number Lab": 12,
        "Fact Sprint": -1,
    }


async def test_a_seat_has_what_was_done_in_its_course(timeback: TimebackClient) -> None:
    seat = await told(timeback)
    answer = await timeback.edubridge.analytics.get_enrollment_facts(enrollment_id=seat)
    assert table(answer.facts) == IN_UTC[:2]


async def test_a_week_has_the_single_facts_in_order(timeback: TimebackClient) -> None:
    await told(timeback)
    week = await timeback.edubridge.analytics.get_weekly_facts_response(
        student_id=USER, week_date="2025-09-17", timezone="America/Chicago"
    )
    assert week.start_date == datetime(2025, 9, 14, 5, tzinfo=UTC)
    assert week.end_date == datetime(2025, 9, 21, 5, tzinfo=UTC) - timedelta(milliseconds=1)
    facts = sorted(week.facts, key=lambda fact: (fact.datetime, fact.event_type))
    first, spent, second, third = facts
    assert (first.xp_earned, first.source) == (12, f"oneroster:assessment_result:caliper_{urn('A1')}")
    assert (spent.active_seconds, spent.xp_earned, spent.seconds) == ("640.50", None, (640.5, 30, 12))
    assert (second.date, second.day_of_week, second.xp_earned) == (date(2025, 9, 16), 2, -1)
    assert (second.source, second.active_seconds) == (f"caliper:event:{urn('A2')}", None)
    assert (third.subject, third.course_id, third.enrollment_id) == ("Reading", None, None)


async def test_progress_that_came_by_events_alone_outlives_a_reset(timeback: TimebackClient) -> None:
    seat = await told(timeback)
    await timeback.edubridge.enrollments.reset_progress(USER, COURSE)
    answer = await timeback.edubridge.analytics.get_enrollment_facts(enrollment_id=seat)
    assert [(row.day, row.activity, row.seconds) for row in table(answer.facts)] == [
        ("2025-09-16", (0, 0, 0, 0), (640.5, 30, 12)),
        ("2025-09-17", (-1, 6, 2, 0), (0, 0, 0)),
    ]


async def test_the_route_refuses_the_bare_days_that_the_client_takes(timeback: TimebackClient) -> None:
    query = {"studentId": "student-0001", "startDate": "2025-09-16", "endDate": "2025-09-17"}
    with pytest.raises(ValidationError):
        await timeback.request("edubridge", "GET", "/edubridge/analytics/activity", params=query)
    answer = await timeback.edubridge.analytics.get_activity(student_id="student-0001", **DAYS)
    assert answer.message
