"""Receiving deliveries: verified, read, and told apart from those that come again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from timeback_core.errors import ConfigurationError
from timeback_core.webhooks.delivery_headers import DeliveryHeaders, HeaderSource, read_headers
from timeback_core.webhooks.received import AnyEvent, parse_delivery
from timeback_core.webhooks.received_delivery import ReceivedDelivery
from timeback_core.webhooks.refusals import WebhookPayloadError
from timeback_core.webhooks.repetitions import RecentEvents, Repetitions
from timeback_core.webhooks.signatures import Secret, as_secrets, verify_bearer, verify_signature

if TYPE_CHECKING:
    from timeback_core.webhooks.adapters import AsyncRequest, DjangoRequest
    from timeback_core.webhooks.asgi import AsgiReceiver
    from timeback_core.webhooks.wsgi import WsgiReceiver

__all__ = ["Proof", "Receiver"]

Proof = Literal["signature", "bearer", "either"]
"""What a delivery has to prove its origin with."""

LARGEST_BODY = 1024 * 1024

_RECENT = 10_000


class Receiver:
    """Takes the deliveries of webhooks; one of them serves a process, from any number of threads.

    Args:
        secret: The webhook's secret, or several of which any counts: the new and the old one while it is changed.
        tolerance: Seconds that a delivery's time may be off in either direction; 300 by default.
        proof: ``"signature"``, the default. ``"bearer"`` takes the secret itself in ``Authorization`` instead, for
            senders that do not sign: it protects against neither changed bodies nor replays. ``"either"`` verifies
            the signature where there is one.
        repetitions: What remembers the events that were taken; the last 10,000 in memory by default, nothing
            with ``None``.
        max_bytes: Longest body to take; 1 MiB by default.

    Raises:
        ConfigurationError: There is no secret, or a value is impossible.
    """

    def __init__(
        self,
        *,
        secret: Secret,
        tolerance: float = 300,
        proof: Proof = "signature",
        repetitions: Repetitions | Literal["recent"] | None = "recent",
        max_bytes: int = LARGEST_BODY,
    ) -> None:
        if proof not in {"signature", "bearer", "either"}:
            raise ConfigurationError(f"proof must be 'signature', 'bearer' or 'either', got {proof!r}")
        if not tolerance >= 0:
            raise ConfigurationError(f"tolerance must be 0 or more seconds, got {tolerance!r}")
        if max_bytes < 1:
            raise ConfigurationError(f"max_bytes must be at least 1, got {max_bytes!r}")
        self._secrets = as_secrets(secret)
        self._tolerance = tolerance
        self._proof: Proof = proof
        self._repetitions = RecentEvents(_RECENT) if isinstance(repetitions, str) else repetitions
        self.max_bytes = max_bytes

    def verify(self, body: bytes, headers: HeaderSource) -> None:
        """Return when a request is a genuine, fresh delivery; raise otherwise.

        Args:
            body: The body as it came, before any parsing.
            headers: The request's headers.

        Raises:
            WebhookVerificationError: It is not; `code` says why.
            WebhookPayloadError: The body is longer than `max_bytes`.
        """
        self.check_length(len(body))
        headers = read_headers(headers)
        signed = self._proof == "signature" or "webhook-signature" in headers
        if self._proof == "bearer" or not signed:
            verify_bearer(headers, self._secrets)
        else:
            verify_signature(body, headers, self._secrets, tolerance=self._tolerance)

    def receive(self, body: bytes, headers: HeaderSource) -> ReceivedDelivery:
        """Return a request's delivery: verified, read, and without the events that were taken before.

        Answer with a 2xx at once, and work on the events afterwards: the sender waits a few seconds only.

        Args:
            body: The body as it came, before any parsing.
            headers: The request's headers.

        Raises:
            WebhookVerificationError: It does not come from who knows the secret, or is too old. Answer with the
                error's `status_code`, 401.
            WebhookPayloadError: It holds no events, or too much. Answer with the error's `status_code`.
            TypeError: `repetitions` is asynchronous, or the body is no bytes.
        """
        delivery = self._verified(body, read_headers(headers))
        delivery.sort_out()
        return delivery

    async def receive_async(self, body: bytes, headers: HeaderSource) -> ReceivedDelivery:
        """Return a request's delivery, as `receive` does; `repetitions` may be asynchronous."""
        delivery = self._verified(body, read_headers(headers))
        await delivery.sort_out_async()
        return delivery

    def _verified(self, body: bytes, headers: DeliveryHeaders) -> ReceivedDelivery:
        self.verify(body, headers)
        return ReceivedDelivery(parse_delivery(body), headers, self._repetitions)

    def check_length(self, length: int) -> None:
        """Refuse a body that is longer than `max_bytes`.

        Args:
            length: Bytes; ``None`` when the sender did not say.

        Raises:
            WebhookPayloadError: It is, with status 413.
        """
        if length > self.max_bytes:
            raise WebhookPayloadError(f"The delivery has {length} bytes; at most {self.max_bytes} are taken", 413)

    async def from_starlette(self, request: AsyncRequest) -> ReceivedDelivery:
        """Return the delivery in a request of Starlette, FastAPI or anything like them; see `receive`.

        Args:
            request: Has ``headers`` and ``await request.body()``.
        """
        from timeback_core.webhooks.adapters import announced_length

        headers = read_headers(request.headers)
        self.check_length(announced_length(headers))
        return await self.receive_async(await request.body(), headers)

    def from_django(self, request: DjangoRequest) -> ReceivedDelivery:
        """Return the delivery in a request of Django or anything like it; see `receive`. Exempt the view from CSRF.

        Args:
            request: Has ``headers`` and ``body``.
        """
        return self.receive(request.body, request.headers)

    def asgi(self, handle: Callable[[AnyEvent], Awaitable[None] | None], *, answer_first: bool = True) -> AsgiReceiver:
        """Return an ASGI application that takes deliveries: a route of Starlette or FastAPI, or served alone.

        Args:
            handle: Called with each event that had not been taken before; may be a coroutine function.
            answer_first: Answer before `handle` is called: the sender never waits for it, and is not told when it
                fails. ``False`` answers afterwards, and with 500 when it fails, so that the sender tries again.
        """
        from timeback_core.webhooks.asgi import AsgiReceiver

        return AsgiReceiver(self, handle, answer_first=answer_first)

    def wsgi(self, handle: Callable[[AnyEvent], None], *, answer_first: bool = True) -> WsgiReceiver:
        """Return a WSGI application that takes deliveries.

        Args:
            handle: Called with each event that had not been taken before.
            answer_first: Answer before `handle` is called, as for `asgi`; the worker is busy until it returns.
        """
        from timeback_core.webhooks.wsgi import WsgiReceiver

        return WsgiReceiver(self, handle, answer_first=answer_first)

    def __repr__(self) -> str:
        """Return what it asks for, without the secret."""
        return f"Receiver(proof={self._proof!r}, tolerance={self._tolerance:g}, secrets={len(self._secrets)})"
