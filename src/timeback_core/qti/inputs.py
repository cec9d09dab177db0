"""What callers send for stimuli, validation, feedback and lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, field

from timeback_core.inputs import Input, Issues, Text
from timeback_core.model import Model
from timeback_core.qti.inputs_items import without_read_only
from timeback_core.qti.inputs_values import Markup, Position
from timeback_core.qti.vocabulary import (
    ItemSortField,
    NavigationMode,
    SortField,
    SortOrder,
    SubmissionMode,
    ValidationSchema,
)
from timeback_core.query import camel_case

__all__ = [
    "CatalogInfoInput",
    "CreateStimulusInput",
    "CreateStimulusXmlInput",
    "ListAssessmentItemsParams",
    "ListAssessmentTestsParams",
    "ListParams",
    "StylesheetInput",
    "SubmitLessonFeedbackInput",
    "UpdateStimulusInput",
    "ValidateBatchInput",
    "ValidateInput",
]

Name = Annotated[str, Meta(pattern=r"\A[^\W\d][\w.-]*\Z")]
"""A name without a colon: no digit in front, no blank inside."""


class StylesheetInput(Input, kw_only=True):
    """A stylesheet of a stimulus."""

    href: Text
    type: Text


class CatalogInfoInput(Input, kw_only=True):
    """Supplementary content for a place in a stimulus."""

    id: Name
    """What ``data-catalog-idref`` in the content names."""
    support: Text
    """Such as ``linguistic-guidance``."""
    content: str


class _StimulusForm(Input, kw_only=True):
    """A stimulus in the JSON form."""

    keeps_unknown = False

    format: Literal["json"] | UnsetType = UNSET
    title: Text
    content: Markup
    """XHTML. A stimulus that was read has an object here instead, which cannot be sent back."""
    label: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    """``en`` unless given."""
    stylesheet: Stylesheet | UnsetType = UNSET
    catalog_info: Many[Catalog] | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET

    @classmethod
    def adapt_record(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave the parsed content out: it is no text."""
        return {name: value for name, value in values.items() if name != "content" or isinstance(value, str)}

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out what only the server writes."""
        return {name: value for name, value in without_read_only(values).items() if name != "rawXml"}


class CreateStimulusInput(_StimulusForm, kw_only=True):
    """A stimulus in the JSON form."""

    identifier: Text


class UpdateStimulusInput(_StimulusForm, kw_only=True):
    """A stimulus to be put in place of one that is there: what is left out is removed."""

    identifier: Text | UnsetType = UNSET


class CreateStimulusXmlInput(Input, kw_only=True):
    """A stimulus as XML; identifier and title come from the document."""

    keeps_unknown = False

    format: Literal["xml"] = "xml"
    xml: Markup
    """The document; sent character for character."""
    metadata: dict[str, Any] | UnsetType = UNSET


class ValidateInput(Input, kw_only=True):
    """A document, or an entity that is stored, to validate."""

    schema_type: ValidationSchema = field(name="schema")
    xml: Markup | UnsetType = UNSET
    entity_id: Text | UnsetType = UNSET
    """A stored item, test or stimulus; `xml` then does not count."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Insist on something to validate."""
        if not payload.keys() & {"xml", "entityId"}:
            issues.add("xml", "give xml or entity_id")


class ValidateBatchInput(Input, kw_only=True):
    """Documents, or entities that are stored, to validate."""

    schema_type: ValidationSchema = field(name="schema")
    xml: Many[Markup] | UnsetType = UNSET
    entity_ids: Many[Text] | UnsetType = UNSET
    """Stored items, tests or stimuli; `xml` then does not count."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Insist on something to validate; both lists are always sent."""
        if not payload.setdefault("xml", []) and not payload.setdefault("entityIds", []):
            issues.add("xml", "give at least one entry of xml or entity_ids")
        payload.setdefault("entityIds", [])


class SubmitLessonFeedbackInput(Input, kw_only=True):
    """What somebody says about a lesson or a question."""

    keeps_unknown = False

    user_id: Text
    lesson_id: Text
    feedback: Text
    question_id: Text | UnsetType = UNSET
    human_approved: bool | UnsetType = UNSET


class _Listing(Input, kw_only=True):
    """What every list takes; all of it may be left out."""

    query: str | UnsetType = UNSET
    """Words that title or identifier contain."""
    page: Position | UnsetType = UNSET
    """From 1, which is the default."""
    limit: Position | UnsetType = UNSET
    """Records per page; 10 on the hosted service unless given."""
    order: SortOrder | UnsetType = UNSET

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take the names of fields in snake_case, too."""
        sort = values.get("sort")
        return {**values, "sort": camel_case(sort)} if isinstance(sort, str) else values


class ListParams(_Listing, kw_only=True):
    """What narrows, orders and cuts a list of stimuli or sections."""

    sort: SortField | UnsetType = UNSET


class _Filtered(_Listing, kw_only=True):
    where: Any = UNSET
    """The condition; see `timeback_core.filters`."""
    filter: str | UnsetType = UNSET
    """The condition as the service writes it, such as ``type='choice'``; instead of `where`."""


class ListAssessmentItemsParams(_Filtered, kw_only=True):
    """What narrows, orders and cuts a list of items."""

    sort: ItemSortField | UnsetType = UNSET


class ListAssessmentTestsParams(_Filtered, kw_only=True):
    """What narrows, orders and cuts a list of tests or of test parts."""

    sort: SortField | UnsetType = UNSET
    navigation_mode: NavigationMode | UnsetType = UNSET
    submission_mode: SubmissionMode | UnsetType = UNSET


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    Stylesheet = StylesheetInput | Model | Mapping[str, Any]
    Catalog = CatalogInfoInput | Model | Mapping[str, Any]
else:
    Many = list
    Stylesheet = StylesheetInput
    Catalog = CatalogInfoInput
