"""What scoring gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from timeback_core.qti.scoring.values import Value

__all__ = ["Feedback", "ScoreResult", "ScoredBy", "Verdict"]

Verdict: TypeAlias = Literal["correct", "partial", "incorrect"]
ScoredBy: TypeAlias = Literal["rules", "key", "grader", "nothing"]


class Feedback(msgspec.Struct, frozen=True):
    """What is said to the candidate.

    Attributes:
        identifier: The value of the outcome that decides on feedback, else the verdict.
        value: The text of the modal feedback that became visible, else the verdict in words.
    """

    identifier: str
    value: str


class ScoreResult(msgspec.Struct, frozen=True, kw_only=True):
    """How a response scored.

    Attributes:
        score: The score as the item's rules give it; not normalised, and it may be negative.
        max_score: What the verdict compares it with.
        verdict: `correct` from `max_score` upwards, `incorrect` from 0 downwards, else `partial`.
        feedback: What is said to the candidate.
        outcomes: Every outcome after processing.
        scored_by: `rules`, the item's own; `key`, because no rule set SCORE; `grader`, a function for what a key
            cannot score; `nothing`, because there is nothing that a score could follow from.
        unreadable: The responses that their base type could not hold; they scored as wrong.
        attempt: Which attempt it was, from 1.
        answered: Whether one of the responses was an answer.
    """

    score: float
    max_score: float
    verdict: Verdict
    feedback: Feedback
    outcomes: Mapping[str, Value]
    scored_by: ScoredBy = "rules"
    unreadable: tuple[str, ...] = ()
    attempt: int = 1
    answered: bool = False
