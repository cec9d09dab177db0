"""One batch on its way: what an outcome means, how long to wait, and how refused events are singled out. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple

from timeback_core.caliper.sensor_queue import QueuedEvent
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    ClientClosedError,
    ConfigurationError,
    JobFailedError,
    ResponseParseError,
    TokenError,
    UnsupportedOperationError,
)

__all__ = ["Delivery", "Outcome", "Step", "backoff", "classify"]

FIRST_DELAY: Final = 0.5
LONGEST_DELAY: Final = 60.0
"""Seconds: the bound of the random wait is 0.5, 1, 2, 4 ... 60, 60 ..."""

LONGEST_RETRY_AFTER: Final = 3600.0
"""Seconds: what a server asks for is followed, but for a value that must be a mistake."""

_PASSING: Final = frozenset({408, 425, 429})
_REFUSING: Final = frozenset({400, 413, 422})


class Outcome(Enum):
    """What a failed attempt says about its events."""

    AGAIN = "nothing: the trouble passes"
    HELD = "nothing: the connection is set up wrongly, or access is missing"
    REFUSED = "at least one of them is not acceptable"
    STOPPED = "nothing: the client has been closed"


def classify(error: BaseException) -> Outcome:
    """Return what a failed attempt says about its events."""
    if isinstance(error, ClientClosedError):
        return Outcome.STOPPED
    if isinstance(error, (ConfigurationError, UnsupportedOperationError)):
        return Outcome.HELD
    if not isinstance(error, APIError) or isinstance(error, (APIConnectionError, ResponseParseError, JobFailedError)):
        # A job that failed and an answer that cannot be read leave open what happened: ids make a repetition safe.
        return Outcome.AGAIN
    status = error.status_code
    if status is None or status in _PASSING or status >= 500:
        return Outcome.AGAIN
    if status in _REFUSING and not isinstance(error, TokenError):
        return Outcome.REFUSED
    return Outcome.HELD


def backoff(retry: int, chance: Callable[[], float]) -> float:
    """Seconds before the given repetition, counted from 1: anything up to the bound, so that senders spread out."""
    bound = min(LONGEST_DELAY, FIRST_DELAY * float(2 ** (min(retry, 20) - 1)))
    return bound * chance()


class Step(NamedTuple):
    """What follows from an outcome.

    Attributes:
        given_up: Events that will not be sent again.
        again: How many events will be sent again as they are.
        delay: Seconds before the next attempt.
        exact: True when the server asked for the delay, so that it must not be cut short.
        held: Whether the trouble is one that somebody has to end.
        stopped: Whether there will be no next attempt.
    """

    given_up: list[QueuedEvent]
    again: int = 0
    delay: float = 0.0
    exact: bool = False
    held: bool = False
    stopped: bool = False


class Delivery:
    """A batch that has been taken from the queue, until each of its events is delivered or given up.

    Args:
        events: The batch.
        max_retries: Repetitions for passing trouble; None for any number.
        keeps: Whether events are kept, not given up, while access is missing.
        chance: Random numbers from 0 to 1.
    """

    __slots__ = ("_chance", "_keeps", "_max_retries", "_pieces", "_retries")

    def __init__(
        self, events: list[QueuedEvent], *, max_retries: int | None, keeps: bool, chance: Callable[[], float]
    ) -> None:
        self._pieces: deque[list[QueuedEvent]] = deque([events])
        self._max_retries = max_retries
        self._keeps = keeps
        self._chance = chance
        self._retries = 0

    @property
    def piece(self) -> list[QueuedEvent] | None:
        """What to send next: the whole batch, or a part of it once it was refused; None when all is done."""
        return self._pieces[0] if self._pieces else None

    @property
    def first(self) -> int | None:
        """The number of the first event that is not settled."""
        return self._pieces[0][0].number if self._pieces else None

    def left(self) -> list[QueuedEvent]:
        """The events that are not settled, in order."""
        return [event for piece in self._pieces for event in piece]

    def succeed(self) -> list[QueuedEvent]:
        """Settle the piece that was sent, and return it."""
        self._retries = 0
        return self._pieces.popleft()

    def fail(self, error: BaseException) -> Step:
        """Return what follows from the error of the piece that was sent."""
        outcome = classify(error)
        if outcome is Outcome.STOPPED:
            return Step([], stopped=True)
        if outcome is Outcome.REFUSED:
            return self._divide()
        if outcome is Outcome.HELD:
            if not self._keeps:
                return Step(self.succeed(), held=True)
            # Between half of the longest wait and all of it: senders that were locked out together come apart.
            delay = LONGEST_DELAY * (1 + self._chance()) / 2
            return Step([], again=len(self._pieces[0]), delay=delay, held=True)
        self._retries += 1
        if self._max_retries is not None and self._retries > self._max_retries:
            return Step(self.succeed())
        again = len(self._pieces[0])
        asked = error.retry_after if isinstance(error, APIError) else None
        if asked is not None and asked >= FIRST_DELAY:
            return Step([], again=again, delay=min(asked, LONGEST_RETRY_AFTER), exact=True)
        # "At once", again and again, would be requests without a pause.
        return Step([], again=again, delay=max(backoff(self._retries, self._chance), asked or 0.0))

    def _divide(self) -> Step:
        """Halve what was refused, so that the events which are at fault end up alone; one alone is given up."""
        self._retries = 0
        piece = self._pieces.popleft()
        if len(piece) == 1:
            return Step(piece)
        middle = len(piece) // 2
        self._pieces.extendleft((piece[middle:], piece[:middle]))
        return Step([])
