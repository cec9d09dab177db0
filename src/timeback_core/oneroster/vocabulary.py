"""The closed sets of words that OneRoster uses.

A field that is sent accepts only these words. A field that is read is plain text: a server may know more
words than we do, and a record is never refused for it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from timeback_core.subjects import Subject

__all__ = [
    "SUBJECTS",
    "BoolStr",
    "ClassType",
    "CourseMaterialSubType",
    "Difficulty",
    "EnrollRole",
    "EnrollmentRole",
    "LessonType",
    "OrderBy",
    "OrgType",
    "PrerequisiteCriteria",
    "QtiSubType",
    "QuestionType",
    "RefType",
    "ResourceType",
    "ResultStatus",
    "RoleType",
    "ScoreStatus",
    "SessionType",
    "Sex",
    "Status",
    "Subject",
    "UserRole",
]

Status = Literal["active", "tobedeleted", "inactive"]
"""State of a record; a deleted one stays as ``tobedeleted``. Only LEARNWITH_AI knows ``inactive``."""

BoolStr = Literal["true", "false"]
"""A boolean as OneRoster writes most of them."""

OrgType = Literal["department", "school", "district", "local", "state", "national"]
"""Kind of an organisation."""

UserRole = Literal[
    "administrator",
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
]
"""What somebody is at an organisation.

BEYOND_AI takes ``administrator``, ``aide``, ``guardian``, ``parent``, ``proctor``, ``relative``, ``student``
and ``teacher``; LEARNWITH_AI takes the standard's words, which are the others and all but ``administrator``.
"""

RoleType = Literal["primary", "secondary"]
"""Whether a role, or a resource, is the main one."""

EnrollmentRole = Literal["administrator", "proctor", "student", "teacher"]
"""What somebody is in a class."""

EnrollRole = Literal["student", "teacher"]
"""The roles that can be given through a class's own enrolment calls."""

SessionType = Literal["gradingPeriod", "semester", "schoolYear", "term"]
"""Kind of an academic session."""

ClassType = Literal["homeroom", "scheduled"]
"""Kind of a class."""

Sex = Literal["male", "female"]
"""What can be written; reads may also show ``other`` and ``unspecified``."""

ScoreStatus = Literal["exempt", "fully graded", "not submitted", "partially graded", "submitted"]
"""How far the grading of a result has come."""

ResultStatus = ScoreStatus
"""Another name of `ScoreStatus`."""

LessonType = Literal["powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"]
"""Kind of a lesson that a component resource stands for."""

PrerequisiteCriteria = Literal["ALL", "ANY"]
"""Whether all prerequisites of a course component must be met, or any one of them."""

RefType = Literal[
    "academicSession",
    "assessmentLineItem",
    "category",
    "class",
    "componentResource",
    "course",
    "courseComponent",
    "demographics",
    "enrollment",
    "gradingPeriod",
    "lineItem",
    "org",
    "resource",
    "result",
    "scoreScale",
    "student",
    "teacher",
    "term",
    "user",
]
"""What a reference points to."""

SUBJECTS: Final[frozenset[str]] = frozenset(get_args(Subject))
"""The platform's own subjects. Other words are sent too, with a warning in the log."""

ResourceType = Literal[
    "qti",
    "text",
    "audio",
    "video",
    "interactive",
    "visual",
    "course-material",
    "assessment-bank",
    "external",
]
"""Kind of a resource, in its metadata."""

QtiSubType = Literal["qti-test", "qti-question", "qti-stimulus", "qti-test-bank"]
"""Kind of a QTI resource."""

CourseMaterialSubType = Literal["unit", "course", "resource-collection"]
"""Kind of a course material resource."""

QuestionType = Literal[
    "choice",
    "order",
    "associate",
    "match",
    "hotspot",
    "hottext",
    "select-point",
    "graphic-order",
    "graphic-associate",
    "graphic-gap-match",
    "text-entry",
    "extended-text",
    "inline-choice",
    "upload",
    "slider",
    "drawing",
    "media",
    "custom",
]
"""Kind of a QTI question."""

Difficulty = Literal["easy", "medium", "hard"]
"""How hard a QTI question is."""

OrderBy = Literal["asc", "desc"]
"""Direction of a sort."""
