"""The proof that a delivery comes from who knows the webhook's secret.

The signature is that of Standard Webhooks: an HMAC-SHA256 over id, time and the bytes of the body. Verify
before parsing, and verify the bytes that came: JSON that was read and written again has another signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Sequence
from typing import Any

from timeback_core.errors import ConfigurationError
from timeback_core.webhooks.delivery_headers import DeliveryHeaders, HeaderSource, header_bytes, read_headers
from timeback_core.webhooks.refusals import WebhookVerificationError

__all__ = ["Secret", "as_secrets", "sign_delivery", "verify_bearer", "verify_signature"]

Secret = str | Sequence[str]
"""A webhook's secret, or several of which any counts: the new and the old one while a secret is being changed."""

_PREFIX = "whsec_"
_LONGEST_TIMESTAMP = 15  # digits; more name no moment, and long numbers are slow to read


def verify_signature(
    payload: bytes | bytearray,
    headers: HeaderSource,
    secret: Secret,
    *,
    tolerance: float = 300,
    now: float | None = None,
) -> None:
    """Return when a delivery is signed with the secret and is fresh; raise otherwise.

    Args:
        payload: The body as it came, before any parsing.
        headers: The request's headers; names in any case, Django's ``META`` works, too.
        secret: The webhook's secret; several while it is being changed.
        tolerance: Seconds that the delivery's time may be off in either direction; what is older is a replay.
        now: The time in seconds since 1970; the clock's unless given.

    Raises:
        WebhookVerificationError: With `code` ``missing_header``, ``bad_timestamp``, ``stale_timestamp`` or
            ``bad_signature``.
        ConfigurationError: There is no secret, a secret is blank, or the tolerance is negative.
        TypeError: The payload is no bytes: something has parsed it already.

    Source:
        Standard Webhooks, "Signature scheme" and "Verifying webhook authenticity".
    """
    body = _body(payload)
    keys = [key for text in as_secrets(secret) for key in _keys(text)]
    if not tolerance >= 0:
        raise ConfigurationError(f"tolerance must be 0 or more seconds, got {tolerance!r}")
    named = read_headers(headers)
    message_id, moment, signatures = (
        _required(named, name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not (moment.isascii() and moment.isdigit() and len(moment) <= _LONGEST_TIMESTAMP):
        raise WebhookVerificationError("bad_timestamp", "The header webhook-timestamp is no number of seconds")
    age = (time.time() if now is None else now) - int(moment)
    if abs(age) > tolerance:
        side = "old" if age > 0 else "ahead of this machine's clock"
        raise WebhookVerificationError(
            "stale_timestamp",
            f"The delivery is {abs(age):.0f} s {side}, more than the {tolerance:g} s allowed: it is repeated by "
            "somebody, or one of the clocks is wrong",
        )
    given = [header_bytes(signature) for signature in signatures.split(" ") if signature.startswith("v1,")]
    matches = False
    for key in keys:
        expected = _signature(key, header_bytes(message_id), moment.encode(), body)
        for signature in given:  # all of them, so that the time taken tells nothing
            matches |= hmac.compare_digest(expected, signature)
    if not matches:
        raise WebhookVerificationError(
            "bad_signature",
            "No signature fits: the secret is another one, or the body is not the bytes that were sent",
        )


def verify_bearer(headers: HeaderSource, secret: Secret) -> None:
    """Return when a delivery carries the secret itself in ``Authorization``, bare or after ``Bearer``; else raise.

    This proves less than a signature: who ever sees one delivery can send others.

    Args:
        headers: The request's headers; names in any case, Django's ``META`` works, too.
        secret: The webhook's secret; several while it is being changed.

    Raises:
        WebhookVerificationError: With `code` ``missing_header`` or ``bad_secret``.
        ConfigurationError: There is no secret, or one is blank.
    """
    secrets = as_secrets(secret)
    value = _required(read_headers(headers), "authorization").strip()
    scheme, _, rest = value.partition(" ")
    given = [header_bytes(value)]
    if scheme.lower() == "bearer":
        given.append(header_bytes(rest.strip()))
    matches = False
    for text in secrets:
        expected = text.strip().encode()
        for one in given:
            matches |= hmac.compare_digest(expected, one)
    if not matches:
        raise WebhookVerificationError("bad_secret", "The header Authorization holds another secret")


def sign_delivery(payload: bytes, secret: str, *, message_id: str, timestamp: int | None = None) -> dict[str, str]:
    """Return the headers that a delivery of this body would have, to test a receiver with.

    Args:
        payload: The body.
        secret: The webhook's secret.
        message_id: The delivery's ``webhook-id``.
        timestamp: Seconds since 1970; now unless given.
    """
    (text,) = as_secrets(secret)
    moment = str(int(time.time()) if timestamp is None else timestamp)
    signature = _signature(_key(text), header_bytes(message_id), moment.encode(), _body(payload))
    return {"webhook-id": message_id, "webhook-timestamp": moment, "webhook-signature": signature.decode()}


def as_secrets(secret: Secret) -> tuple[str, ...]:
    """Return the secrets as a tuple.

    Raises:
        ConfigurationError: There is none, or one is blank or no text.
    """
    secrets: tuple[Any, ...] = (secret,) if isinstance(secret, str) else tuple(secret)
    if not secrets:
        raise ConfigurationError("secret must be a text or a list with at least one, got an empty list")
    for index, text in enumerate(secrets):
        if not isinstance(text, str) or not text.strip():
            problem = "a blank one" if isinstance(text, str) else type(text).__name__
            raise ConfigurationError(f"secret must be a text that is not blank, got {problem} at position {index}")
    return secrets


def _keys(secret: str) -> set[bytes]:
    """Return the keys that a secret may stand for: registering takes blanks off that a file may have at its end."""
    return {_key(secret), _key(secret.strip())}


def _key(secret: str) -> bytes:
    if secret.startswith(_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(_PREFIX).encode(), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if key:
            return key
    return secret.encode()


def _signature(key: bytes, message_id: bytes, moment: bytes, body: bytes) -> bytes:
    digest = hmac.new(key, b".".join((message_id, moment, body)), hashlib.sha256).digest()
    return b"v1," + base64.b64encode(digest)


def _required(headers: DeliveryHeaders, name: str) -> str:
    found = headers.get(name)
    if found is None or not found.strip():
        raise WebhookVerificationError("missing_header", f"The delivery has no header {name}")
    return found


def _body(payload: object) -> bytes:
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    raise TypeError(
        f"the payload must be the body's bytes as they came, before any parsing, got {type(payload).__name__}"
    )
