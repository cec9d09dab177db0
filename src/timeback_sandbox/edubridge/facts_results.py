"""Facts made from assessment results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, func, select

from timeback_sandbox.edubridge.facts_lookup import find_enrollments, find_rows
from timeback_sandbox.edubridge.facts_rows import Fact, Number, figure
from timeback_sandbox.edubridge.facts_tables import ACTIVITY, OTHER, result_origin, user_key
from timeback_sandbox.moments import milliseconds
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import parse
from timeback_sandbox.oneroster.tables import TABLES

__all__ = ["FROM_EVENT", "Judged", "judge_results"]

FROM_EVENT = "caliper_"
"""Begins the ids of results that were made from events."""

_FIGURES = ("xp", "totalQuestions", "correctQuestions", "masteredUnits")


class Judged(NamedTuple):
    """Which results count, and which do not.

    Attributes:
        facts: The facts of those that do.
        others: The origins that those of the others would have.
    """

    facts: list[Fact]
    others: list[int]


class _Result(NamedTuple):
    """A result that counts."""

    seq: int
    sourced_id: str
    student: str
    line_item: str
    instant: int
    metadata: dict[str, Any]
    figures: tuple[Number | None, ...]


def judge_results(connection: Connection, sourced_ids: Sequence[str]) -> Judged:
    """The facts of results as they are now: of those that are active and tell a figure."""
    counting: list[_Result] = []
    others: list[int] = []
    for row in find_rows(connection, _results, sourced_ids):
        result = _counting(*row)
        if result is None:
            others.append(result_origin(row[0]))
        else:
            counting.append(result)
    if not counting:
        return Judged([], others)
    places = {str(line_item): course for line_item, course in _places(connection, counting)}
    subjects = _subjects(connection, (course for course in places.values() if course is not None))
    seats = {(one.student, course) for one in counting if (course := places.get(one.line_item)) is not None}
    enrollments = find_enrollments(connection, seats)
    counting.sort(key=lambda one: one.seq)
    return Judged([_fact(one, places.get(one.line_item), subjects, enrollments) for one in counting], others)


def _counting(
    seq: int, sourced_id: str, status: str, student: str, line_item: str, date: str | None, metadata: str | None
) -> _Result | None:
    """The result if it counts."""
    if status != "active" or metadata is None or date is None:
        return None
    members: dict[str, Any] = msgspec.json.decode(metadata)
    figures = tuple(figure(members.get(name)) for name in _FIGURES)
    if all(one is None for one in figures):
        return None
    return _Result(seq, sourced_id, student, line_item, milliseconds(date), members, figures)


def _fact(
    result: _Result, course: str | None, subjects: dict[str, str], enrollments: dict[tuple[str, str], str]
) -> Fact:
    subject, app = _text(result.metadata.get("subject")), _text(result.metadata.get("appName"))
    if subject is None and course is not None:
        subject = subjects.get(course)
    return Fact(
        origin=result_origin(result.seq),
        event=None,
        active=1,
        kind=ACTIVITY if result.sourced_id.startswith(FROM_EVENT) else OTHER,
        instant=result.instant,
        person=user_key(result.student),
        enrollment_id=None if course is None else enrollments.get((result.student, course)),
        course_id=course,
        subject=subject,
        app=app,
        xp=result.figures[0],
        total_questions=result.figures[1],
        correct_questions=result.figures[2],
        mastered_units=result.figures[3],
        active_seconds=None,
        inactive_seconds=None,
        waste_seconds=None,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _places(connection: Connection, results: Iterable[_Result]) -> list[Sequence[Any]]:
    """Each line item with the course that it belongs to."""
    return find_rows(connection, _line_items, list(dict.fromkeys(one.line_item for one in results)))


def _subjects(connection: Connection, courses: Iterable[str]) -> dict[str, str]:
    """The first subject of each course that has one."""
    kind = KINDS["courses"]
    found: dict[str, str] = {}
    for sourced_id, document in find_rows(connection, _courses, list(dict.fromkeys(courses))):
        subjects = parse(kind, document).get("subjects")
        if subjects:
            found[sourced_id] = subjects[0]
    return found


def _results(ids: list[BindParameter[str]]) -> Any:
    results = TABLES["assessmentResults"].c
    return select(
        results.seq,
        results.sourced_id,
        results.status,
        results.student,
        results.assessment_line_item,
        results.score_date,
        results.metadata,
    ).where(results.sourced_id.in_(ids))


def _line_items(ids: list[BindParameter[str]]) -> Any:
    items = TABLES["assessmentLineItems"]
    components = TABLES["courseComponents"].alias("component")
    lessons = TABLES["componentResources"]
    parents = TABLES["courseComponents"].alias("lesson_component")
    classes = TABLES["classes"]
    course = func.coalesce(items.c.course, components.c.course, parents.c.course, classes.c.course)
    return (
        select(items.c.sourced_id, course)
        .outerjoin(components, components.c.sourced_id == items.c.component)
        .outerjoin(lessons, lessons.c.sourced_id == items.c.component_resource)
        .outerjoin(parents, parents.c.sourced_id == lessons.c.course_component)
        .outerjoin(classes, classes.c.sourced_id == items.c["class"])
        .where(items.c.sourced_id.in_(ids))
    )


def _courses(ids: list[BindParameter[str]]) -> Any:
    courses = TABLES["courses"].c
    return select(courses.sourced_id, courses.document).where(courses.sourced_id.in_(ids))
