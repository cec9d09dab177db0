"""Requests that no declared endpoint covers: any method and path of a service, the rest as usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from timeback_core.encoding import encode
from timeback_core.error_reading import body_preview
from timeback_core.errors import ConfigurationError, InputValidationError, ResponseParseError, ValidationIssue
from timeback_core.query import query_string
from timeback_core.transport.call import Call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.channel import Channel
    from timeback_core.transport.message import Headers, Response
    from timeback_core.transport.options import RequestOptions

__all__ = ["RawResponse", "send_raw"]


class RawResponse:
    """A successful answer as it came."""

    __slots__ = ("attempts", "content", "elapsed", "headers", "request_id", "status_code")

    status_code: int
    """The HTTP status, 200 to 299."""
    headers: Headers
    """The response headers; names in any case."""
    request_id: str
    """The `X-Request-ID` of the operation."""
    elapsed: float
    """Seconds that the operation took, waiting for retries and tokens included."""
    attempts: int
    """How many requests were sent."""
    content: bytes
    """The body."""

    def __init__(self, response: Response) -> None:
        self.status_code = response.status
        self.headers = response.headers
        self.request_id = response.request_id
        self.elapsed = response.elapsed
        self.attempts = response.attempts
        self.content = response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def parse(self) -> Any:
        """Return the body as JSON, or None when it is blank.

        Raises:
            ResponseParseError: The body is not JSON.
        """
        if not self.content.strip():
            return None
        try:
            return msgspec.json.decode(self.content)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ResponseParseError(
                f"Invalid JSON response: {error}",
                self.status_code,
                {"parse_error": str(error), "body_preview": body_preview(self.text)},
                request_id=self.request_id,
                headers=self.headers,
                attempts=self.attempts,
            ) from error

    def __repr__(self) -> str:
        return f"<RawResponse {self.status_code}, {len(self.content)} bytes, request id {self.request_id}>"


async def send_raw(
    channel: Channel,
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | None = None,
    json: object = None,
    headers: Mapping[str, str] | None = None,
    options: RequestOptions | None = None,
) -> RawResponse:
    """Return the answer to a request below a service's base URL.

    Args:
        channel: The service.
        method: The HTTP method.
        path: The path below the service's base URL, prefix included.
        params: The query; None is left out, a list repeats its name.
        json: The body, or None.
        headers: Header fields of this request.
        options: What this request does differently.

    Raises:
        ConfigurationError: The path could leave the service.
        InputValidationError: The body or the query cannot be written.
        APIError: As for any operation.
    """
    from timeback_core.channel import merge_options

    method = method.strip().upper()
    if not method.isascii() or not method.isalpha():
        raise ConfigurationError(f"method must be an HTTP method such as 'GET', got {method!r}")
    target = check_path(path)
    merged = channel.options
    extra: dict[str, Any] = dict(options or {})
    if headers:
        extra["headers"] = headers
    if extra:
        merged = merge_options(merged, extra)
    call = Call(
        operation=f"{channel.service}.request",
        service=channel.service,
        method=method,
        route=target,
        url=f"{channel.base_url}{target}{_query(params)}",
        lifetime=channel.lifetime,
        content=None if json is None else _body(json),
        options=merged,
        tokens=channel.tokens,
        auth_header=channel.auth_header,
    )
    return RawResponse(await channel.pipeline.execute(call))


def check_path(path: str) -> str:
    """Return a path that stays below the service's base URL, with a slash in front.

    Raises:
        ConfigurationError: An absolute URL, a host, dot segments, a query, or characters that no path has.
    """
    scheme = path.partition(":")[0]
    if ":" in path and scheme and scheme[0].isalpha() and scheme.replace("+", "").replace("-", "").isalnum():
        raise ConfigurationError(f"Absolute URLs are not allowed: give the path below the base URL, not {path!r}")
    problem = None
    plain = unquote(path)
    if path.startswith("//"):
        problem = "starts with '//', which names a host"
    elif "\\" in plain or any(ord(mark) < 33 or ord(mark) == 127 for mark in path):
        problem = "contains a backslash, a blank or a control character"
    elif any(segment in {".", ".."} for segment in plain.split("/")):
        problem = "contains '.' or '..' segments"
    elif "?" in path or "#" in path:
        problem = "contains '?' or '#': give the query as params=, and encode an identifier with urllib.parse.quote"
    if problem:
        raise ConfigurationError(f"The path {path!r} {problem}")
    return path if path.startswith("/") or not path else f"/{path}"


def _query(params: Mapping[str, Any] | None) -> str:
    """Return the query string."""
    try:
        return query_string(params or {})
    except UnicodeEncodeError as error:
        raise InputValidationError("Invalid params", [ValidationIssue("params", error.reason)]) from None


def _body(json: object) -> bytes:
    """Return the body as JSON."""
    try:
        return msgspec.json.encode(encode(json))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        issue = ValidationIssue("json", f"cannot be written as JSON: {error}")
        raise InputValidationError("Invalid request body", [issue]) from None
