# Written by tools/generate_sync.py from tests/contract/test_powerpath_scenarios.py; changes belong there.
"""Stories of students in PowerPath, through the real client against the real sandbox."""

from __future__ import annotations

from typing import Any

import pytest
from contract_edubridge import NEWCOMER
from sync_contract_edubridge import newcomer
from sync_powerpath_play import Pupil

from timeback_core import ConfigurationError
from timeback_core.errors import AuthenticationError, BadRequestError, NotFoundError, ValidationError
from timeback_core.powerpath import BulkAssignmentError, LessonPlanTree
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox

PUPIL = "student-0001"
PRACTICE = "lesson-math-3-u1-practice"
QUIZ = "lesson-math-3-u1-quiz"
BANK = "lesson-math-6-u2-quiz"
TRACE = [14, 27, 39, 50, 59, 68, 76, 83, 89, 95, 100]


def test_placement_goes_up_until_a_test_is_failed_and_can_start_over(timeback: TimebackClient) -> None:
    who = {"student": newcomer(timeback), "subject": "Math"}
    placement = timeback.powerpath.placement
    level = placement.get_current_level(who)
    assert (level.grade_level, level.onboarded, level.available_tests) == ("3", False, 3)

    following = placement.get_next_placement_test(who)
    assert following.lesson == "lesson-math-3-placement"
    assert Pupil(timeback, NEWCOMER, following.lesson).take().score == 100
    assert placement.get_current_level(who).grade_level == "4"
    following = placement.get_next_placement_test(who)
    assert (following.lesson, following.grade_level) == ("lesson-math-4-placement", "4")
    assert timeback.edubridge.enrollments.list(user_id=NEWCOMER) == []

    assert following.lesson is not None
    assert Pupil(timeback, NEWCOMER, following.lesson).take(wrong=range(10)).score == 50
    following = placement.get_next_placement_test(who)
    assert (following.grade_level, following.lesson, following.onboarded, following.exhausted_tests) == (
        None,
        None,
        True,
        False,
    )
    level = placement.get_current_level(who)
    assert (level.grade_level, level.onboarded) == ("4", True)
    (seat,) = timeback.edubridge.enrollments.list(user_id=NEWCOMER)
    assert seat.course.id == "course-math-4"
    stand = placement.get_placement(NEWCOMER)["Math"]
    assert [result.status for result in stand.results] == ["PASSED", "FAILED", "NOT_STARTED"]
    assert (stand.current_grade, stand.status) == (4, "completed")

    undone = placement.reset_user_placement(who)
    assert (undone.success, undone.placement_results_deleted, undone.onboarding_reset) == (True, 2, True)
    level = placement.get_current_level(who)
    assert (level.grade_level, level.onboarded) == ("3", False)
    assert (
        timeback.powerpath.assessments.get_attempts({"student": NEWCOMER, "lesson": "lesson-math-3-placement"}).attempts
        == []
    )


def test_a_powerpath_100_takes_eleven_right_answers(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, newcomer(timeback), PRACTICE)
    assert pupil.climb() == TRACE
    done = pupil.score()
    assert (done.score, done.accuracy, done.correct_questions, done.multiplier, done.xp) == (100, 100, 11, 1.25, 25)
    assert len(done.seen_questions) == 11
    assert done.test_result_id is not None
    row = timeback.oneroster.assessment_results.get(done.test_result_id)
    assert (row.score, row.score_status, row.metadata["xp"] if row.metadata else None) == (100, "fully graded", 25)
    with pytest.raises(BadRequestError):
        pupil.calls.get_next_question(pupil.who)

    assert pupil.calls.create_new_attempt(pupil.who).attempt.attempt == 2
    assert pupil.climb()[-1] == 100
    done = pupil.score()
    assert (done.attempt, done.multiplier, done.xp) == (2, 1, 20)


def test_a_wrong_answer_costs_points_but_never_below_nothing(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, newcomer(timeback), PRACTICE)
    result = pupil.next(right=False)
    assert (result.powerpath_score, result.response_result.is_correct, result.xp) == (0, False, None)
    assert pupil.climb(to=50)[-1] == 50
    result = pupil.next(right=False)
    assert (result.powerpath_score, result.correct_questions) == (45, 4)
    assert result.accuracy == pytest.approx(100 * 4 / 6)
    shown = pupil.score()
    assert [question.correct for question in shown.seen_questions] == [False, True, True, True, True, False]


def test_asking_again_gives_the_same_question(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, newcomer(timeback), PRACTICE)
    first = pupil.calls.get_next_question(pupil.who)
    assert pupil.calls.get_next_question(pupil.who) == first
    assert pupil.calls.get_attempts(pupil.who).attempts == []


