# Written by tools/generate_sync.py from timeback_core/caliper/client.py; changes belong there.
"""The client of the Caliper service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from timeback_core.sync.caliper.events import Events
from timeback_core.sync.caliper.jobs import Jobs
from timeback_core.sync.service import ServiceClient, attached

if TYPE_CHECKING:
    from timeback_core.sync.caliper.sensor import CaliperSensor
    from timeback_core.sync.caliper.sensor_options import SensorOptions

__all__ = ["CaliperClient"]


class CaliperClient(ServiceClient, service="caliper"):
    """Learning events: Caliper 1.2 with Timeback's own profile.

    It is ``client.caliper`` of a `TimebackClient`, or stands alone with connection arguments of its own. On
    LEARNWITH_AI events are sent in that platform's dialect, and nothing can be read.
    """

    events = attached(Events)
    jobs = attached(Jobs)

    def sensor(self, sensor_id: str, **queue_options: Unpack[SensorOptions]) -> CaliperSensor:
        """Return a sensor, which sends events in the background.

        Args:
            sensor_id: The IRI of who sends.
            queue_options: Any of `SensorOptions`.

        Raises:
            InputValidationError: `sensor_id` is blank.
            ConfigurationError: An option is unknown or has an impossible value.
            ClientClosedError: The client has been closed.
        """
        from timeback_core.sync.caliper.sensor import CaliperSensor

        return CaliperSensor(self, sensor_id, **queue_options)
