"""A course with units in units, for tests of lesson plans and of what is told about courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from oneroster_api import ref, role, user
from placement_api import PP, TODAY, Placing, course, lesson

__all__ = ["PP", "TODAY", "Planning", "component", "operation", "planning", "shared_planning", "target"]

Shape = list[Any]


def component(sourced_id: str, order: int = 1, parent: str | None = None, **more: Any) -> dict[str, Any]:
    made = {
        "sourcedId": sourced_id, "status": "active", "title": f"Unit {sourced_id}", "course": ref("maths"),
        "sortOrder": order, **more,
    }  # fmt: skip
    return made if parent is None else {**made, "parent": ref(parent)}


def _world() -> dict[str, list[dict[str, Any]]]:
    world: dict[str, list[dict[str, Any]]] = {
        "orgs": [{"sourcedId": "north", "name": "North School", "type": "school", "identifier": "S-1"}],
        "courses": [course("maths", "4"), course("other", "5"), course("bare", "6")],
        "users": [
            user("ann", role("student", "north"), email="ann@north.example", primaryOrg=ref("north")),
            user("ben", role("student", "north"), email="ben@north.example", primaryOrg=ref("north")),
            user("gone", role("student", "north"), email="gone@north.example", status="tobedeleted"),
        ],
        "courseComponents": [
            component("b", 2),
            component("a", 1, unlockDate="2025-09-01T00:00:00.000Z", metadata={"colour": "red"}),
            component("c", 3, prerequisites=["a"], prerequisiteCriteria="ALL"),
            component("a2", 2, "a"),
            component("a1", 1, "a"),
            component("old", 4, status="tobedeleted"),
            {**component("elsewhere"), "course": ref("other")},
        ],
        "resources": [],
        "componentResources": [],
    }  # fmt: skip
    for one in (
        lesson("intro", "a", None, 1, subject="Math"),
        lesson("quiz", "a", "quiz", 2, subject="Math", grades=["4"], xp=10),
        lesson("help", "a", "powerpath-100", 3, subject="Math", lessonRole="support"),
        lesson("deep", "a1", "powerpath-100", 1, subject="Math", lessonRole="essential"),
        lesson("last", "c", "unit-test", 1, subject="Math"),
        lesson("spare", "elsewhere", "powerpath-100", 1, subject="Math"),
        lesson("lost", "elsewhere", "quiz", 2, subject="Math"),
    ):
        for kind, records in one.items():
            world[kind] += records
    world["componentResources"][-1]["status"] = "tobedeleted"
    world["componentResources"][1].update(lessonType="quiz", metadata={"note": "kept"})
    return world


def target(name: str, kind: str = "resource") -> dict[str, str]:
    return {"type": kind, "id": name}


def operation(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload}


class Planning(Placing):
    """PowerPath and OneRoster of one sandbox."""

    def plan(self, user_id: str = "ann", course_id: str = "maths") -> str:
        """A new plan."""
        reply = self.post(f"{PP}/lessonPlans/", {"courseId": course_id, "userId": user_id})
        assert reply.status == 201, reply.content
        found: str = reply.body["lessonPlanId"]
        return found

    def log(self, plan: str, *operations: Mapping[str, Any]) -> None:
        """Stores operations."""
        for one in operations:
            reply = self.post(f"{PP}/lessonPlans/{plan}/operations", {"operation": one})
            assert reply.status == 201, reply.content

    def sync(self, plan: str) -> Any:
        reply = self.post(f"{PP}/lessonPlans/{plan}/operations/sync")
        assert reply.status == 200, reply.content
        return reply.body

    def recreate(self, plan: str) -> Any:
        reply = self.post(f"{PP}/lessonPlans/{plan}/recreate")
        assert reply.status == 200, reply.content
        return reply.body

    def structure(self, plan: str) -> list[dict[str, Any]]:
        """The nodes of a plan."""
        reply = self.get(f"{PP}/lessonPlans/tree/{plan}/structure")
        assert reply.status == 200, reply.content
        found: list[dict[str, Any]] = reply.body["lessonPlan"]["lessonPlan"]["structure"]
        return found

    def tree(self, plan: str) -> dict[str, Any]:
        """A plan as the student sees it."""
        reply = self.get(f"{PP}/lessonPlans/tree/{plan}")
        assert reply.status == 200, reply.content
        found: dict[str, Any] = reply.body["lessonPlan"]["lessonPlan"]
        return found

    def shape(self, plan: str) -> Shape:
        """All that is in a plan: names, nested; what is skipped has a minus before it."""
        return [_shape(node) for node in self.structure(plan)]

    def seen(self, plan: str) -> Shape:
        """What the student sees of a plan: names, nested."""
        return [_seen(node) for node in self.tree(plan)["subComponents"]]


def _shape(node: Mapping[str, Any]) -> Shape:
    names = ["-" * one["skipped"] + one["componentResourceId"] for one in node["componentResources"]]
    return ["-" * node["skipped"] + node["componentId"], *names, *(_shape(one) for one in node["subComponents"])]


def _seen(node: Mapping[str, Any]) -> Shape:
    names = [one["sourcedId"] for one in node["componentResources"]]
    return [node["sourcedId"], *names, *(_seen(one) for one in node["subComponents"])]


@pytest.fixture(scope="module")
def shared_planning() -> Iterator[Planning]:
    made = Planning()
    made.fill(_world())
    made.store.snapshot("course")
    yield made
    made.close()


@pytest.fixture
def planning(shared_planning: Planning) -> Planning:
    """A course with units in units, fresh for each test."""
    shared_planning.store.restore("course")
    shared_planning.at(TODAY)
    return shared_planning
