"""An ASGI application that takes deliveries."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from timeback_core.webhooks.adapters import announced_length, refusal_body
from timeback_core.webhooks.delivery_headers import read_headers
from timeback_core.webhooks.received import AnyEvent
from timeback_core.webhooks.received_delivery import ReceivedDelivery
from timeback_core.webhooks.refusals import DeliveryRefusedError

if TYPE_CHECKING:
    from timeback_core.webhooks.receiver import Receiver

__all__ = ["AsgiReceiver"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_LOG = logging.getLogger("timeback_core.webhooks")


class AsgiReceiver:
    """Answers 204 to deliveries, and calls a handler with their events; see `Receiver.asgi`."""

    def __init__(
        self, receiver: Receiver, handle: Callable[[AnyEvent], Awaitable[None] | None], *, answer_first: bool
    ) -> None:
        self._receiver = receiver
        self._handle = handle
        self._answer_first = answer_first

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection of an ASGI server."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await _answer(send, 405, headers=[(b"allow", b"POST")])
            return
        headers = read_headers(scope["headers"])
        try:
            self._receiver.check_length(announced_length(headers))
            body = await self._read(receive)
            if body is None:
                return
            delivery = await self._receiver.receive_async(body, headers)
        except DeliveryRefusedError as refused:
            _LOG.warning("refused a delivery: %s", refused)
            await _answer(send, refused.status_code, refusal_body(refused))
            return
        if self._answer_first:
            try:
                await _answer(send, 204)
            except BaseException:
                await delivery.release_async()
                raise
            await self._work(delivery)
        else:
            done = await self._work(delivery)
            await _answer(send, 204 if done else 500)

    async def _read(self, receive: Receive) -> bytes | None:
        """Return the body; ``None`` when the sender went away."""
        parts: list[bytes] = []
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part: bytes = message.get("body", b"")
            length += len(part)
            self._receiver.check_length(length)
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)

    async def _work(self, delivery: ReceivedDelivery) -> bool:
        """Call the handler with each event, and tell whether it took all of them."""
        done = True
        for position, event in enumerate(delivery.events):
            try:
                answer = self._handle(event)
                if answer is not None:
                    await answer
            except Exception:  # noqa: BLE001  # whatever the application's handler raises
                done = False
                _LOG.exception("the handler failed for the event %s", delivery.key_of(event))
                await delivery.release_async(event)
            except BaseException:  # the server stops: what is left was not worked on
                for left in delivery.events[position:]:
                    await delivery.release_async(left)
                raise
        return done


async def _live(receive: Receive, send: Send) -> None:
    """Follow the protocol of a server that starts and stops the application; there is nothing to do."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _answer(send: Send, status: int, body: bytes = b"", headers: list[tuple[bytes, bytes]] | None = None) -> None:
    fields = list(headers or [])
    if body:
        fields.append((b"content-type", b"application/json"))
    if status != 204:
        fields.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})
