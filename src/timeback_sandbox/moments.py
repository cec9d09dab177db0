"""Dates and times as the APIs write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)

_LONGEST = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@lru_cache(maxsize=512)  # of one moment, many records are written
def format_moment(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`, in UTC."""
    utc = moment.astimezone(UTC)
    return f"{utc.strftime('%Y').zfill(4)}-{utc:%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def is_day(text: str) -> bool:
    """Whether the text is a date that exists, written `YYYY-MM-DD`."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def canonical(text: str) -> str | None:
    """An ISO date or date and time as `YYYY-MM-DDTHH:MM:SS.mmmZ`; None when it is neither.

    A date means its midnight, a time without a zone is taken as UTC. Equal moments have equal canonical texts, and
    their order as text is their order in time.
    """
    return _canonical(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8_192)
def _canonical(text: str) -> str | None:
    """The same for a text of sensible length; a school has few different dates, so the answers are kept."""
    if _DAY.fullmatch(text):
        return f"{text}T00:00:00.000Z" if is_day(text) else None
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    day, clock, zone = match.groups()
    whole, _, fraction = clock.partition(".")
    try:
        moment = datetime.fromisoformat(f"{day}T{whole}" + _offset(zone))
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return f"{utc.isoformat(timespec='seconds').removesuffix('+00:00')}.{fraction[:3].ljust(3, '0')}Z"


def milliseconds(text: str) -> int:
    """The milliseconds since 1970 of a moment in its canonical form, `YYYY-MM-DDTHH:MM:SS.mmmZ`."""
    return (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND


def instant_of(moment: datetime) -> int:
    """The whole milliseconds from the beginning of 1970 to an aware moment."""
    return (moment - _EPOCH) // _MILLISECOND


def moment_of(instant: int) -> datetime:
    """The moment, aware in UTC, that is so many milliseconds after the beginning of 1970."""
    return _EPOCH + timedelta(milliseconds=instant)


def _offset(zone: str | None) -> str:
    if zone is None or zone in "Zz":
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"
