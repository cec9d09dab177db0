"""The operations at lessons, as data."""

from __future__ import annotations

from functools import partial
from typing import Any

from timeback_sandbox.powerpath import bodies_lessons as bodies
from timeback_sandbox.powerpath import responders_lessons as responders
from timeback_sandbox.powerpath.routing import route
from timeback_sandbox.serving import QueryParameter, Route

__all__ = ["ROUTES"]

_route = partial(route, errors=(400, 404, 422))

_WHERE = (
    QueryParameter("student", "The student's sourcedId.", required=True),
    QueryParameter("lesson", "The lesson: the sourcedId of a ComponentResource.", required=True),
)
_ATTEMPT = QueryParameter("attempt", "Which attempt; the latest if it is not given.", "integer", minimum=1)
_APPLICATION = QueryParameter("applicationName", "The student's login name at the tool.")
_COURSE = QueryParameter("course", "The course's sourcedId.", required=True)
_PROGRESS: Any = bodies.PowerPath100Progress | bodies.StandardProgress
_SUBMITTED: Any = bodies.PowerPath100Submitted | bodies.StandardSubmitted

ROUTES: tuple[Route, ...] = (
    _route("assessments.create_external_placement_test", "POST", "/createExternalPlacementTest",
           responders.create_external("placement"), "Create a placement test that an external tool holds",
           bodies.ExternalTestMade, body=bodies.ExternalPlacementBody),
    _route("assessments.create_external_test_out", "POST", "/createExternalTestOut",
           responders.create_external("test-out"), "Create a test-out that an external tool holds (deprecated)",
           bodies.ExternalTestMade, body=bodies.ExternalTestOutBody),
    _route("assessments.create_internal_test", "POST", "/createInternalTest",
           responders.create_internal, "Create a lesson of QTI tests",
           bodies.InternalTestMade, body=bodies.InternalTestBody),
    _route("assessments.create_new_attempt", "POST", "/createNewAttempt",
           responders.create_new_attempt, "Begin a new attempt at a lesson",
           bodies.AttemptAnswer, body=bodies.WhereBody),
    _route("assessments.final_student_assessment_response", "POST", "/finalStudentAssessmentResponse",
           responders.finalize, "Finalize an attempt: its answers are scored",
           bodies.FinalizedAnswer, body=bodies.WhereBody, blocks=responders.blocks),
    _route("assessments.get_assessment_progress", "GET", "/getAssessmentProgress",
           responders.get_progress, "How far a student has got at a lesson", _PROGRESS, query=(*_WHERE, _ATTEMPT)),
    _route("assessments.get_attempts", "GET", "/getAttempts",
           responders.get_attempts, "A student's attempts at a lesson", bodies.AttemptsAnswer, query=_WHERE),
    _route("assessments.get_next_question", "GET", "/getNextQuestion",
           responders.get_next_question, "The question that comes next in a PowerPath-100 lesson",
           bodies.NextQuestionAnswer, query=_WHERE),
    _route("assessments.import_external_test_assignment_results", "GET", "/importExternalTestAssignmentResults",
           responders.import_results, "Bring the results of an external test in; this GET writes",
           bodies.ImportedAnswer, query=(*_WHERE, _APPLICATION)),
    _route("assessments.make_external_test_assignment", "POST", "/makeExternalTestAssignment",
           responders.make_assignment, "Assign the test of a lesson at its tool",
           bodies.MadeAssignmentAnswer, body=bodies.MakeAssignmentBody),
    _route("assessments.reset_attempt", "POST", "/resetAttempt",
           responders.reset_attempt, "Take the latest attempt back to its beginning",
           bodies.ResetAttemptAnswer, body=bodies.WhereBody),
    _route("assessments.test_out", "GET", "/testOut",
           responders.test_out, "Where a student is with a course's test-out (deprecated)",
           bodies.TestOutAnswer, query=(_WHERE[0], _COURSE)),
    _route("assessments.update_student_question_response", "PUT", "/updateStudentQuestionResponse",
           responders.submit, "Answer a question", _SUBMITTED, body=bodies.SubmitBody, blocks=responders.blocks),
)  # fmt: skip
"""Every operation."""
