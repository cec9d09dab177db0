"""The `filter` of lists: read once, then asked of the database or of one document.

A text that is a number compares as one where it is ordered (`<`, `>=`), and is equal only to the same text. A list
satisfies a comparison when one of its elements does, and `!=` when none is equal; so what is missing satisfies `!=`
and nothing else.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Text, and_, case, false, func, literal, not_, or_
from sqlalchemy import cast as sql_cast

from timeback_sandbox import dialect
from timeback_sandbox.filters import All, AnyOf, FilterError, Node, Predicate, parse_filter, predicates
from timeback_sandbox.filters.compiler import parse_number
from timeback_sandbox.statements import one_of
from timeback_sandbox.webhooks.patterns import PatternError, compile_pattern

__all__ = ["condition", "matches", "read_filter"]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_COLUMNS: Mapping[str, str] = {"identifier": "identifier", "title": "title", "type": "type", "rawXml": "raw_xml"}


def read_filter(text: str) -> Node:
    """What a filter says.

    Raises:
        FilterError: It is malformed.
    """
    node = parse_filter(text)
    for predicate in predicates(node):
        if predicate.operator == "@":
            raise FilterError("the operator @ is not known here; use one of = != ~ > >= < <=")
        if predicate.bare and predicate.value not in {"true", "false"} and parse_number(predicate.value) is None:
            raise FilterError(f"expected 'text' in single quotes, a number, true or false, found {predicate.value!r}")
    return node


def condition(node: Node, table: Table) -> ColumnElement[bool]:
    """The condition that a filter puts on a row of a table of documents."""
    match node:
        case Predicate(field, operation, value):
            equal = "=" if operation == "!=" else operation
            if field in _COLUMNS and _COLUMNS[field] in table.c:
                found = _compare(table.c[_COLUMNS[field]], literal("text"), equal, value)
            else:
                found = dialect.json_any(
                    table.c.structure,
                    tuple(field.split(".")),
                    lambda stored, kind: _compare(stored, kind, equal, value),
                )
            return not_(func.coalesce(found, false())) if operation == "!=" else found
        case All(parts):
            return and_(*(condition(part, table) for part in parts))
        case AnyOf(parts):
            return or_(*(condition(part, table) for part in parts))


def _compare(stored: ColumnElement[Any], kind: ColumnElement[Any], operation: str, value: str) -> ColumnElement[bool]:
    """A stored value and its kind against a literal."""
    text = case((one_of(kind, ("true", "false")), kind), else_=sql_cast(stored, Text))
    if operation == "~":
        pattern = _pattern(value)
        return dialect.contains(text, value) if pattern is None else dialect.matches(text, pattern)
    compare = _COMPARE[operation]
    number = parse_number(value)
    if number is None:
        return cast("ColumnElement[bool]", compare(text, value))
    is_number = one_of(kind, ("integer", "real"))
    if operation == "=":
        return case((is_number, stored == number), else_=text == value)
    said = case((is_number, stored), (kind == "text", dialect.number_in(stored)))
    return case((said.is_not(None), compare(said, number)), else_=compare(text, value))


@lru_cache(maxsize=1024)
def _pattern(value: str) -> str | None:
    """The pattern that ignores case; None when the text is no pattern and means itself."""
    pattern = f"(?i){value}"
    try:
        compile_pattern(pattern)
    except PatternError:
        return None
    return pattern


def matches(node: Node, document: Mapping[str, object]) -> bool:
    """Whether a document satisfies a filter, for lists that are not rows of their own."""
    match node:
        case Predicate(field, operation, value):
            if operation == "!=":
                return not any(_satisfies(one, "=", value) for one in _values(document, field))
            return any(_satisfies(one, operation, value) for one in _values(document, field))
        case All(parts):
            return all(matches(part, document) for part in parts)
        case AnyOf(parts):
            return any(matches(part, document) for part in parts)


def _values(document: Mapping[str, object], field: str) -> Iterator[str | bool | int | float]:
    """The values that a field has: none, one, or those of a list."""
    found: object = document
    for segment in field.split("."):
        found = _member(found, segment)
    for value in cast("list[object]", found) if isinstance(found, list) else [found]:
        if isinstance(value, str | int | float):
            yield value


def _member(value: object, name: str) -> object:
    return cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None


def _satisfies(stored: str | bool | int | float, operation: str, value: str) -> bool:
    text = str(stored).lower() if isinstance(stored, bool) else str(stored)
    if operation == "~":
        pattern = _pattern(value)
        return value.casefold() in text.casefold() if pattern is None else compile_pattern(pattern)(text)
    number = parse_number(value)
    said: float | None = None
    if not isinstance(stored, bool):
        said = stored if isinstance(stored, int | float) else parse_number(stored) if operation != "=" else None
    if number is not None and said is not None:
        return bool(_COMPARE[operation](said, number))
    return bool(_COMPARE[operation](text, value))
