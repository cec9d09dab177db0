"""A sandbox whose webhooks are tested: registers webhooks through the API, and stores events as Caliper does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from any_request import Line, Reply

from timeback_sandbox import Sandbox
from timeback_sandbox.effects import after_commit
from timeback_sandbox.events import NewEvent
from timeback_sandbox.webhooks import outbox
from timeback_sandbox.webhooks.log import DeliveryReading

SENSOR = "https://fractions.example.edu/sensor"
SECRET = "s3cr3t-classroom-hook"
START = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)


class Hooks:
    """One sandbox and a line to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.state = sandbox.state
        self.engine = sandbox.state.deliveries
        self.line = Line(sandbox)
        self._stored = 0

    def close(self) -> None:
        self.line.close()

    def sign_in(self) -> None:
        """Gets a token for the sandbox's present time."""
        self.line.close()
        self.line = Line(self.sandbox)

    def send(self, method: str, path: str, body: object = None, content_type: str = "application/json") -> Reply:
        headers = [self.line.token]
        content = b""
        if body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers.append((b"content-type", content_type.encode()))
        return self.line.send(method, path.encode(), headers, content)

    def webhook(self, url: str = "http://127.0.0.1:9/hook", **fields: Any) -> dict[str, Any]:
        """Registers a webhook."""
        body = {"name": "XP mirror", "targetUrl": url, "secret": SECRET, "active": True, **fields}
        reply = self.send("POST", "/webhooks/", body)
        assert reply.status == 201, reply.content
        made: dict[str, Any] = json.loads(reply.content)["webhook"]
        return made

    def filter(self, webhook: Mapping[str, Any], key: str, operation: str, value: str, **fields: Any) -> dict[str, Any]:
        """Adds a filter to a webhook."""
        body = {
            "webhookId": webhook["id"], "filterKey": key, "filterValue": value, "filterType": "string",
            "filterOperation": operation, "active": True, **fields,
        }  # fmt: skip
        reply = self.send("POST", "/webhook-filters/", body)
        assert reply.status == 201, reply.content
        made: dict[str, Any] = json.loads(reply.content)["filter"]
        return made

    def read_webhook(self, webhook: Mapping[str, Any]) -> dict[str, Any]:
        reply = self.send("GET", f"/webhooks/{webhook['id']}")
        assert reply.status == 200, reply.content
        found: dict[str, Any] = json.loads(reply.content)["webhook"]
        return found

    def store(self, *events: Mapping[str, Any], sensor: str = SENSOR, wake: bool = False) -> None:
        """Stores events in one transaction, as a finished job does.

        Args:
            *events: As submitted.
            sensor: Of their envelope.
            wake: Whether the background is to go on at once.
        """
        made = [self._event(dict(event), sensor) for event in events]
        with self.state.store.write() as connection:
            outbox.enqueue(self.state, connection, made)
        if wake:
            after_commit(self.state)

    def _event(self, event: dict[str, Any], sensor: str) -> NewEvent:
        self._stored += 1
        event.setdefault("id", f"urn:uuid:{self._stored:032d}")
        return NewEvent(
            id=self._stored,
            external_id=event["id"],
            sensor=sensor,
            send_time="2026-01-05T10:30:00.000Z",
            client_id=None,
            stored_at=self.state.clock.now(),
            instant=0,
            event=event,
            document=json.dumps(event).encode(),
        )

    def log(self, **wanted: Any) -> list[DeliveryReading]:
        return self.engine.log(**wanted)

    def states(self) -> list[str]:
        return [delivery.state for delivery in self.log()]


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    """A sandbox whose clock stands still, so that nothing is due before the test says so."""
    with Sandbox(seed="empty") as sandbox:
        sandbox.clock.set(START, frozen=True)
        made = Hooks(sandbox)
        yield made
        made.close()


class Calls:
    """A receiver in this process."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.headers: list[Mapping[str, str]] = []
        self.bodies: list[Any] = []

    def __call__(self, headers: Mapping[str, str], body: bytes) -> int:
        self.headers.append(headers)
        self.bodies.append(json.loads(body))
        return self.statuses.pop(0) if self.statuses else 200

    @property
    def ids(self) -> list[str]:
        return [body["id"] for body in self.bodies]


def receiving(
    hooks: Hooks, *statuses: int, url: str = "https://far.example/in", **fields: Any
) -> tuple[Calls, dict[str, Any]]:
    calls = Calls(*statuses)
    hooks.engine.register(url, calls)
    return calls, hooks.webhook(url, **fields)


def eventually(condition: Callable[[], bool], timeout: float = 5.0) -> None:
    """Waits until something that another thread does has happened."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, f"not so within {timeout} s"
        time.sleep(0.005)
