"""Analytics over HTTP: what students did, by day, subject and app."""

from __future__ import annotations

from collections.abc import Iterable

from timeback_sandbox.edubridge import mastery
from timeback_sandbox.edubridge.analytics_bodies import (
    ActivityAnswer,
    ActivityMetrics,
    EnrollmentAnswer,
    Facts,
    FactsByApp,
    HighestGradeAnswer,
    SubjectMetrics,
    TimeSpentMetrics,
    WeeklyAnswer,
)
from timeback_sandbox.edubridge.analytics_parameters import Parameters, owners
from timeback_sandbox.edubridge.analytics_rows import list_rows
from timeback_sandbox.edubridge.analytics_totals import Days, Owner, Totals, add_up
from timeback_sandbox.edubridge.bodies import ERRORS
from timeback_sandbox.edubridge.problems import not_found
from timeback_sandbox.moments import format_moment, instant_of, milliseconds, moment_of
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.serving import Answer, Call, QueryParameter, Route

__all__ = ["ROUTES"]

_FIRST_INSTANT = milliseconds("0001-01-01T00:00:00.000Z")


def get_activity(call: Call) -> Answer:
    """What a student did, by day and subject."""
    given = Parameters(call)
    learner = given.learner()
    first, last = given.instant("startDate"), given.instant("endDate")
    zone = given.zone()
    given.ordered(first, last)
    given.check()
    with call.store.read() as connection:
        days = add_up(connection, owners(connection, learner), zone, first, last)
    message = "Activity facts retrieved"
    return Answer.of(200, ActivityAnswer(message, _shown(first), _shown(last), _facts(days), _facts_by_app(days)))


def get_enrollment_facts(call: Call) -> Answer:
    """What was done in one enrolment, by day and subject."""
    given = Parameters(call)
    first, last = given.instant("startDate", required=False), given.instant("endDate", required=False)
    zone = given.zone()
    given.ordered(first, last)
    given.check()
    enrollment = call.ids["enrollmentId"]
    lower = _FIRST_INSTANT if first is None else first
    upper = instant_of(call.now) if last is None else last
    with call.store.read() as connection:
        if storage.find_seq(connection, KINDS["enrollments"], enrollment) is None:
            raise not_found("enrollment", enrollmentId=enrollment)
        days = add_up(connection, [Owner("enrollment_id", enrollment)], zone, lower, upper)
    answer = EnrollmentAnswer(
        message="Enrollment facts retrieved",
        enrollment_id=enrollment,
        start_date=None if first is None else _shown(first),
        end_date=None if last is None else _shown(last),
        facts=_facts(days),
        facts_by_app=_facts_by_app(days),
    )
    return Answer.of(200, answer)


def get_weekly_facts(call: Call) -> Answer:
    """A student's single facts of a week, Sunday to Saturday."""
    given = Parameters(call)
    learner = given.learner()
    zone = given.zone()
    week = given.week(zone)
    given.check()
    with call.store.read() as connection:
        rows = list_rows(connection, owners(connection, learner), zone, week.first, week.last)
    return Answer.of(200, WeeklyAnswer("Weekly facts retrieved", _shown(week.first), _shown(week.last), rows))


def get_highest_grade(call: Call) -> Answer:
    """The highest grades that a student has mastered in a subject."""
    student, subject = call.ids["studentId"], call.ids["subject"]
    with call.store.read() as connection:
        if storage.find_seq(connection, KINDS["users"], student) is None:
            raise not_found("student", studentId=student)
        grades = mastery.highest_grades(mastery.evidence_of(connection, student), subject)
    return Answer.of(200, HighestGradeAnswer(student, subject, grades))


# ---------------------------------------------------------------- shapes


def _shown(instant: int) -> str:
    return format_moment(moment_of(instant))


def _facts(days: Days) -> Facts:
    """One cell for each day and subject."""
    return {
        day: {subject: _cell(by_app.values(), by_app) for subject, by_app in subjects.items()}
        for day, subjects in days.items()
    }


def _facts_by_app(days: Days) -> FactsByApp:
    """One cell for each day, subject and app; what was done in no app is in none."""
    found: FactsByApp = {}
    for day, subjects in days.items():
        for subject, by_app in subjects.items():
            for app, totals in by_app.items():
                if app is not None:
                    cells = found.setdefault(day, {}).setdefault(subject, {})
                    cells[app] = _cell([totals], [app])
    return found


def _cell(totals: Iterable[Totals], apps: Iterable[str | None]) -> SubjectMetrics:
    """The sums of some apps, which come in the order of their first facts."""
    sums = [sum(one) for one in zip(*(each.sums for each in totals), strict=True)]
    return SubjectMetrics(ActivityMetrics(*sums[:4]), TimeSpentMetrics(*sums[4:]), [app for app in apps if app])


# ---------------------------------------------------------------- routes

_WHO = (
    QueryParameter("email", "E-mail address of the student; one of email and studentId is required"),
    QueryParameter("studentId", "Id of the student; decides when both are given"),
)
_ZONE = QueryParameter("timezone", "IANA name of the time zone whose days count. Default: UTC")
_WRONG = {422: "A parameter is missing or wrong"}


def _range(*, required: bool) -> tuple[QueryParameter, QueryParameter]:
    return (
        QueryParameter("startDate", "First instant: ISO date and time with its offset from UTC", required=required),
        QueryParameter("endDate", "Last instant: ISO date and time with its offset from UTC", required=required),
    )


ROUTES = [
    Route(
        "edubridge.analytics.get_activity",
        "GET",
        "/analytics/activity",
        get_activity,
        "EduBridge: analytics",
        "Activity of a student by day and subject",
        query=(*_WHO, *_range(required=True), _ZONE),
        answers={200: ActivityAnswer},
        errors=_WRONG,
        error_body=ERRORS,
    ),
    Route(
        "edubridge.analytics.get_weekly_facts",
        "GET",
        "/analytics/facts/weekly",
        get_weekly_facts,
        "EduBridge: analytics",
        "Single facts of a student's week",
        query=(*_WHO, QueryParameter("weekDate", "A day of the week, or an instant of it", required=True), _ZONE),
        answers={200: WeeklyAnswer},
        errors=_WRONG,
        error_body=ERRORS,
    ),
    Route(
        "edubridge.analytics.get_enrollment_facts",
        "GET",
        "/analytics/enrollment/{enrollmentId}",
        get_enrollment_facts,
        "EduBridge: analytics",
        "Activity of an enrolment by day and subject",
        query=(*_range(required=False), _ZONE),
        answers={200: EnrollmentAnswer},
        errors={404: "There is no such enrolment", **_WRONG},
        error_body=ERRORS,
    ),
    Route(
        "edubridge.analytics.get_highest_grade_mastered",
        "GET",
        "/analytics/highestGradeMastered/{studentId}/{subject}",
        get_highest_grade,
        "EduBridge: analytics",
        "Highest grades that a student has mastered in a subject",
        answers={200: HighestGradeAnswer},
        errors={404: "There is no such student"},
        error_body=ERRORS,
    ),
]
"""The operations of analytics."""
