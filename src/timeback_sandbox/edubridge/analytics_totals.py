"""Sums facts by day, subject and app, where they are: in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, case, func, select

from timeback_sandbox.edubridge.facts_rows import Number
from timeback_sandbox.edubridge.facts_tables import FACTS, MEASURES
from timeback_sandbox.edubridge.timezones import DAY, Span, offset_spans
from timeback_sandbox.statements import ConnectionReader, Prepared, shared_dialect

__all__ = ["Days", "Owner", "Totals", "add_up"]

_WIDTHS = (1, 4, 64)
"""How many spans of constant offset a statement can take."""

_SHIFT = 800_000
"""Days added before a division and taken off behind it, so that it rounds down before 1970 as well."""

_PLACES = 1 << 35
"""Numbers of facts are smaller than this."""

NO_SUBJECT = "None"
"""What is done in no subject counts to this one."""

_LONG = 731 * DAY
_FIRST_DAY = date(1970, 1, 1).toordinal()


class Owner(NamedTuple):
    """Whose facts: the column that tells, and its value."""

    column: Literal["person", "enrollment_id"]
    value: str


@dataclass(slots=True)
class Totals:
    """Sums, and the place of the first fact among all."""

    first: tuple[int, int]
    sums: list[Number] = field(default_factory=lambda: [0] * len(MEASURES))

    def add(self, first: tuple[int, int], sums: Sequence[Number]) -> None:
        """Adds further sums."""
        self.first = min(self.first, first)
        self.sums = [one + other for one, other in zip(self.sums, sums, strict=True)]


Days = dict[str, dict[str, dict[str | None, Totals]]]
"""The totals by day (`YYYY-MM-DD`), subject and app; days are in order, apps in that of their first facts."""


def add_up(connection: Connection, owners: Sequence[Owner], zone: ZoneInfo | None, first: int, last: int) -> Days:
    """The totals of facts.

    Args:
        connection: Where they are.
        owners: Whose facts.
        zone: Whose days; None for those of UTC.
        first: The earliest instant that counts, in milliseconds since 1970.
        last: The latest.
    """
    cells: dict[tuple[int, str, str | None], Totals] = {}
    reader = ConnectionReader(connection)
    dialect = connection.dialect.name
    for owner in owners:
        bounds = _bounds(reader, owner, first, last, dialect)
        if bounds is None:
            continue
        for values in _parts(offset_spans(zone, *bounds), *bounds):
            statement = _totals(owner.column, _width(values), dialect)
            for day, subject, app, place, *sums in reader.rows(statement, {**values, "owner": owner.value}):
                key, found = (day, subject, app), divmod(place, _PLACES)
                # places are counted from the day's beginning, and only compared within a day
                cells.setdefault(key, Totals(found)).add(found, sums)
    days: Days = {}
    for (day, subject, app), totals in sorted(cells.items(), key=lambda cell: (cell[0][0], cell[1].first)):
        days.setdefault(_date(day), {}).setdefault(subject, {})[app] = totals
    return days


def _bounds(reader: ConnectionReader, owner: Owner, first: int, last: int, dialect: str) -> tuple[int, int] | None:
    """The range in which there can be facts; a long one is narrowed down to where there are some."""
    if first > last:
        return None
    if last - first <= _LONG:
        return first, last
    values = {"owner": owner.value, "first": first, "last": last}
    earliest = reader.rows(_edge(owner.column, False, dialect), values)
    latest = reader.rows(_edge(owner.column, True, dialect), values)
    return (earliest[0][0], latest[0][0]) if earliest else None


def _parts(spans: list[Span], first: int, last: int) -> Iterator[dict[str, int]]:
    """The range in parts that have no more spans than a statement takes; each as the values of its statement."""
    for start in range(0, len(spans), _WIDTHS[-1]):
        part = spans[start : start + _WIDTHS[-1]]
        end = part[-1].end
        values = {"first": first, "last": last if end is None else end - 1}
        width = next(width for width in _WIDTHS if width >= len(part))
        for index in range(width):
            span = part[min(index, len(part) - 1)]
            values[f"end_{index}"] = last + 1 if span.end is None else span.end
            values[f"offset_{index}"] = span.offset
        yield values
        first = values["last"] + 1


def _width(values: dict[str, int]) -> int:
    """How many spans the values of a statement are for."""
    return len(values) // 2 - 1


@lru_cache(maxsize=32)
def _totals(column: str, width: int, dialect: str) -> Prepared:
    """The statement that adds up; the offset of a fact is that of the first span that it is in."""
    ends = [bindparam(f"end_{index}", type_=BigInteger()) for index in range(width)]
    offsets = [bindparam(f"offset_{index}", type_=BigInteger()) for index in range(width)]
    spans = [(FACTS.c.instant < end, offset) for end, offset in zip(ends[:-1], offsets[:-1], strict=True)]
    offset: ColumnElement[int] = case(*spans, else_=offsets[-1]) if spans else offsets[-1]
    facts = (
        select(
            ((FACTS.c.instant + offset + _SHIFT * DAY) // DAY - _SHIFT).label("day"),
            func.coalesce(FACTS.c.subject, NO_SUBJECT).label("subject"),
            *(FACTS.c[name] for name in ("id", "instant", "app", *MEASURES)),
        )
        .where(*_chosen(column))
        .subquery("chosen")
    )
    day = facts.c.day
    # a day begins at most one day before or after that of UTC; instant and number in one order what came first
    place = (facts.c.instant - (day - 1) * DAY) * _PLACES + facts.c.id
    sums = (func.coalesce(func.sum(facts.c[name]), 0) for name in MEASURES)
    statement: Any = select(day, facts.c.subject, facts.c.app, func.min(place), *sums).group_by(
        day, facts.c.subject, facts.c.app
    )
    return Prepared(statement, shared_dialect(dialect))


@lru_cache(maxsize=8)
def _edge(column: str, latest: bool, dialect: str) -> Prepared:
    """The statement that finds the first or last instant with a fact."""
    order = FACTS.c.instant.desc() if latest else FACTS.c.instant.asc()
    return Prepared(select(FACTS.c.instant).where(*_chosen(column)).order_by(order).limit(1), shared_dialect(dialect))


def _chosen(column: str) -> tuple[Any, ...]:
    between = FACTS.c.instant.between(bindparam("first"), bindparam("last"))
    return FACTS.c[column] == bindparam("owner"), between, FACTS.c.active == 1


def _date(day: int) -> str:
    """The date of a day that is counted from 1970."""
    return date.fromordinal(max(1, min(date.max.toordinal(), day + _FIRST_DAY))).isoformat()
