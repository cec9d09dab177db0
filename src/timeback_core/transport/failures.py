"""The error that a caller gets for an attempt that brought no usable answer."""

from __future__ import annotations

from timeback_core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ClientClosedError,
    ResponseParseError,
    error_from_response,
)
from timeback_core.transport.call import Call
from timeback_core.transport.message import FailureKind, Response, ResponseTooLarge, SendFailure
from timeback_core.transport.redact import origin, scrub

_WORDS: dict[FailureKind, str] = {
    "connect": "could not connect to {origin}",
    "connect_timeout": "connecting to {origin} took too long",
    "certificate": "the certificate of {origin} is not accepted",
    "proxy": "the proxy does not let requests to {origin} pass",
    "pool_timeout": "no connection to {origin} became free in time",
    "read": "the connection to {origin} broke off before the answer was complete",
    "write": "the connection to {origin} broke off while the request was being sent",
    "protocol": "{origin} answered with something that is not proper HTTP, or with less than it announced",
}

_ADVICE: dict[FailureKind, str] = {
    "certificate": (
        "; if that server has an authority of its own, name its certificate by verify='path/of/ca.pem' or by the "
        "variable SSL_CERT_FILE"
    ),
    "proxy": "; check the user name and password in the proxy's URL",
}
"""What to do about failures that do not pass by themselves."""


def from_failure(
    failure: SendFailure, call: Call, *, request_id: str, attempts: int, limit: float | None
) -> APIConnectionError | ClientClosedError:
    """The error for a broken attempt.

    Args:
        failure: How the attempt broke off.
        call: The operation.
        request_id: Its request id.
        attempts: Attempts made.
        limit: Seconds the operation might take, for the message of a time-out.
    """
    if failure.kind == "closed":
        if call.lifetime.closed:
            return call.lifetime.error()
        return ClientClosedError("The HTTP client used for requests has been closed by its owner")
    if failure.kind == "timeout":
        return timed_out(call, request_id=request_id, attempts=attempts, limit=limit)
    words = _WORDS[failure.kind].format(origin=origin(call.url))
    return APIConnectionError(
        f"{call.method} {call.route} failed: {words} ({failure}){_ADVICE.get(failure.kind, '')}",
        request_id=request_id,
        method=call.method,
        url=call.url,
        attempts=attempts,
        operation=call.operation,
    )


def from_answer(response: Response, call: Call, *, request_id: str, attempts: int) -> APIError:
    """The error for an answer outside 2xx."""
    content = scrub(response.content, call.secrets) if call.secrets else response.content
    return error_from_response(
        status=response.status,
        headers=response.headers,
        content=content,
        method=call.method,
        url=call.url,
        request_id=request_id,
        attempts=attempts,
        operation=call.operation,
        reader=call.error_reader,
    )


def timed_out(
    call: Call,
    *,
    request_id: str,
    attempts: int,
    limit: float | None,
    retry_after: float | None = None,
    detail: str | None = None,
) -> APITimeoutError:
    """The error for an operation whose deadline passed, or would pass before it could be repeated."""
    allowed = "" if limit is None else f" within {limit:g} s"
    reason = detail or f"{call.method} {call.route} did not finish{allowed}"
    return APITimeoutError(
        f"Request timeout: {reason}",
        request_id=request_id,
        method=call.method,
        url=call.url,
        attempts=attempts,
        retry_after=retry_after,
        operation=call.operation,
    )


def too_large(excess: ResponseTooLarge, call: Call, *, request_id: str, attempts: int) -> ResponseParseError:
    """The error for a body beyond the bound."""
    return ResponseParseError(
        f"{call.method} {call.route}: {excess}; raise max_response_bytes, or stream the answer",
        excess.status,
        request_id=request_id,
        method=call.method,
        url=call.url,
        attempts=attempts,
        operation=call.operation,
    )
