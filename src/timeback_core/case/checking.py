"""Checks a package before it is sent, all of it, and makes the JSON of it.

Packages have tens of thousands of records, so that the usual way goes first: members under their names on the wire,
nulls out, and then one pass of msgspec over everything. Only a package that does not pass is looked at member by
member, which finds all that is wrong with it, or turns what can be turned.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple, cast, get_args

import msgspec

from timeback_core.case.inputs import EXTRA, CFAssociationInput, CFPackageInput, Open
from timeback_core.case.inputs_values import unchanged, whole
from timeback_core.case.uploads import upload_form
from timeback_core.encoding import encode
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import Checked, check_input, input_fields
from timeback_core.model import Model, wire_names
from timeback_core.wire import is_mapping, is_sequence

__all__ = ["arranged_package", "checked_package"]

_INDEX: Final = re.compile(r"\[(\d+)\]")
_CONTEXT: Final = "CFPackage"


def arranged_package(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an upload with the package checked.

    Raises:
        InputValidationError: Something is wrong with the id or the package; lists everything.
    """
    return {**values, "input_data": checked_package(values["input_data"], values.get("sourced_id", ...))}


def checked_package(data: object, sourced_id: object = ...) -> Checked:
    """Return the JSON-ready package.

    Args:
        data: An input, a mapping, or a package that was read.
        sourced_id: The id that it is sent to, which has to be its document's; left out for a new package.

    Raises:
        InputValidationError: Something is wrong with it; lists everything, with dotted paths such as
            ``CFItems.3.fullStatement``.
    """
    if isinstance(data, Checked):
        return data
    issues: list[ValidationIssue] = []
    payload: Checked | None = None
    try:
        payload = _checked(data)
    except InputValidationError as error:
        issues = [ValidationIssue(_INDEX.sub(r".\1", issue.path), issue.message) for issue in error.issues]
    except RecursionError:
        raise InputValidationError(
            f"Invalid {_CONTEXT} data", [ValidationIssue("(root)", "is nested too deeply, or holds itself")]
        ) from None
    if sourced_id is not ...:
        issues = [*_id_issues(sourced_id, payload, data), *issues]
    if issues or payload is None:
        raise InputValidationError(f"Invalid {_CONTEXT} data", issues)
    return payload


def _id_issues(sourced_id: object, payload: Checked | None, data: object) -> list[ValidationIssue]:
    """Return what is wrong with the id that a package is sent to."""
    if not isinstance(sourced_id, str) or not sourced_id.strip():
        return [ValidationIssue("sourcedId", f"must be a non-empty string, got {sourced_id!r}")]
    document = (payload or _unchecked(data)).get("CFDocument")
    own: object = document.get("identifier") if is_mapping(document) else None
    if isinstance(own, str) and own.lower() != sourced_id.lower():
        return [ValidationIssue("CFDocument.identifier", f"must equal the sourcedId {sourced_id!r}, got {own!r}")]
    return []


def _unchecked(data: object) -> Mapping[str, Any]:
    """Return a package with what is wrong in it; nothing if it is none."""
    try:
        tidied = tidy(CFPackageInput, data)
    except ValueError:
        return {}
    return tidied if is_mapping(tidied) else {}


def _checked(data: object) -> Checked:
    try:
        payload = tidy(CFPackageInput, data)
    except ValueError:
        return check_input(CFPackageInput, data, _CONTEXT)
    try:
        msgspec.convert(payload, CFPackageInput, dec_hook=unchanged)
    except ValueError:  # of which msgspec's own error is one
        return check_input(CFPackageInput, payload, _CONTEXT)
    return Checked(payload)


class _Shape(NamedTuple):
    """How the members of an input are treated."""

    names: dict[str, str]
    """Names on the wire by those of Python."""
    closed: frozenset[str]
    """Members that hold text, a number, or a list of texts."""
    parts: dict[str, type[Open]]
    """Members that hold an input, or a list of inputs."""


@functools.cache
def _shape(kind: type[Open]) -> _Shape:
    closed: set[str] = set()
    parts: dict[str, type[Open]] = {}
    for name, field in input_fields(kind).items():
        part = _part_of(field.type)
        if part is not None:
            parts[name] = part
        elif name != EXTRA and "Any" not in str(field.type):
            closed.add(name)
    names = {attribute: name for attribute, name in wire_names(kind).items() if name != EXTRA}
    return _Shape(names, frozenset(closed), parts)


def _part_of(kind: Any) -> type[Open] | None:
    """Return the input that a type is, or holds."""
    if isinstance(kind, type) and issubclass(kind, Open):
        return kind
    return next((found for found in map(_part_of, get_args(kind)) if found is not None), None)


def tidy(kind: type[Open], value: Any) -> Any:
    """Return an input as a mapping of members by their names on the wire, without those that are ``None``.

    Args:
        kind: The input.
        value: What the caller gave for it; what cannot be one is returned as it is, for the checks to refuse.

    Raises:
        ValueError: Something in it has no JSON form.
    """
    given_as_input = isinstance(value, Open)
    if isinstance(value, Model):
        value = upload_form(value)
    elif isinstance(value, msgspec.Struct):
        value = {name: getattr(value, attribute) for attribute, name in wire_names(type(value)).items()}
    elif not isinstance(value, Mapping):
        return value
    names, closed, parts = _shape(kind)
    tidied: dict[str, Any] = {}
    for key, item in cast("Mapping[str, Any]", value).items():
        if item is None or item is msgspec.UNSET:
            continue
        name = names.get(key, key)
        if name in closed:
            tidied[name] = item
        elif name in parts:
            part = parts[name]
            tidied[name] = [tidy(part, entry) for entry in item] if is_sequence(item) else tidy(part, item)
        elif name == EXTRA and given_as_input:
            tidied.update(encode(item))
        else:
            tidied[str(name)] = encode(item)
    number = tidied.get("sequenceNumber", 0)
    if type(number) is not int and kind is CFAssociationInput:
        with suppress(ValueError):
            tidied["sequenceNumber"] = whole(number)
    return tidied
