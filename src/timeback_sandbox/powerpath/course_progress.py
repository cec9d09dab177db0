"""How far a student has got in a course: its line items in the gradebook, with the student's results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import parse
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.powerpath.course_tree import CourseTree, Material, course_tree
from timeback_sandbox.powerpath.gradebook import shown_result
from timeback_sandbox.powerpath.item_line_items import ensure_material_line_item

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["CourseItems", "course_items", "ensure_items", "shown_items"]

_ITEMS, _RESULTS = TABLES["assessmentLineItems"], TABLES["assessmentResults"]
_COMPONENTS, _LESSONS = TABLES["courseComponents"], TABLES["componentResources"]
_RESULT_KIND = KINDS["assessmentResults"]
_CHUNK = 500


class LineItem(NamedTuple):
    """A line item of a course that is below no other one.

    Attributes:
        about: The lesson, or the component when it is about no lesson.
    """

    id: str
    title: str
    about: str
    is_lesson: bool


class CourseItems(NamedTuple):
    """The line items of a course.

    Attributes:
        items: Those of components, then those of lessons, in the order of the course.
        missing: The lessons that have none.
    """

    items: list[LineItem]
    missing: list[Material]


def course_items(connection: Connection, course_id: str) -> CourseItems:
    """The line items of an existing course.

    Args:
        connection: To read with.
        course_id: The course.
    """
    tree = course_tree(connection, course_id)
    components = list(tree.in_order())
    materials = _materials(tree, components)
    of_components, of_lessons = _by_subject(connection, course_id)
    items = [item for component in components for item in of_components.get(component, ())]
    items += [item for material in materials for item in of_lessons.get(material.id, ())]
    return CourseItems(items, [material for material in materials if material.id not in of_lessons])


def _materials(tree: CourseTree, components: Iterable[str]) -> list[Material]:
    return [material for component in components for material in tree.lessons.get(component, ())]


def ensure_items(connection: Connection, missing: Iterable[Material], now: Now) -> None:
    """Makes the line items of lessons that have none.

    Args:
        connection: Within a write transaction.
        missing: The lessons.
        now: The present.
    """
    for material in missing:
        ensure_material_line_item(connection, now, material)


def _by_subject(connection: Connection, course_id: str) -> tuple[dict[str, list[LineItem]], dict[str, list[LineItem]]]:
    """The line items of a course that are below no other one, by what they are about: of components, of lessons."""
    columns = _ITEMS.c
    alone = (is_active(_ITEMS), columns.parent_assessment_line_item.is_(None))
    shown = (columns.sourced_id, columns.title, columns.component, columns.component_resource)
    of_components = (
        select(*shown)
        .join(_COMPONENTS, _COMPONENTS.c.sourced_id == columns.component)
        .where(*alone, columns.component_resource.is_(None), _COMPONENTS.c.course == course_id)
        .order_by(columns.seq)
    )
    of_lessons = (
        select(*shown)
        .join(_LESSONS, _LESSONS.c.sourced_id == columns.component_resource)
        .join(_COMPONENTS, _COMPONENTS.c.sourced_id == _LESSONS.c.course_component)
        .where(*alone, _COMPONENTS.c.course == course_id)
        .order_by(columns.seq)
    )
    found: tuple[dict[str, list[LineItem]], dict[str, list[LineItem]]] = ({}, {})
    for row in connection.execute(of_components):
        found[0].setdefault(row[2], []).append(LineItem(row[0], row[1], row[2], is_lesson=False))
    for row in connection.execute(of_lessons):
        found[1].setdefault(row[3], []).append(LineItem(row[0], row[1], row[3], is_lesson=True))
    return found


def shown_items(
    connection: Connection, items: Iterable[LineItem], student_id: str, lesson_id: str | None
) -> list[dict[str, Any]]:
    """Line items with a student's results, as answers hold them.

    Args:
        connection: To read with.
        items: The line items.
        student_id: The student.
        lesson_id: Only those of this lesson; None: all.
    """
    wanted = [item for item in items if lesson_id is None or (item.is_lesson and item.about == lesson_id)]
    results = _results(connection, [item.id for item in wanted], student_id)
    return [
        {
            "type": "resource" if item.is_lesson else "component",
            "assessmentLineItemSourcedId": item.id,
            "courseComponentResourceSourcedId" if item.is_lesson else "courseComponentSourcedId": item.about,
            "title": item.title,
            "results": results.get(item.id, []),
        }
        for item in wanted
    ]


def _results(connection: Connection, items: list[str], student_id: str) -> dict[str, list[dict[str, Any]]]:
    """A student's active results at line items, the oldest first, as answers hold them."""
    columns = _RESULTS.c
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(items), _CHUNK):
        query = (
            select(columns.sourced_id, columns.date_last_modified, columns.document, columns.assessment_line_item)
            .where(
                columns.student == student_id,
                columns.assessment_line_item.in_(items[start : start + _CHUNK]),
                is_active(_RESULTS),
            )
            .order_by(columns.score_date, columns.seq)
        )
        for row in connection.execute(query):
            shown = shown_result(row[0], parse(_RESULT_KIND, row[2]), row[1])
            del shown["assessmentLineItem"], shown["student"]
            found.setdefault(row[3], []).append(shown)
    return found
