"""Placement: the tests of a subject, the level that a student has reached, and the way back to the beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.mastery import evidence_of
from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.edubridge.words import WORDS
from timeback_sandbox.masterytrack import life
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS
from timeback_sandbox.moments import milliseconds
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.powerpath import gradebook, onboarding, records
from timeback_sandbox.powerpath.ladder import Standing, grade_number, standing
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.rit import rit_scores
from timeback_sandbox.powerpath.rungs import Taken, placement_by_subject, placement_tests, taken_by, taken_tests
from timeback_sandbox.powerpath.vocabulary import PASS_MARK

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["all_tests", "current_level", "next_test", "reset", "student_placement"]

_RESULTS, _ITEMS = TABLES["assessmentResults"], TABLES["assessmentLineItems"]


def current_level(connection: Connection, student: str, subject: str) -> dict[str, Any]:
    """The level that a student has reached in a subject.

    Raises:
        Problem: 404, the subject has no placement tests.
    """
    return _level(_standing(_tests(connection, student, subject)))


def next_test(connection: Connection, student: str, subject: str) -> dict[str, Any]:
    """The placement test that a student takes next in a subject.

    Raises:
        Problem: 404, the subject has no placement tests.
    """
    found = _standing(_tests(connection, student, subject))
    following = found.next
    return {
        **_level(found),
        "exhaustedTests": found.exhausted,
        "lesson": None if following is None else following.lesson,
        "gradeLevel": None if following is None else following.grade,
    }


def all_tests(connection: Connection, student: str, subject: str) -> list[dict[str, Any]]:
    """The placement tests of a subject, each with its resource, its line item and the student's results.

    Raises:
        Problem: 404, the subject has no placement tests.
    """
    rows: list[dict[str, Any]] = []
    for taken in _tests(connection, student, subject):
        lesson = taken.lesson
        item = gradebook.lesson_line_item(connection, lesson.id)
        results = [] if item is None else gradebook.item_results(connection, item, student)
        rows.append(
            {
                "component_resources": records.shown(connection, "componentResources", lesson.id),
                "resources": records.shown(connection, "resources", lesson.resource_id),
                "resources_metadata": lesson.metadata,
                "assessment_line_items": None
                if item is None
                else records.shown(connection, "assessmentLineItems", item),
                "assessment_results": [
                    records.shown(connection, "assessmentResults", result.sourced_id) for result in results
                ]
                or None,
            }
        )
    return rows


def student_placement(connection: Connection, student: str) -> dict[str, Any]:
    """What is known of a student's placement, by subject; subjects without placement tests are left out."""
    found: dict[str, Any] = {}
    lessons, evidence = placement_by_subject(connection), evidence_of(connection, student)
    for subject in WORDS["Subject"]:
        graded = [lesson for lesson in lessons.get(subject, ()) if grade_number(lesson.grade) is not None]
        if graded:
            tests = [taken_by(connection, lesson, student) for lesson in graded]
            found[subject] = _subject_placement(tests, rit_scores(connection, student, subject, evidence), subject)
    return found


def reset(connection: Connection, student: str, subject: str, now: Now) -> dict[str, Any]:
    """Takes a student back to the beginning of the placement in a subject; tests still open elsewhere are withdrawn."""
    lessons = [lesson.id for lesson in placement_tests(connection, subject)]
    items = _items_of_lessons(connection, lessons)
    of_lessons = _results_of(connection, student, items)
    everything = [*of_lessons, *_results_of(connection, student, _items_below(connection, items))]
    gradebook.delete_results(connection, now, everything)
    # else a score from there would bring the result back
    life.withdraw(connection, milliseconds(now.context.modified), ASSIGNMENTS.c.result.in_(of_lessons))
    return {
        "success": True,
        "placementResultsDeleted": len(of_lessons),
        "onboardingReset": onboarding.reset(connection, student, subject),
    }


# ---------------------------------------------------------------- standing


def _tests(connection: Connection, student: str, subject: str) -> list[Taken]:
    tests = taken_tests(connection, student, subject)
    if not tests:
        raise refuse(404, f"There are no placement tests in {subject}", "subject")
    return tests


def _standing(tests: list[Taken]) -> Standing:
    return standing([taken.rung for taken in tests])


def _level(found: Standing) -> dict[str, Any]:
    return {"gradeLevel": found.grade, "onboarded": found.onboarded, "availableTests": found.available}


# ---------------------------------------------------------------- everything about a subject


def _subject_placement(tests: list[Taken], rit: dict[str, Any], subject: str) -> dict[str, Any]:
    found = _standing(tests)
    grades = [grade for taken in tests if (grade := grade_number(taken.grade)) is not None]
    results = [_test_result(subject, taken) for taken in tests]
    begun = any(result["status"] != "NOT_STARTED" for result in results)
    return {
        "startingGrade": grades[0],
        "currentGrade": grade_number(found.grade),
        "subjectLowestGrade": min(grades),
        "subjectHighestGrade": max(grades),
        "RIT": rit,
        "results": results,
        "status": "completed" if found.onboarded else "in_progress" if begun else "not_started",
        "nextTestId": None if found.next is None else found.next.lesson,
    }


def _test_result(subject: str, taken: Taken) -> dict[str, Any]:
    """A placement test as a student has left it."""
    lesson, result = taken.lesson, taken.result
    edulastic = lesson.tool_provider == "edulastic"
    shown: dict[str, Any] = {
        "testId": lesson.id,
        "title": lesson.title,
        "subject": subject,
        "grade": grade_number(taken.grade),
        "status": _test_status(taken),
        "source": "EDULASTIC" if edulastic else "PLACEMENT",
    }
    if taken.state == "done":
        shown |= {"score": taken.rung.score, "completedAt": taken.rung.completed}
    if lesson.tool_provider == "mastery-track":
        shown["masteryTrackProcessed"] = result is not None and result.metadata.get("masteryTrackProcessed") is True
    return shown


def _test_status(taken: Taken) -> str:
    """How a test went; one of which a student was exempted has been skipped."""
    result = taken.result
    if result is not None and result.score_status == "exempt":
        return "SKIP"
    if taken.state == "done":
        return "PASSED" if taken.rung.score >= PASS_MARK else "FAILED"
    assigned = result is not None and isinstance(result.metadata.get("externalTest"), dict)
    return "STARTED" if taken.state == "open" or assigned else "NOT_STARTED"


# ---------------------------------------------------------------- results to take back


def _items_of_lessons(connection: Connection, lessons: list[str]) -> list[str]:
    """The line items of lessons that have no parent."""
    columns = _ITEMS.c
    query = select(columns.sourced_id).where(
        columns.component_resource.in_(lessons), columns.parent_assessment_line_item.is_(None)
    )
    unlinked = (gradebook.unlinked_line_item(connection, lesson) for lesson in lessons)
    return [*connection.execute(query).scalars(), *(item for item in unlinked if item is not None)]


def _items_below(connection: Connection, items: list[str]) -> list[str]:
    """The line items below others, however deep they lie."""
    columns = _ITEMS.c
    level, found = items, list[str]()
    while level:
        query = select(columns.sourced_id).where(columns.parent_assessment_line_item.in_(level))
        level = [item for item in connection.execute(query).scalars() if item not in found]
        found += level
    return found


def _results_of(connection: Connection, student: str, items: list[str]) -> list[str]:
    """The active results of a student for line items."""
    columns = _RESULTS.c
    query = select(columns.sourced_id).where(
        columns.student == student, columns.assessment_line_item.in_(items), is_active(_RESULTS)
    )
    return list(connection.execute(query).scalars())
