"""Loading a seed into a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from timeback_sandbox import seed
from timeback_sandbox.clock import Clock
from timeback_sandbox.seed import demo, district
from timeback_sandbox.store import Store

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(source=NOW.timestamp)


def test_empty_loads_nothing(store: Store, clock: Clock) -> None:
    assert seed.load(store, "empty", clock) == {}


def test_demo_loads_every_record_and_says_how_many(store: Store, clock: Clock) -> None:
    expected = {kind: len(records) for kind, records in demo.records(NOW.date())}
    loaded = seed.load(store, "demo", clock)
    assert {kind: loaded[kind] for kind in expected} == expected
    assert set(loaded) > set(expected)  # further services have parts of their own


def test_a_district_loads_every_record_and_says_how_many(store: Store, clock: Clock) -> None:
    assert seed.load(store, "district:300", clock) == district.Plan.for_users(300).counts()


def test_progress_goes_up_to_the_total_of_each_kind(store: Store, clock: Clock) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    loaded = seed.load(
        store,
        "district:2500",
        clock,
        lambda kind, done, total: told.setdefault(kind, []).append((done, total)),
    )
    assert list(told) == list(loaded)
    for kind, steps in told.items():
        assert {total for _, total in steps} == {loaded[kind]}
        assert steps == sorted(steps)
        assert steps[0][0] == 0
        assert steps[-1][0] == loaded[kind]
    assert [done for done, _ in told["users"]] == [0, 1000, 2000, 2500]


def test_an_unknown_seed_touches_nothing(store: Store, clock: Clock) -> None:
    with pytest.raises(ValueError, match="Unknown seed"):
        seed.load(store, "dmeo", clock)


def test_a_seed_that_fails_halfway_leaves_nothing_behind(store: Store, clock: Clock) -> None:
    def stop(kind: str, done: int, total: int) -> None:
        if kind == "enrollments":
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        seed.load(store, "district:300", clock, stop)
    assert seed.load(store, "district:300", clock)["users"] == 300
