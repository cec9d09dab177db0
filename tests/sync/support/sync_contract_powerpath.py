# Written by tools/generate_sync.py from tests/support/contract_powerpath.py; changes belong there.
"""A case for each operation of PowerPath: it calls the operation and checks what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from contract_edubridge import NEWCOMER
from sync_contract_edubridge import newcomer
from sync_contract_powerpath_plans import CASES as PLANS
from sync_contract_powerpath_plans import WITH_SANDBOX
from sync_powerpath_play import Pupil

from timeback_core.errors import BadRequestError, NotFoundError
from timeback_core.powerpath import BulkAssignmentError
from timeback_core.powerpath.models import ExternalTestCreateResponse, InternalTestCreateResponse
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox
from timeback_sandbox.powerpath.sheets import register_sheet

Case = Callable[[TimebackClient, Sandbox], None]
Story = Callable[[TimebackClient], None]

PUPIL = "student-0001"
MATH = {"student": PUPIL, "subject": "Math"}
PRACTICE = "lesson-math-3-u1-practice"
QUIZ = "lesson-math-3-u1-quiz"
PLACEMENT = "lesson-math-3-placement"
EDULASTIC = "lesson-science-8-u2-test"
TEST = "test-math-3-u1-quiz"
QTI = "https://qti.lakeside.example/api/assessment-tests"
SHEET = "https://sheets.lakeside.example/spring#gid=0"


# ---------------------------------------------------------------- placement


def shows_placement(timeback: TimebackClient) -> None:
    found = timeback.powerpath.placement.get_placement(PUPIL)
    assert list(found) == ["Math"]
    math = found["Math"]
    assert (math.starting_grade, math.subject_lowest_grade, math.subject_highest_grade) == (3, 3, 5)
    assert [(result.grade, result.source) for result in math.results] == [(grade, "PLACEMENT") for grade in (3, 4, 5)]
    assert math.next_test_id == PLACEMENT
    with pytest.raises(NotFoundError, match="nobody"):
        timeback.powerpath.placement.get_placement("nobody")


def lists_placement_tests(timeback: TimebackClient) -> None:
    Pupil(timeback, PUPIL, PLACEMENT).take(wrong=[0])
    tests = timeback.powerpath.placement.get_all_placement_tests(MATH).placement_tests
    assert [test.resources_metadata["grades"] for test in tests] == [["3"], ["4"], ["5"]]
    first, second, _ = tests
    assert first.component_resources["sourcedId"] == PLACEMENT
    assert first.assessment_line_items is not None
    assert [result["score"] for result in first.assessment_results or []] == [95]
    assert not second.assessment_results


def shows_the_level(timeback: TimebackClient) -> None:
    level = timeback.powerpath.placement.get_current_level(MATH)
    assert (level.grade_level, level.onboarded, level.available_tests, level.extra) == ("3", False, 3, {})
    with pytest.raises(NotFoundError):
        timeback.powerpath.placement.get_current_level({"student": PUPIL, "subject": "Science"})


def shows_the_next_placement_test(timeback: TimebackClient) -> None:
    found = timeback.powerpath.placement.get_next_placement_test(MATH)
    assert (found.lesson, found.grade_level, found.exhausted_tests) == (PLACEMENT, "3", False)
    Pupil(timeback, PUPIL, PLACEMENT).take()
    assert timeback.powerpath.placement.get_next_placement_test(MATH).lesson == "lesson-math-4-placement"


def shows_progress_in_a_subject(timeback: TimebackClient) -> None:
    def of_math_3() -> tuple[bool, int, int, float, float]:
        rows = timeback.powerpath.placement.get_subject_progress({**MATH, "student": NEWCOMER}).progress
        (row,) = [row for row in rows if row.course.sourced_id == "course-math-3"]
        return (
            row.is_enrolled,
            row.completed_lessons,
            row.total_lessons,
            row.total_attainable_xp,
            row.total_xp_earned,
        )

    newcomer(timeback)
    enrolled, completed, total, attainable, earned = of_math_3()
    assert (enrolled, completed, earned) == (False, 0, 0)
    Pupil(timeback, NEWCOMER, QUIZ).take()
    assert of_math_3() == (False, 1, total, attainable, 12.5)


def resets_placement(timeback: TimebackClient) -> None:
    Pupil(timeback, PUPIL, PLACEMENT).take()
    done = timeback.powerpath.placement.reset_user_placement(MATH)
    assert (done.success, done.placement_results_deleted, done.onboarding_reset) == (True, 1, True)
    assert timeback.powerpath.placement.get_current_level(MATH).grade_level == "3"
    assert Pupil(timeback, PUPIL, PLACEMENT).progress().finalized is False


# ---------------------------------------------------------------- making tests


def lesson_of(timeback: TimebackClient, made: ExternalTestCreateResponse | InternalTestCreateResponse) -> str:
    """Check that the records behind a lesson are there, and return the lesson's type in them."""
    row = timeback.oneroster.courses.get_component_resource(made.lesson_id)
    assert row.resource is not None
    assert row.course_component is not None
    assert (row.resource.sourced_id, row.course_component.sourced_id) == (made.resource_id, made.course_component_id)
    return str(row.lesson_type)


