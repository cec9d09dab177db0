"""Organizations, and the schools among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.created import BulkCreateResponse, CreateResponse
from timeback_core.endpoint import post
from timeback_core.oneroster._base import Rostering
from timeback_core.oneroster._bulk import first_created, with_reference
from timeback_core.oneroster.models import (
    AcademicSession,
    Class,
    Course,
    Enrollment,
    LineItem,
    Organization,
    ScoreScale,
    User,
)
from timeback_core.oneroster.types import LineItemCreateInput, OrgCreateInput, SchoolCreateInput
from timeback_core.scoped import Scope, Within, below
from timeback_core.transport.options import RequestOptions
from timeback_core.writable import Collection

__all__ = ["Org", "Orgs", "School", "SchoolClass", "Schools"]


class Org(Rostering, Scope[Organization, OrgCreateInput], name="orgs", path="/orgs/{sourced_id}", singular="org"):
    """One organization."""

    __slots__ = ()


class Orgs(
    Rostering, Collection[Organization, OrgCreateInput], name="orgs", path="/orgs", plural="orgs", singular="org"
):
    """All organizations: districts, schools, departments."""

    __slots__ = ()
    _scopes = (Org,)

    def __call__(self, sourced_id: str) -> Org:
        """Return one organization's scope; nothing is fetched yet."""
        return Org(self, sourced_id)


class SchoolClass(
    Rostering,
    Within,
    name="schools",
    path="/schools/{school_sourced_id}/classes/{class_sourced_id}",
    singular="class",
    title="class",
):
    """One class of a school; the server checks that it belongs there."""

    __slots__ = ()

    enrollments = below(
        Enrollment, "/enrollments", plural="enrollments", operation="class_enrollments", doc="The class's enrolments."
    )
    stream_enrollments = enrollments.streamed()
    students = below(User, "/students", plural="users", operation="class_students", doc="The class's students.")
    stream_students = students.streamed()
    teachers = below(User, "/teachers", plural="users", operation="class_teachers", doc="The class's teachers.")
    stream_teachers = teachers.streamed()


class School(
    Rostering,
    Scope[Organization, SchoolCreateInput],
    name="schools",
    path="/schools/{sourced_id}",
    singular="org",
    title="school",
):
    """One school, and what belongs to it."""

    __slots__ = ()
    _scopes = (SchoolClass,)

    classes = below(Class, "/classes", plural="classes", doc="The school's classes.")
    stream_classes = classes.streamed()
    students = below(User, "/students", plural="users", doc="The students with a role at the school.")
    stream_students = students.streamed()
    teachers = below(User, "/teachers", plural="users", doc="The teachers with a role at the school.")
    stream_teachers = teachers.streamed()
    courses = below(Course, "/courses", plural="courses", doc="The school's courses.")
    stream_courses = courses.streamed()
    enrollments = below(Enrollment, "/enrollments", plural="enrollments", doc="The school's enrolments.")
    stream_enrollments = enrollments.streamed()
    terms = below(AcademicSession, "/terms", plural="terms", doc="The school's terms.")
    stream_terms = terms.streamed()
    line_items = below(
        LineItem, "/lineItems", plural="lineItems", profile="gradebook", doc="The line items of the school."
    )
    stream_line_items = line_items.streamed()
    score_scales = below(
        ScoreScale,
        "/scoreScales",
        plural="scoreScales",
        profile="gradebook",
        doc="The score scales of the school's classes.",
    )
    stream_score_scales = score_scales.streamed()

    def class_(self, class_sourced_id: str) -> SchoolClass:
        """Return the scope of one of the school's classes; nothing is fetched yet.

        Args:
            class_sourced_id: The class's identifier; not blank.
        """
        scope = {"school_sourced_id": self.sourced_id, "class_sourced_id": class_sourced_id}
        return SchoolClass(self._channel, scope)

    @post(
        "/lineItems",
        profile="gradebook",
        wrap="lineItems",
        context="line items",
        prepare=lambda school, rows: with_reference(rows, "school", school.sourced_id),
    )
    async def create_line_items(
        self, data: Sequence[LineItemCreateInput | Mapping[str, Any]], **options: Unpack[RequestOptions]
    ) -> BulkCreateResponse:
        """Create several line items of the school, all or none.

        Args:
            data: At least one line item; ``school`` is filled in where it is missing.
            options: Options of the request.

        Returns:
            The identifiers, in the order of the data.

        Raises:
            InputValidationError: A line item is incomplete or wrong; paths begin with its index.
            NotFoundError: There is no such school.
            ValidationError: The server refuses one of them; none was created.

        Source:
            POST /schools/{sourcedId}/lineItems.
        """
        ...

    async def create_line_item(
        self, data: LineItemCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create one line item of the school; see `create_line_items`."""
        return first_created(await self.create_line_items([data], **options))


class Schools(
    Rostering,
    Collection[Organization, SchoolCreateInput],
    name="schools",
    path="/schools",
    plural="orgs",
    singular="org",
    title="school",
):
    """The organizations that are schools; ``type`` is filled in."""

    __slots__ = ()
    _scopes = (School,)

    def __call__(self, sourced_id: str) -> School:
        """Return one school's scope, such as ``schools("s1").students()``; nothing is fetched yet."""
        return School(self, sourced_id)
