"""Reading what a token endpoint answers (OAuth 2.0, RFC 6749, section 5): plain functions, no I/O."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import msgspec

from timeback_core.errors import APIError, ConfigurationError, TokenError, error_from_response
from timeback_core.transport.message import Response
from timeback_core.transport.options import check_header
from timeback_core.transport.redact import scrub, without_query
from timeback_core.transport.tokens import Grant

DEFAULT_LIFETIME = 3600.0
"""Seconds that a token is taken to live when the answer does not say."""

_SHOWN = 200
"""Characters of an answer that an error may show."""

FAILED = "Failed to obtain access token"
"""How every message about a token request that failed begins."""


def lifetime_of(value: object) -> float:
    """Seconds from `expires_in`: a number, or a string that holds one; 3600 if it cannot be used."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return DEFAULT_LIFETIME
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return DEFAULT_LIFETIME
    return seconds if math.isfinite(seconds) and seconds > 0 else DEFAULT_LIFETIME


def read_grant(response: Response, *, url: str, secrets: tuple[str, ...]) -> Grant:
    """The token in a 2xx answer.

    Args:
        response: The answer.
        url: Token URL, for the message.
        secrets: Texts that must not be shown.

    Raises:
        TokenError: There is none that can be used.
    """
    place = without_query(url)
    try:
        decoded: object = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        decoded = None
    if not isinstance(decoded, dict):
        raise _unusable(response, url, f"No access_token: the answer of {place} is not a JSON object")
    body = cast("dict[str, object]", decoded)
    token = body.get("access_token")
    if not isinstance(token, str) or not token:
        raise _refused_in_success(response, body, url, place, secrets)
    kind = body.get("token_type")
    if kind is not None and (not isinstance(kind, str) or kind.lower() != "bearer"):
        raise _unusable(response, url, f"No access_token of type Bearer: {place} answered with token_type {kind!r}")
    try:
        check_header("Authorization", token)
    except ConfigurationError:
        raise _unusable(
            response, url, f"No access_token that can be sent: that of {place} holds characters no header may hold"
        ) from None
    return Grant(token, lifetime_of(body.get("expires_in")))


def _refused_in_success(
    response: Response, body: Mapping[str, object], url: str, place: str, secrets: tuple[str, ...]
) -> TokenError:
    """The error for a 2xx answer without a token."""
    fields = ", ".join(sorted(body)) or "nothing"
    code = body.get("error")
    said = f", error {code!r}" if isinstance(code, str) else ""
    text = scrub(f"No access_token in the answer of {place}; it holds {fields}{said}".encode(), secrets).decode()
    return _unusable(response, url, text, code if isinstance(code, str) else None)


def _unusable(response: Response, url: str, message: str, code: str | None = None) -> TokenError:
    return TokenError(message, status_code=response.status, error_code=code, method="POST", url=url)


def error_of(response: Response, *, url: str, secrets: tuple[str, ...]) -> APIError:
    """The error for an answer outside 2xx: `TokenError` when the credentials were refused."""
    content = _shortened(scrub(response.content, secrets))
    status = response.status
    plain = error_from_response(
        status=status, headers=response.headers, content=content, method="POST", url=url, operation="auth.token"
    )
    message = f"{FAILED} from {without_query(url)}: {plain.message}"
    if status in {400, 401, 403}:
        body = plain.response
        code = cast("dict[str, object]", body).get("error") if isinstance(body, dict) else None
        return TokenError(
            message,
            plain.response,
            status_code=status,
            error_code=code if isinstance(code, str) else None,
            method="POST",
            url=url,
            headers=plain.headers,
            body_text=plain.body_text,
            operation="auth.token",
        )
    return prefixed(plain, message)


def _shortened(content: bytes) -> bytes:
    """The answer, cut unless it is JSON whose fields are short anyway."""
    text = content.decode("utf-8", "replace")
    try:
        decoded: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return text[:_SHOWN].encode()
    if not isinstance(decoded, dict):
        return text[:_SHOWN].encode()
    known = ("error", "error_description", "error_uri", "message")
    fields = cast("dict[str, object]", decoded)
    kept = {key: value[:_SHOWN] for key in known if isinstance(value := fields.get(key), str)}
    return msgspec.json.encode(kept) if kept else text[:_SHOWN].encode()


def prefixed(error: APIError, message: str) -> APIError:
    """The same error with another message; its class, which callers match on, stays."""
    error.message = message
    error.args = (message,)
    return error
