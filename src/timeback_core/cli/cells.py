"""Values as cells: short for tables, whole for CSV."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from timeback_core.wire import is_list, is_object

__all__ = ["IDENTIFIERS", "cell", "compact", "dumped", "printable", "shortened", "spreadsheet_safe"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
IDENTIFIERS: Final = ("sourcedId", "id", "identifier")
"""Fields of which one tells a record from all others."""
_NAMES: Final = (*IDENTIFIERS, "name", "title")
_LONGEST: Final = 60
_FEW: Final = 3
_PHONE: Final = re.compile(r"[+-][\d\s().-]*\Z")


def dumped(value: Any, *, pretty: bool = False) -> str:
    """Return a value as JSON text; half a surrogate pair is written as its escape, since no encoding has it."""
    text = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=2 if pretty else None)
    return text


def printable(text: str) -> str:
    """Return text without what a terminal would obey instead of showing it."""
    return _CONTROL.sub(
        lambda found: {"\n": " ", "\t": " ", "\r": " "}.get(found[0], "\N{REPLACEMENT CHARACTER}"), text
    )


def compact(value: Any) -> str:
    """Return a value for a table: a record by its identifier, a list by its first entries."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return printable(value)
    if is_list(value):
        shown = ", ".join(compact(item) for item in value[:_FEW])
        return shown if len(value) <= _FEW else f"{shown}, \N{HORIZONTAL ELLIPSIS} ({len(value)})"
    if is_object(value):
        for name in _NAMES:
            if isinstance(value.get(name), (str, int)):
                return compact(value[name])
        plain = {name: item for name, item in value.items() if isinstance(item, (str, int, float)) and item != ""}
        return shortened(
            printable(" ".join(f"{name}={compact(item)}" for name, item in plain.items()) or dumped(value))
        )
    return str(value)


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return text cut to a length, with a mark where it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}\N{HORIZONTAL ELLIPSIS}"


def cell(value: Any) -> str:
    """Return a value for CSV: nothing for null, text as it is, lists and empty objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return spreadsheet_safe(value)
    return dumped(value)


def spreadsheet_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe goes before what would be one.

    Telephone numbers and other plain digits after a sign are left alone: they compute nothing worse than a number.
    """
    if text[:1] in {"=", "@", "\t", "\r", "\n"} or (text[:1] in {"+", "-"} and not _PHONE.match(text)):
        return f"'{text}"
    return text
