"""What callers send for tests, their parts and their sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import UNSET, Meta, UnsetType, field

from timeback_core.inputs import Input, Issues, Text
from timeback_core.model import Model
from timeback_core.qti.inputs_items import check_reserved, without_read_only
from timeback_core.qti.inputs_values import Position
from timeback_core.qti.vocabulary import BaseType, Cardinality, NavigationMode, SubmissionMode
from timeback_core.wire import is_mapping, is_sequence

__all__ = [
    "AssessmentItemRefInput",
    "AssessmentSectionInput",
    "CreateAssessmentTestInput",
    "DefaultValueInput",
    "ReorderItemsInput",
    "TestOutcomeDeclarationInput",
    "TestPartInput",
    "UpdateAssessmentTestInput",
    "UpdateTestMetadataInput",
]


class AssessmentItemRefInput(Input, kw_only=True):
    """A reference to an item."""

    keeps_unknown = False

    identifier: Text
    href: Text | UnsetType = UNSET
    """Where the item is; the service's own address of it unless given."""
    sequence: Position | UnsetType = UNSET
    """The place in the section, from 1; the last one unless given."""


class AssessmentSectionInput(Input, kw_only=True):
    """A section of a test part."""

    keeps_unknown = False

    identifier: Text
    title: Text
    visible: bool = True
    required: bool | UnsetType = UNSET
    """``True`` unless given."""
    fixed: bool | UnsetType = UNSET
    """``False`` unless given."""
    sequence: Position | UnsetType = UNSET
    qti_assessment_item_ref: Many[ItemRef] | UnsetType = field(name="qti-assessment-item-ref", default=UNSET)


class TestPartInput(Input, kw_only=True):
    """A part of a test, with at least one section."""

    __test__ = False  # no test class, whatever its name says to pytest
    keeps_unknown = False

    identifier: Text
    navigation_mode: NavigationMode
    submission_mode: SubmissionMode
    qti_assessment_section: Sections = field(name="qti-assessment-section")

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out what only the server writes."""
        return {name: value for name, value in values.items() if name not in {"rawXml", "content"}}


class DefaultValueInput(Input, kw_only=True):
    """The default of an outcome variable."""

    value: Any


class TestOutcomeDeclarationInput(Input, kw_only=True):
    """An outcome variable of a test."""

    __test__ = False
    keeps_unknown = False

    identifier: Text
    base_type: BaseType
    cardinality: Cardinality = "single"
    normal_maximum: float | UnsetType = UNSET
    normal_minimum: float | UnsetType = UNSET
    default_value: DefaultValue | UnsetType = UNSET

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Refuse reserved names."""
        check_reserved(payload, issues)


class _TestForm(Input, kw_only=True):
    """A test in the JSON form."""

    keeps_unknown = False

    title: Text
    qti_version: str | UnsetType = UNSET
    qti_test_part: Parts = field(name="qti-test-part")
    qti_outcome_declaration: Many[OutcomeDeclaration] | UnsetType = field(name="qti-outcome-declaration", default=UNSET)
    time_limit: float | UnsetType = UNSET
    """Seconds."""
    max_attempts: float | UnsetType = UNSET
    tools_enabled: dict[str, bool] | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out what only the server writes."""
        read_only = {"rawXml", "content", "isValidXml"}
        return {name: value for name, value in without_read_only(values).items() if name not in read_only}


class CreateAssessmentTestInput(_TestForm, kw_only=True):
    """A test, with at least one part."""

    identifier: Text


class UpdateAssessmentTestInput(_TestForm, kw_only=True):
    """A test to be put in place of one that is there: what is left out is removed."""

    identifier: Text | UnsetType = UNSET


class UpdateTestMetadataInput(Input, kw_only=True):
    """The metadata of a test, which takes the place of what is stored."""

    metadata: dict[str, Any]

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take metadata without the object around it, too."""
        return values if "metadata" in values else {"metadata": values}


class ReorderItemsInput(Input, kw_only=True):
    """The order of a section's items.

    References that were read, and identifiers, are put in the order in which they are given; others by ``sequence``
    if all have one.
    """

    items: Items

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take identifiers and references that were read."""
        items = values.get("items")
        return {**values, "items": [_reference(item) for item in items]} if is_sequence(items) else values


def _reference(item: object) -> object:
    """Return a reference as it is sent; one that was read gives up the place that it had."""
    if isinstance(item, str):
        return {"identifier": item}
    if isinstance(item, Model):
        values = item.to_dict()
        return {name: values[name] for name in ("identifier", "href") if values.get(name) is not None}
    return item


def items_of(given: object) -> object:
    """Return what `ReorderItemsInput` takes for a list of items; anything else as it is."""
    return {"items": given} if is_sequence(given) and not is_mapping(given) else given


if TYPE_CHECKING:
    from collections.abc import Sequence as Many

    ItemRef = AssessmentItemRefInput | Model | Mapping[str, Any]
    Sections = Many[AssessmentSectionInput | Model | Mapping[str, Any]]
    Parts = Many[TestPartInput | Model | Mapping[str, Any]]
    OutcomeDeclaration = TestOutcomeDeclarationInput | Model | Mapping[str, Any]
    DefaultValue = DefaultValueInput | Mapping[str, Any]
    Items = Many[str | AssessmentItemRefInput | Model | Mapping[str, Any]]
else:
    Many = list
    ItemRef = AssessmentItemRefInput
    Sections = Annotated[list[AssessmentSectionInput], Meta(min_length=1)]
    Parts = Annotated[list[TestPartInput], Meta(min_length=1)]
    OutcomeDeclaration = TestOutcomeDeclarationInput
    DefaultValue = DefaultValueInput
    Items = Annotated[list[AssessmentItemRefInput], Meta(min_length=1)]
