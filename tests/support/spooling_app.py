"""An application that sends numbered events through a sensor with a spool, and may be killed at any moment.

Run as `python spooling_app.py '<settings as JSON>'`. It notes an event as done after `enqueue` has returned for it and
never enqueues it again, so that a lost event would stay lost.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

from sensor_fakes import SENSOR, event

from timeback_core.caliper import CaliperClient

BACKLOG = 300
"""Events that wait at most, so that enqueueing and sending go on side by side until the end."""


def noted(progress: Path) -> int:
    """How many events are enqueued for certain; a note that was cut short by the kill does not count."""
    try:
        complete, _, _ = progress.read_bytes().rpartition(b"\n")
    except FileNotFoundError:
        return 0
    return int(complete.rpartition(b"\n")[2] or 0)


async def work(settings: dict[str, Any]) -> None:
    """Enqueue what is not enqueued yet, and wait until all of it is delivered."""
    progress, total = Path(settings["progress"]), settings["total"]
    done = noted(progress)
    chance = random.Random(done)
    client = CaliperClient(**settings["client"])
    async with client, client.sensor(SENSOR, spool=settings["spool"], flush_interval=0.02) as sensor:
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
                await asyncio.sleep(0)
                while sensor.statistics.queued > BACKLOG:
                    await asyncio.sleep(0.001)
        await sensor.flush(timeout=None)
        assert sensor.dead_letters() == []


if __name__ == "__main__":
    asyncio.run(work(json.loads(sys.argv[1])))
    os._exit(0)  # all is delivered; the rest of the way out is another test's matter
