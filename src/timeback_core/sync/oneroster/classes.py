# Written by tools/generate_sync.py from timeback_core/oneroster/classes.py; changes belong there.
"""Classes, and what happens in them: enrolments, line items, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, Unpack

from timeback_core.created import BulkCreateResponse, CreateResponse
from timeback_core.inputs import Checked, check_input
from timeback_core.oneroster._bulk import first_created, with_reference
from timeback_core.oneroster.inputs_enroll import ClassEnrollmentInput
from timeback_core.oneroster.models import Category, Class, Enrollment, LineItem, Resource, Result, ScoreScale, User
from timeback_core.oneroster.types import (
    ClassCreateInput,
    ClassUpdateInput,
    EnrollInput,
    LineItemCreateInput,
    ResultCreateInput,
)
from timeback_core.sync.endpoint import post
from timeback_core.sync.oneroster._base import Gradebook, Rostering
from timeback_core.sync.scoped import Scope, Within, below
from timeback_core.sync.writable import Collection
from timeback_core.transport.options import RequestOptions

__all__ = ["ClassAcademicSession", "ClassLineItem", "ClassScope", "ClassStudent", "Classes"]


class ClassLineItem(
    Gradebook,
    Within,
    name="classes",
    path="/classes/{class_sourced_id}/lineItems/{line_item_sourced_id}",
    singular="lineItem",
    title="line item",
):
    """One line item of a class."""

    __slots__ = ()

    results = below(Result, "/results", plural="results", operation="line_item_results", doc="The line item's results.")
    stream_results = results.streamed()


class ClassStudent(
    Gradebook,
    Within,
    name="classes",
    path="/classes/{class_sourced_id}/students/{student_sourced_id}",
    singular="user",
    title="student",
):
    """One student of a class."""

    __slots__ = ()

    results = below(
        Result, "/results", plural="results", operation="student_results", doc="The student's results in the class."
    )
    stream_results = results.streamed()


class ClassAcademicSession(
    Gradebook,
    Within,
    name="classes",
    path="/classes/{class_sourced_id}/academicSessions/{academic_session_sourced_id}",
    singular="academicSession",
    title="academic session",
):
    """One academic session of a class."""

    __slots__ = ()

    @post(
        "/results",
        wrap="results",
        context="results",
        prepare=lambda place, rows: with_reference(rows, "class", place._scope["class_sourced_id"]),
    )
    def create_results(
        self, data: Sequence[ResultCreateInput | Mapping[str, Any]], **options: Unpack[RequestOptions]
    ) -> BulkCreateResponse:
        """Create several results of the class in the session, all or none.

        Args:
            data: At least one result; ``class`` is filled in where it is missing.
            options: Options of the request.

        Returns:
            The identifiers, in the order of the data.

        Raises:
            InputValidationError: A result is incomplete or wrong; paths begin with its index.
            NotFoundError: The class or the session does not exist.
            ValidationError: The server refuses one of them; none was created.

        Source:
            POST /classes/{classSourcedId}/academicSessions/{academicSessionSourcedId}/results.
        """
        ...

    def create_result(
        self, data: ResultCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create one result of the class in the session; see `create_results`."""
        return first_created(self.create_results([data], **options))