def makes_an_external_placement_test(timeback: TimebackClient) -> None:
    data = {
        "course_id": "course-science-4",
        "tool_provider": "edulastic",
        "grades": [4],
        "xp": 5,
        "course_id_on_fail": "course-science-3",
        "lesson_title": "Science placement",
        "launch_url": "https://tool.example/launch",
    }
    made = timeback.powerpath.assessments.create_external_placement_test(data)
    assert (made.lesson_type, made.tool_provider, made.grades) == ("placement", "edulastic", ["4"])
    assert lesson_of(timeback, made) == "placement"
    assert (made.course_id_on_fail, made.launch_url) == ("course-science-3", "https://tool.example/launch")
    again = timeback.powerpath.assessments.create_external_placement_test({**data, "lesson_title": "Again"})
    assert again.lesson_id == made.lesson_id
    level = timeback.powerpath.placement.get_current_level({"student": PUPIL, "subject": "Science"})
    assert (level.grade_level, level.available_tests) == ("4", 1)


def makes_an_external_test_out(timeback: TimebackClient) -> None:
    with pytest.warns(DeprecationWarning, match="start_test_out"):
        made = timeback.powerpath.assessments.create_external_test_out(
            {"courseId": "course-art-4", "toolProvider": "edulastic", "grades": ["4"], "xp": 5, "vendorId": "v-1"}
        )
    assert (made.lesson_type, made.vendor_id) == ("test-out", "v-1")
    with pytest.warns(DeprecationWarning, match="start_test_out"), pytest.raises(BadRequestError):
        timeback.powerpath.assessments.create_external_test_out(
            {"courseId": "course-art-4", "toolProvider": "mastery-track", "grades": ["4"], "xp": 5}
        )


def makes_internal_tests(timeback: TimebackClient) -> None:
    made = timeback.powerpath.assessments.create_internal_test(
        {
            "courseId": "course-math-3",
            "lessonType": "quiz",
            "testType": "qti",
            "qti": {"url": f"{QTI}/{TEST}?v=1", "title": "Own quiz"},
            "lessonTitle": "Own quiz",
            "xp": 8,
        }
    )
    assert (made.lesson_type, made.test_type, made.child_resource_ids) == ("quiz", "qti", None)
    assert lesson_of(timeback, made) == "quiz"
    assert Pupil(timeback, PUPIL, made.lesson_id).take().xp == 10
    bank = timeback.powerpath.assessments.create_internal_test(
        {
            "course_id": "course-math-3",
            "lesson_type": "unit-test",
            "test_type": "assessment-bank",
            "assessment_bank": {"resources": [{"url": f"{QTI}/{TEST}"}, {"url": f"{QTI}/test-math-3-u2-quiz"}]},
        }
    )
    assert len(bank.child_resource_ids or []) == 2
    assert Pupil(timeback, PUPIL, bank.lesson_id).progress().total_questions == 10


# ---------------------------------------------------------------- attempts and responses


def makes_attempts(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, QUIZ)
    first = pupil.calls.create_new_attempt(pupil.who).attempt
    assert (first.attempt, first.score, first.score_status, first.completed_at) == (1, 0, "not submitted", None)
    assert first.started_at is not None
    assert pupil.calls.create_new_attempt(pupil.who).attempt == first
    pupil.take()
    assert pupil.calls.create_new_attempt(pupil.who).attempt.attempt == 2


