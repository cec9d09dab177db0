"""The rules of PowerPath-100 and of XP, as plain functions: how a score moves, and which question comes next."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from timeback_sandbox.powerpath.vocabulary import Difficulty

__all__ = ["GOAL", "choose", "draw", "multiplier", "next_score", "percent", "tiers"]

GOAL: Final = 100
"""The score at which an attempt is complete."""

_WRONG: Final = (1, 1, 2, 3, 4, 5, 5, 6, 7, 8)
"""Points that a wrong answer costs: at a score below 10, below 20, …, below 100."""
_MEDIUM_SHARE: Final = 75
"""Percent of the questions between 70 and 90 points that are of medium difficulty, as long as there are some."""

T = TypeVar("T")


def next_score(score: float, *, correct: bool) -> float:
    """The score after an answer.

    Args:
        score: Before it, 0 to 100.
        correct: Whether it was right.
    """
    band = max(0, min(9, int(score // 10)))
    moved = score + max(4, 14 - band) if correct else score - _WRONG[band]
    return max(0, min(GOAL, moved))


def draw(seed: str, student: str, lesson: str, attempt: int, answered: int) -> int:
    """A number that looks drawn by chance, and is the same for the same question to be chosen.

    Args:
        seed: Of the sandbox.
        student: The student's sourcedId.
        lesson: The lesson's sourcedId.
        attempt: Which attempt.
        answered: How many answers it has.
    """
    text = f"{seed}|{student}|{lesson}|{attempt}|{answered}"
    return int.from_bytes(hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:8], "big")


def tiers(score: float, drawn: int) -> tuple[Difficulty, Difficulty, Difficulty]:
    """The difficulties in the order in which a question is looked for.

    Args:
        score: So far.
        drawn: Decides between medium and hard where both may come.
    """
    if score < 70:
        return "easy", "medium", "hard"
    if score < 90 and drawn % 100 < _MEDIUM_SHARE:
        return "medium", "hard", "easy"
    return "hard", "medium", "easy"


def choose(candidates: Mapping[Difficulty, Sequence[T]], score: float, drawn: int) -> T | None:
    """The next question; None when there are no candidates.

    Args:
        candidates: What may be asked, by difficulty, in the order of the test.
        score: So far.
        drawn: As `draw` gives it.
    """
    for difficulty in tiers(score, drawn):
        found = candidates.get(difficulty)
        if found:
            return found[drawn // 100 % len(found)]
    return None


def percent(part: float, whole: float) -> float:
    """A share out of 100; 0 when there is no whole. Whole numbers come as such."""
    if not whole:
        return 0
    found = 100 * part / whole
    return int(found) if found == int(found) else found


def multiplier(accuracy: float, attempt: int) -> float:
    """What the XP of a lesson are multiplied by.

    Args:
        accuracy: In percent.
        attempt: Which attempt.
    """
    if accuracy >= 100:
        return 1.25 if attempt == 1 else 1.0
    if accuracy >= 80:
        return 1.0 if attempt == 1 else 0.5
    return 0
