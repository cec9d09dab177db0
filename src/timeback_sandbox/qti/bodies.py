"""What requests and answers hold, for the API description; requests are read by the rules themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "AssessmentItem",
    "BatchAnswer",
    "FeedbackInput",
    "ItemForm",
    "ItemList",
    "LessonFeedback",
    "Message",
    "Refusal",
    "ResponseInput",
    "ScoreAnswer",
    "Stimulus",
    "StimulusForm",
    "StimulusList",
    "ValidateBatchInput",
    "ValidateInput",
    "ValidationAnswer",
]

_Text = Annotated[str, Meta(min_length=1)]
Object = dict[str, Any]
"""An object of the API whose fields are not described here."""
_Objects = list[Object]
_Schema = Literal["item", "test", "stimulus"]


class Refusal(msgspec.Struct, kw_only=True):
    """Any of the API's error answers."""

    error: str
    message: str | UnsetType = UNSET
    details: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    meta: Object | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    entity_id: str | UnsetType = msgspec.field(name="entityId", default=UNSET)


class Message(msgspec.Struct):
    """What was done."""

    message: str


class _XmlForm(msgspec.Struct, kw_only=True):
    """What the JSON and XML forms have in common."""

    format: Literal["json", "xml"] | UnsetType = UNSET
    xml: str | UnsetType = UNSET
    identifier: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    metadata: Object | UnsetType = UNSET


class ItemForm(_XmlForm, kw_only=True, rename="camel"):
    """An item as it is created or replaced: in JSON with an interaction, or as XML."""

    type: str | UnsetType = UNSET
    qti_version: str | UnsetType = UNSET
    time_dependent: bool | UnsetType = UNSET
    adaptive: bool | UnsetType = UNSET
    pre_interaction: str | UnsetType = UNSET
    post_interaction: str | UnsetType = UNSET
    interaction: Object | UnsetType = UNSET
    response_declarations: _Objects | UnsetType = UNSET
    outcome_declarations: _Objects | UnsetType = UNSET
    response_processing: Object | UnsetType = UNSET
    modal_feedback: _Objects | UnsetType = UNSET
    feedback_inline: _Objects | UnsetType = UNSET
    feedback_block: _Objects | UnsetType = UNSET
    rubrics: _Objects | UnsetType = UNSET
    stimulus: Object | _Objects | UnsetType = UNSET
    raw_xml: str | UnsetType = UNSET


class Document(msgspec.Struct, kw_only=True, rename="camel"):
    """What every stored document is answered with."""

    identifier: str
    title: str
    raw_xml: str
    content: Object
    created_at: str
    updated_at: str
    metadata: Object | UnsetType = UNSET


class AssessmentItem(Document, kw_only=True, rename="camel"):
    """An item."""

    type: str
    qti_version: str
    time_dependent: bool
    adaptive: bool
    response_declarations: _Objects
    outcome_declarations: _Objects
    modal_feedback: _Objects
    feedback_inline: _Objects
    feedback_block: _Objects
    response_processing: Object | UnsetType = UNSET
    version: int = msgspec.field(name="__v", default=0)


class Page(msgspec.Struct, kw_only=True):
    """What every page of a list is answered with."""

    total: int
    page: int
    pages: int
    limit: int
    sort: str
    order: str


class ItemList(Page, kw_only=True):
    """A page of items."""

    items: list[AssessmentItem]


class StimulusForm(_XmlForm, kw_only=True, rename="camel"):
    """A stimulus as it is created or replaced: in JSON with its content as XHTML, or as XML."""

    content: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    stylesheet: Object | UnsetType = UNSET
    catalog_info: _Objects | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET


class Stimulus(Document, kw_only=True, rename="camel"):
    """A stimulus."""

    language: str
    catalog_info: _Objects
    label: str | UnsetType = UNSET
    stylesheet: Object | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET


class StimulusList(Page, kw_only=True):
    """A page of stimuli."""

    items: list[Stimulus]


class ResponseInput(msgspec.Struct, kw_only=True):
    """A response: a value, a list of them, or values by response identifier."""

    identifier: str
    response: Any


class Feedback(msgspec.Struct):
    """What is said to the candidate."""

    identifier: str
    value: str


class ScoreAnswer(msgspec.Struct):
    """How a response scored."""

    score: float
    feedback: Feedback


class ValidateInput(msgspec.Struct, kw_only=True, rename="camel"):
    """A document to validate, or the identifier of a stored one."""

    schema: _Schema
    xml: str | UnsetType = UNSET
    entity_id: str | UnsetType = UNSET


class ValidateBatchInput(msgspec.Struct, kw_only=True, rename="camel"):
    """Documents to validate, or identifiers of stored ones."""

    schema: _Schema
    xml: list[str] | UnsetType = UNSET
    entity_ids: list[str] | UnsetType = UNSET


class ValidationAnswer(msgspec.Struct, kw_only=True, rename="camel"):
    """What validation found; `success` is a text."""

    success: Literal["true", "false"]
    entity_id: str
    xml_content: str
    validation_errors: list[str]
    message: str


class BatchAnswer(msgspec.Struct):
    """What validation found in each document, in the order in which they were given."""

    results: list[ValidationAnswer]


class FeedbackInput(msgspec.Struct, kw_only=True, rename="camel"):
    """A comment of a person."""

    user_id: _Text
    feedback: _Text
    lesson_id: _Text
    question_id: str | UnsetType = UNSET
    human_approved: bool | UnsetType = UNSET


class LessonFeedback(FeedbackInput, kw_only=True, rename="camel"):
    """A comment as it is stored."""

    identifier: str
    type: Literal["LESSON", "QUESTION"]
