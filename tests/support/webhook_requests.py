"""Deliveries, and requests as web frameworks hand them to an application, without any framework."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from timeback_core.webhooks import sign_delivery

SECRET = "s3cr3t-classroom-hook"


def event(number: int = 1) -> dict[str, Any]:
    """An event whose id ends on a number."""
    return {"id": f"urn:uuid:{number}", "type": "ActivityEvent", "actor": "https://x.example/users/7"}


def body_of(*numbers: int) -> bytes:
    """The body of a delivery: one event, or a list of several."""
    events = [event(number) for number in numbers or (1,)]
    return json.dumps(events[0] if len(events) == 1 else events).encode()


def signed(body: bytes, secret: str = SECRET, *, id: str = "msg_1", **options: int) -> dict[str, str]:
    """The headers of a delivery, as a client writes them."""
    headers = sign_delivery(body, secret, message_id=id, **options)
    return {
        **{name.title(): value for name, value in headers.items()},
        "X-Timeback-Webhook-Id": "w-1",
        "X-Timeback-Attempt": "2",
        "Content-Length": str(len(body)),
    }


class StarletteRequest:
    """A request as Starlette and FastAPI have it."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self.headers = {name.lower(): value for name, value in headers.items()}
        self._body = body
        self.was_read = False

    async def body(self) -> bytes:
        self.was_read = True
        return self._body


class DjangoRequest:
    """A request as Django has it."""

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        self.body = body
        self.headers = dict(headers)
        self.META = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}


async def asgi_call(
    app: Any, body: bytes, headers: Mapping[str, str], *, method: str = "POST", piece: int = 1 << 16
) -> tuple[int, dict[str, str], bytes]:
    """Call an ASGI application as a server does; the body comes in pieces."""
    pieces = [body[start : start + piece] for start in range(0, len(body), piece)] or [b""]
    waiting = [
        {"type": "http.request", "body": part, "more_body": position < len(pieces) - 1}
        for position, part in enumerate(pieces)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await app({"type": "http", "method": method, "path": "/hook", "headers": pairs}, receive, send)
    if not sent:
        return 0, {}, b""
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, b"".join(message["body"] for message in sent[1:])


def wsgi_environment(body: bytes, headers: Mapping[str, str], **more: object) -> dict[str, Any]:
    """The environment of a WSGI request."""
    named = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    named.pop("HTTP_CONTENT_LENGTH", None)
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/hook",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **named,
        **more,
    }
