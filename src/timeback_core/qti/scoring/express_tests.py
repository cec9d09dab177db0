"""Expressions that only the rules of a test can use: they look at its items. Elsewhere they are NULL."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Table
from typing import Final

from timeback_core.qti.scoring.declarations import required
from timeback_core.qti.scoring.scope import Compiler, Context, Evaluate, Scope, TestRow
from timeback_core.qti.scoring.values import Scalar, Value, as_number, container, members
from timeback_core.qti.xml.node import Node

__all__ = ["TEST_EXPRESSIONS"]


def _subset(node: Node) -> Callable[[Scope], list[TestRow]]:
    """Return what picks the items of a section and of categories."""
    section = node.get("section-identifier")
    included = frozenset((node.get("include-category") or "").split())
    excluded = frozenset((node.get("exclude-category") or "").split())

    def pick(scope: Scope) -> list[TestRow]:
        return [
            row
            for row in scope.rows
            if (section is None or section in row.sections)
            and (not included or included & row.categories)
            and not excluded & row.categories
        ]

    return pick


def _count(holds: Callable[[TestRow], bool]) -> Compiler:
    """Return the compiler of an expression that counts items."""

    def compiler(node: Node, _context: Context) -> Evaluate:
        pick = _subset(node)
        return lambda scope: sum(map(holds, pick(scope))) if scope.rows else None

    return compiler


def _test_variables(node: Node, _context: Context) -> Evaluate:
    """`qti-test-variables`: one variable of all items, weighted if asked for."""
    variable = required(node, "variable-identifier")
    weight = node.get("weight-identifier")
    pick = _subset(node)

    def run(scope: Scope) -> Value:
        found: list[Scalar] = []
        for row in pick(scope):
            for value in members(row.values.get(variable)):
                number = as_number(value)
                found.append(value if weight is None or number is None else number * row.weights.get(weight, 1.0))
        return container(found, ordered=False)

    return run


def _bound(at: int) -> Compiler:
    """`qti-outcome-minimum`, `qti-outcome-maximum`: the declared bounds; NULL when one item declares none."""

    def compiler(node: Node, _context: Context) -> Evaluate:
        outcome = required(node, "outcome-identifier")
        weight = node.get("weight-identifier")
        pick = _subset(node)

        def run(scope: Scope) -> Value:
            found: list[Scalar] = []
            for row in pick(scope):
                bound = row.bounds.get(outcome, (None, None))[at]
                if bound is None:
                    return None
                found.append(bound * (row.weights.get(weight, 1.0) if weight is not None else 1.0))
            return container(found, ordered=False)

        return run

    return compiler


TEST_EXPRESSIONS: Final[Table[str, Compiler]] = {
    "qti-number-correct": _count(lambda row: row.correct),
    "qti-number-incorrect": _count(lambda row: row.presented and not row.correct),
    "qti-number-presented": _count(lambda row: row.presented),
    "qti-number-responded": _count(lambda row: row.answered),
    "qti-number-selected": _count(lambda _row: True),
    "qti-test-variables": _test_variables,
    "qti-outcome-minimum": _bound(0),
    "qti-outcome-maximum": _bound(1),
}
