"""What a student does at a lesson that is answered here: answers, new attempts, finalizing, starting over."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath import adaptive
from timeback_sandbox.powerpath.answers import (
    QuestionResult,
    answered,
    imported_results,
    results_of_questions,
    write_answer,
)
from timeback_sandbox.powerpath.bank import Source, bank_history, bank_metadata
from timeback_sandbox.powerpath.evaluation import Evaluation, Responses, main_response
from timeback_sandbox.powerpath.external_tests import forget_test
from timeback_sandbox.powerpath.finishing import Figures, finish
from timeback_sandbox.powerpath.gradebook import LAST_ATTEMPT, delete_results, shown_result
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.questions import Question, by_difficulty, questions_of, show_questions
from timeback_sandbox.powerpath.visits import NOTHING_DONE, Attempt, Visit
from timeback_sandbox.problems import Problem
from timeback_sandbox.qti.lookup import StoredItem, find_item, find_items

__all__ = [
    "ADAPTIVE",
    "Counts",
    "begin",
    "counts_of",
    "finalize",
    "judged_at_once",
    "judged_at_the_end",
    "new_attempt",
    "next_question",
    "reset",
    "results_at",
    "submit",
]

ADAPTIVE = "powerpath-100"


# ---------------------------------------------------------------- PowerPath-100


class Counts(tuple[int, int]):
    """How many answers an attempt has, and how many of them were right."""

    __slots__ = ()

    @property
    def submitted(self) -> int:
        """All answers; a question that is answered again counts again."""
        return self[0]

    @property
    def correct(self) -> int:
        """Those that were right."""
        return self[1]

    @property
    def accuracy(self) -> float:
        """In percent; 0 before the first answer."""
        return adaptive.percent(self.correct, self.submitted)


def counts_of(attempt: Attempt, results: dict[str, QuestionResult]) -> Counts:
    """What the attempt's result says of its answers, else what the questions' results say."""
    told = attempt.metadata.get("totalQuestions"), attempt.metadata.get("correctQuestions")
    submitted, correct = (one if type(one) is int and 0 <= one < 2**31 else None for one in told)
    if submitted is None:
        return Counts((len(results), sum(one.correct for one in results.values())))
    return Counts((submitted, min(submitted, correct or 0)))


def next_question(visit: Visit) -> dict[str, Any]:
    """The question that comes next in a PowerPath-100 lesson, with the score so far.

    Raises:
        Problem: 400, it is another type of lesson, or the attempt is over; 404, there are no questions.
    """
    if visit.lesson.type != ADAPTIVE or visit.lesson.is_external:
        raise refuse(400, f"Only {ADAPTIVE} lessons have a next question; this is {_kind(visit)}", "lesson")
    attempt = visit.latest
    _refuse_done(attempt)
    questions = questions_of(visit.connection, visit.source(attempt))
    results = results_at(visit, questions, attempt)
    counts = counts_of(attempt, results)
    drawn = adaptive.draw(
        visit.state.settings.powerpath_seed, visit.student_id, visit.lesson.id, attempt.number, counts.submitted
    )
    unanswered = by_difficulty(question for question in questions if question.id not in results)
    chosen = adaptive.choose(unanswered, attempt.score, drawn)
    if chosen is None:
        chosen = _again(questions, results)
    shown = show_questions(visit.connection, [chosen], visit.base_url, {})
    return {"score": attempt.score, "question": shown[0]}


def _again(questions: list[Question], results: dict[str, QuestionResult]) -> Question:
    """The question to repeat once all were answered: a wrong one if there is one, of those the first one answered."""
    places = {question.id: question for question in questions}
    inorder = [places[one.question] for one in answered(results) if one.question in places]
    return next((one for one in inorder if not results[one.id].correct), inorder[0])


def _submit_adaptive(
    visit: Visit, attempt: Attempt, source: Source, questions: list[Question], question: Question, responses: Responses
) -> dict[str, Any]:
    results = results_at(visit, questions if attempt.metadata.get("totalQuestions") is None else [question], attempt)
    before = counts_of(attempt, results)
    judged = _judge(visit, question.id, responses)
    now = Counts((before.submitted + 1, before.correct + (1 if judged.correct else 0)))
    score = adaptive.next_score(attempt.score, correct=judged.correct)
    metadata = {
        **_answer(visit, responses),
        "correct": judged.correct,
        "feedback": judged.feedback,
        "difficulty": question.difficulty,
        "submission": now.submitted,
    }
    graded = {"score": judged.score, "scoreStatus": "fully graded", "metadata": metadata}
    answer = _write(visit, attempt, source, question.id, graded, results.get(question.id))
    if score >= adaptive.GOAL:
        attempt = finish(visit, attempt, Figures(adaptive.GOAL, now.submitted, now.correct, now.accuracy))
    else:
        told = {
            **NOTHING_DONE,
            "startedAt": attempt.metadata.get("startedAt") or visit.now.context.modified,
            "totalQuestions": now.submitted,
            "correctQuestions": now.correct,
            "accuracy": now.accuracy,
        }
        fields = {"score": score, "scoreStatus": "partially graded", "inProgress": "true"}
        attempt = visit.write(attempt, fields, told)
    shown: dict[str, Any] = {
        "lessonType": visit.lesson.type,
        "powerpathScore": attempt.score,
        "responseResult": {"isCorrect": judged.correct, "score": judged.score, "feedback": judged.feedback},
        "questionResult": answer,
        "accuracy": now.accuracy,
        "correctQuestions": now.correct,
        "totalQuestions": len(questions),
        "xp": attempt.metadata.get("xp"),
        "multiplier": attempt.metadata.get("multiplier"),
    }
    if attempt.result is not None:
        modified = visit.now.context.modified
        shown["testResult"] = shown_result(attempt.result.sourced_id, attempt.result.entity, modified)
    return shown


# ---------------------------------------------------------------- answers


def submit(visit: Visit, question_id: str, responses: Responses) -> dict[str, Any]:
    """Takes an answer.

    Args:
        visit: Who is where, within a write transaction.
        question_id: Which question.
        responses: What was answered.

    Raises:
        Problem: 400, the lesson is not answered here, or the attempt is over; 404, the question is not in the test.
    """
    lesson = visit.lesson
    if lesson.is_external or not (lesson.is_quiz_like or lesson.type == ADAPTIVE):
        raise refuse(400, f"Answers are not taken here: this is {_kind(visit)}", "lesson")
    attempt = visit.latest
    _refuse_done(attempt)
    source = visit.source(attempt)
    questions = questions_of(visit.connection, source)
    question = next((one for one in questions if one.id == question_id), None)
    if question is None:
        raise refuse(404, f"The question is not in the test: {question_id[:200]}", "question")
    if attempt.state == "none":
        attempt = begin(visit, attempt.number)
    if lesson.type == ADAPTIVE:
        return _submit_adaptive(visit, attempt, source, questions, question, responses)
    present = results_at(visit, [question], attempt).get(question_id)
    metadata = {**_answer(visit, responses), "difficulty": question.difficulty}
    given = {"score": None, "scoreStatus": "submitted", "metadata": metadata}
    answer = _write(visit, attempt, source, question_id, given, present)
    if attempt.state != "open":
        started = attempt.metadata.get("startedAt") or visit.now.context.modified
        fields = {"score": 0, "scoreStatus": "submitted", "inProgress": "true"}
        visit.write(attempt, fields, {**NOTHING_DONE, "startedAt": started})
    return {"lessonType": lesson.type, "questionResult": answer}


def judged_at_once(visit: Visit, question_id: str, responses: Responses) -> list[tuple[StoredItem, Responses]]:
    """What `submit` will evaluate, as far as this can be told ahead.

    Args:
        visit: Who is where.
        question_id: Which question.
        responses: What was answered.
    """
    if visit.lesson.type != ADAPTIVE or visit.lesson.is_external or visit.latest.state == "done":
        return []
    asked = any(one.id == question_id for one in questions_of(visit.connection, visit.source(visit.latest)))
    item = find_item(visit.connection, question_id) if asked else None
    return [] if item is None else [(item, responses)]


def judged_at_the_end(visit: Visit) -> list[tuple[StoredItem, dict[str, Any]]]:
    """What `finalize` will evaluate, as far as this can be told ahead.

    Args:
        visit: Who is where.
    """
    attempt = visit.latest
    if visit.lesson.is_external or not visit.lesson.is_quiz_like or attempt.state in {"none", "done"}:
        return []
    results = results_at(visit, questions_of(visit.connection, visit.source(attempt)), attempt)
    items = find_items(visit.connection, list(results))
    return [(items[question], _given(result)) for question, result in results.items()]


def _given(result: QuestionResult) -> dict[str, Any]:
    """What was answered."""
    return as_object(result.metadata.get("responses")) or {}


def results_at(visit: Visit, questions: list[Question], attempt: Attempt) -> dict[str, QuestionResult]:
    """The results of questions at an attempt, by question."""
    if attempt.result is None:
        return {}
    wanted = [question.id for question in questions]
    return results_of_questions(visit.connection, visit.lesson.id, wanted, visit.student_id, attempt.number)


def _answer(visit: Visit, responses: Responses) -> dict[str, Any]:
    """What a question's result remembers of the answer."""
    return {
        "responses": responses,
        "response": main_response(responses),
        "answeredAt": visit.now.context.modified,
    }


