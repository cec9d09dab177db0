"""School years with their terms and grading periods, placed around a given date.

A year begins on a Monday in the middle of August and runs for 41 weeks, cut into two terms of two grading
periods. The parts touch each other (ends are exclusive, as in the standard), so that each day of the year is
in exactly one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeback_sandbox.seed.wire import Record, ref

# The second period is a week longer, which puts the spring term into the first full week of January.
_PERIOD_WEEKS = (10, 11, 10, 10)


@dataclass(frozen=True, slots=True)
class Session:
    """One academic session; `children` are the sessions that it consists of, in order of time."""

    id: str
    title: str
    type: str
    start: date
    end: date
    year: int
    parent: str | None = None
    children: tuple[Session, ...] = ()

    def part_on(self, day: date) -> Session:
        """The child that contains the day; the first or last one for a day before or after them all."""
        begun = [child for child in self.children if child.start <= day]
        return begun[-1] if begun else self.children[0]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The two school years that a seed tells about."""

    last: Session
    current: Session

    def records(self, org: str) -> Iterator[Record]:
        """All sessions, every parent before its children."""
        for year in (self.last, self.current):
            for session in _walk(year):
                record: Record = {
                    "sourcedId": session.id,
                    "status": "active",
                    "title": session.title,
                    "startDate": session.start.isoformat(),
                    "endDate": session.end.isoformat(),
                    "type": session.type,
                    "schoolYear": str(session.year),
                    "org": ref(org),
                }
                if session.parent is not None:
                    record["parent"] = ref(session.parent)
                yield record


def calendar_for(today: date) -> Calendar:
    """The school year that has begun last by the given day, and the one before it.

    In the summer the year that has just ended is still the current one: the next has no terms to show yet.
    """
    begins = today.year if today >= _first_day(today.year) else today.year - 1
    return Calendar(last=_school_year(begins - 1), current=_school_year(begins))


def school_day(day: date) -> date:
    """The day itself, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _first_day(year: int) -> date:
    """The Monday on or before 15 August."""
    middle = date(year, 8, 15)
    return middle - timedelta(days=middle.weekday())


def _school_year(begins: int) -> Session:
    """The school year that begins in August of the given year; its number is the year in which it ends."""
    label = begins + 1
    year_id = f"year-{label}"
    start = _first_day(begins)
    terms: list[Session] = []
    quarter = 0
    for season in ("fall", "spring"):
        term_id = f"term-{label}-{season}"
        term_start = start
        periods: list[Session] = []
        for _ in range(2):
            end = start + timedelta(weeks=_PERIOD_WEEKS[quarter])
            quarter += 1
            title = f"Quarter {quarter} {begins}-{label}"
            periods.append(
                Session(f"grading-period-{label}-q{quarter}", title, "gradingPeriod", start, end, label, term_id)
            )
            start = end
        title = f"{season.capitalize()} Term {begins}-{label}"
        terms.append(Session(term_id, title, "term", term_start, start, label, year_id, tuple(periods)))
    return Session(
        year_id,
        f"School Year {begins}-{label}",
        "schoolYear",
        terms[0].start,
        start,
        label,
        None,
        tuple(terms),
    )


def _walk(session: Session) -> Iterator[Session]:
    """The session and everything below it, parents first."""
    yield session
    for child in session.children:
        yield from _walk(child)
