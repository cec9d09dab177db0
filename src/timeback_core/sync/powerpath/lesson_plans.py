# Written by tools/generate_sync.py from timeback_core/powerpath/lesson_plans.py; changes belong there.
"""Lesson plans: a student's own version of a course."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.inputs_lesson_plans import (
    LessonPlanOperationsInput,
    LessonPlansCreateInput,
    LessonPlanUpdateStudentItemResponseInput,
    StartTestOutInput,
)
from timeback_core.powerpath.models_lesson_plans import (
    CourseProgressResponse,
    LessonPlanCourseSyncResult,
    LessonPlanCreateResponse,
    LessonPlanOperationResult,
    LessonPlanOperationsResponse,
    LessonPlanSyncResult,
    StartTestOutResponse,
    UpdateStudentItemResponseResult,
)
from timeback_core.powerpath.models_trees import LessonPlanResponse, LessonPlanStructureResponse
from timeback_core.sync import endpoint
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.transport.options import RequestOptions

__all__ = ["LessonPlans"]


class LessonPlans(PowerPathResource, name="lesson_plans", path="/lessonPlans", title="lesson plan"):
    """Plans of users for courses, and progress in courses.

    What is to differ from the course is stored as operations, which take effect with `sync` or `recreate`.
    """

    __slots__ = ()

    @endpoint.post("/")
    def create(
        self, input: LessonPlansCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> LessonPlanCreateResponse:
        """Make a user's plan for a course; there is one at most, so one that is there is returned.

        Args:
            input: ``course_id``, ``user_id``, and if need be ``class_id``.
            options: Options of the request.

        Returns:
            The plan's identifier; ``created`` tells whether it is new.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such course, user or class.

        Source:
            POST /powerpath/lessonPlans/.
        """
        ...

    @endpoint.get("/{course_id}/{user_id}")
    def get(self, course_id: str, user_id: str, **options: Unpack[RequestOptions]) -> LessonPlanResponse:
        """Return a user's plan for a course as the user sees it: without what is skipped.

        Args:
            course_id: The course's identifier; not blank.
            user_id: The user's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: An identifier is blank.
            NotFoundError: There is no plan.

        Source:
            GET /powerpath/lessonPlans/{courseId}/{userId}.
        """
        ...

    @endpoint.get("/tree/{lesson_plan_id}")
    def get_tree(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanResponse:
        """Return a plan as its user sees it: without what is skipped.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such plan.

        Source:
            GET /powerpath/lessonPlans/tree/{lessonPlanId}.
        """
        ...

    @endpoint.get("/tree/{lesson_plan_id}/structure")
    def get_structure(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanStructureResponse:
        """Return a plan as it is built: with what is skipped, and with the identifiers that operations take.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such plan.

        Source:
            GET /powerpath/lessonPlans/tree/{lessonPlanId}/structure.
        """
        ...

    @endpoint.delete("/{course_id}/deleteAll")
    def delete_all(self, course_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete everybody's plans for a course, with their operations.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such course.

        Source:
            DELETE /powerpath/lessonPlans/{courseId}/deleteAll.
        """
        ...

    @endpoint.post("/{lesson_plan_id}/operations")
    def create_operations(
        self,
        lesson_plan_id: str,
        input: LessonPlanOperationsInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> LessonPlanOperationResult:
        """Store one operation with a plan. It takes effect with `sync` or `recreate`.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            input: ``operation`` with its ``type`` and ``payload``, and if need be ``reason``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or unknown; nothing was sent.
            NotFoundError: There is no such plan.

        Source:
            POST /powerpath/lessonPlans/{lessonPlanId}/operations.
        """
        ...

    def create_operation(
        self,
        lesson_plan_id: str,
        input: LessonPlanOperationsInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> LessonPlanOperationResult:
        """Store one operation with a plan; another name of `create_operations`."""
        return self.create_operations(lesson_plan_id, input, **options)

    @endpoint.get("/{lesson_plan_id}/operations")
    def list_operations(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanOperationsResponse:
        """Return the operations that are stored with a plan, in the order in which they apply.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such plan.

        Source:
            GET /powerpath/lessonPlans/{lessonPlanId}/operations.
        """
        ...

    @endpoint.post("/{lesson_plan_id}/operations/sync")
    def sync(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanSyncResult:
        """Apply the stored operations that have not been applied yet; one that fails does not keep the others back.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            options: Options of the request.

        Returns:
            How many were applied, and what came of each.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such plan.

        Source:
            POST /powerpath/lessonPlans/{lessonPlanId}/operations/sync.
        """
        ...

    def sync_operations(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanSyncResult:
        """Apply the stored operations; another name of `sync`."""
        return self.sync(lesson_plan_id, **options)

    @endpoint.post("/{lesson_plan_id}/recreate")
    def recreate(self, lesson_plan_id: str, **options: Unpack[RequestOptions]) -> LessonPlanSyncResult:
        """Build a plan anew from the course as it is now, and apply all stored operations to it.

        The identifiers of the plan's items change.

        Args:
            lesson_plan_id: The plan's identifier; not blank.
            options: Options of the request.

        Returns:
            What came of each operation.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such plan.

        Source:
            POST /powerpath/lessonPlans/{lessonPlanId}/recreate.
        """
        ...

    @endpoint.post("/course/{course_id}/sync")
    def sync_course(self, course_id: str, **options: Unpack[RequestOptions]) -> LessonPlanCourseSyncResult:
        """Build everybody's plans for a course anew, so that changes of the course reach them.

        Args:
            course_id: The course's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such course.

        Source:
            POST /powerpath/lessonPlans/course/{courseId}/sync.
        """
        ...

    @endpoint.get("/getCourseProgress/{course_id}/student/{student_id}")
    def get_course_progress(
        self, course_id: str, student_id: str, *, lesson_id: str | None = None, **options: Unpack[RequestOptions]
    ) -> CourseProgressResponse:
        """Return a student's results in a course, unit by unit and lesson by lesson, and how the test-out stands.

        Args:
            course_id: The course's identifier; not blank.
            student_id: The student's identifier; not blank.
            lesson_id: Only this lesson.
            options: Options of the request.

        Raises:
            InputValidationError: An identifier is blank.
            NotFoundError: There is no such course or student.

        Source:
            GET /powerpath/lessonPlans/getCourseProgress/{courseId}/student/{studentId}.
        """
        ...

    @endpoint.post("/startTestOut")
    def start_test_out(
        self, input: StartTestOutInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> StartTestOutResponse:
        """Assign the test by which a student tests out of a course; an active assignment is returned as it is.

        `Assessments.make_external_test_assignment` with its ``lesson_id`` then tells where the test takes place.

        Args:
            input: ``course_id`` and ``student_id``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such course or student.
            BadRequestError: The student is not eligible, or is done with it.

        Source:
            POST /powerpath/lessonPlans/startTestOut.
        """
        ...

    @endpoint.post("/updateStudentItemResponse")
    def update_student_item_response(
        self, input: LessonPlanUpdateStudentItemResponseInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> UpdateStudentItemResponseResult:
        """Store a student's result for a lesson, such as one that PowerPath does not grade itself.

        Args:
            input: ``student_id``, ``component_resource_id`` and ``result``.
            options: Options of the request.

        Returns:
            The lesson and the result in the gradebook.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student or lesson.

        Source:
            POST /powerpath/lessonPlans/updateStudentItemResponse.
        """
        ...
