"""Deliveries when something else goes wrong or changes meanwhile: the database, the webhook, the receiver."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from typing import NoReturn

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from webhook_support import SECRET, START, Hooks, eventually, hooks, receiving

from timeback_sandbox.webhooks import queue
from timeback_sandbox.webhooks.tables import WEBHOOKS

__all__ = ["hooks"]

FAR = "https://far.example/in"


class Held:
    """A receiver that answers when it is told to."""

    def __init__(self, status: int) -> None:
        self.entered, self.release = threading.Event(), threading.Event()
        self._status = status

    def __call__(self, _headers: Mapping[str, str], _body: bytes) -> int:
        self.entered.set()
        self.release.wait(10)
        return self._status


def held(hooks: Hooks, status: int) -> tuple[Held, dict[str, object]]:
    """A receiver that is being delivered to."""
    receiver = Held(status)
    hooks.engine.register(FAR, receiver)
    webhook = hooks.webhook(FAR)
    hooks.store({"id": "e1"}, wake=True)
    assert receiver.entered.wait(5)
    return receiver, webhook


# ---------------------------------------------------------------- the database


def test_how_an_attempt_went_survives_that_it_cannot_be_written_down_at_once(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, _ = receiving(hooks)
    genuine, failures = queue.record, [OperationalError("UPDATE", None, Exception("database or disk is full"))]

    def record(*arguments: object) -> None:
        if failures:
            raise failures.pop()
        genuine(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "record", record)
    hooks.store({"id": "e1"}, {"id": "e2"}, wake=True)
    eventually(lambda: hooks.states() == ["delivered", "delivered"])
    assert calls.ids == ["e1", "e2"], "nothing was sent twice"


def test_only_what_is_being_attempted_is_kept_from_others(hooks: Hooks) -> None:
    hooks.webhook("http://127.0.0.1:9/a")
    hooks.webhook("http://127.0.0.1:9/b")
    hooks.store({"id": "e1"})
    now, real = hooks.state.clock.timestamp(), time.time()
    with hooks.state.store.write() as connection:
        attempted, lost = queue.claim(connection, "me", now=now, real=real, limit=10)
        queue.prolong(connection, "me", [attempted.id], real + 20)
        found = queue.waiting(connection, now=now, real=real + queue.LEASE + 1, limit=10)
    assert found == [lost]


def test_a_webhook_that_cannot_be_stored_leaves_no_secret_in_the_log(
    hooks: Hooks, caplog: pytest.LogCaptureFixture
) -> None:
    refuse = "CREATE TRIGGER full BEFORE INSERT ON webhooks_webhooks BEGIN SELECT raise(ABORT, 'disk full'); END"
    with hooks.state.store.write() as connection:
        connection.exec_driver_sql(refuse)
    body = {"name": "n", "targetUrl": FAR, "secret": SECRET, "active": True}
    assert hooks.send("POST", "/webhooks/", body).status == 500
    assert "disk full" in caplog.text
    assert SECRET not in caplog.text


# ---------------------------------------------------------------- the webhook


def test_an_answer_of_the_former_url_does_not_deactivate_the_webhook(hooks: Hooks) -> None:
    receiver, webhook = held(hooks, 410)
    body = {"name": "moved", "targetUrl": "http://127.0.0.1:9/new", "secret": SECRET, "active": True}
    assert hooks.send("PUT", f"/webhooks/{webhook['id']}", body).status == 200
    receiver.release.set()
    hooks.sandbox.sync.settle()
    assert hooks.states() == ["failed"]
    assert hooks.read_webhook(webhook)["active"] is True


def test_what_was_delivered_although_its_webhook_was_switched_off_has_no_reason(hooks: Hooks) -> None:
    receiver, webhook = held(hooks, 200)
    hooks.send("PUT", f"/webhooks/{webhook['id']}/deactivate")
    receiver.release.set()
    hooks.sandbox.sync.settle()
    (logged,) = hooks.log()
    assert (logged.state, logged.reason) == ("delivered", None)


def test_webhooks_that_only_fail_do_not_take_the_place_of_others(hooks: Hooks) -> None:
    dead = hooks.webhook("http://127.0.0.1:9/dead")
    hooks.store({"id": "e1"})
    hooks.webhook(FAR)
    hooks.store({"id": "e2"})
    with hooks.state.store.write() as connection:
        failing = update(WEBHOOKS).where(WEBHOOKS.c.id == dead["id"]).values(failing_since=1)
        connection.execute(failing)
        (found,) = queue.waiting(connection, now=START.timestamp(), real=time.time(), limit=1)
    assert found.url == FAR


# ---------------------------------------------------------------- the receiver's function


def test_a_function_that_wants_to_end_the_process_ends_nothing(hooks: Hooks) -> None:
    def leaving(_headers: Mapping[str, str], _body: bytes) -> NoReturn:
        sys.exit(3)

    hooks.engine.register(FAR, leaving)
    hooks.webhook(FAR)
    calls, _ = receiving(hooks, url="https://other.example/in")
    hooks.store({"id": "e1"})
    hooks.store({"id": "e2"}, wake=True)
    eventually(lambda: calls.ids == ["e1", "e2"])
    assert {one.attempts[0].error for one in hooks.log() if one.target_url == FAR if one.attempts} == {
        "the receiver raised SystemExit"
    }
