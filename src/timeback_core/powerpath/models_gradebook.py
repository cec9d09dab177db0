"""Rows of OneRoster's gradebook as PowerPath answers with them."""

from __future__ import annotations

from typing import Any

from timeback_core.model import Model
from timeback_core.powerpath.models_base import DictLike, Ref
from timeback_core.wire import Flag

__all__ = ["AssessmentLineItem", "AssessmentResult", "LineItemResult", "ObjectiveResult", "ObjectiveResultSet"]


class ObjectiveResult(Model, kw_only=True):
    """How a student stands in a learning objective."""

    learning_objective_id: str | None = None
    score: float | None = None
    text_score: str | None = None


class ObjectiveResultSet(Model, kw_only=True):
    """How a student stands in learning objectives of one source."""

    source: str | None = None
    learning_objective_results: list[ObjectiveResult] | None = None


class LineItemResult(DictLike, kw_only=True):
    """A student's result, without whose and of what it is."""

    sourced_id: str | None = None
    status: str | None = None
    date_last_modified: str | None = None
    metadata: dict[str, Any] | None = None
    """By convention ``attempt``, ``xp``, ``multiplier``, ``accuracy``, ``totalQuestions``, ``correctQuestions``."""
    score: float | None = None
    text_score: str | None = None
    score_date: str | None = None
    score_scale: Ref | None = None
    score_percentile: float | None = None
    score_status: str | None = None
    """A word of `timeback_core.powerpath.ScoreStatus`."""
    comment: str | None = None
    learning_objective_set: list[ObjectiveResultSet] | None = None
    in_progress: Flag | None = None
    incomplete: Flag | None = None
    late: Flag | None = None
    missing: Flag | None = None


class AssessmentResult(LineItemResult, kw_only=True):
    """A student's result for a lesson, or for a question of one."""

    assessment_line_item: Ref | None = None
    student: Ref | None = None


class AssessmentLineItem(DictLike, kw_only=True):
    """A lesson in the gradebook, or a question of one."""

    sourced_id: str | None = None
    status: str | None = None
    date_last_modified: str | None = None
    metadata: dict[str, Any] | None = None
    title: str | None = None
    description: str | None = None
    class_: Ref | None = None
    """The class; ``class`` on the wire."""
    parent_assessment_line_item: Ref | None = None
    """For a question: its lesson."""
    score_scale: Ref | None = None
    result_value_min: float | None = None
    result_value_max: float | None = None
    component: Ref | None = None
    component_resource: Ref | None = None
    course: Ref | None = None
    learning_objective_set: list[dict[str, Any]] | None = None
