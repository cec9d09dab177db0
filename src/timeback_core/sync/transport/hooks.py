# Written by tools/generate_sync.py from timeback_core/transport/hooks.py; changes belong there.
"""Callables of the application that are told about requests, answers, repetitions, errors and tokens."""

from __future__ import annotations

from collections.abc import Callable

from timeback_core.blocking.awaiting import awaited
from timeback_core.transport.hooks import ErrorEvent, EventT, Hooks, RequestEvent, ResponseEvent, RetryEvent, TokenEvent
from timeback_core.transport.logs import http_log

__all__ = ["ErrorEvent", "Hooks", "RequestEvent", "ResponseEvent", "RetryEvent", "TokenEvent", "tell"]


def tell(hook: Callable[[EventT], object | object] | None, event: EventT) -> None:
    """Call a hook with an event; what it raises is logged and forgotten."""
    if hook is None:
        return
    try:
        awaited(hook(event))
    except Exception:
        http_log.warning("the hook for %s failed", type(event).__name__, exc_info=True)
