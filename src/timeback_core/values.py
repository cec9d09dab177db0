"""Small conversions between Python values and the texts that the services use."""

from __future__ import annotations

from datetime import UTC, date, datetime

__all__ = [
    "ensure_z_suffix",
    "normalize_boolean",
    "normalize_date",
    "normalize_date_only",
    "utc_iso_timestamp",
]


def utc_iso_timestamp() -> str:
    """Return the current time in UTC, ISO 8601 with milliseconds and `Z`."""
    return _stamp(datetime.now(UTC))


def ensure_z_suffix(text: str) -> str:
    """Return the timestamp with a trailing `+00:00` written as `Z`; anything else unchanged.

    Args:
        text: A timestamp.
    """
    return f"{text.removesuffix('+00:00')}Z" if text.endswith("+00:00") else text


def normalize_boolean(value: bool | str) -> bool:
    """Return a flag as a bool; of the texts, only `true` is True.

    Args:
        value: A flag, or the text of one.
    """
    return value if isinstance(value, bool) else value == "true"


def normalize_date(value: str | date | datetime | None) -> str | None:
    """Return a moment as the services write it: ISO 8601 with `Z`.

    Args:
        value: A day (`YYYY-MM-DD` or a `date`: its midnight), a timestamp, or None. An aware `datetime` is
            converted to UTC; a naive one is taken to be in UTC.

    Returns:
        The text; None for None; a text that is neither a day nor a timestamp unchanged.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return _stamp(value.astimezone(UTC) if value.tzinfo is not None else value)
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00.000Z"
    if "T" in value:
        return ensure_z_suffix(value)
    return f"{value}T00:00:00.000Z" if _is_day(value) else value


def normalize_date_only(text: str) -> str:
    """Return the day of a timestamp: its first ten characters.

    Args:
        text: A timestamp.
    """
    return text[:10]


def _stamp(moment: datetime) -> str:
    """Return a moment in UTC with milliseconds and `Z`."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _is_day(text: str) -> bool:
    """Return whether a text has the form `YYYY-MM-DD`."""
    year, month, day = text[:4], text[5:7], text[8:]
    digits = year + month + day
    return len(text) == 10 and text[4] == text[7] == "-" and digits.isascii() and digits.isdigit() and len(digits) == 8
