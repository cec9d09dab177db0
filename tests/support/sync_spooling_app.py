"""The application of `spooling_app` without an event loop: numbered events, a spool, and killed at any moment."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from sensor_fakes import SENSOR, event
from spooling_app import BACKLOG, noted

from timeback_core.sync.caliper import CaliperClient


def work(settings: dict[str, Any]) -> None:
    """Enqueue what is not enqueued yet, and wait until all of it is delivered."""
    progress, total = Path(settings["progress"]), settings["total"]
    done = noted(progress)
    chance = random.Random(done)
    client = CaliperClient(**settings["client"])
    with client, client.sensor(SENSOR, spool=settings["spool"], flush_interval=0.02) as sensor:
        with progress.open("ab", buffering=0) as notes:
            print("ready", flush=True)
            while done < total:
                if chance.random() < 0.5:
                    assert sensor.enqueue(event(done))
                    done += 1
                else:
                    end = min(done + chance.randrange(1, 60), total)
                    assert sensor.enqueue_many([event(number) for number in range(done, end)]) == end - done
                    done = end
                notes.write(b"%d\n" % done)
                while sensor.statistics.queued > BACKLOG:
                    time.sleep(0.001)
        sensor.flush(timeout=None)
        assert sensor.dead_letters() == []


if __name__ == "__main__":
    work(json.loads(sys.argv[1]))
    os._exit(0)  # all is delivered; the rest of the way out is another test's matter
