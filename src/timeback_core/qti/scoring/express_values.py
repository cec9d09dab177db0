"""Expressions that give a value: constants, variables, keys, mappings, chance."""

from __future__ import annotations

import math
from collections.abc import Mapping as Table
from typing import Final

from timeback_core.qti.scoring.declarations import (
    base_type_of,
    number_attribute,
    problem,
    required,
    scalar_text,
)
from timeback_core.qti.scoring.scope import Compiler, Context, Evaluate, OperatorCall, Scope, logger
from timeback_core.qti.scoring.values import Value, members
from timeback_core.qti.xml.node import Node

__all__ = ["VALUES"]


def _base_value(node: Node, _context: Context) -> Evaluate:
    """`qti-base-value`: a constant."""
    base_type = base_type_of(node)
    if base_type is None:
        raise problem(node, "the attribute 'base-type' is missing; add it")
    return constant(scalar_text(node, node.text, base_type))


def constant(value: Value) -> Evaluate:
    """Return what always gives the same value."""
    return lambda _scope: value


def _null(_node: Node, _context: Context) -> Evaluate:
    """`qti-null`."""
    return constant(None)


def _variable(node: Node, context: Context) -> Evaluate:
    """`qti-variable`: the value of a variable now."""
    identifier = required(node, "identifier")
    built_in = identifier in {"completionStatus", "numAttempts", "duration"}
    if not built_in and identifier not in context.responses and identifier not in context.variables:
        context.note(node, f"{identifier!r} is not declared; it is NULL")
    return lambda scope: scope.values.get(identifier)


def _correct(node: Node, context: Context) -> Evaluate:
    """`qti-correct`: the key of a response."""
    identifier = required(node, "identifier")
    declared = context.responses.get(identifier)
    if declared is None or declared.correct is None:
        context.note(node, f"{identifier!r} has no correct response; it is NULL")
    return constant(declared.correct if declared is not None else None)


def _default(node: Node, context: Context) -> Evaluate:
    """`qti-default`: the declared default of a variable."""
    identifier = required(node, "identifier")
    declared = context.responses.get(identifier) or context.variables.get(identifier)
    return constant(declared.default if declared is not None else None)


def _map_response(node: Node, context: Context) -> Evaluate:
    """`qti-map-response`: the mapped score of a response."""
    identifier = required(node, "identifier")
    declared = context.responses.get(identifier)
    mapping = declared.mapping if declared is not None else None
    if mapping is None:
        context.note(node, f"{identifier!r} has no qti-mapping; it is mapped to 0")
        return constant(0.0)
    context.mapped.add(identifier)
    score = mapping.score
    return lambda scope: score(scope.values.get(identifier))


def _map_response_point(node: Node, context: Context) -> Evaluate:
    """`qti-map-response-point`: the score of the areas that a response hits."""
    identifier = required(node, "identifier")
    declared = context.responses.get(identifier)
    mapping = declared.area_mapping if declared is not None else None
    if mapping is None:
        context.note(node, f"{identifier!r} has no qti-area-mapping; it is mapped to 0")
        return constant(0.0)
    context.mapped_areas.add(identifier)
    score = mapping.score
    return lambda scope: score(scope.values.get(identifier))


def _math_constant(node: Node, _context: Context) -> Evaluate:
    """`qti-math-constant`: pi or e."""
    name = required(node, "name")
    numbers = {"pi": math.pi, "e": math.e}
    if name not in numbers:
        raise problem(node, f"the constant {name!r} is not known; use pi or e")
    return constant(numbers[name])


def _random_integer(node: Node, context: Context) -> Evaluate:
    """`qti-random-integer`: one of the numbers from min to max, step by step."""
    low = context.whole_number(node, "min", "0")
    high = context.whole_number(node, "max")
    step = context.whole_number(node, "step", "1")

    def run(scope: Scope) -> Value:
        least, most, by = low(scope), high(scope), step(scope)
        if least is None or most is None or by is None or by < 1 or least > most:
            return None
        return scope.random.randrange(least, most + 1, by)

    return run


def _random_float(node: Node, _context: Context) -> Evaluate:
    """`qti-random-float`: a number from min to max."""
    low = number_attribute(node, "min") or 0.0
    high = number_attribute(node, "max")
    if high is None or high < low:
        raise problem(node, "the attribute 'max' must be a number that is not less than 'min'")
    return lambda scope: scope.random.uniform(low, high)


def _random(node: Node, context: Context) -> Evaluate:
    """`qti-random`: a member of a container."""
    (operand,) = context.operands(node, 1, 1)

    def run(scope: Scope) -> Value:
        choices = members(operand(scope))
        return scope.random.choice(choices) if choices else None

    return run


def _custom(node: Node, context: Context) -> Evaluate:
    """`qti-custom-operator`: what a registered function makes of it; NULL without one."""
    operands = context.operands(node, 0)
    class_name = node.get("class") or ""
    definition = node.get("definition") or ""
    outcome = context.target
    attributes = dict(node.attributes)
    line = node.line
    name = class_name or definition

    def run(scope: Scope) -> Value:
        function = scope.operators.get(class_name)
        if function is None:
            logger.warning(
                "line %d: no function is registered for the custom operator %r; it is NULL", line, class_name
            )
            return None
        call = OperatorCall(
            class_name=class_name,
            definition=definition,
            attributes=attributes,
            operands=tuple(operand(scope) for operand in operands),
            item_identifier=scope.item_identifier,
            outcome_identifier=outcome,
            xml=scope.xml,
            responses=scope.responses,
        )
        try:
            return function(call)
        except Exception:  # noqa: BLE001 - whatever a caller's function does, scoring answers
            logger.exception("the custom operator %r failed; it is NULL", name)
            return None

    return run


VALUES: Final[Table[str, Compiler]] = {
    "qti-base-value": _base_value,
    "qti-null": _null,
    "qti-variable": _variable,
    "qti-correct": _correct,
    "qti-default": _default,
    "qti-map-response": _map_response,
    "qti-map-response-point": _map_response_point,
    "qti-math-constant": _math_constant,
    "qti-random-integer": _random_integer,
    "qti-random-float": _random_float,
    "qti-random": _random,
    "qti-custom-operator": _custom,
}
