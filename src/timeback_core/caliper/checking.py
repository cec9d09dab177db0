"""Checks what is sent, and writes it as JSON.

What is as it should be takes native steps only: it is encoded, the result is read by the rules' own decoder, and what
was read is what is sent. Anything else goes through `check_input`, which mends what can be mended: snake_case keys,
nulls, missing identifiers. Both give the same result for the same values.
"""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec

from timeback_core.caliper.rules import reader_of, rules_of
from timeback_core.encoding import encode
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import check_input
from timeback_core.wire import is_list, is_object

__all__ = ["given", "mended", "read_by_rules", "to_json", "without_nulls", "written"]

_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
_PADDED = re.compile(rb' (?<=:" )').search  # blanks are rare, so this is faster than looking for the three characters
_LOOSE_TIME = re.compile(rb'T\d\d:\d\d:\d\d(?!\.\d\d\dZ")').search

_MISFITS = (msgspec.ValidationError, TypeError, ValueError, OverflowError, RecursionError)


def read_by_rules(value: object, kind: type[msgspec.Struct]) -> Any:
    """Return a value as its rules read it; ``None`` if it does not follow them as it is.

    Args:
        value: A struct or a mapping.
        kind: The model or input that it is to be.
    """
    try:
        return reader_of(kind).decode(_ENCODE(value))
    except _MISFITS:
        return None


def written(value: object) -> bytes | None:
    """Return the JSON of what was read by rules; ``None`` if a part that may hold anything needs mending."""
    content = _ENCODE(value)
    return None if b"null" in content or _PADDED(content) or _LOOSE_TIME(content) else content


def mended(value: object, kind: type[msgspec.Struct], context: str) -> dict[str, Any]:
    """Return a value as JSON by the rules of its kind, after everything was tried to make it follow them.

    Args:
        value: A struct or a mapping, with the wire's names or those of attributes.
        kind: The model or input that it is to be.
        context: What it is, for the message.

    Raises:
        InputValidationError: Listing every field that is missing or wrong.
    """
    try:
        checked = check_input(rules_of(kind), value, context)
    except RecursionError:
        issue = ValidationIssue("(root)", "is nested too deeply, or contains itself")
        raise InputValidationError(f"Invalid {context} data", [issue]) from None
    return to_json(checked, context)


def to_json(payload: object, context: str) -> dict[str, Any]:
    """Return a payload as JSON-ready values without nulls.

    Raises:
        InputValidationError: Something in it has no JSON form.
    """
    try:
        plain = without_nulls(encode(payload))
        _ENCODE(plain)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        issue = ValidationIssue("(root)", f"cannot be written as JSON: {error}")
        raise InputValidationError(f"Invalid {context} data", [issue]) from None
    return cast("dict[str, Any]", plain)


def without_nulls(value: Any) -> Any:
    """Return JSON without the keys whose value is null."""
    if is_object(value):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if is_list(value):
        return [without_nulls(item) for item in value]
    return value


def given(record: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a struct that are set, by their names on the wire; nested structs stay structs."""
    values = zip(record.__struct_encode_fields__, msgspec.structs.astuple(record), strict=True)
    return {name: value for name, value in values if value is not msgspec.UNSET}
