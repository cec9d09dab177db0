"""Times as events write them: UTC, exactly three digits of a second, ``Z``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from timeback_core.wire import TimestampInput, format_timestamp, parse_timestamp

__all__ = ["Moment", "exact_moment", "now"]

_EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z").fullmatch


def now() -> str:
    """Return the current time as events write it."""
    return format_timestamp(datetime.now(UTC))


def exact_moment(value: object) -> str:
    """Return a time as events write it.

    Args:
        value: A ``datetime`` or ISO 8601 text, taken as UTC if it has no zone; a ``date`` stands for its midnight.

    Raises:
        ValueError: It is none of these.
    """
    try:
        if isinstance(value, datetime):
            return format_timestamp(value)
        if isinstance(value, date):
            return f"{value.isoformat()}T00:00:00.000Z"
        if isinstance(value, str):
            return format_timestamp(parse_timestamp(value))
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"expected an ISO 8601 date-time, got {value!r}")


def _read(value: object) -> object:
    """Return a time that was read; one in the form of events, which most are, is not written anew."""
    if isinstance(value, str) and _EXACT(value):
        datetime.fromisoformat(value)  # such a day and hour may not exist
        return value
    return exact_moment(value)


if TYPE_CHECKING:
    Moment = datetime | date | str
else:

    class Moment(TimestampInput):
        """A time as the caller gave it, or as text in the form of events once it has been read or written."""

        read = staticmethod(_read)
        write = staticmethod(exact_moment)