def lists_attempts(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, QUIZ)
    assert pupil.calls.get_attempts(pupil.who).attempts == []
    pupil.take()
    (only,) = pupil.calls.get_attempts(pupil.who).attempts
    assert (only.attempt, only.score, only.score_status, only.xp) == (1, 100, "fully graded", 12.5)


def resets_an_attempt(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, PRACTICE)
    assert pupil.calls.reset_attempt(pupil.who).success
    pupil.climb(to=27)
    done = pupil.calls.reset_attempt(pupil.who)
    assert (done.success, done.score) == (True, 0)
    shown = pupil.score()
    assert (shown.score, shown.seen_questions, shown.attempt) == (0, [], 1)


def finalises(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, QUIZ)
    question = pupil.progress().questions[0]
    pupil.respond(question, right=True)
    done = pupil.calls.final_student_assessment_response(pupil.who)
    assert (done.lesson_type, done.finalized, done.attempt) == ("quiz", True, 1)
    assert pupil.progress().score == 10
    with pytest.raises(BadRequestError):
        pupil.calls.finalize({**pupil.who, "lesson": PRACTICE})


def shows_progress(timeback: TimebackClient) -> None:
    practice = Pupil(timeback, PUPIL, PRACTICE).score()
    left = practice.remaining_questions_per_difficulty
    assert (left.easy, left.medium, left.hard, practice.total_questions) == (5, 4, 3, 12)
    quiz = Pupil(timeback, PUPIL, QUIZ).progress()
    assert (quiz.finalized, quiz.attempt, quiz.tool_provider, len(quiz.questions)) == (False, 1, None, 10)
    assert [question.index for question in quiz.questions] == list(range(10))
    assert quiz.extra == {}
    assert quiz.questions[0].extra == {}
    with pytest.raises(NotFoundError):
        Pupil(timeback, PUPIL, QUIZ).progress(attempt=2)


def asks(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, PRACTICE)
    found = pupil.calls.get_next_question(pupil.who)
    assert (found.score, found.question.difficulty, found.question.response) == (0, "easy", None)
    assert found.question.content is not None
    assert found.question.content.raw_xml.lstrip().startswith("<")
    with pytest.raises(BadRequestError):
        pupil.calls.get_next_question({**pupil.who, "lesson": QUIZ})


def takes_responses(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, PUPIL, PRACTICE)
    result = pupil.next(right=True)
    assert (result.powerpath_score, result.response_result.is_correct, result.accuracy) == (14, True, 100)
    assert result.test_result is not None
    assert result.test_result.score == 14
    quiz = Pupil(timeback, PUPIL, QUIZ)
    question = quiz.progress().questions[0]
    kept = quiz.calls.update_student_question_response({**quiz.who, "question": question.id, "response": "  "})
    assert kept.lesson_type == "quiz"
    assert quiz.progress().questions[0].response == "  "
    with pytest.raises(NotFoundError):
        quiz.calls.submit_response({**quiz.who, "question": "no-question", "responses": {"RESPONSE": "A"}})


# ---------------------------------------------------------------- tests elsewhere


def assigns_external_tests(timeback: TimebackClient) -> None:
    who = {"student": PUPIL, "lesson": EDULASTIC}
    made = timeback.powerpath.assessments.make_external_test_assignment(who)
    assert (made.tool_provider, made.lesson_type, made.attempt) == ("edulastic", "unit-test", 1)
    assert made.test_url is not None
    assert made.credentials is not None
    assert made.credentials.password not in repr(made)
    with pytest.raises(BadRequestError):
        timeback.powerpath.assessments.make_external_test_assignment({**who, "lesson": QUIZ})


