"""One record of each kind that can be written, as a caller writes it, and a change to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

Data = dict[str, Any]


def ref(sourced_id: str) -> Data:
    """A reference as it is sent."""
    return {"sourcedId": sourced_id}


LINCOLN = "school-lincoln-elementary"
DISTRICT = "district-lakeside"
TERM = "term-2027-fall"
YEAR = "year-2027"
MATH_CLASS = "class-math-k-a"
MATH_COURSE = "course-math-k"
UNIT = "component-math-k-unit-1"
LESSON = "lesson-math-k-u1-intro"
MATERIAL = "resource-math-k-u1-intro"
QUIZ = "line-item-math-k-a-fall-quiz"
QUIZ_RESULT = "result-math-k-a-fall-quiz-student-0014"
SCALE = "score-scale-math-k-a"
ASSESSMENT = "assessment-math-k-u1-practice"
ASSESSMENT_RESULT = "assessment-result-math-k-u1-practice-student-0014"
PUPIL = "student-0014"
TEACHER = "teacher-001"


@dataclass(frozen=True)
class Example:
    """What a test writes to one resource.

    Args:
        known: a record of the demo data that the resource has.
        data: a new record without its identifier.
        reads: attributes of the record as they read back.
        change: what an update changes.
        changed: attributes as they read back after it.
        new_id: the new record's identifier, where it is not free to choose.
    """

    known: str
    data: Data = field(default_factory=dict)
    reads: Data = field(default_factory=dict)
    change: Data = field(default_factory=dict)
    changed: Data = field(default_factory=dict)
    new_id: str = "new-record"

    def payload(self) -> Data:
        """The data with its identifier."""
        return {"sourced_id": self.new_id, **self.data}


def session(kind: str, parent: str, **more: Any) -> Data:
    """An academic session in Python's spelling."""
    return {
        "status": "active",
        "title": "An extra session",
        "start_date": date(2027, 6, 1),
        "end_date": "2027-07-01",
        "type": kind,
        "school_year": 2027,
        "org": ref(DISTRICT),
        "parent": ref(parent),
        "metadata": {"kept": [1, 2]},
        **more,
    }


SESSION_READS: Data = {
    "title": "An extra session",
    "start_date": date(2027, 6, 1),
    "end_date": date(2027, 7, 1),
    "school_year": 2027,
    "metadata": {"kept": [1, 2]},
}
SESSION_CHANGE: Data = {"title": "A renamed session"}

NOON = datetime(2026, 10, 1, 12, 30, tzinfo=UTC)

