"""What happens once an attempt is over: its XP, its event, and what else follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath import outcomes
from timeback_sandbox.powerpath.adaptive import GOAL, multiplier
from timeback_sandbox.powerpath.external_tests import note_enrollment
from timeback_sandbox.powerpath.reporting import APP, report
from timeback_sandbox.powerpath.vocabulary import PASS_MARK

if TYPE_CHECKING:
    from timeback_sandbox.powerpath.visits import Attempt, Visit

__all__ = ["Figures", "finish"]


class Figures(NamedTuple):
    """What an attempt came to.

    Attributes:
        score: Out of 100.
        total: Questions, or answers where questions come again; None: not known.
        correct: Those that were right; None: not known.
        accuracy: In percent.
    """

    score: float
    total: int | None
    correct: int | None
    accuracy: float


def finish(visit: Visit, attempt: Attempt, figures: Figures, **more: Any) -> Attempt:
    """Completes an attempt.

    Args:
        visit: Who is where, within a write transaction.
        attempt: The attempt, as it was until now.
        figures: What it came to.
        more: Further metadata of its result.

    Returns:
        The attempt as it is now.
    """
    lesson, moment = visit.lesson, visit.now.context.modified
    factor, base = multiplier(figures.accuracy, attempt.number), visit.source(attempt).xp
    earned = None if base is None else _plain(base * factor)
    mastered = GOAL if lesson.type == "powerpath-100" else PASS_MARK
    metadata: dict[str, Any] = {
        "startedAt": attempt.metadata.get("startedAt") or moment,
        "completedAt": moment,
        "totalQuestions": figures.total,
        "correctQuestions": figures.correct,
        "accuracy": figures.accuracy,
        "xp": earned,
        "multiplier": factor,
        "masteredUnits": 1 if figures.score >= mastered else 0,
        "appName": APP,
        **({} if lesson.subject is None else {"subject": lesson.subject}),
        **more,
    }
    fields = {"score": figures.score, "scoreStatus": "fully graded", "inProgress": "false"}
    done = visit.write(attempt, fields, metadata)
    report(visit, done)
    assigned = as_object(done.metadata.get("externalTest")) or {}
    outcome = outcomes.lesson_finished(
        visit.connection,
        lesson,
        visit.student_id,
        figures.score,
        skip_enrollment=assigned.get("skipCourseEnrollment") is True,
        now=visit.now,
    )
    if lesson.is_external:
        note_enrollment(visit.connection, visit.student_id, lesson.id, done.number, outcome.enrollment_failed)
    return done


def _plain(number: float) -> float:
    """A number without the decimals that binary fractions leave behind."""
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
