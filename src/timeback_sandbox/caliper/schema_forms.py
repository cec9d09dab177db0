"""How what is in an envelope is declared: records with fields, each of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

__all__ = ["Field", "Form", "Schema", "declare", "with_fields"]


class Form(Enum):
    """What kind of value a field holds."""

    ANY = "any"
    TEXT = "text"
    IRI = "iri"
    EVENT_ID = "event-id"
    EMAIL = "email"
    MOMENT = "moment"
    DURATION = "duration"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    MAP = "map"
    TEXTS = "texts"
    ENTITY = "entity"
    ENTITIES = "entities"
    IDENTIFIERS = "identifiers"
    RECORD = "record"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Attributes:
        name: Its key.
        form: What its value is.
        required: Whether it has to be there; null counts as missing.
        words: The only texts that it may be; empty for any.
        least: The least whole number.
        schema: Of the record, or of each of the records.
    """

    name: str
    form: Form
    required: bool = False
    words: tuple[str, ...] = ()
    least: int | None = None
    schema: Schema | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A record.

    Attributes:
        name: For messages.
        fields: By key.
        closed: Whether it may have no other keys.
    """

    name: str
    fields: Mapping[str, Field]
    closed: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """The keys that have to be there."""
        return tuple(name for name, field in self.fields.items() if field.required)


def declare(
    text: str,
    words: Mapping[str, Iterable[str]] | None = None,
    records: Mapping[str, Schema] | None = None,
) -> dict[str, Field]:
    """Fields from a short notation: names with `*` if required, `:` and the form if it is not text.

    Args:
        text: Such as `id*:iri name version`.
        words: The texts that fields may be.
        records: The schemas of fields of the forms `record` and `records`.
    """
    fields: dict[str, Field] = {}
    for part in text.split():
        name, _, form = part.partition(":")
        key = name.removesuffix("*")
        fields[key] = Field(
            key,
            Form(form or "text"),
            required=name.endswith("*"),
            words=tuple((words or {}).get(key, ())),
            schema=(records or {}).get(key),
        )
    return fields


def with_fields(schema: Schema, name: str, **changes: Field) -> Schema:
    """A schema like another one, some of whose fields are others."""
    return replace(schema, name=name, fields={**schema.fields, **changes})
