"""Creates the lessons of tests: a component of the course, resources, and the lesson that ties them together."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from timeback_sandbox.edubridge.roster import find, metadata_of
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.powerpath import people
from timeback_sandbox.powerpath.bank import bank_resources
from timeback_sandbox.powerpath.lessons import Lesson, lessons_of, qti_test_of
from timeback_sandbox.powerpath.problems import refuse

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["Made", "Part", "Plan", "create"]

_COMPONENTS, _LESSONS = TABLES["courseComponents"].c, TABLES["componentResources"].c
_WORDS: Mapping[str, str] = {
    "placement": "Placement Test",
    "test-out": "Test Out",
    "unit-test": "Unit Test",
    "quiz": "Quiz",
    "powerpath-100": "PowerPath 100",
    "alpha-read-article": "Alpha Read Article",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A QTI test that a lesson shows."""

    url: str
    title: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Plan:
    """A lesson to be created.

    Attributes:
        course_id: In which course.
        lesson_type: Of which type.
        tool_provider: The external tool that holds it; None: it is answered here.
        parts: The QTI tests that it shows: several make a bank.
        is_bank: Whether it is a bank, even of a single test.
        fields: What the request says about it, by the request's own names; only what is there is changed later.
    """

    course_id: str
    lesson_type: str
    tool_provider: str | None
    parts: tuple[Part, ...]
    is_bank: bool
    fields: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """A field that is a text."""
        found: str | None = self.fields.get(name)
        return found


@dataclass(frozen=True, slots=True)
class Made:
    """A lesson that was created, or changed."""

    lesson: str
    component: str
    resource: str
    children: list[str]
    metadata: dict[str, Any]


def create(connection: Connection, plan: Plan, now: Now) -> Made:
    """Creates a lesson, or changes the one that a course can have only one of.

    Args:
        connection: Within a write transaction.
        plan: What to create.
        now: The present.

    Raises:
        Problem: 404, the course, the component or the course to fall back to does not exist; 400, the lesson belongs
            to another tool, or no subject can be told.
    """
    course = people.course(connection, plan.course_id)
    named = plan.text("courseComponentSourcedId")
    component = None if named is None else _component(connection, plan.course_id, named)
    fallback = plan.text("courseIdOnFail")
    if fallback is not None:
        people.course(connection, fallback, "courseIdOnFail")
    metadata = _metadata(plan, course.entity)
    existing = _existing(connection, plan, metadata.get("grades") or [])
    if existing is not None and existing.tool_provider != plan.tool_provider:
        raise refuse(
            400,
            f"The course has a {plan.lesson_type} lesson of {existing.tool_provider or 'QTI'}: {existing.id}",
            "toolProvider",
        )
    work = _Work(connection, plan, now, metadata, existing)
    children = work.children() if plan.is_bank else []
    resource = work.resource(children)
    component = component or (existing.component_id if existing else None) or work.new_component()
    if existing is not None and plan.text("unitTitle") is not None:
        work.change("courseComponents", component, {"title": plan.text("unitTitle")})
    lesson = work.lesson(component, resource)
    return Made(lesson, component, resource, children, work.metadata)


def _component(connection: Connection, course_id: str, component_id: str) -> str:
    found = find(connection, "courseComponents", component_id)
    if found is None or found.entity["status"] != "active" or found.entity.get("course") != course_id:
        raise refuse(404, f"The course has no such component: {component_id[:200]}", "courseComponentSourcedId")
    return component_id


def _existing(connection: Connection, plan: Plan, grades: list[str]) -> Lesson | None:
    """The lesson that is changed instead of creating one."""
    if plan.lesson_type not in {"placement", "test-out"}:
        return None
    found = lessons_of(connection, lesson_type=plan.lesson_type, course_id=plan.course_id)
    if plan.lesson_type == "placement":
        found = [lesson for lesson in found if lesson.grades[:1] == grades[:1]]
    return next(iter(found), None)


def _metadata(plan: Plan, course: Entity) -> dict[str, Any]:
    """What the resource says about itself.

    Raises:
        Problem: 400, a placement test needs a subject, and none can be told.
    """
    given: dict[str, Any] = dict(plan.fields.get("resourceMetadata") or {})
    if plan.parts and not plan.is_bank:
        given |= plan.parts[0].metadata
    if plan.tool_provider is None:
        given.pop("toolProvider", None)
    subject = given.get("subject")
    if not isinstance(subject, str) or not subject:
        subject = next(iter(course.get("subjects") or ()), None)
    if subject is None and plan.lesson_type == "placement":
        raise refuse(400, "No subject: give resourceMetadata.subject, or a course that has subjects",
                     "resourceMetadata.subject")  # fmt: skip
    own: dict[str, Any] = {
        "lessonType": plan.lesson_type,
        "subject": subject,
        "grades": plan.fields.get("grades") or given.get("grades") or course.get("grades"),
        "toolProvider": plan.tool_provider,
        **{name: plan.fields.get(name) for name in ("xp", "launchUrl", "vendorId", "description")},
    }
    found = {**given, **{name: value for name, value in own.items() if value is not None}}
    if "courseIdOnFail" in plan.fields:
        found["courseIdOnFail"] = plan.fields["courseIdOnFail"]
    if plan.is_bank:
        return {**found, "type": "assessment-bank"}
    if plan.parts:
        return {**found, "type": "qti", "subType": "qti-test", "url": plan.parts[0].url}
    return {**found, "type": "interactive"}


