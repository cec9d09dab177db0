# Written by tools/generate_sync.py from timeback_core/powerpath/client.py; changes belong there.
"""The client of PowerPath."""

from __future__ import annotations

from timeback_core.sync.powerpath.assessments import Assessments
from timeback_core.sync.powerpath.courses import CourseSequences, RenderConfig, SelfElectedTestOut, SyllabusOfCourse
from timeback_core.sync.powerpath.lesson_plans import LessonPlans
from timeback_core.sync.powerpath.placement import Placement
from timeback_core.sync.powerpath.screening import Screening
from timeback_core.sync.powerpath.test_assignments import TestAssignments
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["PowerPathClient"]


class PowerPathClient(ServiceClient, service="powerpath"):
    """Adaptive lessons, placement, lesson plans, screening and test assignments, above OneRoster and QTI.

    It is ``client.powerpath`` of a `TimebackClient`, or stands alone with connection arguments of its own.
    """

    assessments = attached(Assessments)
    lesson_plans = attached(LessonPlans)
    placement = attached(Placement)
    render_config = attached(RenderConfig)
    screening = attached(Screening)
    syllabus = attached(SyllabusOfCourse)
    test_assignments = attached(TestAssignments)
    test_out = attached(SelfElectedTestOut)
    course_sequences = attached(CourseSequences)

    @property
    def assessment(self) -> Assessments:
        """`assessments` under another name."""
        return self.assessments
