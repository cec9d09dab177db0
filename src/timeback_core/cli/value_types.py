"""How a Python type is written on the command line: as a flag, a number, a choice, text or JSON."""

from __future__ import annotations

import csv
import json
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from timeback_core.wire import Day, Flag, Timestamp, WireType, is_list, parse_day, parse_timestamp

__all__ = ["LISTS", "Value", "is_json_like", "json_value", "members_of", "split_list", "value_of"]

Convert = Callable[[str], Any]
LISTS = (list, tuple, set, frozenset, Sequence, Iterable, AbstractSet)
"""Types whose values are given as several."""


@dataclass(frozen=True, slots=True)
class Value:
    """How one value is given.

    Attributes:
        base: What typer reads: ``bool``, ``int``, ``float``, ``str`` or a ``Literal``.
        metavar: What stands for it in the help; ``None`` leaves it to typer.
        convert: Makes the Python value of the text; raises ``ValueError`` saying what is expected.
        many: Whether it may be repeated, and hold several values separated by commas.
        choices: The texts there are, where they are few.
    """

    base: Any
    metavar: str | None = None
    convert: Convert | None = None
    many: bool = False
    choices: tuple[str, ...] = ()


def value_of(hint: Any) -> Value | None:
    """Return how values of a type are given; ``None`` for what is no single value and no list of such."""
    members = members_of(hint)
    if len(members) == 1:
        return _single(members[0])
    found = [_single(member) for member in members]
    lists = [value for value in found if value is not None and value.many]
    if lists:
        return lists[0]
    scalars = [value for value in found if value is not None]
    if len(scalars) != len(found) or not scalars:
        # a record may be given by one of its values, too; what is only a record or a mapping has no flat form
        return None
    for fitting in (
        [value for value in scalars if value.metavar in {"DATE", "TIME"}],
        [value for value in scalars if value.choices],
        [value for value in scalars if value.base is str],
        [value for value in scalars if value.base is float],
    ):
        if fitting:
            return fitting[-1]
    return scalars[0]


def members_of(hint: Any) -> list[Any]:
    """Return what a type allows besides being absent: the members of a union, nested ones included."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if get_origin(hint) in (Union, types.UnionType):
        return [inner for member in get_args(hint) for inner in members_of(member)]
    return [] if hint in (type(None), msgspec.UnsetType) else [hint]


def _single(hint: Any) -> Value | None:
    origin = get_origin(hint)
    if isinstance(hint, TypeVar) or hint is Any:
        return None
    if origin is Literal:
        return _choice(get_args(hint))
    if origin in LISTS or hint in (list, tuple, set):
        arguments = get_args(hint)
        inner = value_of(arguments[0]) if arguments else None
        if inner is None or inner.many:
            return None
        return Value(str, _plural(inner), inner.convert, True, inner.choices)
    if not isinstance(hint, type):
        return None
    if issubclass(hint, WireType):
        return _wire(hint)
    if issubclass(hint, Enum):
        return _choice(tuple(member.value for member in hint))
    if hint is bool:
        return Value(bool)
    if hint is str:
        return Value(str, "TEXT")
    if hint is int:
        return Value(int, "NUMBER", _whole)
    if hint in (float, Decimal):
        return Value(float, "NUMBER", _number)
    if hint is datetime:
        return _TIME
    return _DAY if hint is date else None


def _day(text: str) -> str:
    """Return a day as it was given, once it is certain that it is one."""
    try:
        parse_day(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as YYYY-MM-DD") from None
    return text


def _time(text: str) -> str:
    """Return a moment as it was given, once it is certain that it is one."""
    try:
        parse_timestamp(text)
    except ValueError:
        raise ValueError(f"{text!r} is no moment; write it as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ") from None
    return text


_DAY = Value(str, "DATE", _day)
_TIME = Value(str, "TIME", _time)


_WIRE: dict[Any, Value] = {Day: _DAY, Timestamp: _TIME, Flag: Value(bool)}  # to a type checker these are no markers


def _wire(kind: type[WireType]) -> Value:
    """Return how a value with a wire form of its own is given."""
    for base, value in _WIRE.items():
        if issubclass(kind, base):
            return value
    if float in kind.accepts:
        return Value(str, "VALUE", _loose)
    return Value(str, kind.__name__.removesuffix("Input").upper())


def _choice(options: tuple[Any, ...]) -> Value:
    """Return a choice; words that are no text are found by how they are written."""
    texts = tuple(str(option).lower() if isinstance(option, bool) else str(option) for option in options)
    if all(isinstance(option, str) for option in options):
        return Value(_literal(texts), choices=texts)
    by_text = dict(zip(texts, options, strict=True))
    return Value(_literal(texts), None, by_text.__getitem__, choices=texts)


def _literal(texts: tuple[str, ...]) -> Any:
    return Literal[texts]


def _loose(text: str) -> Any:
    """Return a number, a truth value or a list where the text is one in JSON, else the text."""
    try:
        found: object = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, (int, float)) or is_list(found) else text


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None


def _plural(inner: Value) -> str:
    """Return what stands for a list in the help."""
    if inner.choices:
        return f"{'|'.join(inner.choices)},..."
    return f"{inner.metavar},..."


def split_list(given: Sequence[str], value: Value) -> list[Any]:
    """Return the entries of an option that was repeated, or given with commas; a backslash keeps a comma in one.

    Raises:
        ValueError: An entry is not what is expected.
    """
    entries: list[Any] = []
    for row in csv.reader(given, escapechar="\\", skipinitialspace=True):
        for text in (entry.strip() for entry in row):
            if not text:
                continue
            if value.choices and text not in value.choices:
                raise ValueError(f"{text!r} is not one of {', '.join(map(repr, value.choices))}")
            entries.append(value.convert(text) if value.convert is not None else text)
    return entries


def json_value() -> Value:
    """Return how an object or a list of objects is given."""

    def read(text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError as error:
            raise ValueError(f"this is no JSON: {error}") from None

    return Value(str, "JSON", read)


def is_json_like(hint: Any) -> bool:
    """Tell whether JSON can stand for a type: an object, or a list of what JSON can stand for."""
    for member in members_of(hint):
        origin = get_origin(member) or member
        if isinstance(origin, type) and (issubclass(origin, (Mapping, msgspec.Struct)) or origin in LISTS):
            return True
    return False
