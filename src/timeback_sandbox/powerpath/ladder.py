"""The ladder of placement tests: where a student stands on it, from the tests' states alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from timeback_sandbox.powerpath.vocabulary import PASS_MARK

__all__ = ["Rung", "Standing", "grade_number", "standing"]


class Rung(NamedTuple):
    """One placement test, as the student has left it.

    Attributes:
        lesson: The sourcedId of its ComponentResource.
        grade: Of the test; None when it names none.
        done: Whether the latest attempt is over.
        score: Of the latest attempt, out of 100.
        completed: When that was over, as canonical text, which sorts by time.
    """

    lesson: str
    grade: str | None
    done: bool = False
    score: float = 0
    completed: str = ""

    @property
    def passed(self) -> bool:
        """Whether it has been passed."""
        return self.done and self.score >= PASS_MARK


class Standing(NamedTuple):
    """Where a student stands.

    Attributes:
        grade: The current level.
        onboarded: Whether the placement is over.
        exhausted: Whether no test is left.
        next: The test to take now; None when the placement is over.
        available: How many tests there are.
    """

    grade: str | None
    onboarded: bool
    exhausted: bool
    next: Rung | None
    available: int


def standing(rungs: Sequence[Rung]) -> Standing:
    """Where a student stands on a ladder.

    The test completed last decides: below the pass mark it ends the placement; above, the first test behind it that
    is not completed comes next, and when there is none the placement is over as well.

    Args:
        rungs: The tests of a subject in the ladder's order; at least one.
    """
    done = [(rung.completed, place) for place, rung in enumerate(rungs) if rung.done]
    if not done:
        return Standing(rungs[0].grade, onboarded=False, exhausted=False, next=rungs[0], available=len(rungs))
    _, place = max(done)
    last = rungs[place]
    if last.passed:
        following = next((rung for rung in rungs[place + 1 :] if not rung.done), None)
        if following is not None:
            return Standing(following.grade, onboarded=False, exhausted=False, next=following, available=len(rungs))
        return Standing(last.grade, onboarded=True, exhausted=True, next=None, available=len(rungs))
    exhausted = len(done) == len(rungs)
    return Standing(last.grade, onboarded=True, exhausted=exhausted, next=None, available=len(rungs))


def grade_number(grade: str | None) -> int | None:
    """A grade as a number; None for what is none."""
    try:
        return int(grade) if grade is not None else None
    except ValueError:
        return None
