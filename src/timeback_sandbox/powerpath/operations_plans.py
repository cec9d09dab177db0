"""The operations of lesson plans, syllabi, screening, settings and sequences of courses, as data."""

from __future__ import annotations

from timeback_sandbox.powerpath import bodies_plans as bodies
from timeback_sandbox.powerpath import responders_plans as responders
from timeback_sandbox.powerpath.course_sequences import END_OF_GRADE, CourseSequence, Stage
from timeback_sandbox.powerpath.routing import route
from timeback_sandbox.powerpath.vocabulary import GRADES, STATUSES
from timeback_sandbox.serving import QueryParameter, Route

__all__ = ["ROUTES"]

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
    route("lesson_plans.create", "POST", "/lessonPlans",
           responders.create_plan, "Make a user's plan for a course, unless there is one",
           bodies.PlanAnswer, bodies.PlanAnswer, body=bodies.PlanBody, status=201),
    route("lesson_plans.get_course_progress", "GET", "/lessonPlans/getCourseProgress/{courseId}/student/{studentId}",
           responders.get_course_progress, "A student's results in a course",
           bodies.CourseProgressAnswer, query=(_LESSON,)),
    route("lesson_plans.update_student_item_response", "POST", "/lessonPlans/updateStudentItemResponse",
           responders.update_item_response, "Put a student's result into the gradebook",
           bodies.ItemResponseAnswer, body=bodies.ItemResponseBody, status=201),
    route("lesson_plans.get_tree", "GET", "/lessonPlans/tree/{lessonPlanId}",
           responders.get_tree, "A plan as the student sees it", bodies.TreeAnswer),
    route("lesson_plans.get_structure", "GET", "/lessonPlans/tree/{lessonPlanId}/structure",
           responders.get_structure, "How a plan is built, with what is skipped", bodies.StructureAnswer),
    route("lesson_plans.sync_course", "POST", "/lessonPlans/course/{courseId}/sync",
           responders.sync_course, "Make all plans for a course anew", bodies.CourseSyncAnswer),
    route("lesson_plans.create_operations", "POST", "/lessonPlans/{lessonPlanId}/operations",
           responders.store_operation, "Put an operation into the log of a plan; it is not applied by that",
           bodies.StoredAnswer, body=bodies.OperationBody, status=201),
    route("lesson_plans.list_operations", "GET", "/lessonPlans/{lessonPlanId}/operations",
           responders.list_operations, "The log of a plan", bodies.OperationsAnswer),
    route("lesson_plans.sync", "POST", "/lessonPlans/{lessonPlanId}/operations/sync",
           responders.sync_plan, "Apply the operations that have not been applied", bodies.SyncAnswer),
    route("lesson_plans.recreate", "POST", "/lessonPlans/{lessonPlanId}/recreate",
           responders.recreate_plan, "Make a plan anew, from its course and its log", bodies.SyncAnswer),
    route("lesson_plans.delete_all", "DELETE", "/lessonPlans/{courseId}/deleteAll",
           responders.delete_plans, "Remove all plans for a course"),
    route("lesson_plans.get", "GET", "/lessonPlans/{courseId}/{userId}",
           responders.get_plan, "A user's plan for a course, as the user sees it", bodies.TreeAnswer),
    route("syllabus.get", "GET", "/syllabus/{courseSourcedId}",
           responders.get_syllabus, "What is in a course", bodies.SyllabusAnswer, query=(_STATUS,)),
    route("screening.get_results", "GET", "/screening/results/{userId}",
           responders.get_screening_results, "What screening has brought, by subject",
           dict[str, bodies.ScreeningResult | None]),
    route("screening.get_session", "GET", "/screening/session/{userId}",
           responders.get_screening_session, "A user's screening session", bodies.ScreeningSession),
    route("screening.reset_session", "POST", "/screening/session/reset",
           responders.reset_screening, "End a user's screening session", body=bodies.ScreeningUserBody),
    route("screening.assign_test", "POST", "/screening/tests/assign",
           responders.assign_screening, "Give a user a screening test",
           bodies.ScreeningSession, body=bodies.ScreeningAssignBody),
    route("render_config.upsert", "PUT", "/render-config",
           responders.put_render_config, "Say what the questions of courses are shown by",
           bodies.RenderConfigsWritten, body=bodies.RenderConfigBody),
    route("render_config.get", "GET", "/render-config/{courseId}",
           responders.get_render_config, "What the questions of a course are shown by", bodies.RenderConfigAnswer),
    route("render_config.delete", "DELETE", "/render-config/{courseId}",
           responders.delete_render_config, "Forget what the questions of a course are shown by",
           bodies.RenderConfigRemoved),
    route("course_sequences.get", "GET", "/course-sequence/{id}",
           responders.get_sequence, "A course sequence with its stages", CourseSequence),
    route("course_sequences.list_stages", "GET", "/course-sequence/{id}/stages",
           responders.list_stages, "Stages of a course sequence", list[Stage], query=(_GRADE, _LIMIT)),
    route("course_sequences.get_stage_after_assessment", "GET", "/course-sequence/{id}/stages/after/assessment",
           responders.get_stage_after, "The stage that comes after an assessment", Stage, query=_AFTER),
)  # fmt: skip
"""Every operation."""
