"""School years and school days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

__all__ = ["SchoolYear", "days_of", "school_days", "school_year"]

_WORKDAYS = 5


class SchoolYear(NamedTuple):
    """A school year, both days included.

    Attributes:
        first: The day on which it begins.
        last: The day before the next one begins.
    """

    first: date
    last: date

    @property
    def number(self) -> int:
        """The calendar year in which it ends."""
        return self.last.year

    @property
    def title(self) -> str:
        """Its title as an academic session."""
        return f"School Year {self.number - 1}-{self.number}"


def school_year(moment: datetime, start: str) -> SchoolYear:
    """The school year to which a moment belongs, in UTC.

    Args:
        moment: An aware point in time.
        start: Month and day on which a year begins, `MM-DD`, 28 being the last day of a month.
    """
    today = moment.astimezone(UTC).date()
    month, day = int(start[:2]), int(start[3:])
    begins = today.year if (today.month, today.day) >= (month, day) else today.year - 1
    return SchoolYear(date(begins, month, day), date(begins + 1, month, day) - timedelta(days=1))


def school_days(first: date, last: date, off: frozenset[date] = frozenset()) -> int:
    """How many days from Monday to Friday there are from one day to another, both included, and not off."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    days = weeks * _WORKDAYS + sum((first.weekday() + extra) % 7 < _WORKDAYS for extra in range(rest))
    return days - sum(first <= day <= last and day.weekday() < _WORKDAYS for day in off)


def days_of(spans: Iterable[str]) -> frozenset[date]:
    """The days that a list names.

    Args:
        spans: Days, `YYYY-MM-DD`, and spans with both ends included, `YYYY-MM-DD/YYYY-MM-DD`.

    Raises:
        ValueError: One is neither, ends before it begins, or is longer than a year.
    """
    days: set[date] = set()
    for span in spans:
        begin, slash, end = span.partition("/")
        first = date.fromisoformat(begin)
        last = date.fromisoformat(end) if slash else first
        if not 0 <= (last - first).days <= 366:
            raise ValueError(f"{span!r} does not end within a year after it begins")
        days.update(first + timedelta(days=count) for count in range((last - first).days + 1))
    return frozenset(days)
