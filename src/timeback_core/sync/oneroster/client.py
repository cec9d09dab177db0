# Written by tools/generate_sync.py from timeback_core/oneroster/client.py; changes belong there.
"""The client of the OneRoster services."""

from __future__ import annotations

from timeback_core.sync.oneroster.classes import Classes
from timeback_core.sync.oneroster.courses import ComponentResources, CourseComponents, Courses
from timeback_core.sync.oneroster.enrollments import DemographicsCollection, Enrollments
from timeback_core.sync.oneroster.gradebook import (
    AssessmentLineItems,
    AssessmentResults,
    Categories,
    LineItems,
    Results,
    ScoreScales,
)
from timeback_core.sync.oneroster.orgs import Orgs, Schools
from timeback_core.sync.oneroster.resources import Resources
from timeback_core.sync.oneroster.sessions import AcademicSessions, GradingPeriods, Terms
from timeback_core.sync.oneroster.users import Students, Teachers, Users
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["OneRosterClient"]


class OneRosterClient(ServiceClient, service="oneroster"):
    """Rosters, gradebook and resources: OneRoster 1.2 with the platform's additions.

    It is ``client.oneroster`` of a `TimebackClient`, or stands alone with connection arguments of its own.
    """

    users = attached(Users)
    students = attached(Students)
    teachers = attached(Teachers)
    orgs = attached(Orgs)
    schools = attached(Schools)
    classes = attached(Classes)
    enrollments = attached(Enrollments)
    academic_sessions = attached(AcademicSessions)
    terms = attached(Terms)
    grading_periods = attached(GradingPeriods)
    demographics = attached(DemographicsCollection)
    courses = attached(Courses)
    course_components = attached(CourseComponents)
    component_resources = attached(ComponentResources)
    line_items = attached(LineItems)
    results = attached(Results)
    categories = attached(Categories)
    score_scales = attached(ScoreScales)
    assessment_line_items = attached(AssessmentLineItems)
    assessment_results = attached(AssessmentResults)
    resources = attached(Resources)
