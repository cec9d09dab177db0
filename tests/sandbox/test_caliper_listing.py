"""Lists of events: pages, filters, order, and the indexes behind them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from caliper_events import Intake, general, intake, refused, user

from timeback_sandbox.caliper.instants import bound, instant
from timeback_sandbox.caliper.listing import page_statements

FILTERS = {
    "sensor": ("sensor", "https://b.example.org"),
    "since": ("startDate", "2026-03-02"),
    "until": ("endDate", "2026-03-04T00:00:00Z"),
    "actor_id": ("actorId", "https://example.edu/users/1"),
    "actor_email": ("actorEmail", "ONE@school.example"),
}

ACTORS: list[Any] = [
    "https://example.edu/users/1",
    {"id": "https://example.edu/users/1", "type": "Agent"},
    {"id": "https://example.edu/users/2", "type": "Person", "extensions": {"email": "One@school.example"}},
    {**user("one"), "id": "https://example.edu/users/1"},
    {**user("two"), "extensions": {"email": "one@School.example"}},
    user("two"),
    {"type": "Person", "email": 3, "extensions": {"email": None}},
    {"id": 5, "email": "one@school.example", "extensions": {"email": "ONE@school.example"}},
]


def facts(event: dict[str, Any]) -> tuple[Any, set[str]]:
    """Id and addresses of an event's actor."""
    actor = event["actor"]
    if isinstance(actor, str):
        return actor, set()
    found = (actor.get("email"), actor.get("extensions", {}).get("email"))
    return actor.get("id"), {one.lower() for one in found if isinstance(one, str)}


@pytest.fixture(scope="module")
def caller() -> Iterator[Intake]:
    """A sandbox with events of all combinations."""
    with intake() as made:
        days = [f"2026-03-0{day}T00:00:00.000Z" for day in range(1, 6)]
        for sensor in ("https://a.example.org", "https://b.example.org"):
            events = [general(actor=actor, eventTime=day) for actor, day in itertools.product(ACTORS, days)]
            made.accept(*events, sensor=sensor)
        yield made


@pytest.fixture(scope="module")
def everything(caller: Intake) -> list[dict[str, Any]]:
    return list(caller.page(limit=1000)["events"])


def test_the_newest_comes_first_and_of_equal_ones_the_last_stored(everything: list[dict[str, Any]]) -> None:
    assert len(everything) == 80
    keys = [(event["eventTime"], event["id"]) for event in everything]
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize("names", [c for n in range(1, 6) for c in itertools.combinations(FILTERS, n)])
def test_filters_hold_alone_and_together(
    caller: Intake, everything: list[dict[str, Any]], names: tuple[str, ...]
) -> None:
    tests = {
        "sensor": lambda event: event["sensor"] == "https://b.example.org",
        "since": lambda event: event["eventTime"] >= "2026-03-02",
        "until": lambda event: event["eventTime"] <= "2026-03-04T00:00:00.000Z",
        "actor_id": lambda event: facts(event)[0] == "https://example.edu/users/1",
        "actor_email": lambda event: "one@school.example" in facts(event)[1],
    }
    expected = [event["externalId"] for event in everything if all(tests[name](event) for name in names)]
    assert 0 < len(expected) < 80
    query = dict(FILTERS[name] for name in names)
    page = caller.page(limit=1000, **query)
    assert [event["externalId"] for event in page["events"]] == expected
    assert page["pagination"]["total"] == len(expected)
    half = len(expected) // 2
    assert caller.ids(limit=1, offset=half, **query) == expected[half : half + 1]


