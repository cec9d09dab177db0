"""Single facts as they are shown, with the names of whom and what they are about as these are now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, select

from timeback_sandbox.caliper.tables import EVENTS
from timeback_sandbox.edubridge.analytics_bodies import FactRow
from timeback_sandbox.edubridge.analytics_totals import Owner
from timeback_sandbox.edubridge.facts_events import Named, read_names
from timeback_sandbox.edubridge.facts_lookup import find_rows
from timeback_sandbox.edubridge.facts_rows import Fact
from timeback_sandbox.edubridge.facts_tables import ACTIVITY, FACTS, TIME_SPENT, user_key
from timeback_sandbox.edubridge.roster import load_many
from timeback_sandbox.edubridge.timezones import local_moment
from timeback_sandbox.moments import format_moment, moment_of
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.statements import ConnectionReader, Prepared, shared_dialect

__all__ = ["list_rows"]

_USER = user_key("")
_TYPES = {ACTIVITY: "ActivityEvent", TIME_SPENT: "TimeSpentEvent"}


class _Event(NamedTuple):
    """What is shown of the event behind a fact."""

    external_id: str
    sensor: str | None
    send_time: str | None
    created_at: str | None
    named: Named


class _Result(NamedTuple):
    """What is shown of the result behind a fact."""

    sourced_id: str
    line_item: str
    modified: str


def list_rows(
    connection: Connection, owners: Sequence[Owner], zone: ZoneInfo | None, first: int, last: int
) -> list[FactRow]:
    """The facts of somebody within a range of time, in order of their instants, then of their numbers.

    Args:
        connection: Where they are.
        owners: Whose facts.
        zone: Whose days they are shown with; None for those of UTC.
        first: The earliest instant, in milliseconds since 1970.
        last: The latest.
    """
    reader = ConnectionReader(connection)
    statement = _statement(connection.dialect.name)
    facts: list[tuple[int, Fact]] = []
    for owner in owners:
        rows = reader.rows(statement, {"owner": owner.value, "first": first, "last": last})
        facts += [(number, Fact(*columns)) for number, *columns in rows]
    facts.sort(key=lambda one: (one[1].instant, one[0]))
    about = _About(connection, [fact for _, fact in facts])
    return [_row(number, fact, about, zone) for number, fact in facts]


@lru_cache(maxsize=4)
def _statement(dialect: str) -> Prepared:
    between = FACTS.c.instant.between(bindparam("first"), bindparam("last"))
    chosen = select(*FACTS.columns).where(FACTS.c.person == bindparam("owner"), between, FACTS.c.active == 1)
    return Prepared(chosen, shared_dialect(dialect))


class _About:
    """The records that facts point to.

    Attributes:
        events: Caliper events by number.
        results: Assessment results by row.
        items: Assessment line items by id.
        users: By id.
        courses: By id.
        seats: Enrolments by id.
        orgs: Schools by id.
    """

    def __init__(self, connection: Connection, facts: list[Fact]) -> None:
        self.events = _events(connection, filter(None, map(_event_number, facts)))
        self.results = _results(connection, filter(None, map(_result_row, facts)))
        self.items = load_many(connection, "assessmentLineItems", (one.line_item for one in self.results.values()))
        self.users = load_many(connection, "users", filter(None, map(_user, facts)))
        self.courses = load_many(connection, "courses", (one.course_id for one in facts if one.course_id))
        self.seats = load_many(connection, "enrollments", (one.enrollment_id for one in facts if one.enrollment_id))
        self.orgs = load_many(connection, "orgs", filter(None, map(self.campus, facts)))

    def campus(self, fact: Fact) -> str | None:
        """The id of the school that a fact belongs to: the user's own, else that of the enrolment."""
        school: str | None = self.users.get(_user(fact) or "", {}).get("primaryOrg")
        return school or self.seats.get(fact.enrollment_id or "", {}).get("school")


def _user(fact: Fact) -> str | None:
    """The id of a fact's user."""
    return fact.person.removeprefix(_USER) if fact.person.startswith(_USER) else None


