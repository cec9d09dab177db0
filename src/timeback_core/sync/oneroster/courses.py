# Written by tools/generate_sync.py from timeback_core/oneroster/courses.py; changes belong there.
"""Courses, their components, and the resources of components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.created import CreateResponse
from timeback_core.inputs import Input
from timeback_core.oneroster.models import Class, ComponentResource, Course, CourseComponent, Resource
from timeback_core.oneroster.types import (
    ComponentResourceCreateInput,
    CourseComponentCreateInput,
    CourseCreateInput,
    CourseStructureInput,
)
from timeback_core.sync.endpoint import post
from timeback_core.sync.oneroster._base import Rostering
from timeback_core.sync.scoped import Scope, below
from timeback_core.sync.writable import Collection
from timeback_core.transport.options import RequestOptions

__all__ = [
    "ComponentResourceScope",
    "ComponentResources",
    "CourseComponentScope",
    "CourseComponents",
    "CourseScope",
    "Courses",
]


class CourseComponentScope(
    Rostering,
    Scope[CourseComponent, CourseComponentCreateInput],
    name="course_components",
    path="/courses/components/{sourced_id}",
    singular="courseComponent",
):
    """One component of a course."""

    __slots__ = ()


class CourseComponents(
    Rostering,
    Collection[CourseComponent, CourseComponentCreateInput],
    name="course_components",
    path="/courses/components",
    plural="courseComponents",
    singular="courseComponent",
    title="course component",
):
    """The components of all courses: units, lessons."""

    __slots__ = ()
    _scopes = (CourseComponentScope,)

    def __call__(self, sourced_id: str) -> CourseComponentScope:
        """Return one component's scope; nothing is fetched yet."""
        return CourseComponentScope(self, sourced_id)


class ComponentResourceScope(
    Rostering,
    Scope[ComponentResource, ComponentResourceCreateInput],
    name="component_resources",
    path="/courses/component-resources/{sourced_id}",
    singular="componentResource",
):
    """One link between a component and a resource."""

    __slots__ = ()


class ComponentResources(
    Rostering,
    Collection[ComponentResource, ComponentResourceCreateInput],
    name="component_resources",
    path="/courses/component-resources",
    plural="componentResources",
    singular="componentResource",
    title="component resource",
):
    """Which component uses which resource."""

    __slots__ = ()
    _scopes = (ComponentResourceScope,)

    def __call__(self, sourced_id: str) -> ComponentResourceScope:
        """Return one component resource's scope; nothing is fetched yet."""
        return ComponentResourceScope(self, sourced_id)


class CourseScope(
    Rostering, Scope[Course, CourseCreateInput], name="courses", path="/courses/{sourced_id}", singular="course"
):
    """One course, and what belongs to it."""

    __slots__ = ()

    classes = below(Class, "/classes", plural="classes", doc="The classes of the course.")
    stream_classes = classes.streamed()
    resources = below(
        Resource,
        "//resources/courses/{sourced_id}/resources",
        plural="resources",
        profile="resources",
        doc="The course's resources.",
    )
    stream_resources = resources.streamed()
    components = below(
        CourseComponent,
        "//courses/components",
        plural="courseComponents",
        by="course.sourcedId",
        doc="The course's components.",
    )
    stream_components = components.streamed()


class Courses(
    Rostering,
    Collection[Course, CourseCreateInput],
    name="courses",
    path="/courses",
    plural="courses",
    singular="course",
):
    """All courses. Components and their resources have collections of their own too."""

    __slots__ = ()
    _scopes = (CourseScope,)

    components = below(
        CourseComponent,
        "//courses/components",
        plural="courseComponents",
        alias=True,
        doc="The components of all courses; the same as `CourseComponents.list_all`.",
    )
    stream_components = components.streamed()
    component_resources = below(
        ComponentResource,
        "//courses/component-resources",
        plural="componentResources",
        alias=True,
        doc="All component resources; the same as `ComponentResources.list_all`.",
    )
    stream_component_resources = component_resources.streamed()

    def __call__(self, sourced_id: str) -> CourseScope:
        """Return one course's scope, such as ``courses("c1").components()``; nothing is fetched yet."""
        return CourseScope(self, sourced_id)

    @post("/structure", wrap=None, context="course structure")
    def create_structure(
        self, data: CourseStructureInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create a course together with its structure.

        Args:
            data: ``course`` as for `create`, and ``courseStructure``, whose form is the platform's own.
            options: Options of the request.

        Returns:
            The course's identifiers.

        Raises:
            InputValidationError: The data is incomplete or wrong.
            ValidationError: The server refuses the course.

        Source:
            POST /courses/structure.
        """
        ...

    def create_component(
        self, data: CourseComponentCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create a component; see `Collection.create`."""
        return CourseComponents(self._channel).create(data, **options)

    def get_component(
        self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]
    ) -> CourseComponent:
        """Return a component; see `ReadableCollection.get`."""
        return CourseComponents(self._channel).get(sourced_id, fields=fields, **options)

    def update_component(
        self,
        sourced_id: str,
        data: Input | CourseComponent | Mapping[str, Any],
        *,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> CourseComponent | None:
        """Change a component; see `Collection.update`."""
        return CourseComponents(self._channel).update(sourced_id, data, replace=replace, **options)

    def delete_component(self, sourced_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a component; see `Collection.delete`."""
        CourseComponents(self._channel).delete(sourced_id, **options)

    def create_component_resource(
        self, data: ComponentResourceCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create a component resource; see `Collection.create`."""
        return ComponentResources(self._channel).create(data, **options)

    def get_component_resource(
        self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]
    ) -> ComponentResource:
        """Return a component resource; see `ReadableCollection.get`."""
        return ComponentResources(self._channel).get(sourced_id, fields=fields, **options)

    def update_component_resource(
        self,
        sourced_id: str,
        data: Input | ComponentResource | Mapping[str, Any],
        *,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> ComponentResource | None:
        """Change a component resource; see `Collection.update`."""
        return ComponentResources(self._channel).update(sourced_id, data, replace=replace, **options)

    def delete_component_resource(self, sourced_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a component resource; see `Collection.delete`."""
        ComponentResources(self._channel).delete(sourced_id, **options)
