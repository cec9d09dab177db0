"""From response bytes to typed records: strict and fast first, leniently when a value does not fit."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import msgspec

from timeback_core.lenient import convert
from timeback_core.model import Model, Origin, Received
from timeback_core.wire import read_hook

__all__ = ["ShapeError", "convert_record", "decode_list", "decode_record", "decode_single", "remember", "set_origin"]

M = TypeVar("M", bound=Model)


class ShapeError(ValueError):
    """The JSON of an answer has not the expected envelope."""


def decode_list(content: bytes, model: type[M], key: str, *, absent: bool = False) -> tuple[list[M], int | None]:
    """Return the records of a list answer and the total that its body states.

    Args:
        content: The body of the answer.
        model: The records' type.
        key: The envelope's key. A body without it may hold the list under one other key.
        absent: A body without any list, or an empty one, stands for an empty list.

    Raises:
        ShapeError: There is no list.
        msgspec.DecodeError: The body is not JSON.
    """
    if absent and not content.strip():
        return [], None
    try:
        page = _page_decoder(model, key).decode(content)
    except msgspec.ValidationError:
        return _decode_list_leniently(content, model, key, absent=absent)
    if page.items is msgspec.UNSET:
        return _decode_list_leniently(content, model, key, absent=absent)
    items: list[M] = page.items or []
    note = set_origin
    origin = Origin(content, key)
    for index, record in enumerate(items):
        note(record, (origin, index))
    total = page.total_count if page.total_count is not None else page.total
    return items, total


def decode_single(content: bytes, model: type[M], key: str | None, *, bare: str | None = None) -> M:
    """Return the one record of an answer.

    Args:
        content: The body of the answer.
        model: The record's type.
        key: The envelope's key; ``None`` when the record stands alone.
        bare: Accept the record without its envelope too, if it has this field.

    Raises:
        ShapeError: The body is no object or has not the envelope.
        msgspec.DecodeError: The body is not JSON.
    """
    if key is None:
        return decode_record(content, model)
    try:
        record = _single_decoder(model, key).decode(content).item
    except msgspec.ValidationError:
        record = msgspec.UNSET
    if isinstance(record, model):
        set_origin(record, (Origin(content, key), None))
        return record
    body = _object(content)
    inner = body.get(key)
    if isinstance(inner, dict):
        return decode_record(bytes(msgspec.json.decode(content, type=dict[str, msgspec.Raw])[key]), model)
    if bare is not None and inner is None and bare in body:
        return decode_record(content, model)
    raise ShapeError(f"expected an object under the key {key!r}, found the keys {sorted(body)}")


def decode_record(content: bytes, model: type[M], *, quiet: bool = False) -> M:
    """Return a record from its own JSON.

    Args:
        content: A JSON object.
        model: The record's type.
        quiet: Say nothing about values that do not fit.

    Raises:
        ShapeError: The JSON is no object.
        msgspec.DecodeError: The content is not JSON.
    """
    try:
        record: M = _record_decoder(model).decode(content)
    except msgspec.ValidationError:
        record = convert(model._adapted(_object(content)), model, quiet=quiet)
    set_origin(record, content)
    return record


def remember(record: Model, content: bytes) -> None:
    """Note the JSON that a record was made from."""
    set_origin(record, content)


def convert_record(values: Mapping[str, Any], model: type[M]) -> M:
    """Return a record from a mapping of the wire's names to JSON values."""
    return decode_record(msgspec.json.encode(dict(values)), model)


set_origin: Callable[[Model, tuple[Origin, int | None] | bytes], None] = vars(Received)["_origin"].__set__
"""Notes where a record came from, by the slot's own setter: no look-up per record."""


@functools.cache
def _page_decoder(model: type[Model], key: str) -> msgspec.json.Decoder[Any]:
    page = msgspec.defstruct(
        f"{model.__name__}Page",
        [
            ("items", list[model] | None | msgspec.UnsetType, msgspec.UNSET),  # type: ignore[valid-type]
            ("total_count", int | None, None),
            ("total", int | None, None),
        ],
        rename={"items": key, "total_count": "totalCount"},
    )
    return msgspec.json.Decoder(page, strict=False, dec_hook=read_hook)


@functools.cache
def _single_decoder(model: type[Model], key: str) -> msgspec.json.Decoder[Any]:
    envelope = msgspec.defstruct(
        f"{model.__name__}Envelope",
        [("item", model | None | msgspec.UnsetType, msgspec.UNSET)],
        rename={"item": key},
    )
    return msgspec.json.Decoder(envelope, strict=False, dec_hook=read_hook)


@functools.cache
def _record_decoder(model: type[Model]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(model, strict=False, dec_hook=read_hook)


def _object(content: bytes) -> dict[str, Any]:
    body: object = msgspec.json.decode(content)
    if not isinstance(body, dict):
        raise ShapeError(f"expected a JSON object, found {type(body).__name__}")
    return cast("dict[str, Any]", body)


def _decode_list_leniently(content: bytes, model: type[M], key: str, *, absent: bool) -> tuple[list[M], int | None]:
    """Find the list under its own or the only other key and decode its records one by one.

    A record that fits is decoded as fast as ever; only the others are taken apart.
    """
    parts = _parts(content)
    if absent and key not in parts and "list" not in map(_kind, parts.values()):
        return [], _total(parts)
    found = key if key in parts else _only_list(parts, key)
    if _kind(parts[found]) not in {"list", "null"}:
        raise ShapeError(f"expected list under the key {found!r}, found {_kind(parts[found])}")
    rows: list[msgspec.Raw] = [] if _kind(parts[found]) == "null" else _DECODE_ROWS(parts[found])
    origin = Origin(content, found)
    decoder = _record_decoder(model)
    records: list[M] = []
    for index, row in enumerate(rows):
        if _kind(row) != "object":
            raise ShapeError(f"expected an object at {found}[{index}], found {_kind(row)}")
        try:
            record: M = decoder.decode(row)
        except msgspec.ValidationError:
            record = convert(model._adapted(msgspec.json.decode(row)), model)
        set_origin(record, (origin, index))
        records.append(record)
    return records, _total(parts)


_DECODE_ROWS = msgspec.json.Decoder(list[msgspec.Raw]).decode


def _parts(content: bytes) -> dict[str, msgspec.Raw]:
    """Return the values of a JSON object undecoded."""
    try:
        return msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise ShapeError(f"expected a JSON object, found {_kind(content)}") from None


def _only_list(parts: dict[str, msgspec.Raw], key: str) -> str:
    lists = [name for name, value in parts.items() if _kind(value) == "list"]
    if len(lists) != 1:
        raise ShapeError(f"expected list under the key {key!r}, found the keys {sorted(parts)}")
    return lists[0]


_KINDS = {b"{": "object", b"[": "list", b'"': "text", b"n": "null", b"t": "boolean", b"f": "boolean"}


def _kind(raw: bytes | msgspec.Raw) -> str:
    """Tell by its first character what kind of JSON value this is."""
    return _KINDS.get(bytes(memoryview(raw)[:64]).lstrip()[:1], "number")


def _total(parts: dict[str, msgspec.Raw]) -> int | None:
    for name in ("totalCount", "total"):
        if name in parts:
            try:
                return msgspec.json.decode(parts[name], type=int, strict=False)
            except msgspec.ValidationError:
                continue
    return None
