"""Checks of input that all services share: run before any request, all issues collected.

Each raises InputValidationError, which names every argument that is wrong, or returns nothing.
"""

from __future__ import annotations

from timeback_core._light import cast
from timeback_core.errors import InputValidationError, ValidationIssue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "validate_fields",
    "validate_non_empty_string",
    "validate_offset_list_params",
    "validate_page_list_params",
    "validate_sourced_id",
]


def validate_non_empty_string(value: object, name: str) -> None:
    """Refuse anything but a text that is not blank.

    Args:
        value: What was given.
        name: The argument's name.

    Raises:
        InputValidationError: No text, or a blank one.
    """
    if not isinstance(value, str) or not value.strip():
        raise InputValidationError(f"Invalid {name}", [_not_a_text(value, name)])


def validate_sourced_id(value: object, context: str) -> None:
    """Refuse anything but a usable identifier.

    Args:
        value: What was given.
        context: What is being done, for the message: "get user".

    Raises:
        InputValidationError: No text, or a blank one.
    """
    if not isinstance(value, str) or not value.strip():
        raise InputValidationError(f"Invalid sourcedId for {context}", [_not_a_text(value, "sourcedId")])


def validate_offset_list_params(*, limit: object = None, offset: object = None, max_items: object = None) -> None:
    """Refuse a page that cannot be asked for by offset.

    Args:
        limit: Items per page, at least 1; None when not given.
        offset: Items to skip, at least 0; None when not given.
        max_items: Most items in total, at least 1; None when not given.

    Raises:
        InputValidationError: One or more of them are no whole numbers in their range; `bool` is none.
    """
    _refuse(
        [
            _whole_number(limit, "limit", 1),
            _whole_number(offset, "offset", 0),
            _whole_number(max_items, "max", 1),
        ]
    )


def validate_page_list_params(*, page: object = None, limit: object = None, max_items: object = None) -> None:
    """Refuse a page that cannot be asked for by number.

    Args:
        page: Number of the page, at least 1; None when not given.
        limit: Items per page, at least 1; None when not given.
        max_items: Most items in total, at least 1; None when not given.

    Raises:
        InputValidationError: One or more of them are no whole numbers in their range; `bool` is none.
    """
    _refuse([_whole_number(page, "page", 1), _whole_number(limit, "limit", 1), _whole_number(max_items, "max", 1)])


def validate_fields(fields: object) -> None:
    """Refuse anything but None or a list of field names.

    Args:
        fields: What the caller gave.

    Raises:
        InputValidationError: No list, or entries that are no text or blank; each entry is its own issue.
    """
    if fields is None:
        return
    if not isinstance(fields, list | tuple):
        issue = ValidationIssue("fields", f"must be a list of field names, got {type(fields).__name__}")
        raise InputValidationError("Invalid fields", [issue])
    entries = cast("Sequence[object]", fields)
    issues = [
        _not_a_text(entry, f"fields[{index}]")
        for index, entry in enumerate(entries)
        if not isinstance(entry, str) or not entry.strip()
    ]
    if issues:
        raise InputValidationError("Invalid fields", issues)


def _not_a_text(value: object, path: str) -> ValidationIssue:
    """Return the issue of a value that should be a text with something in it."""
    got = "a blank one" if isinstance(value, str) else type(value).__name__
    return ValidationIssue(path, f"must be a non-empty string, got {got}")


def _whole_number(value: object, path: str, least: int) -> ValidationIssue | None:
    """Return the issue of a number that is not whole or too small, or None."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= least):
        return None
    return ValidationIssue(path, f"must be a whole number of at least {least}, got {value!r}")


def _refuse(found: Sequence[ValidationIssue | None]) -> None:
    """Raise if there is any issue."""
    issues = [issue for issue in found if issue is not None]
    if issues:
        raise InputValidationError("Invalid list parameters", issues)
