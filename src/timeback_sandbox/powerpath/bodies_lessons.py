"""What the requests and answers at lessons hold, for the API description."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_sandbox.powerpath.vocabulary import Grade

__all__ = [
    "AttemptAnswer",
    "AttemptsAnswer",
    "ExternalPlacementBody",
    "ExternalTestMade",
    "ExternalTestOutBody",
    "FinalizedAnswer",
    "ImportedAnswer",
    "InternalTestBody",
    "InternalTestMade",
    "MadeAssignmentAnswer",
    "MakeAssignmentBody",
    "NextQuestionAnswer",
    "PowerPath100Progress",
    "PowerPath100Submitted",
    "ResetAttemptAnswer",
    "StandardProgress",
    "StandardSubmitted",
    "SubmitBody",
    "TestOutAnswer",
    "WhereBody",
]

LessonType = Literal["powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"]
QuizLike = Literal["quiz", "test-out", "placement", "unit-test"]
External = Literal["test-out", "placement", "unit-test"]
Provider = Literal["edulastic", "mastery-track"]
ScoreStatus = Literal["exempt", "fully graded", "not submitted", "partially graded", "submitted"]
Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Address = Annotated[str, Meta(min_length=1, extra_json_schema={"format": "uri"})]
Xp = Annotated[float, Meta(ge=0, le=1e15)]
Grades = Annotated[list[Grade], Meta(min_length=1)]
Responses = dict[str, str | list[str]]


class _Camel(msgspec.Struct, kw_only=True, rename="camel"):
    """Its fields are in camel case on the wire."""


# ---------------------------------------------------------------- attempts


class WhereBody(_Camel, kw_only=True):
    """Who is at which lesson."""

    student: Text
    lesson: Text


class Attempt(_Camel, kw_only=True):
    """An attempt at a lesson."""

    attempt: int | None
    score: float
    score_status: ScoreStatus
    xp: float | None
    started_at: str | None
    completed_at: str | None


class AttemptAnswer(_Camel, kw_only=True):
    """The attempt that a student goes on with."""

    attempt: Attempt


class AttemptsAnswer(_Camel, kw_only=True):
    """A student's attempts at a lesson."""

    attempts: list[Attempt]


class ResetAttemptAnswer(_Camel, kw_only=True):
    """What is left of an attempt that was reset."""

    success: bool
    score: float


class FinalizedAnswer(_Camel, kw_only=True):
    """That an attempt is finalized."""

    lesson_type: QuizLike
    finalized: bool
    attempt: int


# ---------------------------------------------------------------- questions


class Content(_Camel, kw_only=True):
    """The item of a question."""

    raw_xml: str
    type: str | UnsetType = UNSET


class QuestionResult(_Camel, kw_only=True):
    """What an answer was worth."""

    score: float
    feedback: Any
    outcomes: dict[str, str] | UnsetType = UNSET


class Question(_Camel, kw_only=True):
    """A question, with its answer as far as there is one and it is told."""

    id: str
    index: int
    title: str
    url: str
    difficulty: Literal["easy", "medium", "hard"]
    human_approved: bool | None = None
    content: Content | UnsetType = UNSET
    response: str | list[str] | UnsetType = UNSET
    responses: dict[str, Any] | UnsetType = UNSET
    correct: bool | UnsetType = UNSET
    result: QuestionResult | UnsetType = UNSET
    result_id: str | UnsetType = UNSET
    learning_objectives: list[str] | UnsetType = UNSET


class NextQuestionAnswer(_Camel, kw_only=True):
    """The question that comes next."""

    score: float
    question: Question


class Remaining(_Camel, kw_only=True):
    """How many questions were not answered yet."""

    easy: int
    medium: int
    hard: int


class PowerPath100Progress(_Camel, kw_only=True):
    """How far an attempt at a PowerPath-100 lesson is."""

    lesson_type: Literal["powerpath-100"]
    remaining_questions_per_difficulty: Remaining
    score: float
    seen_questions: list[Question]
    attempt: int
    xp: float | None
    multiplier: float | None
    accuracy: float
    correct_questions: int
    total_questions: int
    test_result_id: str | UnsetType = UNSET


class StandardProgress(_Camel, kw_only=True):
    """How far an attempt at a lesson of another type is."""

    lesson_type: QuizLike
    finalized: bool
    questions: list[Question]
    tool_provider: Provider | None
    attempt: int
    xp: float | None
    multiplier: float | None
    accuracy: float
    correct_questions: int
    total_questions: int
    score: float | UnsetType = UNSET
    enrollment_failed: bool | UnsetType = UNSET
    test_result_id: str | UnsetType = UNSET


class SubmitBody(_Camel, kw_only=True):
    """An answer: `responses`, or `response` alone."""

    student: Text
    lesson: Text
    question: Text
    responses: Annotated[Responses, Meta(min_length=1)] | UnsetType = UNSET
    response: str | list[str] | UnsetType = UNSET


