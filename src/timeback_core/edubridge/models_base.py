"""How EduBridge's records treat nulls, numbers and parts whose unknown fields matter."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from timeback_core.decoding import convert_record
from timeback_core.model import Model
from timeback_core.wire import WireType, is_object

__all__ = ["Amount", "Moment", "Tolerant", "kept"]

Moment = Annotated[datetime, Meta(tz=True)]
"""A timestamp that nearly always comes in the standard form: read natively, any other form leniently."""

if TYPE_CHECKING:
    Amount = float
else:
    Amount = float | None
    # A number that counts as its default when it is null; see `Tolerant`.


class Tolerant(Model, kw_only=True):
    """A record in which a null counts as left out wherever the field has a default of its own."""

    def __post_init__(self) -> None:
        """Put the defaults in place of nulls."""
        for name, default in _defaults(type(self)):
            if getattr(self, name) is None:
                setattr(self, name, default())


@functools.cache
def _defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Callable[[], Any]], ...]:
    """Return what makes the default of each field that has one other than ``None``."""
    found: list[tuple[str, Callable[[], Any]]] = []
    for field in msgspec.structs.fields(kind):
        if field.default_factory is not msgspec.NODEFAULT:
            found.append((field.name, field.default_factory))
        elif field.default is not msgspec.NODEFAULT and field.default is not None:
            found.append((field.name, functools.partial(_same, field.default)))
    return tuple(found)


def _same(value: Any) -> Any:
    return value


def kept(model: type[Model]) -> type[WireType]:
    """Return a field type that reads a part of a record as this model and keeps what the model does not declare.

    Parts of records are usually read with their record and know their declared fields only; one read so has
    `Model.extra` of its own.
    """

    class Kept(WireType):
        accepts = (model,)

        @staticmethod
        def read(value: object) -> object:
            if isinstance(value, model):
                return value
            if is_object(value):
                return convert_record(value, model)
            raise ValueError(f"expected an object, got {type(value).__name__}")

    return Kept
