# Written by tools/generate_sync.py from timeback_core/transport/failures.py; changes belong there.
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
from timeback_core.sync.transport.call import Call
from timeback_core.transport.failures import _ADVICE, _WORDS
from timeback_core.transport.message import Response, ResponseTooLarge, SendFailure
from timeback_core.transport.redact import origin, scrub


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
