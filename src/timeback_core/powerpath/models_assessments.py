"""Attempts at lessons, their progress, and tests that are made or taken elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from timeback_core.model import Model
from timeback_core.powerpath.models_base import PowerPath100Tag, QuizLikeTag, TestOutTag
from timeback_core.powerpath.models_questions import Question, RemainingQuestionsPerDifficulty
from timeback_core.tagged import tagged
from timeback_core.tolerant import Tolerant

__all__ = [
    "Attempt",
    "CreateAttemptResponse",
    "ExternalTestCreateResponse",
    "FinalizeAssessmentResponse",
    "GetAssessmentProgressResponse",
    "GetAttemptsResponse",
    "ImportExternalResultsResponse",
    "InternalTestCreateResponse",
    "MakeExternalTestAssignmentResponse",
    "PowerPath100ProgressResponse",
    "ResetAttemptResponse",
    "StandardProgressResponse",
    "TestOutCredentials",
    "TestOutResponse",
]


class Attempt(Model, kw_only=True):
    """One attempt of a student at a lesson."""

    attempt: int | None
    """Its number, from 1."""
    score: float
    """0 to 100."""
    score_status: str
    """A word of `timeback_core.powerpath.ScoreStatus`; ``fully graded`` is done."""
    xp: float | None
    """Experience points, once it is done."""
    started_at: str | None
    completed_at: str | None


class CreateAttemptResponse(Model, kw_only=True):
    """The attempt that is open now."""

    attempt: Attempt


class GetAttemptsResponse(Tolerant, kw_only=True):
    """A student's attempts at a lesson, in their order."""

    attempts: list[Attempt] = []  # noqa: RUF012  # msgspec gives each record its own


class ResetAttemptResponse(Model, kw_only=True):
    """What came of a reset."""

    success: bool
    score: float
    """0."""


class FinalizeAssessmentResponse(Model, kw_only=True):
    """The attempt that has been finalised."""

    lesson_type: str
    finalized: bool
    attempt: int


class PowerPath100ProgressResponse(Tolerant, kw_only=True):
    """How a student stands in a PowerPath-100 lesson."""

    lesson_type: PowerPath100Tag
    score: float
    """0 to 100; at 100 the lesson is done."""
    attempt: int
    accuracy: float
    """Per cent of the responses that were right, 0 to 100."""
    correct_questions: int
    total_questions: int
    xp: float | None = None
    """Experience points, once the lesson is done."""
    multiplier: float | None = None
    remaining_questions_per_difficulty: RemainingQuestionsPerDifficulty
    seen_questions: list[Question] = []  # noqa: RUF012  # msgspec gives each record its own
    """The questions that were answered, in that order."""
    test_result_id: str | None = None
    """Identifier of the lesson's result in the gradebook."""


class StandardProgressResponse(Tolerant, kw_only=True):
    """How a student stands in a lesson that is graded when it is finalised; also for kinds that we do not know."""

    lesson_type: QuizLikeTag
    finalized: bool
    attempt: int
    accuracy: float
    """Per cent of the responses that were right, 0 to 100; 0 until it is finalised."""
    correct_questions: int
    total_questions: int
    score: float | None = None
    """0 to 100; ``None`` until it is finalised."""
    questions: list[Question] = []  # noqa: RUF012  # msgspec gives each record its own
    """All of them, in the test's order; of an external test those that were imported."""
    tool_provider: str | None = None
    """Where an external test takes place."""
    enrollment_failed: bool | None = None
    """Whether the enrolment that an external test entails has failed."""
    xp: float | None = None
    """Experience points, once it is finalised."""
    multiplier: float | None = None
    test_result_id: str | None = None
    """Identifier of the lesson's result in the gradebook."""


if TYPE_CHECKING:
    GetAssessmentProgressResponse = PowerPath100ProgressResponse | StandardProgressResponse
else:
    GetAssessmentProgressResponse = tagged(
        "lessonType", {"powerpath-100": PowerPath100ProgressResponse}, StandardProgressResponse
    )


class ExternalTestCreateResponse(Model, kw_only=True):
    """A lesson that takes place in a tool of somebody else."""

    lesson_type: str
    lesson_id: str
    """The component resource: what every ``lesson`` argument takes."""
    course_component_id: str
    resource_id: str
    tool_provider: str
    launch_url: str | None = None
    vendor_id: str | None = None
    course_id_on_fail: str | None = None
    grades: list[str] | None = None


class InternalTestCreateResponse(Model, kw_only=True):
    """A lesson that is made of QTI."""

    lesson_type: str
    test_type: str
    lesson_id: str
    """The component resource: what every ``lesson`` argument takes."""
    course_component_id: str
    resource_id: str
    """The resource; of a bank the one above its tests."""
    child_resource_ids: list[str] | None = None
    """The resources of a bank's tests."""
    course_id_on_fail: str | None = None
    grades: list[str] | None = None


class TestOutCredentials(Model, kw_only=True):
    """How a student logs in where an external test takes place."""

    __test__: ClassVar[bool] = False

    email: str
    password: str
    """In clear; `repr` masks it."""


class _External(Model, kw_only=True):
    """Where a student finds an external test."""

    credentials: TestOutCredentials | None = None
    assignment_id: str | None = None
    class_id: str | None = None
    test_url: str | None = None
    """Address at which the student takes the test."""
    test_id: str | None = None


class TestOutResponse(_External, kw_only=True):
    """How a student stands in a course's test-out."""

    __test__: ClassVar[bool] = False

    lesson_type: TestOutTag
    lesson_id: str | None
    """The lesson; ``None`` if the course has none to test out."""
    finalized: bool
    tool_provider: str | None
    attempt: int | None = None


class ImportExternalResultsResponse(_External, kw_only=True):
    """How an external test stands after its results were imported."""

    lesson_type: str
    lesson_id: str | None
    finalized: bool
    """Whether the tool is done with it."""
    tool_provider: str | None
    attempt: int


class MakeExternalTestAssignmentResponse(_External, kw_only=True):
    """Where a student finds the test that was assigned."""

    tool_provider: str
    lesson_type: str
    attempt: int
