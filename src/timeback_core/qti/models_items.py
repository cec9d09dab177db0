"""Items as the service answers them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, field

from timeback_core.kept import kept
from timeback_core.model import Model

__all__ = [
    "AssessmentItem",
    "CorrectResponse",
    "FeedbackBlock",
    "FeedbackInline",
    "InlineFeedbackConfig",
    "ItemMetadata",
    "LearningObjectiveSet",
    "ModalFeedback",
    "Moment",
    "OutcomeDeclaration",
    "ProcessResponseFeedback",
    "ProcessResponseResult",
    "ResponseDeclaration",
    "ResponseProcessing",
]

Moment = Annotated[datetime, Meta(tz=True)]
"""A moment, aware of its zone."""


class CorrectResponse(Model, kw_only=True):
    """The key of a response variable: texts, numbers, or pairs as ``"A B"`` or as lists of two."""

    value: list[str | float | list[str]] = field(default_factory=list[str | float | list[str]])


class ResponseDeclaration(Model, kw_only=True):
    """A response variable of an item."""

    identifier: str
    cardinality: str
    base_type: str | None = None
    """``None`` for records."""
    correct_response: CorrectResponse | None = None


class OutcomeDeclaration(Model, kw_only=True):
    """An outcome variable of an item."""

    identifier: str
    cardinality: str | None = None
    base_type: str | None = None


class InlineFeedbackConfig(Model, kw_only=True):
    """Which outcome shows inline feedback, and which variable it follows."""

    outcome_identifier: str
    variable_identifier: str


class ResponseProcessing(Model, kw_only=True):
    """How responses are scored; only items made from the JSON form have it."""

    template_type: str | None = None
    response_declaration_identifier: str | None = None
    outcome_identifier: str | None = None
    correct_response_identifier: str | None = None
    incorrect_response_identifier: str | None = None
    inline_feedback: InlineFeedbackConfig | None = None


class LearningObjectiveSet(Model, kw_only=True):
    """Learning objectives of one source."""

    source: str
    learning_objective_ids: list[str] = field(default_factory=list[str])


class ItemMetadata(Model, kw_only=True):
    """What is known about an item; whatever else was stored is in ``extra``."""

    subject: str | None = None
    grade: str | None = None
    """``"-1"`` to ``"13"``."""
    difficulty: str | None = None
    """``easy``, ``medium`` or ``hard``."""
    learning_objective_set: list[LearningObjectiveSet] | None = None


class ModalFeedback(Model, kw_only=True):
    """Feedback that is shown on its own."""

    outcome_identifier: str
    identifier: str
    show_hide: str | None = None
    content: str | None = None
    title: str | None = None


class _Feedback(Model, kw_only=True):
    outcome_identifier: str
    identifier: str
    show_hide: str | None = None
    content: str | None = None
    class_names: list[str] | None = field(name="class", default=None)


class FeedbackInline(_Feedback, kw_only=True):
    """Feedback within a line of an item's body."""


class FeedbackBlock(_Feedback, kw_only=True):
    """Feedback in a block of an item's body."""


if TYPE_CHECKING:
    Metadata = ItemMetadata
else:
    Metadata = kept(ItemMetadata)


class AssessmentItem(Model, kw_only=True):
    """One question.

    ``raw_xml`` is the item itself; the typed fields and ``content`` follow from it. ``item["rawXml"]`` gives a field by
    its name on the wire.
    """

    identifier: str
    title: str
    type: str
    """Kind of its interaction, such as ``choice``."""
    qti_version: str | None = None
    time_dependent: bool | None = None
    adaptive: bool | None = None
    response_declarations: list[ResponseDeclaration] | None = None
    outcome_declarations: list[OutcomeDeclaration] | None = None
    response_processing: ResponseProcessing | None = None
    """Only for items made from the JSON form; the rules themselves are in ``raw_xml``."""
    metadata: Metadata | None = None
    raw_xml: str | None = None
    """The document, as it was uploaded or made."""
    content: dict[str, Any] | None = None
    """The document as nested objects. Prefer ``raw_xml``, which is stable."""
    modal_feedback: list[ModalFeedback] | None = None
    """Of the JSON form; empty for items made from XML."""
    feedback_inline: list[FeedbackInline] | None = None
    feedback_block: list[FeedbackBlock] | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    v: int | None = field(name="__v", default=None)


class ProcessResponseFeedback(Model, kw_only=True):
    """What the candidate is told."""

    identifier: str | None = None
    """``correct``, ``incorrect``, ``partial``, or what the item's rules set."""
    value: str | None = None


class ProcessResponseResult(Model, kw_only=True):
    """How a response was scored."""

    score: float
    """As the item's rules give it; not normalised."""
    feedback: ProcessResponseFeedback | None = None