def _event_number(fact: Fact) -> int | None:
    """The number of the event behind a fact."""
    return fact.event if fact.origin % 2 else fact.origin // 2


def _result_row(fact: Fact) -> int | None:
    """The row of the result behind a fact."""
    return fact.origin // 2 if fact.origin % 2 else None


def _events(connection: Connection, numbers: Iterable[int]) -> dict[int, _Event]:
    """Events by number."""
    rows = find_rows(connection, _events_by_number, list(dict.fromkeys(numbers)))
    return {row[0]: _Event(row[1], row[2], row[3], row[4], read_names(msgspec.json.decode(row[5]))) for row in rows}


def _results(connection: Connection, numbers: Iterable[int]) -> dict[int, _Result]:
    """Results by row."""
    rows = find_rows(connection, _results_by_row, list(dict.fromkeys(numbers)))
    return {seq: _Result(*columns) for seq, *columns in rows}


def _events_by_number(numbers: list[BindParameter[int]]) -> Any:
    columns = (EVENTS.c.external_id, EVENTS.c.sensor, EVENTS.c.send_time, EVENTS.c.created_at, EVENTS.c.document)
    return select(EVENTS.c.id, *columns).where(EVENTS.c.id.in_(numbers))


def _results_by_row(numbers: list[BindParameter[int]]) -> Any:
    results = TABLES["assessmentResults"].c
    columns = (results.sourced_id, results.assessment_line_item, results.date_last_modified)
    return select(results.seq, *columns).where(results.seq.in_(numbers))


_NO_EVENT = _Event("", None, None, None, Named(None, None, None, None))


def _row(number: int, fact: Fact, about: _About, zone: ZoneInfo | None) -> FactRow:
    event = about.events.get(_event_number(fact) or 0, _NO_EVENT)
    result = about.results.get(_result_row(fact) or 0)
    user_id = _user(fact)
    user: dict[str, Any] = about.users.get(user_id or "", {})
    grades: list[str] = user.get("grades") or []
    campus = about.campus(fact)
    local = local_moment(zone, fact.instant)
    if result is None:
        source, generated = f"caliper:event:{event.external_id}", event.created_at
        activity, title = event.named.activity, event.named.title
    else:
        source, generated = f"oneroster:assessment_result:{result.sourced_id}", result.modified
        activity, title = result.line_item, about.items.get(result.line_item, {}).get("title")
    return FactRow(
        id=number,
        email=event.named.email or user.get("email") or "",
        date=local.date().isoformat(),
        datetime=format_moment(moment_of(fact.instant)),
        username=user.get("username"),
        user_id=user_id,
        user_given_name=user.get("givenName"),
        user_family_name=user.get("familyName"),
        user_grade=grades[0] if grades else None,
        subject=fact.subject,
        app=fact.app,
        course_id=fact.course_id,
        course_name=event.named.course or about.courses.get(fact.course_id or "", {}).get("title"),
        campus_id=campus,
        campus_name=about.orgs.get(campus or "", {}).get("name"),
        enrollment_id=fact.enrollment_id,
        activity_id=activity,
        activity_name=title,
        xp_earned=fact.xp,
        total_questions=fact.total_questions,
        correct_questions=fact.correct_questions,
        mastered_units=fact.mastered_units,
        active_seconds=_seconds(fact.active_seconds),
        inactive_seconds=_seconds(fact.inactive_seconds),
        waste_seconds=_seconds(fact.waste_seconds),
        source=source,
        event_type=_TYPES.get(ACTIVITY if fact.event is not None else fact.kind),
        alpha_level=None,
        generated_at=generated,
        send_time=event.send_time,
        sensor=event.sensor,
        year=local.year,
        month=local.month,
        day=local.day,
        day_of_week=(local.weekday() + 1) % 7,
    )


def _seconds(value: float | None) -> str | None:
    """Seconds as text with two decimals."""
    return None if value is None else f"{value:.2f}"
