"""The standard response-processing templates, and what happens when an item names none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from timeback_core.qti.scoring.declarations import ResponseDeclaration
from timeback_core.qti.scoring.express_compare import match_key
from timeback_core.qti.scoring.express_values import constant
from timeback_core.qti.scoring.rules import Rule, Templates, setter
from timeback_core.qti.scoring.scope import Context, Evaluate, Scope
from timeback_core.qti.scoring.values import Value, as_number, values_match

__all__ = ["TEMPLATES", "implicit_rules"]


def _matched(context: Context, identifier: str) -> Evaluate:
    """Return whether a response is its key."""
    declared = context.responses.get(identifier)
    return match_key(identifier, declared.correct) if declared is not None else constant(None)


def _mapped(context: Context, identifier: str) -> Evaluate:
    """Return the mapped score of a response."""
    declared = context.responses.get(identifier)
    if declared is None or declared.mapping is None:
        context.notes.append(f"the template map_response needs a qti-mapping of {identifier!r}; the score stays 0")
        return constant(0.0)
    context.mapped.add(identifier)
    score = declared.mapping.score
    return lambda scope: score(scope.values[identifier])


def _mapped_areas(context: Context, identifier: str) -> Evaluate:
    """Return the score of the areas that a response hits."""
    declared = context.responses.get(identifier)
    if declared is None or declared.area_mapping is None:
        context.notes.append(f"the template map_response_point needs a qti-area-mapping of {identifier!r}")
        return constant(0.0)
    context.mapped_areas.add(identifier)
    score = declared.area_mapping.score
    return lambda scope: score(scope.values[identifier])


def _choose(holds: Evaluate, then: Value, otherwise: Value) -> Evaluate:
    """Return one of two values."""
    return lambda scope: then if holds(scope) is True else otherwise


def _match_correct(context: Context, identifier: str) -> tuple[Rule, ...]:
    """SCORE is 1 for the key, else 0."""
    return (setter("SCORE", _choose(_matched(context, identifier), 1.0, 0.0), context),)


def _map_response(context: Context, identifier: str) -> tuple[Rule, ...]:
    """SCORE is the mapped score."""
    return (setter("SCORE", _mapped(context, identifier), context),)


def _map_response_point(context: Context, identifier: str) -> tuple[Rule, ...]:
    """SCORE is the score of the areas."""
    return (setter("SCORE", _mapped_areas(context, identifier), context),)


def _match_basic(context: Context, identifier: str) -> tuple[Rule, ...]:
    """SCORE is MAXSCORE for the key; FEEDBACKBASIC says which it was."""
    declared = context.variables.get("MAXSCORE")
    highest = as_number(declared.default) if declared is not None else None
    matched = _matched(context, identifier)
    return (
        setter("SCORE", _choose(matched, 1.0 if highest is None else float(highest), 0.0), context),
        setter("FEEDBACKBASIC", _choose(matched, "correct", "incorrect"), context),
    )


def _map_with_feedback(context: Context, identifier: str) -> tuple[Rule, ...]:
    """SCORE is the mapped score; FEEDBACK says whether it is MAXSCORE."""

    def highest(scope: Scope) -> Value:
        return values_match(scope.values.get("SCORE"), scope.values.get("MAXSCORE"))

    return (
        *_map_response(context, identifier),
        setter("FEEDBACK", _choose(highest, "correct", "incorrect"), context),
    )


TEMPLATES: Final[Templates] = {
    "match_correct": _match_correct,
    "map_response": _map_response,
    "map_response_point": _map_response_point,
    "CC2_match": _match_correct,
    "CC2_match_basic": _match_basic,
    "CC2_map_response": _map_with_feedback,
}


def implicit_rules(context: Context) -> tuple[Rule, ...]:
    """Return the rules for an item that has none of its own.

    Every response with a key must be that key. Where points have areas, and where there is a mapping and no key, the
    mapped scores are added up instead, and each key counts 1.

    Returns:
        Nothing when no response has a key or a mapping.
    """
    matches: list[Evaluate] = []
    scores: list[Evaluate] = []
    for identifier, declared in context.responses.items():
        part = _mapped_part(declared)
        if part is not None:
            part(context)
            areas = declared.area_mapping is not None and declared.base_type == "point"
            scores.append(_mapped_areas(context, identifier) if areas else _mapped(context, identifier))
        elif declared.correct is not None:
            matches.append(match_key(identifier, declared.correct))
    if not matches and not scores:
        return ()

    def total(scope: Scope) -> Value:
        hits = [match(scope) is True for match in matches]
        if not scores:
            return 1.0 if all(hits) else 0.0
        mapped = [as_number(score(scope)) or 0.0 for score in scores]
        return float(sum(hits)) + sum(mapped)

    return (setter("SCORE", total, context),)


def _mapped_part(declared: ResponseDeclaration) -> Callable[[Context], None] | None:
    """Return a mark that a response is scored by its mapping; None when it is scored by its key."""
    if declared.area_mapping is not None and declared.base_type == "point":
        return lambda context: context.mapped_areas.add(declared.identifier)
    if declared.mapping is not None and declared.correct is None:
        return lambda context: context.mapped.add(declared.identifier)
    return None
