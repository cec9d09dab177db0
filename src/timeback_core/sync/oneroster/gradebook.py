# Written by tools/generate_sync.py from timeback_core/oneroster/gradebook.py; changes belong there.
"""The gradebook: categories, score scales, line items and results, for classes and for assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.created import BulkCreateResponse
from timeback_core.oneroster._bulk import with_reference
from timeback_core.oneroster.models import (
    AssessmentLineItem,
    AssessmentResult,
    Category,
    LineItem,
    Result,
    ScoreScale,
)
from timeback_core.oneroster.types import (
    AssessmentLineItemCreateInput,
    AssessmentResultCreateInput,
    CategoryCreateInput,
    LineItemCreateInput,
    ResultCreateInput,
    ScoreScaleCreateInput,
)
from timeback_core.sync.endpoint import post
from timeback_core.sync.oneroster._base import Gradebook, GradebookCollection, GradebookScope
from timeback_core.sync.scoped import below
from timeback_core.sync.writable import Patchable
from timeback_core.transport.options import RequestOptions

__all__ = [
    "AssessmentLineItemScope",
    "AssessmentLineItems",
    "AssessmentResultScope",
    "AssessmentResults",
    "Categories",
    "CategoryScope",
    "LineItemScope",
    "LineItems",
    "ResultScope",
    "Results",
    "ScoreScaleScope",
    "ScoreScales",
]


class CategoryScope(
    Gradebook,
    GradebookScope[Category, CategoryCreateInput],
    name="categories",
    path="/categories/{sourced_id}",
    singular="category",
):
    """One category."""

    __slots__ = ()


class Categories(
    Gradebook,
    GradebookCollection[Category, CategoryCreateInput],
    name="categories",
    path="/categories",
    plural="categories",
    singular="category",
):
    """What kinds of line items there are, such as homework and tests."""

    __slots__ = ()
    _scopes = (CategoryScope,)

    def __call__(self, sourced_id: str) -> CategoryScope:
        """Return one category's scope; nothing is fetched yet."""
        return CategoryScope(self, sourced_id)


class ScoreScaleScope(
    Gradebook,
    GradebookScope[ScoreScale, ScoreScaleCreateInput],
    name="score_scales",
    path="/scoreScales/{sourced_id}",
    singular="scoreScale",
):
    """One score scale."""

    __slots__ = ()


class ScoreScales(
    Gradebook,
    GradebookCollection[ScoreScale, ScoreScaleCreateInput],
    name="score_scales",
    path="/scoreScales",
    plural="scoreScales",
    singular="scoreScale",
    title="score scale",
):
    """How scores translate into grades."""

    __slots__ = ()
    _scopes = (ScoreScaleScope,)

    def __call__(self, sourced_id: str) -> ScoreScaleScope:
        """Return one score scale's scope; nothing is fetched yet."""
        return ScoreScaleScope(self, sourced_id)


class LineItemScope(
    Gradebook,
    GradebookScope[LineItem, LineItemCreateInput],
    name="line_items",
    path="/lineItems/{sourced_id}",
    singular="lineItem",
):
    """One line item, and its results."""

    __slots__ = ()

    results = below(Result, "//results", plural="results", by="lineItem.sourcedId", doc="The line item's results.")
    stream_results = results.streamed()

    @post(
        "/results",
        wrap="results",
        context="results",
        prepare=lambda place, rows: with_reference(rows, "lineItem", place.sourced_id),
    )
    def create_results(
        self, data: Sequence[ResultCreateInput | Mapping[str, Any]], **options: Unpack[RequestOptions]
    ) -> BulkCreateResponse:
        """Create several results of the line item, all or none.

        Args:
            data: At least one result; ``lineItem`` is filled in where it is missing.
            options: Options of the request.

        Returns:
            The identifiers, in the order of the data.

        Raises:
            InputValidationError: A result is incomplete or wrong; paths begin with its index.
            NotFoundError: There is no such line item.
            ValidationError: The server refuses one of them; none was created.

        Source:
            POST /lineItems/{sourcedId}/results.
        """
        ...


