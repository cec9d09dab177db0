"""A user's typical code for EduBridge, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, assert_type

from timeback_core.edubridge import (
    ActivityResponse,
    AggregatedMetrics,
    Application,
    ApplicationMetric,
    DailyActivityMap,
    DefaultClass,
    EdubridgeClient,
    Enrollment,
    EnrollmentFactsResponse,
    EnrollmentGoals,
    EnrollmentMetadata,
    EnrollOptions,
    HighestGradeMastered,
    MapProfile,
    ResetGoalsResult,
    SubjectMetrics,
    SubjectTrack,
    SubjectTrackGroup,
    SubjectTrackUpsertInput,
    TimeSaved,
    User,
    UserPage,
    WeeklyFactRecord,
    WeeklyFactsResponse,
    aggregate_activity_metrics,
    normalize_date,
    normalize_end_date,
    normalize_start_date,
    normalize_user,
)
from timeback_core.edubridge.types import EnrollMetadataInput
from timeback_core.pages import Paginator


async def enrollments(edubridge: EdubridgeClient, raw: dict[str, Any]) -> None:
    calls = edubridge.enrollments
    seats = await calls.list(user_id="u", timeout=5)
    assert_type(seats, list[Enrollment])
    seat = await calls.enroll("u", "c")
    assert_type(seat, Enrollment)
    await calls.enroll("u", "c", "s", raw)
    await calls.enroll("u", "c", None, EnrollOptions(role="teacher", begin_date=date(2025, 9, 1)))
    await calls.enroll("u", "c", role="student", begin_date="2025-09-01", metadata={"goals": {"dailyXp": 1.5}})
    await calls.enroll("u", "c", begin_date=datetime(2025, 9, 1), metadata=seat.metadata, max_retries=0)
    await calls.enroll("u", "c", metadata=EnrollMetadataInput(student_specific_goals=True))
    assert_type(seat.begin_date, date | None)
    assert_type(seat.metadata, EnrollmentMetadata | None)
    if seat.metadata is not None and seat.metadata.goals is not None:
        assert_type(seat.metadata.goals, EnrollmentGoals)
        assert_type(seat.metadata.goals.daily_xp, float | None)
    assert_type(await calls.propagate_goals("c"), ResetGoalsResult)
    assert_type(await calls.reset_goals("c"), ResetGoalsResult)
    assert_type(await calls.get_default_class("c", "s"), DefaultClass)
    await calls.unenroll("u", "c", "s")
    await calls.reset_progress("u", "c")


async def users(edubridge: EdubridgeClient) -> None:
    calls = edubridge.users
    assert_type(await calls.list(roles=["student", "teacher"], fields="email"), list[User])
    assert_type(await calls.list_students(limit=5, org_sourced_ids=["s"], timeout=3), list[User])
    assert_type(await calls.list_teachers(sort="family_name", order_by="desc"), list[User])
    assert_type(await calls.search(["student"], "ana", 10), list[User])
    assert_type(await calls.list_all(roles=["student"], page_size=10, max_items=5), list[User])
    page = await calls.list_page(roles=["student"])
    assert_type(page, UserPage)
    assert_type(page.users, list[User])
    assert_type(page[0], User)
    assert_type(page.total_count, int | None)
    assert_type(page.page_count, int | None)
    walk = calls.stream(roles=["aide"], search="x")
    assert_type(walk, Paginator[User])
    async for user in walk:
        assert_type(user.email, str | None)
        assert_type(normalize_user(user), User)


async def analytics(edubridge: EdubridgeClient) -> None:
    calls = edubridge.analytics
    answer = await calls.get_activity(student_id="u", start_date="2025-09-16", end_date=date(2025, 9, 17))
    assert_type(answer, ActivityResponse)
    assert_type(answer.start_date, datetime | None)
    assert_type(answer.facts, DailyActivityMap)
    for subjects in answer.facts.values():
        for cell in subjects.values():
            assert_type(cell, SubjectMetrics)
            assert_type(cell.activity_metrics.xp_earned, float)
            assert_type(cell.time_spent_metrics.active_seconds, float)
    assert_type(aggregate_activity_metrics(answer.facts), AggregatedMetrics)
    assert_type(aggregate_activity_metrics({"2025-09-16": {"Math": {"activityMetrics": {}}}}).total_xp, float)
    facts = await calls.get_weekly_facts(email="a@b.example", week_date=datetime(2025, 9, 17), timezone="UTC")
    assert_type(facts, list[WeeklyFactRecord])
    assert_type(facts[0].date, date | None)
    assert_type(facts[0].datetime, datetime | None)
    assert_type(facts[0].active_seconds, str | None)
    assert_type(facts[0].seconds.active, float)
    week = await calls.get_weekly_facts_response(student_id="u", week_date="2025-09-17")
    assert_type(week, WeeklyFactsResponse)
    assert_type(await calls.get_enrollment_facts(enrollment_id="e"), EnrollmentFactsResponse)
    mastered = await calls.get_highest_grade_mastered("u", "Math")
    assert_type(mastered, HighestGradeMastered)
    assert_type(mastered.grades.highest_grade_overall, str | None)


async def the_rest(edubridge: EdubridgeClient) -> None:
    assert_type(await edubridge.applications.list(), list[Application])
    assert_type(await edubridge.applications.get_metrics("a"), list[ApplicationMetric])
    made = await edubridge.applications.create_metric("a", metric="xp", metric_source="powerpath")
    assert_type(made, ApplicationMetric)
    await edubridge.applications.delete_metric("a", metric="xp", metric_source="powerpath")

    tracks = edubridge.subject_tracks
    assert_type(await tracks.list(), list[SubjectTrack])
    assert_type(await tracks.upsert(subject="Math", grade=4, course_id="c"), SubjectTrack)
    await tracks.upsert(SubjectTrackUpsertInput(subject="Math", grade="4", course_id="c"))
    await tracks.upsert({"subject": "Math", "grade": 4, "courseId": "c"}, org_sourced_id="s")
    await tracks.delete("t")
    assert_type(await tracks.list_groups(), list[SubjectTrackGroup])
    await tracks.create_group(subject="Math", grade=4, course_id="c", org_sourced_ids=("s",))
    await tracks.update_group(
        subject="Math", grade=4, current_course_id="c", course_id="d", is_global=True, strategy="fail"
    )
    await tracks.delete_group(subject="Math", grade=4, course_id="c", is_global=False)

    assert_type(await edubridge.learning_reports.get_map_profile("u"), list[MapProfile])
    assert_type(await edubridge.learning_reports.get_time_saved("u"), TimeSaved)


def helpers() -> None:
    assert_type(normalize_start_date("2025-09-16", "America/Chicago"), str)
    assert_type(normalize_end_date(date(2025, 9, 16)), str)
    assert_type(normalize_date(None), str | None)


async def what_the_checkers_refuse(edubridge: EdubridgeClient) -> None:
    await edubridge.enrollments.list("u")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await edubridge.users.list(roles=["pupil"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    await edubridge.enrollments.enroll("u", "c", role="aide")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    await edubridge.users.list_students(roles=["aide"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    await edubridge.subject_tracks.upsert(subject="Maths")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
