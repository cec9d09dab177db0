"""The read forms of analytics."""

from __future__ import annotations

import msgspec

__all__ = [
    "ActivityAnswer",
    "ActivityMetrics",
    "EnrollmentAnswer",
    "FactRow",
    "Grades",
    "HighestGradeAnswer",
    "SubjectMetrics",
    "TimeSpentMetrics",
    "WeeklyAnswer",
]


class ActivityMetrics(msgspec.Struct, rename="camel"):
    """Sums of activities."""

    xp_earned: float
    total_questions: float
    correct_questions: float
    mastered_units: float


class TimeSpentMetrics(msgspec.Struct, rename="camel"):
    """Sums of time, in seconds."""

    active_seconds: float
    inactive_seconds: float
    waste_seconds: float


class SubjectMetrics(msgspec.Struct, rename="camel"):
    """What was done in one subject on one day."""

    activity_metrics: ActivityMetrics
    time_spent_metrics: TimeSpentMetrics
    apps: list[str]


Facts = dict[str, dict[str, SubjectMetrics]]
"""By date and subject."""

FactsByApp = dict[str, dict[str, dict[str, SubjectMetrics]]]
"""By date, subject and app."""


class ActivityAnswer(msgspec.Struct, rename="camel"):
    """A student's days."""

    message: str
    start_date: str
    end_date: str
    facts: Facts
    facts_by_app: FactsByApp


class EnrollmentAnswer(msgspec.Struct, rename="camel"):
    """A student's days in one course."""

    message: str
    enrollment_id: str
    start_date: str | None
    end_date: str | None
    facts: Facts
    facts_by_app: FactsByApp


class FactRow(msgspec.Struct, rename="camel"):
    """One fact."""

    id: int
    email: str
    date: str
    datetime: str
    username: str | None
    user_id: str | None
    user_given_name: str | None
    user_family_name: str | None
    user_grade: str | None
    subject: str | None
    app: str | None
    course_id: str | None
    course_name: str | None
    campus_id: str | None
    campus_name: str | None
    enrollment_id: str | None
    activity_id: str | None
    activity_name: str | None
    xp_earned: float | None
    total_questions: float | None
    correct_questions: float | None
    mastered_units: float | None
    active_seconds: str | None
    inactive_seconds: str | None
    waste_seconds: str | None
    source: str
    event_type: str | None
    alpha_level: str | None
    generated_at: str | None
    send_time: str | None
    sensor: str | None
    year: int
    month: int
    day: int
    day_of_week: int


class WeeklyAnswer(msgspec.Struct, rename="camel"):
    """A student's facts of a week."""

    message: str
    start_date: str
    end_date: str
    facts: list[FactRow]


class Grades(msgspec.Struct, rename="camel"):
    """The highest grades mastered, by the kind of evidence."""

    rit_grade: str | None
    edulastic_grade: str | None
    placement_grade: str | None
    test_out_grade: str | None
    highest_grade_overall: str | None


class HighestGradeAnswer(msgspec.Struct, rename="camel"):
    """The highest grades that a student has mastered in a subject."""

    student_id: str
    subject: str
    grades: Grades