def _judge(visit: Visit, question_id: str, responses: Responses) -> Evaluation:
    item = find_item(visit.connection, question_id)
    if item is None:
        raise refuse(404, f"The question does not exist: {question_id[:200]}", "question")
    return visit.judge(item, responses)


def _write(
    visit: Visit,
    attempt: Attempt,
    source: Source,
    question_id: str,
    result: dict[str, Any],
    present: QuestionResult | None,
) -> dict[str, Any]:
    """Writes the answer to a question; returns its result as it is shown."""
    lesson_item = visit.ensure_line_item()
    sourced_id, written = write_answer(
        visit.connection, visit.now, visit.lesson, source, lesson_item, question_id, visit.student_id,
        attempt.number, result, present,
    )  # fmt: skip
    return shown_result(sourced_id, written, visit.now.context.modified)


# ---------------------------------------------------------------- finalizing


def finalize(visit: Visit) -> dict[str, Any]:
    """Scores the answers of a quiz-like lesson; one that is finalized stays as it is.

    Raises:
        Problem: 400, lessons of this type are not finalized; 404, there are no questions.
    """
    if visit.lesson.is_external or not visit.lesson.is_quiz_like:
        raise refuse(400, f"This lesson is not finalized: it is {_kind(visit)}", "lesson")
    attempt = visit.latest
    if attempt.state == "none":
        attempt = begin(visit, attempt.number)
    if attempt.state != "done":
        attempt = _finalize(visit, attempt)
    return {"lessonType": visit.lesson.type, "finalized": True, "attempt": attempt.number}


