"""From a stored event to the receiver: who gets it, and with what."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from receiver import Receiver
from webhook_support import SECRET, SENSOR, START, Hooks, hooks, receiving

from timeback_sandbox import Sandbox
from timeback_sandbox.webhooks.signing import signature

__all__ = ["hooks"]

pytestmark = pytest.mark.socket

EVENT = {"type": "ActivityEvent", "actor": "https://x.example/users/1", "generated": {"items": [{"value": 1.0}]}}


# ---------------------------------------------------------------- what is delivered


def test_an_event_is_delivered_signed_to_a_real_receiver(hooks: Hooks) -> None:
    with Receiver() as receiver:
        webhook = hooks.webhook(receiver.url)
        before = int(time.time())
        hooks.store(EVENT)
        assert hooks.sandbox.sync.settle() == 1
        (delivery,) = receiver.deliveries
    (logged,) = hooks.log()
    body = json.loads(delivery.body)
    assert body == {**EVENT, "id": logged.event_id, "sensor": SENSOR, "sendTime": "2026-01-05T10:30:00.000Z"}
    assert b'"value": 1.0' in delivery.body, "as it was submitted"
    headers = delivery.headers
    assert headers["webhook-id"] == f"msg_{logged.id}"
    assert before <= int(headers["webhook-timestamp"]) <= time.time()
    expected = signature(SECRET, headers["webhook-id"], int(headers["webhook-timestamp"]), delivery.body)
    assert headers["webhook-signature"] == expected
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("timeback-sandbox/")
    assert headers["x-timeback-webhook-id"] == webhook["id"]
    assert headers["x-timeback-attempt"] == "1"
    assert logged.state == "delivered"
    assert logged.body == delivery.body.decode()
    (attempt,) = logged.attempts
    assert (attempt.number, attempt.at, attempt.status, attempt.error) == (1, START, 200, None)


@pytest.mark.parametrize("payload", ["event", "array", "envelope"])
def test_the_setting_chooses_what_a_delivery_holds(payload: Any) -> None:
    with Sandbox(seed="empty", webhook_payload=payload) as sandbox:
        hooks = Hooks(sandbox)
        calls, _ = receiving(hooks)
        hooks.store({**EVENT, "id": "e1"})
        sandbox.sync.settle()
        hooks.close()
    origin = {"sensor": SENSOR, "sendTime": "2026-01-05T10:30:00.000Z"}
    event = {**EVENT, "id": "e1"}
    assert calls.bodies == [{
        "event": {**event, **origin},
        "array": [{**event, **origin}],
        "envelope": {**origin, "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2", "data": [event]},
    }[payload]]  # fmt: skip


def test_the_sensor_of_the_envelope_is_the_one_that_counts(hooks: Hooks) -> None:
    calls, _ = receiving(hooks)
    hooks.store({"id": "e1", "sensor": "forged", "value": 1.0}, {})
    hooks.sandbox.sync.settle()
    assert [body["sensor"] for body in calls.bodies] == [SENSOR, SENSOR]


# ---------------------------------------------------------------- who gets it


def test_a_webhook_gets_the_events_of_its_sensor_or_of_all(hooks: Hooks) -> None:
    bound, _ = receiving(hooks, url="https://a.example", sensor=SENSOR)
    every, _ = receiving(hooks, url="https://b.example", sensor=None)
    hooks.store({"id": "e1"})
    hooks.store({"id": "e2"}, sensor="https://other.example")
    hooks.sandbox.sync.settle()
    assert bound.ids == ["e1"]
    assert every.ids == ["e1", "e2"]


def test_all_active_filters_have_to_match(hooks: Hooks) -> None:
    calls, webhook = receiving(hooks)
    hooks.filter(webhook, "type", "eq", "ActivityEvent")
    hooks.filter(webhook, "object.subject", "in", "Math,Science")
    hooks.filter(webhook, "type", "eq", "never", active=False)
    for number, (kind, subject) in enumerate([("ActivityEvent", "Math"), ("ActivityEvent", "Art"), ("Event", "Math")]):
        hooks.store({"id": f"e{number}", "type": kind, "object": {"subject": subject}})
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e0"]


def test_a_filter_also_sees_the_envelope(hooks: Hooks) -> None:
    calls, webhook = receiving(hooks)
    hooks.filter(webhook, "sensor", "endsWith", "/sensor")
    hooks.store({"id": "e1"})
    hooks.store({"id": "e2"}, sensor="https://other.example")
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e1"]


def test_changed_filters_count_for_later_events_only(hooks: Hooks) -> None:
    calls, webhook = receiving(hooks)
    hooks.store({"id": "e1", "type": "A"})
    made = hooks.filter(webhook, "type", "eq", "B")
    hooks.store({"id": "e2", "type": "A"})
    assert hooks.send("DELETE", f"/webhook-filters/{made['id']}").status == 200
    hooks.store({"id": "e3", "type": "A"})
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e1", "e3"]


def test_each_registration_delivers(hooks: Hooks) -> None:
    calls, _ = receiving(hooks)
    hooks.webhook("https://far.example/in")
    hooks.store({"id": "e1"})
    hooks.sandbox.sync.settle()
    assert calls.ids == ["e1", "e1"]
    assert len({headers["webhook-id"] for headers in calls.headers}) == 2


def test_inactive_and_deleted_webhooks_get_nothing_later_either(hooks: Hooks) -> None:
    calls, inactive = receiving(hooks, active=False)
    deleted = hooks.webhook("https://far.example/in")
    hooks.send("DELETE", f"/webhooks/{deleted['id']}")
    hooks.store({"id": "e1"})
    hooks.send("PUT", f"/webhooks/{inactive['id']}/activate")
    hooks.sandbox.sync.settle()
    assert calls.ids == []
    assert hooks.log() == []


@pytest.mark.parametrize(("method", "suffix"), [("PUT", "/deactivate"), ("DELETE", "")])
def test_what_is_pending_is_cancelled_with_its_webhook(hooks: Hooks, method: str, suffix: str) -> None:
    calls, webhook = receiving(hooks)
    hooks.store({"id": "e1"}, {"id": "e2"})
    assert hooks.send(method, f"/webhooks/{webhook['id']}{suffix}").status == 200
    hooks.sandbox.sync.settle()
    assert calls.ids == []
    assert hooks.states() == ["cancelled", "cancelled"]
    assert all(one.reason for one in hooks.log())


def test_without_webhooks_nothing_runs(hooks: Hooks) -> None:
    hooks.store(EVENT, wake=True)
    assert hooks.engine._repeater._thread is None
    assert hooks.engine._loop._thread is None


def test_a_receiver_elsewhere_is_skipped_and_never_contacted(hooks: Hooks) -> None:
    webhook = hooks.webhook("http://hooks.example/in")
    hooks.engine.sender.resolve = lambda _host, _port: ["93.184.216.34"]
    hooks.webhook("http://ada:pass-word@127.0.0.1/in")
    hooks.store(EVENT)
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["skipped", "skipped"]
    elsewhere, credentials = hooks.log()
    assert (elsewhere.webhook_id, elsewhere.attempts) == (webhook["id"], [])
    assert elsewhere.reason is not None
    assert "webhook_targets" in elsewhere.reason
    assert credentials.reason is not None
    assert "pass-word" not in credentials.reason
    poster = hooks.engine.sender._poster
    assert poster is None or poster._transports == {}


def test_what_is_validated_only_or_known_already_is_not_delivered(hooks: Hooks) -> None:
    calls, _ = receiving(hooks)
    event = {
        "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2", "id": "urn:uuid:5b1f6f0e-93c1-4f7a-8c2d-1a7e0d4b9c55",
        "type": "Event", "action": "Viewed", "eventTime": "2026-01-05T10:00:00.000Z", "profile": "GeneralProfile",
        "actor": {"id": "https://x.example/users/1", "type": "Person"},
        "object": {"id": "https://x.example/pages/1", "type": "Page"},
    }  # fmt: skip
    envelope = {
        "sensor": SENSOR, "sendTime": "2026-01-05T10:00:01.000Z",
        "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2", "data": [event],
    }  # fmt: skip
    for path, deliveries in (("/caliper/event/validate", 0), ("/caliper/event", 1), ("/caliper/event", 1)):
        assert hooks.send("POST", path, envelope).status == 200
        hooks.sandbox.sync.settle()
        assert len(calls.ids) == deliveries
