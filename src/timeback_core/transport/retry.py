"""Whether an attempt is repeated, and after how long: decisions as data and plain functions, without I/O."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final, Literal, NamedTuple

from timeback_core.transport.message import FailureKind

STATUS_RULES: Final[Mapping[int, Literal["always", "idempotent"]]] = {
    408: "idempotent",
    429: "always",
    500: "idempotent",
    502: "idempotent",
    503: "always",
    504: "idempotent",
}
"""Answers after which an operation is repeated. 429 and 503 say that it was not processed."""

FAILURE_RULES: Final[Mapping[FailureKind, Literal["unsent", "idempotent", "never"]]] = {
    "connect": "unsent",
    "connect_timeout": "unsent",
    "pool_timeout": "unsent",
    "read": "idempotent",
    "write": "idempotent",
    "protocol": "idempotent",
    "timeout": "never",
    "closed": "never",
    "certificate": "never",
    "proxy": "never",
}
"""Broken attempts after which an operation is repeated. `timeout` is the deadline itself, so no time is left; a
certificate or a proxy's password that is refused now is refused a second later, too.

`unsent`: any operation if it is certain that nothing was sent, else only an idempotent one.
"""

FIRST_DELAY: Final = 1.0
LONGEST_DELAY: Final = 8.0
"""Seconds: nominal waits are 1, 2, 4, 8, 8 ..."""

JITTER: Final = (0.75, 1.25)
"""A nominal wait is multiplied by a random factor from this range, so that clients do not come back together."""


class Verdict(Enum):
    """What to do after an attempt that failed."""

    REPEAT = "wait, then send again"
    FAIL = "give the error to the caller"
    TOO_LATE = "the wait would overrun the deadline"


class Decision(NamedTuple):
    """A verdict and, with `REPEAT`, how long to wait.

    Attributes:
        verdict: What to do.
        delay: Nominal seconds to wait.
        exact: True when the server asked for the delay, so that jitter must not shorten it.
    """

    verdict: Verdict
    delay: float = 0.0
    exact: bool = False


def repeats_after_status(status: int, *, idempotent: bool) -> bool:
    """Whether an operation that was answered with this status may be sent again."""
    when = STATUS_RULES.get(status)
    return when == "always" or (when == "idempotent" and idempotent)


def repeats_after_failure(kind: FailureKind, *, not_sent: bool, idempotent: bool) -> bool:
    """Whether an operation whose attempt broke off in this way may be sent again."""
    when = FAILURE_RULES[kind]
    return (when == "unsent" and not_sent) or (when in {"idempotent", "unsent"} and idempotent)


def backoff(retry: int) -> float:
    """Nominal seconds before the given repetition, counted from 1."""
    return min(LONGEST_DELAY, FIRST_DELAY * float(2 ** (min(retry, 10) - 1)))


def jittered(delay: float, source: Callable[[float, float], float] = random.uniform) -> float:
    """The nominal delay, made shorter or longer at random."""
    return delay * source(*JITTER)


def decide(
    *,
    repeatable: bool,
    retries: int,
    max_retries: int,
    retry_after: float | None,
    max_retry_after: float,
    remaining: float | None,
) -> Decision:
    """What to do after a failed attempt.

    Args:
        repeatable: Whether the operation may be sent again at all.
        retries: Repetitions so far.
        max_retries: Repetitions allowed.
        retry_after: Seconds that the server asked to wait; `None` if it did not.
        max_retry_after: Longest such wait that is followed. Beyond it the error is given to the caller at once.
        remaining: Seconds until the deadline; `None` without one.
    """
    if not repeatable or retries >= max_retries:
        return Decision(Verdict.FAIL)
    delay = backoff(retries + 1) if retry_after is None else retry_after
    if retry_after is not None and retry_after > max_retry_after:
        return Decision(Verdict.FAIL)
    if remaining is not None and delay >= remaining:
        return Decision(Verdict.TOO_LATE, delay)
    return Decision(Verdict.REPEAT, delay, exact=retry_after is not None)
