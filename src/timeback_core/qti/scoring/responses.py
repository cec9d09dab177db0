"""What a candidate answered, turned into the values of the declared responses. Nothing in here raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

from timeback_core.qti.scoring.declarations import ResponseDeclaration
from timeback_core.qti.scoring.values import (
    NOT_READABLE,
    NotReadable,
    Record,
    Scalar,
    Value,
    container,
    read_scalar,
)

__all__ = ["ResponseReader", "name_responses", "reader_of"]

ResponseReader: TypeAlias = Callable[[object], "Value | NotReadable"]

MOST_VALUES: Final = 1_000
_NUMBER: Final = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,9}))?")


def name_responses(
    declared: Mapping[str, ResponseDeclaration], response: object, identifier: str | None = None
) -> Mapping[str, object]:
    """Return a response under the identifier of its variable.

    Args:
        declared: The declared responses.
        response: A mapping by response identifier (returned as it is), or the response of one variable.
        identifier: That variable; one that is not declared is ignored. Without it `RESPONSE`, else the first declared.
    """
    if isinstance(response, Mapping):
        return cast("Mapping[str, object]", response)
    if identifier is None or identifier not in declared:
        identifier = "RESPONSE" if "RESPONSE" in declared else next(iter(declared), None)
    return {} if identifier is None else {identifier: response}


def reader_of(declared: ResponseDeclaration, choices: frozenset[str]) -> ResponseReader:
    """Return what reads the response of one variable.

    Args:
        declared: The variable.
        choices: The identifiers of the choices of its interaction.
    """
    base_type = declared.base_type
    if declared.cardinality == "record":
        return _record
    if declared.cardinality == "single":
        if base_type in {"identifier", "string"}:
            return _single_text
        return lambda raw: read_scalar(_only(raw, pair=_is_pair(declared)), base_type)
    return _container_reader(declared, choices)


def _single_text(raw: object) -> Value | NotReadable:
    """Read one text; the usual case, so nothing else is asked first."""
    if type(raw) is str:
        return raw.strip() or None
    return read_scalar(_only(raw, pair=False), "string")


def _is_pair(declared: ResponseDeclaration) -> bool:
    """Return whether a value of this variable has two parts."""
    return declared.base_type in {"pair", "directedPair", "point"}


def _only(raw: object, *, pair: bool) -> object:
    """Return the only member of a list, or what is no list; a list of two may be a pair itself."""
    if not isinstance(raw, list | tuple):
        return raw
    values = cast("list[object] | tuple[object, ...]", raw)
    if len(values) <= 1:
        return values[0] if values else None
    if pair and len(values) == 2 and _is_flat(values):
        return values
    return NOT_READABLE


def _is_flat(values: list[object] | tuple[object, ...]) -> bool:
    """Return whether the members are the two parts of one pair, not pairs themselves."""
    return not any(
        isinstance(value, list | tuple | Mapping)
        or (isinstance(value, str) and len(value.replace(",", " ").split()) != 1)
        for value in values
    )


def _container_reader(declared: ResponseDeclaration, choices: frozenset[str]) -> ResponseReader:
    """Return what reads the values of a container."""
    base_type, ordered, pairs = declared.base_type, declared.cardinality == "ordered", _is_pair(declared)
    splits = base_type == "identifier"

    def read(raw: object) -> Value | NotReadable:
        if isinstance(raw, list | tuple):
            values = cast("list[object] | tuple[object, ...]", raw)
            if pairs and len(values) == 2 and _is_flat(values):
                values = (values,)
        elif splits and isinstance(raw, str) and "," in raw and raw.strip() not in choices:
            values = tuple(raw.split(","))
        else:
            values = (raw,)
        if len(values) > MOST_VALUES:
            return NOT_READABLE
        found: list[Scalar] = []
        for value in values:
            one = read_scalar(value, base_type)
            if isinstance(one, NotReadable):
                return NOT_READABLE
            if one is not None:
                found.append(one)
        return container(found, ordered)

    return read


def _record(raw: object) -> Value | NotReadable:
    """Read named values; a text gives the fields that a text entry has for numbers."""
    raw = _only(raw, pair=False)
    if raw is None or isinstance(raw, NotReadable):
        return raw
    if isinstance(raw, Mapping):
        fields: dict[str, Scalar | None] = {}
        for name, value in cast("Mapping[object, object]", raw).items():
            one = value if isinstance(value, bool | int | float) else read_scalar(value, "string")
            if isinstance(one, NotReadable):
                return NOT_READABLE
            fields[str(name)] = one
        return Record(fields) or None
    text = read_scalar(raw, "string")
    return _number_fields(text) if isinstance(text, str) else None


def _number_fields(text: str) -> Record:
    """Return what the standard says of a number as it was typed."""
    fields = Record({"stringValue": text})
    found = _NUMBER.fullmatch(text)
    if found is None or not (found.group(2) or found.group(3)):
        return fields
    left, right, exponent = found.group(2), found.group(3) or "", found.group(4)
    number = read_scalar(text, "float")
    if not isinstance(number, float):
        return fields
    fields["floatValue"] = number
    if number.is_integer() and abs(number) < 10**18:
        fields["integerValue"] = int(number)
    fields["leftDigits"] = len(left)
    fields["rightDigits"] = len(right)
    fields["ndp"] = len(right)
    fields["nsf"] = len((left + right).lstrip("0")) or 1
    if exponent is not None:
        fields["exponent"] = int(exponent)
    return fields