def imports_external_results(timeback: TimebackClient, sandbox: Sandbox) -> None:
    from timeback_sandbox.powerpath.control_lessons import EdulasticChange, set_edulastic
    from timeback_sandbox.powerpath.external_tests import EdulasticQuestion

    who = {"student": PUPIL, "lesson": EDULASTIC}
    timeback.powerpath.assessments.make_external_test_assignment(who)
    state = timeback.powerpath.assessments.import_external_test_assignment_results(who)
    assert (state.lesson_id, state.finalized) == (EDULASTIC, False)
    questions = [EdulasticQuestion(id=f"e-{place}", score=place / 2, answered=True) for place in range(3)]
    set_edulastic(sandbox.state, EdulasticChange(student=PUPIL, lesson=EDULASTIC, questions=questions, graded=True))
    state = timeback.powerpath.assessments.import_external_test_assignment_results(who)
    assert state.finalized
    shown = Pupil(timeback, PUPIL, EDULASTIC).progress()
    assert (shown.score, shown.tool_provider, len(shown.questions)) == (50, "edulastic", 3)


def shows_the_test_out_of_a_course(timeback: TimebackClient) -> None:
    with pytest.warns(DeprecationWarning, match="start_test_out"):
        found = timeback.powerpath.assessments.test_out({"student": PUPIL, "course": "course-math-3"})
    assert (found.lesson_type, found.lesson_id, found.finalized, found.tool_provider) == (
        "test-out",
        "lesson-math-3-test-out",
        False,
        None,
    )


# ---------------------------------------------------------------- test assignments


def assigns_tests(timeback: TimebackClient) -> None:
    made = timeback.powerpath.test_assignments.create({**MATH, "grade": 3, "test_name": "Spring"})
    found = timeback.powerpath.test_assignments.get(made.assignment_id)
    assert (found.student_sourced_id, found.subject, found.grade, found.assignment_status, found.test_name) == (
        PUPIL,
        "Math",
        "3",
        "assigned",
        "Spring",
    )
    assert (found.component_resource_sourced_id, found.resource_sourced_id) == (made.lesson_id, made.resource_id)
    with pytest.raises(NotFoundError, match="nobody"):
        timeback.powerpath.test_assignments.create({**MATH, "student": "nobody", "grade": 3})


