"""Answers as JSON-ready values under the wire's names, with nothing lost but secrets that nobody asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from timeback_core.cli.cells import IDENTIFIERS
from timeback_core.cli.reading_data import SECRET_NAMES
from timeback_core.encoding import encode
from timeback_core.filters import wire_field
from timeback_core.model import Model
from timeback_core.record import MASK, Record
from timeback_core.wire import is_group, is_list, is_mapping, is_object, is_sequence

__all__ = ["flattened", "picked", "plain", "unwrapped", "without_secrets"]


def plain(value: Any) -> Any:
    """Return an answer as JSON-ready values; records with everything that the server sent."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Record):
        return {name: plain(item) for name, item in value.to_dict().items()}
    if is_mapping(value):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, msgspec.Struct):
        return encode(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if is_sequence(value):
        return [plain(item) for item in value]
    if is_group(value):
        return sorted((plain(item) for item in value), key=str)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    try:
        return encode(value)
    except ValueError:
        return str(value)


def unwrapped(value: Any) -> Any:
    """Return the records inside an answer that is only an envelope around them, else the answer.

    An envelope has no identifier of its own, one list of objects, and beside it nothing but single values.
    """
    if not is_object(value) or any(name in value for name in IDENTIFIERS):
        return value
    nested: list[object] = [item for item in value.values() if (is_object(item) or is_list(item)) and item]
    records = nested[0] if len(nested) == 1 else None
    return records if is_list(records) and all(is_object(item) for item in records) else value


def without_secrets(value: Any) -> Any:
    """Return JSON with passwords, secrets and tokens masked, at any depth."""
    if is_object(value):
        return {
            name: MASK if name in SECRET_NAMES and isinstance(item, str) and item else without_secrets(item)
            for name, item in value.items()
        }
    return [without_secrets(item) for item in value] if is_list(value) else value


def picked(record: Any, fields: Sequence[str]) -> Any:
    """Return the chosen fields of a record, by their dotted names on the wire; those it has not are null."""
    if not is_object(record):
        return record
    result: dict[str, Any] = {}
    for field in fields:
        steps = wire_field(field).split(".")
        value = _at(record, steps)
        place = result
        for step in steps[:-1]:
            inner = place.get(step)
            place[step] = place = inner if is_object(inner) else {}
        place[steps[-1]] = value
    return result


def _at(value: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        if not is_object(value):
            return None
        value = value.get(step)
    return value


def flattened(record: Any) -> dict[str, Any]:
    """Return a record with objects spread into dotted names; lists stay, and a record that is none is ``value``."""
    if not is_object(record):
        return {"value": record}
    result: dict[str, Any] = {}
    _spread(record, "", result)
    return result


def _spread(record: dict[str, Any], prefix: str, result: dict[str, Any]) -> None:
    for name, value in record.items():
        if is_object(value) and value:
            _spread(value, f"{prefix}{name}.", result)
        else:
            result[f"{prefix}{name}"] = value
