"""A sensor without a network and without waiting: its client is scripted, and its clock moves when a test says so."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Unpack

import msgspec
import pytest

from timeback_core.caliper import sensor_exit
from timeback_core.caliper.sensor import CaliperSensor
from timeback_core.caliper.sensor_options import SensorOptions
from timeback_core.errors import APIError, error_from_response
from timeback_core.transport.lifetime import Lifetime

SENSOR = "https://app.example/sensor"
Ids = list[str]
Script = Callable[[Ids], object]


def event(number: int, **more: object) -> dict[str, Any]:
    """An event that the server accepts, with an id made of its number."""
    return {
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "type": "ToolUseEvent",
        "profile": "ToolUseProfile",
        "action": "Used",
        "eventTime": "2026-03-02T08:00:00.000Z",
        "actor": {"id": "https://app.example/users/1", "type": "Person"},
        "object": {"id": "https://app.example/tool", "type": "SoftwareApplication"},
        **more,
    }


def number_of(event_id: str) -> int:
    """The number that `event` made an id of."""
    return int(event_id.rpartition("-")[2])


def refusal(status: int, message: str = "no", **headers: str) -> APIError:
    """The error of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = msgspec.json.encode({"message": message})
    return error_from_response(status=status, headers=named, content=content, method="POST", url="https://x.test/")


class Planned:
    """A call in the future."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeTime:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        self._plan: list[tuple[float, int, Planned]] = []
        self._count = 0

    def monotonic(self) -> float:
        return self.now

    def call_later(self, loop: asyncio.AbstractEventLoop, delay: float, callback: Callable[[], object]) -> Planned:
        planned = Planned(callback)
        self._count += 1
        self.waits.append(delay)
        heapq.heappush(self._plan, (self.now + delay, self._count, planned))
        return planned

    @property
    def pending(self) -> list[float]:
        """Seconds until each planned call that was not called off."""
        return sorted(when - self.now for when, _, planned in self._plan if not planned.cancelled)

    async def advance(self, seconds: float) -> None:
        """Let time pass, and everybody do what is due meanwhile."""
        await quiet()
        end = self.now + seconds
        while self._plan and self._plan[0][0] <= end:
            self.now, _, planned = heapq.heappop(self._plan)
            if not planned.cancelled:
                planned.callback()
            await quiet()
        self.now = end
        await quiet()


async def quiet() -> None:
    """Let every task run until it waits."""
    for _ in range(30):
        await asyncio.sleep(0)


class Answer(msgspec.Struct):
    """What a server says to an envelope."""

    job_id: str | None = None
    status: str | None = None


class FakeEvents:
    """Takes envelopes: the script gets their event ids and answers or raises."""

    def __init__(self, script: Script | None = None) -> None:
        self.script: Script = script or (lambda _: Answer())
        self.envelopes: list[dict[str, Any]] = []
        self.options: list[dict[str, Any]] = []
        self.accepted: Ids = []
        self.blocked: asyncio.Event | None = None
        self.under_way = 0
        self.most_under_way = 0

    @property
    def batches(self) -> list[list[int]]:
        """The numbers of the events of each attempt."""
        return [[number_of(one["id"]) for one in envelope["data"]] for envelope in self.envelopes]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the accepted events, in the order in which they came."""
        return [number_of(one) for one in self.accepted]

    async def _send_content(self, content: bytes, options: Any = None) -> Any:
        envelope = msgspec.json.decode(content)
        self.envelopes.append(envelope)
        self.options.append(options)
        ids = [one["id"] for one in envelope["data"]]
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self.blocked is not None:
                await self.blocked.wait()
            result = self.script(ids)
            if isinstance(result, Awaitable):
                result = await result
        finally:
            self.under_way -= 1
        if isinstance(result, Exception):
            raise result
        self.accepted.extend(ids)
        return result


class FakeChannel:
    def __init__(self, platform: str) -> None:
        self.lifetime = Lifetime("CaliperClient")
        self.platform = platform


class FakeClient:
    """As much of a Caliper client as a sensor uses."""

    def __init__(self, script: Script | None = None, *, platform: str = "BEYOND_AI") -> None:
        self._channel = FakeChannel(platform)
        self.events = FakeEvents(script)
        self.jobs: Any = None

    async def close(self) -> None:
        await self._channel.lifetime.wind_down()
        self._channel.lifetime.close()


def make_sensor(client: Any, time: FakeTime, **options: Unpack[SensorOptions]) -> CaliperSensor:
    """A sensor whose clock is a test's, and whose random waits are the longest possible."""

    class Timed(CaliperSensor):
        _clock = time
        _chance = staticmethod(lambda: 1.0)

    return Timed(client, SENSOR, **options)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Each test ends with every event settled, or says that it does not; import it to have it."""
    yield
    held = [repr(sensor) for sensor in sensor_exit._holding]
    sensor_exit._holding.clear()
    assert held == []


def crash(sensor: CaliperSensor) -> None:
    """End a sensor as the end of a process does: at once, with nothing said."""
    if sensor._driver is not None:
        sensor._driver.orphan()
    sensor._closing = True
    sensor._left = []
    sensor._core.store.close()
    sensor_exit.forget(sensor)