class _Work:
    """The records of one lesson, written one after the other."""

    def __init__(
        self, connection: Connection, plan: Plan, now: Now, metadata: dict[str, Any], existing: Lesson | None
    ) -> None:
        self.metadata = metadata
        self._connection = connection
        self._plan = plan
        self._modified = now.context.modified
        self._existing = existing

    @property
    def _title(self) -> str:
        plan = self._plan
        first = plan.parts[0].title if plan.parts and not plan.is_bank else None
        kept = None if self._existing is None else self._existing.title
        return plan.text("lessonTitle") or first or kept or _WORDS[plan.lesson_type]

    def new_component(self) -> str:
        """A component behind those that the course has."""
        last = select(func.max(_COMPONENTS.sort_order)).where(_COMPONENTS.course == self._plan.course_id)
        entity: Entity = {
            "course": self._plan.course_id,
            "title": self._plan.text("unitTitle") or _WORDS[self._plan.lesson_type],
            "sortOrder": self._following(last),
            "unlockDate": self._modified,
        }
        return self._add("courseComponents", entity)

    def children(self) -> list[str]:
        """The resources of a bank's tests; one of the same address is changed, and those left over are deleted."""
        known: dict[object, Stored] = {}
        for sourced_id in [] if self._existing is None else bank_resources(self._existing):
            stored = find(self._connection, "resources", sourced_id)
            if stored is not None and stored.entity["status"] == "active":
                known.setdefault(metadata_of(stored.entity).get("url"), stored)
        made: list[str] = []
        common: dict[str, Any] = {name: value for name, value in self.metadata.items() if name in _OF_ALL}
        for number, part in enumerate(self._plan.parts, start=1):
            metadata = {**common, **part.metadata, "type": "qti", "subType": "qti-test", "url": part.url}
            title = part.title or f"{self._title} {number}"
            entity = _resource(title, qti_test_of({"metadata": metadata}), metadata)
            stored = known.pop(part.url, None)
            if stored is None:
                made.append(self._add("resources", entity))
            else:
                made.append(stored.sourced_id)
                self.change("resources", stored.sourced_id, entity)
        for left in known.values():
            self.change("resources", left.sourced_id, {"status": "tobedeleted"})
        return made

    def resource(self, children: list[str]) -> str:
        """The lesson's resource."""
        existing = self._existing
        if existing is not None:
            kept = {name: value for name, value in existing.metadata.items() if name not in _OF_A_KIND}
            self.metadata = {**kept, **self.metadata}
        if children:
            self.metadata = {**self.metadata, "resources": children}
        sourced_id = str(uuid.uuid4()) if existing is None else existing.resource_id
        vendor = self.metadata.get("vendorId")
        vendor = vendor if isinstance(vendor, str) and vendor else None
        described: Entity = {"metadata": self.metadata}
        test = qti_test_of(described) if self.metadata["type"] == "qti" else ""
        entity = _resource(self._title, test or vendor or sourced_id, self.metadata)
        if vendor is not None:
            entity["vendorId"] = vendor
        if existing is None:
            return self._add("resources", entity, sourced_id)
        self.change("resources", sourced_id, entity)
        return sourced_id

    def lesson(self, component: str, resource: str) -> str:
        """The lesson itself."""
        kind, existing = self._plan.lesson_type, self._existing
        entity: Entity = {
            "courseComponent": component,
            "resource": resource,
            "title": self._title,
            "lessonType": kind,
        }
        if existing is not None:
            metadata = {**metadata_of(existing.component_resource), "lessonType": kind}
            self.change("componentResources", existing.id, {**entity, "metadata": metadata})
            return existing.id
        last = select(func.max(_LESSONS.sort_order)).where(_LESSONS.course_component == component)
        more = {"sortOrder": self._following(last), "metadata": {"lessonType": kind}}
        return self._add("componentResources", {**entity, **more})

    def change(self, kind: KindName, sourced_id: str, fields: Entity) -> None:
        """Changes fields of a record that is there."""
        stored = find(self._connection, kind, sourced_id)
        assert stored is not None
        storage.change(
            self._connection, KINDS[kind], stored.seq, sourced_id, {**stored.entity, **fields}, self._modified
        )

    def _add(self, kind: KindName, entity: Entity, sourced_id: str | None = None) -> str:
        made = sourced_id or str(uuid.uuid4())
        storage.add(self._connection, KINDS[kind], [(made, {"status": "active", **entity})], self._modified)
        return made

    def _following(self, last: Any) -> int:
        return int(self._connection.execute(last).scalar() or 0) + 1


_OF_ALL = frozenset({"lessonType", "subject", "grades"})
"""What the resources of a bank's tests say like the bank itself."""

_OF_A_KIND = frozenset({"type", "subType", "url", "resources"})
"""What the resource of a QTI test, a bank and an external test say differently."""


def _resource(title: str, vendor_resource: str, metadata: dict[str, Any]) -> Entity:
    return {
        "title": title,
        "roles": ["primary"],
        "importance": "primary",
        "vendorResourceId": vendor_resource,
        "metadata": metadata,
    }
