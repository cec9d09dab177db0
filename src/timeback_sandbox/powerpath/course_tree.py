"""A course as a tree: its components, and the lessons in each of them, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from timeback_sandbox.edubridge.roster import metadata_of
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES

__all__ = ["Component", "CourseTree", "Material", "course_tree", "load_components", "load_materials", "walk"]

_COMPONENTS, _LESSONS, _RESOURCES = TABLES["courseComponents"], TABLES["componentResources"], TABLES["resources"]
_CHUNK = 500


class Component(NamedTuple):
    """A CourseComponent.

    Attributes:
        parent: The component that it says it is in.
    """

    id: str
    parent: str | None
    modified: str
    entity: Entity


class Material(NamedTuple):
    """A ComponentResource with the Resource that it shows; it need not be a lesson that can be worked at.

    Attributes:
        component: The CourseComponent that it is in; None: it is listed nowhere.
        resource: Its Resource; empty when there is none.
    """

    id: str
    component: str | None
    modified: str
    entity: Entity
    resource_id: str
    resource_modified: str | None
    resource: Entity

    @property
    def lesson_type(self) -> str | None:
        """The type of lesson that it is; None: it is none that is worked at here."""
        named = (
            self.entity.get("lessonType"),
            metadata_of(self.entity).get("lessonType"),
            metadata_of(self.resource).get("lessonType"),
        )
        return next((name for name in named if isinstance(name, str) and name), None)


@dataclass(frozen=True, slots=True)
class CourseTree:
    """What is in a course.

    Attributes:
        components: All its components by id.
        roots: Those at the top, in order.
        below: Those in each component, in order.
        lessons: What each component has to be worked at, in order.
    """

    components: dict[str, Component]
    roots: list[str]
    below: dict[str, list[str]]
    lessons: dict[str, list[Material]]

    def in_order(self) -> Iterator[str]:
        """The components from top to bottom."""
        return walk(self.roots, self.below)


def walk(roots: Sequence[str], below: dict[str, list[str]]) -> Iterator[str]:
    """The nodes of a tree from top to bottom, each before what is below it."""
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(below.get(node, []))


def course_tree(connection: Connection, course_id: str, statuses: Collection[str] = ("active",)) -> CourseTree:
    """What is in a course.

    A component whose parent is not there, or in a circle of components, counts as one at the top.

    Args:
        connection: To read with.
        course_id: The course.
        statuses: Of the components and lessons that count.
    """
    columns = _COMPONENTS.c
    query = (
        _component_columns()
        .where(columns.course == course_id, columns.status.in_(statuses))
        .order_by(columns.sort_order, columns.seq)
    )
    components = {row[0]: _component(row) for row in connection.execute(query)}
    roots, below = _arranged(components)
    lessons: dict[str, list[Material]] = {}
    query = (
        _material_columns()
        .join(_COMPONENTS, columns.sourced_id == _LESSONS.c.course_component)
        .where(columns.course == course_id, _LESSONS.c.status.in_(statuses))
        .order_by(_LESSONS.c.sort_order, _LESSONS.c.seq)
    )
    for row in connection.execute(query):
        found = _material(row)
        if found.component is not None and found.component in components:
            lessons.setdefault(found.component, []).append(found)
    return CourseTree(components, roots, below, lessons)


def _arranged(components: dict[str, Component]) -> tuple[list[str], dict[str, list[str]]]:
    """The components at the top, and those in each of the others."""
    roots = [one.id for one in components.values() if one.parent not in components]
    below: dict[str, list[str]] = {}
    for one in components.values():
        if one.parent is not None and one.parent in components:
            below.setdefault(one.parent, []).append(one.id)
    places = {component: place for place, component in enumerate(components)}
    reached = set(walk(roots, below))
    for start in components:
        if start not in reached:
            first = min(_circle(components, start), key=places.__getitem__)
            below[components[first].parent or ""].remove(first)
            reached.update(walk([first], below))
            roots.append(first)
    return sorted(roots, key=places.__getitem__), below


def _circle(components: dict[str, Component], start: str) -> list[str]:
    """The circle of components into which one leads that is not below any at the top."""
    path: dict[str, int] = {}
    at = start
    while at not in path:
        path[at] = len(path)
        at = components[at].parent or ""
    return list(path)[path[at] :]


# ---------------------------------------------------------------- single records


def load_components(connection: Connection, ids: Collection[str]) -> dict[str, Component]:
    """Components by id, whatever their status and course."""
    return {row[0]: _component(row) for row in _rows(connection, _component_columns(), _COMPONENTS, ids)}


def load_materials(connection: Connection, ids: Collection[str]) -> dict[str, Material]:
    """ComponentResources by id, whatever their status and course."""
    return {row[0]: _material(row) for row in _rows(connection, _material_columns(), _LESSONS, ids)}


def _rows(connection: Connection, query: Select[*tuple[Any, ...]], table: Any, ids: Collection[str]) -> Iterator[Any]:
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _CHUNK):
        yield from connection.execute(query.where(table.c.sourced_id.in_(wanted[start : start + _CHUNK])))


def _component_columns() -> Select[*tuple[Any, ...]]:
    columns = _COMPONENTS.c
    shown: list[Any] = [columns.sourced_id, columns.date_last_modified, columns.document]
    return select(*shown)


def _component(row: Any) -> Component:
    entity = parse(KINDS["courseComponents"], row[2])
    return Component(row[0], entity.get("parent") or entity.get("courseComponent"), row[1], entity)


def _material_columns() -> Select[*tuple[Any, ...]]:
    lessons, resources = _LESSONS.c, _RESOURCES.c
    shown: list[Any] = [
        lessons.sourced_id, lessons.course_component, lessons.date_last_modified, lessons.document, lessons.resource,
        resources.date_last_modified, resources.document,
    ]  # fmt: skip
    return select(*shown).outerjoin(_RESOURCES, resources.sourced_id == lessons.resource)


def _material(row: Any) -> Material:
    resource = {} if row[6] is None else parse(KINDS["resources"], row[6])
    return Material(row[0], row[1], row[2], parse(KINDS["componentResources"], row[3]), row[4], row[5], resource)
