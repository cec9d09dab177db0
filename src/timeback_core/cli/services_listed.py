"""The nine services as they are listed, without loading any."""

from __future__ import annotations

__all__ = ["SERVICE_HELP"]

SERVICE_HELP = {
    "oneroster": "Rosters, gradebook and resources: users, schools, classes, enrolments, results.",
    "edubridge": "Enrolment by course, analytics, subject tracks, applications, reports.",
    "caliper": "Learning events: send, validate, read; jobs.",
    "qti": "Assessment items, tests and stimuli: authoring, validation, scoring.",
    "powerpath": "Placement, lesson plans, assessments, tests.",
    "case": "Frameworks of competencies and standards.",
    "clr": "Comprehensive learner records.",
    "webhooks": "Webhooks and their filters.",
    "masterytrack": "Test inventory and assignments.",
}
"""By name, what a service is for."""
