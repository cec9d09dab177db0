"""Sums by local day, subject and app: the database and a plain loop agree, and the database reads little."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.edubridge.analytics_totals import Days, Owner, add_up
from timeback_sandbox.edubridge.facts_rows import Fact
from timeback_sandbox.edubridge.facts_tables import FACTS, MEASURES
from timeback_sandbox.moments import milliseconds, moment_of
from timeback_sandbox.statements import insert_rows
from timeback_sandbox.store import Store

ZONES = [
    None, "America/Chicago", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns",
    "Africa/Casablanca", "Pacific/Apia", "Pacific/Chatham", "America/Sao_Paulo", "Pacific/Kiritimati", "Etc/GMT+12",
]  # fmt: skip
YEARS = (milliseconds("1900-01-01T00:00:00.000Z"), milliseconds("2200-01-01T00:00:00.000Z"))
CHANGES = [
    milliseconds(text)
    for text in (
        "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "2025-03-09T08:00:00.000Z", "2025-11-02T07:00:00.000Z",
        "2025-04-05T15:00:00.000Z", "2025-10-04T15:30:00.000Z", "2011-12-30T10:00:00.000Z", "2018-02-18T02:00:00.000Z",
    )
]  # fmt: skip
"""Instants at which clocks of some of the zones are changed, and the beginning of time as computers have it."""

NUMBERS = st.one_of(st.none(), st.integers(-50, 50), st.integers(-40, 40).map(lambda number: number / 4))
INSTANTS = st.one_of(
    st.integers(*YEARS),
    st.sampled_from(CHANGES),
    st.builds(lambda change, hours: change + hours * 1_800_000, st.sampled_from(CHANGES), st.integers(-60, 60)),
)


class Done(NamedTuple):
    """A fact as the test makes it up."""

    instant: int
    person: str
    active: bool
    subject: str | None
    app: str | None
    measures: tuple[float | None, ...]


DONE = st.builds(
    Done,
    INSTANTS,
    st.sampled_from(["user:a", "user:b", "email:a@x.example"]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from(["Math", "Reading", "None", None]),
    st.sampled_from(["Lab", "Path", "Sprint", None]),
    st.tuples(*[NUMBERS] * len(MEASURES)),
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    opened = Store.open("sqlite://")
    yield opened
    opened.close()


def fill(store: Store, done: list[Done]) -> None:
    store.reset()
    rows = [
        (number, *Fact(2 * number, None, int(one.active), 1, one.instant, one.person, None, None, one.subject, one.app,
                       *one.measures))
        for number, one in enumerate(done, 1)
    ]  # fmt: skip
    if rows:
        with store.write() as connection:
            insert_rows(connection, FACTS, rows)


Cells = dict[tuple[str, str], list[tuple[str | None, list[float]]]]
"""By day and subject; apps are a list, as their order matters."""


def naive(done: list[Done], people: list[str], zone: str | None, first: int, last: int) -> Cells:
    """The same by a loop, with the local time that Python has for each single instant."""
    place = ZoneInfo(zone or "UTC")
    chosen = [
        (one.instant, number, one)
        for number, one in enumerate(done)
        if one.person in people and one.active and first <= one.instant <= last
    ]
    days: dict[str, dict[str, dict[str | None, list[float]]]] = {}
    for instant, _, one in sorted(chosen, key=lambda each: each[:2]):
        day = moment_of(instant).astimezone(place).date().isoformat()
        cell = days.setdefault(day, {}).setdefault(one.subject or "None", {}).setdefault(one.app, [0] * len(MEASURES))
        for index, value in enumerate(one.measures):
            cell[index] += value or 0
    return {(day, subject): list(apps.items()) for day, subjects in days.items() for subject, apps in subjects.items()}


def shown(days: Days) -> Cells:
    return {
        (day, subject): [(app, list(totals.sums)) for app, totals in apps.items()]
        for day, subjects in days.items()
        for subject, apps in subjects.items()
    }


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(
    done=st.lists(DONE, max_size=40),
    zone=st.sampled_from(ZONES),
    people=st.sampled_from([["user:a"], ["user:a", "email:a@x.example"], ["user:nobody"]]),
    bounds=st.tuples(INSTANTS, INSTANTS),
    everything=st.booleans(),
)
def test_the_database_adds_up_what_a_loop_does(
    store: Store, done: list[Done], zone: str | None, people: list[str], bounds: tuple[int, int], everything: bool
) -> None:
    first, last = YEARS if everything else (min(bounds), max(bounds))
    fill(store, done)
    owners = [Owner("person", person) for person in people]
    with store.read() as connection:
        days = add_up(connection, owners, None if zone is None else ZoneInfo(zone), first, last)
    assert shown(days) == naive(done, people, zone, first, last)
    assert list(days) == sorted(days)


def test_apps_come_in_the_order_of_their_first_facts_and_those_of_one_moment_in_that_of_their_numbers(
    store: Store,
) -> None:
    noon = milliseconds("2025-09-16T12:00:00.000Z")
    nothing = (None,) * len(MEASURES)
    apps = [("Late", noon + 1), ("Second", noon), ("First", noon - 1), ("Third", noon), ("First", noon + 5)]
    fill(store, [Done(instant, "user:a", True, "Math", app, nothing) for app, instant in apps])
    with store.read() as connection:
        days = add_up(connection, [Owner("person", "user:a")], None, noon - 10, noon + 10)
    assert list(days["2025-09-16"]["Math"]) == ["First", "Second", "Third", "Late"]


def test_a_range_with_hundreds_of_changes_is_answered_in_parts(store: Store) -> None:
    zone = ZoneInfo("America/Chicago")
    noons = [milliseconds(f"{year}-07-01T17:00:00.000Z") for year in range(1950, 2190)]
    ones = (1,) * len(MEASURES)
    fill(store, [Done(noon, "user:a", True, "Math", "Lab", ones) for noon in noons])
    with store.read() as connection:
        days = add_up(connection, [Owner("person", "user:a")], zone, *YEARS)
    assert list(days) == [moment_of(noon).astimezone(zone).date().isoformat() for noon in noons]


def test_a_students_days_are_read_from_one_index_alone(store: Store) -> None:
    from timeback_sandbox.edubridge import analytics_totals

    statement = analytics_totals._totals("person", 4, "sqlite")
    values = dict.fromkeys((*(f"{name}_{n}" for name, n in itertools.product(("end", "offset"), range(4))),), 0)
    bound = statement.bind({**values, "first": 0, "last": 1, "owner": "user:a"})
    with store.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.text}", bound).all()
    assert any(
        "COVERING INDEX ix_edubridge_facts_person (person=? AND instant>? AND instant<?)" in row[3] for row in plan
    )
    assert not any(row[3].startswith("SCAN") for row in plan)


def test_a_change_of_the_clocks_takes_no_day_apart(store: Store) -> None:
    zone = ZoneInfo("America/New_York")
    first = milliseconds("2025-11-02T04:00:00.000Z")  # midnight; the day has 25 hours
    hours = [first + number * 3_600_000 for number in range(25)]
    ones = (1,) * len(MEASURES)
    fill(store, [Done(hour, "user:a", True, "Math", "Lab", ones) for hour in hours])
    with store.read() as connection:
        days = add_up(connection, [Owner("person", "user:a")], zone, first, hours[-1] + 86_400_000)
    assert {day: cells["Math"]["Lab"].sums[0] for day, cells in days.items()} == {"2025-11-02": 25}
    assert timedelta(milliseconds=hours[-1] - first) == timedelta(hours=24)
