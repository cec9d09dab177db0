"""The base class of every record that a server answers with.

A record is a `msgspec.Struct`: snake_case attributes, the wire's own names in JSON. Beside its typed
attributes it remembers the bytes that it was decoded from, so that nothing the server sent is lost: fields
that this version does not know stay readable in `Model.extra` and go back out with the record.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, TypeVar, cast

import msgspec

from timeback_core.record import MASK

__all__ = ["SECRET_FIELDS", "Model", "Origin", "Received", "represent", "secret_names", "wire_names"]

SECRET_FIELDS: Final = frozenset({"password", "client_secret", "secret", "jwt", "api_key", "token", "pin"})
"""Attributes that hold secrets, in every record and input."""
_LONGEST_REPR_VALUE: Final = 60

M = TypeVar("M", bound="Model")


class Origin:
    """The bytes of one answer, from which single records are cut out when somebody asks for one.

    Cutting is put off until then: most records are never asked for what they do not declare, and keeping
    one reference per record costs next to nothing.
    """

    __slots__ = ("_content", "_key", "_records")

    def __init__(self, content: bytes, key: str | None) -> None:
        self._content = content
        self._key = key
        self._records: list[msgspec.Raw] | None = None

    def record(self, index: int | None) -> bytes:
        """Return the JSON of one record: of a list by its index, of a single answer with ``None``."""
        if self._records is None:
            whole: bytes | msgspec.Raw = self._content
            if self._key is not None:
                whole = msgspec.json.decode(whole, type=dict[str, msgspec.Raw])[self._key]
            if index is None:
                self._records = [msgspec.Raw(whole)]
            else:
                self._records = msgspec.json.decode(whole, type=list[msgspec.Raw])
        return bytes(self._records[index or 0])


class Received:
    """Gives each record one hidden slot for where it came from; it takes no part in equality or encoding."""

    __slots__ = ("_origin",)
    _origin: tuple[Origin, int | None] | bytes


class Model(Received, msgspec.Struct, rename="camel", kw_only=True, omit_defaults=True):
    """A record of one of the APIs.

    Attributes may be read and set. A value of an unexpected kind is kept as the server sent it rather than
    refused, and an attribute that the server left out is ``None``; `has_field` tells the two apart from an
    explicit ``null``.
    """

    @property
    def raw(self) -> bytes | None:
        """The JSON of this record as the server sent it; ``None`` for a record made by the caller."""
        return self._received_json()

    def _received_json(self) -> bytes | None:
        """Return what `raw` gives, for records whose `raw` is something else."""
        origin: tuple[Origin, int | None] | bytes | None = getattr(self, "_origin", None)
        if origin is None or isinstance(origin, bytes):
            return origin
        whole, index = origin
        return whole.record(index)

    @property
    def extra(self) -> dict[str, Any]:
        """The fields that the server sent and this model does not declare, by their names on the wire."""
        known = wire_names(type(self)).values()
        return {name: value for name, value in self.as_received().items() if name not in known}

    def has_field(self, name: str) -> bool:
        """Tell whether the server sent this field, be it as ``null``.

        Args:
            name: The attribute's name or the field's name on the wire.

        Returns:
            For a record made by the caller: whether the attribute is not ``None``.
        """
        fields = self.as_received() if self._received_json() is not None else self.to_dict()
        return wire_names(type(self)).get(name, name) in fields

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready values under the wire's names.

        A received record gives everything that the server sent, unknown fields included, with the changes
        made since; a record made by the caller gives the attributes that are not ``None``.
        """
        from timeback_core.decoding import decode_record
        from timeback_core.encoding import encode, overlay

        raw = self._received_json()
        if raw is None:
            return cast("dict[str, Any]", encode(self))
        original = decode_record(raw, type(self), quiet=True)
        received = _decode_object(raw)
        return received if original == self else cast("dict[str, Any]", overlay(received, original, self))

    def to_json(self) -> str:
        """Return `to_dict` as JSON text."""
        return msgspec.json.encode(self.to_dict()).decode()

    def replace(self, **changes: Any) -> Self:
        """Return a copy with some attributes changed, which still carries what the server sent.

        Args:
            changes: New values by attribute name.

        Raises:
            TypeError: The model has no attribute of that name.
        """
        copy = msgspec.structs.replace(self, **changes)
        if hasattr(self, "_origin"):
            copy._origin = self._origin  # one of our own
        return copy

    def __getitem__(self, name: str) -> Any:
        """Return a field by its name on the wire or its attribute's name, be it one that the model does not declare.

        Raises:
            KeyError: The model declares no such field, and the server sent none.
        """
        names = wire_names(type(self))
        if name in names:
            return getattr(self, name)
        for attribute, wire in names.items():
            if wire == name:
                return getattr(self, attribute)
        return self.as_received()[name]

    __iter__ = None  # without this, looking fields up would make records iterable

    def as_received(self) -> dict[str, Any]:
        """Return what the server sent, as JSON by the wire's names; empty for a record of the caller's."""
        raw = self._received_json()
        return {} if raw is None else _decode_object(raw)

    @classmethod
    def _adapted(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return JSON that does not fit as it is, rewritten so that it may (unchanged by default)."""
        return values

    def __replace__(self, **changes: Any) -> Self:
        """Serve `copy.replace`."""
        return self.replace(**changes)

    def __copy__(self) -> Self:
        """Serve `copy.copy`, keeping what the server sent."""
        return self.replace()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the attributes and the record's own bytes, not the whole answer that it came in."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return _rebuild, (type(self), values, self._received_json())

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Show what `repr` shows to rich and to IPython."""
        return list(_shown(self))

    def __repr__(self) -> str:
        """Return the attributes that are set, long values shortened and secrets masked."""
        return represent(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let the model be a field of a pydantic model: built from wire mappings, serialised to them."""
        from pydantic_core import core_schema

        from timeback_core.decoding import convert_record

        def build(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            if isinstance(value, Mapping):
                return convert_record(cast("Mapping[str, Any]", value), cls)
            raise ValueError(f"expected a {cls.__name__} or a mapping, got {type(value).__name__}")

        return core_schema.no_info_plain_validator_function(
            build, serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Describe the model to pydantic as the object that it is on the wire."""
        return {"type": "object", "title": cls.__name__}


@functools.cache
def wire_names(model: type[msgspec.Struct]) -> dict[str, str]:
    """Return a struct's field names on the wire by attribute name, in order."""
    return dict(zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True))


@functools.cache
def secret_names(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return those of a struct's field names on the wire that hold secrets."""
    return tuple(wire for name, wire in wire_names(kind).items() if name in SECRET_FIELDS)


def represent(record: msgspec.Struct) -> str:
    """Return the attributes that are set, long values shortened and secrets masked."""
    shown = ", ".join(f"{name}={_short(value)}" for name, value in _shown(record))
    return f"{type(record).__name__}({shown})"


def _decode_object(raw: bytes) -> dict[str, Any]:
    value: object = msgspec.json.decode(raw)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _rebuild(model: type[M], values: dict[str, Any], raw: bytes | None) -> M:
    record = model(**values)
    if raw is not None:
        record._origin = raw  # its own rebuilder
    return record


def _shown(record: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    """Yield the attributes worth showing: set ones, with secrets masked."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if value is None or value is msgspec.UNSET:
            continue
        yield name, MASK if name in SECRET_FIELDS else value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_REPR_VALUE else f"{text[: _LONGEST_REPR_VALUE - 3]}..."
