"""Moments of events: RFC 3339 texts and milliseconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["MILLISECONDS_EXACT", "bound", "instant"]

_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|(60))(?:\.\d{1,40})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
MILLISECONDS_EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
"""How Caliper wants moments to be written: in UTC, with three fraction digits."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,40})?)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MILLISECOND


def instant(text: str) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 date and time; None when it is none, or not in the years 1 to 9999.

    A leap second counts as the first of the next minute.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    leap = match.lastindex is not None
    if leap:
        text = f"{text[:17]}59{text[19:]}"
    try:
        moment = datetime.fromisoformat(text if text[-1] != "z" else f"{text[:-1]}Z")
    except ValueError:
        return None
    found = (moment - _EPOCH) // _MILLISECOND + 1000 * leap
    return found if _FIRST <= found <= _LAST else None


def bound(text: str) -> int | None:
    """The same for a bound of a list, which may also be a date, that is its midnight in UTC, or have no zone."""
    if _DAY.fullmatch(text):
        return instant(f"{text}T00:00:00Z")
    if _NAIVE.fullmatch(text):
        seconds = text if text.count(":") == 2 else f"{text}:00"
        return instant(f"{seconds[:10]}T{seconds[11:]}Z")
    return instant(text)
