# Written by tools/generate_sync.py from timeback_core/edubridge/enrollments.py; changes belong there.
"""Enrolment by course: the service finds or makes the school year, the term and the class."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.edubridge._base import Empty
from timeback_core.edubridge.dates import DateInput
from timeback_core.edubridge.inputs import EnrollMetadataInput, EnrollOptions
from timeback_core.edubridge.models import DefaultClass, Enrollment, EnrollmentMetadata, ResetGoalsResult
from timeback_core.edubridge.vocabulary import EnrollmentRole
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.sync.endpoint import delete, get, post
from timeback_core.transport.options import RequestOptions

__all__ = ["Enrollments"]


class Enrollments(EdubridgeResource, name="enrollments", path="/enrollments", title="enrollment"):
    """Seats of users in courses. They are OneRoster enrolments and can be seen there, too."""

    __slots__ = ()

    @get("/user/{user_id}", key="data")
    def list(self, *, user_id: str, **options: Unpack[RequestOptions]) -> builtins.list[Enrollment]:
        """Return a user's active seats, whatever API made them.

        Args:
            user_id: The user's identifier; not blank.
            options: Options of the request.

        Returns:
            All of them; none for a user that does not exist. Seats whose ``end_date`` has passed are among them,
            and two seats in one course may be.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /edubridge/enrollments/user/{userId}.
        """
        ...

    @post("/enroll/{user_id}/{course_id}/{school_id?}", key="data", wrap=None, body=EnrollOptions)
    def enroll(
        self,
        user_id: str,
        course_id: str,
        school_id: str | None = None,
        options: EnrollOptions | Mapping[str, Any] | None = None,
        *,
        sourced_id: str | None = None,
        role: EnrollmentRole | None = None,
        begin_date: DateInput | None = None,
        metadata: EnrollMetadataInput | EnrollmentMetadata | Mapping[str, Any] | None = None,
        **request_options: Unpack[RequestOptions],
    ) -> Enrollment:
        """Give a user a seat in a course; one that is there already is changed, not doubled.

        Args:
            user_id: The user's identifier; not blank.
            course_id: The course's identifier; not blank.
            school_id: The school; unless given, the user's, or else the course's.
            options: The following together, as an input or a mapping.
            sourced_id: Identifier of the new enrolment; the server makes one up unless given.
            role: ``administrator``, ``proctor``, ``student`` (unless given) or ``teacher``.
            begin_date: First day, as day or moment; today unless given.
            metadata: ``goals``, ``metrics``, ``student_specific_goals`` and whatever else is to be stored.
                Goals and metrics are the course's unless given.
            request_options: Options of the request.

        Returns:
            The seat as it is stored.

        Raises:
            InputValidationError: Something is wrong with what was given; nothing was sent.
            NotFoundError: The user, the course or the school does not exist.
            ConflictError: Another enrolment has this ``sourced_id``.
            ValidationError: The server refuses the options.

        Source:
            POST /edubridge/enrollments/enroll/{userId}/{courseId}/{schoolId}?.
        """
        ...

    @delete("/unenroll/{user_id}/{course_id}/{school_id?}")
    def unenroll(
        self, user_id: str, course_id: str, school_id: str | None = None, **options: Unpack[RequestOptions]
    ) -> None:
        """Take a user's seats in a course away; having none is no error.

        Args:
            user_id: The user's identifier; not blank.
            course_id: The course's identifier; not blank.
            school_id: Only the seats at this school.
            options: Options of the request.

        Raises:
            InputValidationError: An identifier is blank.
            NotFoundError: The user or the course does not exist.

        Source:
            DELETE /edubridge/enrollments/unenroll/{userId}/{courseId}/{schoolId}?.
        """
        ...

    @post("/propagateGoals/{course_id}", key="data", wrap=None, body=Empty)
    def propagate_goals(self, course_id: str, **options: Unpack[RequestOptions]) -> ResetGoalsResult:
        """Give the course's goals to all its seats, except those with goals of the student's own.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Returns:
            How many seats were written.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such course.
            ValidationError: The course has no goals.

        Source:
            POST /edubridge/enrollments/propagateGoals/{courseId}.
        """
        ...

    @post("/resetGoals/{course_id}", key="data", wrap=None, body=Empty)
    def reset_goals(self, course_id: str, **options: Unpack[RequestOptions]) -> ResetGoalsResult:
        """Give the course's goals to all its seats, in place of goals of the student's own, too.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Returns:
            How many seats were written.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such course.
            ValidationError: The course has no goals.

        Source:
            POST /edubridge/enrollments/resetGoals/{courseId}.
        """
        ...

    @delete("/resetProgress/{user_id}/{course_id}")
    def reset_progress(self, user_id: str, course_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a user's results in a course. Seats and events stay, and so do figures that come from events.

        Args:
            user_id: The user's identifier; not blank.
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: An identifier is blank.
            NotFoundError: The user or the course does not exist.

        Source:
            DELETE /edubridge/enrollments/resetProgress/{userId}/{courseId}.
        """
        ...

    @get("/defaultClass/{course_id}/{school_id?}", key="data")
    def get_default_class(
        self, course_id: str, school_id: str | None = None, **options: Unpack[RequestOptions]
    ) -> DefaultClass:
        """Return the class that stands for a course in this school year. It is made if there is none yet.

        Args:
            course_id: The course's identifier; not blank.
            school_id: The school; the course's unless given.
            options: Options of the request.

        Raises:
            InputValidationError: An identifier is blank.
            NotFoundError: The course or the school does not exist.

        Source:
            GET /edubridge/enrollments/defaultClass/{courseId}/{schoolId}?.
        """
        ...