def _finalize(visit: Visit, attempt: Attempt) -> Attempt:
    source = visit.source(attempt)
    questions = questions_of(visit.connection, source)
    results = results_at(visit, questions, attempt)
    items = find_items(visit.connection, list(results))
    total, correct = 0.0, 0
    for question_id, result in results.items():
        judged = visit.judge(items[question_id], _given(result))
        total += judged.score
        correct += judged.correct
        scored = {"score": judged.score, "scoreStatus": "fully graded"}
        told = {**result.metadata, "correct": judged.correct, "feedback": judged.feedback}
        _write(visit, attempt, source, question_id, {**scored, "metadata": told}, result)
    score = round(adaptive.percent(total, len(questions)), 2)
    return finish(visit, attempt, Figures(score, len(questions), correct, score))


# ---------------------------------------------------------------- attempts


def new_attempt(visit: Visit) -> Attempt:
    """The attempt that a student goes on with: a new one, unless the latest has not been answered yet.

    Raises:
        Problem: 400, the latest attempt has to be completed first.
    """
    latest = visit.latest
    if latest.state == "open_pristine":
        return latest
    if latest.state == "open" and (visit.lesson.type != ADAPTIVE or visit.lesson.is_external):
        raise refuse(400, f"Attempt {latest.number} has been answered; complete it before the next one", "lesson")
    if latest.number >= LAST_ATTEMPT:
        raise refuse(400, f"There can be no attempt after number {latest.number}", "lesson")
    return begin(visit, 1 if latest.state == "none" else latest.number + 1)


def begin(visit: Visit, number: int) -> Attempt:
    """A new attempt, without an answer: what is left of one that was deleted is taken away.

    Args:
        visit: Who is where, within a write transaction.
        number: Which attempt.
    """
    left = imported_results(visit.connection, visit.lesson, visit.student_id, number)
    delete_results(visit.connection, visit.now, [result.sourced_id for result in left.values()])
    forget_test(visit.connection, visit.student_id, visit.lesson.id, number)
    fresh = Attempt(number, None, "none")
    metadata = {**NOTHING_DONE, "startedAt": visit.now.context.modified}
    if visit.lesson.is_bank:
        before = visit.results[-1] if visit.results else None
        metadata["assessmentBank"] = bank_metadata(visit.source(fresh), number, bank_history(before))
    return visit.write(fresh, _PRISTINE, metadata)


_PRISTINE: dict[str, Any] = {"score": 0, "scoreStatus": "not submitted", "inProgress": "true"}


def reset(visit: Visit) -> None:
    """Takes the latest attempt back to where nothing was answered; an external test only loses its score."""
    attempt = visit.latest
    if attempt.result is None:
        return
    if visit.lesson.is_external:
        visit.write(attempt, {"score": 0}, {})
        return
    known = imported_results(visit.connection, visit.lesson, visit.student_id, attempt.number)
    with suppress(Problem):  # the test may be gone; what was answered stands below the lesson's line item
        known |= results_at(visit, questions_of(visit.connection, visit.source(attempt)), attempt)
    delete_results(visit.connection, visit.now, [result.sourced_id for result in known.values()])
    visit.write(attempt, _PRISTINE, NOTHING_DONE)


# ---------------------------------------------------------------- refusing


def _refuse_done(attempt: Attempt) -> None:
    if attempt.state == "done":
        raise refuse(400, f"Attempt {attempt.number} is completed; create a new attempt", "lesson")


def _kind(visit: Visit) -> str:
    provider = visit.lesson.tool_provider
    return visit.lesson.type if provider is None else f"{visit.lesson.type} at {provider}"
