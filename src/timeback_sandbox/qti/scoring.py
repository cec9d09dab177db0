"""Scoring responses to stored items, with what the sandbox's settings allow."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from timeback_core.qti.scoring import (
    Feedback,
    Item,
    QtiXmlError,
    ScoreResult,
    ScoringOptions,
    read_item,
    read_item_cached,
)
from timeback_sandbox.qti.lookup import StoredItem

if TYPE_CHECKING:
    from timeback_core.qti.scoring import Grader
    from timeback_sandbox.state import State

__all__ = ["compiled", "options_of", "score_item", "score_xml"]

logger = logging.getLogger("timeback_sandbox.qti")

_LONG: Final = 100_000
"""Characters from which a document is kept apart, so that a few large ones cannot fill the memory."""

_NOTHING: Final = ScoreResult(
    score=0.0, max_score=1.0, verdict="incorrect", feedback=Feedback("incorrect", "Incorrect"), outcomes={},
    scored_by="nothing",
)  # fmt: skip


def score_item(state: State, item: StoredItem, responses: Mapping[str, object]) -> ScoreResult:
    """Score responses to an item; whatever they are, this does not raise.

    Args:
        state: The sandbox, whose settings and grader take part.
        item: The item.
        responses: The values by response identifier.
    """
    return score_xml(state, item.raw_xml, responses)


def score_xml(state: State, raw_xml: str, response: object, response_identifier: str | None = None) -> ScoreResult:
    """Score a response to an item's document; whatever it is, this does not raise.

    Args:
        state: The sandbox, whose settings and grader take part.
        raw_xml: The item's document.
        response: A mapping from response identifier to value, or the value of one response.
        response_identifier: The response that a single value belongs to; another name than a declared one is ignored.
    """
    item = compiled(raw_xml)
    if item is None:
        return _NOTHING
    try:
        return item.score(response, response_identifier=response_identifier, options=options_of(state))
    except Exception:  # a grader is a function of whoever writes a test
        logger.exception("scoring %r failed; the response scores nothing", item.identifier)
        return _NOTHING


def compiled(raw_xml: str) -> Item | None:
    """An item, compiled before when it is well known; None when its rules cannot be run.

    The document itself is the key, so that an item that was changed, restored or deleted is never taken for another.
    """
    try:
        return read_item_cached(raw_xml) if len(raw_xml) < _LONG else _long_item(raw_xml)
    except QtiXmlError as error:
        logger.warning("an item cannot be scored: %s", error)
        return None


@lru_cache(maxsize=4)
def _long_item(raw_xml: str) -> Item:
    return read_item(raw_xml)


def sandbox_grader(item: Item, responses: Mapping[str, object]) -> tuple[float, str, str]:
    """Scores 1 for any answer: what stands for the grading of free text."""
    if item.program.is_answered(responses):
        return 1.0, "graded", "Sandbox grader: response accepted"
    return 0.0, "incorrect", "Incorrect"


_options: WeakKeyDictionary[State, tuple[Grader | None, ScoringOptions]] = WeakKeyDictionary()


def options_of(state: State) -> ScoringOptions:
    """What scoring may call in a sandbox."""
    kept = _options.get(state)
    if kept is None or kept[0] is not state.grader:
        kept = _options[state] = (state.grader, _make_options(state))
    return kept[1]


def _make_options(state: State) -> ScoringOptions:
    from timeback_sandbox.qti.external import ASKING, STANDING_IN

    operators = ASKING if state.settings.external_scorer else STANDING_IN
    return ScoringOptions(grader=state.grader, fallback=sandbox_grader, operators=operators)
