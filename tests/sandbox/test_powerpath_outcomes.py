"""What beginning and finishing tests means: enrolments, onboarding, assigned tests."""

from __future__ import annotations

import pytest
from placement_api import Placing, placing, shared_placing

from timeback_sandbox.powerpath import onboarding
from timeback_sandbox.powerpath.control_placement import AssignmentChange, change_assignment
from timeback_sandbox.powerpath.enrolling import enroll, orgs_of, track_course
from timeback_sandbox.powerpath.lessons import find_lesson
from timeback_sandbox.powerpath.outcomes import lesson_finished, lesson_started

__all__ = ["placing", "shared_placing"]


def finish(placing: Placing, lesson_id: str, score: float, student: str = "ann", *, skip: bool = False) -> bool | None:
    """Finishes a lesson; tells whether an enrolment failed."""
    with placing.store.write() as connection:
        lesson = find_lesson(connection, lesson_id)
        return lesson_finished(
            connection, lesson, student, score, skip_enrollment=skip, now=placing.now
        ).enrollment_failed


def begin(placing: Placing, lesson_id: str, student: str = "ann") -> None:
    with placing.store.write() as connection:
        lesson_started(connection, find_lesson(connection, lesson_id), student, placing.now)


def onboarded(placing: Placing, student: str = "ann") -> tuple[str, str | None, str | None] | None:
    with placing.store.read() as connection:
        found = onboarding.find(connection, student, "Math")
    return found and (found.status, found.completed_at, found.course)


NOW = "2025-09-19T15:00:00.000Z"


# ---------------------------------------------------------------- placement


def test_a_failed_test_enrols_in_the_course_that_it_names(placing: Placing) -> None:
    placing.track("Math", "3", "math-5")
    placing.result("place-3", 50)
    assert finish(placing, "place-3", 50) is False
    assert placing.courses_of("ann") == ["math-3"]
    assert onboarded(placing) == ("completed", NOW, "math-3")


def test_a_failed_test_that_names_none_enrols_in_the_subject_track(placing: Placing) -> None:
    placing.track("Math", "4", "math-4")
    assert finish(placing, "place-4", 89.99) is False
    assert placing.courses_of("ann") == ["math-4"]
    assert onboarded(placing) == ("completed", NOW, "math-4")


def test_the_track_of_the_students_school_comes_before_that_of_all(placing: Placing) -> None:
    placing.track("Math", "4", "math-4")
    placing.track("Math", "4", "math-4-south", "south")
    finish(placing, "place-4", 10)
    finish(placing, "place-4", 10, student="cem")
    assert placing.courses_of("ann") == ["math-4"]
    assert placing.courses_of("cem") == ["math-4-south"]


def test_without_a_track_the_enrolment_has_failed_and_the_placement_is_over_all_the_same(placing: Placing) -> None:
    assert finish(placing, "place-4", 10) is True
    assert placing.courses_of("ann") == []
    assert onboarded(placing) == ("completed", NOW, None)


def test_an_enrolment_that_cannot_be_made_is_no_error_and_leaves_nothing_behind(placing: Placing) -> None:
    placing.track("Math", "4", "gone-course")
    before = len(placing.rows("academicSessions"))
    assert finish(placing, "place-4", 10) is True
    assert len(placing.rows("academicSessions")) == before
    assert onboarded(placing) == ("completed", NOW, None)


def test_a_second_enrolment_is_the_first_one(placing: Placing) -> None:
    finish(placing, "place-3", 10)
    finish(placing, "place-3", 10)
    assert placing.courses_of("ann") == ["math-3"]


def test_an_enrolment_can_be_skipped(placing: Placing) -> None:
    assert finish(placing, "place-3", 10, skip=True) is None
    assert placing.courses_of("ann") == []
    assert onboarded(placing) == ("completed", NOW, None)


def test_a_passed_test_ends_the_placement_only_when_it_was_the_last(placing: Placing) -> None:
    begin(placing, "place-3")
    assert onboarded(placing) == ("in_progress", None, None)
    placing.result("place-3", 95)
    assert finish(placing, "place-3", 95) is None
    assert onboarded(placing) == ("in_progress", None, None)
    placing.result("place-5", 90, minutes=1)
    assert finish(placing, "place-5", 90) is None
    assert onboarded(placing) == ("completed", NOW, None)
    assert placing.courses_of("ann") == []


