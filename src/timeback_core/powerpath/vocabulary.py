"""The closed sets of words that PowerPath uses.

What is sent accepts only these words. What is read may be any text: a server may know more words than we do, and
a record is never refused for it.
"""

from __future__ import annotations

from typing import Literal

from timeback_core.grades import Grade
from timeback_core.subjects import Subject

__all__ = [
    "CourseSequenceStatus",
    "ExternalTestCapableLessonType",
    "LessonPlanOperationType",
    "LessonPlanPosition",
    "LessonPlanTargetType",
    "NweaStatus",
    "PlacementTestStatus",
    "PowerPathLessonType",
    "PowerPathQuestionDifficulty",
    "QuizLikeLessonType",
    "ResourceStatus",
    "ScoreStatus",
    "ScreeningAssignmentStatus",
    "ScreeningSubject",
    "SessionStatus",
    "TestAssignmentStatus",
    "TestOutStatus",
    "TestType",
    "TimebackGrade",
    "TimebackSubject",
    "ToolProvider",
]

PowerPathLessonType = Literal["powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"]
"""Kind of a lesson."""

QuizLikeLessonType = Literal["quiz", "test-out", "placement", "unit-test"]
"""Lessons whose questions are all there at once and which are finalised."""

ExternalTestCapableLessonType = Literal["test-out", "placement", "unit-test"]
"""Lessons that may take place in a tool of somebody else."""

TestType = Literal["qti", "assessment-bank"]
"""What an internal test is made of: one QTI test, or several that take turns."""

ToolProvider = Literal["edulastic", "mastery-track"]
"""Tools in which external tests take place."""

PowerPathQuestionDifficulty = Literal["easy", "medium", "hard"]
"""How difficult a question is; ``medium`` where nothing is said."""

ScoreStatus = Literal["exempt", "fully graded", "not submitted", "partially graded", "submitted"]
"""How far a result is graded."""

ResourceStatus = Literal["active", "tobedeleted"]
"""State of a record; a deleted one stays as ``tobedeleted``."""

TimebackSubject = Subject
"""A subject."""

ScreeningSubject = Literal["Math", "Reading", "Language", "Science"]
"""A subject that can be screened."""

TimebackGrade = Grade
"""A grade: ``-1`` before kindergarten, ``0`` kindergarten, to ``12``; ``13`` advanced placement."""

TestAssignmentStatus = Literal["assigned", "in_progress", "completed", "failed", "expired", "cancelled"]
"""How a test assignment stands; ``completed`` is passed, ``failed`` is below 90."""

LessonPlanOperationType = Literal[
    "set-skipped",
    "add-custom-resource",
    "move-item-before",
    "move-item-after",
    "move-item-to-start",
    "move-item-to-end",
    "change-item-parent",
]
"""What an operation does to a lesson plan."""

LessonPlanTargetType = Literal["component", "resource"]
"""What an item of a lesson plan stands for: a course component or a component resource."""

LessonPlanPosition = Literal["start", "end"]
"""Where an item goes below its new parent."""

PlacementTestStatus = Literal["PASSED", "FAILED", "STARTED", "NOT_STARTED", "SKIP"]
"""How a student stands in a placement test."""

SessionStatus = Literal["active", "inactive"]
"""Whether a screening session can be used."""

ScreeningAssignmentStatus = Literal[
    "enqueued", "assigned", "in_progress", "blocked", "completed", "abandoned", "failed"
]
"""How a screening test stands."""

NweaStatus = Literal[
    "ENQUEUED",
    "AWAITING_STUDENT",
    "IN_PROGRESS",
    "PAUSED",
    "SUSPENDED",
    "TERMINATED",
    "ABANDONED",
    "COMPLETED",
    "FAILED",
]
"""How a screening test stands in the tool in which it takes place."""

TestOutStatus = Literal["not_eligible", "available", "in_progress", "completed", "failed"]
"""Whether a student can test out of a course, or how the attempt stands."""

CourseSequenceStatus = Literal["draft", "active", "retired", "tobedeleted"]
"""State of a course sequence."""