class ClassScope(
    Rostering, Scope[Class, ClassCreateInput], name="classes", path="/classes/{sourced_id}", singular="class"
):
    """One class, and what belongs to it."""

    __slots__ = ()
    _scopes = (ClassLineItem, ClassStudent, ClassAcademicSession)

    students = below(User, "/students", plural="students", doc="The students with an active enrolment.")
    stream_students = students.streamed()
    teachers = below(User, "/teachers", plural="teachers", doc="The teachers with an active enrolment.")
    stream_teachers = teachers.streamed()
    enrollments = below(
        Enrollment, "//enrollments", plural="enrollments", by="class.sourcedId", doc="The class's enrolments."
    )
    stream_enrollments = enrollments.streamed()
    resources = below(
        Resource,
        "//resources/classes/{sourced_id}/resources",
        plural="resources",
        profile="resources",
        doc="The class's resources.",
    )
    stream_resources = resources.streamed()
    line_items = below(LineItem, "/lineItems", plural="lineItems", profile="gradebook", doc="The class's line items.")
    stream_line_items = line_items.streamed()
    results = below(Result, "/results", plural="results", profile="gradebook", doc="The class's results.")
    stream_results = results.streamed()
    categories = below(
        Category, "/categories", plural="categories", profile="gradebook", doc="The categories of its line items."
    )
    stream_categories = categories.streamed()
    score_scales = below(
        ScoreScale, "/scoreScales", plural="scoreScales", profile="gradebook", doc="The class's score scales."
    )
    stream_score_scales = score_scales.streamed()

    def line_item(self, line_item_sourced_id: str) -> ClassLineItem:
        """Return the scope of one line item of the class; nothing is fetched yet.

        Args:
            line_item_sourced_id: The line item's identifier; not blank.
        """
        return ClassLineItem(
            self._channel, {"class_sourced_id": self.sourced_id, "line_item_sourced_id": line_item_sourced_id}
        )

    def student(self, student_sourced_id: str) -> ClassStudent:
        """Return the scope of one student of the class; nothing is fetched yet.

        Args:
            student_sourced_id: The student's identifier; not blank.
        """
        return ClassStudent(
            self._channel, {"class_sourced_id": self.sourced_id, "student_sourced_id": student_sourced_id}
        )

    def academic_session(self, session_sourced_id: str) -> ClassAcademicSession:
        """Return the scope of one academic session of the class; nothing is fetched yet.

        Args:
            session_sourced_id: The session's identifier; not blank.
        """
        return ClassAcademicSession(
            self._channel,
            {"class_sourced_id": self.sourced_id, "academic_session_sourced_id": session_sourced_id},
        )

    def enroll(self, data: EnrollInput | Mapping[str, Any], **options: Unpack[RequestOptions]) -> CreateResponse:
        """Enrol a user as student or teacher of the class.

        Args:
            data: ``sourcedId`` (the user's), ``role`` (``"student"`` or ``"teacher"``), and if wanted
                ``primary``, ``beginDate``, ``endDate``, ``metadata``.
            options: Options of the request.

        Returns:
            The enrolment's identifiers.

        Raises:
            InputValidationError: The data is incomplete or wrong.
            NotFoundError: There is no such class.
            ValidationError: The server refuses the enrolment, for instance because the user does not exist.
        """
        checked = check_input(EnrollInput, data, "enrollment")
        body = Checked({"user": {"sourcedId": checked.pop("sourcedId")}})
        role = checked.pop("role")
        body.update(checked)
        enroll = self.enroll_student if role == "student" else self.enroll_teacher
        return enroll(body, **options)

    def enroll_user(
        self,
        user_id: str,
        *,
        role: Literal["student", "teacher"] = "student",
        primary: bool | None = None,
        begin_date: date | str | None = None,
        end_date: date | str | None = None,
        **options: Unpack[RequestOptions],
    ) -> CreateResponse:
        """Enrol a user; `enroll` with keywords.

        Args:
            user_id: The user's identifier.
            role: ``"student"`` or ``"teacher"``.
            primary: Whether a teacher is the class's primary one.
            begin_date: First day, inclusive.
            end_date: Last day, exclusive.
            options: Options of the request.

        Raises:
            InputValidationError: An argument is wrong.
            NotFoundError: There is no such class.
            ValidationError: The server refuses the enrolment.
        """
        given = {"primary": primary, "beginDate": begin_date, "endDate": end_date}
        data = {"sourcedId": user_id, "role": role, **{k: v for k, v in given.items() if v is not None}}
        return self.enroll(data, **options)

    @post("/students", wrap="enrollment", context="enrollment")
    def enroll_student(
        self, data: ClassEnrollmentInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Enrol a student: the body of `enroll` as the wire has it, with ``user`` as a reference.

        Args:
            data: ``user``, and if wanted ``primary``, ``beginDate``, ``endDate``.
            options: Options of the request.

        Raises:
            InputValidationError: The data is incomplete or wrong.
            NotFoundError: There is no such class.

        Source:
            POST /classes/{classSourcedId}/students.
        """
        ...

    @post("/teachers", wrap="enrollment", context="enrollment")
    def enroll_teacher(
        self, data: ClassEnrollmentInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Enrol a teacher; as `enroll_student`.

        Args:
            data: ``user``, and if wanted ``primary``, ``beginDate``, ``endDate``.
            options: Options of the request.

        Raises:
            InputValidationError: The data is incomplete or wrong.
            NotFoundError: There is no such class.

        Source:
            POST /classes/{classSourcedId}/teachers.
        """
        ...

    @post(
        "/lineItems",
        profile="gradebook",
        wrap="lineItems",
        context="line items",
        prepare=lambda place, rows: with_reference(rows, "class", place.sourced_id),
    )
    def create_line_items(
        self, data: Sequence[LineItemCreateInput | Mapping[str, Any]], **options: Unpack[RequestOptions]
    ) -> BulkCreateResponse:
        """Create several line items of the class, all or none.

        Args:
            data: At least one line item; ``class`` is filled in where it is missing.
            options: Options of the request.

        Returns:
            The identifiers, in the order of the data.

        Raises:
            InputValidationError: A line item is incomplete or wrong; paths begin with its index.
            NotFoundError: There is no such class.
            ValidationError: The server refuses one of them; none was created.

        Source:
            POST /classes/{classSourcedId}/lineItems.
        """
        ...

    def create_line_item(
        self, data: LineItemCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create one line item of the class; see `create_line_items`."""
        return first_created(self.create_line_items([data], **options))


class Classes(
    Rostering, Collection[Class, ClassCreateInput], name="classes", path="/classes", plural="classes", singular="class"
):
    """All classes. Their updates change only what they name; course and school cannot be changed."""

    __slots__ = ()
    _scopes = (ClassScope,)
    _server_merges = True
    _update_input = ClassUpdateInput

    def __call__(self, sourced_id: str) -> ClassScope:
        """Return one class's scope, such as ``classes("c1").students()``; nothing is fetched yet."""
        return ClassScope(self, sourced_id)
