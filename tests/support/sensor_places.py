"""A sandbox for sensors, and what it holds in the end."""

from __future__ import annotations

from typing import Any

from sensor_fakes import SENSOR, number_of

from timeback_core.caliper import CaliperClient
from timeback_sandbox import Sandbox

EVENTS = "/caliper/event"


def connection(sandbox: Sandbox) -> dict[str, Any]:
    """How to reach a sandbox that listens."""
    return {
        "base_url": sandbox.base_url,
        "auth_url": sandbox.auth_url,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
    }


def caliper(sandbox: Sandbox, **options: Any) -> CaliperClient:
    """A client of its own."""
    return CaliperClient(**connection(sandbox), **options)


async def stored(sandbox: Sandbox) -> list[int]:
    """The numbers of the events in the sandbox, in the order in which it got them."""
    sandbox.sync.settle()
    found: list[dict[str, Any]] = []
    async with sandbox.client() as timeback:
        while True:
            params = {"limit": 1000, "offset": len(found), "sensor": SENSOR}
            answer = (await timeback.request("caliper", "GET", "/caliper/events", params=params)).parse()
            found.extend(answer["events"])
            if len(answer["events"]) < 1000:
                break
    return [number_of(one["externalId"]) for one in sorted(found, key=lambda one: one["id"])]


def attempts(sandbox: Sandbox) -> int:
    """How many envelopes arrived."""
    return len(sandbox.journal(method="POST", path=EVENTS))
