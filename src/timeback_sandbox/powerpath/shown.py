"""How answers are shown beside their questions."""

from __future__ import annotations

from typing import Any

from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath.answers import QuestionResult
from timeback_sandbox.powerpath.evaluation import main_response
from timeback_sandbox.powerpath.vocabulary import DIFFICULTIES
from timeback_sandbox.qti.addresses import item_address

__all__ = ["shown_answer", "shown_imported"]


def shown_answer(result: QuestionResult, *, revealed: bool) -> dict[str, Any]:
    """What is shown of an answer beside its question.

    Args:
        result: The answer.
        revealed: Whether it is told what it was worth.
    """
    shown: dict[str, Any] = {}
    responses = as_object(result.metadata.get("responses"))
    if responses is not None:
        shown["responses"] = responses
        response = main_response(responses)
        if response is not None:
            shown["response"] = response
    if revealed:
        feedback = as_object(result.metadata.get("feedback")) or {}
        told, usual = feedback.get("value"), "Correct" if result.correct else "Incorrect"
        shown["correct"] = result.correct
        shown["result"] = {"score": result.score or 0, "feedback": told if isinstance(told, str) else usual}
    shown["resultId"] = result.sourced_id
    return shown


def shown_imported(index: int, result: QuestionResult, base_url: str) -> dict[str, Any]:
    """A question of an external tool with its answer; nothing more is known of it than its result.

    Args:
        index: Its place, from 0.
        result: Its result.
        base_url: Of the sandbox.
    """
    difficulty, score = result.metadata.get("difficulty"), result.score or 0
    correct = score > 0  # of external tests, any point counts as right
    return {
        "id": result.question,
        "index": index,
        "title": result.question,
        "url": item_address(base_url, result.question),
        "difficulty": difficulty if difficulty in DIFFICULTIES else "medium",
        "humanApproved": None,
        "learningObjectives": [],
        **shown_answer(result, revealed=True),
        "correct": correct,
        "result": {"score": score, "feedback": "Correct" if correct else "Incorrect"},
    }
