# Written by tools/generate_sync.py from timeback_core/powerpath/courses.py; changes belong there.
"""The smaller groups around courses: syllabus, how questions are shown, testing out by choice, sequences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.courses import _graded
from timeback_core.powerpath.inputs import (
    CourseSequenceAfterAssessmentParams,
    MakeExternalStudentTestOutAssignmentInput,
    RenderConfigUpsertInput,
    SyllabusQueryParams,
)
from timeback_core.powerpath.models_courses import (
    CourseSequence,
    CourseSequenceStage,
    GetTestOutEligibilityResponse,
    MakeExternalStudentTestOutAssignmentResponse,
    RenderConfigDeleteResponse,
    RenderConfigGetResponse,
    RenderConfigUpsertResponse,
)
from timeback_core.powerpath.models_trees import SyllabusResponse
from timeback_core.powerpath.vocabulary import TimebackGrade
from timeback_core.sync import endpoint
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.transport.options import RequestOptions

__all__ = ["CourseSequences", "RenderConfig", "SelfElectedTestOut", "SyllabusOfCourse"]


class SyllabusOfCourse(PowerPathResource, name="syllabus", path="/syllabus", title="syllabus"):
    """Courses with their units and lessons."""

    __slots__ = ()

    @endpoint.get("/{course_sourced_id}")
    def get(
        self,
        course_sourced_id: str,
        params: SyllabusQueryParams | Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> SyllabusResponse:
        """Return a course with all its units and lessons, whoever asks.

        Args:
            course_sourced_id: The course's identifier; not blank.
            params: ``status``: ``active`` (unless given) or ``tobedeleted``.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank, or there is no such status.
            NotFoundError: There is no such course.

        Source:
            GET /powerpath/syllabus/{courseSourcedId}.
        """
        ...


class RenderConfig(PowerPathResource, name="render_config", path="/render-config", title="render config"):
    """By what, and how, the questions of courses are shown."""

    __slots__ = ()

    @endpoint.put("/")
    def upsert(
        self, input: RenderConfigUpsertInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> RenderConfigUpsertResponse:
        """Set by what, and how, questions of courses are shown; for all of the courses or, if one is unknown, for none.

        Args:
            input: ``course_ids``, ``renderer_id``, ``renderer_url``, and if need be ``renderer_version``,
                ``suppress_feedback`` and ``suppress_correct_response``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: One of the courses does not exist.

        Source:
            PUT /powerpath/render-config/.
        """
        ...

    @endpoint.get("/{course_id}")
    def get(self, course_id: str, **options: Unpack[RequestOptions]) -> RenderConfigGetResponse:
        """Return by what, and how, a course's questions are shown.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: Nothing is set for the course.

        Source:
            GET /powerpath/render-config/{courseId}.
        """
        ...

    @endpoint.delete("/{course_id}")
    def delete(self, course_id: str, **options: Unpack[RequestOptions]) -> RenderConfigDeleteResponse:
        """Delete what is set for a course.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: Nothing is set for the course.

        Source:
            DELETE /powerpath/render-config/{courseId}.
        """
        ...


class SelfElectedTestOut(PowerPathResource, name="test_out", path="/test-out", title="test-out"):
    """Test-outs that students choose to take; for those of a course, see `LessonPlans.start_test_out`."""

    __slots__ = ()

    @endpoint.get("/getTestOutEligibility/{student_id}/{subject}")
    def get_eligibility(
        self, student_id: str, subject: str, **options: Unpack[RequestOptions]
    ) -> GetTestOutEligibilityResponse:
        """Tell whether a student may test out of the next grade of a subject, and if not, why.

        Args:
            student_id: The student's identifier; not blank.
            subject: Such as ``Math``, in any case.
            options: Options of the request.

        Raises:
            InputValidationError: An argument is blank.
            NotFoundError: There is no such student.
            ValidationError: Nobody can test out of the subject.

        Source:
            GET /powerpath/test-out/getTestOutEligibility/{studentId}/{subject}.
        """
        ...

    @endpoint.post("/makeExternalStudentTestOutAssignment")
    def create_assignment(
        self, input: MakeExternalStudentTestOutAssignmentInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> MakeExternalStudentTestOutAssignmentResponse:
        """Assign the test by which a student tests out of the next grade of a subject.

        Args:
            input: ``one_roster_sourced_id``, which is the student, and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student.
            BadRequestError: The student has no e-mail address, or is not eligible.

        Source:
            POST /powerpath/test-out/makeExternalStudentTestOutAssignment.
        """
        ...


class CourseSequences(PowerPathResource, name="course_sequences", path="/course-sequence", title="course sequence"):
    """The courses and tests of a subject in the order in which students go through them."""

    __slots__ = ()

    @endpoint.get("/{id}")
    def get(self, id: str, **options: Unpack[RequestOptions]) -> CourseSequence:
        """Return a course sequence with its stages.

        Args:
            id: The sequence's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such sequence.

        Source:
            GET /powerpath/course-sequence/{id}.
        """
        ...

    @endpoint.get("/{id}/stages", key=None, arrange=_graded)
    def list_stages(
        self,
        id: str,
        *,
        grade: int | TimebackGrade | None = None,
        limit: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> list[CourseSequenceStage]:
        """Return stages of a course sequence.

        Args:
            id: The sequence's identifier; not blank.
            grade: Only stages of this grade, -1 to 13.
            limit: The most that may come, at least 1.
            options: Options of the request.

        Raises:
            InputValidationError: An argument cannot be sent.
            NotFoundError: There is no such sequence.

        Source:
            GET /powerpath/course-sequence/{id}/stages.
        """
        ...

    @endpoint.get("/{id}/stages/after/assessment")
    def get_stage_after_assessment(
        self,
        id: str,
        params: CourseSequenceAfterAssessmentParams | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> CourseSequenceStage:
        """Return the stage that follows an assessment.

        Args:
            id: The sequence's identifier; not blank.
            params: ``test_grade``, and if need be ``test_type``, ``cqpm`` (for FastMath) and ``wcpm`` (for Language).
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such sequence, or no such stage.

        Source:
            GET /powerpath/course-sequence/{id}/stages/after/assessment.
        """
        ...
