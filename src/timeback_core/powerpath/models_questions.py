"""Questions of lessons, and what comes back for a response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeback_core.kept import kept
from timeback_core.model import Model
from timeback_core.powerpath.models_base import PowerPath100Tag, QuizLikeTag
from timeback_core.powerpath.models_gradebook import AssessmentResult
from timeback_core.tagged import tagged

__all__ = [
    "GetNextQuestionResponse",
    "PowerPath100UpdateResponseResult",
    "PowerPathQuestionContent",
    "PowerPathQuestionResult",
    "PowerPathTestQuestion",
    "Question",
    "RemainingQuestionsPerDifficulty",
    "ResponseResult",
    "ResponseResultFeedback",
    "StandardUpdateResponseResult",
    "UpdateStudentQuestionResponseResult",
]


class PowerPathQuestionContent(Model, kw_only=True):
    """A question's QTI."""

    raw_xml: str
    type: str | None = None
    """Kind of interaction, such as ``choice``."""


class ResponseResultFeedback(Model, kw_only=True):
    """Feedback on a response, with the name by which the item knows it."""

    identifier: str | None = None
    value: str | None = None


class PowerPathQuestionResult(Model, kw_only=True):
    """How a response was graded."""

    score: float
    """0 to 1."""
    feedback: str | ResponseResultFeedback | None = None
    outcomes: dict[str, str] | None = None


class PowerPathTestQuestion(Model, kw_only=True):
    """A question of a lesson, and what the student made of it."""

    id: str
    """Identifier of the QTI item; `UpdateStudentQuestionResponseInput.question` takes it."""
    index: int
    """Position in the test, from 0."""
    title: str
    url: str
    """Address of the QTI item."""
    difficulty: str = "medium"
    """A word of `timeback_core.powerpath.PowerPathQuestionDifficulty`."""
    human_approved: bool | None = None
    content: PowerPathQuestionContent | None = None
    response: str | list[str] | None = None
    """What the student answered, if the item has one response."""
    responses: dict[str, str | list[str]] | None = None
    """What the student answered, by response identifier."""
    correct: bool | None = None
    """Whether it is right; withheld until a quiz is finalised."""
    result: PowerPathQuestionResult | None = None
    result_id: str | None = None
    """Identifier of the result in the gradebook."""
    learning_objectives: list[str] | None = None


if TYPE_CHECKING:
    Question = PowerPathTestQuestion
    Result = AssessmentResult
else:
    Question = kept(PowerPathTestQuestion)
    Result = kept(AssessmentResult)


class RemainingQuestionsPerDifficulty(Model, kw_only=True):
    """How many questions have not been answered in this attempt."""

    easy: int = 0
    medium: int = 0
    hard: int = 0


class GetNextQuestionResponse(Model, kw_only=True):
    """The question to show next, and the score so far."""

    score: float
    """0 to 100."""
    question: Question


class ResponseResult(Model, kw_only=True):
    """How one response was graded."""

    is_correct: bool
    score: float
    """0 to 1."""
    feedback: str | ResponseResultFeedback | None = None


class PowerPath100UpdateResponseResult(Model, kw_only=True):
    """What a response to a PowerPath-100 lesson came to."""

    lesson_type: PowerPath100Tag
    powerpath_score: float
    """The lesson's score after the response, 0 to 100; at 100 the lesson is done."""
    response_result: ResponseResult
    accuracy: float
    """Per cent of the responses that were right, 0 to 100."""
    correct_questions: int
    total_questions: int
    xp: float | None = None
    """Experience points, once the lesson is done."""
    multiplier: float | None = None
    question_result: Result | None = None
    """The question's row in the gradebook."""
    test_result: Result | None = None
    """The lesson's row in the gradebook."""


class StandardUpdateResponseResult(Model, kw_only=True):
    """What came of a response to a lesson that is graded when it is finalised: whether it is right is not told yet."""

    lesson_type: QuizLikeTag
    question_result: Result | None = None
    """The question's row in the gradebook."""


if TYPE_CHECKING:
    UpdateStudentQuestionResponseResult = PowerPath100UpdateResponseResult | StandardUpdateResponseResult
else:
    UpdateStudentQuestionResponseResult = tagged(
        "lessonType", {"powerpath-100": PowerPath100UpdateResponseResult}, StandardUpdateResponseResult
    )
