"""Telling what happens to events: the caller's functions, and the log. Neither can break the sending."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from timeback_core.caliper.sensor_delivery import Step
from timeback_core.caliper.sensor_options import SensorSettings
from timeback_core.caliper.sensor_queue import QueuedEvent

__all__ = ["Report", "log"]

log = logging.getLogger("timeback_core.caliper")

DROPS_LOGGED_EVERY = 60.0
"""Seconds: a full queue must not fill the log as well."""


class Report:
    """What a sensor tells.

    Args:
        sensor: Its id.
        settings: With the caller's functions.
        clock: Monotonic seconds.

    Attributes:
        last_error: What went wrong last; None since something was delivered.
    """

    def __init__(self, sensor: str, settings: SensorSettings, clock: Callable[[], float]) -> None:
        self._sensor = sensor
        self._settings = settings
        self._clock = clock
        self._drops_logged_at: float | None = None
        self._drops_unlogged = 0
        self._held = False
        self.last_error: Exception | None = None

    def delivered(self, events: list[QueuedEvent], result: object) -> None:
        """A batch was delivered."""
        if self.last_error is not None:
            log.info("Sensor %s delivers events again", self._sensor)
            self.last_error = None
        self._held = False
        if self._settings.on_delivered is not None:
            self._call("on_delivered", self._settings.on_delivered, events, result)

    def failed(self, step: Step, error: Exception) -> None:
        """An attempt failed."""
        first = self.last_error is None
        self.last_error = error
        if step.given_up:
            ids = ", ".join(event.id for event in step.given_up[:3])
            log.warning(
                "Sensor %s gives up %d events (%s%s): %s",
                *(self._sensor, len(step.given_up), ids, ", ..." if len(step.given_up) > 3 else "", error),
            )
            self._error(error, step.given_up)
        elif step.held and not self._held:
            self._held = True
            log.warning("Sensor %s is refused access and keeps its events until it has it: %s", self._sensor, error)
            self._error(error, [])
        elif first and step.again:
            log.warning("Sensor %s cannot deliver now and will try again: %s", self._sensor, error)

    def trouble(self, error: Exception) -> None:
        """Something went wrong for which no event is given up."""
        log.error("Sensor %s: %s", self._sensor, error)
        self.last_error = error
        self._error(error, [])

    def dropped(self, events: Sequence[QueuedEvent]) -> None:
        """Events found the queue full, or had to make room."""
        self._drops_unlogged += len(events)
        now = self._clock()
        if self._drops_logged_at is None or now - self._drops_logged_at >= DROPS_LOGGED_EVERY:
            log.warning("The queue of sensor %s is full: %d events dropped", self._sensor, self._drops_unlogged)
            self._drops_logged_at = now
            self._drops_unlogged = 0
        on_dropped = self._settings.on_dropped
        if on_dropped is not None:
            for event in events:
                self._call("on_dropped", on_dropped, event)

    def left_behind(self, count: int, when: str) -> None:
        """Events remain."""
        if self._settings.spool is not None:
            fate = f"the spool {self._settings.spool} keeps them for the next start"
            log.info("%d events of sensor %s were not delivered %s; %s", count, self._sensor, when, fate)
        else:
            log.warning("%d events of sensor %s were not delivered %s", count, self._sensor, when)

    def _error(self, error: Exception, events: list[QueuedEvent]) -> None:
        """Call `on_error`."""
        if self._settings.on_error is not None:
            self._call("on_error", self._settings.on_error, error, events)

    def _call(self, name: str, function: Callable[..., object], *arguments: object) -> None:
        """Call a function of the caller, whose failure is its own matter."""
        try:
            function(*arguments)
        except Exception:
            log.exception("%s of sensor %s failed", name, self._sensor)
