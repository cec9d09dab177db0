"""Records of the resources service and of course content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from timeback_core.oneroster.grades import Grade
from timeback_core.oneroster.refs import Base, Ref
from timeback_core.wire import Timestamp, WireType

__all__ = ["ComponentResource", "CourseComponent", "Resource"]


def _read_metadata(value: object) -> object:
    """Give the grades in a resource's metadata as numbers, where they are grades."""
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, got {type(value).__name__}")  # noqa: TRY004  # msgspec's own kind
    metadata = cast("dict[str, Any]", value)
    grades = metadata.get("grades")
    if not isinstance(grades, list):
        return metadata
    entries = cast("list[object]", grades)
    return {**metadata, "grades": [_GRADE.read(grade) for grade in entries]}


def _read_upper(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {type(value).__name__}")  # noqa: TRY004  # msgspec's own kind
    return value.upper()


_GRADE = cast("type[WireType]", Grade)

if TYPE_CHECKING:
    Criteria = str
    ResourceMetadata = dict[str, Any]
else:

    class Criteria(WireType):
        """``ALL`` or ``ANY``, in whatever case the server wrote it."""

        accepts = (str,)
        read = staticmethod(_read_upper)

    class ResourceMetadata(WireType):
        """An object whose ``grades`` are numbers."""

        accepts = (dict,)
        read = staticmethod(_read_metadata)


class Resource(Base, kw_only=True):
    """A piece of learning material. What it is, and where, is in its `metadata`."""

    metadata: ResourceMetadata | None = None
    """What the resource is: ``type`` names the kind, further keys depend on it; ``grades`` are numbers."""
    title: str | None = None
    roles: list[str] | None = None
    """``primary`` and ``secondary``."""
    importance: str | None = None
    """``primary`` or ``secondary``."""
    vendor_resource_id: str | None = None
    """Identifier of the resource at its vendor."""
    vendor_id: str | None = None
    application_id: str | None = None


class CourseComponent(Base, kw_only=True):
    """A unit or another part of a course."""

    course: Ref | None = None
    title: str | None = None
    parent: Ref | None = None
    """The component that this one is a part of."""
    course_component: Ref | None = None
    """An older name of `parent`."""
    sort_order: int | float | None = None
    """Position among its siblings."""
    prerequisites: list[str] | None = None
    """Identifiers of the components that come first."""
    prerequisite_criteria: Criteria | None = None
    """``ALL`` or ``ANY`` of the prerequisites."""
    unlock_date: Timestamp | None = None
    """When the component opens."""


class ComponentResource(Base, kw_only=True):
    """A resource's place in a course component."""

    course_component: Ref | None = None
    resource: Ref | None = None
    title: str | None = None
    sort_order: int | float | None = None
    """Position within the component."""
    lesson_type: str | None = None
    """``quiz``, ``unit-test``, … : a word of `timeback_core.oneroster.vocabulary.LessonType`."""
