# Written by tools/generate_sync.py from timeback_core/edubridge/analytics.py; changes belong there.
"""What students did, by day, subject and application."""

from __future__ import annotations

from typing import Unpack

from timeback_core.edubridge.analytics import _of_enrollment, _of_student
from timeback_core.edubridge.dates import DateInput
from timeback_core.edubridge.models import (
    ActivityResponse,
    EnrollmentFactsResponse,
    HighestGradeMastered,
    WeeklyFactRecord,
    WeeklyFactsResponse,
)
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.sync.endpoint import get
from timeback_core.transport.options import RequestOptions

__all__ = ["Analytics"]


class Analytics(EdubridgeResource, name="analytics", path="/analytics", title="analytics"):
    """Figures made from learning events and from the gradebook.

    Days are counted in the time zone that a call names, in UTC otherwise. The answers name students; keep them
    out of logs.
    """

    __slots__ = ()

    @get("/activity", key=None, arrange=_of_student)
    def get_activity(
        self,
        *,
        email: str | None = None,
        student_id: str | None = None,
        start_date: DateInput,
        end_date: DateInput,
        timezone: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> ActivityResponse:
        """Return a student's figures by day, subject and application.

        Args:
            email: The student's e-mail address; it or `student_id` must be given.
            student_id: The student's identifier; it decides when both are given.
            start_date: First day, or the moment at which the range begins.
            end_date: Last day, or the moment at which the range ends; both ends belong to it.
            timezone: IANA name of the time zone in which days are counted; UTC unless given.
            options: Options of the request.

        Returns:
            The figures; empty for a student without any, or who does not exist.

        Raises:
            InputValidationError: No student, a date that is none, or an unknown time zone; nothing was sent.
            ValidationError: The range ends before it begins.

        Source:
            GET /edubridge/analytics/activity.
        """
        ...

    @get("/facts/weekly", key="facts", arrange=_of_student)
    def get_weekly_facts(
        self,
        *,
        email: str | None = None,
        student_id: str | None = None,
        week_date: DateInput,
        timezone: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> list[WeeklyFactRecord]:
        """Return the single facts of a student's week.

        Args:
            email: The student's e-mail address; it or `student_id` must be given.
            student_id: The student's identifier; it decides when both are given.
            week_date: A day of the week, or a moment in it.
            timezone: IANA name of the time zone in which weeks (Sunday to Saturday) are counted; UTC unless given.
            options: Options of the request.

        Returns:
            Every fact of every application, in order of time. XP and seconds are on different facts.

        Raises:
            InputValidationError: No student, a date that is none, or an unknown time zone; nothing was sent.

        Source:
            GET /edubridge/analytics/facts/weekly.
        """
        ...

    @get("/facts/weekly", key=None, arrange=_of_student)
    def get_weekly_facts_response(
        self,
        *,
        email: str | None = None,
        student_id: str | None = None,
        week_date: DateInput,
        timezone: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> WeeklyFactsResponse:
        """Return the facts of a student's week with the bounds of that week.

        Args:
            email: The student's e-mail address; it or `student_id` must be given.
            student_id: The student's identifier; it decides when both are given.
            week_date: A day of the week, or a moment in it.
            timezone: IANA name of the time zone in which weeks are counted; UTC unless given.
            options: Options of the request.

        Raises:
            InputValidationError: As for `get_weekly_facts`.

        Source:
            GET /edubridge/analytics/facts/weekly.
        """
        ...

    @get("/enrollment/{enrollment_id}", key=None, arrange=_of_enrollment)
    def get_enrollment_facts(
        self,
        *,
        enrollment_id: str,
        start_date: DateInput | None = None,
        end_date: DateInput | None = None,
        timezone: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> EnrollmentFactsResponse:
        """Return the figures of one seat by day, subject and application.

        Args:
            enrollment_id: The enrolment's identifier; a deleted one is fine.
            start_date: First day, or the moment at which the range begins; no bound unless given.
            end_date: Last day, or the moment at which the range ends; now unless given.
            timezone: IANA name of the time zone in which days are counted; UTC unless given.
            options: Options of the request.

        Raises:
            InputValidationError: A blank identifier, a date that is none, or an unknown time zone.
            NotFoundError: There is no such enrolment.

        Source:
            GET /edubridge/analytics/enrollment/{enrollmentId}.
        """
        ...

    @get("/highestGradeMastered/{student_id}/{subject}", key=None)
    def get_highest_grade_mastered(
        self, student_id: str, subject: str, **options: Unpack[RequestOptions]
    ) -> HighestGradeMastered:
        """Return the highest grade that a student masters in a subject, by each kind of evidence.

        Args:
            student_id: The student's identifier; not blank.
            subject: The subject, in any case; not blank.
            options: Options of the request.

        Returns:
            The grades; ``None`` where there is no evidence.

        Raises:
            InputValidationError: An argument is blank.
            NotFoundError: There is no such student.

        Source:
            GET /edubridge/analytics/highestGradeMastered/{studentId}/{subject}.
        """
        ...
