"""Whether an event is one that a webhook's filters let through. Nothing here does anything: all of it decides."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import msgspec

from timeback_sandbox.webhooks.patterns import compile_pattern

__all__ = ["OPERATIONS", "TYPES", "Filter", "FilterError", "compile_filter", "matches", "values_at"]

FilterType: TypeAlias = Literal["string", "number", "boolean"]
TYPES: tuple[FilterType, ...] = ("string", "number", "boolean")

_TWINS: Mapping[str, str] = {"neq": "eq", "notContains": "contains", "notIn": "in"}
"""Negative operations hold when their twin holds for nothing."""
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
_TEXTUAL: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}
OPERATIONS: tuple[str, ...] = (
    "eq", "neq", "gt", "gte", "lt", "lte", "contains", "notContains", "in", "notIn", "startsWith", "endsWith", "regexp",
)  # fmt: skip

_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?", re.ASCII)
_PART_OF_A_NUMBER = re.compile(r"[0-9.+-]*", re.ASCII)
_LONGEST_NUMBER = 1000

Value: TypeAlias = str | Decimal | bool
"""A value as the filter's type has it."""


class FilterError(ValueError):
    """The value of a filter does not go with its type or its operation."""


class Filter(NamedTuple):
    """One condition on an event.

    Attributes:
        key: Path into the event.
        value: What to compare with, as text.
        type: How both are understood.
        operation: How they are compared.
    """

    key: str
    value: str
    type: FilterType
    operation: str


Condition: TypeAlias = Callable[[Mapping[str, Any]], bool]


def matches(filters: Sequence[Filter], event: Mapping[str, Any]) -> bool:
    """Whether all the filters let the event through; without filters everything passes.

    Args:
        filters: The active ones of a webhook.
        event: As it is delivered: with its sensor and send time.
    """
    return all(compile_filter(one)(event) for one in filters)


@lru_cache(maxsize=4096)
def compile_filter(one: Filter) -> Condition:
    """The filter as a function of the event; equal filters share one.

    Raises:
        FilterError: Its value does not go with its type or its operation.
    """
    segments = tuple(one.key.split("."))
    twin = _TWINS.get(one.operation)
    holds = _comparison(one, twin or one.operation)
    convert = _CONVERT[one.type]
    wanted = twin is None

    def condition(event: Mapping[str, Any]) -> bool:
        found = any(holds(value) for value in (convert(raw) for raw in values_at(event, segments)) if value is not None)
        return found == wanted

    return condition


# ---------------------------------------------------------------- what is at a path


def values_at(value: object, segments: Sequence[str]) -> Iterator[str | int | float | bool]:
    """The texts, numbers and truth values at a path: of a list each element's, of an object its id.

    Args:
        value: What the path starts from.
        segments: The parts of the path. Members whose names hold dots are found as well.
    """
    waiting: list[tuple[object, int]] = [(value, 0)]  # values may be nested deeper than Python lets functions be
    while waiting:
        found, at = waiting.pop()
        rest = segments[at:]
        if isinstance(found, list):
            waiting += _elements(cast("list[object]", found), rest, at)
        elif isinstance(found, dict):
            members = cast("dict[str, object]", found)
            if rest:
                waiting += _member(members, rest, at)
            elif isinstance(identity := members.get("id"), str | int | float):
                yield identity
        elif isinstance(found, str):
            if not rest or tuple(rest) == ("id",):  # an entity may be given by its IRI alone
                yield found
        elif isinstance(found, int | float) and not rest:
            yield found


def _elements(elements: list[object], rest: Sequence[str], at: int) -> list[tuple[object, int]]:
    """The elements of a list that a path leads to: one that it names by its number, else all."""
    head = rest[0] if rest else ""
    if head.isascii() and head.isdigit():
        chosen = int(head) if len(head) < 10 else len(elements)
        return [(element, at + 1) for element in elements[chosen : chosen + 1]]
    return [(element, at) for element in reversed(elements)]


def _member(members: dict[str, object], rest: Sequence[str], at: int) -> list[tuple[object, int]]:
    """The member of an object that a path leads to; the shortest name that is there."""
    if rest[0] in members:
        return [(members[rest[0]], at + 1)]
    dots = max((name.count(".") for name in members), default=0)  # a long path must not make every object slow
    for length in range(2, min(len(rest), dots + 1) + 1):
        name = ".".join(rest[:length])
        if name in members:
            return [(members[name], at + length)]
    return []


# ---------------------------------------------------------------- values by type


def _as_text(value: str | int | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else _decimal_text(Decimal(str(value)))


def _as_number(value: str | int | float | bool) -> Decimal | None:
    if isinstance(value, bool):
        return None
    text = value.strip() if isinstance(value, str) else str(value)
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _as_truth(value: str | int | float | bool) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip()) if isinstance(value, str) else None


_CONVERT: Mapping[FilterType, Callable[[str | int | float | bool], Value | None]] = {
    "string": _as_text,
    "number": _as_number,
    "boolean": _as_truth,
}


def _decimal_text(number: Decimal) -> str:
    """The shortest way to write a number without an exponent, unless it is enormous."""
    if not number.is_finite() or abs(number.adjusted()) > 400:
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(value: Value) -> str:
    """A value as text, for the operations on texts."""
    return _decimal_text(value) if isinstance(value, Decimal) else _as_text(value)


# ---------------------------------------------------------------- comparing


def _comparison(one: Filter, operation: str) -> Callable[[Value], bool]:
    """What one value has to satisfy."""
    if operation == "regexp":
        try:
            found = compile_pattern(one.value)
        except ValueError as error:
            raise FilterError(f"not a regular expression that can be used: {error}") from None
        return lambda value: found(_shown(value))
    if operation in _TEXTUAL:
        _check_part(one)
        compare, text = _TEXTUAL[operation], one.value
        return lambda value: compare(_shown(value), text)
    if operation == "in":
        members = frozenset(_typed(one.type, item) for item in _items(one.value))
        return members.__contains__
    wanted = _typed(one.type, one.value)
    if operation == "eq":
        return lambda value: value == wanted
    if one.type == "boolean":
        return lambda _value: False  # neither truth value is the greater one
    order = _ORDER[operation]
    return lambda value: order(value, wanted)


def _typed(kind: FilterType, text: str) -> Value:
    """The filter's value in its type.

    Raises:
        FilterError: It has no such value.
    """
    value = text if kind == "string" else _CONVERT[kind](text)
    if value is None:
        wanted = "a number" if kind == "number" else "true or false"
        raise FilterError(f"{text[:100]!r} is not {wanted}, as filterType {kind!r} wants it")
    return value


def _check_part(one: Filter) -> None:
    """Refuses a part that no value of the type can have."""
    if one.type == "number" and not _PART_OF_A_NUMBER.fullmatch(one.value):
        raise FilterError(f"{one.value[:100]!r} is in no number, as filterType 'number' wants it")
    if one.type == "boolean" and not any(one.value in word for word in ("true", "false")):
        raise FilterError(f"{one.value[:100]!r} is neither in true nor in false, as filterType 'boolean' wants it")


def _items(text: str) -> list[str]:
    """The alternatives of `in`: a JSON array, else what stands between commas."""
    if text.lstrip().startswith("["):
        try:
            decoded = msgspec.json.decode(text.encode(), type=list[str | bool | int | float])
        except (msgspec.MsgspecError, RecursionError):
            pass
        else:
            return [_as_text(item) for item in decoded]
    return [item.strip() for item in text.split(",")]
