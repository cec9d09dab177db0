"""Who may skip a course, or a grade, by a test; and the test assignments with which that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.edubridge.mastery import evidence_of, highest_grades
from timeback_sandbox.edubridge.roster import metadata_of
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.powerpath.assignments import OVER, SELF_ELECTED, Assignment, Made, assignment_for
from timeback_sandbox.powerpath.assignments import create_assignment as _create
from timeback_sandbox.powerpath.enrolling import active_courses
from timeback_sandbox.powerpath.ladder import grade_number
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.rungs import placement_tests

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.state import State

__all__ = [
    "SUBJECTS",
    "Eligibility",
    "course_test_out_status",
    "elect_test_out",
    "eligibility",
    "start_test_out",
]

SUBJECTS = ("Math", "Reading", "Language", "Science", "Writing", "Vocabulary")
"""The subjects in which students may elect a test-out by themselves."""

_HIGHEST_GRADE = 13


# ---------------------------------------------------------------- of a course


def course_test_out_status(connection: Connection, course: Stored, student: Stored, now: Now) -> dict[str, Any]:
    """Where a student stands with skipping a course, as the progress in a course tells it.

    Args:
        connection: To read with.
        course: An existing course.
        student: An existing student.
        now: The present.

    Returns:
        `status`, and once there is a test assignment its `assignmentId` and `lessonId`.
    """
    pair = _pair(course.entity)
    if pair is None or not _takes(connection, student.sourced_id, pair, now):
        return {"status": "not_eligible"}
    found = assignment_for(connection, student.sourced_id, *pair, now)
    if found is None:
        return {"status": "available"}
    status = found.status if found.status in OVER else "in_progress"
    return {"status": status, "assignmentId": found.id, "lessonId": found.lesson}


def start_test_out(state: State, connection: Connection, course: Stored, student: Stored, now: Now) -> dict[str, Any]:
    """Gives a student the test with which a course is skipped, unless it has been given.

    Args:
        state: The sandbox.
        connection: Within a write transaction.
        course: An existing course.
        student: An existing student.
        now: The present.

    Raises:
        Problem: 400, the student does not take the course, has had the test, or has no e-mail address.
    """
    pair = _pair(course.entity)
    if pair is None:
        raise refuse(400, f"Course has no subject and grade to be tested in: {course.sourced_id}", "courseId")
    if not _takes(connection, student.sourced_id, pair, now):
        subject, grade = pair
        raise refuse(400, f"Student is not enrolled in a course of {subject}, grade {grade}", "studentId")
    found = assignment_for(connection, student.sourced_id, *pair, now)
    if found is None:
        made = _create(state, connection, student, *pair, now)
        return {**made.shown(), "status": "created"}
    if found.status in OVER:
        raise refuse(400, f"The test-out has been {found.status} already: {found.id}", "studentId")
    return {**_made(found).shown(), "status": "existing"}


def _pair(course: Entity) -> tuple[str, str] | None:
    """The subject and the grade of a course: the first of each."""
    subjects, grades = course.get("subjects"), course.get("grades")
    return (subjects[0], grades[0]) if subjects and grades else None


def _takes(connection: Connection, student: str, pair: tuple[str, str], now: Now) -> bool:
    """Whether a student is enrolled in a course of a subject and grade."""
    subject, grade = pair
    courses = active_courses(connection, student, now).values()
    return any(subject in (one.get("subjects") or ()) and grade in (one.get("grades") or ()) for one in courses)


def _made(found: Assignment) -> Made:
    return Made(found.id, found.lesson, found.resource)


# ---------------------------------------------------------------- elected by the student


class Eligibility(NamedTuple):
    """Whether a student may elect a test-out in a subject.

    Attributes:
        reason: Why not; None: the student may.
        grade: The grade that would be tested; None when none can be told.
    """

    reason: str | None
    grade: str | None


def eligibility(connection: Connection, student: Stored, subject: str, now: Now) -> Eligibility:
    """Whether a student may elect a test-out in a subject: one of a grade above what has been mastered.

    Args:
        connection: To read with.
        student: An existing student.
        subject: One of `SUBJECTS`.
        now: The present.
    """
    courses = active_courses(connection, student.sourced_id, now).values()
    if not any(_counts(course, subject) for course in courses):
        return Eligibility(f"The student is not enrolled in a {subject} course", None)
    grade = _target_grade(connection, student.sourced_id, subject)
    if grade is None:
        return Eligibility(f"There is no grade of {subject} left to be tested in", None)
    found = assignment_for(connection, student.sourced_id, subject, grade, now, origin=SELF_ELECTED)
    if found is not None and found.status in OVER:
        return Eligibility(f"The student has taken the test-out of {subject}, grade {grade}", grade)
    return Eligibility(None, grade)


def elect_test_out(state: State, connection: Connection, student: Stored, subject: str, now: Now) -> dict[str, str]:
    """Gives a student the test-out that the student has elected; one that is not over yet is given again.

    Args:
        state: The sandbox.
        connection: Within a write transaction.
        student: An existing student.
        subject: One of `SUBJECTS`.
        now: The present.

    Raises:
        Problem: 400, the student may not elect it, or has no e-mail address.
    """
    if not student.entity.get("email"):
        raise refuse(400, f"Student has no e-mail address: {student.sourced_id}", "oneRosterSourcedId")
    reason, grade = eligibility(connection, student, subject, now)
    if reason is not None or grade is None:
        raise refuse(400, reason or "The student may not elect a test-out", "oneRosterSourcedId")
    found = assignment_for(connection, student.sourced_id, subject, grade, now, origin=SELF_ELECTED)
    made = _made(found) if found is not None else None
    made = made or _create(state, connection, student, subject, grade, now, origin=SELF_ELECTED)
    return {**made.shown(), "grade": grade, "subject": subject}


def _counts(course: Entity, subject: str) -> bool:
    """Whether a course is one of a subject, and not only there until the student has been placed."""
    return subject in (course.get("subjects") or ()) and metadata_of(course).get("placementPlaceholder") is not True


def _target_grade(connection: Connection, student: str, subject: str) -> str | None:
    """The grade after the highest that has been mastered; while nothing has been, the lowest that is tested."""
    mastered = highest_grades(evidence_of(connection, student), subject).highest_grade_overall
    if mastered is not None:
        following = int(mastered) + 1
        return str(following) if following <= _HIGHEST_GRADE else None
    tested = (lesson.grades[0] for lesson in placement_tests(connection, subject) if lesson.grades)
    return next((grade for grade in tested if grade_number(grade) is not None), None)
