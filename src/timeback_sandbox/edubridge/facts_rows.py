"""A fact as it is written, and the numbers in it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, cast

from timeback_sandbox.edubridge.facts_tables import email_key, user_key

__all__ = ["Fact", "Number", "figure", "person_of", "total"]

Number = int | float

_WHOLE = 2**31
_GREATEST = 1e15


class Fact(NamedTuple):
    """One row of the table, without its number; the fields are the columns, in their order."""

    origin: int
    event: int | None
    active: int
    kind: int
    instant: int
    person: str
    enrollment_id: str | None
    course_id: str | None
    subject: str | None
    app: str | None
    xp: Number | None
    total_questions: Number | None
    correct_questions: Number | None
    mastered_units: Number | None
    active_seconds: Number | None
    inactive_seconds: Number | None
    waste_seconds: Number | None


def person_of(user: str | None, email: str | None) -> str:
    """Whose a fact is."""
    return user_key(user) if user is not None else email_key(email or "")


def figure(value: object) -> Number | None:
    """A number as it can be added up any number of times; None for what is no number.

    Whole numbers stay whole unless they are so great that their sum might not fit, and nothing is greater than makes
    sense.
    """
    if type(value) is int and -_WHOLE <= value <= _WHOLE:
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return float(max(-_GREATEST, min(_GREATEST, value)))


def total(items: list[Any]) -> dict[str, Number]:
    """The sums of an event's metrics by their type; types without an item are missing."""
    sums: dict[str, Number] = {}
    for item in items:
        if isinstance(item, dict):
            members = cast("dict[str, Any]", item)
            kind, value = members.get("type"), members.get("value")
            if type(value) is not int or not -_WHOLE <= value <= _WHOLE:  # nearly all are small and whole
                value = figure(value)
            if value is not None and isinstance(kind, str):
                sums[kind] = sums[kind] + value if kind in sums else value
    return sums
