"""From Python values to what the wire writes, and received records back with their changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

import msgspec

from timeback_core.model import Model, wire_names
from timeback_core.wire import format_timestamp, is_list, is_object

__all__ = ["encode", "overlay"]

_Object = dict[str, Any]


def encode(value: Any) -> Any:
    """Return a value as JSON-ready builtins; records by their wire names, without what is unset.

    Raises:
        ValueError: The value, or one inside it, has no JSON form.
    """
    if isinstance(value, Enum):
        return encode(value.value)
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, msgspec.Struct):
        return _encode_struct(value)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [encode(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, datetime):
        return format_timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if value - value != 0:
            raise ValueError(f"{value!r} has no JSON form; give a finite number")
        return value
    if isinstance(value, Decimal):
        return encode(float(value))
    if isinstance(value, UUID):
        return str(value)
    raise ValueError(f"a {type(value).__name__} has no JSON form")


def _encode_struct(record: msgspec.Struct) -> dict[str, Any]:
    encoded: dict[str, Any] = {}
    for field, name in wire_names(type(record)).items():
        value = getattr(record, field)
        if value is not None and value is not msgspec.UNSET:
            encoded[name] = encode(value)
    return encoded


def overlay(received: Any, original: Any, current: Any) -> Any:
    """Return what was received, with the changes that were made to its typed form since.

    Args:
        received: The JSON value as the server sent it.
        original: The typed form of that value.
        current: The typed form now.

    Returns:
        A JSON-ready value in which everything that did not change is exactly as received.
    """
    if isinstance(current, msgspec.Struct):
        if type(current) is type(original) and is_object(received):
            return _overlay_struct(received, original, current)
    elif is_object(current) and is_object(received) and is_object(original):
        return _overlay_dict(received, original, current)
    elif is_list(current) and is_list(received) and is_list(original):
        return _overlay_list(received, original, current)
    return received if current == original else _written(current)


def _written(value: Any) -> Any:
    """Return a value that is not where it was; records that were received go out with all that came with them."""
    if isinstance(value, Model) and value.raw is not None:
        return value.to_dict()
    return [_written(entry) for entry in value] if is_list(value) else encode(value)


def _overlay_dict(received: _Object, original: _Object, current: _Object) -> _Object:
    both = received.keys() & original.keys()
    return {
        name: overlay(received[name], original[name], value) if name in both else _written(value)
        for name, value in current.items()
    }


def _overlay_list(received: list[Any], original: list[Any], current: list[Any]) -> list[Any]:
    """Entries keep what was received when they are where they were, or are found unchanged elsewhere."""
    if len(current) == len(original):
        return [overlay(*entries) for entries in zip(received, original, current, strict=True)]
    return [received[original.index(entry)] if entry in original else _written(entry) for entry in current]


def _overlay_struct(received: _Object, original: msgspec.Struct, current: msgspec.Struct) -> _Object:
    result = dict(received)
    for field, name in wire_names(type(current)).items():
        before, now = getattr(original, field), getattr(current, field)
        if name in received:
            result[name] = overlay(received[name], before, now)
        elif now != before:
            result[name] = _written(now)
    return result
