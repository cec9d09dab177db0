"""Inputs of the resources service and of course content."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from timeback_core.inputs import Input, Issues, Text
from timeback_core.oneroster.inputs_common import Many, Metadata, RefInput
from timeback_core.oneroster.resource_metadata import check_resource_metadata
from timeback_core.oneroster.vocabulary import LessonType, PrerequisiteCriteria, RoleType, Status
from timeback_core.wire import TimestampInput

__all__ = [
    "ComponentResourceCreateInput",
    "CourseComponentCreateInput",
    "ResourceCreateInput",
    "ResourceUpdateInput",
]


class ResourceCreateInput(Input, kw_only=True):
    """A resource to create."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    """What the resource is; checked by its ``type``, see `timeback_core.oneroster.resource_metadata`."""
    title: Text
    roles: Many[RoleType] | UnsetType = UNSET
    importance: RoleType | UnsetType = UNSET
    vendor_resource_id: Text
    """Identifier of the resource at its vendor."""
    vendor_id: str | UnsetType | None = UNSET
    application_id: str | UnsetType | None = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check the metadata by its type."""
        _check_metadata(payload, issues, needs_type=True)


class ResourceUpdateInput(Input, kw_only=True):
    """Changes of a resource; what is left out stays, and `metadata` is merged with what is stored."""

    sourced_id: Text | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    """What the resource is; checked when it names its ``type``."""
    title: Text | UnsetType = UNSET
    roles: Many[RoleType] | UnsetType = UNSET
    importance: RoleType | UnsetType = UNSET
    vendor_resource_id: Text | UnsetType = UNSET
    """Identifier of the resource at its vendor."""
    vendor_id: str | UnsetType | None = UNSET
    application_id: str | UnsetType | None = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Check the metadata by its type, where it names one."""
        _check_metadata(payload, issues, needs_type=False)


def _check_metadata(payload: dict[str, Any], issues: Issues, *, needs_type: bool) -> None:
    if payload.get("metadata") is not None:
        payload["metadata"] = check_resource_metadata(payload["metadata"], issues, needs_type=needs_type)


class CourseComponentCreateInput(Input, kw_only=True):
    """A unit or another part of a course, to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    course: RefInput
    title: Text
    parent: RefInput | UnsetType | None = UNSET
    """The component that this one is a part of; ``None`` makes it a top one."""
    course_component: RefInput | UnsetType | None = UNSET
    """An older name of `parent`, under which it is sent unless `parent` is given."""
    sort_order: float | UnsetType = UNSET
    """Position among its siblings."""
    prerequisites: Many[str] | UnsetType | None = UNSET
    """Identifiers of the components that come first."""
    prerequisite_criteria: PrerequisiteCriteria | UnsetType | None = UNSET
    """``ALL`` or ``ANY`` of the prerequisites."""
    unlock_date: TimestampInput | UnsetType = UNSET
    """When the component opens; a day stands for its midnight in UTC."""

    @classmethod
    def adapt_record(cls, values: dict[str, Any]) -> dict[str, Any]:
        """An empty parent beside an older name that is filled was not meant as 'none'."""
        if values.get("courseComponent") is not None and values.get("parent") is None:
            values.pop("parent", None)
        return values

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Send the older name's value under the newer name, and the criteria in capitals."""
        adapted = dict(values)
        if "courseComponent" in adapted:
            legacy = adapted.pop("courseComponent")
            adapted.setdefault("parent", legacy)
        criteria = adapted.get("prerequisiteCriteria")
        if isinstance(criteria, str):
            adapted["prerequisiteCriteria"] = criteria.strip().upper()
        return adapted


class ComponentResourceCreateInput(Input, kw_only=True):
    """A resource's place in a course component, to create or to replace."""

    sourced_id: Text
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    course_component: RefInput
    resource: RefInput
    title: Text
    sort_order: float | UnsetType = UNSET
    """Position within the component."""
    lesson_type: LessonType | UnsetType | None = UNSET
