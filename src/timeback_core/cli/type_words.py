"""Types in words, for the help: ``text``, ``list of {type, href}``, ``one of active, tobedeleted``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

import msgspec

from timeback_core.cli.value_types import LISTS, members_of
from timeback_core.wire import Day, Flag, Timestamp, WireType

__all__ = ["type_words"]

_PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "date",
    datetime: "moment",
    bytes: "bytes",
}
_WIRE: dict[Any, str] = {Day: "date", Timestamp: "moment", Flag: "true or false"}  # to a type checker no markers
_DEEPEST = 2


def type_words(hint: Any, depth: int = 0) -> str:
    """Return a type in words; objects with their fields, two levels deep."""
    words = dict.fromkeys(_one(member, depth) for member in members_of(hint))
    if len(words) > 1:
        words.pop("object", None)  # a mapping may always stand for what has a type of its own
    return " or ".join(words) or "anything"


def _one(hint: Any, depth: int) -> str:
    origin = get_origin(hint)
    if origin is Literal:
        return f"one of {', '.join(str(option) for option in get_args(hint))}"
    if origin in LISTS:
        inner = get_args(hint)
        return f"list of {type_words(inner[0], depth)}" if inner else "list"
    if hint in _PLAIN:
        return _PLAIN[hint]
    kind = origin or hint
    if not isinstance(kind, type):
        return "anything"
    if issubclass(kind, WireType):
        return _wire(kind)
    if issubclass(kind, msgspec.Struct):
        if depth >= _DEEPEST:
            return "object"
        return "{" + ", ".join(kind.__struct_encode_fields__) + "}" if kind.__struct_fields__ else "object"
    return "object" if issubclass(kind, Mapping) else "anything"


def _wire(kind: type[WireType]) -> str:
    for base, words in _WIRE.items():
        if issubclass(kind, base):
            return words
    return kind.__name__.removesuffix("Input").lower()
