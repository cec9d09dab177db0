"""From a sent event to the receiver's handler: the real client, sandbox and receiver together."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract_webhooks import SECRET, filtered, registered
from receiver import Answer, Delivery
from receiver import Receiver as Listener

from timeback_core import TimebackClient
from timeback_core.webhooks import (
    ReceivedActivity,
    ReceivedTimeSpent,
    Receiver,
    WebhookVerificationError,
    parse_delivery,
)
from timeback_sandbox import Sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

SENSOR = "https://fractions.example.edu/sensor"
CONTEXT = "http://purl.imsglobal.org/ctx/caliper/v1p2"


def activity(xp: float = 10, **more: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": "ActivityEvent",
        "profile": "TimebackProfile",
        "action": "Completed",
        "actor": {"id": "https://x.example/users/7", "type": "TimebackUser", "email": "ada@x.example"},
        "object": {
            "id": "https://x.example/lessons/3",
            "type": "TimebackActivityContext",
            "subject": "Math",
            "app": {"name": "Fractions"},
        },
        "eventTime": "2026-03-04T15:20:31.482Z",
        "generated": {
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": "TimebackActivityMetricsCollection",
            "items": [{"type": "xpEarned", "value": xp}],
        },
        **more,
    }


def time_spent() -> dict[str, Any]:
    generated = {
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": "TimebackTimeSpentMetricsCollection",
        "items": [{"type": "active", "value": 90}],
    }
    return activity(type="TimeSpentEvent", action="SpentTime", generated=generated)


async def send(timeback: TimebackClient, *events: dict[str, Any]) -> None:
    """Send events as an application does, whatever its client is."""
    envelope = {
        "sensor": SENSOR,
        "sendTime": "2026-03-04T15:20:32.000Z",
        "dataVersion": CONTEXT,
        "data": list(events),
    }
    await timeback.request("caliper", "POST", "/caliper/event", json=envelope)


@pytest.fixture
async def place() -> AsyncIterator[tuple[Sandbox, TimebackClient]]:
    async with Sandbox(seed="empty") as sandbox, sandbox.client() as timeback:
        yield sandbox, timeback


async def test_a_matching_event_reaches_the_handler_typed(place: tuple[Sandbox, TimebackClient]) -> None:
    sandbox, timeback = place
    wanted, other = activity(12.5), time_spent()
    with Listener() as listener:
        webhook = await registered(timeback, listener.url)
        await filtered(timeback, webhook, filter_key="generated.items.value", filter_operation="gt", filter_value=12)
        await filtered(timeback, webhook)
        await send(timeback, other, wanted, activity(3))
        await sandbox.settle()
        (delivery,) = listener.wait_for(1)
    received = Receiver(secret=SECRET).receive(delivery.body, delivery.headers)
    (event,) = received.events
    assert isinstance(event, ReceivedActivity)
    assert event.id == wanted["id"]
    assert event.metric("xpEarned") == 12.5
    assert event.sensor == SENSOR
    assert event.send_time is not None
    assert (received.webhook_id, received.attempt) == (webhook.id, 1)
    with pytest.raises(WebhookVerificationError):
        Receiver(secret="another").receive(delivery.body, delivery.headers)
    with pytest.raises(WebhookVerificationError):
        Receiver(secret=SECRET).receive(delivery.body.replace(b"12.5", b"99.5"), delivery.headers)
    assert len(Receiver(secret=SECRET, proof="bearer").receive(delivery.body, delivery.headers).events) == 1


@pytest.mark.parametrize("payload", ["event", "array", "envelope"])
async def test_every_form_of_delivery_is_read(payload: Any) -> None:
    with Listener() as listener:
        async with Sandbox(seed="empty", webhook_payload=payload) as sandbox, sandbox.client() as timeback:
            await registered(timeback, listener.url)
            await send(timeback, time_spent())
            await sandbox.settle()
            (delivery,) = listener.wait_for(1)
    (event,) = parse_delivery(delivery.body)
    assert isinstance(event, ReceivedTimeSpent)
    assert (event.seconds(), event.sensor) == (90, SENSOR)
    assert event.send_time is not None


async def test_a_delivery_that_comes_again_is_worked_on_once(place: tuple[Sandbox, TimebackClient]) -> None:
    sandbox, timeback = place
    receiver, worked_on = Receiver(secret=SECRET), []

    def take(delivery: Delivery) -> Answer:
        received = receiver.receive(delivery.body, delivery.headers)
        worked_on.extend(event.id for event in received.events)
        return Answer(500 if received.attempt == 1 else 204)

    event = activity()
    with Listener(on_delivery=take) as listener:
        await registered(timeback, listener.url)
        await send(timeback, event)
        await sandbox.settle()
        sandbox.clock.advance(2)
        await sandbox.settle()
        deliveries = listener.wait_for(2)
    assert deliveries[0].headers["webhook-id"] == deliveries[1].headers["webhook-id"]
    assert [delivery.headers["x-timeback-attempt"] for delivery in deliveries] == ["1", "2"]
    assert worked_on == [event["id"]]


@pytest.mark.parametrize("secret", [SECRET, "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="])
async def test_a_secret_is_changed_without_a_gap(secret: str, place: tuple[Sandbox, TimebackClient]) -> None:
    sandbox, timeback = place
    receiver, events = Receiver(secret=["a new secret", secret]), [activity(), activity()]
    with Listener() as listener:
        webhook = await registered(timeback, listener.url, secret=secret)
        await send(timeback, events[0])
        await sandbox.settle()
        await timeback.webhooks.webhooks.update(webhook.id, secret="a new secret")
        await send(timeback, events[1])
        await sandbox.settle()
        deliveries = listener.wait_for(2)
    assert [receiver.receive(d.body, d.headers).events[0].id for d in deliveries] == [event["id"] for event in events]
    with pytest.raises(WebhookVerificationError):
        Receiver(secret="a new secret").receive(deliveries[0].body, deliveries[0].headers)
