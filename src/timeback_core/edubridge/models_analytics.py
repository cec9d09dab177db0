"""Records of the analytics calls."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import field

from timeback_core.edubridge.models_base import Amount, Moment, Tolerant
from timeback_core.model import Model
from timeback_core.wire import Day

__all__ = [
    "ActivityMetricsData",
    "ActivityResponse",
    "AggregatedMetrics",
    "DailyActivityMap",
    "EnrollmentFacts",
    "EnrollmentFactsResponse",
    "FactsByAppMap",
    "GradeMasteryData",
    "HighestGradeMastered",
    "Seconds",
    "SubjectMetrics",
    "TimeSpentMetricsData",
    "WeeklyFactRecord",
    "WeeklyFacts",
    "WeeklyFactsResponse",
]


class ActivityMetricsData(Tolerant, kw_only=True, gc=False):
    """What a student did; what the server leaves out or gives as null is 0."""

    xp_earned: Amount = 0.0
    """May be negative, and fractional."""
    total_questions: Amount = 0.0
    correct_questions: Amount = 0.0
    mastered_units: Amount = 0.0


class TimeSpentMetricsData(Tolerant, kw_only=True, gc=False):
    """How a student spent the time, in seconds; what the server leaves out or gives as null is 0."""

    active_seconds: Amount = 0.0
    inactive_seconds: Amount = 0.0
    waste_seconds: Amount = 0.0
    """Often 0 because nobody measured it."""


class SubjectMetrics(Tolerant, kw_only=True):
    """One subject on one day."""

    activity_metrics: ActivityMetricsData = field(default_factory=ActivityMetricsData)
    time_spent_metrics: TimeSpentMetricsData = field(default_factory=TimeSpentMetricsData)
    apps: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    """The applications used, in the order of their first event."""


DailyActivityMap = dict[str, dict[str, SubjectMetrics]]
"""Metrics by day (``YYYY-MM-DD``), then by subject. Days and subjects without facts are absent."""

EnrollmentFacts = DailyActivityMap
"""`DailyActivityMap` under the name that enrolment facts have."""

FactsByAppMap = dict[str, dict[str, dict[str, SubjectMetrics]]]
"""Metrics by day, then by subject, then by application."""


class ActivityResponse(Tolerant, kw_only=True):
    """A student's days in a range of dates."""

    message: str | None = None
    start_date: Moment | None = None
    """The first instant of the range."""
    end_date: Moment | None = None
    """The last instant of the range."""
    facts: DailyActivityMap = {}  # noqa: RUF012  # msgspec gives each record its own
    """By day and subject; a cell mixes all applications of the day."""
    facts_by_app: FactsByAppMap = {}  # noqa: RUF012  # msgspec gives each record its own
    """By day, subject and application; facts without an application are in `facts` only."""


class EnrollmentFactsResponse(ActivityResponse, kw_only=True):
    """The days of one enrolment; dates are ``None`` where no bound was given."""

    enrollment_id: str | None = None


class Seconds(NamedTuple):
    """How the time of one fact was spent, as numbers; what the fact does not say is 0."""

    active: float
    inactive: float
    waste: float


class WeeklyFactRecord(Model, kw_only=True, gc=False):
    """One fact: an activity or a stretch of time. XP and questions are on the former, seconds on the latter.

    It names a student; keep it out of logs.
    """

    id: int | None = None
    email: str | None = None
    date: Day | None = None
    """The day in the requested time zone."""
    datetime: Moment | None = None
    username: str | None = None
    user_grade: str | None = None
    user_family_name: str | None = None
    user_given_name: str | None = None
    user_id: str | None = None
    subject: str | None = None
    app: str | None = None
    course_id: str | None = None
    course_name: str | None = None
    campus_id: str | None = None
    campus_name: str | None = None
    enrollment_id: str | None = None
    activity_id: str | None = None
    activity_name: str | None = None
    total_questions: float | None = None
    correct_questions: float | None = None
    mastered_units: float | None = None
    xp_earned: float | None = None
    active_seconds: str | None = None
    """Seconds as text with two decimals, such as ``640.50``; `seconds` has numbers."""
    inactive_seconds: str | None = None
    waste_seconds: str | None = None
    source: str | None = None
    """Where the fact comes from, such as ``caliper:event:…`` or ``oneroster:assessment_result:…``."""
    alpha_level: str | None = None
    generated_at: Moment | None = None
    send_time: Moment | None = None
    sensor: str | None = None
    event_type: str | None = None
    """``ActivityEvent`` or ``TimeSpentEvent``; ``None`` for a result that no event brought."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_of_week: int | None = None
    """0 is Sunday."""

    @property
    def seconds(self) -> Seconds:
        """The three texts of seconds as numbers."""
        return Seconds(_number(self.active_seconds), _number(self.inactive_seconds), _number(self.waste_seconds))


WeeklyFacts = list[WeeklyFactRecord]
"""The facts of a week."""


class WeeklyFactsResponse(Tolerant, kw_only=True):
    """The facts of a week and the bounds of that week: Sunday to Saturday in the requested time zone."""

    message: str | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    facts: list[WeeklyFactRecord] = []  # noqa: RUF012  # msgspec gives each record its own


class GradeMasteryData(Model, kw_only=True):
    """The highest grade that each kind of evidence shows; ``None`` without evidence."""

    rit_grade: str | None = None
    """By the MAP test."""
    edulastic_grade: str | None = None
    placement_grade: str | None = None
    test_out_grade: str | None = None
    highest_grade_overall: str | None = None


class HighestGradeMastered(Tolerant, kw_only=True):
    """The highest grade that a student masters in a subject."""

    student_id: str
    subject: str
    grades: GradeMasteryData = field(default_factory=GradeMasteryData)


class AggregatedMetrics(Model, kw_only=True):
    """Sums over the days and subjects of a `DailyActivityMap`."""

    total_xp: float = 0.0
    total_questions: float = 0.0
    correct_questions: float = 0.0
    mastered_units: float = 0.0
    active_seconds: float = 0.0
    inactive_seconds: float = 0.0
    waste_seconds: float = 0.0
    day_count: int = 0
    """Days with an entry."""
    subject_count: int = 0
    """Subjects over all days: one that appears on two days counts twice."""


def _number(text: str | None) -> float:
    try:
        return float(text) if text is not None else 0.0
    except ValueError:
        return 0.0
