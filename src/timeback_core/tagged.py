"""Answers, and parts of them, that are of one kind or another, which one of their fields tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from timeback_core.decoding import ShapeError, convert_record, decode_record
from timeback_core.model import Model
from timeback_core.wire import WireType, is_object

if TYPE_CHECKING:
    from timeback_core.transport.message import Response

__all__ = ["tagged"]


def tagged(field: str, kinds: Mapping[str, type[Model]], otherwise: type[Model]) -> type[WireType]:
    """Return a type that reads a record as the model that its tag names.

    It serves as the type of a field and as what an endpoint returns. To type checkers, let the name stand for the
    union of the models, each with a literal type for the tag: they then narrow by it. ``isinstance`` takes it for
    any of the models.

    Args:
        field: The tag's name on the wire.
        kinds: The model of each tag.
        otherwise: The model of every other tag, of tags that we do not know, and of records without one.
    """
    tag = msgspec.defstruct("Tag", [("value", object, None)], rename={"value": field})
    decoder = msgspec.json.Decoder(tag)

    def model_of(value: object) -> type[Model]:
        return kinds.get(value, otherwise) if isinstance(value, str) else otherwise

    class Tagged(WireType):
        accepts = (*kinds.values(), otherwise)

        @staticmethod
        def read(value: object) -> object:
            if isinstance(value, Tagged.accepts):
                return value
            if is_object(value):
                return convert_record(value, model_of(value.get(field)))
            raise ValueError(f"expected an object, got {type(value).__name__}")

        @staticmethod
        def from_response(response: Response) -> Model:
            try:
                found: object = getattr(decoder.decode(response.content), "value", None)
            except msgspec.ValidationError:
                raise ShapeError("expected a JSON object") from None
            return decode_record(response.content, model_of(found))

    Tagged.__name__ = " | ".join(kind.__name__ for kind in Tagged.accepts)
    return Tagged
