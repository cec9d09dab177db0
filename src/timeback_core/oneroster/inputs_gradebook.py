"""Inputs of the gradebook service: line items, results, categories, score scales and assessments."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from timeback_core.inputs import Input, Text
from timeback_core.oneroster.inputs_common import (
    LearningObjectiveScoreSetInput,
    LearningObjectiveSetInput,
    Many,
    Metadata,
    RefInput,
    ScoreScaleValueInput,
)
from timeback_core.oneroster.vocabulary import ScoreStatus, Status
from timeback_core.wire import FlagText, TimestampInput

__all__ = [
    "AssessmentLineItemCreateInput",
    "AssessmentResultCreateInput",
    "CategoryCreateInput",
    "LineItemCreateInput",
    "ResultCreateInput",
    "ScoreScaleCreateInput",
]


class CategoryCreateInput(Input, kw_only=True):
    """A category of line items, to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    weight: float | UnsetType | None = UNSET
    """Share of the category in the final grade."""


class ScoreScaleCreateInput(Input, kw_only=True):
    """A score scale to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    type: Text
    class_: RefInput
    """The class; ``class`` on the wire."""
    course: RefInput | UnsetType | None = UNSET
    score_scale_value: Annotated[Many[ScoreScaleValueInput], Meta(min_length=1)]
    """The steps of the scale; at least one."""


class LineItemCreateInput(Input, kw_only=True):
    """A line item to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    title: Text
    description: str | UnsetType | None = UNSET
    assign_date: TimestampInput
    """When it is assigned; a day stands for its midnight in UTC."""
    due_date: TimestampInput
    """When it is due; a day stands for its midnight in UTC."""
    class_: RefInput
    """The class; ``class`` on the wire."""
    school: RefInput
    category: RefInput
    grading_period: RefInput | UnsetType | None = UNSET
    academic_session: RefInput | UnsetType | None = UNSET
    score_scale: RefInput | UnsetType | None = UNSET
    result_value_min: float | UnsetType | None = UNSET
    """The lowest score possible."""
    result_value_max: float | UnsetType | None = UNSET
    """The highest score possible."""
    learning_objective_set: Many[LearningObjectiveSetInput] | UnsetType | None = UNSET


class ResultCreateInput(Input, kw_only=True):
    """A student's score for a line item, to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET
    line_item: RefInput
    student: RefInput
    class_: RefInput | UnsetType | None = UNSET
    """The class; ``class`` on the wire."""
    score_scale: RefInput | UnsetType | None = UNSET
    score_status: ScoreStatus
    score: float | UnsetType | None = UNSET
    text_score: str | UnsetType | None = UNSET
    score_date: TimestampInput
    """When it was scored; a day stands for its midnight in UTC."""
    comment: str | UnsetType | None = UNSET
    learning_objective_set: Many[LearningObjectiveScoreSetInput] | UnsetType | None = UNSET
    in_progress: FlagText | UnsetType = UNSET
    incomplete: FlagText | UnsetType = UNSET
    late: FlagText | UnsetType = UNSET
    missing: FlagText | UnsetType = UNSET


class _AssessmentFields(Input, kw_only=True):
    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status
    metadata: Metadata | UnsetType | None = UNSET

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Leave out the time of the last change, which applications send with assessments."""
        return {name: value for name, value in values.items() if name not in _LAST_CHANGE}


_LAST_CHANGE = frozenset({"dateLastModified", "date_last_modified"})


class AssessmentLineItemCreateInput(_AssessmentFields, kw_only=True):
    """A test, or a question of one, to create or to replace."""

    title: Text
    description: str | UnsetType | None = UNSET
    class_: RefInput | UnsetType | None = UNSET
    """The class; ``class`` on the wire."""
    course: RefInput | UnsetType = UNSET
    parent_assessment_line_item: RefInput | UnsetType | None = UNSET
    """For a question: its test."""
    score_scale: RefInput | UnsetType | None = UNSET
    result_value_min: float | UnsetType | None = UNSET
    """The lowest score possible."""
    result_value_max: float | UnsetType | None = UNSET
    """The highest score possible."""
    component: RefInput | UnsetType | None = UNSET
    """The course component that it belongs to."""
    component_resource: RefInput | UnsetType | None = UNSET
    """The component resource that it belongs to."""
    learning_objective_set: Many[LearningObjectiveSetInput] | UnsetType | None = UNSET


class AssessmentResultCreateInput(_AssessmentFields, kw_only=True):
    """A student's score for an assessment line item, to create or to replace."""

    assessment_line_item: RefInput
    student: RefInput
    score: float | UnsetType | None = UNSET
    text_score: str | UnsetType | None = UNSET
    score_date: TimestampInput
    """When it was scored; a day stands for its midnight in UTC."""
    score_scale: RefInput | UnsetType | None = UNSET
    score_percentile: float | UnsetType | None = UNSET
    score_status: ScoreStatus
    comment: str | UnsetType | None = UNSET
    learning_objective_set: Many[LearningObjectiveScoreSetInput] | UnsetType | None = UNSET
    in_progress: FlagText | UnsetType | None = UNSET
    incomplete: FlagText | UnsetType | None = UNSET
    late: FlagText | UnsetType | None = UNSET
    missing: FlagText | UnsetType | None = UNSET
