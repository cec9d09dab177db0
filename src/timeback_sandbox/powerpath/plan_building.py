"""Builds the plan that a course suggests, before anybody has changed anything in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from timeback_sandbox.edubridge.roster import metadata_of
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.powerpath.course_tree import CourseTree
from timeback_sandbox.powerpath.plan_items import Item

__all__ = ["build"]


def build(tree: CourseTree, new_id: Callable[[], str]) -> list[Item]:
    """The items of a plan for a course: all that is in it, in its order.

    What is only there to support somebody is skipped, until an operation says otherwise.

    Args:
        tree: The course.
        new_id: Gives each item its id.
    """
    return list(_items(tree, new_id))


def _items(tree: CourseTree, new_id: Callable[[], str]) -> Iterator[Item]:
    waiting: list[tuple[str, str | None]] = [(component, None) for component in reversed(tree.roots)]
    while waiting:
        component, parent = waiting.pop()
        item = Item(new_id(), parent, "component", component, _supports(tree.components[component].entity))
        yield item
        for lesson in tree.lessons.get(component, ()):
            skipped = _supports(lesson.entity) or _supports(lesson.resource)
            yield Item(new_id(), item.id, "resource", lesson.id, skipped)
        waiting += [(below, item.id) for below in reversed(tree.below.get(component, []))]


def _supports(entity: Entity) -> bool:
    """Whether something is said to be there for those only who need it."""
    return bool(metadata_of(entity).get("lessonRole") == "support")
