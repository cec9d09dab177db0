"""Lessons: component resources of OneRoster with the resources that they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, select

from timeback_sandbox.edubridge.facts_lookup import find_rows, last_segment
from timeback_sandbox.edubridge.roster import equals, is_active
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.vocabulary import QUIZ_LIKE, TOOL_PROVIDERS

__all__ = ["Lesson", "find_lesson", "lessons_of", "qti_test_of"]

_LESSONS, _RESOURCES = TABLES["componentResources"], TABLES["resources"]
_COMPONENTS, _COURSES = TABLES["courseComponents"], TABLES["courses"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. Its records may be shared with other requests: read them, never change them.

    Attributes:
        id: The sourcedId of the ComponentResource.
        title: Its title.
        type: One of the lesson types.
        component_id: The CourseComponent that it is in; None for an unlisted one.
        course_id: The course of that component.
        resource_id: The Resource that it shows.
        component_resource: The ComponentResource.
        resource: The Resource.
        metadata: Of the Resource.
        tool_provider: The external tool that holds it; None: it is answered here.
        is_bank: Whether its Resource is a bank of tests, one of which is taken at each attempt.
        grades: That it is about, as texts.
        subject: That it is about.
    """

    id: str
    title: str
    type: str
    component_id: str | None
    course_id: str | None
    resource_id: str
    component_resource: Entity
    resource: Entity
    metadata: dict[str, Any]
    tool_provider: str | None
    is_bank: bool
    grades: list[str]
    subject: str | None

    @property
    def grade(self) -> str | None:
        """The grade that it is about: the first that it names."""
        return self.grades[0] if self.grades else None

    @property
    def is_quiz_like(self) -> bool:
        """Whether all its questions are there at once, and it is finalized."""
        return self.type in QUIZ_LIKE

    @property
    def is_external(self) -> bool:
        """Whether an external tool holds it."""
        return self.tool_provider is not None


def find_lesson(connection: Connection, lesson_id: str, path: str = "lesson") -> Lesson:
    """The lesson of an id; also one that belongs to no course.

    Args:
        connection: To read with.
        lesson_id: The sourcedId of a ComponentResource.
        path: The field or parameter that it came in.

    Raises:
        Problem: 404, it is not there; 400, it has no lesson type.
    """
    row = next(iter(find_rows(connection, _by_id, [lesson_id])), None)
    if row is None or row[0] != "active":
        raise refuse(404, f"Lesson not found: {lesson_id[:200]}", path)
    if row[1] != "active":
        raise refuse(404, f"The lesson's resource does not exist: {lesson_id[:200]}", path)
    found = _read(*row[2:])
    if found is None:
        raise refuse(400, f"{lesson_id[:200]} is not a PowerPath lesson: it has no lessonType", path)
    return found


def lessons_of(
    connection: Connection,
    *,
    lesson_type: str | None = None,
    subject: str | None = None,
    course_id: str | None = None,
) -> list[Lesson]:
    """The active lessons of active courses, in the order of the syllabus.

    Args:
        connection: To read with.
        lesson_type: Only those of this type; None: all.
        subject: Only those about this subject; None: all.
        course_id: Only those of this course; None: all.
    """
    query = _all().where(is_active(_LESSONS), is_active(_RESOURCES), is_active(_COMPONENTS), is_active(_COURSES))
    if course_id is not None:
        query = query.where(_COMPONENTS.c.course == course_id)
    if lesson_type is not None:
        # the type may stand in metadata instead, which is looked at below
        named = _LESSONS.c.lesson_type
        query = query.where((named == lesson_type) | named.is_(None))
    order = (_COMPONENTS.c.sort_order, _COMPONENTS.c.seq, _LESSONS.c.sort_order, _LESSONS.c.seq)
    rows: list[Any] = list(connection.execute(query.order_by(*order)).all())
    if course_id is not None:
        ranks = _ranks(connection, course_id)
        rows.sort(key=lambda row: ranks.get(row.course_component, len(ranks)))  # stable: lessons stay in order
    lessons = [found for row in rows if (found := _read(*row[2:])) is not None]
    return [
        lesson
        for lesson in lessons
        if (lesson_type is None or lesson.type == lesson_type) and (subject is None or lesson.subject == subject)
    ]


