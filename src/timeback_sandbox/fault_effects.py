"""Carrying out a fault: waiting, answering something else, or spoiling the answer on its way out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime

import msgspec

from timeback_sandbox.asgi import Application, Message, Receive, Scope, Send
from timeback_sandbox.faults import BodyFault, FaultRule, retry_after_header
from timeback_sandbox.formats import error_bytes

__all__ = ["ConnectionCut", "apply_fault", "send_answer", "spoiled"]

_HTML = b"<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
_PIECES = 20


class ConnectionCut(Exception):  # noqa: N818 - an order, not an error
    """Ends a request by cutting its connection."""


class Captured:
    """An answer that was kept back on its way out."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


async def apply_fault(rule: FaultRule, app: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a request in the way that a rule wants.

    Args:
        rule: What goes wrong.
        app: Carries out the request, where the rule lets it.
        scope: The request.
        receive: The request's body.
        send: Takes the answer.

    Raises:
        ConnectionCut: The connection has to be cut now.
    """
    if rule.delay > 0:
        await asyncio.sleep(rule.delay)
    if rule.drop == "before":
        raise ConnectionCut
    answer = _instead(rule, scope["path"])
    if answer is None:
        if rule.drop is None and rule.body is None:
            await app(scope, receive, send)
            return
        answer = await capture(app, scope, receive)
    if rule.drop == "after":
        raise ConnectionCut
    await _emit(answer, rule, send)


def _instead(rule: FaultRule, path: str) -> Captured | None:
    """The answer that takes the place of the real one, if the rule has one."""
    if rule.redirect is not None:
        status = rule.status if rule.status is not None and 300 <= rule.status <= 399 else 302
        return Captured(status, [(b"location", rule.redirect.encode("ascii"))], b"")
    if rule.status is None:
        return None
    headers = [(b"content-type", b"application/json")]
    retry_after = retry_after_header(rule, datetime.now(UTC))
    if retry_after is not None:
        headers.append((b"retry-after", retry_after.encode("ascii")))
    if rule.status in {204, 304}:
        return Captured(rule.status, headers[1:], b"")
    said = f"Injected fault {rule.id}: HTTP {rule.status}"
    body = b"{}" if rule.status < 300 else error_bytes(path, rule.status, said)
    return Captured(rule.status, headers, body)


async def capture(app: Application, scope: Scope, receive: Receive) -> Captured:
    """Carries out a request and keeps its answer."""
    status = 500
    headers: list[tuple[bytes, bytes]] = []
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.extend(message["headers"])
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return Captured(status, kept, b"".join(parts))


def spoiled(fault: BodyFault, body: bytes) -> bytes:
    """What becomes of a body; a truncated or trickled one is spoiled only by how it is sent."""
    if fault == "malformed":
        return (body[: max(len(body) // 2, 1)] or b"{") + b'\x00{"'
    if fault == "html":
        return _HTML
    if fault == "wrong_shape":
        try:
            value: object = msgspec.json.decode(body) if body else None
        except msgspec.DecodeError:
            value = None
        return msgspec.json.encode([value] if isinstance(value, Mapping) else {"unexpected": value})
    return body or b"{}"


async def _emit(answer: Captured, rule: FaultRule, send: Send) -> None:
    """Sends an answer, spoiled as the rule wants."""
    fault = rule.body
    if fault is None:
        await send_answer(send, answer.status, answer.headers, answer.body)
        return
    status = 200 if answer.status in {204, 304} else answer.status
    body = spoiled(fault, answer.body)
    headers = [(name, value) for name, value in answer.headers if name.lower() != b"content-type"]
    headers.append((b"content-type", b"text/html; charset=utf-8" if fault == "html" else b"application/json"))
    if fault == "truncated":
        await _start(send, status, headers, len(body))
        # In two pieces: a server that streams only notices at the end that less came than was announced,
        # and then has no other way than to cut the connection behind what it sent.
        await _piece(send, body[: len(body) // 2], more=True)
        await _piece(send, b"", more=False)
        return
    if fault == "trickled":
        await _trickle(send, status, headers, body, rule.trickle_seconds)
        return
    await send_answer(send, status, headers, body)


async def _trickle(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes, seconds: float) -> None:
    """Sends a body in pieces, spread evenly over some seconds."""
    size = max(len(body) // _PIECES, 1)
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    await _start(send, status, headers, len(body))
    for piece in pieces:
        await asyncio.sleep(seconds / len(pieces))
        await _piece(send, piece, more=True)
    await _piece(send, b"", more=False)


def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]], length: int) -> Awaitable[None]:
    """Sends the head of an answer."""
    head = [*headers, (b"content-length", str(length).encode("ascii"))]
    return send({"type": "http.response.start", "status": status, "headers": head})


def _piece(send: Send, body: bytes, *, more: bool) -> Awaitable[None]:
    """Sends a piece of a body."""
    return send({"type": "http.response.body", "body": body, "more_body": more})


async def send_answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Sends a whole answer."""
    await _start(send, status, headers, len(body))
    await _piece(send, body, more=False)
