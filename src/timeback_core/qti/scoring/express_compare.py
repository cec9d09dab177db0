"""Comparisons; each is NULL when one of its operands is NULL."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from typing import Final

from timeback_core.qti.scoring.areas import read_area
from timeback_core.qti.scoring.declarations import problem, required
from timeback_core.qti.scoring.patterns import compile_pattern
from timeback_core.qti.scoring.rounding import rounder
from timeback_core.qti.scoring.scope import Compiler, Context, Evaluate, Scope
from timeback_core.qti.scoring.values import (
    Point,
    Scalar,
    Value,
    as_number,
    floats_equal,
    members,
    values_match,
)
from timeback_core.qti.xml.node import Node

__all__ = ["COMPARISONS"]

_PLAIN: Final = frozenset({"identifier", "string", "uri", "file", "pair", "directedPair", "point", "integer"})


def _match(node: Node, context: Context) -> Evaluate:
    """`qti-match`: whether both are the same."""
    first, second = context.operands(node, 2, 2)
    quick = _match_key(node, context)
    if quick is not None:
        return quick
    return lambda scope: values_match(first(scope), second(scope))


def _match_key(node: Node, context: Context) -> Evaluate | None:
    """Return the short way for the commonest rule, a response compared with its own key; None when it is another."""
    variable, correct = node.elements
    if (variable.name, correct.name) != ("qti-variable", "qti-correct"):
        return None
    declared = context.responses.get(variable.get("identifier") or "")
    if declared is None or correct.get("identifier") != declared.identifier or declared.base_type not in _PLAIN:
        return None
    return match_key(declared.identifier, declared.correct)


def match_key(identifier: str, key: Value) -> Evaluate:
    """Return what compares a response with its key."""
    if key is None:
        return lambda _scope: None
    if not isinstance(key, str):
        return lambda scope: values_match(scope.values[identifier], key)

    def run(scope: Scope) -> Value:
        value = scope.values[identifier]
        return None if value is None else value == key

    return run


def _string_match(node: Node, context: Context) -> Evaluate:
    """`qti-string-match`: whether two texts are the same, perhaps but for the case."""
    first, second = context.operands(node, 2, 2)
    exact = (node.get("case-sensitive") or "true").strip() in {"true", "1"}
    within = (node.get("substring") or "false").strip() in {"true", "1"}

    def run(scope: Scope) -> Value:
        one, other = _text(first(scope)), _text(second(scope))
        if one is None or other is None:
            return None
        if not exact:
            one, other = one.casefold(), other.casefold()
        return other in one if within else one == other

    return run


def _substring(node: Node, context: Context) -> Evaluate:
    """`qti-substring`: whether the first text occurs in the second."""
    first, second = context.operands(node, 2, 2)
    exact = (node.get("case-sensitive") or "true").strip() in {"true", "1"}

    def run(scope: Scope) -> Value:
        one, other = _text(first(scope)), _text(second(scope))
        if one is None or other is None:
            return None
        return one in other if exact else one.casefold() in other.casefold()

    return run


def _pattern_match(node: Node, context: Context) -> Evaluate:
    """`qti-pattern-match`: whether a text as a whole has a form."""
    (operand,) = context.operands(node, 1, 1)
    pattern = node.get("pattern")
    if pattern is None:
        raise problem(node, "the attribute 'pattern' is missing; add it")
    try:
        matches = compile_pattern(pattern)
    except ValueError as error:
        raise problem(node, str(error)) from None

    def run(scope: Scope) -> Value:
        text = _text(operand(scope))
        return None if text is None else matches(text)

    return run


def _inside(node: Node, context: Context) -> Evaluate:
    """`qti-inside`: whether one of the points lies in an area."""
    (operand,) = context.operands(node, 1, 1)
    try:
        hit = read_area(required(node, "shape"), node.get("coords") or "")
    except ValueError as error:
        raise problem(node, str(error)) from None

    def run(scope: Scope) -> Value:
        value = operand(scope)
        if value is None:
            return None
        return any(isinstance(point, Point) and hit(*point) for point in members(value))

    return run


def _equal(node: Node, context: Context) -> Evaluate:
    """`qti-equal`: whether two numbers are equal, perhaps within a tolerance."""
    first, second = context.operands(node, 2, 2)
    mode = node.get("tolerance-mode") or "exact"
    if mode == "exact":
        return _numeric(first, second, floats_equal)
    if mode not in {"absolute", "relative"}:
        raise problem(node, f"the tolerance mode {mode!r} is not known; use exact, absolute or relative")
    parts = (node.get("tolerance") or "").split()
    if len(parts) not in {1, 2}:
        raise problem(node, "the attribute 'tolerance' must hold one number or two")
    below, above = (context.real_number(node, part) for part in (parts[0], parts[-1]))
    with_lower = (node.get("include-lower-bound") or "true").strip() in {"true", "1"}
    with_upper = (node.get("include-upper-bound") or "true").strip() in {"true", "1"}

    def run(scope: Scope) -> Value:
        one, other = as_number(first(scope)), as_number(second(scope))
        down, up = below(scope), above(scope)
        if one is None or other is None or down is None or up is None:
            return None
        if mode == "relative":
            down, up = abs(one) * down / 100, abs(one) * up / 100
        return _beyond(other, one - down, with_lower) and _beyond(-other, -(one + up), with_upper)

    return run


def _beyond(value: float, bound: float, included: bool) -> bool:
    """Return whether a number is on the upper side of a bound; a rounding error does not decide."""
    return included if floats_equal(value, bound) else value > bound


def _equal_rounded(node: Node, context: Context) -> Evaluate:
    """`qti-equal-rounded`: whether two numbers are equal once they are rounded."""
    first, second = context.operands(node, 2, 2)
    rounded = rounder(node, context)

    def run(scope: Scope) -> Value:
        one, other = as_number(first(scope)), as_number(second(scope))
        if one is None or other is None:
            return None
        left, right = rounded(scope, one), rounded(scope, other)
        return None if left is None or right is None else floats_equal(left, right)

    return run


def _numeric(first: Evaluate, second: Evaluate, holds: Callable[[float, float], bool]) -> Evaluate:
    """Return the comparison of two numbers."""

    def run(scope: Scope) -> Value:
        one, other = as_number(first(scope)), as_number(second(scope))
        return None if one is None or other is None else holds(one, other)

    return run


def _ordering(holds: Callable[[float, float], bool]) -> Compiler:
    """`qti-lt`, `qti-gt`, `qti-lte`, `qti-gte`, and the same for durations."""

    def compiler(node: Node, context: Context) -> Evaluate:
        first, second = context.operands(node, 2, 2)
        return _numeric(first, second, holds)

    return compiler


def _text(value: Value | Scalar) -> str | None:
    """Return a text; None for whatever is none."""
    return value if isinstance(value, str) else None


COMPARISONS: Final[Table[str, Compiler]] = {
    "qti-match": _match,
    "qti-string-match": _string_match,
    "qti-substring": _substring,
    "qti-pattern-match": _pattern_match,
    "qti-inside": _inside,
    "qti-equal": _equal,
    "qti-equal-rounded": _equal_rounded,
    "qti-lt": _ordering(lambda one, other: one < other),
    "qti-gt": _ordering(lambda one, other: one > other),
    "qti-lte": _ordering(lambda one, other: one <= other),
    "qti-gte": _ordering(lambda one, other: one >= other),
    "qti-duration-lt": _ordering(lambda one, other: one < other),
    "qti-duration-gte": _ordering(lambda one, other: one >= other),
}