@pytest.mark.parametrize("count", [0, 1, 3, 4])
def test_pages_are_counted(count: int) -> None:
    with intake() as made:
        if count:
            made.accept(*(general() for _ in range(count)))
        for limit, offset in itertools.product((1, 3, 100), (0, 1, 3, 4, 50)):
            page = made.page(limit=limit, offset=offset)
            assert len(page["events"]) == max(0, min(limit, count - offset))
            assert page["pagination"] == {
                "total": count,
                "totalPages": -(-count // limit),
                "currentPage": offset // limit + 1,
                "limit": limit,
            }
            assert page["status"] == "success"


def test_the_usual_page_has_100_events() -> None:
    with intake() as made:
        made.accept(*(general() for _ in range(101)))
        page = made.page()
        assert len(page["events"]) == 100
        assert page["pagination"] == {"total": 101, "totalPages": 2, "currentPage": 1, "limit": 100}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0}, {"limit": 1001}, {"limit": -1}, {"limit": "ten"}, {"limit": ""}, {"limit": "1.0"},
        {"limit": "٣"}, {"offset": -1}, {"offset": "x"}, {"offset": ""}, {"startDate": "yesterday"},
        {"startDate": ""}, {"endDate": "2026-02-30"}, {"endDate": "2026-13-01T00:00:00Z"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(caller: Intake, query: dict[str, object]) -> None:
    refused(caller.list(**query))


def test_an_offset_behind_everything_gives_an_empty_page(caller: Intake) -> None:
    assert caller.ids(offset=10**29) == []


def test_unknown_parameters_do_not_matter(caller: Intake) -> None:
    assert caller.page(colour="red", limit=1)["pagination"]["total"] == 80


def test_a_date_means_its_midnight_for_both_bounds(caller: Intake) -> None:
    assert caller.page(startDate="2026-03-03", endDate="2026-03-03")["pagination"]["total"] == 16
    assert caller.page(startDate="2026-03-03T00:00:00.001Z", endDate="2026-03-03T23:59:59Z")["events"] == []
    assert caller.page(startDate="2026-03-03T02:00:00+02:00", endDate="2026-03-03T00:00")["pagination"]["total"] == 16


def test_totals_follow_what_is_stored() -> None:
    with intake() as made:
        made.accept(general(), general())
        assert made.page(limit=1)["pagination"]["total"] == 2
        made.accept(general())
        assert made.page(limit=1)["pagination"]["total"] == 3
        made.sandbox.sync.reset()
        assert made.page(limit=1)["pagination"]["total"] == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01t00:00:00.0019z", 1),
        ("1969-12-31T23:59:59.9991-00:00", -1),
        ("1970-01-01T05:30:00.5+05:30", 500),
        ("2016-12-31T23:59:60Z", 1483228800000),
        ("9999-12-31T23:59:59.999999999Z", 253402300799999),
        ("0001-01-01T00:00:00Z", -62135596800000),
        ("0001-01-01T00:00:00+00:01", None),
        ("9999-12-31T23:59:59-00:01", None),
        ("0000-01-01T00:00:00Z", None),
        ("2026-02-29T00:00:00Z", None),
        ("2026-02-28T24:00:00Z", None),
        ("2026-02-28T00:00Z", None),
        ("2026-02-28 00:00:00Z", None),
        ("2026-02-28T00:00:00", None),
        ("2026-02-28T00:00:00+5:00", None),
        ("２026-02-28T00:00:00Z", None),
        ("", None),
    ],
)
def test_a_moment_is_read_as_rfc_3339_says(text: str, expected: int | None) -> None:
    assert instant(text) == expected


def test_a_bound_may_have_no_zone() -> None:
    assert bound("1970-01-02") == bound("1970-01-02T00:00") == bound("1970-01-02 00:00:00.000") == 86_400_000
    assert bound("1970-1-2") is None


@pytest.mark.parametrize(
    "names", [(), ("sensor",), ("actor_id",), ("actor_email",), ("since", "until"), ("sensor", "since", "until"),
              ("actor_id", "since"), ("actor_email", "until"), ("sensor", "actor_email")],
)  # fmt: skip
def test_a_list_walks_along_an_index(caller: Intake, names: tuple[str, ...]) -> None:
    statement = page_statements(names).page
    values = {"sensor": "x", "since": 1, "until": 2, "actor_id": "x", "actor_email": "x", "limit": 10, "offset": 0}
    with caller.sandbox.state.store.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.text}", statement.bind(values)).all()
    steps = [row[3] for row in plan]
    assert not any("TEMP B-TREE" in step for step in steps), steps
    assert all("USING INDEX" in step for step in steps if "caliper_events" in step), steps
    equal = [name for name in names if name in {"sensor", "actor_id"}]
    if len(equal) == 1 and "actor_email" not in names:
        assert f"ix_caliper_events_{equal[0]}_instant" in steps[0]


def test_an_event_is_found_by_an_index(caller: Intake) -> None:
    with caller.sandbox.state.store.read() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM caliper_events WHERE external_id = ? ORDER BY copy LIMIT 1", ("x",)
        ).all()
    assert ["SEARCH" in row[3] for row in plan] == [True]


def test_odd_texts_are_looked_for_as_they_are(caller: Intake) -> None:
    for text in ("\x00", "'; --", "%", "🦊", "a" * 3000):
        assert caller.ids(sensor=text, actorId=text, actorEmail=text) == []
    refused(caller.request("GET", "/caliper/events?sensor=%ff"))
    assert json.loads(caller.request("GET", "/caliper/events/%00").content)["status"] == "error"
