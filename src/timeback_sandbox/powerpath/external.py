"""Tests that external tools hold: assigned to students there, and brought back with what came of them."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

from sqlalchemy import update

from timeback_sandbox.edubridge.roster import find
from timeback_sandbox.masterytrack import assigning
from timeback_sandbox.masterytrack.assigning import Assigned, AssignmentRefused
from timeback_sandbox.masterytrack.grades import rank_of_roster_grade
from timeback_sandbox.masterytrack.life import find_assignment
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS
from timeback_sandbox.moments import instant_of
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath.adaptive import percent
from timeback_sandbox.powerpath.answering import begin
from timeback_sandbox.powerpath.answers import QuestionResult, imported_results, write_answer
from timeback_sandbox.powerpath.external_tests import (
    EdulasticQuestion,
    ExternalTest,
    assign_test,
    assigned_test,
    edulastic_state,
)
from timeback_sandbox.powerpath.finishing import Figures, finish
from timeback_sandbox.powerpath.gradebook import lesson_results
from timeback_sandbox.powerpath.outcomes import lesson_started
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.visits import Attempt, Visit
from timeback_sandbox.powerpath.vocabulary import EXTERNAL_TYPES

__all__ = ["Wish", "import_results", "make_assignment", "tail", "test_out"]

EDULASTIC_TESTS = "https://external.sandbox.local/edulastic"
_NAMESPACE = uuid.UUID("0f0bb58e-3f55-5d0a-8a86-3cb0c8a9d0a7")
_TAIL = ("credentials", "assignmentId", "classId", "testUrl", "testId")


class Wish(dict[str, Any]):
    """What a request to assign a test says: `applicationName`, `testId`, `skipCourseEnrollment`, as far as given."""


def tail(assigned: dict[str, Any]) -> dict[str, Any]:
    """What every answer about an assigned test tells of it."""
    return {name: assigned[name] for name in _TAIL if assigned.get(name) is not None}


# ---------------------------------------------------------------- assigning


def make_assignment(visit: Visit, wish: Wish) -> dict[str, Any]:
    """Assigns the test of a lesson at its tool; one that is assigned already is told again.

    One that MasteryTrack withdrew, that was given up there or whose time is over is assigned anew.

    Args:
        visit: Who is where, within a write transaction.
        wish: What the request says.

    Raises:
        Problem: 400, the lesson is not external, the student has no e-mail address, the attempt is over, or the tool
            has no such test; 404, the test that was asked for does not exist.
    """
    _check_external(visit)
    lesson = visit.lesson
    if not visit.student.entity.get("email"):
        raise refuse(400, f"Student has no e-mail address: {visit.student_id}", "student")
    attempt = visit.latest
    if attempt.state == "done":
        raise refuse(400, f"Attempt {attempt.number} is completed; create a new attempt first", "lesson")
    if attempt.state == "none":
        attempt = begin(visit, attempt.number)
    else:
        lesson_started(visit.connection, lesson, visit.student_id, visit.now)
    test = _assigned(visit, attempt)
    if test is None or _is_void(visit, attempt, test):
        place = _edulastic if lesson.tool_provider == "edulastic" else _mastery_track
        assigned = _with_common(visit, place(visit, attempt, wish), wish)
        assign_test(visit.connection, visit.student_id, lesson.id, attempt.number, assigned)
        visit.write(_again(visit, attempt), {}, {"externalTest": assigned})
    else:
        assigned = test.assigned
    return {
        "toolProvider": lesson.tool_provider,
        "lessonType": lesson.type,
        "attempt": attempt.number,
        **tail(assigned),
    }


def _check_external(visit: Visit) -> None:
    lesson = visit.lesson
    if not lesson.is_external:
        raise refuse(400, f"The lesson is not held by an external tool: {lesson.id}", "lesson")
    if lesson.type not in EXTERNAL_TYPES:
        raise refuse(400, f"External tools hold {', '.join(EXTERNAL_TYPES)} only; this is {lesson.type}", "lesson")


def _assigned(visit: Visit, attempt: Attempt) -> ExternalTest | None:
    """What was assigned for an attempt; its result tells, and so does a table, as results can be replaced."""
    if attempt.result is None:
        return None
    found = assigned_test(visit.connection, visit.student_id, visit.lesson.id, attempt.number)
    told = as_object(attempt.metadata.get("externalTest"))
    return found if told is None else ExternalTest(told, found.enrollment_failed if found else None)


def _is_void(visit: Visit, attempt: Attempt, test: ExternalTest) -> bool:
    """Whether the student can do nothing any more with what was assigned, and no score has come of it either."""
    number = test.assigned.get("assignmentId")
    if visit.lesson.tool_provider != "mastery-track" or not isinstance(number, str) or not number.isdecimal():
        return False
    if attempt.result is not None and attempt.result.score_status == "fully graded":
        return False
    found = find_assignment(visit.connection, int(number), instant_of(visit.now.context.now))
    return found is not None and found.status in {"ABANDONED", "EXPIRED", "INVALIDATED"}


def _again(visit: Visit, attempt: Attempt) -> Attempt:
    """The attempt as it is in the gradebook now."""
    results = lesson_results(visit.connection, visit.lesson.id, visit.student_id)
    result = next(one for one in results if one.attempt == attempt.number)
    return Attempt(attempt.number, result, attempt.state)


def _with_common(visit: Visit, placed: dict[str, Any], wish: Wish) -> dict[str, Any]:
    lesson = visit.lesson
    named = (lesson.metadata.get("vendorId"), lesson.resource.get("vendorId"), placed["assignmentId"])
    usual = next(one for one in named if isinstance(one, str) and one)
    asked = wish.get("testId") if lesson.tool_provider == "mastery-track" else None
    digest = hashlib.sha256(f"{lesson.tool_provider}|{visit.student_id}".encode(errors="surrogatepass")).digest()
    return {
        "toolProvider": lesson.tool_provider,
        **placed,
        "testId": asked or usual,
        "credentials": {
            "email": visit.student.entity["email"],
            "password": base64.b32encode(digest).decode().lower()[:12],
        },
        **{name: wish[name] for name in ("applicationName", "skipCourseEnrollment") if name in wish},
    }


def _edulastic(visit: Visit, attempt: Attempt, _wish: Wish) -> dict[str, Any]:
    """An assignment at the simulated Edulastic; the same ids for the same attempt."""
    assignment = f"ext-{uuid.uuid5(_NAMESPACE, f'{visit.student_id}|{visit.lesson.id}|{attempt.number}')}"
    return {
        "assignmentId": assignment,
        "classId": str(uuid.uuid5(_NAMESPACE, f"class|{visit.lesson.course_id or visit.lesson.id}")),
        "testUrl": f"{EDULASTIC_TESTS}/{assignment}",
    }


def _mastery_track(visit: Visit, attempt: Attempt, wish: Wish) -> dict[str, Any]:
    """An assignment at the sandbox's MasteryTrack, whose score goes to the attempt's result."""
    assert attempt.result is not None
    lesson, connection, asked = visit.lesson, visit.connection, wish.get("testId")
    item = visit.ensure_line_item()
    try:
        made = assigning.assign(
            visit.state,
            connection,
            student_email=visit.student.entity["email"],
            user=visit.student_id,
            base_url=visit.base_url,
            timeback_id=asked,
            subject=None if asked is not None else _subject(visit),
            grade_rank=rank_of_roster_grade(lesson.grades[0]) if lesson.grades and asked is None else None,
            line_item=item,
            result=attempt.result.sourced_id,
        )
    except AssignmentRefused as refused:
        if refused.existing is None:
            status = 404 if asked is not None and refused.code == "TEST_NOT_FOUND" else 400
            raise refuse(status, f"MasteryTrack does not assign the test: {refused}", "testId") from refused
        made = refused.existing
        _adopt(visit, made, item, attempt.result.sourced_id)
    return {"assignmentId": str(made.id), "testUrl": made.test_url}


def _adopt(visit: Visit, made: Assigned, item: str, result: str) -> None:
    """Has the score of an assignment that was made at MasteryTrack itself go to this attempt.

    Raises:
        Problem: 400, it goes elsewhere already.
    """
    columns = ASSIGNMENTS.c
    adopting = update(ASSIGNMENTS).where(columns.id == made.id, columns.result.is_(None))
    if visit.connection.execute(adopting.values(line_item=item, result=result)).rowcount == 0:
        raise refuse(400, f"MasteryTrack has an active assignment of this test for something else: {made.id}", "lesson")


def _subject(visit: Visit) -> str | None:
    """The subject of a lesson, else that of its course."""
    lesson = visit.lesson
    if lesson.subject is not None or lesson.course_id is None:
        return lesson.subject
    course = find(visit.connection, "courses", lesson.course_id)
    return next(iter((course.entity.get("subjects") if course else None) or ()), None)


# ---------------------------------------------------------------- bringing results in


def import_results(visit: Visit) -> dict[str, Any]:
    """Brings what came of an assigned test into the gradebook.

    Args:
        visit: Who is where, within a write transaction.

    Raises:
        Problem: 400, the lesson is not external, or was not assigned.
    """
    _check_external(visit)
    attempt = visit.latest
    test = _assigned(visit, attempt)
    if attempt.state != "done":
        if test is None:
            raise refuse(400, "The test has not been assigned; make an assignment first", "lesson")
        bring = _import_edulastic if visit.lesson.tool_provider == "edulastic" else _import_mastery_track
        attempt = bring(visit, attempt, test)
    return _state(visit, attempt, test)


def _state(visit: Visit, attempt: Attempt, test: ExternalTest | None) -> dict[str, Any]:
    return {
        "lessonType": visit.lesson.type,
        "lessonId": visit.lesson.id,
        "finalized": attempt.state == "done",
        "toolProvider": visit.lesson.tool_provider,
        "attempt": attempt.number,
        **({} if test is None else tail(test.assigned)),
    }


def _import_mastery_track(visit: Visit, attempt: Attempt, test: ExternalTest) -> Attempt:
    """Takes over a score that MasteryTrack, or somebody in its place, has written into the gradebook."""
    result = attempt.result
    if result is None or result.score_status != "fully graded":
        return attempt
    told = [result.metadata.get(name) for name in ("totalQuestions", "correctQuestions")]
    total, correct = (one if type(one) is int and one >= 0 else None for one in told)
    score, accuracy = attempt.score, result.metadata.get("accuracy")
    if not isinstance(accuracy, (int, float)) or isinstance(accuracy, bool):
        accuracy = percent(correct, total) if total and correct is not None else score
    figures = Figures(score, total, correct, accuracy)
    return finish(visit, attempt, figures, masteryTrackProcessed=True, externalTest=test.assigned)


def _import_edulastic(visit: Visit, attempt: Attempt, test: ExternalTest) -> Attempt:
    """Takes over what the simulated Edulastic has of a test."""
    found = edulastic_state(visit.connection, visit.student_id, visit.lesson.id)
    answered = [one for one in found.questions if one.answered]
    present = imported_results(visit.connection, visit.lesson, visit.student_id, attempt.number)
    for question in answered:
        _import_question(visit, attempt, question, present.get(question.id))
    total = len(found.questions)
    score = round(percent(sum(one.score for one in answered), total), 2)
    if total and len(answered) == total and found.graded:
        correct = sum(one.score > 0 for one in answered)
        return finish(visit, attempt, Figures(score, total, correct, score), externalTest=test.assigned)
    if answered:
        fields = {"score": score, "scoreStatus": "submitted", "inProgress": "true"}
        return visit.write(attempt, fields, {"externalTest": test.assigned})
    return attempt


def _import_question(
    visit: Visit, attempt: Attempt, question: EdulasticQuestion, present: QuestionResult | None
) -> None:
    lesson, correct = visit.lesson, question.score > 0
    if present is not None and present.score == question.score:
        return
    word = "correct" if correct else "incorrect"
    metadata = {
        "correct": correct,
        "feedback": {"identifier": word, "value": word.capitalize()},
        "answeredAt": visit.now.context.modified,
    }
    write_answer(
        visit.connection, visit.now, lesson, visit.source(attempt),
        visit.ensure_line_item(), question.id, visit.student_id, attempt.number,
        {"score": question.score, "scoreStatus": "fully graded", "metadata": metadata}, present,
    )  # fmt: skip


# ---------------------------------------------------------------- the deprecated look at a course's test-out


def test_out(visit: Visit) -> dict[str, Any]:
    """Where a student is with a course's test-out."""
    attempt = visit.latest
    return _state(visit, attempt, _assigned(visit, attempt) if visit.lesson.is_external else None)
