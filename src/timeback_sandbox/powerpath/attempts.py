"""The states of an attempt, as the gradebook tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from timeback_sandbox.powerpath.gradebook import LessonResult
    from timeback_sandbox.powerpath.lessons import Lesson

__all__ = ["AttemptState", "state"]

AttemptState = Literal["none", "open_pristine", "open", "done"]


def state(lesson: Lesson, result: LessonResult | None) -> AttemptState:
    """The state of an attempt.

    Args:
        lesson: The lesson.
        result: Of the attempt, at the lesson itself; None: there is no attempt.

    Returns:
        `none`; `open_pristine`, when nothing was answered; `open`, when something was, or an external tool holds the
        test; `done`.
    """
    if result is None:
        return "none"
    if result.score_status == "fully graded":
        # what MasteryTrack writes into the gradebook counts once it has been imported
        waiting = lesson.tool_provider == "mastery-track" and result.metadata.get("masteryTrackProcessed") is not True
        return "open" if waiting else "done"
    if result.score_status == "not submitted" and result.metadata.get("externalTest") is None:
        return "open_pristine"
    return "open"
