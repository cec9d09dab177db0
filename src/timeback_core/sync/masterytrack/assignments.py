# Written by tools/generate_sync.py from timeback_core/masterytrack/assignments.py; changes belong there.
"""Assignments: which student has to take which test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.masterytrack.assignments import _arranging
from timeback_core.masterytrack.inputs import (
    MasteryTrackAssignmentInput,
    MasteryTrackInvalidateAssignmentInput,
)
from timeback_core.masterytrack.models import MasteryTrackAssignResponse, MasteryTrackInvalidateResponse
from timeback_core.sync.endpoint import post
from timeback_core.sync.masterytrack._base import MasteryTrackResource
from timeback_core.transport.options import RequestOptions

__all__ = ["Assignments"]


class Assignments(MasteryTrackResource, name="assignments"):
    """Tests that students have to take. Students are named by their e-mail addresses in OneRoster, in any case."""

    __slots__ = ()

    @post(
        "/delivery/assignments/assign",
        wrap=None,
        key=None,
        body=MasteryTrackAssignmentInput,
        arrange=_arranging(MasteryTrackAssignmentInput, "assignment"),
    )
    def assign(
        self,
        input_data: MasteryTrackAssignmentInput | Mapping[str, Any] | None = None,
        *,
        student_email: str | None = None,
        timeback_id: str | None = None,
        subject: str | None = None,
        grade_rank: int | None = None,
        assessment_line_item_sourced_id: str | None = None,
        assessment_result_sourced_id: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> MasteryTrackAssignResponse:
        """Assign a test to a student, and return the assignment with the address of the test.

        A test is chosen by `timeback_id`; by `subject` and `grade_rank`, the first one that the student has not
        completed; or by `subject` alone, as a placement. It is not repeated when nobody knows whether the first
        attempt got through.

        Args:
            input_data: Everything as a whole, instead of single values.
            student_email: The student; required.
            timeback_id: The test; wins over `subject`.
            subject: Such as ``Math``.
            grade_rank: 0 for kindergarten, to 12; needs `subject`.
            assessment_line_item_sourced_id: Line item in OneRoster's gradebook for the result; goes together with
                `assessment_result_sourced_id`, and with a test or a grade.
            assessment_result_sourced_id: The result; it is made if it is not there.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or contradictory; all of it is listed.
            NotFoundError: There is no such student, test or line item; `error.code` tells which.
            ConflictError: The student has an active assignment of the test; it is `error.existing_assignment`.
            ValidationError: The test cannot be delivered yet.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /delivery/assignments/assign.
        """
        ...

    @post(
        "/delivery/assignments/invalidate",
        wrap=None,
        key=None,
        body=MasteryTrackInvalidateAssignmentInput,
        arrange=_arranging(MasteryTrackInvalidateAssignmentInput, "invalidation"),
    )
    def invalidate(
        self,
        input_data: MasteryTrackInvalidateAssignmentInput | Mapping[str, Any] | None = None,
        *,
        student_email: str | None = None,
        assignment_id: int | None = None,
        timeback_id: str | None = None,
        subject: str | None = None,
        grade_rank: int | None = None,
        grade: str | int | None = None,
        **options: Unpack[RequestOptions],
    ) -> MasteryTrackInvalidateResponse:
        """Withdraw active assignments of a student for good, and return which they were.

        Args:
            input_data: Everything as a whole, instead of single values.
            student_email: The student; required.
            assignment_id: One assignment; wins over the other ways to say which.
            timeback_id: Those of a test; wins over `subject`.
            subject: Those of a subject and grade.
            grade_rank: 0 for kindergarten, to 12; goes together with `subject`.
            grade: The same as a number or in words, such as ``Third Grade``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or contradictory; all of it is listed.
            NotFoundError: There is no such student, or none of the student's active assignments is meant.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /delivery/assignments/invalidate.
        """
        ...

    def unassign(
        self,
        input_data: MasteryTrackInvalidateAssignmentInput | Mapping[str, Any] | None = None,
        *,
        student_email: str | None = None,
        assignment_id: int | None = None,
        timeback_id: str | None = None,
        subject: str | None = None,
        grade_rank: int | None = None,
        grade: str | int | None = None,
        **options: Unpack[RequestOptions],
    ) -> MasteryTrackInvalidateResponse:
        """Withdraw active assignments; another name of `invalidate`.

        Args:
            input_data: As for `invalidate`, like everything below.
            student_email: The student; required.
            assignment_id: One assignment.
            timeback_id: Those of a test.
            subject: Those of a subject and grade.
            grade_rank: 0 for kindergarten, to 12.
            grade: The same as a number or in words.
            options: Options of the request.

        Raises:
            APIError: As for `invalidate`.

        Source:
            POST /delivery/assignments/invalidate.
        """
        return self.invalidate(
            input_data,
            student_email=student_email,
            assignment_id=assignment_id,
            timeback_id=timeback_id,
            subject=subject,
            grade_rank=grade_rank,
            grade=grade,
            **options,
        )
