"""The sandbox's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_sandbox.clock import Clock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Source:
    def __init__(self) -> None:
        self.now = NOON.timestamp()

    def __call__(self) -> float:
        return self.now


def test_it_runs_with_real_time_until_told_otherwise() -> None:
    source = Source()
    clock = Clock(source)
    assert clock.now() == NOON
    source.now += 5
    assert clock.now() == NOON + timedelta(seconds=5)


def test_set_moves_it_and_it_runs_on_from_there() -> None:
    source = Source()
    clock = Clock(source)
    clock.set(datetime(2030, 1, 1, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2029, 12, 31, 22, tzinfo=UTC)
    source.now += 60
    assert clock.now() == datetime(2029, 12, 31, 22, 1, tzinfo=UTC)


def test_a_naive_moment_is_taken_as_utc() -> None:
    clock = Clock(Source())
    clock.set(datetime(2030, 1, 1), frozen=True)
    assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC)


def test_a_frozen_clock_stands_still_can_be_moved_and_runs_on_when_resumed() -> None:
    source = Source()
    clock = Clock(source)
    clock.freeze()
    source.now += 100
    assert clock.now() == NOON
    clock.advance(10)
    assert (clock.now(), clock.frozen) == (NOON + timedelta(seconds=10), True)
    clock.resume()
    source.now += 1
    assert (clock.now(), clock.frozen) == (NOON + timedelta(seconds=11), False)


def test_reset_goes_back_to_real_time() -> None:
    clock = Clock(Source())
    clock.set(datetime(2040, 1, 1, tzinfo=UTC), frozen=True)
    clock.reset()
    assert (clock.now(), clock.offset, clock.frozen) == (NOON, 0.0, False)


@given(st.floats(-1e9, 1e9))
def test_advancing_and_going_back_leads_home(seconds: float) -> None:
    clock = Clock(Source())
    clock.advance(seconds)
    clock.advance(-seconds)
    assert abs(clock.timestamp() - NOON.timestamp()) < 1e-3


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1e12, 1e15])
def test_it_cannot_be_moved_out_of_the_world(seconds: float) -> None:
    clock = Clock(Source())
    with pytest.raises(ValueError, match="1970"):
        clock.advance(seconds)
    assert clock.now() == NOON


def test_every_change_is_reported_once() -> None:
    seen: list[tuple[float, float | None]] = []
    clock = Clock(Source())
    clock.on_change = lambda offset, frozen_at: seen.append((offset, frozen_at))
    clock.advance(5)
    clock.freeze()
    clock.resume()
    clock.reset()
    assert seen == [(5.0, None), (0.0, NOON.timestamp() + 5), (5.0, None), (0.0, None)]
