# Written by tools/generate_sync.py from timeback_core/qti/models.py; changes belong there.
"""What the QTI service answers with: every record from one place, and those that stand for themselves."""

from __future__ import annotations

from timeback_core.qti.models import (
    BatchValidationResult,
    CatalogInfo,
    DeleteResponse,
    LessonFeedback,
    Stimulus,
    Stylesheet,
    T_co,
    ValidationResult,
)
from timeback_core.qti.models_items import (
    AssessmentItem,
    CorrectResponse,
    FeedbackBlock,
    FeedbackInline,
    InlineFeedbackConfig,
    ItemMetadata,
    LearningObjectiveSet,
    ModalFeedback,
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
from timeback_core.sync.numbered_pages import NumberedPage

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


class ListResponse(NumberedPage[T_co]):
    """One page of a list, a sequence of records.

    Beside ``items`` it has ``total``, ``page``, ``pages``, ``limit``, ``sort`` and ``order``; `fetch_next` gets the
    page after it.
    """

    __slots__ = ()
