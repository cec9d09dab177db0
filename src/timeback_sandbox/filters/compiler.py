"""Makes SQL of a filter. Every literal becomes a bound parameter.

A value that is null or missing satisfies no predicate, not even `!=`; a list is missing when it is empty.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case, exists, false, literal, not_, or_, select, true

from timeback_sandbox import dialect
from timeback_sandbox.filters.nodes import All, AnyOf, Node, Operator, Predicate
from timeback_sandbox.filters.targets import Elements, Member, Scalar, Target, ValueType
from timeback_sandbox.moments import canonical
from timeback_sandbox.statements import one_of

Condition = ColumnElement[bool]
Resolve = Callable[[str], Target]
"""From the name of a field to its place; raises FilterError for an unknown one."""

_MIDNIGHT = "T00:00:00.000Z"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def compile_filter(node: Node, resolve: Resolve) -> Condition:
    """The condition that a filter puts on a row.

    Raises:
        FilterError: it names an unknown field.
    """
    match node:
        case Predicate():
            return _predicate(node, resolve(node.field))
        case All(parts):
            return and_(*(compile_filter(part, resolve) for part in parts))
        case AnyOf(parts):
            return or_(*(compile_filter(part, resolve) for part in parts))


def parse_number(text: str) -> float | int | None:
    """The number that a literal is, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def in_list(value: str) -> list[str]:
    """The items of the value of `@`."""
    return [item.strip() for item in value.split(",")]


def _predicate(predicate: Predicate, target: Target) -> Condition:
    operation, value = predicate.operator, predicate.value
    match target:
        case Scalar(expression, kind):
            return _compare(expression, kind, operation, value)
        case Elements():
            if operation == "!=":
                some = _any_element(target, target.value.is_not(None))
                return and_(some, not_(_any_element(target, _compare(target.value, target.type, "=", value))))
            return _any_element(target, _compare(target.value, target.type, operation, value))
        case Member():
            return _member(target, operation, value)


def _any_element(target: Elements, condition: Condition) -> Condition:
    if target.dense:
        owned = target.owner == target.row
        return exists(select(literal(1)).select_from(target.table).where(owned, *target.where, condition))
    return target.row.in_(select(target.owner).where(*target.where, condition))


def _compare(expression: ColumnElement[Any], kind: ValueType, operation: Operator, value: str) -> Condition:
    """One typed value against a literal."""
    if operation == "~":
        return dialect.contains(expression, value)
    if operation == "@":
        return _one_of(expression, kind, in_list(value))
    compare = _COMPARE[operation]
    if kind is ValueType.NUMBER:
        number = parse_number(value)
        if number is not None:
            return cast("Condition", compare(expression, number))
        return expression.is_not(None) if operation == "!=" else false()
    return cast("Condition", compare(expression, _literal(kind, value)))


def _one_of(expression: ColumnElement[Any], kind: ValueType, items: list[str]) -> Condition:
    if kind is ValueType.NUMBER:
        numbers = [number for item in items if (number := parse_number(item)) is not None]
        return one_of(expression, numbers) if numbers else false()
    return one_of(expression, [_literal(kind, item) for item in items])


def _literal(kind: ValueType, value: str) -> str:
    """A literal as values of the kind are written, so that their order as text is their order in time."""
    if kind is ValueType.TEXT:
        return value
    moment = canonical(value)
    if moment is None:
        return value
    return moment.removesuffix(_MIDNIGHT) if kind is ValueType.DAY else moment


# ---------------------------------------------------------------- JSON


def _member(member: Member, operation: Operator, value: str) -> Condition:
    """A value of a JSON column, or any element of a list there, against a literal."""
    document, segments, kind = member.document, member.segments, member.type
    if operation == "!=":
        some = dialect.json_any(document, segments, lambda _value, _kind: true())
        return and_(some, not_(_member(member, "=", value)))
    if kind is not None:
        return dialect.json_any(document, segments, lambda stored, _kind: _compare(stored, kind, operation, value))
    if operation == "@":
        items = in_list(value)

        def is_one(stored: ColumnElement[Any], kind: ColumnElement[Any]) -> Condition:
            return or_(*(_compare_json(stored, kind, "=", item) for item in items))

        return dialect.json_any(document, segments, is_one)
    return dialect.json_any(document, segments, lambda stored, kind: _compare_json(stored, kind, operation, value))


def _compare_json(stored: ColumnElement[Any], kind: ColumnElement[Any], operation: Operator, value: str) -> Condition:
    """A JSON value against a literal, by the type that the value happens to have."""
    is_number, is_boolean = one_of(kind, ("integer", "real")), one_of(kind, ("true", "false"))
    if operation == "~":
        return case((is_boolean, dialect.contains(kind, value)), else_=dialect.contains(stored, value))
    compare = _COMPARE[operation]
    number, moment = parse_number(value), canonical(value)
    as_number = false() if number is None else compare(stored, number)
    as_boolean = kind == value if operation == "=" else false()
    as_text = compare(stored, value)
    if moment is not None:
        at = dialect.instant(stored)
        as_text = case((at.is_not(None), compare(at, moment)), else_=as_text)
    return case((is_number, as_number), (is_boolean, as_boolean), else_=as_text)
