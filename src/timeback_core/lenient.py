"""Builds typed records from JSON that does not quite fit: what fits is typed, the rest is kept as it came."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from timeback_core.wire import is_list, is_object, parse_timestamp, read_hook

__all__ = ["convert"]

S = TypeVar("S", bound=msgspec.Struct)

Report = Callable[[str, str, Any], None]
"""Takes note of a value that fits in no way: the model's name, the attribute's name, the value."""

_reported: set[tuple[str, str]] = set()


def convert(values: dict[str, Any], model: type[S], *, quiet: bool = False) -> S:
    """Return a record from decoded JSON, whatever the values are.

    A ``null`` is kept, a number where text belongs becomes text (and the other way round), a value that
    fits in no way stays as it is. The latter is logged once per model and field at WARNING.

    Args:
        values: The JSON object.
        model: The record's type.
        quiet: Log nothing.
    """
    return _struct(values, model, _ignore if quiet else _report)


def _ignore(model: str, field: str, value: Any) -> None:
    """Note nothing."""


def _report(model: str, field: str, value: Any) -> None:
    if (model, field) in _reported:
        return
    _reported.add((model, field))
    import logging

    logging.getLogger("timeback_core.models").warning(
        "%s.%s: the server sent a %s that does not fit the declared type; it is kept as it came "
        "(reported once per field)",
        model,
        field,
        type(value).__name__,
    )


@functools.cache
def _fields(model: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(model)


def _struct(values: dict[str, Any], model: type[S], report: Report) -> S:
    arguments: dict[str, Any] = {}
    for field in _fields(model):
        if field.encode_name in values:
            value = values[field.encode_name]
            note = functools.partial(report, model.__name__, field.name)
            arguments[field.name] = None if value is None else _value(value, field.type, note, report)
        elif field.required:
            arguments[field.name] = None
    return model(**arguments)


def _value(value: Any, kind: Any, misfit: Callable[[Any], None], report: Report) -> Any:
    """Return the value as the type wants it, or as near to that as it comes."""
    try:
        return msgspec.convert(value, kind, strict=False, dec_hook=read_hook)
    except (msgspec.ValidationError, ValueError):
        return _nearest(value, _bare(kind), misfit, report)


def _nearest(value: Any, kind: Any, misfit: Callable[[Any], None], report: Report) -> Any:
    """Return a value that does not fit as a whole with its parts typed as far as they fit."""
    if value is None:
        return None
    if is_object(value) and isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(value, kind, report)
    if is_list(value) and get_origin(kind) is list:
        (item,) = get_args(kind)
        return [_value(element, item, misfit, report) for element in value]
    if is_object(value) and get_origin(kind) is dict:
        item = get_args(kind)[1]
        return {name: _value(element, item, misfit, report) for name, element in value.items()}
    if kind is str and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if kind is datetime and isinstance(value, str):
        try:
            return parse_timestamp(value)
        except ValueError:
            pass
    misfit(value)
    return value


def _bare(kind: Any) -> Any:
    """Take ``None``, unset and annotations off a type, as far as one type remains."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in {Union, types.UnionType}:
        members = [member for member in get_args(kind) if member not in {type(None), msgspec.UnsetType}]
        if len(members) == 1:
            return _bare(members[0])
    return kind
