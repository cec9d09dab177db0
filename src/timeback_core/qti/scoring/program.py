"""A compiled document: what an item runs to score a response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from timeback_core.qti.scoring.declarations import OutcomeDeclaration, ResponseDeclaration
from timeback_core.qti.scoring.feedback import FeedbackElement
from timeback_core.qti.scoring.responses import ResponseReader
from timeback_core.qti.scoring.rules import Rule
from timeback_core.qti.scoring.scope import Context
from timeback_core.qti.scoring.values import NotReadable, Value, as_number

__all__ = ["Program", "feedback_outcomes", "highest_score", "start_values"]


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """What an item runs.

    Attributes:
        target: The response that a value without a name belongs to; empty when none is declared.
        start: Every variable before an answer.
        readers: What reads each response.
        rules: The item's rules.
        rules_by: Whether they are its own, or follow from its key.
        implicit: The rules that follow from its key, for when its own set no score.
        outcome_names: The outcomes that a result reports.
        feedback_outcomes: The outcomes that may decide on feedback, first things first.
        modals: The modal feedback.
    """

    target: str
    start: dict[str, Value]
    readers: tuple[tuple[str, ResponseReader], ...]
    rules: tuple[Rule, ...]
    rules_by: Literal["rules", "key"]
    implicit: tuple[Rule, ...]
    outcome_names: tuple[str, ...]
    feedback_outcomes: tuple[str, ...]
    modals: tuple[FeedbackElement, ...]

    def is_answered(self, responses: Mapping[str, object]) -> bool:
        """Return whether one of the responses is an answer."""
        read = [reader(responses[identifier]) for identifier, reader in self.readers if identifier in responses]
        return any(value is not None and not isinstance(value, NotReadable) for value in read)


def start_values(
    responses: Mapping[str, ResponseDeclaration], variables: Mapping[str, OutcomeDeclaration]
) -> dict[str, Value]:
    """Return every variable before an answer."""
    values: dict[str, Value] = {"completionStatus": "not_attempted", "numAttempts": 1, "duration": 0.0}
    values.update({name: declared.start for name, declared in variables.items()})
    values.update({name: declared.default for name, declared in responses.items()})
    return values


def highest_score(context: Context, most: Mapping[str, int]) -> float:
    """Return what a score is compared with to call it correct.

    The default of MAXSCORE, else the normal maximum of SCORE, else the best sum of the mappings that are used, else 1.

    Args:
        context: What was compiled.
        most: How many values each response may have; 0 for any number.
    """
    declared = context.variables.get("MAXSCORE")
    highest = as_number(declared.default) if declared is not None else None
    if highest is not None:
        return float(highest)
    declared = context.variables.get("SCORE")
    if declared is not None and declared.normal_maximum is not None:
        return declared.normal_maximum
    total = 0.0
    for identifier, response in context.responses.items():
        single, limit = response.cardinality == "single", most.get(identifier, 0)
        if identifier in context.mapped and response.mapping is not None:
            total += response.mapping.best(single, limit)
        if identifier in context.mapped_areas and response.area_mapping is not None:
            total += response.area_mapping.best(single, limit)
    return total if total > 0 else 1.0


def feedback_outcomes(context: Context, modals: tuple[FeedbackElement, ...]) -> tuple[str, ...]:
    """Return the outcomes that may decide on feedback: FEEDBACK, FEEDBACKBASIC, then those of modal feedback."""
    names = dict.fromkeys(["FEEDBACK", "FEEDBACKBASIC", *(element.outcome_identifier for element in modals)])

    def decides(name: str) -> bool:
        declared = context.variables.get(name)
        return declared is None or declared.base_type == "identifier"

    set_somewhere = tuple(name for name in names if name in context.sets and decides(name))
    # modal feedback that is hidden by a value is visible although nothing sets its outcome
    return set_somewhere or (("",) if modals else ())
