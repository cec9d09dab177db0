"""The operations of placement, test assignments and test-outs, as data."""

from __future__ import annotations

from collections.abc import Mapping

from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.powerpath import bodies_placement as bodies
from timeback_sandbox.powerpath import responders_placement as responders
from timeback_sandbox.powerpath.assignments import STATUSES
from timeback_sandbox.powerpath.vocabulary import GRADES, SUBJECTS
from timeback_sandbox.serving import Method, QueryParameter, Responder, Route

__all__ = ["ROUTES"]

_MEANINGS: Mapping[int, str] = {
    400: "A rule forbids what the request wants",
    404: "Something that the request names does not exist",
    422: "A field or parameter is missing or wrong",
}
_TAGS: Mapping[str, str] = {
    "placement": "PowerPath: placement",
    "test_assignments": "PowerPath: test assignments",
    "lesson_plans": "PowerPath: lesson plans",
    "test_out": "PowerPath: test-out",
}


def _route(
    operation: str,
    method: Method,
    path: str,
    respond: Responder,
    summary: str,
    answer: object | None,
    *errors: int,
    body: object | None = None,
    query: tuple[QueryParameter, ...] = (),
    error_body: object = ERROR,
) -> Route:
    return Route(
        f"powerpath.{operation}",
        method,
        path,
        respond,
        _TAGS[operation.partition(".")[0]],
        summary,
        query=query,
        body=body,
        answers={200 if answer is not None else 204: answer},
        errors={code: _MEANINGS[code] for code in errors},
        error_body=error_body,
    )


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
    _route(
        "placement.get_all_placement_tests",
        "GET",
        "/placement/getAllPlacementTests",
        responders.get_all_tests,
        "The placement tests of a subject, with a student's results",
        bodies.PlacementTestsAnswer,
        404,
        422,
        query=_WHO,
    ),
    _route(
        "placement.get_current_level",
        "GET",
        "/placement/getCurrentLevel",
        responders.get_level,
        "The level that a student has reached in a subject",
        bodies.CurrentLevelAnswer,
        404,
        422,
        query=_WHO,
    ),
    _route(
        "placement.get_next_placement_test",
        "GET",
        "/placement/getNextPlacementTest",
        responders.get_next_test,
        "The placement test that a student takes next",
        bodies.NextTestAnswer,
        404,
        422,
        query=_WHO,
    ),
    _route(
        "placement.get_subject_progress",
        "GET",
        "/placement/getSubjectProgress",
        responders.get_progress,
        "How far a student has got in the courses of a subject",
        bodies.SubjectProgressAnswer,
        404,
        422,
        query=_WHO,
    ),
    _route(
        "placement.reset_user_placement",
        "POST",
        "/placement/resetUserPlacement",
        responders.reset_placement,
        "Begin the placement of a student in a subject again",
        bodies.ResetAnswer,
        404,
        422,
        body=bodies.ResetBody,
    ),
    _route(
        "placement.get_placement",
        "GET",
        "/placement/{studentId}",
        responders.get_placement,
        "What is known of a student's placement, by subject",
        dict[str, bodies.SubjectPlacement],
        404,
    ),
    _route(
        "test_assignments.create",
        "POST",
        "/test-assignments",
        responders.create_assignment,
        "Give a student a test outside of any course",
        bodies.MadeAnswer,
        400,
        404,
        422,
        body=bodies.AssignmentBody,
    ),
    _route(
        "test_assignments.list",
        "GET",
        "/test-assignments",
        responders.list_of_student,
        "A student's test assignments, the newest first",
        bodies.AssignmentsAnswer,
        404,
        422,
        query=(_STUDENT, *_FILTERS),
    ),
    _route(
        "test_assignments.admin",
        "GET",
        "/test-assignments/admin",
        responders.list_of_all,
        "Everybody's test assignments, the newest first",
        bodies.AssignmentsAnswer,
        422,
        query=(QueryParameter("student", "Only assignments of this student."), *_FILTERS),
    ),
    _route(
        "test_assignments.bulk",
        "POST",
        "/test-assignments/bulk",
        responders.create_many,
        "Give students tests: all of them, or none",
        bodies.BulkAnswer,
        400,
        422,
        body=bodies.BulkBody,
        error_body=_REFUSED_ROWS,
    ),
    _route(
        "test_assignments.import_assignments",
        "POST",
        "/test-assignments/import",
        responders.import_sheet,
        "Give students the tests that a sheet names: all of them, or none",
        bodies.BulkAnswer,
        400,
        422,
        body=bodies.ImportBody,
        error_body=_REFUSED_ROWS,
    ),
    _route(
        "test_assignments.get",
        "GET",
        "/test-assignments/{id}",
        responders.get_assignment,
        "One test assignment",
        bodies.AssignmentAnswer,
        404,
    ),
    _route(
        "test_assignments.update",
        "PUT",
        "/test-assignments/{id}",
        responders.rename_assignment,
        "Give a test assignment another name",
        None,
        400,
        404,
        body=bodies.AssignmentNameBody,
    ),
    _route(
        "test_assignments.delete",
        "DELETE",
        "/test-assignments/{id}",
        responders.delete_assignment,
        "Delete a test assignment",
        None,
        404,
    ),
    _route(
        "lesson_plans.start_test_out",
        "POST",
        "/lessonPlans/startTestOut",
        responders.start_test_out,
        "Give a student the test with which a course is skipped",
        bodies.StartTestOutAnswer,
        400,
        404,
        422,
        body=bodies.StartTestOutBody,
    ),
    _route(
        "test_out.get_eligibility",
        "GET",
        "/test-out/getTestOutEligibility/{studentId}/{subject}",
        responders.get_eligibility,
        "Whether a student may elect a test-out",
        bodies.EligibilityAnswer,
        404,
        422,
    ),
    _route(
        "test_out.create_assignment",
        "POST",
        "/test-out/makeExternalStudentTestOutAssignment",
        responders.elect_test_out,
        "Give a student the test-out that the student has elected",
        bodies.ElectedAnswer,
        400,
        404,
        422,
        body=bodies.ElectBody,
    ),
)
"""Every operation."""
