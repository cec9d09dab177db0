"""What a delivery's headers hold: who sends it, and the proof of it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from timeback_sandbox.version import version

__all__ = ["MASK", "delivery_headers", "key_of", "masked_headers", "masked_text", "signature"]

MASK = "***"
_PREFIX = "whsec_"
_SHORTEST_MASKED = 4
"""A secret of fewer characters is found everywhere in a text, so masking it would only spoil the text."""


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: what follows `whsec_`, decoded from base64, else the secret itself.

    Source: Standard Webhooks, "Signature scheme".
    """
    if secret.startswith(_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(_PREFIX).encode("ascii"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if key:
            return key
    return secret.encode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: `v1,` and the HMAC-SHA256 over id, time and body, in base64.

    Args:
        secret: The webhook's.
        message_id: The value of `webhook-id`.
        timestamp: The value of `webhook-timestamp`, in seconds since 1970.
        body: The bytes that are sent.

    Source: Standard Webhooks, "Signature scheme".
    """
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def delivery_headers(
    *, secret: str, webhook_id: str, message_id: str, attempt: int, timestamp: int, body: bytes
) -> dict[str, str]:
    """The headers of one attempt.

    Args:
        secret: The webhook's.
        webhook_id: The webhook's id.
        message_id: The same for all attempts at one delivery.
        attempt: 1 for the first.
        timestamp: Real time in seconds since 1970, because receivers compare it with their own clock.
        body: The bytes that are sent.
    """
    return {
        "Content-Type": "application/json",
        "User-Agent": f"timeback-sandbox/{version()}",
        "Authorization": f"Bearer {secret.strip()}",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
        "X-Timeback-Webhook-Id": webhook_id,
        "X-Timeback-Attempt": str(attempt),
    }


def masked_headers(headers: Mapping[str, str], secret: str) -> dict[str, str]:
    """The headers as the log keeps them."""
    return {
        name: f"Bearer {MASK}" if name == "Authorization" else masked_text(value, secret)
        for name, value in headers.items()
    }


def masked_text(text: str, secret: str) -> str:
    """The text without the secret."""
    for shown in {secret, secret.strip()}:
        if len(shown) >= _SHORTEST_MASKED:
            text = text.replace(shown, MASK)
    return text
