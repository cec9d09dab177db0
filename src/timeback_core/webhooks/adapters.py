"""What receivers want of the requests of web frameworks, none of which is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from timeback_core.webhooks.delivery_headers import DeliveryHeaders
from timeback_core.webhooks.refusals import DeliveryRefusedError, WebhookVerificationError

__all__ = ["AsyncRequest", "DjangoRequest", "announced_length", "refusal_body"]


class AsyncRequest(Protocol):
    """A request whose body is waited for, as that of Starlette and FastAPI."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names in any case."""
        ...

    async def body(self) -> bytes:
        """The body's bytes."""
        ...


class DjangoRequest(Protocol):
    """A request whose body is there, as that of Django."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names in any case."""
        ...

    @property
    def body(self) -> bytes:
        """The body's bytes."""
        ...


def announced_length(headers: DeliveryHeaders) -> int:
    """Return the length that a request announces; 0 when it announces none that can be read."""
    text = headers.get("content-length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def refusal_body(refused: DeliveryRefusedError) -> bytes:
    """Return the JSON to answer a refused delivery with: what kind of refusal, and nothing that helps to guess."""
    code = refused.code if isinstance(refused, WebhookVerificationError) else "bad_payload"
    return b'{"error":"%s"}' % code.encode()
