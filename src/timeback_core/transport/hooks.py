"""Callables of the application that are told about requests, answers, repetitions, errors and tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from timeback_core.awaiting import awaited
from timeback_core.transport.logs import http_log

__all__ = ["ErrorEvent", "Hooks", "RequestEvent", "ResponseEvent", "RetryEvent", "TokenEvent", "tell"]


class RequestEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt is about to be sent.

    Attributes:
        operation: Name of the operation, as `oneroster.users.list`.
        service: Service, as `oneroster`.
        method: HTTP method.
        route: Path template.
        url: URL with the values of its query left out.
        request_id: The same over all attempts of an operation.
        attempt: 1 for the first.
    """

    operation: str
    service: str
    method: str
    route: str
    url: str
    request_id: str
    attempt: int


class ResponseEvent(RequestEvent, frozen=True, kw_only=True):
    """An attempt was answered.

    Attributes:
        status: HTTP status.
        duration: Seconds from sending to the end of the answer (of its header, when it is streamed).
        size: Bytes of the body; `None` when it is streamed.
    """

    status: int
    duration: float
    size: int | None


class RetryEvent(RequestEvent, frozen=True, kw_only=True):
    """An attempt failed and will be repeated.

    Attributes:
        status: HTTP status, or `None` when there was no answer.
        error: Class of the error that the attempt would have raised.
        delay: Nominal seconds until the next attempt.
        max_retries: Repetitions allowed.
    """

    status: int | None
    error: str
    delay: float
    max_retries: int


class ErrorEvent(RequestEvent, frozen=True, kw_only=True):
    """An operation failed for good.

    Attributes:
        status: HTTP status, or `None` when there was none.
        error: Class of the error raised.
    """

    status: int | None
    error: str


class TokenEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A token was acquired, could not be acquired, or was dropped because a server refused it.

    Attributes:
        outcome: `acquired`, `failed` or `dropped`.
        url: Token URL, without query.
        duration: Seconds that acquiring took; 0 for `dropped`.
        lifetime: Seconds the token is good for; `None` unless acquired.
        error: Class of the error; `None` unless failed.
    """

    outcome: str
    url: str
    duration: float = 0.0
    lifetime: float | None = None
    error: str | None = None


class Hooks(msgspec.Struct, frozen=True, kw_only=True):
    """What to call and when; each may be a plain function or return an awaitable.

    They get frozen records without tokens, secrets, bodies or query values. An exception that one of them raises
    is logged and otherwise without effect. They run in the operation's task, so a slow one delays it.

    Args:
        on_request: Before each attempt.
        on_response: After each answer, whatever its status.
        on_retry: Before waiting for a repetition.
        on_error: Before an error is raised to the caller.
        on_token: When a token was acquired, failed or was dropped.
    """

    on_request: Callable[[RequestEvent], Awaitable[object] | object] | None = None
    on_response: Callable[[ResponseEvent], Awaitable[object] | object] | None = None
    on_retry: Callable[[RetryEvent], Awaitable[object] | object] | None = None
    on_error: Callable[[ErrorEvent], Awaitable[object] | object] | None = None
    on_token: Callable[[TokenEvent], Awaitable[object] | object] | None = None


EventT = TypeVar("EventT")


async def tell(hook: Callable[[EventT], Awaitable[object] | object] | None, event: EventT) -> None:
    """Call a hook with an event; what it raises is logged and forgotten."""
    if hook is None:
        return
    try:
        await awaited(hook(event))
    except Exception:  # noqa: BLE001 - whatever it raises, the request goes on
        http_log.warning("the hook for %s failed", type(event).__name__, exc_info=True)
