"""What requests and answers about tests hold, for the API description; requests are read by the rules themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_sandbox.qti.bodies import AssessmentItem, Document, Page

__all__ = [
    "AssessmentTest",
    "MetadataForm",
    "OrderForm",
    "PartForm",
    "PartList",
    "Questions",
    "ReferenceForm",
    "Section",
    "SectionForm",
    "SectionList",
    "TestForm",
    "TestList",
    "TestPart",
    "WrittenPart",
]

_Text = Annotated[str, Meta(min_length=1)]
_Place = Annotated[int, Meta(ge=1)]
_Navigation = Literal["linear", "nonlinear"]
_Submission = Literal["individual", "simultaneous"]
_Object = dict[str, Any]


# ---------------------------------------------------------------- requests


class ReferenceForm(msgspec.Struct, kw_only=True):
    """A reference to an item; without an `href` it is that of the item here."""

    identifier: _Text
    href: str | UnsetType = UNSET
    sequence: _Place | UnsetType = UNSET


class OrderForm(msgspec.Struct, kw_only=True):
    """References in their new order."""

    items: Annotated[list[ReferenceForm], Meta(min_length=1)]


class SectionForm(msgspec.Struct, kw_only=True):
    """A section as it is written."""

    identifier: _Text
    title: _Text
    visible: bool = True
    required: bool = True
    fixed: bool = False
    sequence: _Place | UnsetType = UNSET
    refs: list[ReferenceForm] | UnsetType = msgspec.field(name="qti-assessment-item-ref", default=UNSET)


class PartForm(msgspec.Struct, kw_only=True, rename="camel"):
    """A test part as it is written."""

    identifier: _Text
    navigation_mode: _Navigation
    submission_mode: _Submission
    sections: Annotated[list[SectionForm], Meta(min_length=1)] = msgspec.field(name="qti-assessment-section")


class OutcomeForm(msgspec.Struct, kw_only=True, rename="camel"):
    """An outcome declaration of a test."""

    identifier: _Text
    base_type: str
    cardinality: str = "single"
    normal_maximum: float | UnsetType = UNSET
    normal_minimum: float | UnsetType = UNSET
    default_value: _Object | UnsetType = UNSET


class TestForm(msgspec.Struct, kw_only=True, rename="camel"):
    """A test as it is created or replaced; the same as a document of the type `application/xml`."""

    identifier: _Text
    title: _Text
    parts: Annotated[list[PartForm], Meta(min_length=1)] = msgspec.field(name="qti-test-part")
    outcomes: list[OutcomeForm] | UnsetType = msgspec.field(name="qti-outcome-declaration", default=UNSET)
    time_limit: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    max_attempts: float | UnsetType = UNSET
    tools_enabled: dict[str, bool] | UnsetType = UNSET
    metadata: _Object | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET


class MetadataForm(msgspec.Struct, kw_only=True):
    """The metadata of a test."""

    metadata: _Object


# ---------------------------------------------------------------- answers


class ItemRef(msgspec.Struct, kw_only=True):
    """A reference to an item."""

    identifier: str
    sequence: int
    href: str | UnsetType = UNSET


class Section(msgspec.Struct, kw_only=True):
    """A section."""

    identifier: str
    title: str
    visible: bool
    required: bool
    fixed: bool
    sequence: int
    refs: list[ItemRef] = msgspec.field(name="qti-assessment-item-ref")


class TestPart(msgspec.Struct, kw_only=True, rename="camel"):
    """A test part."""

    identifier: str
    navigation_mode: str
    submission_mode: str
    sections: list[Section] = msgspec.field(name="qti-assessment-section")


class WrittenPart(TestPart, kw_only=True, rename="camel"):
    """A test part that was written, with its XML."""

    raw_xml: str
    content: _Object


class AssessmentTest(Document, kw_only=True, rename="camel"):
    """A test; lists and metadata updates leave out whether its XML is valid."""

    qti_version: str
    parts: list[TestPart] = msgspec.field(name="qti-test-part")
    outcomes: list[_Object] = msgspec.field(name="qti-outcome-declaration")
    time_limit: float | UnsetType = UNSET
    max_attempts: float | UnsetType = UNSET
    tools_enabled: _Object | UnsetType = UNSET
    tool_name: str | UnsetType = UNSET
    tool_version: str | UnsetType = UNSET
    is_valid_xml: bool | UnsetType = UNSET
    version: int = msgspec.field(name="__v", default=0)


class TestList(Page, kw_only=True):
    """A page of tests."""

    items: list[AssessmentTest]


class PartList(Page, kw_only=True):
    """A page of test parts."""

    items: list[TestPart]


class SectionList(Page, kw_only=True):
    """A page of sections."""

    items: list[Section]


class Place(msgspec.Struct, kw_only=True, rename="camel"):
    """Where a test refers to an item."""

    identifier: str
    href: str
    test_part: str
    section: str


class Question(msgspec.Struct, kw_only=True):
    """An item of a test."""

    reference: Place
    question: AssessmentItem


class Questions(msgspec.Struct, kw_only=True, rename="camel"):
    """The items of a test."""

    assessment_test: str
    title: str
    total_questions: int
    questions: list[Question]
