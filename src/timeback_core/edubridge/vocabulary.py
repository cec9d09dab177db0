"""The closed sets of words that EduBridge uses.

What is sent accepts only these words. What is read is plain text: a server may know more words than we do, and
a record is never refused for it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from timeback_core import subjects
from timeback_core.grades import Grade

__all__ = [
    "ROLES",
    "AnalyticsSubject",
    "DemographicsFlag",
    "DemographicsSex",
    "EnrollmentRole",
    "FactEventType",
    "Grade",
    "GroupStrategy",
    "MetricName",
    "MetricSource",
    "OrderBy",
    "OrgType",
    "Role",
    "Status",
    "Subject",
]

Status = Literal["active", "tobedeleted"]
"""State of a record; a deleted one stays as ``tobedeleted``."""

Subject = Literal["Reading", "Language", "Vocabulary", "Social Studies", "Writing", "Science", "FastMath", "Math"]
"""A subject of courses, classes and subject tracks."""

AnalyticsSubject = subjects.Subject
"""A subject that analytics may name: those of courses, and two more."""

EnrollmentRole = Literal["administrator", "proctor", "student", "teacher"]
"""What somebody is in a course."""

Role = Literal["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"]
"""What somebody is at an organisation."""

ROLES: Final[tuple[str, ...]] = get_args(Role)
"""The members of `Role`."""

MetricName = Literal["xp", "spent_minutes", "waste_minutes", "accuracy", "lessons", "quizzes", "unit_tests"]
"""What an application can measure."""

MetricSource = Literal["timeback_app", "timeback_direct_integration", "timeback_adapter", "powerpath", "manual_entry"]
"""Where the figures of an application's metric come from."""

OrgType = Literal["department", "school", "district", "local", "state", "national"]
"""Kind of an organisation."""

GroupStrategy = Literal["replace", "fail"]
"""What happens when another group holds a subject track that is to be written."""

FactEventType = Literal["ActivityEvent", "TimeSpentEvent"]
"""Kind of the event behind a fact: XP and questions come from the one, seconds from the other."""

DemographicsFlag = Literal["true", "false"]
"""A boolean as demographics write it."""

DemographicsSex = Literal["male", "female", "other", "unspecified"]
"""Sex in demographics."""

OrderBy = Literal["asc", "desc"]
"""Direction of a sort."""
