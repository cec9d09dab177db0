"""Parts of records that keep what their model does not declare."""

from __future__ import annotations

from timeback_core.decoding import convert_record
from timeback_core.model import Model
from timeback_core.wire import WireType, is_object

__all__ = ["kept"]


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
