"""The closed sets of words that PowerPath knows."""

from __future__ import annotations

from typing import Final, Literal, get_args

from timeback_sandbox.oneroster.fields import VOCABULARIES

__all__ = [
    "DIFFICULTIES",
    "EXTERNAL_TYPES",
    "GRADES",
    "LESSON_TYPES",
    "PASS_MARK",
    "QUIZ_LIKE",
    "SCORE_STATUSES",
    "STATUSES",
    "SUBJECTS",
    "TEST_TYPES",
    "TOOL_PROVIDERS",
    "Difficulty",
    "Grade",
    "Subject",
]

Difficulty = Literal["easy", "medium", "hard"]

Grade = Literal["-1", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]
GRADES: Final = get_args(Grade)
Subject = Literal[
    "Reading",
    "Language",
    "Vocabulary",
    "Social Studies",
    "Writing",
    "Science",
    "FastMath",
    "Math",
    "None",
    "Other",
]
SUBJECTS: Final = get_args(Subject)
LESSON_TYPES: Final = VOCABULARIES["LessonType"]
QUIZ_LIKE: Final = ("quiz", "test-out", "placement", "unit-test")
"""The types of lessons whose questions are all there at once, and which are finalized."""
EXTERNAL_TYPES: Final = ("test-out", "placement", "unit-test")
"""The types of lessons that an external tool may hold."""
TEST_TYPES: Final = ("qti", "assessment-bank")
TOOL_PROVIDERS: Final = ("edulastic", "mastery-track")
DIFFICULTIES: Final[tuple[Difficulty, ...]] = ("easy", "medium", "hard")
SCORE_STATUSES: Final = VOCABULARIES["ScoreStatus"]
STATUSES: Final = VOCABULARIES["Status"]

PASS_MARK: Final = 90
"""The score, of 100, from which on a test is passed."""