class ResponseResult(_Camel, kw_only=True):
    """What an answer was worth."""

    is_correct: bool
    score: float
    feedback: Any = None


class PowerPath100Submitted(_Camel, kw_only=True):
    """What an answer to a question of a PowerPath-100 lesson has brought about."""

    lesson_type: Literal["powerpath-100"]
    powerpath_score: float
    response_result: ResponseResult
    accuracy: float
    correct_questions: int
    total_questions: int
    xp: float | None
    multiplier: float | None
    question_result: dict[str, Any] | UnsetType = UNSET
    test_result: dict[str, Any] | UnsetType = UNSET


class StandardSubmitted(_Camel, kw_only=True):
    """That an answer was taken."""

    lesson_type: QuizLike
    question_result: dict[str, Any] | UnsetType = UNSET


# ---------------------------------------------------------------- external tests


class MakeAssignmentBody(_Camel, kw_only=True):
    """Which test is to be assigned to whom."""

    student: Text
    lesson: Text
    application_name: Text | UnsetType = UNSET
    test_id: Text | UnsetType = UNSET
    skip_course_enrollment: bool | UnsetType = UNSET


class Credentials(_Camel, kw_only=True):
    """How a student signs in at a tool."""

    email: str
    password: str


class _Tail(_Camel, kw_only=True):
    credentials: Credentials | UnsetType = UNSET
    assignment_id: str | UnsetType = UNSET
    class_id: str | UnsetType = UNSET
    test_url: str | UnsetType = UNSET
    test_id: str | UnsetType = UNSET


class MadeAssignmentAnswer(_Tail, kw_only=True):
    """A test that is assigned."""

    tool_provider: Provider
    lesson_type: External
    attempt: int


class ImportedAnswer(_Tail, kw_only=True):
    """Where a student is with an external test."""

    lesson_type: External
    lesson_id: str | None
    finalized: bool
    tool_provider: Provider | None
    attempt: int


class TestOutAnswer(_Tail, kw_only=True):
    """Where a student is with a course's test-out."""

    __test__ = False  # its name looks like a test to pytest

    lesson_type: Literal["test-out"]
    lesson_id: str | None
    finalized: bool
    tool_provider: Provider | None
    attempt: int | UnsetType = UNSET


# ---------------------------------------------------------------- creating


class _Lesson(_Camel, kw_only=True):
    course_id: Text
    lesson_title: Text | UnsetType | None = UNSET
    unit_title: Text | UnsetType | None = UNSET
    course_component_sourced_id: Text | UnsetType | None = UNSET
    resource_metadata: dict[str, Any] | UnsetType | None = UNSET


class _External(_Lesson, kw_only=True):
    tool_provider: Provider
    grades: Grades
    launch_url: Text | UnsetType | None = UNSET
    vendor_id: Text | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET


class ExternalPlacementBody(_External, kw_only=True):
    """A placement test that an external tool holds."""

    lesson_type: Literal["placement"] | UnsetType = UNSET
    xp: Xp | UnsetType | None = UNSET
    course_id_on_fail: Text | UnsetType | None = UNSET


class ExternalTestOutBody(_External, kw_only=True):
    """A test-out that an external tool holds."""

    xp: Xp
    lesson_type: Literal["test-out"] | UnsetType = UNSET


class QtiTest(_Camel, kw_only=True):
    """A QTI test."""

    url: Address
    title: Text | UnsetType | None = UNSET
    metadata: dict[str, Any] | UnsetType | None = UNSET


class Bank(_Camel, kw_only=True):
    """Tests of which each attempt takes one."""

    resources: Annotated[list[QtiTest], Meta(min_length=1)]


class InternalTestBody(_Lesson, kw_only=True):
    """A lesson of one QTI test, or of a bank of them."""

    lesson_type: LessonType
    test_type: Literal["qti", "assessment-bank"]
    qti: QtiTest | UnsetType = UNSET
    assessment_bank: Bank | UnsetType = UNSET
    xp: Xp | UnsetType | None = UNSET
    grades: Grades | UnsetType | None = UNSET
    course_id_on_fail: Text | UnsetType | None = UNSET


class _Made(_Camel, kw_only=True):
    lesson_id: str
    course_component_id: str
    resource_id: str
    course_id_on_fail: str | UnsetType | None = UNSET
    grades: list[str] | UnsetType = UNSET


class ExternalTestMade(_Made, kw_only=True):
    """An external lesson that was created, or changed."""

    lesson_type: Literal["placement", "test-out"]
    tool_provider: Provider
    launch_url: str | UnsetType = UNSET
    vendor_id: str | UnsetType = UNSET


class InternalTestMade(_Made, kw_only=True):
    """A lesson of QTI tests that was created, or changed."""

    lesson_type: LessonType
    test_type: Literal["qti", "assessment-bank"]
    child_resource_ids: list[str] | UnsetType = UNSET
