"""Which error an answer of the server means."""

from __future__ import annotations

from timeback_core.error_reading import (
    MESSAGE_LIMIT,
    cut,
    decode_body,
    header,
    host_of,
    read_message,
    retry_after,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypedDict

    from timeback_core.errors import APIError

    class ErrorContext(TypedDict, total=False):
        """Where and how an operation failed; every part is optional."""

        request_id: str | None
        method: str | None
        url: str | None
        headers: Mapping[str, str] | None
        retry_after: float | None
        attempts: int | None
        body_text: str | None
        operation: str | None


_BODY_TEXT_LIMIT = 10_000


def error_from_response(
    *,
    status: int,
    headers: Mapping[str, str],
    content: bytes,
    method: str,
    url: str,
    request_id: str | None = None,
    attempts: int | None = None,
    operation: str | None = None,
    reader: Callable[[object], str | None] | None = None,
) -> APIError:
    """Return (not raise) the error for an answer outside 2xx, whatever its body is.

    Args:
        status: The HTTP status.
        headers: The response headers, names in any case.
        content: The body as received.
        method: The request's method.
        url: The request's URL; the error keeps it without the values of the query.
        request_id: The operation's request id.
        attempts: How many requests were sent.
        operation: The operation's name.
        reader: A service's own way to find the message in a body; if it finds none, the general rule.
    """
    body = decode_body(content)
    context: ErrorContext = {
        "request_id": request_id,
        "method": method,
        "url": url,
        "headers": headers,
        "retry_after": retry_after(headers),
        "attempts": attempts,
        "body_text": cut(content.decode("utf-8", "replace"), _BODY_TEXT_LIMIT) if content else None,
        "operation": operation,
    }
    message = _message(status, headers, body, content, reader)
    return _by_status(status, message, body, context)


def _message(
    status: int,
    headers: Mapping[str, str],
    body: object,
    content: bytes,
    reader: Callable[[object], str | None] | None,
) -> str:
    """Return the best sentence that the answer offers."""
    if 300 <= status < 400:
        target = host_of(header(headers, "location") or "")
        where = f" to {target}" if target else ""
        return f"Unexpected redirect{where}; redirects are not followed, so check the base URL"
    if status == 407:
        return "The proxy wants credentials, or others: check the user name and password in the proxy's URL"
    found = reader(body) if reader is not None else None
    found = found or read_message(body)
    if found is None and body:  # JSON without a message: its text is better than nothing
        found = cut(content.decode("utf-8", "replace").strip(), MESSAGE_LIMIT)
    return found or f"HTTP {status}"


def _by_status(status: int, message: str, body: object, context: ErrorContext) -> APIError:
    """Return the error whose class belongs to the status."""
    # Imported here because the classes live in the module that offers this function.
    from timeback_core import errors

    kinds = {
        400: errors.BadRequestError,
        401: errors.AuthenticationError,
        403: errors.ForbiddenError,
        404: errors.NotFoundError,
        409: errors.ConflictError,
        422: errors.ValidationError,
        429: errors.RateLimitError,
    }
    kind = kinds.get(status)
    if kind is not None:
        return kind(message, body, **context)
    if status >= 500:
        return errors.ServerError(message, status, body, **context)
    return errors.APIError(message, status, body, **context)
