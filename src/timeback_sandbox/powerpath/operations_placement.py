"""The operations of placement, test assignments and test-outs, as data."""

from __future__ import annotations

from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.powerpath import bodies_placement as bodies
from timeback_sandbox.powerpath import responders_placement as responders
from timeback_sandbox.powerpath.assignments import STATUSES
from timeback_sandbox.powerpath.routing import route
from timeback_sandbox.powerpath.vocabulary import GRADES, SUBJECTS
from timeback_sandbox.serving import QueryParameter, Route

__all__ = ["ROUTES"]

_REFUSED_ROWS = bodies.BulkAnswer | ERROR
_STUDENT = QueryParameter("student", "The student's sourcedId.", required=True)
_WHO = (_STUDENT, QueryParameter("subject", "The subject.", required=True, enum=SUBJECTS))
_FILTERS = (
    QueryParameter("status", "Only assignments of this status.", enum=STATUSES),
    QueryParameter("subject", "Only assignments of this subject."),
    QueryParameter("grade", "Only assignments of this grade.", enum=GRADES),
    QueryParameter("limit", "Rows of a page.", "integer", minimum=1, maximum=responders.MAX_LIMIT),
    QueryParameter("offset", "Rows before the page.", "integer", minimum=0),
)

ROUTES: tuple[Route, ...] = (
    route(
        "placement.get_all_placement_tests",
        "GET",
        "/placement/getAllPlacementTests",
        responders.get_all_tests,
        "The placement tests of a subject, with a student's results",
        bodies.PlacementTestsAnswer,
        query=_WHO,
    ),
    route(
        "placement.get_current_level",
        "GET",
        "/placement/getCurrentLevel",
        responders.get_level,
        "The level that a student has reached in a subject",
        bodies.CurrentLevelAnswer,
        query=_WHO,
    ),
    route(
        "placement.get_next_placement_test",
        "GET",
        "/placement/getNextPlacementTest",
        responders.get_next_test,
        "The placement test that a student takes next",
        bodies.NextTestAnswer,
        query=_WHO,
    ),
    route(
        "placement.get_subject_progress",
        "GET",
        "/placement/getSubjectProgress",
        responders.get_progress,
        "How far a student has got in the courses of a subject",
        bodies.SubjectProgressAnswer,
        query=_WHO,
    ),
    route(
        "placement.reset_user_placement",
        "POST",
        "/placement/resetUserPlacement",
        responders.reset_placement,
        "Begin the placement of a student in a subject again",
        bodies.ResetAnswer,
        body=bodies.ResetBody,
    ),
    route(
        "placement.get_placement",
        "GET",
        "/placement/{studentId}",
        responders.get_placement,
        "What is known of a student's placement, by subject",
        dict[str, bodies.SubjectPlacement],
        errors=(404,),
    ),
    route(
        "test_assignments.create",
        "POST",
        "/test-assignments",
        responders.create_assignment,
        "Give a student a test outside of any course",
        bodies.MadeAnswer,
        errors=(400, 404, 422),
        body=bodies.AssignmentBody,
    ),
    route(
        "test_assignments.list",
        "GET",
        "/test-assignments",
        responders.list_of_student,
        "A student's test assignments, the newest first",
        bodies.AssignmentsAnswer,
        query=(_STUDENT, *_FILTERS),
    ),
    route(
        "test_assignments.admin",
        "GET",
        "/test-assignments/admin",
        responders.list_of_all,
        "Everybody's test assignments, the newest first",
        bodies.AssignmentsAnswer,
        errors=(422,),
        query=(QueryParameter("student", "Only assignments of this student."), *_FILTERS),
    ),
    route(
        "test_assignments.bulk",
        "POST",
        "/test-assignments/bulk",
        responders.create_many,
        "Give students tests: all of them, or none",
        bodies.BulkAnswer,
        errors=(400, 422),
        body=bodies.BulkBody,
        error_body=_REFUSED_ROWS,
    ),
    route(
        "test_assignments.import_assignments",
        "POST",
        "/test-assignments/import",
        responders.import_sheet,
        "Give students the tests that a sheet names: all of them, or none",
        bodies.BulkAnswer,
        errors=(400, 422),
        body=bodies.ImportBody,
        error_body=_REFUSED_ROWS,
    ),
    route(
        "test_assignments.get",
        "GET",
        "/test-assignments/{id}",
        responders.get_assignment,
        "One test assignment",
        bodies.AssignmentAnswer,
        errors=(404,),
    ),
    route(
        "test_assignments.update",
        "PUT",
        "/test-assignments/{id}",
        responders.rename_assignment,
        "Give a test assignment another name",
        errors=(400, 404),
        body=bodies.AssignmentNameBody,
    ),
    route(
        "test_assignments.delete",
        "DELETE",
        "/test-assignments/{id}",
        responders.delete_assignment,
        "Delete a test assignment",
        errors=(404,),
    ),
    route(
        "lesson_plans.start_test_out",
        "POST",
        "/lessonPlans/startTestOut",
        responders.start_test_out,
        "Give a student the test with which a course is skipped",
        bodies.StartTestOutAnswer,
        errors=(400, 404, 422),
        body=bodies.StartTestOutBody,
    ),
    route(
        "test_out.get_eligibility",
        "GET",
        "/test-out/getTestOutEligibility/{studentId}/{subject}",
        responders.get_eligibility,
        "Whether a student may elect a test-out",
        bodies.EligibilityAnswer,
    ),
    route(
        "test_out.create_assignment",
        "POST",
        "/test-out/makeExternalStudentTestOutAssignment",
        responders.elect_test_out,
        "Give a student the test-out that the student has elected",
        bodies.ElectedAnswer,
        errors=(400, 404, 422),
        body=bodies.ElectBody,
    ),
)
"""Every operation."""
