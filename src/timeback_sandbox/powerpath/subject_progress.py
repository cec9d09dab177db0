"""How far a student has got with the courses of a subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES, VALUES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath.enrolling import active_courses
from timeback_sandbox.powerpath.ladder import grade_number
from timeback_sandbox.powerpath.problems import refuse

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["subject_progress"]

_COURSES, _COMPONENTS = TABLES["courses"], TABLES["courseComponents"]
_LESSONS, _RESOURCES = TABLES["componentResources"], TABLES["resources"]
_ITEMS, _RESULTS = TABLES["assessmentLineItems"], TABLES["assessmentResults"]


class _Course(NamedTuple):
    """A course, with when it was changed last."""

    id: str
    modified: str
    entity: Entity

    @property
    def order(self) -> tuple[int, str, str]:
        """Where it stands among the others: by its lowest grade, then by its title."""
        numbers = [number for grade in self.entity.get("grades") or () if (number := grade_number(grade)) is not None]
        return min(numbers, default=99), self.entity["title"], self.id


class _Lesson(NamedTuple):
    """A lesson of a course, with the XP that it is worth."""

    id: str
    type: str | None
    xp: float


class _Done(NamedTuple):
    """What a student has reached in a lesson, over all attempts."""

    graded: bool
    xp: float


def subject_progress(connection: Connection, student: str, subject: str, now: Now) -> list[dict[str, Any]]:
    """How far a student has got, course by course from the lowest grade up.

    Raises:
        Problem: 404, there are no courses of the subject.
    """
    courses = _courses(connection, subject)
    if not courses:
        raise refuse(404, f"There are no courses in {subject}", "subject")
    lessons = _lessons(connection, [course.id for course in courses])
    done = _done(connection, student)
    enrolled = active_courses(connection, student, now)
    return [_progress(course, lessons.get(course.id, []), done, course.id in enrolled) for course in courses]


def _progress(course: _Course, lessons: list[_Lesson], done: Mapping[str, _Done], enrolled: bool) -> dict[str, Any]:
    tests = [lesson.id for lesson in lessons if lesson.type == "test-out"]
    graded = {lesson.id for lesson in lessons if (found := done.get(lesson.id)) is not None and found.graded}
    return {
        "course": _course_shown(course),
        "inEnrolled": enrolled,
        "hasUsedTestOut": any(test in graded for test in tests),
        "testOutLessonId": tests[0] if tests else None,
        "completedLessons": len(graded),
        "totalLessons": len(lessons),
        "totalAttainableXp": sum(lesson.xp for lesson in lessons),
        "totalXpEarned": sum(done[lesson.id].xp for lesson in lessons if lesson.id in done),
    }


def _course_shown(course: _Course) -> dict[str, Any]:
    entity = course.entity
    return {
        "sourcedId": course.id,
        "status": entity["status"],
        "dateLastModified": course.modified,
        "title": entity["title"],
        **{name: entity.get(name) for name in ("courseCode", "grades", "level", "subjects")},
        "orgSourcedId": entity["org"],
    }


# ---------------------------------------------------------------- out of the database


def _courses(connection: Connection, subject: str) -> list[_Course]:
    values, columns = VALUES["courses"].c, _COURSES.c
    query = (
        select(columns.sourced_id, columns.date_last_modified, columns.document)
        .join(VALUES["courses"], values.owner == columns.seq)
        .where(values.field == "subjects", values.value == subject, is_active(_COURSES))
        .distinct()
    )
    found = [_Course(row[0], row[1], parse(KINDS["courses"], row[2])) for row in connection.execute(query)]
    return sorted(found, key=lambda course: course.order)


def _lessons(connection: Connection, courses: list[str]) -> dict[str, list[_Lesson]]:
    """The lessons of courses in the order of their syllabus."""
    found: dict[str, list[_Lesson]] = {}
    query = (
        select(
            _LESSONS.c.sourced_id,
            _COMPONENTS.c.course,
            _LESSONS.c.lesson_type,
            _LESSONS.c.metadata.label("of_lesson"),
            _RESOURCES.c.metadata.label("of_resource"),
        )
        .join(_COMPONENTS, _COMPONENTS.c.sourced_id == _LESSONS.c.course_component)
        .outerjoin(_RESOURCES, _RESOURCES.c.sourced_id == _LESSONS.c.resource)
        .where(_COMPONENTS.c.course.in_(courses), is_active(_LESSONS), is_active(_COMPONENTS))
        .order_by(_COMPONENTS.c.sort_order, _COMPONENTS.c.seq, _LESSONS.c.sort_order, _LESSONS.c.seq)
    )
    for row in connection.execute(query):
        of_lesson, of_resource = _members(row.of_lesson), _members(row.of_resource)
        named = (row.lesson_type, of_lesson.get("lessonType"), of_resource.get("lessonType"))
        kind = next((name for name in named if isinstance(name, str) and name), None)
        found.setdefault(row.course, []).append(_Lesson(row.sourced_id, kind, _number(of_resource.get("xp"))))
    return found


def _done(connection: Connection, student: str) -> dict[str, _Done]:
    """What a student has reached, by lesson."""
    found: dict[str, _Done] = {}
    query = (
        select(_ITEMS.c.component_resource, _RESULTS.c.score_status, _RESULTS.c.metadata)
        .join(_ITEMS, _ITEMS.c.sourced_id == _RESULTS.c.assessment_line_item)
        .where(
            _RESULTS.c.student == student,
            is_active(_RESULTS),
            is_active(_ITEMS),
            _ITEMS.c.component_resource.is_not(None),
            _ITEMS.c.parent_assessment_line_item.is_(None),
        )
    )
    for lesson, status, metadata in connection.execute(query):
        before = found.get(lesson, _Done(graded=False, xp=0))
        xp = max(before.xp, _number(_members(metadata).get("xp")))
        found[lesson] = _Done(before.graded or status == "fully graded", xp)
    return found


def _members(text: str | None) -> dict[str, Any]:
    return (as_object(msgspec.json.decode(text)) or {}) if text is not None else {}


def _number(value: object) -> float:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
