"""The operations of lesson plans, syllabi, screening, settings and sequences of courses, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.powerpath import bodies_plans as bodies
from timeback_sandbox.powerpath import responders_plans as responders
from timeback_sandbox.powerpath.course_sequences import END_OF_GRADE, CourseSequence, Stage
from timeback_sandbox.powerpath.vocabulary import GRADES, STATUSES
from timeback_sandbox.serving import Method, QueryParameter, Responder, Route

__all__ = ["ROUTES"]

_MEANINGS: Mapping[int, str] = {
    404: "Something that the request names does not exist",
    422: "A field or parameter is missing or wrong",
}
_TAGS: Mapping[str, str] = {
    "lesson_plans": "PowerPath: lesson plans",
    "screening": "PowerPath: screening",
    "syllabus": "PowerPath: syllabus",
    "render_config": "PowerPath: render config",
    "course_sequences": "PowerPath: course sequences",
}


def _route(
    operation: str,
    method: Method,
    path: str,
    respond: Responder,
    summary: str,
    *answers: Any,
    body: Any = None,
    query: tuple[QueryParameter, ...] = (),
    status: int = 200,
) -> Route:
    """An operation; a further type in `answers` is that of a 200 beside the usual 201."""
    shown = dict(zip((status, 200), answers, strict=False)) if answers else {204: None}
    return Route(
        f"powerpath.{operation}",
        method,
        path,
        respond,
        _TAGS[operation.partition(".")[0]],
        summary,
        query=query,
        body=body,
        answers=shown,
        errors=_MEANINGS,
        error_body=ERROR,
    )


_LESSON = QueryParameter("lessonId", "Only the line item of this lesson.")
_STATUS = QueryParameter("status", "Of what is told; `active` if it is not given.", enum=STATUSES)
_GRADE = QueryParameter("grade", "Only stages of this grade.", enum=GRADES)
_LIMIT = QueryParameter("limit", "The first so many.", "integer", minimum=1)
_AFTER = (
    QueryParameter("test_grade", "The grade of the assessment.", required=True, enum=GRADES),
    QueryParameter("test_type", f"Its type; `{END_OF_GRADE}` if it is not given."),
    QueryParameter("cqpm", "Correct questions per minute, by which FastMath decides."),
    QueryParameter("wcpm", "Words read correctly per minute, for the second assessment of Language in kindergarten."),
)

ROUTES: tuple[Route, ...] = (
    _route("lesson_plans.create", "POST", "/lessonPlans",
           responders.create_plan, "Make a user's plan for a course, unless there is one",
           bodies.PlanAnswer, bodies.PlanAnswer, body=bodies.PlanBody, status=201),
    _route("lesson_plans.get_course_progress", "GET", "/lessonPlans/getCourseProgress/{courseId}/student/{studentId}",
           responders.get_course_progress, "A student's results in a course",
           bodies.CourseProgressAnswer, query=(_LESSON,)),
    _route("lesson_plans.update_student_item_response", "POST", "/lessonPlans/updateStudentItemResponse",
           responders.update_item_response, "Put a student's result into the gradebook",
           bodies.ItemResponseAnswer, body=bodies.ItemResponseBody, status=201),
    _route("lesson_plans.get_tree", "GET", "/lessonPlans/tree/{lessonPlanId}",
           responders.get_tree, "A plan as the student sees it", bodies.TreeAnswer),
    _route("lesson_plans.get_structure", "GET", "/lessonPlans/tree/{lessonPlanId}/structure",
           responders.get_structure, "How a plan is built, with what is skipped", bodies.StructureAnswer),
    _route("lesson_plans.sync_course", "POST", "/lessonPlans/course/{courseId}/sync",
           responders.sync_course, "Make all plans for a course anew", bodies.CourseSyncAnswer),
    _route("lesson_plans.create_operations", "POST", "/lessonPlans/{lessonPlanId}/operations",
           responders.store_operation, "Put an operation into the log of a plan; it is not applied by that",
           bodies.StoredAnswer, body=bodies.OperationBody, status=201),
    _route("lesson_plans.list_operations", "GET", "/lessonPlans/{lessonPlanId}/operations",
           responders.list_operations, "The log of a plan", bodies.OperationsAnswer),
    _route("lesson_plans.sync", "POST", "/lessonPlans/{lessonPlanId}/operations/sync",
           responders.sync_plan, "Apply the operations that have not been applied", bodies.SyncAnswer),
    _route("lesson_plans.recreate", "POST", "/lessonPlans/{lessonPlanId}/recreate",
           responders.recreate_plan, "Make a plan anew, from its course and its log", bodies.SyncAnswer),
    _route("lesson_plans.delete_all", "DELETE", "/lessonPlans/{courseId}/deleteAll",
           responders.delete_plans, "Remove all plans for a course"),
    _route("lesson_plans.get", "GET", "/lessonPlans/{courseId}/{userId}",
           responders.get_plan, "A user's plan for a course, as the user sees it", bodies.TreeAnswer),
    _route("syllabus.get", "GET", "/syllabus/{courseSourcedId}",
           responders.get_syllabus, "What is in a course", bodies.SyllabusAnswer, query=(_STATUS,)),
    _route("screening.get_results", "GET", "/screening/results/{userId}",
           responders.get_screening_results, "What screening has brought, by subject",
           dict[str, bodies.ScreeningResult | None]),
    _route("screening.get_session", "GET", "/screening/session/{userId}",
           responders.get_screening_session, "A user's screening session", bodies.ScreeningSession),
    _route("screening.reset_session", "POST", "/screening/session/reset",
           responders.reset_screening, "End a user's screening session", body=bodies.ScreeningUserBody),
    _route("screening.assign_test", "POST", "/screening/tests/assign",
           responders.assign_screening, "Give a user a screening test",
           bodies.ScreeningSession, body=bodies.ScreeningAssignBody),
    _route("render_config.upsert", "PUT", "/render-config",
           responders.put_render_config, "Say what the questions of courses are shown by",
           bodies.RenderConfigsWritten, body=bodies.RenderConfigBody),
    _route("render_config.get", "GET", "/render-config/{courseId}",
           responders.get_render_config, "What the questions of a course are shown by", bodies.RenderConfigAnswer),
    _route("render_config.delete", "DELETE", "/render-config/{courseId}",
           responders.delete_render_config, "Forget what the questions of a course are shown by",
           bodies.RenderConfigRemoved),
    _route("course_sequences.get", "GET", "/course-sequence/{id}",
           responders.get_sequence, "A course sequence with its stages", CourseSequence),
    _route("course_sequences.list_stages", "GET", "/course-sequence/{id}/stages",
           responders.list_stages, "Stages of a course sequence", list[Stage], query=(_GRADE, _LIMIT)),
    _route("course_sequences.get_stage_after_assessment", "GET", "/course-sequence/{id}/stages/after/assessment",
           responders.get_stage_after, "The stage that comes after an assessment", Stage, query=_AFTER),
)  # fmt: skip
"""Every operation."""
