"""The sandbox's clock: real time plus an offset that a tester sets, or a moment that stands still."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock"]

_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC).timestamp()


class Clock:
    """Tells the sandbox's time; tokens expire and records are stamped by it.

    It runs with the real clock, shifted by an offset, until it is frozen. Every change is reported
    to `on_change`, so that the control room can keep it for other workers and for a restart.

    Args:
        source: Real time in seconds since 1970. Default: `time.time`.
    """

    __slots__ = ("_frozen_at", "_offset", "_source", "on_change")

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._offset = 0.0
        self._frozen_at: float | None = None
        self.on_change: Callable[[float, float | None], None] | None = None

    @property
    def offset(self) -> float:
        """Seconds by which the sandbox is ahead of real time (negative: behind)."""
        if self._frozen_at is not None:
            return self._frozen_at - self._source()
        return self._offset

    @property
    def frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen_at is not None

    def timestamp(self) -> float:
        """The sandbox's time in seconds since 1970."""
        frozen_at = self._frozen_at
        return self._source() + self._offset if frozen_at is None else frozen_at

    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def set(self, moment: datetime, *, frozen: bool | None = None) -> None:
        """Makes it `moment` now.

        Args:
            moment: An aware datetime; a naive one is taken as UTC.
            frozen: True stops the clock there, False lets it run; default: as it was.

        Raises:
            ValueError: `moment` is before 1970 or after the year 9000.
        """
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        self._move(aware.timestamp(), self.frozen if frozen is None else frozen)

    def advance(self, seconds: float) -> None:
        """Moves the clock by `seconds` (negative: back), whether it runs or stands still.

        Args:
            seconds: How far; negative goes back.

        Raises:
            ValueError: The result is before 1970 or after the year 9000, or not a number.
        """
        self._move(self.timestamp() + seconds, self.frozen)

    def freeze(self) -> None:
        """Stops the clock at the present moment."""
        self._move(self.timestamp(), frozen=True)

    def resume(self) -> None:
        """Lets a stopped clock run on from where it stands."""
        self._move(self.timestamp(), frozen=False)

    def reset(self) -> None:
        """Goes back to real time."""
        self.load(0.0, None)
        self._report()

    def load(self, offset: float, frozen_at: float | None) -> None:
        """Takes over a setting that came from the control room, without reporting it back."""
        self._offset = offset
        self._frozen_at = frozen_at

    def _move(self, target: float, frozen: bool) -> None:
        """Sets the clock to `target` seconds since 1970."""
        if not _EARLIEST <= target <= _LATEST:  # also refuses nan, which compares false
            raise ValueError("the sandbox's clock goes from 1970 to the year 9000; got a moment outside of that")
        if frozen:
            self.load(0.0, target)
        else:
            self.load(target - self._source(), None)
        self._report()

    def _report(self) -> None:
        if self.on_change is not None:
            self.on_change(self._offset, self._frozen_at)