EXAMPLES: dict[str, Example] = {
    "users": Example(
        "student-0001",
        {
            "given_name": "Ada",
            "familyName": "O'Brien",
            "enabled_user": True,
            "roles": [{"role_type": "primary", "role": "student", "org": ref(LINCOLN)}],
            "grades": ["K", 4],
            "email": "ada@lincoln.example",
            "userIds": [{"type": "SIS", "identifier": "7"}],
            "metadata": {"nested": {"deep": [None, True]}},
        },
        {
            "given_name": "Ada",
            "family_name": "O'Brien",
            "enabled_user": True,
            "grades": [0, 4],
            "email": "ada@lincoln.example",
            "metadata": {"nested": {"deep": [None, True]}},
        },
        {"preferred_first_name": "Countess", "enabledUser": False},
        {"preferred_first_name": "Countess", "enabled_user": False, "family_name": "O'Brien", "grades": [0, 4]},
    ),
    "orgs": Example(
        DISTRICT,
        {"name": "Sciences", "type": "department", "parent": ref(LINCOLN), "metadata": {"floor": 3}},
        {"name": "Sciences", "type": "department", "metadata": {"floor": 3}},
        {"identifier": "SCI"},
        {"identifier": "SCI", "name": "Sciences", "type": "department", "metadata": {"floor": 3}},
    ),
    "schools": Example(
        LINCOLN,
        {"name": "Hopper High", "identifier": "104", "parent": ref(DISTRICT)},
        {"name": "Hopper High", "type": "school", "identifier": "104"},
        {"name": "Grace Hopper High"},
        {"name": "Grace Hopper High", "type": "school", "identifier": "104"},
    ),
    "classes": Example(
        MATH_CLASS,
        {
            "title": "Chess",
            "course": ref(MATH_COURSE),
            "org": ref(LINCOLN),
            "terms": [ref(TERM)],
            "class_type": "scheduled",
            "periods": ["7", "8"],
            "grades": [3],
        },
        {"title": "Chess", "class_type": "scheduled", "periods": ["7", "8"], "grades": [3]},
        {"location": "Room 9"},
        {"location": "Room 9", "title": "Chess", "periods": ["7", "8"], "grades": [3]},
    ),
    "enrollments": Example(
        "enrollment-homeroom-k-a-student-0014",
        {
            "role": "student",
            "user": ref("student-0001"),
            "class_": ref(MATH_CLASS),
            "begin_date": date(2026, 9, 1),
            "metadata": {"goals": {"dailyXp": 30}},
        },
        {
            "role": "student",
            "primary": False,
            "begin_date": date(2026, 9, 1),
            "metadata": {"goals": {"dailyXp": 30}},
        },
        {"end_date": "2026-12-18"},
        {
            "end_date": date(2026, 12, 18),
            "begin_date": date(2026, 9, 1),
            "role": "student",
            "metadata": {"goals": {"dailyXp": 30}},
        },
    ),
    "academic_sessions": Example(
        YEAR,
        session("semester", YEAR),
        {**SESSION_READS, "type": "semester"},
        SESSION_CHANGE,
        {**SESSION_READS, **SESSION_CHANGE, "type": "semester"},
    ),
    "grading_periods": Example(
        "grading-period-2027-q1",
        session("gradingPeriod", TERM),
        {**SESSION_READS, "type": "gradingPeriod"},
        SESSION_CHANGE,
        {**SESSION_READS, **SESSION_CHANGE, "type": "gradingPeriod"},
    ),
    "demographics": Example(
        "student-0001",
        {"birth_date": date(1980, 2, 29), "sex": "female", "asian": True, "white": "false", "city_of_birth": "Łódź"},
        {
            "birth_date": date(1980, 2, 29),
            "sex": "female",
            "asian": True,
            "white": False,
            "city_of_birth": "Łódź",
        },
        {"hispanic_or_latino_ethnicity": True},
        {"hispanic_or_latino_ethnicity": True, "asian": True, "birth_date": date(1980, 2, 29)},
        new_id=TEACHER,
    ),
    "courses": Example(
        MATH_COURSE,
        {
            "status": "active",
            "title": "Astronomy",
            "org": ref(DISTRICT),
            "courseCode": "AST",
            "grades": [11, "12"],
            "subjects": ["Science"],
        },
        {"title": "Astronomy", "course_code": "AST", "grades": [11, 12], "subjects": ["Science"]},
        {"level": "AP"},
        {"level": "AP", "title": "Astronomy", "course_code": "AST", "grades": [11, 12]},
    ),
    "course_components": Example(
        UNIT,
        {"status": "active", "title": "Extra unit", "course": ref(MATH_COURSE), "sort_order": 9, "unlockDate": NOON},
        {"title": "Extra unit", "sort_order": 9, "unlock_date": NOON},
        {"prerequisites": [UNIT], "prerequisite_criteria": "all"},
        {"prerequisites": [UNIT], "prerequisite_criteria": "ALL", "title": "Extra unit", "sort_order": 9},
    ),
    "component_resources": Example(
        LESSON,
        {
            "status": "active",
            "title": "Extra lesson",
            "course_component": ref(UNIT),
            "resource": ref(MATERIAL),
            "lesson_type": "quiz",
        },
        {"title": "Extra lesson", "lesson_type": "quiz"},
        {"sort_order": 4},
        {"sort_order": 4, "title": "Extra lesson", "lesson_type": "quiz"},
    ),
    "line_items": Example(
        QUIZ,
        {
            "title": "Poem",
            "assign_date": date(2026, 10, 1),
            "due_date": "2026-10-08T23:59:00Z",
            "class_": ref(MATH_CLASS),
            "school": ref(LINCOLN),
            "category": ref("category-quiz"),
            "result_value_max": 20,
        },
        {
            "title": "Poem",
            "assign_date": datetime(2026, 10, 1, tzinfo=UTC),
            "due_date": datetime(2026, 10, 8, 23, 59, tzinfo=UTC),
            "result_value_max": 20,
        },
        {"description": "By heart"},
        {"description": "By heart", "title": "Poem", "result_value_max": 20},
    ),
    "results": Example(
        QUIZ_RESULT,
        {
            "status": "active",
            "line_item": ref(QUIZ),
            "student": ref(PUPIL),
            "score_status": "fully graded",
            "score": 17.5,
            "score_date": NOON,
            "late": True,
        },
        {"score": 17.5, "score_status": "fully graded", "score_date": NOON},
        {"comment": "Well done"},
        {"comment": "Well done", "score": 17.5, "score_date": NOON},
    ),
    "categories": Example(
        "category-quiz",
        {"status": "active", "title": "Projects", "weight": 12.5},
        {"title": "Projects", "weight": 12.5},
        {"title": "Long projects"},
        {"title": "Long projects", "weight": 12.5},
    ),
    "score_scales": Example(
        SCALE,
        {
            "status": "active",
            "title": "Pass or fail",
            "type": "pass",
            "class": ref(MATH_CLASS),
            "score_scale_value": [{"item_value_lhs": "P", "itemValueRHS": "60"}],
        },
        {"title": "Pass or fail", "type": "pass"},
        {"title": "Passed or failed"},
        {"title": "Passed or failed", "type": "pass"},
    ),
    "assessment_line_items": Example(
        ASSESSMENT,
        {
            "status": "active",
            "title": "Extra test",
            "component": ref(UNIT),
            "result_value_max": 100,
            "metadata": {"lessonType": "quiz"},
        },
        {"title": "Extra test", "result_value_max": 100, "metadata": {"lessonType": "quiz"}},
        {"description": "Six questions"},
        {"description": "Six questions", "title": "Extra test", "result_value_max": 100},
    ),
    "assessment_results": Example(
        ASSESSMENT_RESULT,
        {
            "status": "active",
            "assessment_line_item": ref(ASSESSMENT),
            "student": ref(PUPIL),
            "score_status": "fully graded",
            "score_date": NOON,
            "score": 100,
            "metadata": {"xp": 20},
        },
        {"score": 100, "score_status": "fully graded", "score_date": NOON, "metadata": {"xp": 20}},
        {"score_percentile": 88.5},
        {"score_percentile": 88.5, "score": 100, "metadata": {"xp": 20}},
    ),
    "resources": Example(
        MATERIAL,
        {
            "title": "A film",
            "vendor_resource_id": "film-7",
            "roles": ["primary"],
            "importance": "secondary",
            "metadata": {"type": "video", "format": "mp4", "duration": "00:03:20"},
        },
        {"title": "A film", "vendor_resource_id": "film-7", "importance": "secondary"},
        {"metadata": {"keywords": ["moon"]}},
        {
            "title": "A film",
            "metadata": {"type": "video", "format": "mp4", "duration": "00:03:20", "keywords": ["moon"]},
        },
    ),
    # read-only views
    "students": Example("student-0001"),
    "teachers": Example(TEACHER),
    "terms": Example(TERM),
}

WRITABLE = sorted(name for name, example in EXAMPLES.items() if example.data)
PATCHABLE = ["assessment_line_items", "assessment_results", "enrollments"]


def attributes(record: object, expected: Data) -> Data:
    """The attributes of a record that a test knows the values of."""
    return {name: getattr(record, name) for name in expected}
