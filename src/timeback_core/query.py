"""Query parameters: what callers may give, checked, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from urllib.parse import quote, quote_plus

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.filters import wire_field
from timeback_core.wire import format_timestamp, is_sequence

__all__ = ["camel_case", "check_identifier", "check_list_parameters", "encode_identifier", "query_string"]

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")


def check_identifier(value: object, context: str, path: str = "sourcedId") -> str:
    """Return an identifier that can stand in a path.

    Raises:
        InputValidationError: It is no text, blank, or ``.`` or ``..``, which URLs take for navigation, or has half of
            a surrogate pair, which no encoding has.
    """
    if not isinstance(value, str) or not value.strip():
        raise InputValidationError(
            f"Invalid {context} request", [ValidationIssue(path, f"must be a non-empty string, got {value!r}")]
        )
    if value in {".", ".."} or (not value.isascii() and _SURROGATE.search(value)):
        raise InputValidationError(
            f"Invalid {context} request", [ValidationIssue(path, f"{value!r} cannot be part of a URL")]
        )
    return value


def encode_identifier(value: str) -> str:
    """Return an identifier as one path segment, with no character left that a URL gives a meaning to."""
    return value if _PLAIN.issuperset(value) else quote(value, safe="")


def check_list_parameters(parameters: Mapping[str, Any]) -> None:
    """Check what list calls share: limit, offset, max_items, sort, order_by, fields, search.

    Args:
        parameters: The caller's arguments by name; names that are absent are not checked.

    Raises:
        InputValidationError: "Invalid list parameters", with every issue.
    """
    issues: list[ValidationIssue] = []
    for name, path, least in (("limit", "limit", 1), ("offset", "offset", 0), ("max_items", "max", 1)):
        value = parameters.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            issues.append(ValidationIssue(path, f"must be an integer, got {value!r}"))
        elif value < least:
            issues.append(ValidationIssue(path, f"must be at least {least}, got {value}"))
    order = parameters.get("order_by")
    if order is not None and order not in {"asc", "desc"}:
        issues.append(ValidationIssue("orderBy", f"must be 'asc' or 'desc', got {order!r}"))
    sort = parameters.get("sort")
    if sort is not None and (not isinstance(sort, str) or not sort.strip()):
        issues.append(ValidationIssue("sort", f"must name a field, got {sort!r}"))
    search = parameters.get("search")
    if search is not None and not isinstance(search, str):
        issues.append(ValidationIssue("search", f"must be text, got {search!r}"))
    issues.extend(_field_issues(parameters.get("fields")))
    if issues:
        raise InputValidationError("Invalid list parameters", issues)


def _field_issues(fields: object) -> list[ValidationIssue]:
    if fields is None:
        return []
    if not is_sequence(fields):
        return [ValidationIssue("fields", f"must be a list of field names, got {type(fields).__name__}")]
    if not fields:
        return [ValidationIssue("fields", "must name at least one field; leave it out to get all")]
    return [
        ValidationIssue(f"fields[{index}]", f"must be a non-empty string, got {name!r}")
        for index, name in enumerate(fields)
        if not isinstance(name, str) or not name.strip()
    ]


def query_string(values: Mapping[str, Any]) -> str:
    """Return parameters as a query string with its ``?``, or nothing when there are none.

    Args:
        values: By name on the wire. ``None`` is left out, a list repeats its name.
    """
    parts: list[str] = []
    for name, value in values.items():
        if value is None:
            continue
        if is_sequence(value):
            parts.extend(f"{name}={quote_plus(_text(item), safe='~')}" for item in value)
        elif isinstance(value, int) and not isinstance(value, bool):
            parts.append(f"{name}={int(value)}")
        else:
            parts.append(f"{name}={quote_plus(_text(value), safe='~')}")
    return f"?{'&'.join(parts)}" if parts else ""


def _text(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return format_timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def camel_case(name: str) -> str:
    """Return a Python name as the wire writes it: ``order_by`` is ``orderBy``, ``class_`` is ``class``."""
    return wire_field(name)


Formatter = Callable[[Any], Any]

FORMATTERS: Final[dict[str, Formatter]] = {
    "fields": lambda names: ",".join(wire_field(name.strip()) for name in names),
    "sort": lambda name: wire_field(name.strip()),
}
"""How parameters of these names are written, wherever they appear."""
