# Written by tools/generate_sync.py from tests/contract/test_placement_story.py; changes belong there.
"""A placement from the first test to the course, and back to the beginning: the real client against the demo."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from timeback_core import BadRequestError, NotFoundError
from timeback_core.powerpath import PowerPathTestQuestion
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox

_KEY = re.compile(r"<qti-correct-response>(.*?)</qti-correct-response>", re.DOTALL)
_VALUE = re.compile(r"<qti-value>(.*?)</qti-value>", re.DOTALL)


def right_answer(question: PowerPathTestQuestion) -> list[str]:
    """What the item itself says is right."""
    assert question.content is not None
    match = _KEY.search(question.content.raw_xml)
    assert match is not None, question.content.raw_xml
    return _VALUE.findall(match[1])


def take(timeback: TimebackClient, student: str, lesson: str, right: float) -> float:
    """Takes a test and gets some of it right; gives the score."""
    here = {"student": student, "lesson": lesson}
    progress = timeback.powerpath.assessments.get_assessment_progress(here)
    assert progress.lesson_type == "placement"
    questions: Sequence[PowerPathTestQuestion] = progress.questions
    assert len(questions) >= 4
    for question in questions[: round(right * len(questions))]:
        answer = right_answer(question)
        one: str | list[str] = answer[0] if len(answer) == 1 else answer
        timeback.powerpath.assessments.submit_response(
            {**here, "question": question.id, "responses": {"RESPONSE": one}}
        )
    timeback.powerpath.assessments.finalize(here)
    done = timeback.powerpath.assessments.get_assessment_progress(here)
    assert done.lesson_type == "placement"
    assert done.finalized
    assert done.score is not None
    return done.score


def test_a_placement_goes_on_while_tests_are_passed_and_ends_in_a_course() -> None:
    with Sandbox(seed="demo") as sandbox, sandbox.sync_client() as timeback:
        student = timeback.oneroster.students.list(where={"status": "active", "grades": "9"}, limit=1)[0]
        who = {"student": student.sourced_id, "subject": "Math"}
        placement = timeback.powerpath.placement
        level = placement.get_current_level(who)
        assert (level.grade_level, level.onboarded, level.available_tests) == ("3", False, 3)
        first = placement.get_next_placement_test(who)
        assert first.lesson is not None

        assert take(timeback, student.sourced_id, first.lesson, 1) == 100
        second = placement.get_next_placement_test(who)
        assert second.lesson is not None
        assert (second.grade_level, second.onboarded, second.exhausted_tests) == ("4", False, False)
        assert placement.get_current_level(who).grade_level == "4"
        with pytest.raises(BadRequestError):
            timeback.powerpath.assessments.get_next_question({**who, "lesson": second.lesson})

        enrolled = timeback.edubridge.enrollments.list(user_id=student.sourced_id)
        assert "course-math-4" not in {seat.course.id for seat in enrolled}
        assert take(timeback, student.sourced_id, second.lesson, 0.5) == 50
        over = placement.get_next_placement_test(who)
        assert (over.lesson, over.grade_level, over.onboarded, over.exhausted_tests) == (None, None, True, False)
        assert placement.get_current_level(who).grade_level == "4"
        enrolled = timeback.edubridge.enrollments.list(user_id=student.sourced_id)
        assert "course-math-4" in {seat.course.id for seat in enrolled}

        everything = placement.get_placement(student.sourced_id)["Math"]
        assert [one.status for one in everything.results] == ["PASSED", "FAILED", "NOT_STARTED"]

        reset = placement.reset_user_placement(who)
        assert (reset.success, reset.placement_results_deleted, reset.onboarding_reset) == (True, 2, True)
        assert placement.get_next_placement_test(who) == first
        # and the numbers of attempts begin again
        here = {"student": student.sourced_id, "lesson": first.lesson}
        assert timeback.powerpath.assessments.create_new_attempt(here).attempt.attempt == 1


def test_an_assigned_test_is_taken_at_masterytrack_and_ends_the_assignment() -> None:
    with Sandbox(seed="demo") as sandbox, sandbox.sync_client() as timeback:
        powerpath = timeback.powerpath
        student = timeback.oneroster.students.list(where={"status": "active", "grades": "4"}, limit=1)[0]
        made = powerpath.test_assignments.create(
            {"student": student.sourced_id, "subject": "Math", "grade": "4", "test_name": "Spring check"}
        )
        here = {"student": student.sourced_id, "lesson": made.lesson_id}
        external = powerpath.assessments.make_external_test_assignment(here)
        assert external.tool_provider == "mastery-track"
        assert powerpath.test_assignments.get(made.assignment_id).assignment_status == "in_progress"
        waiting = powerpath.assessments.import_external_test_assignment_results(here)
        assert waiting.finalized is False

        (item,) = timeback.oneroster.assessment_line_items.list(where={"component_resource.sourced_id": made.lesson_id})
        (result,) = timeback.oneroster.assessment_results.list(
            where={"assessment_line_item.sourced_id": item.sourced_id}
        )
        timeback.oneroster.assessment_results(result.sourced_id).patch({"score": 96, "score_status": "fully graded"})
        imported = powerpath.assessments.import_external_test_assignment_results(here)
        assert imported.finalized is True
        shown = powerpath.test_assignments.get(made.assignment_id)
        assert shown.assignment_status == "completed"
        assert shown.completed_at is not None
        courses = {seat.course.id for seat in timeback.edubridge.enrollments.list(user_id=student.sourced_id)}
        assert "course-math-5" in courses

        powerpath.test_assignments.delete(made.assignment_id)
        with pytest.raises(NotFoundError):
            powerpath.test_assignments.get(made.assignment_id)
