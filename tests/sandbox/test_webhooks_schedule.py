"""What follows from the outcome of an attempt."""

from __future__ import annotations

import pytest

from timeback_sandbox.webhooks.schedule import Decision, Outcome, decide, retry_after

WAITS = (1.0, 5.0, 30.0)
DAYS = 432_000.0
NOON = 1_767_614_400.0  # 2026-01-05T12:00:00Z


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_success_delivers(status: int) -> None:
    assert decide(Outcome(status), 1, WAITS, 0, DAYS) == Decision("delivered")


@pytest.mark.parametrize("outcome", [
    Outcome(500, "no"), Outcome(404, "no"), Outcome(400, "no"), Outcome(302, "redirect"), Outcome(error="refused"),
])  # fmt: skip
@pytest.mark.parametrize(("tried", "wait"), [(1, 1.0), (2, 5.0), (3, 30.0)])
def test_every_failure_is_tried_again_by_the_schedule(outcome: Outcome, tried: int, wait: float) -> None:
    assert decide(outcome, tried, WAITS, 0, DAYS) == Decision("pending", wait)


def test_after_the_schedule_a_delivery_has_failed() -> None:
    assert decide(Outcome(500, "no"), 4, WAITS, 0, DAYS) == Decision("failed")
    assert decide(Outcome(500, "no"), 1, (), 0, DAYS) == Decision("failed")


def test_a_receiver_that_is_gone_ends_the_webhook() -> None:
    assert decide(Outcome(410, "gone"), 1, WAITS, 0, DAYS) == Decision("failed", deactivate=True)


def test_a_receiver_that_fails_for_long_ends_the_webhook() -> None:
    assert decide(Outcome(500, "no"), 1, WAITS, DAYS - 1, DAYS) == Decision("pending", 1.0)
    assert decide(Outcome(500, "no"), 1, WAITS, DAYS, DAYS) == Decision("failed", deactivate=True)
    assert decide(Outcome(200), 1, WAITS, DAYS, DAYS) == Decision("delivered")


def test_what_must_not_be_contacted_is_skipped() -> None:
    assert decide(Outcome(error="elsewhere", skipped=True), 1, WAITS, DAYS, DAYS) == Decision("skipped")


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_may_ask_for_another_wait(status: int) -> None:
    assert decide(Outcome(status, "no", retry_after=77.0), 1, WAITS, 0, DAYS) == Decision("pending", 77.0)
    assert decide(Outcome(status, "no", retry_after=77.0), 4, WAITS, 0, DAYS) == Decision("failed")


def test_only_answers_that_mean_slow_down_may_ask_for_it() -> None:
    assert decide(Outcome(500, "no", retry_after=77.0), 1, WAITS, 0, DAYS) == Decision("pending", 1.0)


@pytest.mark.parametrize(("value", "seconds"), [
    (None, None), ("0", 0.0), (" 120 ", 120.0), ("3600", 3600.0), ("7200", 3600.0), ("9" * 500, 3600.0),
    ("Mon, 05 Jan 2026 12:00:30 GMT", 30.0), ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
    ("Tue, 06 Jan 2026 12:00:00 GMT", 3600.0), ("-5", None), ("1.5", None), ("soon", None), ("", None), ("²", None),
    ("Mon, 99 Jan 2026 12:00:30 GMT", None),
])  # fmt: skip
def test_the_wait_that_is_asked_for_is_read(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOON) == seconds
