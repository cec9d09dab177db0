"""Recognises items that are right, quickly. Whatever it does not recognise, the inspector looks at."""

from __future__ import annotations

from functools import lru_cache
from types import GenericAlias
from typing import Annotated, Any, Literal, cast

import msgspec

from timeback_sandbox.caliper.instants import instant
from timeback_sandbox.caliper.schema_entities import entity_schema
from timeback_sandbox.caliper.schema_events import event_schema
from timeback_sandbox.caliper.schema_forms import Field, Form, Schema
from timeback_sandbox.caliper.validation import EVENT_ID

__all__ = ["Moment", "as_moment", "entity_is_right", "event_instant"]


class Moment:
    """A date and time that could be read.

    Attributes:
        instant: In milliseconds since 1970.
    """

    __slots__ = ("instant",)

    def __init__(self, instant: int) -> None:
        self.instant = instant


def as_moment(_type: type, value: object) -> Moment:
    """Reads a moment for msgspec.

    Raises:
        ValueError: It is none.
    """
    found = instant(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not a date and time")
    return Moment(found)


def event_instant(event: dict[str, Any]) -> int | None:
    """When an event happened, in milliseconds since 1970; None unless it is clear that the event is right."""
    try:
        checked = msgspec.convert(
            event, struct_of(event_schema(event.get("type"), event.get("profile"))), dec_hook=as_moment
        )
    except msgspec.ValidationError:
        return None
    moment: Moment = cast("Any", checked).eventTime
    return moment.instant


def entity_is_right(entity: dict[str, Any]) -> bool:
    """Whether it is clear that an entity is right."""
    try:
        msgspec.convert(entity, struct_of(entity_schema(entity.get("type"))), dec_hook=as_moment)
    except msgspec.ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def struct_of(schema: Schema) -> type[msgspec.Struct]:
    """A type for msgspec that accepts nothing that the schema refuses."""
    fields: list[Any] = []
    for name, field in schema.fields.items():
        kind = _type_of(field)
        attribute = name.replace("@", "at_")
        if field.required:
            fields.append((attribute, kind, msgspec.field(name=name)))
        else:
            fields.append((attribute, kind | msgspec.UnsetType, msgspec.field(default=msgspec.UNSET, name=name)))
    return msgspec.defstruct("Right", fields, kw_only=True, forbid_unknown_fields=schema.closed, gc=False)


def _type_of(field: Field) -> Any:
    if field.words:
        return Literal[field.words]
    if field.least is not None:
        return Annotated[int, msgspec.Meta(ge=field.least)]
    if field.schema is not None:
        nested = struct_of(field.schema)
        return nested if field.form is Form.RECORD else GenericAlias(list, (nested,))
    return _TYPES[field.form]


_Map = dict[str, Any]
_TYPES: dict[Form, Any] = {
    Form.ANY: Any,
    Form.EVENT_ID: Annotated[str, msgspec.Meta(pattern=EVENT_ID)],
    Form.MOMENT: Moment,
    Form.NUMBER: int | float,
    Form.WHOLE: int,
    Form.FLAG: bool,
    Form.MAP: _Map,
    Form.TEXTS: list[str],
    Form.ENTITY: str | _Map,
    Form.ENTITIES: list[str | _Map],
    Form.IDENTIFIERS: list[str | _Map],
    **dict.fromkeys((Form.TEXT, Form.IRI, Form.EMAIL, Form.DURATION), str),
}
