"""The line items of what stands in a course: of components, and of lessons whatever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.roster import find, is_active
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.powerpath.course_tree import Component, Material
from timeback_sandbox.powerpath.gradebook import (
    ensure_lesson_line_item,
    ensure_line_item,
    lesson_item_id,
    linked_line_item,
)
from timeback_sandbox.powerpath.lessons import find_lesson
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["component_line_item", "ensure_component_line_item", "ensure_material_line_item"]

_ITEMS = TABLES["assessmentLineItems"]


def ensure_material_line_item(connection: Connection, now: Now, material: Material) -> str:
    """The sourcedId of the line item of what is worked at, which is made when it is missing.

    Args:
        connection: Within a write transaction.
        now: The present.
        material: A lesson, or what is only looked at.
    """
    try:
        lesson = find_lesson(connection, material.id)
    except Problem:  # it has no type, or its resource is gone: the gradebook has a place for it nevertheless
        return linked_line_item(connection, material.id) or ensure_line_item(
            connection,
            now,
            lesson_item_id(material.id),
            {
                "title": material.entity["title"],
                "componentResource": material.id,
                "component": material.component,
                "course": _course_of(connection, material.component),
                "resultValueMin": 0,
                "resultValueMax": 100,
            },
        )
    return ensure_lesson_line_item(connection, now, lesson)


def _course_of(connection: Connection, component: str | None) -> str | None:
    found = None if component is None else find(connection, "courseComponents", component)
    return None if found is None else found.entity["course"]


def component_line_item(connection: Connection, component_id: str) -> str | None:
    """The line item of a component: the oldest active one that is about no lesson and below no other."""
    columns = _ITEMS.c
    query = (
        select(columns.sourced_id)
        .where(
            columns.component == component_id,
            is_active(_ITEMS),
            columns.component_resource.is_(None),
            columns.parent_assessment_line_item.is_(None),
        )
        .order_by(columns.seq)
        .limit(1)
    )
    found: str | None = connection.execute(query).scalar()
    return found


def ensure_component_line_item(connection: Connection, now: Now, component: Component) -> str:
    """The sourcedId of the line item of a component, which is made when it is missing.

    Args:
        connection: Within a write transaction.
        now: The present.
        component: The component.
    """
    return component_line_item(connection, component.id) or ensure_line_item(
        connection,
        now,
        f"pp-ali-component:{component.id}",
        {
            "title": component.entity["title"],
            "component": component.id,
            "course": component.entity["course"],
            "resultValueMin": 0,
            "resultValueMax": 100,
        },
    )
