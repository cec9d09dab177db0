"""The filter rules once more, in plain Python over read forms: slow, obvious, and independent of the database."""

from __future__ import annotations

import operator
from datetime import UTC, datetime
from typing import Any

from timeback_sandbox.filters import All, AnyOf, Node, Predicate

_COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
_DATES = {"dateLastModified", "roles.beginDate"}
_ALIASES = {"role": "roles.role", "orgSourcedId": "roles.org.sourcedId", "primaryOrgSourcedId": "primaryOrg.sourcedId"}


def holds(node: Node, document: dict[str, Any]) -> bool:
    match node:
        case All(parts):
            return all(holds(part, document) for part in parts)
        case AnyOf(parts):
            return any(holds(part, document) for part in parts)
        case Predicate(field, op, literal):
            name = _ALIASES.get(field, field)
            values = find(document, name.split("."))
            if op == "!=":
                return bool(values) and not any(_satisfies(name, one, "=", literal) for one in values)
            if op == "@":
                items = [item.strip() for item in literal.split(",")]
                return any(_satisfies(name, one, "=", item) for one in values for item in items)
            return any(_satisfies(name, one, op, literal) for one in values)


def find(value: Any, path: list[str]) -> list[Any]:
    """Every scalar that a dotted name reaches."""
    if isinstance(value, list):
        return [found for one in value for found in find(one, path)]
    if not path:
        return [] if value is None or isinstance(value, dict) else [value]
    return find(value.get(path[0]), path[1:]) if isinstance(value, dict) else []


def _satisfies(name: str, value: Any, op: str, literal: str) -> bool:
    dynamic = name.startswith("metadata.")
    text = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    if op == "~":
        return literal.lower() in str(text).lower()
    if isinstance(value, bool):
        return op == "=" and text == literal
    if isinstance(value, int | float):
        number = _number(literal)
        return number is not None and _compare(op, value, number)
    if dynamic or name in _DATES:
        ours, theirs = _moment(value), _moment(literal)
        if ours is not None and theirs is not None:
            return _compare(op, ours, theirs)
    return _compare(op, value, literal)


def _compare(op: str, left: Any, right: Any) -> bool:
    return left == right if op == "=" else _COMPARE[op](left, right)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
