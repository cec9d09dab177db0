"""Records of the gradebook service: line items, results, categories, score scales and assessments."""

from __future__ import annotations

from timeback_core.oneroster.refs import (
    Base,
    LearningObjectiveScoreSet,
    LearningObjectiveSet,
    Ref,
    ScoreScaleValue,
)
from timeback_core.wire import Timestamp

__all__ = ["AssessmentLineItem", "AssessmentResult", "Category", "LineItem", "Result", "ScoreScale"]


class Category(Base, kw_only=True):
    """A kind of line item, such as homework, with its weight in the final grade."""

    title: str | None = None
    weight: float | None = None


class ScoreScale(Base, kw_only=True):
    """How scores translate, for example letters to percentages."""

    title: str | None = None
    type: str | None = None
    class_: Ref | None = None
    """The class; ``class`` on the wire."""
    course: Ref | None = None
    score_scale_value: list[ScoreScaleValue] | None = None
    """The steps of the scale."""

    @property
    def score_scale_values(self) -> list[ScoreScaleValue] | None:
        """The steps of the scale, under the name that applications know."""
        return self.score_scale_value


class LineItem(Base, kw_only=True):
    """Something that students are graded on: a column of a gradebook."""

    title: str | None = None
    description: str | None = None
    assign_date: Timestamp | None = None
    due_date: Timestamp | None = None
    class_: Ref | None = None
    """The class; ``class`` on the wire."""
    school: Ref | None = None
    category: Ref | None = None
    grading_period: Ref | None = None
    academic_session: Ref | None = None
    score_scale: Ref | None = None
    result_value_min: float | None = None
    """The lowest score possible."""
    result_value_max: float | None = None
    """The highest score possible."""
    learning_objective_set: list[LearningObjectiveSet] | None = None


class Result(Base, kw_only=True):
    """A student's score for a line item."""

    line_item: Ref | None = None
    student: Ref | None = None
    class_: Ref | None = None
    """The class; ``class`` on the wire."""
    score_scale: Ref | None = None
    score_status: str | None = None
    """``fully graded``, ``submitted``, … : a word of `timeback_core.oneroster.vocabulary.ScoreStatus`."""
    score: float | None = None
    text_score: str | None = None
    score_date: Timestamp | None = None
    comment: str | None = None
    learning_objective_set: list[LearningObjectiveScoreSet] | None = None
    in_progress: bool | None = None
    incomplete: bool | None = None
    late: bool | None = None
    missing: bool | None = None


class AssessmentLineItem(Base, kw_only=True):
    """A test, or a question of one."""

    title: str | None = None
    description: str | None = None
    class_: Ref | None = None
    """The class; ``class`` on the wire."""
    course: Ref | None = None
    parent_assessment_line_item: Ref | None = None
    """For a question: its test."""
    score_scale: Ref | None = None
    result_value_min: float | None = None
    """The lowest score possible."""
    result_value_max: float | None = None
    """The highest score possible."""
    component: Ref | None = None
    """The course component that it belongs to."""
    component_resource: Ref | None = None
    """The component resource that it belongs to."""
    learning_objective_set: list[LearningObjectiveSet] | None = None


class AssessmentResult(Base, kw_only=True):
    """A student's score for an assessment line item.

    By convention `metadata` holds ``xp``, ``multiplier``, ``totalQuestions``, ``correctQuestions``,
    ``accuracy``, ``masteredUnits`` and ``attempt``.
    """

    assessment_line_item: Ref | None = None
    student: Ref | None = None
    score: float | None = None
    text_score: str | None = None
    score_date: Timestamp | None = None
    score_scale: Ref | None = None
    score_percentile: float | None = None
    score_status: str | None = None
    """``fully graded``, ``submitted``, … : a word of `timeback_core.oneroster.vocabulary.ScoreStatus`."""
    comment: str | None = None
    learning_objective_set: list[LearningObjectiveScoreSet] | None = None
    in_progress: bool | None = None
    incomplete: bool | None = None
    late: bool | None = None
    missing: bool | None = None
