"""What a driver does with outcomes: tell the state, and then those who want to know. Free of any event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeback_core.caliper.sensor_errors import SensorSpoolError

if TYPE_CHECKING:
    from timeback_core.caliper.sensor_core import SensorCore
    from timeback_core.caliper.sensor_delivery import Delivery
    from timeback_core.caliper.sensor_queue import QueuedEvent
    from timeback_core.caliper.sensor_report import Report

__all__ = ["Settling"]


class Settling:
    """The settling of one sensor's batches.

    Args:
        core: The sensor's state.
        report: Told what happens.

    Attributes:
        resting: Whether the store could not be read just now, so that it should be left alone for a while.
    """

    def __init__(self, core: SensorCore, report: Report) -> None:
        self._core = core
        self._report = report
        self.resting = False

    def take(self) -> Delivery | None:
        """The next batch if it is due."""
        try:
            return self._core.take_due()
        except SensorSpoolError as error:
            self.resting = True
            self._report.trouble(error)
            return None

    def succeeded(self, delivery: Delivery, piece: list[QueuedEvent], result: object) -> None:
        """Settle what was delivered."""
        try:
            if not self._core.succeeded(delivery):
                return
        except SensorSpoolError as error:
            self._report.trouble(error)
        self._report.delivered(piece, result)

    def failed(self, delivery: Delivery, error: Exception) -> tuple[float, bool]:
        """Settle what was given up; how long to wait, and whether exactly so long."""
        try:
            step = self._core.failed(delivery, error)
        except SensorSpoolError as trouble:
            self._report.trouble(trouble)
            return 0.0, False
        if step is None:
            return 0.0, False
        self._report.failed(step, error)
        return step.delay, step.exact

    def shrink(self) -> bool:
        """Give some free space of an empty store back; whether there is more."""
        try:
            return self._core.shrink()
        except SensorSpoolError as error:
            self._report.trouble(error)
            return False
