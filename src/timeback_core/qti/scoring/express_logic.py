"""Three-valued logic, and expressions on containers and records."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Final

from timeback_core.qti.scoring.declarations import required
from timeback_core.qti.scoring.scope import Compiler, Context, Evaluate, Scope
from timeback_core.qti.scoring.values import (
    MOST_MEMBERS,
    Multiple,
    Ordered,
    Record,
    Scalar,
    Value,
    container,
    contains_bag,
    members,
    scalars_equal,
)
from timeback_core.qti.xml.node import Node

__all__ = ["CONTAINERS", "LOGIC"]


def _truth(value: Value) -> bool | None:
    """Return a truth value; NULL for everything else."""
    return value if isinstance(value, bool) else None


def _and(node: Node, context: Context) -> Evaluate:
    """`qti-and`: false if one is false, else NULL if one is NULL."""
    operands = context.operands(node, 1)

    def run(scope: Scope) -> Value:
        result: bool | None = True
        for operand in operands:
            value = _truth(operand(scope))
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return run


def _or(node: Node, context: Context) -> Evaluate:
    """`qti-or`: true if one is true, else NULL if one is NULL."""
    operands = context.operands(node, 1)

    def run(scope: Scope) -> Value:
        result: bool | None = False
        for operand in operands:
            value = _truth(operand(scope))
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return run


def _not(node: Node, context: Context) -> Evaluate:
    """`qti-not`: NULL stays NULL."""
    (operand,) = context.operands(node, 1, 1)

    def run(scope: Scope) -> Value:
        value = _truth(operand(scope))
        return None if value is None else not value

    return run


def _any_n(node: Node, context: Context) -> Evaluate:
    """`qti-any-n`: whether at least min and at most max are true."""
    low, high = context.whole_number(node, "min"), context.whole_number(node, "max")
    operands = context.operands(node, 1)

    def run(scope: Scope) -> Value:
        least, most = low(scope), high(scope)
        if least is None or most is None:
            return None
        values = [_truth(operand(scope)) for operand in operands]
        true, unknown = values.count(True), values.count(None)
        if true > most or true + unknown < least:
            return False
        return True if true >= least and true + unknown <= most else None

    return run


def _gather(ordered: bool) -> Compiler:
    """`qti-multiple`, `qti-ordered`: all members in one container; NULL adds nothing, and too many are NULL."""

    def compiler(node: Node, context: Context) -> Evaluate:
        operands = context.operands(node, 0)

        def run(scope: Scope) -> Value:
            found: list[Scalar] = []
            for operand in operands:
                found.extend(members(operand(scope)))
                if len(found) > MOST_MEMBERS:
                    return None
            return container(found, ordered)

        return run

    return compiler


def _container_size(node: Node, context: Context) -> Evaluate:
    """`qti-container-size`: 0 for NULL."""
    (operand,) = context.operands(node, 1, 1)
    return lambda scope: len(members(operand(scope)))


def _is_null(node: Node, context: Context) -> Evaluate:
    """`qti-is-null`: also true for an empty text."""
    (operand,) = context.operands(node, 1, 1)

    def run(scope: Scope) -> Value:
        value = operand(scope)
        return value is None or value == ""

    return run


def _index(node: Node, context: Context) -> Evaluate:
    """`qti-index`: the n-th member, counted from 1; NULL beyond the end."""
    at = context.whole_number(node, "n")
    (operand,) = context.operands(node, 1, 1)

    def run(scope: Scope) -> Value:
        n, values = at(scope), members(operand(scope))
        return values[n - 1] if n is not None and 1 <= n <= len(values) else None

    return run


def _field_value(node: Node, context: Context) -> Evaluate:
    """`qti-field-value`: one field of a record."""
    field = required(node, "field-identifier")
    (operand,) = context.operands(node, 1, 1)

    def run(scope: Scope) -> Value:
        value = operand(scope)
        return value.get(field) if isinstance(value, Record) else None

    return run


def _member(node: Node, context: Context) -> Evaluate:
    """`qti-member`: whether the first is in the second."""
    first, second = context.operands(node, 2, 2)

    def run(scope: Scope) -> Value:
        one, whole = first(scope), second(scope)
        if one is None or whole is None or isinstance(one, Multiple | Ordered | Record):
            return None
        return any(scalars_equal(one, other) for other in members(whole))

    return run


def _delete(node: Node, context: Context) -> Evaluate:
    """`qti-delete`: the second without every occurrence of the first."""
    first, second = context.operands(node, 2, 2)

    def run(scope: Scope) -> Value:
        one, whole = first(scope), second(scope)
        if one is None or whole is None or isinstance(one, Multiple | Ordered | Record):
            return None
        kept = [other for other in members(whole) if not scalars_equal(one, other)]
        return container(kept, isinstance(whole, Ordered))

    return run


def _contains(node: Node, context: Context) -> Evaluate:
    """`qti-contains`: whether the second is in the first, as a bag or as an unbroken row."""
    first, second = context.operands(node, 2, 2)

    def run(scope: Scope) -> Value:
        whole, part = first(scope), second(scope)
        if whole is None or part is None:
            return None
        all_of, some = members(whole), members(part)
        if not isinstance(whole, Ordered):
            return contains_bag(all_of, some)
        width = len(some)
        starts = range(len(all_of) - width + 1)
        return any(all(map(scalars_equal, all_of[at : at + width], some)) for at in starts)

    return run


LOGIC: Final[Table[str, Compiler]] = {
    "qti-and": _and,
    "qti-or": _or,
    "qti-not": _not,
    "qti-any-n": _any_n,
}
CONTAINERS: Final[Table[str, Compiler]] = {
    "qti-multiple": _gather(ordered=False),
    "qti-ordered": _gather(ordered=True),
    "qti-container-size": _container_size,
    "qti-is-null": _is_null,
    "qti-index": _index,
    "qti-field-value": _field_value,
    "qti-member": _member,
    "qti-delete": _delete,
    "qti-contains": _contains,
}