def lists_test_assignments(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_assignments
    for grade in (3, 4, 5):
        calls.create({**MATH, "grade": grade})
    page = calls.list({"student": PUPIL, "limit": 2})
    assert (len(page), page.total, page.page_count, page.has_more) == (2, 3, 2, True)
    following = page.fetch_next()
    assert following is not None
    assert [record.grade for record in [*page, *following]] == ["5", "4", "3"]
    assert [record.grade for record in calls.list({"student": PUPIL, "grade": 4, "status": "assigned"})] == ["4"]


def lists_everybodys_test_assignments(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_assignments
    everything = calls.admin_list_all({"limit": 3})
    assert len(everything) == calls.admin().total
    assert {record.assignment_status for record in everything} >= {"assigned", "in_progress", "failed", "expired"}
    (failed,) = calls.admin({"status": "failed"})
    assert failed in everything


def shows_a_test_assignment(timeback: TimebackClient) -> None:
    (one, *_) = timeback.powerpath.test_assignments.admin({"status": "completed"})
    found = timeback.powerpath.test_assignments.get(one.sourced_id)
    assert found == one
    assert (found.completed_at is not None, found.extra) == (True, {})


def renames_a_test_assignment(timeback: TimebackClient) -> None:
    (one, *_) = timeback.powerpath.test_assignments.admin({"status": "assigned"})
    found = timeback.powerpath.test_assignments.update(one.sourced_id, {"testName": "Another"})
    assert found == one.replace(test_name="Another")


def deletes_a_test_assignment(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_assignments
    made = calls.create({**MATH, "grade": 3})
    calls.delete(made.assignment_id)
    assert list(calls.list({"student": PUPIL})) == []
    with pytest.raises(NotFoundError):
        calls.update(made.assignment_id, {"test_name": "Gone"})


def assigns_many_tests(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_assignments
    made = calls.bulk({"items": [{**MATH, "grade": 3}, {**MATH, "grade": 4}]})
    assert (made.success, made.errors, len(made.results)) == (True, [], 2)
    with pytest.raises(BulkAssignmentError) as caught:
        calls.bulk({"items": [{**MATH, "grade": 5}, {**MATH, "student": "stu-9", "grade": 5}]})
    assert [(row.row, row.message) for row in caught.value.errors] == [(1, "Student not found: stu-9")]
    assert calls.list({"student": PUPIL}).total == 2


def imports_test_assignments(timeback: TimebackClient, sandbox: Sandbox) -> None:
    calls = timeback.powerpath.test_assignments
    email = timeback.oneroster.users.get(PUPIL).email
    register_sheet(sandbox.state, SHEET, "Good", f"Student,SUBJECT,grade\n{email},Math,3\n{PUPIL},Reading,4\n")
    register_sheet(sandbox.state, SHEET, "Bad", f"student,subject,grade\n{PUPIL},Math,3\nstu-9,Math,3\n")
    made = calls.import_assignments({"spreadsheet_url": SHEET, "sheet": "Good"})
    assert len(made.results) == 2
    assert {record.subject for record in calls.list({"student": PUPIL})} == {"Math", "Reading"}
    for sheet, row in (("Bad", 1), ("Absent", 0)):
        with pytest.raises(BulkAssignmentError) as caught:
            calls.import_assignments({"spreadsheet_url": SHEET, "sheet": sheet})
        assert [error.row for error in caught.value.errors] == [row]


# ---------------------------------------------------------------- testing out by choice


def tells_who_may_test_out(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_out
    assert calls.get_eligibility(PUPIL, "math").eligible
    found = calls.get_eligibility(newcomer(timeback), "Math")
    assert found.eligible is False
    assert found.reason


def assigns_a_test_by_choice(timeback: TimebackClient) -> None:
    made = timeback.powerpath.test_out.create_assignment({"one_roster_sourced_id": PUPIL, "subject": "Math"})
    assert made.success
    assert made.data is not None
    (found,) = timeback.powerpath.test_assignments.list({"student": PUPIL})
    assert (found.sourced_id, found.grade) == (made.data["assignmentId"], made.data["grade"])
    who = newcomer(timeback)
    with pytest.raises(BadRequestError):
        timeback.powerpath.test_out.create_assignment({"one_roster_sourced_id": who, "subject": "Math"})


def _alone(story: Story) -> Case:
    """Return a story that needs the client only as a case."""

    def case(timeback: TimebackClient, sandbox: Sandbox) -> None:  # other cases need it
        story(timeback)

    return case


STORIES: dict[str, Story] = {
    "placement.get_placement": shows_placement,
    "placement.get_all_placement_tests": lists_placement_tests,
    "placement.get_current_level": shows_the_level,
    "placement.get_next_placement_test": shows_the_next_placement_test,
    "placement.get_subject_progress": shows_progress_in_a_subject,
    "placement.reset_user_placement": resets_placement,
    "assessments.create_external_placement_test": makes_an_external_placement_test,
    "assessments.create_external_test_out": makes_an_external_test_out,
    "assessments.create_internal_test": makes_internal_tests,
    "assessments.create_new_attempt": makes_attempts,
    "assessments.final_student_assessment_response": finalises,
    "assessments.get_assessment_progress": shows_progress,
    "assessments.get_attempts": lists_attempts,
    "assessments.get_next_question": asks,
    "assessments.make_external_test_assignment": assigns_external_tests,
    "assessments.reset_attempt": resets_an_attempt,
    "assessments.test_out": shows_the_test_out_of_a_course,
    "assessments.update_student_question_response": takes_responses,
    "test_assignments.create": assigns_tests,
    "test_assignments.list": lists_test_assignments,
    "test_assignments.admin": lists_everybodys_test_assignments,
    "test_assignments.get": shows_a_test_assignment,
    "test_assignments.update": renames_a_test_assignment,
    "test_assignments.delete": deletes_a_test_assignment,
    "test_assignments.bulk": assigns_many_tests,
    "test_out.get_eligibility": tells_who_may_test_out,
    "test_out.create_assignment": assigns_a_test_by_choice,
}

CASES: dict[str, Case] = {
    f"powerpath.{name}": case
    for name, case in {
        **{name: _alone(story) for name, story in (STORIES | PLANS).items()},
        **WITH_SANDBOX,
        "assessments.import_external_test_assignment_results": imports_external_results,
        "test_assignments.import_assignments": imports_test_assignments,
    }.items()
}
"""The case of each operation, by the operation's identifier."""