def qti_test_of(resource: Entity) -> str:
    """The QTI test that a resource stands for: the end of its `metadata.url`, else its `vendorResourceId`."""
    address = (as_object(resource.get("metadata")) or {}).get("url")
    if isinstance(address, str) and (path := address.partition("#")[0].partition("?")[0].rstrip("/")):
        return last_segment(path) or path
    return str(resource.get("vendorResourceId") or "")


# ---------------------------------------------------------------- out of the database


def _all() -> Any:
    return (
        select(
            _LESSONS.c.status,
            _RESOURCES.c.status.label("resource_status"),
            # from here on, what a lesson is read from
            _LESSONS.c.sourced_id,
            _LESSONS.c.course_component,
            _COMPONENTS.c.course,
            _LESSONS.c.resource,
            _LESSONS.c.document,
            _RESOURCES.c.document.label("resource_document"),
        )
        .outerjoin(_RESOURCES, _RESOURCES.c.sourced_id == _LESSONS.c.resource)
        .outerjoin(_COMPONENTS, _COMPONENTS.c.sourced_id == _LESSONS.c.course_component)
        .outerjoin(_COURSES, _COURSES.c.sourced_id == _COMPONENTS.c.course)
    )


def _by_id(ids: list[BindParameter[str]]) -> Any:
    return _all().where(_LESSONS.c.sourced_id.in_(ids))


_KEPT: Final = 2_048


@lru_cache(maxsize=_KEPT)
def _read(
    lesson_id: str,
    component_id: str | None,
    course_id: str | None,
    resource_id: str,
    document: bytes,
    resource_document: bytes,
) -> Lesson | None:
    """The lesson that documents tell; None when they name no type. The documents are the key, so it is never stale."""
    component_resource = parse(KINDS["componentResources"], document)
    resource = parse(KINDS["resources"], resource_document)
    metadata = as_object(resource.get("metadata")) or {}
    own = as_object(component_resource.get("metadata")) or {}
    named = (component_resource.get("lessonType"), own.get("lessonType"), metadata.get("lessonType"))
    kind = next((name for name in named if isinstance(name, str) and name), None)
    if kind is None:
        return None
    subject, provider = metadata.get("subject"), metadata.get("toolProvider")
    return Lesson(
        id=lesson_id,
        title=component_resource["title"],
        type=kind,
        component_id=component_id,
        course_id=course_id,
        resource_id=resource_id,
        component_resource=component_resource,
        resource=resource,
        metadata=metadata,
        tool_provider=provider if provider in TOOL_PROVIDERS else None,
        is_bank=metadata.get("type") == "assessment-bank",
        grades=_grades(metadata),
        subject=subject if isinstance(subject, str) and subject else None,
    )


def _grades(metadata: Mapping[str, Any]) -> list[str]:
    """Grades as texts; in metadata they may be numbers."""
    found = as_array(metadata.get("grades")) or []
    return [str(grade) for grade in found if isinstance(grade, (str, int)) and not isinstance(grade, bool)]


def _ranks(connection: Connection, course_id: str) -> dict[str | None, int]:
    """The place of each component of a course when they are told from top to bottom."""
    columns = _COMPONENTS.c
    query = (
        select(columns.sourced_id, columns.parent, columns.course_component)
        .where(columns.course == course_id, equals(columns.status, "active"))
        .order_by(columns.sort_order, columns.seq)
    )
    below: dict[str | None, list[str]] = {}
    rows = list(connection.execute(query))
    known = {row.sourced_id for row in rows}
    for row in rows:
        above = row.parent or row.course_component
        below.setdefault(above if above in known else None, []).append(row.sourced_id)
    ranks: dict[str | None, int] = {}
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        component = waiting.pop()
        if component not in ranks:
            ranks[component] = len(ranks)
            waiting += reversed(below.get(component, []))
    return ranks
