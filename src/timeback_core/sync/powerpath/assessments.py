# Written by tools/generate_sync.py from timeback_core/powerpath/assessments.py; changes belong there.
"""Lessons at work: attempts, questions, responses, results, and tests that take place elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.inputs_assessments import (
    CreateNewAttemptInput,
    FinalStudentAssessmentResponseInput,
    GetAssessmentProgressParams,
    GetAttemptsParams,
    GetNextQuestionParams,
    ImportExternalTestAssignmentResultsParams,
    MakeExternalTestAssignmentInput,
    ResetAttemptInput,
    TestOutParams,
    UpdateStudentQuestionResponseInput,
)
from timeback_core.powerpath.models_assessments import (
    CreateAttemptResponse,
    FinalizeAssessmentResponse,
    GetAssessmentProgressResponse,
    GetAttemptsResponse,
    ImportExternalResultsResponse,
    MakeExternalTestAssignmentResponse,
    ResetAttemptResponse,
    TestOutResponse,
)
from timeback_core.powerpath.models_questions import GetNextQuestionResponse, UpdateStudentQuestionResponseResult
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.powerpath.making_tests import MakingTests
from timeback_core.transport.options import RequestOptions

__all__ = ["Assessments"]


class Assessments(MakingTests, name="assessments", title="assessment"):
    """What students do in lessons. A lesson is always named by its component resource.

    A lesson of type ``powerpath-100`` asks question after question until the score is 100. The other types show
    their questions at once, take responses, and are graded when they are finalised. Results are written to
    OneRoster's gradebook.
    """

    __slots__ = ()
    _confidential = True
    _deprecated = {  # a class variable of the base
        "create_external_test_out": "powerpath.lesson_plans.start_test_out",
        "test_out": "powerpath.lesson_plans.start_test_out and get_course_progress(...).test_out",
    }

    @post("/createNewAttempt")
    def create_new_attempt(
        self, input: CreateNewAttemptInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateAttemptResponse:
        """Begin an attempt at a lesson, the next one if the latest is done; one without responses is returned as it is.

        Args:
            input: ``student`` and ``lesson``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.
            BadRequestError: The latest attempt has responses and is not finalised.

        Source:
            POST /powerpath/createNewAttempt.
        """
        ...

    @get("/getAttempts")
    def get_attempts(
        self, params: GetAttemptsParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetAttemptsResponse:
        """Return a student's attempts at a lesson, the first one first.

        Args:
            params: ``student`` and ``lesson``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.

        Source:
            GET /powerpath/getAttempts.
        """
        ...

    @post("/resetAttempt")
    def reset_attempt(
        self, input: ResetAttemptInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ResetAttemptResponse:
        """Take a student's latest attempt at a lesson back to its start; without one nothing happens.

        Args:
            input: ``student`` and ``lesson``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.

        Source:
            POST /powerpath/resetAttempt.
        """
        ...

    @get("/getAssessmentProgress")
    def get_assessment_progress(
        self, params: GetAssessmentProgressParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetAssessmentProgressResponse:
        """Return how a student stands in a lesson, with the questions.

        Args:
            params: ``student``, ``lesson``, and if need be ``attempt``, from 1; the latest unless given.
            options: Options of the request.

        Returns:
            A `PowerPath100ProgressResponse` if ``lesson_type`` is ``powerpath-100``, else a
            `StandardProgressResponse`.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student, lesson or attempt.

        Source:
            GET /powerpath/getAssessmentProgress.
        """
        ...

    @get("/getNextQuestion")
    def get_next_question(
        self, params: GetNextQuestionParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetNextQuestionResponse:
        """Return the question that a student gets next in a PowerPath-100 lesson; asking again gives the same one.

        Args:
            params: ``student`` and ``lesson``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson, or it has no questions.
            BadRequestError: The lesson is of another type, or its score is 100.

        Source:
            GET /powerpath/getNextQuestion.
        """
        ...

    # Every response moves the score, a repeated one, too: so it is not sent again unless it certainly did not arrive.
    @put("/updateStudentQuestionResponse", idempotent=False)
    def update_student_question_response(
        self, input: UpdateStudentQuestionResponseInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> UpdateStudentQuestionResponseResult:
        """Submit a student's response to a question. It is sent verbatim, and never twice.

        Args:
            input: ``student``, ``lesson``, ``question`` and ``responses``, by response identifier.
            options: Options of the request.

        Returns:
            A `PowerPath100UpdateResponseResult` with grade and score if ``lesson_type`` is ``powerpath-100``, else a
            `StandardUpdateResponseResult`, which does not tell whether the response is right.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson, or no such question in it.
            BadRequestError: The attempt is done.
            APITimeoutError: Nobody knows whether the response counts; `get_assessment_progress` tells.

        Source:
            PUT /powerpath/updateStudentQuestionResponse.
        """
        ...

    def submit_response(
        self, input: UpdateStudentQuestionResponseInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> UpdateStudentQuestionResponseResult:
        """Submit a student's response to a question; another name of `update_student_question_response`."""
        return self.update_student_question_response(input, **options)

    @post("/finalStudentAssessmentResponse")
    def final_student_assessment_response(
        self, input: FinalStudentAssessmentResponseInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> FinalizeAssessmentResponse:
        """Finalise an attempt: its questions are graded, those without a response with 0. Finalising twice is no error.

        It is for every type but ``powerpath-100``, which ends by itself at 100.

        Args:
            input: ``student`` and ``lesson``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.
            BadRequestError: The lesson cannot be finalised, or takes place elsewhere.

        Source:
            POST /powerpath/finalStudentAssessmentResponse.
        """
        ...

    def finalize(
        self, input: FinalStudentAssessmentResponseInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> FinalizeAssessmentResponse:
        """Finalise an attempt; another name of `final_student_assessment_response`."""
        return self.final_student_assessment_response(input, **options)

    @post("/makeExternalTestAssignment")
    def make_external_test_assignment(
        self, input: MakeExternalTestAssignmentInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> MakeExternalTestAssignmentResponse:
        """Assign an external test to a student, and return where and how the student takes it.

        Args:
            input: ``student``, ``lesson``, and if need be ``application_name``, ``test_id`` and
                ``skip_course_enrollment``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.
            BadRequestError: The lesson does not take place elsewhere, the student has no e-mail address, or the
                attempt is done.

        Source:
            POST /powerpath/makeExternalTestAssignment.
        """
        ...

    # A GET that writes: it must not be sent again unless it certainly did not arrive.
    @get("/importExternalTestAssignmentResults", idempotent=False)
    def import_external_test_assignment_results(
        self, params: ImportExternalTestAssignmentResultsParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ImportExternalResultsResponse:
        """Fetch a student's results from where an external test takes place, and store them.

        Args:
            params: ``student``, ``lesson``, and if need be ``application_name``.
            options: Options of the request.

        Returns:
            How the test stands; ``finalized`` tells whether it is over.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.
            BadRequestError: The lesson does not take place elsewhere, or was not assigned.
            APITimeoutError: Nobody knows whether results were stored; calling again does no harm.

        Source:
            GET /powerpath/importExternalTestAssignmentResults.
        """
        ...

    @get("/testOut")
    def test_out(self, params: TestOutParams | Mapping[str, Any], **options: Unpack[RequestOptions]) -> TestOutResponse:
        """Return how a student stands in a course's test-out. Deprecated: see `LessonPlans.get_course_progress`.

        Args:
            params: ``student`` and ``course``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or course.

        Source:
            GET /powerpath/testOut.
        """
        ...
