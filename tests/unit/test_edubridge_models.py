"""How EduBridge's answers are read, odd ones included."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from typing import Any

import pytest
from edubridge_calls import (
    ACTIVITY,
    APPLICATION,
    CELL,
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
)

from timeback_core.edubridge import ActivityResponse, Enrollment, User, aggregate_activity_metrics
from timeback_core.errors import ResponseParseError

pytestmark = pytest.mark.anyio


async def seat(**changes: Any) -> Enrollment:
    client, _ = answering({"data": {**SEAT, **changes}})
    return await client.enrollments.enroll("u", "c")


async def one_user(**changes: Any) -> User:
    client, _ = answering({"users": [{**USER, **changes}]})
    (user,) = await client.users.list_students()
    return user


async def activity(**changes: Any) -> ActivityResponse:
    client, _ = answering({**ACTIVITY, **changes})
    return await client.analytics.get_activity(student_id="u", start_date="2025-09-16", end_date="2025-09-17")


async def test_a_seat_is_typed_down_to_its_goals() -> None:
    record = await seat()
    assert (record.id, record.begin_date, record.end_date) == ("e-1", date(2025, 9, 1), None)
    assert record.metadata is not None
    assert record.metadata.goals is not None
    assert record.metadata.goals.daily_xp == 22.5
    assert record.course.primary_app is not None
    assert record.course.primary_app.domains == ["numbers.example"]
    assert (record.school.name, record.test_out_supported, record.periods) == ("Lincoln", True, None)


async def test_what_applications_store_with_a_seat_stays_readable() -> None:
    metadata = (await seat()).metadata
    assert metadata is not None
    assert metadata.goals is not None
    assert metadata.extra == {"pctCompleteApp": 40}
    assert metadata.goals.extra == {"dailyPages": 3}
    assert metadata.to_dict() == SEAT["metadata"]
    again = pickle.loads(pickle.dumps(copy.copy(metadata)))
    assert again == metadata
    assert again.extra == metadata.extra


async def test_a_changed_seat_keeps_everything_else_that_was_sent() -> None:
    record = await seat(vendor=1)
    assert record.metadata is not None
    record.metadata.student_specific_goals = True
    assert record.to_dict() == {
        **SEAT,
        "vendor": 1,
        "metadata": {**SEAT["metadata"], "studentSpecificGoals": True},
    }


@pytest.mark.parametrize("given", ["2025-09-01", "2025-09-01T00:00:00.000Z", "2025-09-01T05:00:00+00:00"])
async def test_a_seats_first_day_is_a_date_in_either_form(given: str) -> None:
    assert (await seat(beginDate=given)).begin_date == date(2025, 9, 1)


async def test_a_seat_with_nulls_and_without_fields_is_read() -> None:
    course = {"id": "c-1", "title": "Math", "metadata": None, "subjects": None, "grades": [4, "K"], "primaryApp": None}
    record = await seat(metadata=None, periods=None, course=course, testOutSupported=None)
    assert record.metadata is None
    assert record.course.metadata == {}
    assert record.course.grades == ["4", "K"]
    assert record.test_out_supported is False
    client, _ = answering({"data": [{"id": "e-2", "metadata": "odd"}]})
    (bare,) = await client.enrollments.list(user_id="u")
    assert bare.id == "e-2"
    assert bare.test_out_eligible is False


async def test_lists_of_a_default_class_are_never_null() -> None:
    client, _ = answering({"data": {**DEFAULT_CLASS, "subjectCodes": None}})
    found = await client.enrollments.get_default_class("c-1")
    assert (found.grades, found.subject_codes, found.periods) == ([], [], ["edubridge-term-s-1-2026"])
    assert found.course.title == "Math 4"


async def test_a_result_of_goals_is_read_with_its_nulls() -> None:
    client, _ = answering({"data": {"updated": 3, "errors": None}})
    assert (await client.enrollments.propagate_goals("c")).errors == []
    assert (await client.enrollments.reset_goals("c")).updated == 3


async def test_daily_figures_are_numbers_and_null_is_zero() -> None:
    answer = await activity()
    cell = answer.facts["2025-09-16"]["Math"]
    assert cell.activity_metrics.xp_earned == -1
    assert cell.activity_metrics.mastered_units == 0
    assert cell.time_spent_metrics.active_seconds == 640.5
    assert answer.facts_by_app["2025-09-16"]["Math"]["Number Lab"] == cell
    assert answer.start_date == datetime(2025, 9, 16, 5, tzinfo=UTC)
    assert answer.to_dict() == ACTIVITY


@pytest.mark.parametrize("changes", [{"facts": None, "factsByApp": None}, {"startDate": None, "message": None}])
async def test_maps_that_are_null_are_empty(changes: dict[str, Any]) -> None:
    answer = await activity(**changes)
    assert answer.facts_by_app == ({} if "factsByApp" in changes else answer.facts_by_app)
    assert answer.facts == ({} if "facts" in changes else answer.facts)
    assert aggregate_activity_metrics(answer.facts).day_count == len(answer.facts)


async def test_one_odd_cell_leaves_the_others_typed() -> None:
    facts = {
        "2025-09-16": {"Math": {**CELL, "timeSpentMetrics": None, "apps": None}, "Reading": None},
        "2025-09-17": None,
        "2025-09-18": {"Math": {**CELL, "activityMetrics": {"xpEarned": "2.5"}, "apps": "Lab"}},
    }
    answer = await activity(facts=facts)
    cell = answer.facts["2025-09-16"]["Math"]
    assert (cell.time_spent_metrics.waste_seconds, cell.apps) == (0, [])
    assert answer.facts["2025-09-18"]["Math"].activity_metrics.xp_earned == 2.5
    assert aggregate_activity_metrics(answer.facts).total_xp == 1.5
    assert aggregate_activity_metrics(answer.facts).day_count == 3


async def test_facts_of_a_seat_carry_its_identifier_and_may_have_no_bounds() -> None:
    client, _ = answering({**ACTIVITY, "enrollmentId": "e-1", "startDate": None, "endDate": None})
    answer = await client.analytics.get_enrollment_facts(enrollment_id="e-1")
    assert (answer.enrollment_id, answer.start_date, answer.end_date) == ("e-1", None, None)
    assert list(answer.facts) == ["2025-09-16"]


async def test_a_weekly_fact_has_texts_of_seconds_and_a_view_with_numbers() -> None:
    client, _ = answering({"facts": [FACT, {**FACT, "activeSeconds": 12.5, "xpEarned": -1, "wasteSeconds": "n/a"}]})
    first, second = await client.analytics.get_weekly_facts(student_id="u", week_date="2025-09-17")
    assert (first.active_seconds, first.waste_seconds) == ("640.50", None)
    assert first.seconds == (640.5, 30.0, 0.0)
    assert first.seconds.active == 640.5
    assert (first.date, first.datetime) == (date(2025, 9, 16), datetime(2025, 9, 16, 15, 30, tzinfo=UTC))
    assert (first.xp_earned, second.xp_earned) == (None, -1)
    assert second.seconds == (12.5, 30.0, 0.0)
    assert first.to_dict() == FACT


async def test_a_week_has_its_bounds() -> None:
    body = {"message": "ok", "startDate": ACTIVITY["startDate"], "endDate": ACTIVITY["endDate"], "facts": None}
    client, _ = answering(body)
    week = await client.analytics.get_weekly_facts_response(student_id="u", week_date="2025-09-17")
    assert week.facts == []
    assert week.end_date == datetime(2025, 9, 18, 4, 59, 59, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("grades", "overall"),
    [({"highestGradeOverall": "4"}, "4"), ({"highestGradeOverall": 4}, "4"), ({}, None), (None, None)],
)
async def test_mastered_grades_are_texts_or_none(grades: Any, overall: str | None) -> None:
    client, _ = answering({"studentId": "u", "subject": "math", "grades": grades})
    found = await client.analytics.get_highest_grade_mastered("u", "math")
    assert found.grades.highest_grade_overall == overall
    assert found.grades.rit_grade is None


async def test_a_user_that_other_readers_fail_on_is_read() -> None:
    user = await one_user()
    assert (user.sourced_id, user.email, user.enabled_user, user.date_last_modified) == ("u-1", None, "true", None)
    assert user.roles[0].org is not None
    assert user.roles[0].org.sourced_id is None
    assert user.agents[0].sourced_id == "g-1"
    apps = [profile.app.domain for profile in user.user_profiles if profile.app is not None]
    assert apps == ["lab.example", ["a.example", "b.example"]]
    assert user.user_profiles[0].credentials == []
    assert (user.user_ids, user.grades) == ([], ["4"])
    assert user.extra == {"vendorField": {"kept": True}}


async def test_a_user_without_lists_has_empty_ones_and_passwords_are_not_shown() -> None:
    user = await one_user(
        roles=None, agents=None, userIds=None, userProfiles=None, grades=None, password="not to be seen"
    )
    assert (user.roles, user.agents, user.user_ids, user.user_profiles, user.grades) == ([], [], [], [], [])
    assert "not to be seen" not in repr(user)


async def test_demographics_come_with_their_flags_as_texts() -> None:
    user = await one_user(demographics={"birthDate": "2015-04-01", "sex": "female", "asian": "true", "white": "false"})
    assert user.demographics is not None
    assert (user.demographics.asian, user.demographics.white) == ("true", "false")
    assert user.demographics.birth_date == date(2015, 4, 1)


async def test_tracks_and_groups_are_read_with_and_without_an_organisation() -> None:
    org = {"sourcedId": "s-1", "children": None, "parent": {"href": "h", "sourcedId": "d-1", "type": "org"}}
    client, _ = answering({"subjectTrack": [TRACK, {**TRACK, "org": org}]})
    one, other = await client.subject_tracks.list()
    assert (one.org, one.course.sourced_id, one.course.grades) == (None, "c-1", ["4"])
    assert other.org is not None
    assert other.org.children == []
    assert other.org.parent is not None
    assert other.org.parent.sourced_id == "d-1"
    client, _ = answering({"groups": [GROUP, {**GROUP, "tracks": None}]})
    first, second = await client.subject_tracks.list_groups()
    assert (first.key.course_id, first.key.is_global, first.tracks[0].id, second.tracks) == ("c-1", True, "t-1", [])


async def test_applications_metrics_and_reports_are_read() -> None:
    client, _ = answering({"applications": [APPLICATION, {**APPLICATION, "domain": None, "status": None}]})
    first, second = await client.applications.list()
    assert (first.domain, first.description, second.domain, second.status) == (
        ["numbers.example"],
        None,
        [],
        "active",
    )
    client, _ = answering({"data": [METRIC]})
    (metric,) = await client.applications.get_metrics("app-1")
    assert (metric.application_sourced_id, metric.metric, metric.metric_source) == ("app-1", "xp", "manual_entry")
    client, _ = answering({"data": [MAP]})
    (profile,) = await client.learning_reports.get_map_profile("u")
    assert (profile.title, profile.pdf_url, profile.tests, profile.schoolname) == (
        "Fall 2025",
        None,
        ["Math"],
        "Lincoln",
    )
    client, _ = answering({"data": SAVED})
    saved = await client.learning_reports.get_time_saved("u")
    assert (saved.total_hours_saved, saved.total_days_saved, saved.school_days_elapsed) == (75, 3.125, 15)
    assert saved.school_year_start_date == datetime(2025, 8, 15, tzinfo=UTC)
    assert saved.calculation is not None
    assert saved.calculation.hours_saved_per_day == 5


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}, {"message": "nothing"}, None])
async def test_a_list_that_is_missing_or_null_is_empty(body: object) -> None:
    client, _ = answering(body)
    assert await client.enrollments.list(user_id="u") == []
    assert await client.learning_reports.get_map_profile("u") == []
    assert await client.users.list_page(roles=["student"]) == await client.users.list_page(roles=["aide"])


@pytest.mark.parametrize("body", [[], b"<html>", {"data": 3}, {"data": [3]}, "text"])
async def test_what_is_no_list_at_all_is_refused(body: object) -> None:
    client, _ = answering(body)
    with pytest.raises(ResponseParseError):
        await client.enrollments.list(user_id="u")
