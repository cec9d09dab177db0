"""The log of deliveries under the control API: reading, resending, flushing, switching off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from litestar import Router
from webhook_support import SECRET, Hooks

from timeback_sandbox import Sandbox
from timeback_sandbox.app import create_app_for
from timeback_sandbox.webhooks import queue
from timeback_sandbox.webhooks.control import control_routes

START = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
URL = "https://far.example/in"


class Watch(Hooks):
    """Reads the log over HTTP, where the control API is mounted under another path."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self._apis = sandbox._app
        self._watch = create_app_for(sandbox.state, [Router("/watch", route_handlers=control_routes())])

    def control(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        self.sandbox._app = self._watch
        try:
            reply = self.send(method, f"/watch/deliveries{path}", body)
        finally:
            self.sandbox._app = self._apis
        assert reply.status == status, reply.content
        return json.loads(reply.content)


@pytest.fixture
def hooks() -> Iterator[Watch]:
    with Sandbox(seed="empty") as sandbox:
        sandbox.clock.set(START, frozen=True)
        made = Watch(sandbox)
        yield made
        made.close()


def answering(hooks: Hooks, *statuses: int) -> list[bytes]:
    bodies: list[bytes] = []
    answers = list(statuses)

    def receive(_headers: object, body: bytes) -> int:
        bodies.append(body)
        return answers.pop(0) if answers else 200

    hooks.engine.register(URL, receive)
    return bodies


def test_the_log_says_what_was_sent_and_how_it_went(hooks: Watch) -> None:
    answering(hooks, 500)
    webhook = hooks.webhook(URL)
    hooks.store({"id": "e1"})
    hooks.control("POST", "/flush")
    hooks.sandbox.clock.advance(1)
    assert hooks.control("POST", "/flush")["attempts"] <= 1  # the engine, woken by the clock, may be the quicker one
    (logged,) = hooks.control("GET", "")
    assert hooks.control("GET", f"/{logged['id']}") == logged
    assert (logged["webhook_id"], logged["event_id"], logged["target_url"]) == (webhook["id"], "e1", URL)
    assert (logged["state"], logged["due_at"], logged["reason"]) == ("delivered", None, None)
    assert logged["created_at"] == "2026-01-05T10:00:00Z"
    assert json.loads(logged["body"])["id"] == "e1"
    first, second = logged["attempts"]
    assert (first["number"], first["status"], first["error"]) == (1, 500, "status 500 is no success")
    assert (second["number"], second["status"], second["error"]) == (2, 200, None)
    assert second["at"] == "2026-01-05T10:00:01Z"
    assert first["headers"]["X-Timeback-Attempt"] == "1"
    assert first["headers"]["Authorization"] == "Bearer ***"


def test_the_log_never_holds_a_secret(hooks: Watch) -> None:
    answering(hooks)
    hooks.engine.register(f"{URL}?key={SECRET}", hooks.engine.sender.receivers[URL])
    hooks.webhook(f"{URL}?key={SECRET}")
    hooks.webhook(f"http://127.0.0.1:1/{SECRET}")
    hooks.store({"id": "e1", "said": SECRET})
    hooks.sandbox.sync.settle()
    assert len(hooks.control("GET", "")) == 2
    assert SECRET not in json.dumps(hooks.control("GET", ""))
    with hooks.state.store.read() as connection:
        kept = connection.exec_driver_sql("select headers, error from webhooks_attempts").all()
    assert len(kept) == 2
    assert SECRET not in str(kept)
    assert SECRET not in repr(hooks.engine)


def test_the_log_can_be_narrowed(hooks: Watch) -> None:
    answering(hooks)
    first, second = hooks.webhook(URL), hooks.webhook("http://10.0.0.1/")
    hooks.store(*[{"id": f"e{number}"} for number in range(3)])
    hooks.sandbox.sync.settle()
    assert [one["event_id"] for one in hooks.control("GET", f"?webhook={first['id']}")] == ["e0", "e1", "e2"]
    assert {one["webhook_id"] for one in hooks.control("GET", "?state=skipped")} == {second["id"]}
    assert [one["event_id"] for one in hooks.control("GET", f"?webhook={first['id']}&limit=2")] == ["e1", "e2"]
    assert hooks.control("GET", "?state=failed") == []
    assert hooks.control("GET", "?webhook=unknown") == []
    for query in ("?state=lost", "?limit=0", "?limit=100000"):
        assert hooks.control("GET", query, status=422)
    assert hooks.control("GET", "/unknown", status=404)


def test_a_delivery_is_sent_again_on_request_with_its_id_and_a_whole_schedule(hooks: Watch) -> None:
    bodies = answering(hooks, 200, 500)
    hooks.webhook(URL)
    hooks.store({"id": "e1"})
    hooks.sandbox.sync.settle()
    (logged,) = hooks.control("GET", "")
    again = hooks.control("POST", f"/{logged['id']}/redeliver", status=202)
    assert (again["id"], again["state"]) == (logged["id"], again["state"])
    hooks.sandbox.sync.settle()
    hooks.sandbox.clock.advance(1)
    hooks.sandbox.sync.settle()
    found = hooks.control("GET", f"/{logged['id']}")
    assert found["state"] == "delivered"
    assert [attempt["status"] for attempt in found["attempts"]] == [200, 500, 200]
    assert [attempt["number"] for attempt in found["attempts"]] == [1, 2, 3]
    assert len({attempt["headers"]["webhook-id"] for attempt in found["attempts"]}) == 1
    assert len(set(bodies)) == 1


def test_a_delivery_of_a_webhook_that_is_off_is_not_sent_again(hooks: Watch) -> None:
    answering(hooks, 410)
    webhook = hooks.webhook(URL)
    hooks.store({"id": "e1"})
    hooks.sandbox.sync.settle()
    (logged,) = hooks.control("GET", "")
    assert hooks.control("POST", f"/{logged['id']}/redeliver", status=409)
    assert hooks.control("POST", "/unknown/redeliver", status=404)
    hooks.send("PUT", f"/webhooks/{webhook['id']}/activate")
    hooks.control("POST", f"/{logged['id']}/redeliver", status=202)
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["delivered"]


def test_switched_off_deliveries_wait_until_they_are_switched_on(hooks: Watch) -> None:
    bodies = answering(hooks)
    hooks.webhook(URL)
    assert hooks.control("GET", "/switch") == {"on": True}
    assert hooks.control("PUT", "/switch", {"on": False}) == {"on": False}
    hooks.store({"id": "e1"}, wake=True)
    assert hooks.control("POST", "/flush") == {"attempts": 0}
    assert (bodies, hooks.states()) == ([], ["pending"])
    hooks.control("PUT", "/switch", {"on": True})
    hooks.control("POST", "/flush")
    assert (len(bodies), hooks.states()) == (1, ["delivered"])
    for body in (b"", b"{", {"on": "x"}, {"off": True}):
        assert hooks.control("PUT", "/switch", body, status=422)


def test_a_reset_switches_deliveries_on_and_empties_the_log(hooks: Watch) -> None:
    answering(hooks)
    hooks.webhook(URL)
    hooks.store({"id": "e1"})
    hooks.engine.switch(on=False)
    hooks.sandbox.sync.reset()
    assert hooks.engine.is_on
    assert hooks.log() == []


def test_the_log_keeps_the_newest_finished_deliveries(hooks: Watch) -> None:
    answering(hooks)
    hooks.webhook(URL)
    hooks.store(*[{"id": f"e{number}"} for number in range(10)])
    hooks.sandbox.sync.settle()
    hooks.engine.switch(on=False)
    hooks.store({"id": "pending"})
    with hooks.state.store.write() as connection:
        queue.prune(connection, kept=3)
    assert [one.event_id for one in hooks.log()] == ["e7", "e8", "e9", "pending"]
    with hooks.state.store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from webhooks_attempts").scalar() == 3
