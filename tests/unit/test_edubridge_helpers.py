"""Dates, sums and other helpers of EduBridge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from edubridge_calls import CELL
from hypothesis import given
from hypothesis import strategies as st

import timeback_core.edubridge as package
from timeback_core.edubridge import (
    ActivityMetricsData,
    SubjectMetrics,
    TimeSpentMetricsData,
    User,
    aggregate_activity_metrics,
    normalize_boolean,
    normalize_date,
    normalize_end_date,
    normalize_start_date,
    normalize_user,
    types,
    utils,
)
from timeback_core.errors import InputValidationError

ZONES = [
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Sao_Paulo",
    "America/Havana",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Kiritimati",
]
DAYS = st.dates(date(1995, 1, 1), date(2037, 12, 31))


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "zone", "first", "last"),
    [
        ("2025-03-09", "America/New_York", "2025-03-09T05:00:00.000Z", "2025-03-10T03:59:59.999Z"),
        ("2025-11-02", "America/New_York", "2025-11-02T04:00:00.000Z", "2025-11-03T04:59:59.999Z"),
        ("2025-09-16", "America/Chicago", "2025-09-16T05:00:00.000Z", "2025-09-17T04:59:59.999Z"),
        ("2025-09-16", None, "2025-09-16T00:00:00.000Z", "2025-09-16T23:59:59.999Z"),
        ("2025-09-16", "Asia/Kolkata", "2025-09-15T18:30:00.000Z", "2025-09-16T18:29:59.999Z"),
        # the clock jumps over midnight, or shows the last hour of the day twice
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", "2018-11-05T01:59:59.999Z"),
        ("2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00:00.000Z", "2018-02-18T02:59:59.999Z"),
        # a day that did not happen there
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z", "2011-12-30T10:00:00.000Z"),
    ],
)
def test_a_day_is_bounded_by_the_calendar_of_its_zone(day: str, zone: str | None, first: str, last: str) -> None:
    assert (normalize_start_date(day, zone), normalize_end_date(day, zone)) == (first, last)
    assert normalize_start_date(date.fromisoformat(day), zone) == first
    assert normalize_end_date(date.fromisoformat(day), tz=zone) == last


@pytest.mark.parametrize(
    ("given_", "zone", "written"),
    [
        ("2025-09-16T05:00:00.000Z", None, "2025-09-16T05:00:00.000Z"),
        ("2025-09-16T05:00:00+00:00", "America/Chicago", "2025-09-16T05:00:00Z"),
        ("2025-09-16T05:00:00-05:00", "Asia/Kolkata", "2025-09-16T05:00:00-05:00"),
        (datetime(2025, 9, 16, 5), None, "2025-09-16T05:00:00.000Z"),
        (datetime(2025, 9, 16, 5), "America/Chicago", "2025-09-16T10:00:00.000Z"),
        (datetime(2025, 9, 16, 5, tzinfo=UTC), "America/Chicago", "2025-09-16T05:00:00.000Z"),
        (datetime(2025, 9, 16, 5, 0, 0, 123_999, timezone(timedelta(hours=2))), None, "2025-09-16T03:00:00.123Z"),
    ],
)
def test_a_moment_stays_the_moment_that_it_is(given_: Any, zone: str | None, written: str) -> None:
    assert normalize_start_date(given_, zone) == written
    assert normalize_end_date(given_, zone) == written


@pytest.mark.parametrize(
    "given_",
    ["", "today", "2025-9-16", "20250916", "2025-W38-2", "2025-02-30", "2025-09-16 05:00", "2025-13-01T00:00", "T", 5],
)
@pytest.mark.parametrize("zone", [None, "America/Chicago"])
def test_a_text_that_is_no_date_is_refused_with_and_without_a_zone(given_: Any, zone: str | None) -> None:
    for normalize in (normalize_start_date, normalize_end_date):
        with pytest.raises(InputValidationError) as caught:
            normalize(given_, zone)
        assert [issue.path for issue in caught.value.issues] == ["date"]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "America", "../../etc/passwd", " UTC", "A\0B", "x" * 300, 5])
def test_a_time_zone_that_is_none_is_refused(zone: Any) -> None:
    with pytest.raises(InputValidationError) as caught:
        normalize_start_date("2025-09-16T00:00:00Z", zone)
    assert [issue.path for issue in caught.value.issues] == ["timezone"]


def test_a_day_at_the_edge_of_the_calendar_is_refused() -> None:
    with pytest.raises(InputValidationError, match="outside the calendar"):
        normalize_start_date("0001-01-01", "Asia/Kolkata")
    assert normalize_start_date("0001-01-01") == "0001-01-01T00:00:00.000Z"


@given(DAYS, st.sampled_from(ZONES))
def test_a_day_has_24_hours_give_or_take_what_the_clock_was_put(day: date, zone: str) -> None:
    first, last = moment(normalize_start_date(day, zone)), moment(normalize_end_date(day, zone))
    length = last - first + timedelta(milliseconds=1)
    assert abs(length - timedelta(hours=24)) <= timedelta(hours=1)
    assert first.astimezone(ZoneInfo(zone)).date() == last.astimezone(ZoneInfo(zone)).date() == day


@given(DAYS, st.sampled_from([name for name in ZONES if name != "America/St_Johns"]))
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: str) -> None:
    # St John's once put the clock back one minute after midnight, so that two of its days were entwined
    following = day + timedelta(days=1)
    gap = moment(normalize_start_date(following, zone)) - moment(normalize_end_date(day, zone))
    assert gap == timedelta(milliseconds=1)


@given(st.one_of(DAYS, DAYS.map(str), st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1))), st.sampled_from(ZONES))
def test_what_was_normalised_once_stays_as_it_is(value: Any, zone: str) -> None:
    for normalize in (normalize_start_date, normalize_end_date):
        once = normalize(value, zone)
        assert normalize(once, zone) == once
        assert normalize(once) == once
        assert normalize_date(once) == once
    assert normalize_start_date(value, zone) <= normalize_end_date(value, zone)


def test_the_other_normalisers_follow_their_rules() -> None:
    assert normalize_date(None) is None
    assert normalize_date("2025-09-16") == "2025-09-16T00:00:00.000Z"
    assert normalize_date(datetime(2025, 9, 16, 5, tzinfo=timezone(timedelta(hours=2)))) == "2025-09-16T03:00:00.000Z"
    assert [normalize_boolean(value) for value in (True, False, "true", "false", "True", "")] == [
        True,
        False,
        True,
        False,
        False,
        False,
    ]


def test_a_user_is_normalised_without_being_changed() -> None:
    user = User(sourced_id="u", enabled_user="true")
    assert normalize_user(user).enabled_user is True
    assert user.enabled_user == "true"
    assert normalize_user(User(sourced_id="u")).enabled_user is False
    raw = {"sourcedId": "u", "enabledUser": "false", "other": 1}
    assert normalize_user(raw) == {"sourcedId": "u", "enabledUser": False, "other": 1}
    assert normalize_user({"enabled_user": "true"}) == {"enabled_user": True}
    assert raw["enabledUser"] == "false"


def cell(xp: float, questions: float = 0, correct: float = 0, units: float = 0, *seconds: float) -> SubjectMetrics:
    active, inactive, waste = seconds or (0, 0, 0)
    return SubjectMetrics(
        activity_metrics=ActivityMetricsData(
            xp_earned=xp, total_questions=questions, correct_questions=correct, mastered_units=units
        ),
        time_spent_metrics=TimeSpentMetricsData(active_seconds=active, inactive_seconds=inactive, waste_seconds=waste),
    )


def test_sums_are_those_of_the_worked_example() -> None:
    utc = {
        "2025-09-16": {"Math": cell(12, 10, 9, 1, 640.5, 30, 12)},
        "2025-09-17": {"Math": cell(-1, 6, 2), "Reading": cell(5)},
    }
    chicago = {"2025-09-16": {"Math": cell(11, 16, 11, 1, 640.5, 30, 12)}, "2025-09-17": {"Reading": cell(5)}}
    for facts, subjects in ((utc, 3), (chicago, 2)):
        total = aggregate_activity_metrics(facts)
        assert (total.total_xp, total.total_questions, total.correct_questions, total.mastered_units) == (16, 16, 11, 1)
        assert (total.active_seconds, total.inactive_seconds, total.waste_seconds) == (640.5, 30, 12)
        assert (total.day_count, total.subject_count) == (2, subjects)


def test_sums_take_decoded_json_in_either_spelling_and_pass_over_nulls() -> None:
    snake = {"activity_metrics": {"xp_earned": 4, "total_questions": None}, "time_spent_metrics": None}
    odd = {"activityMetrics": {"xpEarned": "2.5", "totalQuestions": "many"}, "timeSpentMetrics": {"activeSeconds": "9"}}
    total = aggregate_activity_metrics(
        {"2025-09-16": {"Math": CELL, "Reading": None}, "2025-09-17": None, "2025-09-18": {"Math": snake, "Art": odd}}
    )
    assert (total.total_xp, total.total_questions, total.active_seconds) == (5.5, 6, 649.5)
    assert (total.day_count, total.subject_count) == (3, 3)
    assert aggregate_activity_metrics(None).to_dict() == aggregate_activity_metrics({}).to_dict()
    assert aggregate_activity_metrics({}).day_count == 0


@given(st.dictionaries(DAYS.map(str), st.dictionaries(st.text(max_size=4), st.none() | st.just(CELL), max_size=4)))
def test_typed_and_plain_cells_give_the_same_sums(facts: dict[str, Any]) -> None:
    typed = {
        day: {name: None if plain is None else cell(-1, 6, 2, 0, 640.5, 30, 12) for name, plain in cells.items()}
        for day, cells in facts.items()
    }
    assert aggregate_activity_metrics(facts) == aggregate_activity_metrics(typed)


PUBLISHED = """
APIError AuthenticationError ForbiddenError InputValidationError NotFoundError RateLimitError ServerError TimebackError
ValidationError ValidationIssue create_input_validation_error __version__
ActivityMetricsData ActivityResponse aggregate_activity_metrics AggregatedMetrics Application ApplicationMetrics
DailyActivityMap DataResponse DefaultClass Demographics DemographicsFlag DemographicsSex EdubridgeClient EdubridgeError
Enrollment EnrollmentCourse EnrollmentFacts EnrollmentFactsResponse EnrollmentGoals EnrollmentMetadata EnrollmentMetrics
EnrollmentPeriod EnrollmentPrimaryApp EnrollmentRole EnrollmentSchool EnrollOptions FactsByAppMap Grade GradeMasteryData
GUIDRef HighestGradeMastered MapProfile normalize_boolean normalize_date normalize_end_date normalize_start_date
normalize_user PrimaryOrg ResetGoalsResult Role Status SubjectMetrics SubjectTrack SubjectTrackGroup SubjectTrackInput
SubjectTrackUpsertInput TimeSaved TimeSpentMetricsData User UserApp UserCredential UserId UserProfile UserRole
WeeklyFactRecord WeeklyFacts
"""


def test_every_name_that_applications_know_can_be_imported() -> None:
    assert set(PUBLISHED.split()) <= set(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)
    assert all(getattr(types, name) is not None for name in types.__all__)
    assert {"DefaultClassCourse", "GUIDRefBase", "SubjectTrackCourse", "SubjectTrackOrg"} <= set(types.__all__)
    assert utils.normalize_user is normalize_user
    with pytest.raises(AttributeError, match="progression"):
        _ = package.progression
