"""What lists of events can be narrowed by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.query import camel_case
from timeback_core.wire import format_timestamp, parse_timestamp

__all__ = ["arranged"]


def arranged(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a list call in the form in which they are sent.

    Raises:
        InputValidationError: A filter is blank, or a time is none.
    """
    issues: list[ValidationIssue] = []
    changed = dict(values)
    for name in ("sensor", "actor_id", "actor_email"):
        value = values[name]
        if value is None:
            continue
        if isinstance(value, str) and value.strip():
            changed[name] = value.strip()
        else:
            issues.append(ValidationIssue(camel_case(name), f"must be a non-empty string, got {value!r}"))
    for name, hour in (("start_date", "00:00:00.000"), ("end_date", "23:59:59.999")):
        if values[name] is None:
            continue
        try:
            changed[name] = _bound(values[name], hour)
        except ValueError as error:
            issues.append(ValidationIssue(camel_case(name), str(error)))
    if issues:
        raise InputValidationError("Invalid list parameters", issues)
    return changed


def _bound(value: object, hour: str) -> str:
    """Return an end of a range of time; a day stands for the one of its ends."""
    if isinstance(value, datetime):
        return format_timestamp(value)
    if isinstance(value, date):
        return f"{value.isoformat()}T{hour}Z"
    if isinstance(value, str) and value.strip():
        try:
            parse_timestamp(value)
        except ValueError:
            raise ValueError(f"expected an ISO 8601 date or date-time, got {value!r}") from None
        return value.strip()
    raise ValueError(f"expected a date, a datetime or ISO 8601 text, got {value!r}")
