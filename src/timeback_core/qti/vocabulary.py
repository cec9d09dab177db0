"""The closed sets of words that QTI uses.

What is sent accepts only these words, but for the kinds of items and of response processing, of which the service knows
more than it documents. What is read is plain text: a record is never refused for a word that we do not know.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from timeback_core.grades import Grade

__all__ = [
    "ITEM_SORT",
    "SORT",
    "AssessmentItemType",
    "BaseType",
    "Cardinality",
    "Difficulty",
    "FeedbackType",
    "Grade",
    "ItemSortField",
    "NavigationMode",
    "ShowHide",
    "SortField",
    "SortOrder",
    "SubmissionMode",
    "TemplateType",
    "ValidationSchema",
]

AssessmentItemType = Literal[
    "choice",
    "text-entry",
    "extended-text",
    "inline-choice",
    "match",
    "order",
    "associate",
    "select-point",
    "graphic-order",
    "graphic-associate",
    "graphic-gap-match",
    "hotspot",
    "hottext",
    "slider",
    "drawing",
    "media",
    "upload",
    "gap-match",
]
"""Kind of an item, by its interaction."""

Cardinality = Literal["single", "multiple", "ordered", "record"]
"""How many values a variable holds."""

BaseType = Literal[
    "identifier",
    "boolean",
    "integer",
    "float",
    "string",
    "point",
    "pair",
    "directedPair",
    "duration",
    "file",
    "uri",
]
"""Kind of the values of a variable."""

NavigationMode = Literal["linear", "nonlinear"]
"""Whether the candidate may go back."""

SubmissionMode = Literal["individual", "simultaneous"]
"""Whether answers are submitted one by one or all at the end."""

ShowHide = Literal["show", "hide"]
"""Whether a match shows feedback or hides it."""

Difficulty = Literal["easy", "medium", "hard"]
"""Difficulty in an item's metadata."""

TemplateType = Literal["match_correct", "map_response"]
"""A standard way of processing responses."""

ValidationSchema = Literal["test", "item", "stimulus"]
"""What a document is validated as."""

FeedbackType = Literal["QUESTION", "LESSON"]
"""What human feedback is about."""

SortOrder = Literal["asc", "desc"]
"""Direction of a sort."""

ItemSortField = Literal["title", "identifier", "type", "createdAt", "updatedAt"]
"""What items can be sorted by."""

SortField = Literal["title", "identifier", "createdAt", "updatedAt"]
"""What tests, their parts and sections, and stimuli can be sorted by."""

ITEM_SORT: Final[tuple[str, ...]] = get_args(ItemSortField)
"""The members of `ItemSortField`."""

SORT: Final[tuple[str, ...]] = get_args(SortField)
"""The members of `SortField`."""
