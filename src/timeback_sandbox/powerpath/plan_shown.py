"""Lesson plans as answers hold them: what the student sees, and how they are built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection

from timeback_sandbox.edubridge.roster import find, metadata_of
from timeback_sandbox.powerpath.course_shown import course_shown
from timeback_sandbox.powerpath.course_tree import Component, Material, load_components, load_materials
from timeback_sandbox.powerpath.nesting import nested
from timeback_sandbox.powerpath.plan_items import Item, order_key
from timeback_sandbox.powerpath.plan_storage import Plan

__all__ = ["shown_structure", "shown_tree"]


class _Lists:
    """The items of a plan by where they are, with their order keys."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items: dict[str, Item] = {}
        self.roots: list[str] = []
        self.below: dict[str, list[str]] = {}
        self.lessons: dict[str, list[Item]] = {}
        self.order: dict[str, str] = {}
        counts: dict[tuple[str | None, str], int] = {}
        for item in items:
            self.items[item.id] = item
            place = counts.get((item.parent, item.kind), 0)
            counts[item.parent, item.kind] = place + 1
            self.order[item.id] = order_key(place)
            if item.kind == "resource":
                self.lessons.setdefault(item.parent or "", []).append(item)
            elif item.parent is None:
                self.roots.append(item.id)
            else:
                self.below.setdefault(item.parent, []).append(item.id)

    def refs(self, kind: str) -> list[str]:
        """What the items of a kind stand for."""
        return [item.ref for item in self.items.values() if item.kind == kind]

    def hide_skipped(self) -> None:
        """Leaves out what is skipped, with all that is in it; the others keep their order keys."""
        self.roots = [one for one in self.roots if not self.items[one].skipped]
        self.below = {
            parent: [one for one in children if not self.items[one].skipped] for parent, children in self.below.items()
        }
        self.lessons = {
            parent: [one for one in children if not one.skipped] for parent, children in self.lessons.items()
        }


def shown_tree(connection: Connection, plan: Plan, base_url: str) -> bytes:
    """A plan as its student sees it, as JSON.

    Args:
        connection: To read with.
        plan: The plan.
        base_url: Of the sandbox, as the client named it.
    """
    lists = _Lists(plan.items)
    lists.hide_skipped()
    components = load_components(connection, lists.refs("component"))
    materials = load_materials(connection, lists.refs("resource"))

    def head(item_id: str) -> dict[str, Any]:
        return _component_head(lists.items[item_id], components[lists.items[item_id].ref], lists.order[item_id])

    def lessons(item_id: str) -> list[dict[str, Any]]:
        component = lists.items[item_id].ref
        found = lists.lessons.get(item_id, ())
        return [_lesson(one, materials[one.ref], lists.order[one.id], component) for one in found]

    tree = nested(lists.roots, lists.below, head, lessons)
    course = course_shown(connection, plan.course, base_url)
    return b'{"lessonPlan":{"lessonPlan":{"course":%b,"subComponents":%b}}}' % (course, tree)


def _component_head(item: Item, component: Component, order: str) -> dict[str, Any]:
    entity = component.entity
    head = {"id": item.id, "sourcedId": item.ref, "status": entity["status"], "title": entity["title"]}
    head["sortOrder"] = order
    for name in ("unlockDate", "metadata", "prerequisites", "prerequisiteCriteria"):
        if entity.get(name) is not None:
            head[name] = entity[name]
    return head


def _lesson(item: Item, material: Material, order: str, component: str) -> dict[str, Any]:
    entity, resource = material.entity, material.resource
    kind = metadata_of(resource).get("type")
    shown: dict[str, Any] = {
        "tenantId": None,
        "clientAppId": None,
        "id": item.id,
        "sourcedId": item.ref,
        "status": entity["status"],
        "title": entity["title"],
        "sortOrder": order,
        "courseComponentSourcedId": component,
        "resource": {
            "sourcedId": material.resource_id,
            "dateLastModified": material.resource_modified,
            **resource,
            "metadataDetails": {"type": kind if isinstance(kind, str) else "unknown"},
        },
    }
    if entity.get("metadata") is not None:
        shown["metadata"] = entity["metadata"]
    if material.lesson_type is not None:
        shown["lessonType"] = material.lesson_type
    return shown


def shown_structure(connection: Connection, plan: Plan) -> bytes:
    """How a plan is built, with what is skipped, as JSON.

    Args:
        connection: To read with.
        plan: The plan.
    """
    lists = _Lists(plan.items)
    titles: dict[tuple[str, str], str] = {
        ("component", one.id): one.entity["title"]
        for one in load_components(connection, lists.refs("component")).values()
    }
    for material in load_materials(connection, lists.refs("resource")).values():
        titles["resource", material.id] = material.entity["title"]

    def node(item: Item) -> dict[str, Any]:
        return {
            "componentId" if item.kind == "component" else "componentResourceId": item.ref,
            "type": item.kind,
            "title": titles[item.kind, item.ref],
            "order": lists.order[item.id],
            "skipped": item.skipped,
            "itemId": item.id,
        }

    tree = nested(
        lists.roots,
        lists.below,
        lambda item_id: node(lists.items[item_id]),
        lambda item_id: [node(one) for one in lists.lessons.get(item_id, ())],
    )
    course = find(connection, "courses", plan.course)
    title = "" if course is None else course.entity["title"]
    about = msgspec.json.encode({"id": plan.id, "courseId": plan.course, "courseTitle": title})
    return b'{"lessonPlan":{"lessonPlan":%b,"structure":%b}}}' % (about[:-1], tree)
