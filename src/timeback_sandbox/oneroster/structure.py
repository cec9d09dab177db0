"""A course with its structure in one request: components, tests, and what links them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection

from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.errors import bad_request, detail, invalid
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.rules import Context, Draft, check_whole, create, unwrap
from timeback_sandbox.oneroster.views import VIEWS

_MAX_NODES = 5_000


@dataclass
class _Plan:
    """Records that the structure asks for, in the order in which they have to be written."""

    course: str
    records: dict[KindName, list[tuple[str, Entity]]] = field(
        default_factory=lambda: {"courseComponents": [], "resources": [], "componentResources": []}
    )
    count: int = 0

    def add(self, kind: KindName, wanted: object, entity: Entity) -> str:
        """Note a record; it keeps the id that it brings along."""
        self.count += 1
        if self.count > _MAX_NODES:
            raise invalid([detail("courseStructure", f"At most {_MAX_NODES} records")])
        sourced_id = wanted if isinstance(wanted, str) and wanted.strip() else str(uuid.uuid4())
        self.records[kind].append((sourced_id, {"status": "active", **entity}))
        return sourced_id


def create_structure(connection: Connection, body: object, context: Context) -> str:
    """Create a course, and what its structure is understood to hold.

    Understood are objects with a `title` below `components`, to any depth, each with `tests`: titles, or objects with
    a title. Everything else in the structure is passed over.

    Returns:
        The id of the course.

    Raises:
        Problem: 400 or 422.
    """
    course = unwrap(body, "course")
    structure = _structure(body)
    course_id = create(connection, VIEWS["courses"], Draft(course, "course"), context)
    plan = _Plan(course_id)
    if isinstance(structure.get("title"), str) and "tests" in structure:
        _component(plan, structure, None, 0)
    else:
        for index, node in enumerate(_nodes(structure.get("components"))):
            _component(plan, node, None, index)
    for kind, records in plan.records.items():
        _check_free(connection, kind, records)
        storage.add(connection, KINDS[kind], records, context.modified)
    return course_id


def _structure(body: object) -> dict[str, Any]:
    members = cast("dict[str, Any]", body)
    if "courseStructure" not in members:
        raise bad_request("The body must hold the key 'courseStructure'")
    structure = members["courseStructure"]
    check_whole(structure, "courseStructure")
    if not isinstance(structure, dict):
        raise invalid([detail("courseStructure", "Expected object")])
    return cast("dict[str, Any]", structure)


def _component(plan: _Plan, node: dict[str, Any], parent: str | None, order: int) -> None:
    """Plan a component, the components below it and its tests."""
    entity: Entity = {"course": plan.course, "title": node["title"], "sortOrder": order}
    if parent is not None:
        entity["parent"] = parent
    component = plan.add("courseComponents", node.get("sourcedId"), entity)
    for index, test in enumerate(_nodes(node.get("tests"))):
        title: str = test["title"]
        metadata = {"type": "qti", "subType": "qti-test"}
        vendor_id = test.get("vendorResourceId")
        resource = plan.add(
            "resources",
            test.get("sourcedId"),
            {
                "title": title,
                "vendorResourceId": vendor_id if isinstance(vendor_id, str) else title,
                "metadata": metadata,
            },
        )
        link: Entity = {"courseComponent": component, "resource": resource, "title": title, "sortOrder": index}
        plan.add("componentResources", None, link)
    for index, child in enumerate(_nodes(node.get("components"))):
        _component(plan, child, component, index)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """The objects with a title in a list; a bare string is a title."""
    if not isinstance(value, list):
        return
    for node in cast("list[object]", value):
        if isinstance(node, str) and node.strip():
            yield {"title": node}
        elif isinstance(node, dict) and isinstance(cast("dict[str, Any]", node).get("title"), str):
            yield cast("dict[str, Any]", node)


def _check_free(connection: Connection, kind: KindName, records: list[tuple[str, Entity]]) -> None:
    """The ids that the structure brings along may not be taken, nor come twice."""
    ids = [sourced_id for sourced_id, _ in records]
    taken = storage.existing_ids(connection, KINDS[kind], ids)
    twice = {sourced_id for sourced_id, count in Counter(ids).items() if count > 1}
    wrong = sorted(taken | twice)
    if wrong:
        raise invalid([detail("courseStructure", f"Already exists: {sourced_id[:100]!r}") for sourced_id in wrong])