def test_a_quiz_tells_nothing_until_it_is_finalised(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, newcomer(timeback), QUIZ)
    pupil.answer_all(wrong=[2, 7])
    shown = pupil.progress()
    assert (shown.finalized, shown.score, shown.xp, shown.correct_questions, shown.total_questions) == (
        False,
        None,
        None,
        0,
        10,
    )
    assert all(question.correct is None and question.result is None for question in shown.questions)
    assert all(question.responses for question in shown.questions)
    with pytest.raises(BadRequestError):
        pupil.calls.create_new_attempt(pupil.who)

    assert pupil.calls.finalize(pupil.who).attempt == 1
    shown = pupil.progress()
    assert (shown.score, shown.accuracy, shown.multiplier, shown.xp) == (80, 80, 1, 10)
    assert [question.correct for question in shown.questions].count(False) == 2
    assert pupil.calls.finalize(pupil.who).attempt == 1

    pupil.calls.create_new_attempt(pupil.who)
    again = pupil.take(wrong=[0, 1])
    assert (again.attempt, again.score, again.multiplier, again.xp) == (2, 80, 0.5, 5)
    assert pupil.progress(attempt=1).xp == 10

    assert pupil.calls.reset_attempt(pupil.who).success
    shown = pupil.progress()
    assert (shown.attempt, shown.finalized, shown.questions[0].responses) == (2, False, None)
    attempts = pupil.calls.get_attempts(pupil.who).attempts
    assert [(one.attempt, one.score_status, one.score) for one in attempts] == [
        (1, "fully graded", 80),
        (2, "not submitted", 0),
    ]


def test_the_tests_of_a_bank_take_turns(timeback: TimebackClient) -> None:
    pupil = Pupil(timeback, newcomer(timeback), BANK)
    served: list[list[str]] = []
    for attempt in (1, 2, 3):
        opened = pupil.calls.create_new_attempt(pupil.who)
        assert opened.attempt.attempt == attempt
        served.append([question.id for question in pupil.progress().questions])
        pupil.calls.finalize(pupil.who)
    assert served[0] == served[2]
    assert served[0] != served[1]


