"""Reads the query parameters of analytics; everything that is wrong with them is told at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, overload
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from timeback_sandbox.edubridge.analytics_totals import Owner
from timeback_sandbox.edubridge.facts_lookup import Learner, find_users
from timeback_sandbox.edubridge.facts_tables import email_key, user_key
from timeback_sandbox.edubridge.problems import invalid
from timeback_sandbox.edubridge.timezones import Week, local_moment, week_of, zone_named
from timeback_sandbox.moments import canonical, is_day, milliseconds
from timeback_sandbox.serving import Call

__all__ = ["Parameters", "owners"]

_ZONED = re.compile(r"[Tt ].*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)\Z", re.ASCII)


class Parameters:
    """The query parameters of a call. Read them all, then `check`.

    Args:
        call: The call.
    """

    def __init__(self, call: Call) -> None:
        self._values: dict[str, str] = {}
        for name, value in call.pairs:
            if value.strip():
                self._values.setdefault(name, value.strip())
        self._given = {name for name, _ in call.pairs}
        self._issues: list[dict[str, str]] = []

    def learner(self) -> Learner:
        """Whose facts are wanted."""
        student, email = self._values.get("studentId"), self._values.get("email")
        if student is None and email is None:
            for name in ("email", "studentId"):
                self._refuse(name, "Either email or studentId is required")
        return Learner(student, email)

    @overload
    def instant(self, name: str) -> int: ...
    @overload
    def instant(self, name: str, *, required: Literal[False]) -> int | None: ...
    def instant(self, name: str, *, required: bool = True) -> int | None:
        """A date and time with its offset from UTC, as milliseconds since 1970; 0 when it is none."""
        value = self._values.get(name)
        if value is None:
            if required or name in self._given:
                self._refuse(name, "Required")
            return 0 if required else None
        moment = _moment(value)
        if moment is None:
            self._refuse(
                name, "Expected an ISO date and time with an offset from UTC, such as 2025-09-16T05:00:00.000Z"
            )
            return 0
        return moment

    def zone(self) -> ZoneInfo | None:
        """The time zone; None when none is asked for."""
        if "timezone" not in self._given:
            return None
        try:
            return zone_named(self._values.get("timezone", ""))
        except ValueError as error:
            self._refuse("timezone", str(error))
            return None

    def week(self, zone: ZoneInfo | None) -> Week:
        """The week of `weekDate`, as the clocks of the zone have it."""
        value = self._values.get("weekDate")
        if value is None:
            self._refuse("weekDate", "Required")
            return Week(0, 0)
        try:
            if is_day(value):
                return week_of(zone, date.fromisoformat(value))
            moment = _moment(value)
            if moment is not None:
                return week_of(zone, local_moment(zone, moment).date())
        except OverflowError:
            pass
        self._refuse("weekDate", "Expected a date, such as 2025-09-17, or a date and time with an offset from UTC")
        return Week(0, 0)

    def ordered(self, first: int | None, last: int | None) -> None:
        """Refuses a range that ends before it begins."""
        if not self._issues and first is not None and last is not None and first > last:
            self._refuse("startDate", "Must not be later than endDate")

    def check(self) -> None:
        """Ends the reading.

        Raises:
            Problem: 422, with everything that is wrong.
        """
        if self._issues:
            raise invalid(self._issues)

    def _refuse(self, name: str, message: str) -> None:
        self._issues.append({"path": name, "message": message})


def owners(connection: Connection, learner: Learner) -> list[Owner]:
    """Whose facts those of a learner are: the id decides when it is given; an address may be that of a user."""
    if learner.id is not None:
        return [Owner("person", user_key(learner.id))]
    found = [Owner("person", email_key(learner.email or ""))]
    user = find_users(connection, [learner]).get(learner)
    return found if user is None else [Owner("person", user_key(user)), *found]


def _moment(value: str) -> int | None:
    """The instant that a text tells, if it tells one in full."""
    moment = canonical(value) if _ZONED.search(value) else None
    return None if moment is None else milliseconds(moment)
