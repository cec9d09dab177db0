"""What all parts of a credential share: nothing that is not declared gets lost, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

import msgspec
from msgspec import StructMeta

from timeback_core.decoding import convert_record, decode_record, remember
from timeback_core.encoding import encode
from timeback_core.model import Model, wire_names
from timeback_core.wire import WireType, is_list, is_mapping, is_object

__all__ = ["ClrPart", "Texts", "as_json", "one", "several"]


class _OpenKeywords(StructMeta):
    """Metaclass of models that may be made with members which they do not declare, and with the wire's names."""

    if not TYPE_CHECKING:

        def __call__(self, **named):
            """Make a record; what it does not declare is kept beside it."""
            attributes = self.__struct_fields__
            if named.keys() <= set(attributes):
                return super().__call__(**named)
            by_wire = dict(zip(self.__struct_encode_fields__, attributes, strict=True))
            named = {by_wire.get(name, name): value for name, value in named.items()}
            undeclared = {name: as_json(value) for name, value in named.items() if name not in attributes}
            record = super().__call__(**{name: value for name, value in named.items() if name in attributes})
            if undeclared:
                remember(record, msgspec.json.encode({**record.to_dict(), **undeclared}))
            return record


class ClrPart(Model, kw_only=True, metaclass=_OpenKeywords):
    """A part of a credential. Members that it does not declare are kept, readable by name, and sent along."""

    def to_dict(self) -> dict[str, Any]:
        """Return the part as JSON-ready values: exactly what was received, with the changes made since."""
        content = self._received_json()
        if content is None:
            values = {name: getattr(self, field) for field, name in wire_names(type(self)).items()}
            return {name: as_json(value) for name, value in values.items() if value is not None}
        original = decode_record(content, type(self), quiet=True)
        result = self.as_received()
        for field, name in wire_names(type(self)).items():
            before, now = getattr(original, field), getattr(self, field)
            if now is None and before is not None:
                result.pop(name, None)
            elif name in result:
                result[name] = _merged(result[name], before, now)
            elif now != before:
                result[name] = as_json(now)
        return result

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Return the record that a JSON object stands for, with everything in it."""
        return convert_record(values, cls)

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            """Return a member that was received and is not declared, by its name on the wire."""
            if not name.startswith("_"):
                received = self.as_received()
                if name in received:
                    return received[name]
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")


def as_json(value: Any) -> Any:
    """Return a value as JSON, parts of credentials with everything in them.

    Raises:
        ValueError: The value, or one inside it, has no JSON form.
    """
    if isinstance(value, Model):
        return value.to_dict()
    if is_mapping(value):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in cast("list[object]", value)]
    return encode(value)


def _merged(received: Any, before: Any, now: Any) -> Any:
    """Return a member as it was received, unless it has changed."""
    written = as_json(now)
    if isinstance(before, Model) or is_list(before):
        # parts with equal attributes may still differ in what they do not declare
        return received if written == received or (not is_list(received) and written == [received]) else written
    return received if before == now else written


def one(model: type[ClrPart]) -> type[WireType]:
    """Return a field type: a part that keeps everything. Text stays text, where a server gives only an id."""

    class One(WireType):
        accepts = (model, str)

        @staticmethod
        def read(value: object) -> object:
            return _part(value, model)

    return One


def several(model: type[ClrPart]) -> type[WireType]:
    """Return a field type: a list of parts that keep everything; a part that stands alone is a list of one."""

    class Several(WireType):
        accepts = (list,)

        @staticmethod
        def read(value: object) -> object:
            return [_part(item, model) for item in (value if is_list(value) else [value])]

    return Several


class _Texts(WireType):
    """Texts; one that stands alone is a list of one."""

    accepts = (list,)

    @staticmethod
    def read(value: object) -> object:
        return value if is_list(value) else [value]


if TYPE_CHECKING:
    Texts = list[str]
else:
    Texts = _Texts


def _part(value: object, model: type[ClrPart]) -> object:
    if isinstance(value, model) or not is_object(value):
        return value
    return convert_record(value, model)
