"""The fields of a struct's class, read without evaluating annotations: some name what only type checkers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

__all__ = ["Field", "fields_of"]


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: The attribute.
        wire_name: Its name in JSON.
        default: What it is when left out; ``NODEFAULT`` when it is required or made anew for each instance.
        required: Whether it has to be given.
    """

    name: str
    wire_name: str
    default: Any
    required: bool


def fields_of(kind: type[Any]) -> list[Field]:
    """Return the fields of a struct's class in their order."""
    names: tuple[str, ...] = kind.__struct_fields__
    defaults: tuple[Any, ...] = kind.__struct_defaults__
    filled = (*[msgspec.NODEFAULT] * (len(names) - len(defaults)), *defaults)
    found = []
    for name, wire_name, default in zip(names, kind.__struct_encode_fields__, filled, strict=True):
        made = type(default).__name__ == "Factory"
        found.append(Field(name, wire_name, msgspec.NODEFAULT if made else default, default is msgspec.NODEFAULT))
    return found
