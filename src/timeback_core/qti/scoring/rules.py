"""Rules: conditions, settings of outcomes, tables. A compiled rule tells whether processing ends with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from timeback_core.qti.scoring.declarations import OutcomeDeclaration, problem, required
from timeback_core.qti.scoring.scope import Context, Evaluate, Scope
from timeback_core.qti.scoring.values import Multiple, Ordered, Record, Value, container
from timeback_core.qti.xml.node import Node

__all__ = ["Rule", "compile_rules", "run_rules", "setter"]

Rule: TypeAlias = Callable[[Scope], bool]

_CONDITIONS: Final = frozenset({"qti-response-condition", "qti-outcome-condition"})
_BRANCHES: Final = frozenset({"qti-response-if", "qti-response-else-if", "qti-outcome-if", "qti-outcome-else-if"})
_ELSES: Final = frozenset({"qti-response-else", "qti-outcome-else"})
_EXITS: Final = frozenset({"qti-exit-response", "qti-exit-test"})
_FRAGMENTS: Final = frozenset({"qti-response-processing-fragment", "qti-outcome-processing-fragment"})


def compile_rules(nodes: Sequence[Node], context: Context) -> tuple[Rule, ...]:
    """Return the compiled rules.

    Raises:
        QtiXmlError: A rule or an expression that is not known or not complete.
    """
    return tuple(_rule(node, context) for node in nodes)


def run_rules(rules: Sequence[Rule], scope: Scope) -> bool:
    """Run rules one after the other; return whether one of them ended the processing."""
    for rule in rules:  # noqa: SIM110
        if rule(scope):
            return True
    return False


def setter(identifier: str, evaluate: Evaluate, context: Context) -> Rule:
    """Return the rule that gives an outcome a value."""
    fit = _fitting(context.variables.get(identifier))

    def run(scope: Scope) -> bool:
        scope.values[identifier] = fit(evaluate(scope))
        scope.assigned.add(identifier)
        return False

    context.sets.add(identifier)
    return run


def _rule(node: Node, context: Context) -> Rule:
    """Compile one rule."""
    name = node.name
    if name in _CONDITIONS:
        return _condition(node, context)
    if name == "qti-set-outcome-value":
        return _set(node, context)
    if name == "qti-lookup-outcome-value":
        return _look_up(node, context)
    if name in _EXITS:
        return lambda _scope: True
    if name in _FRAGMENTS:
        rules = compile_rules(node.elements, context)
        return lambda scope: run_rules(rules, scope)
    raise problem(node, "this rule is not known; use a condition, qti-set-outcome-value or qti-lookup-outcome-value")


def _condition(node: Node, context: Context) -> Rule:
    """`qti-response-condition`: the first branch that is true; NULL is not true."""
    branches: list[tuple[Evaluate, tuple[Rule, ...]]] = []
    otherwise: tuple[Rule, ...] = ()
    for child in node.elements:
        if child.name in _BRANCHES:
            parts = child.elements
            if not parts:
                raise problem(child, "is empty; put an expression and then rules into it")
            branches.append((context.compile(parts[0]), compile_rules(parts[1:], context)))
        elif child.name in _ELSES:
            otherwise = compile_rules(child.elements, context)
        else:
            raise problem(child, "is no branch of a condition; use if, else-if and else")
    if not branches:
        raise problem(node, "has no branch; put a qti-response-if into it")
    if len(branches) == 1 and len(branches[0][1]) == 1 and len(otherwise) <= 1:
        return _simple_condition(branches[0][0], branches[0][1][0], otherwise[0] if otherwise else None)

    def run(scope: Scope) -> bool:
        for holds, rules in branches:
            if holds(scope) is True:
                return run_rules(rules, scope)
        return run_rules(otherwise, scope)

    return run


def _simple_condition(holds: Evaluate, then: Rule, otherwise: Rule | None) -> Rule:
    """Return the short way for the commonest condition: one branch, one rule each."""

    def run(scope: Scope) -> bool:
        if holds(scope) is True:
            return then(scope)
        return otherwise is not None and otherwise(scope)

    return run


def _set(node: Node, context: Context) -> Rule:
    """`qti-set-outcome-value`."""
    identifier = _outcome(node, context)
    elements = node.elements
    if len(elements) != 1:
        raise problem(node, f"needs one expression, not {len(elements)}")
    before, context.target = context.target, identifier
    evaluate = context.compile(elements[0])
    context.target = before
    return setter(identifier, evaluate, context)


def _look_up(node: Node, context: Context) -> Rule:
    """`qti-lookup-outcome-value`: through the outcome's own table."""
    identifier = _outcome(node, context)
    declared = context.variables.get(identifier)
    table = declared.lookup if declared is not None else None
    if table is None:
        raise problem(
            node, f"the outcome {identifier!r} has no qti-match-table or qti-interpolation-table; declare one"
        )
    (source,) = context.operands(node, 1, 1)
    return setter(identifier, lambda scope: table.look_up(source(scope)), context)


def _outcome(node: Node, context: Context) -> str:
    """Return the outcome that a rule sets."""
    identifier = required(node, "identifier")
    if identifier in context.responses:
        raise problem(node, f"{identifier!r} is a response; only outcomes can be set")
    if identifier not in context.variables and identifier != "completionStatus":
        context.note(node, f"the outcome {identifier!r} is not declared")
    return identifier


def _fitting(declared: OutcomeDeclaration | None) -> Callable[[Value], Value]:
    """Return what turns a value into the declared kind."""
    if declared is None:
        return lambda value: value
    base_type, cardinality = declared.base_type, declared.cardinality

    def fit(value: Value) -> Value:
        if cardinality == "single":
            if isinstance(value, Multiple | Ordered):
                value = value[0] if len(value) == 1 else None
            if base_type == "float" and type(value) is int:
                return float(value)
            if base_type == "integer" and isinstance(value, float):
                return int(value) if value.is_integer() else None
            return value
        if cardinality == "record":
            return value if isinstance(value, Record) else None
        if value is None or isinstance(value, Record):
            return None
        ordered = cardinality == "ordered"
        return container(value if isinstance(value, Multiple | Ordered) else (value,), ordered)

    return fit


def template_name(node: Node) -> str | None:
    """Return the standard template that a `qti-response-processing` names; None for none."""
    address = node.get("template") or node.get("template-location")
    return address.rstrip("/").rpartition("/")[2].removesuffix(".xml") if address else None


Template: TypeAlias = Callable[[Context, str], tuple[Rule, ...]]
Templates: TypeAlias = Mapping[str, Template]