def test_beginning_again_changes_nothing(placing: Placing) -> None:
    finish(placing, "place-3", 10)
    begin(placing, "place-3")
    assert onboarded(placing) == ("completed", NOW, "math-3")


# ---------------------------------------------------------------- test-outs


def test_a_test_assignment_is_in_progress_and_then_over(placing: Placing) -> None:
    for score, expected in ((89.9, "failed"), (90, "completed")):
        made = placing.assign()
        begin(placing, made["lessonId"])
        assert placing.assignment(made)["assignmentStatus"] == "in_progress"
        finish(placing, made["lessonId"], score)
        shown = placing.assignment(made)
        assert (shown["assignmentStatus"], shown["completedAt"]) == (expected, NOW)


def test_a_passed_test_out_enrols_in_the_track_of_the_next_grade(placing: Placing) -> None:
    placing.track("Math", "4", "math-4")
    placing.track("Math", "5", "math-5")
    made = placing.assign(grade="4")
    assert finish(placing, made["lessonId"], 20) is None
    assert placing.courses_of("ann") == []
    assert finish(placing, "out-4", 95) is False
    assert placing.courses_of("ann") == ["math-5"]


def test_a_passed_test_out_without_a_track_has_not_enrolled(placing: Placing) -> None:
    assert finish(placing, placing.assign()["lessonId"], 95) is True
    assert finish(placing, placing.assign()["lessonId"], 95, skip=True) is None


@pytest.mark.parametrize("status", ["expired", "cancelled", "failed", "completed"])
def test_what_is_over_stays_as_it_is(placing: Placing, status: str) -> None:
    made = placing.assign()
    change_assignment(placing.state, made["assignmentId"], AssignmentChange(status=status))
    before = placing.assignment(made)
    begin(placing, made["lessonId"])
    finish(placing, made["lessonId"], 95)
    assert placing.assignment(made) == before


def test_somebody_elses_attempt_does_not_move_an_assignment(placing: Placing) -> None:
    made = placing.assign("ann")
    begin(placing, made["lessonId"], student="cem")
    finish(placing, made["lessonId"], 95, student="cem")
    assert placing.assignment(made)["assignmentStatus"] == "assigned"


def test_a_quiz_has_no_further_consequences(placing: Placing) -> None:
    placing.track("Math", "4", "math-4")
    begin(placing, "quiz-4")
    for score in (10, 100):
        assert finish(placing, "quiz-4", score) is None
    assert placing.courses_of("ann") == []
    assert onboarded(placing) is None


# ---------------------------------------------------------------- parts


def test_the_primary_organisation_comes_first() -> None:
    user = {
        "roles": [{"org": "b", "roleType": "secondary"}, {"org": "a", "roleType": "primary"}],
        "primaryOrg": "c",
    }
    assert orgs_of(user) == ["c", "a", "b"]
    assert orgs_of({"roles": [{"org": "b", "roleType": "secondary"}, {"org": "a", "roleType": "primary"}]}) == [
        "a",
        "b",
    ]


def test_without_subject_or_grade_there_is_no_track(placing: Placing) -> None:
    placing.track("Math", "4", "math-4")
    with placing.store.read() as connection:
        assert track_course(connection, {}, None, "4") is None
        assert track_course(connection, {}, "Math", None) is None
        assert track_course(connection, {}, "Math", "4") == "math-4"


def test_an_enrolment_that_fails_halfway_is_undone_alone(placing: Placing) -> None:
    with placing.store.write() as connection:
        onboarding.begin(connection, "ann", "Math")
        assert enroll(connection, "ann", "none", placing.now) is False
        assert enroll(connection, "none", "math-4", placing.now) is False
        assert enroll(connection, "ann", "math-4", placing.now) is True
    assert onboarded(placing) == ("in_progress", None, None)
    assert placing.courses_of("ann") == ["math-4"]
