"""Time zones as plain numbers: which offset from UTC a zone has when, and on which day an instant falls there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from timeback_sandbox.moments import milliseconds, moment_of

__all__ = ["DAY", "Span", "Week", "local_moment", "offset_spans", "week_of", "zone_named"]

DAY = 86_400_000
"""Milliseconds of a day without a change of the clock."""

_LONGEST_NAME = 100
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""Beyond these there may be no local time that Python can tell; the offset is that of the last year before."""


class Span(NamedTuple):
    """A time in which a zone has one offset.

    Attributes:
        end: The first instant behind it, in milliseconds since 1970; None for the last span.
        offset: What the zone's clocks are ahead of UTC, in milliseconds.
    """

    end: int | None
    offset: int


class Week(NamedTuple):
    """A week from Sunday to Saturday: its first and its last instant, in milliseconds since 1970."""

    first: int
    last: int


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        ValueError: There is none.
    """
    try:
        if 0 < len(name) <= _LONGEST_NAME:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        pass
    raise ValueError(f"{name[:_LONGEST_NAME]!r} is no time zone; use an IANA name such as America/Chicago")


def offset_spans(zone: ZoneInfo | None, first: int, last: int) -> list[Span]:
    """The spans of constant offset that a range of time consists of, in order.

    Args:
        zone: The time zone; None for UTC.
        first: First instant of the range, in milliseconds since 1970.
        last: Last instant of the range.
    """
    if zone is None:
        return [Span(None, 0)]
    changes: list[tuple[int, int]] = []
    start_year, end_year = (_year(instant) for instant in (first, last))
    for year in range(start_year, end_year + 1):
        changes += (change for change in _changes(zone, year) if first < change[0] <= last)
    offsets = [_offset(zone, _within(first) // 1000), *(offset for _, offset in changes)]
    ends: list[int | None] = [*(instant for instant, _ in changes), None]
    return [Span(end, offset * 1000) for end, offset in zip(ends, offsets, strict=True)]


def local_moment(zone: ZoneInfo | None, instant: int) -> datetime:
    """An instant as the clocks of a zone show it; where there is no such time, as UTC has it."""
    moment = moment_of(instant)
    try:
        return moment if zone is None else moment.astimezone(zone)
    except OverflowError:
        return moment


def week_of(zone: ZoneInfo | None, day: date) -> Week:
    """The week that a day belongs to, as the clocks of a zone have it.

    Raises:
        OverflowError: It begins before the year 1 or ends after 9999.
    """
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    saturday = sunday + timedelta(days=6)
    first = datetime.combine(sunday, time(), zone or UTC)
    # an hour that comes twice at the end of Saturday belongs to it twice
    last = datetime.combine(saturday, time(23, 59, 59, 999_000), zone or UTC).replace(fold=1)
    return Week(_instant(first), _instant(last))


def _instant(moment: datetime) -> int:
    return milliseconds(moment.astimezone(UTC).isoformat())


def _within(instant: int) -> int:
    """The nearest instant of which a zone knows the local time."""
    return max(_start_of(_FIRST_YEAR) * 1000, min(_start_of(_LAST_YEAR + 1) * 1000 - 1, instant))


def _year(instant: int) -> int:
    return moment_of(_within(instant)).year


def _start_of(year: int) -> int:
    """The first second of a year, in UTC."""
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())


@lru_cache(maxsize=4_096)
def _changes(zone: ZoneInfo, year: int) -> tuple[tuple[int, int], ...]:
    """The changes of a zone's offset within a year of UTC: the instant in milliseconds, the offset in seconds then."""
    found: list[tuple[int, int]] = []
    before, offset = 0, 0
    for number, second in enumerate(_probes(year)):
        now = _offset(zone, second)
        if number and now != offset:
            found.append((_change(zone, before, second) * 1000, now))
        before, offset = second, now
    return tuple(found)


def _probes(year: int) -> Iterator[int]:
    """Seconds of a year so close together that no two changes of a zone fall between two of them."""
    start, end = _start_of(year), _start_of(year + 1)
    # clocks were first set by a zone's time in the 1840s, and what is known of the far future are two changes a year
    step = end - start if year < 1800 else 86_400 if year < 2100 else 7 * 86_400
    yield from range(start - 1, end - 1, step)
    yield end - 1


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first second with the offset that the zone has at `high`, and has not at `low`."""
    after = _offset(zone, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == after:
            high = middle
        else:
            low = middle
    return high


def _offset(zone: ZoneInfo, second: int) -> int:
    """What a zone is ahead of UTC at a second since 1970."""
    ahead = (_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    return 0 if ahead is None else round(ahead.total_seconds())


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