def test_a_test_at_masterytrack_comes_back_by_the_gradebook(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.assessments
    student = newcomer(timeback)
    made = calls.create_external_placement_test(
        {"course_id": "course-reading-4", "tool_provider": "mastery-track", "grades": [4], "xp": 40}
    )
    who = {"student": student, "lesson": made.lesson_id}
    with pytest.raises(BadRequestError):
        calls.import_external_test_assignment_results(who)
    assigned = calls.make_external_test_assignment({**who, "skip_course_enrollment": True})
    assert (assigned.tool_provider, assigned.lesson_type, assigned.attempt) == ("mastery-track", "placement", 1)
    assert assigned.test_url
    assert assigned.credentials is not None
    assert assigned.credentials.email == f"{NEWCOMER}@lincoln.example"
    assert calls.make_external_test_assignment(who) == assigned
    waiting = calls.import_external_test_assignment_results(who)
    assert (waiting.finalized, waiting.attempt, waiting.assignment_id) == (False, 1, assigned.assignment_id)

    pupil = Pupil(timeback, student, made.lesson_id)
    result = pupil.progress().test_result_id
    assert result is not None
    timeback.oneroster.assessment_results.update(result, {"score": 100, "score_status": "fully graded"})
    assert calls.import_external_test_assignment_results(who).finalized
    done = pupil.progress()
    assert (done.finalized, done.score, done.tool_provider, done.multiplier, done.xp) == (
        True,
        100,
        "mastery-track",
        1.25,
        50,
    )
    assert calls.import_external_test_assignment_results(who).finalized


def units(tree: LessonPlanTree) -> list[str]:
    return [unit.sourced_id for unit in tree.sub_components]


def lessons(tree: LessonPlanTree, unit: str) -> list[str | None]:
    (found,) = [one for one in tree.sub_components if one.sourced_id == unit]
    return [lesson.sourced_id for lesson in found.component_resources]


def test_a_plan_follows_its_operations(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.lesson_plans
    mine: dict[str, Any] = {"course_id": "course-math-3", "user_id": newcomer(timeback)}
    plan = calls.create(mine)
    again = calls.create(mine)
    assert (plan.created, again.created) == (True, False)
    assert again.lesson_plan_id == plan.lesson_plan_id
    unit, other = "component-math-3-unit-1", "component-math-3-unit-2"

    def tree() -> LessonPlanTree:
        return calls.get("course-math-3", NEWCOMER).lesson_plan

    before = tree()
    assert PRACTICE in lessons(before, unit)
    assert calls.get_tree(plan.lesson_plan_id).lesson_plan == before

    target = {"type": "resource", "id": PRACTICE}
    skip = {"type": "set-skipped", "payload": {"target": target, "value": True}}
    stored = calls.create_operations(plan.lesson_plan_id, {"operation": skip, "reason": "knows it"})
    assert (stored.success, bool(stored.operation_id)) == (True, True)
    assert tree() == before
    synced = calls.sync(plan.lesson_plan_id)
    assert (synced.success, synced.operation_count) == (True, 1)
    assert PRACTICE not in lessons(tree(), unit)
    (logged,) = calls.list_operations(plan.lesson_plan_id).operations
    assert (logged.type, logged.reason, logged.sequence_number) == ("set-skipped", "knows it", 1)

    structure = calls.get_structure(plan.lesson_plan_id).lesson_plan
    nodes = {node.component_resource_id: node for part in structure.structure for node in part.component_resources}
    assert nodes[PRACTICE].skipped
    again_made = calls.recreate(plan.lesson_plan_id)
    assert (again_made.success, len(again_made.operation_results)) == (True, 1)
    assert PRACTICE not in lessons(tree(), unit)

    nowhere = {"type": "move-item-to-start", "payload": {"target": {"type": "resource", "id": "no-lesson"}}}
    down = {
        "type": "change-item-parent",
        "payload": {"target": {"type": "component", "id": unit}, "new_parent_id": other, "position": "start"},
    }
    around = {
        "type": "change-item-parent",
        "payload": {"target": {"type": "component", "id": other}, "new_parent_id": unit},
    }
    for operation in (nowhere, down, around):
        calls.create_operation(plan.lesson_plan_id, {"operation": operation})
    synced = calls.sync_operations(plan.lesson_plan_id)
    assert (synced.success, synced.operation_count) == (False, 3)
    assert [one.success for one in synced.operation_results] == [False, True, False]
    assert all(one.errors for one in synced.operation_results if not one.success)
    found = tree()
    assert unit not in units(found)
    (parent,) = [one for one in found.sub_components if one.sourced_id == other]
    assert [child.sourced_id for child in parent.sub_components] == [unit]


def test_many_test_assignments_are_made_walked_renamed_and_deleted(timeback: TimebackClient) -> None:
    calls = timeback.powerpath.test_assignments
    student = newcomer(timeback)
    rows = [{"student": student, "subject": "Math", "grade": number % 13} for number in range(250)]
    made = calls.bulk({"items": rows})
    assert (made.success, len(made.results)) == (True, 250)

    walk = calls.stream({"student": student, "offset": 200})
    assert len([record for record in walk]) == 50
    assert walk.total == 250
    page = calls.list({"student": student, "limit": 100, "offset": 200})
    assert (page.page_count, page.page_number, page.total_count, len(page)) == (3, 3, 250, 50)
    everything = calls.list_all({"student": student, "limit": 90})
    assert {record.sourced_id for record in everything} == {one.assignment_id for one in made.results}
    assert len(calls.list_all({"student": student, "grade": 3})) == len(range(3, 250, 13))

    one = made.results[0].assignment_id
    renamed = calls.update(one, {"test_name": "Another name"})
    assert (renamed.test_name, renamed.sourced_id, renamed.assignment_status) == ("Another name", one, "assigned")
    calls.delete(one)
    with pytest.raises(NotFoundError):
        calls.get(one)
    with pytest.raises(NotFoundError):
        calls.delete(one)

    with pytest.raises(BulkAssignmentError) as caught:
        calls.bulk({"items": [rows[0], rows[1], {**rows[2], "student": "stu-9"}]})
    assert [(row.row, row.message) for row in caught.value.errors] == [(2, "Student not found: stu-9")]
    assert calls.list({"student": student}).total == 249


def test_errors_and_platforms_are_what_they_should_be(sandbox: Sandbox, timeback: TimebackClient) -> None:
    with pytest.raises(NotFoundError, match="les-x") as caught:
        timeback.powerpath.assessments.get_attempts({"student": PUPIL, "lesson": "les-x"})
    assert caught.value.details[0]["path"] == "lesson"
    with pytest.raises(ValidationError):
        timeback.request("powerpath", "POST", "/powerpath/resetAttempt", json={"student": PUPIL})
    with pytest.raises(AuthenticationError):
        with sandbox.sync_client(client_secret="not-the-secret") as stranger:
            stranger.powerpath.placement.get_placement(PUPIL)
    with pytest.raises(ConfigurationError, match="powerpath") as refused:
        TimebackClient(platform="LEARNWITH_AI", env="staging", client_id="i", client_secret="s").powerpath
    assert isinstance(refused.value, ValueError)


def test_a_sandbox_without_authentication_can_be_used() -> None:
    with Sandbox(seed="demo", no_auth=True) as sandbox, sandbox.sync_client() as timeback:
        level = timeback.powerpath.placement.get_current_level({"student": PUPIL, "subject": "Math"})
        assert level.available_tests == 3
