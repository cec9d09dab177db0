"""What the QTI service answers with: every record from one place, and those that stand for themselves."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import field

from timeback_core.model import Model
from timeback_core.numbered_pages import NumberedPage
from timeback_core.qti.models_items import (
    AssessmentItem,
    CorrectResponse,
    FeedbackBlock,
    FeedbackInline,
    InlineFeedbackConfig,
    ItemMetadata,
    LearningObjectiveSet,
    ModalFeedback,
    Moment,
    OutcomeDeclaration,
    ProcessResponseFeedback,
    ProcessResponseResult,
    ResponseDeclaration,
    ResponseProcessing,
)
from timeback_core.qti.models_tests import (
    AssessmentItemRef,
    AssessmentSection,
    AssessmentTest,
    QuestionReference,
    QuestionsResponse,
    QuestionWithItem,
    TestOutcomeDeclaration,
    TestPart,
)
from timeback_core.wire import Flag

__all__ = [
    "AssessmentItem",
    "AssessmentItemRef",
    "AssessmentSection",
    "AssessmentTest",
    "BatchValidationResult",
    "CatalogInfo",
    "CorrectResponse",
    "DeleteResponse",
    "FeedbackBlock",
    "FeedbackInline",
    "InlineFeedbackConfig",
    "ItemMetadata",
    "LearningObjectiveSet",
    "LessonFeedback",
    "ListResponse",
    "ModalFeedback",
    "OutcomeDeclaration",
    "ProcessResponseFeedback",
    "ProcessResponseResult",
    "QuestionReference",
    "QuestionWithItem",
    "QuestionsResponse",
    "ResponseDeclaration",
    "ResponseProcessing",
    "Stimulus",
    "Stylesheet",
    "TestOutcomeDeclaration",
    "TestPart",
    "ValidationResult",
]

T_co = TypeVar("T_co", covariant=True)


class ListResponse(NumberedPage[T_co]):
    """One page of a list, a sequence of records.

    Beside ``items`` it has ``total``, ``page``, ``pages``, ``limit``, ``sort`` and ``order``; `fetch_next` gets the
    page after it.
    """

    __slots__ = ()


class CatalogInfo(Model, kw_only=True):
    """Supplementary content for a place in a stimulus."""

    id: str
    support: str | None = None
    content: str | None = None


class Stylesheet(Model, kw_only=True):
    """A stylesheet of a stimulus."""

    href: str
    type: str | None = None


class Stimulus(Model, kw_only=True):
    """A passage that items share.

    ``content`` is the parsed XML, although the text of the body is what is sent: read ``raw_xml`` instead.
    """

    identifier: str
    title: str
    content: dict[str, Any] | None = None
    label: str | None = None
    language: str | None = None
    stylesheet: Stylesheet | None = None
    catalog_info: list[CatalogInfo] | None = None
    tool_name: str | None = None
    tool_version: str | None = None
    metadata: dict[str, Any] | None = None
    raw_xml: str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    v: int | None = field(name="__v", default=None)


class ValidationResult(Model, kw_only=True):
    """What is wrong with a document."""

    success: Flag
    """Whether it is valid."""
    entity_id: str | None = None
    """The entity that was validated; made up when the document was given."""
    xml_content: str | None = None
    validation_errors: list[str] = field(default_factory=list[str])
    message: str | None = None
    error: str | None = None


class BatchValidationResult(Model, kw_only=True):
    """What is wrong with several documents, in the order in which they were given."""

    results: list[ValidationResult] = field(default_factory=list[ValidationResult])


class LessonFeedback(Model, kw_only=True):
    """What somebody says about a lesson or a question."""

    identifier: str | None = None
    """By which it can be deleted; the hosted service may not say it."""
    user_id: str | None = None
    lesson_id: str | None = None
    question_id: str | None = None
    feedback: str | None = None
    type: str | None = None
    """``QUESTION`` or ``LESSON``."""
    human_approved: bool | list[bool] | None = None


class DeleteResponse(Model, kw_only=True):
    """What the server says about a deletion; most routes say nothing."""

    message: str | None = None
