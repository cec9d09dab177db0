"""What the EduBridge resources send: methods, paths, queries and bodies."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from edubridge_calls import (
    ACTIVITY,
    APPLICATION,
    DEFAULT_CLASS,
    FACT,
    GROUP,
    MAP,
    METRIC,
    SAVED,
    SEAT,
    TRACK,
    USER,
    answering,
    sent,
)

from timeback_core.edubridge import (
    EdubridgeClient,
    EnrollmentMetadata,
    EnrollOptions,
    SubjectTrackUpsertInput,
)

pytestmark = pytest.mark.anyio

Do = Callable[[EdubridgeClient], Awaitable[Any]]

RESET: dict[str, Any] = {"updated": 2, "errors": []}
DAYS = "startDate=2025-09-16T00%3A00%3A00.000Z&endDate=2025-09-17T23%3A59%3A59.999Z"

CALLS: dict[str, tuple[Do, object, str, object]] = {
    "enrollments.list": (
        lambda e: e.enrollments.list(user_id="u 1"),
        {"data": [SEAT]},
        "GET /enrollments/user/u%201",
        None,
    ),
    "enrollments.enroll": (
        lambda e: e.enrollments.enroll("u", "c"),
        {"data": SEAT},
        "POST /enrollments/enroll/u/c",
        {},
    ),
    "enrollments.unenroll": (
        lambda e: e.enrollments.unenroll("u", "c", "s"),
        None,
        "DELETE /enrollments/unenroll/u/c/s",
        None,
    ),
    "enrollments.propagate_goals": (
        lambda e: e.enrollments.propagate_goals("c"),
        {"data": RESET},
        "POST /enrollments/propagateGoals/c",
        {},
    ),
    "enrollments.reset_goals": (
        lambda e: e.enrollments.reset_goals("c"),
        {"data": RESET},
        "POST /enrollments/resetGoals/c",
        {},
    ),
    "enrollments.reset_progress": (
        lambda e: e.enrollments.reset_progress("u", "c"),
        None,
        "DELETE /enrollments/resetProgress/u/c",
        None,
    ),
    "enrollments.get_default_class": (
        lambda e: e.enrollments.get_default_class("c", "s"),
        {"data": DEFAULT_CLASS},
        "GET /enrollments/defaultClass/c/s",
        None,
    ),
    "users.list": (
        lambda e: e.users.list(roles=["student", "teacher"]),
        {"users": [USER]},
        "GET /users/?roles=student&roles=teacher",
        None,
    ),
    "users.list_page": (
        lambda e: e.users.list_page(roles=["aide"], limit=5, offset=10),
        {"users": [USER]},
        "GET /users/?roles=aide&limit=5&offset=10",
        None,
    ),
    "analytics.get_activity": (
        lambda e: e.analytics.get_activity(student_id="u", start_date="2025-09-16", end_date="2025-09-17"),
        ACTIVITY,
        f"GET /analytics/activity?studentId=u&{DAYS}",
        None,
    ),
    "analytics.get_weekly_facts": (
        lambda e: e.analytics.get_weekly_facts(email="a@b.example", week_date=date(2025, 9, 17)),
        {"facts": [FACT]},
        "GET /analytics/facts/weekly?email=a%40b.example&weekDate=2025-09-17T00%3A00%3A00.000Z",
        None,
    ),
    "analytics.get_weekly_facts_response": (
        lambda e: e.analytics.get_weekly_facts_response(student_id="u", week_date="2025-09-17T10:00:00+00:00"),
        {"facts": [FACT]},
        "GET /analytics/facts/weekly?studentId=u&weekDate=2025-09-17T10%3A00%3A00Z",
        None,
    ),
    "analytics.get_enrollment_facts": (
        lambda e: e.analytics.get_enrollment_facts(enrollment_id="e/1"),
        {**ACTIVITY, "enrollmentId": "e/1"},
        "GET /analytics/enrollment/e%2F1",
        None,
    ),
    "analytics.get_highest_grade_mastered": (
        lambda e: e.analytics.get_highest_grade_mastered("u", "Social Studies"),
        {"studentId": "u", "subject": "Social Studies", "grades": {}},
        "GET /analytics/highestGradeMastered/u/Social%20Studies",
        None,
    ),
    "applications.list": (
        lambda e: e.applications.list(),
        {"applications": [APPLICATION]},
        "GET /applications/",
        None,
    ),
    "applications.get_metrics": (
        lambda e: e.applications.get_metrics("app-1"),
        {"data": [METRIC]},
        "GET /applicationMetrics/app-1",
        None,
    ),
    "applications.create_metric": (
        lambda e: e.applications.create_metric("app-1", metric="xp", metric_source="manual_entry"),
        {"data": METRIC},
        "POST /applicationMetrics/app-1",
        {"applicationMetric": {"metric": "xp", "metricSource": "manual_entry"}},
    ),
    "applications.delete_metric": (
        lambda e: e.applications.delete_metric("app-1", metric="xp", metric_source="manual_entry"),
        None,
        "DELETE /applicationMetrics/app-1",
        {"applicationMetric": {"metric": "xp", "metricSource": "manual_entry"}},
    ),
    "subject_tracks.list": (
        lambda e: e.subject_tracks.list(),
        {"subjectTrack": [TRACK]},
        "GET /subject-track/",
        None,
    ),
    "subject_tracks.upsert": (
        lambda e: e.subject_tracks.upsert(subject="Math", grade=4, course_id="c-1"),
        {"subjectTrack": TRACK},
        "PUT /subject-track/",
        {"subject": "Math", "grade": "4", "courseId": "c-1"},
    ),
    "subject_tracks.delete": (
        lambda e: e.subject_tracks.delete("t/1"),
        {"data": None},
        "DELETE /subject-track/t%2F1",
        None,
    ),
    "subject_tracks.list_groups": (
        lambda e: e.subject_tracks.list_groups(),
        {"groups": [GROUP]},
        "GET /subject-track/groups",
        None,
    ),
    "subject_tracks.create_group": (
        lambda e: e.subject_tracks.create_group(subject="Math", grade="-1", course_id="c"),
        None,
        "POST /subject-track/groups",
        {"subject": "Math", "grade": "-1", "courseId": "c", "orgSourcedIds": []},
    ),
    "subject_tracks.update_group": (
        lambda e: e.subject_tracks.update_group(
            subject="Math", grade=0, current_course_id="c", course_id="d", is_global=False, org_sourced_ids=["s"]
        ),
        None,
        "PUT /subject-track/groups",
        {
            "subject": "Math",
            "grade": "0",
            "currentCourseId": "c",
            "courseId": "d",
            "isGlobal": False,
            "orgSourcedIds": ["s"],
            "strategy": "replace",
        },
    ),
    "subject_tracks.delete_group": (
        lambda e: e.subject_tracks.delete_group(subject="FastMath", grade=13, course_id="c", is_global=True),
        None,
        "DELETE /subject-track/groups",
        {"subject": "FastMath", "grade": "13", "courseId": "c", "isGlobal": True},
    ),
    "learning_reports.get_map_profile": (
        lambda e: e.learning_reports.get_map_profile("u"),
        {"data": [MAP]},
        "GET /learning-reports/map-profile/u",
        None,
    ),
    "learning_reports.get_time_saved": (
        lambda e: e.learning_reports.get_time_saved("u"),
        {"data": SAVED},
        "GET /time-saved/user/u",
        None,
    ),
}


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_a_call_sends_its_method_path_query_and_body(name: str) -> None:
    do, body, request, content = CALLS[name]
    client, pipeline = answering(body)
    await do(client)
    (call,) = pipeline.calls
    assert call.operation == f"edubridge.{name}"
    assert sent(pipeline) == [request]
    assert (None if call.content is None else json.loads(call.content)) == content


def test_every_operation_is_declared_and_the_25_routes_are_distinct() -> None:
    operations = EdubridgeClient.operations()
    assert {operation.id for operation in operations} == {f"edubridge.{name}" for name in CALLS}
    assert len({(operation.method, operation.path) for operation in operations}) == 25
    assert not {"progression", "goals"} & set(dir(EdubridgeClient))


def test_an_operation_tells_where_its_parameters_go() -> None:
    by_id = {operation.id: operation for operation in EdubridgeClient.operations()}
    enroll = {p.name: (p.place, p.required) for p in by_id["edubridge.enrollments.enroll"].parameters}
    assert enroll["user_id"] == ("path", True)
    assert enroll["school_id"] == ("path", False)
    assert enroll["options"] == ("body", False)
    assert enroll["begin_date"] == ("body", False)
    group = by_id["edubridge.subject_tracks.delete_group"]
    assert {p.wire_name: (p.place, p.required) for p in group.parameters} == dict.fromkeys(
        ["subject", "grade", "courseId", "isGlobal"], ("body", True)
    )
    assert group.request_type == "SubjectTrackGroupDeleteInput"
    assert by_id["edubridge.users.list_page"].paged


async def test_without_a_school_its_segment_is_left_out() -> None:
    client, pipeline = answering({"data": SEAT})
    await client.enrollments.enroll("u", "c", None)
    await client.enrollments.enroll("u", "c", "s/1")
    await client.enrollments.unenroll("u", "c")
    assert sent(pipeline) == [
        "POST /enrollments/enroll/u/c",
        "POST /enrollments/enroll/u/c/s%2F1",
        "DELETE /enrollments/unenroll/u/c",
    ]


@pytest.mark.parametrize(
    ("given", "written"),
    [("a/b?c", "a%2Fb%3Fc"), ("../x", "..%2Fx"), ("a#b%", "a%23b%25"), ("日 本", "%E6%97%A5%20%E6%9C%AC")],
)
async def test_an_identifier_stays_one_segment_of_the_path(given: str, written: str) -> None:
    client, pipeline = answering(None)
    await client.enrollments.reset_progress(given, given)
    assert sent(pipeline) == [f"DELETE /enrollments/resetProgress/{written}/{written}"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (date(2025, 9, 1), "2025-09-01T00:00:00.000Z"),
        ("2025-09-01", "2025-09-01T00:00:00.000Z"),
        (datetime(2025, 9, 1, 8), "2025-09-01T08:00:00.000Z"),
        (datetime(2025, 9, 1, 8, tzinfo=timezone(timedelta(hours=-5))), "2025-09-01T13:00:00.000Z"),
        ("2025-09-01T08:00:00.000Z", "2025-09-01T08:00:00.000Z"),
    ],
)
async def test_the_first_day_of_a_seat_goes_out_as_a_full_timestamp(given: Any, written: str) -> None:
    client, pipeline = answering({"data": SEAT})
    await client.enrollments.enroll("u", "c", begin_date=given)
    await client.enrollments.enroll("u", "c", None, {"begin_date": given})
    await client.enrollments.enroll("u", "c", None, EnrollOptions(begin_date=given))
    assert pipeline.bodies() == [{"beginDate": written}] * 3


async def test_options_of_a_seat_may_be_given_whole_one_by_one_or_both() -> None:
    client, pipeline = answering({"data": SEAT})
    enroll = client.enrollments.enroll
    await enroll("u", "c", None, {"sourcedId": "e", "role": "teacher"}, role="proctor")
    await enroll("u", "c", None, EnrollOptions(sourced_id="e", role="teacher"), role="proctor")
    await enroll("u", "c", sourced_id="e", role="proctor")
    assert pipeline.bodies() == [{"sourcedId": "e", "role": "proctor"}] * 3


async def test_metadata_is_written_with_the_names_of_the_wire_and_keeps_foreign_keys() -> None:
    client, pipeline = answering({"data": SEAT})
    goals = {"daily_xp": 22.5, "dailyPages": 3}
    await client.enrollments.enroll(
        "u", "c", metadata={"goals": goals, "student_specific_goals": "true", "pctCompleteApp": 40}
    )
    await client.enrollments.enroll("u", "c", metadata=EnrollmentMetadata(student_specific_goals=True))
    assert pipeline.bodies() == [
        {
            "metadata": {
                "goals": {"dailyXp": 22.5, "dailyPages": 3},
                "studentSpecificGoals": True,
                "pctCompleteApp": 40,
            }
        },
        {"metadata": {"studentSpecificGoals": True}},
    ]


async def test_metadata_that_was_read_goes_back_out_as_it_came() -> None:
    client, pipeline = answering({"data": SEAT})
    seat = await client.enrollments.enroll("u", "c")
    assert seat.metadata is not None
    await client.enrollments.enroll("u", "d", metadata=seat.metadata)
    assert pipeline.bodies()[1] == {"metadata": SEAT["metadata"]}


async def test_nothing_is_sent_as_null() -> None:
    client, pipeline = answering({"subjectTrack": TRACK})
    data = {"subject": "Math", "grade": 4, "course_id": "c", "org_sourced_id": None}
    await client.subject_tracks.upsert(data)
    await client.subject_tracks.upsert(SubjectTrackUpsertInput(subject="Math", grade=4, course_id="c"))
    await client.subject_tracks.upsert({"subject": "Math", "grade": "5", "courseId": "c"}, grade="4")
    assert pipeline.bodies() == [{"subject": "Math", "grade": "4", "courseId": "c"}] * 3


async def test_users_are_asked_for_with_every_argument_by_its_name_on_the_wire() -> None:
    client, pipeline = answering({"users": []})
    await client.users.list(
        roles=("student",),
        fields=["given_name", "email"],
        limit=2,
        sort="family_name",
        order_by="desc",
        filter="status='active'",
        search="a b",
        org_sourced_ids=["s-1", "s-2"],
    )
    await client.users.list_students(fields="givenName, email", offset=3)
    await client.users.list_teachers(org_sourced_ids=["s-1"], timeout=3)
    await client.users.search(["student"], "ana")
    assert sent(pipeline) == [
        (
            "GET /users/?roles=student&fields=givenName%2Cemail&limit=2&offset=0&sort=familyName&orderBy=desc"
            "&filter=status%3D%27active%27&search=a+b&orgSourcedIds=s-1&orgSourcedIds=s-2"
        ),
        "GET /users/?roles=student&fields=givenName%2Cemail&offset=3",
        "GET /users/?roles=teacher&orgSourcedIds=s-1",
        "GET /users/?roles=student&limit=100&offset=0&search=ana",
    ]


async def test_the_bounds_of_days_lie_in_the_time_zone_that_is_sent_along() -> None:
    client, pipeline = answering(ACTIVITY)
    await client.analytics.get_activity(
        email="a@b.example",
        student_id="u",
        start_date=date(2025, 3, 9),
        end_date="2025-03-09",
        timezone="America/New_York",
    )
    await client.analytics.get_enrollment_facts(
        enrollment_id="e", start_date=datetime(2025, 9, 16, 8), timezone="America/Chicago"
    )
    await client.analytics.get_enrollment_facts(enrollment_id="e", end_date=datetime(2025, 9, 16, 8, tzinfo=UTC))
    assert sent(pipeline) == [
        (
            "GET /analytics/activity?email=a%40b.example&studentId=u&startDate=2025-03-09T05%3A00%3A00.000Z"
            "&endDate=2025-03-10T03%3A59%3A59.999Z&timezone=America%2FNew_York"
        ),
        "GET /analytics/enrollment/e?startDate=2025-09-16T13%3A00%3A00.000Z&timezone=America%2FChicago",
        "GET /analytics/enrollment/e?endDate=2025-09-16T08%3A00%3A00.000Z",
    ]


async def test_the_raw_answer_of_any_call_can_be_had() -> None:
    client, pipeline = answering({"data": SEAT}, status=201)
    raw = await client.enrollments.with_raw_response.enroll("u", "c", role="student")
    assert (raw.status_code, raw.parse().id) == (201, "e-1")
    assert pipeline.bodies() == [{"role": "student"}]
