"""From days and moments as callers have them to the instants that analytics ask for.

The service refuses days; it wants the first and the last instant of a day in the student's time zone. A day has
23, 24 or 25 hours there, so the bounds are found by the calendar and not by adding hours.
"""

from __future__ import annotations

import datetime as dt
from datetime import UTC
from zoneinfo import ZoneInfo

from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.values import ensure_z_suffix

__all__ = ["DateInput", "Dates", "normalize_end_date", "normalize_start_date", "time_zone"]

DateInput = str | dt.date | dt.datetime
"""A day (``YYYY-MM-DD`` or ``date``) or a moment (ISO text or ``datetime``)."""

_FIRST = dt.time(0, 0)
_LAST = dt.time(23, 59, 59, 999_000, fold=1)


def normalize_start_date(date: DateInput, tz: str | None = None) -> str:
    """Return the instant at which a range begins, as analytics take it.

    Args:
        date: A day means its first instant. Text with a ``T`` is a timestamp and stays as it is, but for
            ``+00:00``, which becomes ``Z``. A ``datetime`` without zone is local time in `tz`.
        tz: IANA name of the time zone in which the day is meant, such as ``America/Chicago``; UTC by default.

    Returns:
        ISO 8601 in UTC with milliseconds: ``2025-03-09T05:00:00.000Z``.

    Raises:
        InputValidationError: The date is none, or there is no such time zone.
    """
    return _alone(date, tz, _FIRST)


def normalize_end_date(date: DateInput, tz: str | None = None) -> str:
    """Return the instant at which a range ends, as analytics take it.

    Args:
        date: A day means its last millisecond, 23:59:59.999; else as for `normalize_start_date`.
        tz: IANA name of the time zone in which the day is meant; UTC by default.

    Returns:
        ISO 8601 in UTC with milliseconds: ``2025-03-10T03:59:59.999Z``.

    Raises:
        InputValidationError: The date is none, or there is no such time zone.
    """
    return _alone(date, tz, _LAST)


def time_zone(name: object) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        ValueError: There is none, with what to do about it.
    """
    try:
        if isinstance(name, str) and name.strip() == name:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not even a name; a folder of names such as "America"
        pass
    raise ValueError(
        f"must be the IANA name of a time zone, such as 'America/Chicago', got {name!r} (a system without time zone "
        "data needs the package tzdata)"
    )


class Dates:
    """Normalises the dates of one call and gathers what is wrong with them.

    Attributes:
        issues: What is wrong so far.
    """

    __slots__ = ("_zone", "issues")

    def __init__(self, tz: object) -> None:
        self.issues: list[ValidationIssue] = []
        self._zone: dt.tzinfo = UTC
        if tz is not None:
            try:
                self._zone = time_zone(tz)
            except ValueError as error:
                self.issues.append(ValidationIssue("timezone", str(error)))

    def start(self, value: object, path: str) -> str:
        """Return the first instant of a day or the moment given; an empty text when it is neither."""
        return self._instant(value, path, _FIRST)

    def end(self, value: object, path: str) -> str:
        """Return the last instant of a day or the moment given; an empty text when it is neither."""
        return self._instant(value, path, _LAST)

    def _instant(self, value: object, path: str, time: dt.time) -> str:
        try:
            return _instant(value, time, self._zone)
        except OverflowError:
            self.issues.append(ValidationIssue(path, f"lies outside the calendar in that time zone: {value!r}"))
        except ValueError as error:
            self.issues.append(ValidationIssue(path, str(error)))
        return ""


def _alone(date: object, tz: object, time: dt.time) -> str:
    dates = Dates(tz)
    found = dates._instant(date, "date", time)
    if dates.issues:
        raise InputValidationError("Invalid date", dates.issues)
    return found


def _instant(value: object, time: dt.time, zone: dt.tzinfo) -> str:
    if isinstance(value, dt.datetime):
        return _stamp(value.replace(tzinfo=zone) if value.tzinfo is None else value)
    if isinstance(value, dt.date):
        return _bound(value, time, zone)
    if isinstance(value, str):
        if "T" in value:
            return _timestamp(value)
        return _bound(_day(value), time, zone)
    raise ValueError(f"must be a date, a datetime or ISO 8601 text, got {type(value).__name__}")


def _bound(day: dt.date, time: dt.time, zone: dt.tzinfo) -> str:
    """Return the first or the last instant of a local day."""
    first = dt.datetime.combine(day, _FIRST, zone).astimezone(UTC)
    if time is _FIRST:
        return _stamp(first)
    last = dt.datetime.combine(day, time, zone).astimezone(UTC)
    return _stamp(max(first, last))  # a day that a zone left out, crossing the date line, has no length


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _timestamp(text: str) -> str:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be an ISO 8601 timestamp such as 2025-09-16T05:00:00.000Z, got {text!r}") from None
    return ensure_z_suffix(text)


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # other spellings of ISO 8601 are not the service's
        raise ValueError(f"must be a day as YYYY-MM-DD or an ISO 8601 timestamp, got {text!r}")
    return day
