"""Tests, their parts and sections as the service answers them."""

from __future__ import annotations

from typing import Any

from msgspec import field

from timeback_core.model import Model
from timeback_core.qti.models_items import AssessmentItem, Moment

__all__ = [
    "AssessmentItemRef",
    "AssessmentSection",
    "AssessmentTest",
    "QuestionReference",
    "QuestionWithItem",
    "QuestionsResponse",
    "TestOutcomeDeclaration",
    "TestPart",
]


class AssessmentItemRef(Model, kw_only=True):
    """A section's reference to an item."""

    identifier: str
    href: str | None = None
    sequence: int | None = None
    """Place in the section, from 1; absent in what was made from XML."""


class AssessmentSection(Model, kw_only=True):
    """A section of a test part."""

    identifier: str
    title: str | None = None
    visible: bool | None = None
    required: bool | None = None
    fixed: bool | None = None
    sequence: int | None = None
    qti_assessment_item_ref: list[AssessmentItemRef] | None = field(name="qti-assessment-item-ref", default=None)

    @property
    def item_refs(self) -> list[AssessmentItemRef]:
        """The references to items, in order."""
        return self.qti_assessment_item_ref or []


class TestPart(Model, kw_only=True):
    """A part of a test."""

    __test__ = False  # no test class, whatever its name says to pytest

    identifier: str
    navigation_mode: str | None = None
    submission_mode: str | None = None
    qti_assessment_section: list[AssessmentSection] | None = field(name="qti-assessment-section", default=None)
    raw_xml: str | None = None
    """The part's XML; only where a part was created, read or updated by itself."""
    content: dict[str, Any] | None = None

    @property
    def sections(self) -> list[AssessmentSection]:
        """The sections, in order."""
        return self.qti_assessment_section or []


class TestOutcomeDeclaration(Model, kw_only=True):
    """An outcome variable of a test."""

    __test__ = False

    identifier: str
    base_type: str | None = None
    cardinality: str | None = None
    normal_maximum: float | None = None
    normal_minimum: float | None = None
    default_value: dict[str, Any] | None = None
    """``{"value": …}``."""


class AssessmentTest(Model, kw_only=True):
    """A test: parts, which hold sections, which refer to items."""

    identifier: str
    title: str
    qti_version: str | None = None
    qti_test_part: list[TestPart] | None = field(name="qti-test-part", default=None)
    qti_outcome_declaration: list[TestOutcomeDeclaration] | None = field(name="qti-outcome-declaration", default=None)
    time_limit: float | None = None
    """Seconds."""
    max_attempts: float | None = None
    tools_enabled: dict[str, bool] | None = None
    metadata: dict[str, Any] | None = None
    raw_xml: str | None = None
    content: dict[str, Any] | None = None
    is_valid_xml: bool | None = None
    """Absent from lists and after an update of the metadata."""
    created_at: Moment | None = None
    updated_at: Moment | None = None
    v: int | None = field(name="__v", default=None)

    @property
    def parts(self) -> list[TestPart]:
        """The parts, in order."""
        return self.qti_test_part or []


class QuestionReference(Model, kw_only=True):
    """Where in a test an item is referred to."""

    identifier: str
    href: str | None = None
    test_part: str | None = None
    section: str | None = None


class QuestionWithItem(Model, kw_only=True):
    """An item with its place in a test."""

    reference: QuestionReference
    question: AssessmentItem


class QuestionsResponse(Model, kw_only=True):
    """All items of a test, in order; references to items that do not exist are left out."""

    assessment_test: str
    title: str | None = None
    total_questions: int | None = None
    questions: list[QuestionWithItem] = field(default_factory=list[QuestionWithItem])
