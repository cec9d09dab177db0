"""How far a student has got at a lesson."""

from __future__ import annotations

from typing import Any

from timeback_sandbox.powerpath.adaptive import percent
from timeback_sandbox.powerpath.answering import ADAPTIVE, counts_of, results_at
from timeback_sandbox.powerpath.answers import QuestionResult, answered, imported_results
from timeback_sandbox.powerpath.external_tests import assigned_test
from timeback_sandbox.powerpath.gradebook import LessonResult
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.questions import by_difficulty, questions_of, show_questions
from timeback_sandbox.powerpath.shown import shown_answer, shown_imported
from timeback_sandbox.powerpath.visits import Attempt, Visit

__all__ = ["progress", "shown_attempt"]


def shown_attempt(result: LessonResult) -> dict[str, Any]:
    """An attempt as PowerPath shows it."""
    told = result.metadata
    return {
        "attempt": result.attempt,
        "score": result.score or 0,
        "scoreStatus": result.score_status,
        "xp": _number(told.get("xp")),
        "startedAt": _text(told.get("startedAt")),
        "completedAt": _text(told.get("completedAt")),
    }


def progress(visit: Visit, number: int | None) -> dict[str, Any]:
    """How far an attempt is.

    Args:
        visit: Who is where.
        number: Which attempt; None: the latest.

    Raises:
        Problem: 404, there is no such attempt, or no questions; 400, there is no progress at this type of lesson.
    """
    if visit.lesson.type == ADAPTIVE and not visit.lesson.is_external:
        return _adaptive(visit, visit.attempt(number))
    if not visit.lesson.is_quiz_like:
        raise refuse(400, f"There is no progress at lessons of type {visit.lesson.type[:100]}", "lesson")
    attempt = visit.attempt(number)
    return _external(visit, attempt) if visit.lesson.is_external else _quiz(visit, attempt)


def _adaptive(visit: Visit, attempt: Attempt) -> dict[str, Any]:
    questions = questions_of(visit.connection, visit.source(attempt))
    results = results_at(visit, questions, attempt)
    places = {question.id: question for question in questions}
    seen = [places[one.question] for one in answered(results)]
    remaining = by_difficulty(question for question in questions if question.id not in results)
    counts = counts_of(attempt, results)
    answers = {name: shown_answer(result, revealed=True) for name, result in results.items()}
    return {
        "lessonType": visit.lesson.type,
        "remainingQuestionsPerDifficulty": {name: len(found) for name, found in remaining.items()},
        "score": attempt.score,
        "seenQuestions": show_questions(visit.connection, seen, visit.base_url, answers),
        "attempt": attempt.number,
        "xp": _number(attempt.metadata.get("xp")),
        "multiplier": _number(attempt.metadata.get("multiplier")),
        "accuracy": counts.accuracy,
        "correctQuestions": counts.correct,
        "totalQuestions": len(questions),
        **_result_id(attempt),
    }


def _quiz(visit: Visit, attempt: Attempt) -> dict[str, Any]:
    questions = questions_of(visit.connection, visit.source(attempt))
    results = results_at(visit, questions, attempt)
    done = attempt.state == "done"
    answers = {name: shown_answer(result, revealed=done) for name, result in results.items()}
    if done:
        unanswered: dict[str, Any] = {"correct": False, "result": {"score": 0, "feedback": "Incorrect"}}
        answers = {question.id: answers.get(question.id, unanswered) for question in questions}
    shown = show_questions(visit.connection, questions, visit.base_url, answers)
    return _standard(visit, attempt, shown, list(results.values()), len(questions), None)


def _external(visit: Visit, attempt: Attempt) -> dict[str, Any]:
    results = answered(imported_results(visit.connection, visit.lesson, visit.student_id, attempt.number))
    shown = [shown_imported(index, result, visit.base_url) for index, result in enumerate(results)]
    found = _standard(visit, attempt, shown, results, len(results), visit.lesson.tool_provider)
    if attempt.state == "done":
        test = assigned_test(visit.connection, visit.student_id, visit.lesson.id, attempt.number)
        if test is not None and test.enrollment_failed is not None:
            found["enrollmentFailed"] = test.enrollment_failed
    return found


def _standard(
    visit: Visit,
    attempt: Attempt,
    shown: list[dict[str, Any]],
    results: list[QuestionResult],
    total: int,
    provider: str | None,
) -> dict[str, Any]:
    told, done = attempt.metadata, attempt.state == "done"
    found: dict[str, Any] = {"lessonType": visit.lesson.type, "finalized": done}
    if done:
        found["score"] = attempt.score
    right = sum(one.correct for one in results)
    counted, correct = _number(told.get("totalQuestions")), _number(told.get("correctQuestions"))
    total = int(counted) if done and provider is not None and counted is not None else total
    correct = int(right if correct is None else correct) if done else 0
    accuracy = _number(told.get("accuracy"))
    return {
        **found,
        "questions": shown,
        "toolProvider": provider,
        "attempt": attempt.number,
        "xp": _number(told.get("xp")) if done else None,
        "multiplier": _number(told.get("multiplier")) if done else None,
        "accuracy": 0 if not done else percent(correct, total) if accuracy is None else accuracy,
        "correctQuestions": correct,
        "totalQuestions": total,
        **_result_id(attempt),
    }


def _result_id(attempt: Attempt) -> dict[str, str]:
    return {} if attempt.result is None else {"testResultId": attempt.result.sourced_id}


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
