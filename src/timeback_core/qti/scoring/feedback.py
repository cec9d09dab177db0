"""Feedback elements: which of them an outcome makes visible, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, cast

import msgspec

from timeback_core.qti.scoring.values import Value, members
from timeback_core.qti.xml.node import Node

__all__ = ["FeedbackElement", "read_feedback"]

FeedbackKind: TypeAlias = Literal["modal", "inline", "block"]
_KINDS: Final = {
    "qti-modal-feedback": "modal",
    "qti-test-feedback": "modal",
    "qti-feedback-inline": "inline",
    "qti-feedback-block": "block",
}


class FeedbackElement(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of feedback in a document.

    Attributes:
        kind: `modal`, `inline` or `block`.
        outcome_identifier: The outcome that decides.
        identifier: The value that it is compared with.
        show: Whether the value shows it; else the value hides it.
        title: Its title; empty for none.
        text: Its text without markup.
        markup: Its markup.
    """

    kind: FeedbackKind
    outcome_identifier: str
    identifier: str
    show: bool
    title: str
    text: str
    markup: str

    def is_visible(self, outcomes: Mapping[str, Value]) -> bool:
        """Return whether these outcomes make it visible.

        Args:
            outcomes: Values of outcome variables, by identifier.
        """
        matches = self.identifier in members(outcomes.get(self.outcome_identifier))
        return matches is self.show


def read_feedback(root: Node) -> tuple[FeedbackElement, ...]:
    """Return all feedback of a document, in document order."""
    return tuple(_element(node) for node in root.walk() if node.name in _KINDS)


def _element(node: Node) -> FeedbackElement:
    """Read one element."""
    body = node.first("qti-content-body") or node
    return FeedbackElement(
        kind=cast("FeedbackKind", _KINDS[node.name]),
        outcome_identifier=node.get("outcome-identifier") or "",
        identifier=node.get("identifier") or "",
        show=(node.get("show-hide") or "show").strip() != "hide",
        title=node.get("title") or "",
        text=" ".join(body.text.split()),
        markup=body.inner().strip(),
    )