class LineItems(
    Gradebook,
    GradebookCollection[LineItem, LineItemCreateInput],
    name="line_items",
    path="/lineItems",
    plural="lineItems",
    singular="lineItem",
    title="line item",
):
    """What classes are graded on."""

    __slots__ = ()
    _scopes = (LineItemScope,)

    def __call__(self, sourced_id: str) -> LineItemScope:
        """Return one line item's scope; nothing is fetched yet."""
        return LineItemScope(self, sourced_id)


class ResultScope(
    Gradebook,
    GradebookScope[Result, ResultCreateInput],
    name="results",
    path="/results/{sourced_id}",
    singular="result",
):
    """One result."""

    __slots__ = ()


class Results(
    Gradebook,
    GradebookCollection[Result, ResultCreateInput],
    name="results",
    path="/results",
    plural="results",
    singular="result",
):
    """What students scored on line items."""

    __slots__ = ()
    _scopes = (ResultScope,)

    def __call__(self, sourced_id: str) -> ResultScope:
        """Return one result's scope; nothing is fetched yet."""
        return ResultScope(self, sourced_id)


class AssessmentLineItemScope(
    Gradebook,
    GradebookScope[AssessmentLineItem, AssessmentLineItemCreateInput],
    name="assessment_line_items",
    path="/assessmentLineItems/{sourced_id}",
    singular="assessmentLineItem",
):
    """One assessment line item, and its results."""

    __slots__ = ()

    results = below(
        AssessmentResult,
        "//assessmentResults",
        plural="assessmentResults",
        by="assessmentLineItem.sourcedId",
        doc="The assessment line item's results.",
    )
    stream_results = results.streamed()

    def patch(
        self, data: AssessmentLineItemCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssessmentLineItem | None:
        """Change some fields of the assessment line item; see `Patchable.patch`."""
        return AssessmentLineItems(self._channel).patch(self.sourced_id, data, **options)


class AssessmentLineItems(
    Gradebook,
    GradebookCollection[AssessmentLineItem, AssessmentLineItemCreateInput],
    Patchable[AssessmentLineItem, AssessmentLineItemCreateInput],
    name="assessment_line_items",
    path="/assessmentLineItems",
    plural="assessmentLineItems",
    singular="assessmentLineItem",
    title="assessment line item",
):
    """Tests, lessons and questions that are scored outside a class's own line items."""

    __slots__ = ()
    _scopes = (AssessmentLineItemScope,)

    def __call__(self, sourced_id: str) -> AssessmentLineItemScope:
        """Return one assessment line item's scope; nothing is fetched yet."""
        return AssessmentLineItemScope(self, sourced_id)


class AssessmentResultScope(
    Gradebook,
    GradebookScope[AssessmentResult, AssessmentResultCreateInput],
    name="assessment_results",
    path="/assessmentResults/{sourced_id}",
    singular="assessmentResult",
):
    """One assessment result."""

    __slots__ = ()

    def patch(
        self, data: AssessmentResultCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssessmentResult | None:
        """Change some fields of the assessment result; see `Patchable.patch`."""
        return AssessmentResults(self._channel).patch(self.sourced_id, data, **options)


class AssessmentResults(
    Gradebook,
    GradebookCollection[AssessmentResult, AssessmentResultCreateInput],
    Patchable[AssessmentResult, AssessmentResultCreateInput],
    name="assessment_results",
    path="/assessmentResults",
    plural="assessmentResults",
    singular="assessmentResult",
    title="assessment result",
):
    """What students scored on assessment line items."""

    __slots__ = ()
    _scopes = (AssessmentResultScope,)

    def __call__(self, sourced_id: str) -> AssessmentResultScope:
        """Return one assessment result's scope; nothing is fetched yet."""
        return AssessmentResultScope(self, sourced_id)
