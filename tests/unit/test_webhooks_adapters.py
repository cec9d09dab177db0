"""The applications for ASGI and WSGI servers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from webhook_requests import SECRET, asgi_call, body_of, signed, wsgi_environment

from timeback_core.webhooks import AnyEvent, Receiver

pytestmark = pytest.mark.anyio


class Handler:
    """Notes the events that it gets, and fails for those it is told to fail for."""

    def __init__(self, *failing: str) -> None:
        self.events: list[str | None] = []
        self.failing = set(failing)

    def __call__(self, event: AnyEvent) -> None:
        self.events.append(event.id)
        if event.id in self.failing:
            raise RuntimeError("the handler's own trouble")

    async def later(self, event: AnyEvent) -> None:
        await asyncio.sleep(0)
        self(event)


class WsgiAnswer:
    """What a WSGI application answered."""

    def __init__(self, app: Any, environment: dict[str, Any]) -> None:
        self.result = app(environment, self.start)
        self.body = b"".join(self.result)

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status.split(maxsplit=1)[0]), dict(headers)

    def close(self) -> None:
        getattr(self.result, "close", lambda: None)()


@pytest.mark.parametrize("piece", [7, 1 << 16])
async def test_an_asgi_delivery_is_answered_and_handled(piece: int) -> None:
    handler = Handler()
    app = Receiver(secret=SECRET).asgi(handler.later)
    body = body_of(1, 2)
    assert await asgi_call(app, body, signed(body), piece=piece) == (204, {}, b"")
    assert handler.events == ["urn:uuid:1", "urn:uuid:2"]
    assert (await asgi_call(app, body, signed(body)))[0] == 204
    assert len(handler.events) == 2


async def test_the_answer_is_sent_before_the_handler_is_called() -> None:
    order: list[str] = []
    body = body_of(1)

    async def send(message: dict[str, Any]) -> None:
        order.append(message["type"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    for answer_first in (True, False):
        app = Receiver(secret=SECRET).asgi(lambda _: order.append("handled"), answer_first=answer_first)
        pairs = [(name.lower().encode(), value.encode()) for name, value in signed(body).items()]
        await app({"type": "http", "method": "POST", "headers": pairs}, receive, send)  # type: ignore[arg-type]
    answer = ["http.response.start", "http.response.body"]
    assert order == [*answer, "handled", "handled", *answer]


async def test_a_failed_handler_is_reported_and_its_event_may_come_again(caplog: pytest.LogCaptureFixture) -> None:
    handler = Handler("urn:uuid:1")
    app = Receiver(secret=SECRET).asgi(handler)
    body = body_of(1, 2)
    assert (await asgi_call(app, body, signed(body)))[0] == 204
    assert handler.events == ["urn:uuid:1", "urn:uuid:2"]
    assert "the handler failed for the event urn:uuid:1" in caplog.text
    await asgi_call(app, body, signed(body))
    assert handler.events == ["urn:uuid:1", "urn:uuid:2", "urn:uuid:1"]


async def test_the_sender_learns_of_failures_when_the_answer_comes_last() -> None:
    handler = Handler("urn:uuid:1")
    app = Receiver(secret=SECRET).asgi(handler.later, answer_first=False)
    body = body_of(1)
    assert (await asgi_call(app, body, signed(body)))[0] == 500
    handler.failing.clear()
    assert (await asgi_call(app, body, signed(body)))[0] == 204
    assert handler.events == ["urn:uuid:1", "urn:uuid:1"]


async def test_events_are_given_back_when_the_answer_cannot_be_sent_or_the_server_stops() -> None:
    receiver, body = Receiver(secret=SECRET), body_of(1, 2)

    async def stop(_: AnyEvent) -> None:
        raise asyncio.CancelledError

    async def broken(_: Any) -> None:
        raise OSError("the sender is gone")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    with pytest.raises(asyncio.CancelledError):
        await asgi_call(receiver.asgi(stop), body, signed(body))
    scope = {
        "type": "http",
        "method": "POST",
        "headers": [(name.lower().encode(), value.encode()) for name, value in signed(body).items()],
    }
    with pytest.raises(OSError, match="gone"):
        await receiver.asgi(stop)(scope, receive, broken)
    handler = Handler()
    await asgi_call(receiver.asgi(handler), body, signed(body))
    assert handler.events == ["urn:uuid:1", "urn:uuid:2"]


async def test_an_asgi_application_refuses_what_is_no_delivery(caplog: pytest.LogCaptureFixture) -> None:
    handler = Handler()
    app = Receiver(secret=SECRET, max_bytes=200).asgi(handler)
    body = body_of(1)
    assert await asgi_call(app, body, signed(body), method="GET") == (
        405,
        {"allow": "POST", "content-length": "0"},
        b"",
    )
    status, headers, answer = await asgi_call(app, body, signed(body, "another secret"))
    assert (status, headers["content-type"], answer) == (401, "application/json", b'{"error":"bad_signature"}')
    assert (await asgi_call(app, b"{", signed(b"{")))[::2] == (400, b'{"error":"bad_payload"}')
    assert (await asgi_call(app, b"x" * 201, {}))[0] == 413
    assert (await asgi_call(app, b"", {"content-length": "201"}))[0] == 413
    assert (await asgi_call(app, b"", {"content-length": "9" * 30}))[0] == 401
    assert handler.events == []
    assert SECRET not in caplog.text
    assert caplog.records[0].levelno == logging.WARNING


async def test_a_sender_that_goes_away_is_not_answered() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_: Any) -> None:
        raise AssertionError

    app = Receiver(secret=SECRET).asgi(Handler())
    await app({"type": "http", "method": "POST", "headers": []}, receive, send)


async def test_an_asgi_server_can_start_and_stop_the_application_alone() -> None:
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    app = Receiver(secret=SECRET).asgi(Handler())
    await app({"type": "lifespan"}, receive, send)
    await app({"type": "websocket"}, receive, send)
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
        "websocket.close",
    ]


def test_a_wsgi_delivery_is_answered_and_then_handled() -> None:
    handler = Handler()
    app = Receiver(secret=SECRET).wsgi(handler)
    body = body_of(1)
    answer = WsgiAnswer(app, wsgi_environment(body, signed(body)))
    assert (answer.status, answer.body, handler.events) == (204, b"", [])
    answer.close()
    answer.close()
    assert handler.events == ["urn:uuid:1"]


def test_a_wsgi_application_may_answer_last() -> None:
    handler = Handler("urn:uuid:1")
    app = Receiver(secret=SECRET).wsgi(handler, answer_first=False)
    body = body_of(1)
    assert WsgiAnswer(app, wsgi_environment(body, signed(body))).status == 500
    handler.failing.clear()
    assert WsgiAnswer(app, wsgi_environment(body, signed(body))).status == 204
    assert handler.events == ["urn:uuid:1", "urn:uuid:1"]


def test_a_wsgi_server_that_stops_gives_the_events_back() -> None:
    receiver, body = Receiver(secret=SECRET), body_of(1, 2)

    def stop(_: AnyEvent) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        WsgiAnswer(receiver.wsgi(stop), wsgi_environment(body, signed(body))).close()
    assert len(receiver.receive(body, signed(body)).events) == 2


def test_a_wsgi_application_refuses_what_is_no_delivery() -> None:
    handler = Handler()
    app = Receiver(secret=SECRET, max_bytes=200).wsgi(handler)
    body = body_of(1)

    def status(body: bytes, headers: dict[str, str], **more: object) -> int:
        return WsgiAnswer(app, wsgi_environment(body, headers, **more)).status

    assert status(body, signed(body), REQUEST_METHOD="PUT") == 405
    assert status(body, signed(body, "another secret")) == 401
    assert status(b"[", signed(b"[")) == 400
    assert status(b"x" * 201, {}) == 413
    assert status(body, signed(body), CONTENT_LENGTH="") == 401
    assert status(b"x" * 300, {}, **{"CONTENT_LENGTH": "", "wsgi.input_terminated": True}) == 413
    assert handler.events == []
    answer = WsgiAnswer(app, wsgi_environment(body, {}))
    assert answer.body == b'{"error":"missing_header"}'
    assert answer.headers == {"Content-Type": "application/json", "Content-Length": str(len(answer.body))}


def test_a_body_without_a_length_is_read_where_the_server_marks_its_end() -> None:
    handler, body = Handler(), body_of(1)
    environment = wsgi_environment(body, signed(body), **{"wsgi.input_terminated": True})
    del environment["CONTENT_LENGTH"]
    WsgiAnswer(Receiver(secret=SECRET).wsgi(handler), environment).close()
    assert handler.events == ["urn:uuid:1"]
