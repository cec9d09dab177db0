"""What a model or input has to be like on the wire, derived from its attributes.

Models are lenient, because they also read. The rules of a model are an `Input` with the same fields that admits
only what may be sent. They serve twice: the decoder of `reader_of` tells in one native step whether JSON is as it
should be, and writes times in the form of events; `check_input` takes apart what is not, mends what can be mended,
and says what is wrong with the rest.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, UNSET, UnsetType

from timeback_core.inputs import Input, Text
from timeback_core.model import Model
from timeback_core.wire import read_hook

__all__ = ["Rules", "reader_of", "rules_of"]


class Rules(Input):
    """What may be sent of a model. Unknown fields are sent as they are: the platform may know them."""

    takes_unknown: ClassVar[bool] = True
    made: ClassVar[Mapping[str, Callable[[], object]]] = {}
    """What completes fields that are left out, by their names on the wire."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with identifiers, times and fixed texts filled in."""
        absent = {name: make() for name, make in cls.made.items() if values.get(name) is None}
        return {**values, **absent}


@functools.cache
def rules_of(kind: type[msgspec.Struct]) -> type[Input]:
    """Return the rules for a model or an input."""
    annotations: dict[str, object] = {}
    namespace: dict[str, object] = {"__annotations__": annotations, "__module__": __name__}
    names: dict[str, str] = {}
    made: dict[str, Callable[[], object]] = {}
    for field in msgspec.structs.fields(kind):
        expected = _strict(field.type)
        names[field.name] = field.encode_name
        if field.default_factory is not NODEFAULT:
            made[field.encode_name] = cast("Callable[[], object]", field.default_factory)
        elif not field.required:
            expected = Union[expected, UnsetType]  # noqa: UP007  # `|` does not take what is made at run time
            namespace[field.name] = UNSET
        annotations[field.name] = expected
    base = kind if issubclass(kind, Input) else Rules
    if base is Rules:
        namespace["made"] = made
        annotations["made"] = ClassVar[Mapping[str, Callable[[], object]]]
    settings = {"kw_only": True, "rename": names, "forbid_unknown_fields": True}
    return cast(
        "type[Input]", types.new_class(f"{kind.__name__}Rules", (base,), settings, lambda ns: ns.update(namespace))
    )


@functools.cache
def reader_of(kind: type[msgspec.Struct]) -> msgspec.json.Decoder[Any]:
    """Return the decoder that reads only JSON which follows the rules of a model or an input."""
    return msgspec.json.Decoder(rules_of(kind), dec_hook=read_hook)


def _strict(kind: Any) -> Any:
    """Return what a type admits on the wire: no null, no mapping beside the struct that it stands for."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *meta = get_args(kind)
        return Annotated[(_strict(inner), *meta)]
    if origin in {Union, types.UnionType}:
        members = [member for member in get_args(kind) if member not in {type(None), UnsetType}]
        if any(_is_struct(member) for member in members):
            members = [member for member in members if get_origin(member) is not Mapping]
        if len(members) > 1:  # text beside other types refers to something
            members = [Text if member is str else member for member in members]
        return functools.reduce(_either, dict.fromkeys(_strict(member) for member in members))
    if origin in {list, Sequence}:
        return list[_strict(get_args(kind)[0])]  # type: ignore[misc]  # made at run time
    if origin is Mapping or kind is Model:
        return dict[str, Any]
    return rules_of(kind) if _is_struct(kind) else kind


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not Model


def _either(one: Any, other: Any) -> Any:
    return Union[one, other]  # noqa: UP007  # `|` does not take what is made at run time
