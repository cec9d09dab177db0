"""The decisions about repetitions: pure functions and data."""

from __future__ import annotations

import pytest

from timeback_core.transport.budget import RetryBudget
from timeback_core.transport.retry import (
    Decision,
    Verdict,
    backoff,
    decide,
    jittered,
    repeats_after_failure,
    repeats_after_status,
)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.promise("repetitions")
def test_an_answer_that_says_not_processed_is_repeated_for_any_operation(status: int) -> None:
    assert repeats_after_status(status, idempotent=False)
    assert repeats_after_status(status, idempotent=True)


@pytest.mark.parametrize("status", [408, 500, 502, 504])
@pytest.mark.promise("repetitions")
def test_other_server_trouble_is_repeated_only_for_idempotent_operations(status: int) -> None:
    assert not repeats_after_status(status, idempotent=False)
    assert repeats_after_status(status, idempotent=True)


@pytest.mark.parametrize("status", [300, 304, 400, 401, 403, 404, 409, 422, 501, 505, 599])
def test_no_other_status_is_repeated(status: int) -> None:
    assert not repeats_after_status(status, idempotent=True)


@pytest.mark.parametrize("kind", ["connect", "connect_timeout", "pool_timeout"])
def test_what_was_surely_not_sent_is_repeated_for_any_operation(kind: str) -> None:
    assert repeats_after_failure(kind, not_sent=True, idempotent=False)  # type: ignore[arg-type]
    assert not repeats_after_failure(kind, not_sent=False, idempotent=False)  # type: ignore[arg-type]
    assert repeats_after_failure(kind, not_sent=False, idempotent=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["read", "write", "protocol"])
def test_a_broken_exchange_is_repeated_only_for_idempotent_operations(kind: str) -> None:
    assert not repeats_after_failure(kind, not_sent=True, idempotent=False)  # type: ignore[arg-type]
    assert repeats_after_failure(kind, not_sent=False, idempotent=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["timeout", "closed"])
def test_the_deadline_and_a_closed_client_are_never_repeated(kind: str) -> None:
    assert not repeats_after_failure(kind, not_sent=True, idempotent=True)  # type: ignore[arg-type]


def test_waits_double_from_one_second_up_to_eight() -> None:
    assert [backoff(n) for n in range(1, 7)] == [1, 2, 4, 8, 8, 8]
    assert backoff(10_000) == 8


def test_jitter_stays_within_a_quarter() -> None:
    assert jittered(8.0, lambda low, high: low) == 6.0
    assert jittered(8.0, lambda low, high: high) == 10.0
    assert all(0.75 <= jittered(1.0) <= 1.25 for _ in range(200))


def settings(**changes: object) -> dict[str, object]:
    return {
        "repeatable": True,
        "retries": 0,
        "max_retries": 2,
        "retry_after": None,
        "max_retry_after": 60.0,
        "remaining": 30.0,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Decision(Verdict.REPEAT, 1.0)),
        ({"retries": 1}, Decision(Verdict.REPEAT, 2.0)),
        ({"retries": 2}, Decision(Verdict.FAIL)),
        ({"repeatable": False}, Decision(Verdict.FAIL)),
        ({"retry_after": 5.0}, Decision(Verdict.REPEAT, 5.0, exact=True)),
        ({"retry_after": 0.0}, Decision(Verdict.REPEAT, 0.0, exact=True)),
        ({"retry_after": 61.0}, Decision(Verdict.FAIL)),
        ({"retry_after": 61.0, "remaining": None}, Decision(Verdict.FAIL)),
        ({"retry_after": 40.0}, Decision(Verdict.TOO_LATE, 40.0)),
        ({"retry_after": 40.0, "remaining": None}, Decision(Verdict.REPEAT, 40.0, exact=True)),
        ({"remaining": 1.0}, Decision(Verdict.TOO_LATE, 1.0)),
        ({"remaining": 1.0, "retries": 2}, Decision(Verdict.FAIL)),
    ],
)
def test_decision(changes: dict[str, object], expected: Decision) -> None:
    assert decide(**settings(**changes)) == expected  # type: ignore[arg-type]


def test_the_budget_pays_for_repetitions_and_is_filled_by_successes() -> None:
    budget = RetryBudget(2)
    assert [budget.take(), budget.take(), budget.take()] == [True, True, False]
    budget.give_back()
    assert [budget.take(), budget.take()] == [True, False]


def test_the_budget_does_not_grow_beyond_its_capacity() -> None:
    budget = RetryBudget(1)
    for _ in range(5):
        budget.give_back()
    assert [budget.take(), budget.take()] == [True, False]
