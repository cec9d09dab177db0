"""The syllabus of a course: its components and lessons, as the course has them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from timeback_sandbox.edubridge.roster import metadata_of
from timeback_sandbox.powerpath.course_shown import course_shown
from timeback_sandbox.powerpath.course_tree import Component, CourseTree, Material, course_tree
from timeback_sandbox.powerpath.nesting import nested

__all__ = ["shown_syllabus"]


def shown_syllabus(connection: Connection, course_id: str, status: str, base_url: str) -> bytes:
    """The syllabus of a course that is known to exist, as JSON.

    Args:
        connection: To read with.
        course_id: The course.
        status: Of the components and lessons that are told, `active` or `tobedeleted`. Active components are told
            also for the sake of something deleted in them.
        base_url: Of the sandbox, as the client named it.
    """
    if status == "active":
        tree = course_tree(connection, course_id)
    else:
        tree = _of_status(course_tree(connection, course_id, ("active", status)), status)
    shown = nested(
        tree.roots,
        tree.below,
        lambda component: _component_head(tree.components[component]),
        lambda component: [_lesson(one) for one in tree.lessons.get(component, ())],
    )
    return b'{"syllabus":{"course":%b,"subComponents":%b}}' % (course_shown(connection, course_id, base_url), shown)


def _of_status(tree: CourseTree, status: str) -> CourseTree:
    """What is of a status in a course, with the components that it is in."""
    lessons = {
        component: kept
        for component, found in tree.lessons.items()
        if (kept := [one for one in found if one.entity["status"] == status])
    }
    told: set[str] = set()
    for component in reversed(list(tree.in_order())):
        children = tree.below.get(component, ())
        own = tree.components[component].entity["status"] == status
        if own or component in lessons or any(child in told for child in children):
            told.add(component)
    return CourseTree(
        tree.components,
        [one for one in tree.roots if one in told],
        {parent: [one for one in children if one in told] for parent, children in tree.below.items()},
        lessons,
    )


def _component_head(component: Component) -> dict[str, Any]:
    entity = component.entity
    head: dict[str, Any] = {
        "sourcedId": component.id,
        "title": entity["title"],
        "status": entity["status"],
        "sortOrder": entity.get("sortOrder", 0),
        "dateLastModified": component.modified,
        "prerequisites": entity.get("prerequisites") or [],
        "metadata": entity.get("metadata") or {},
    }
    for name in ("unlockDate", "prerequisiteCriteria"):
        if entity.get(name) is not None:
            head[name] = entity[name]
    return head


def _lesson(lesson: Material) -> dict[str, Any]:
    entity, resource = lesson.entity, lesson.resource
    shown: dict[str, Any] = {
        "sourcedId": lesson.id,
        "status": entity["status"],
        "title": entity["title"],
        "sortOrder": entity.get("sortOrder", 0),
        "metadata": entity.get("metadata") or {},
        "dateLastModified": lesson.modified,
        "courseComponent": {"sourcedId": lesson.component},
        "resource": {
            "sourcedId": lesson.resource_id,
            "dateLastModified": lesson.resource_modified,
            **resource,
            "metadata": resource.get("metadata") or {},
        },
    }
    if lesson.lesson_type is not None:
        shown["lessonType"] = lesson.lesson_type
    kind = metadata_of(resource).get("type")
    if isinstance(kind, str):
        shown["resource"]["type"] = kind
    return shown
