# Written by tools/generate_sync.py from timeback_core/raw.py; changes belong there.
"""Requests that no declared endpoint covers: any method and path of a service, the rest as usual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.errors import ConfigurationError
from timeback_core.raw import RawResponse, _body, _query, check_path
from timeback_core.sync.transport.call import Call

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.sync.channel import Channel
    from timeback_core.transport.options import RequestOptions

__all__ = ["RawResponse", "send_raw"]


def send_raw(
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
    return RawResponse(channel.pipeline.execute(call))
