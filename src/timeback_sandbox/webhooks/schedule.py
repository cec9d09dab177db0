"""What follows from the outcome of an attempt. Nothing here does anything: all of it decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

__all__ = ["Decision", "Outcome", "State", "decide", "outcome_of", "retry_after"]

State = Literal["pending", "delivered", "failed", "skipped", "cancelled"]

_GONE = 410
_SLOW_DOWN = frozenset({429, 503})
LONGEST_RETRY_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        status: Of the answer; None when there was none.
        error: Why there was none, or what is wrong with the answer; None for a success.
        skipped: The receiver may not be contacted, and was not.
        retry_after: Seconds that the receiver asked to be left alone; None when it said nothing.
    """

    status: int | None = None
    error: str | None = None
    skipped: bool = False
    retry_after: float | None = None

    @property
    def delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a delivery, and of its webhook.

    Attributes:
        state: `pending` when there is another attempt.
        wait: Seconds until that; None when there is none.
        deactivate: The webhook is not to be used any more.
    """

    state: State
    wait: float | None = None
    deactivate: bool = False


def decide(outcome: Outcome, tried: int, waits: Sequence[float], failing_for: float, disable_after: float) -> Decision:
    """What follows from an attempt.

    Args:
        outcome: How it went.
        tried: How many attempts of the schedule were made, this one included.
        waits: Seconds before each further attempt.
        failing_for: Seconds since the first failure after the webhook's last success.
        disable_after: So many of them are too many.
    """
    if outcome.skipped:
        return Decision("skipped")
    if outcome.delivered:
        return Decision("delivered")
    if outcome.status == _GONE or failing_for >= disable_after:
        return Decision("failed", deactivate=True)
    if tried > len(waits):
        return Decision("failed")
    wait = waits[tried - 1]
    if outcome.status in _SLOW_DOWN and outcome.retry_after is not None:
        wait = outcome.retry_after
    return Decision("pending", wait)


def outcome_of(status: int, wait: float | None = None) -> Outcome:
    """The outcome that an answer means.

    Args:
        status: Of the answer.
        wait: Seconds that the receiver asked to be left alone.
    """
    if 200 <= status < 300:
        return Outcome(status)
    what = "a redirect, which is not followed" if 300 <= status < 400 else "no success"
    return Outcome(status, f"status {status} is {what}", retry_after=wait)


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a `Retry-After` asks for, at most an hour; None when it cannot be read.

    Args:
        value: Of the header: seconds or a date.
        now: Real time in seconds since 1970.

    Source: RFC 9110, section 10.2.3.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - datetime.fromtimestamp(now, UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)
