# Written by tools/generate_sync.py from timeback_core/transport/observe.py; changes belong there.
"""What is told about requests while they run: log lines, hooks, trace events."""

from __future__ import annotations

import logging
from collections.abc import Callable

from timeback_core.blocking.operation import Operation
from timeback_core.error_reading import redact_url
from timeback_core.sync.transport.hooks import tell
from timeback_core.sync.transport.message import StreamedResponse
from timeback_core.transport.hooks import ErrorEvent, Hooks, RequestEvent, ResponseEvent, RetryEvent
from timeback_core.transport.logs import http_log
from timeback_core.transport.message import Request, Response, SendFailure
from timeback_core.transport.observe import _Identity
from timeback_core.transport.redact import without_query
from timeback_core.transport.tracing import status_of

Answer = Response | StreamedResponse


class Observer:
    """Writes the log lines and calls the hooks of one pipeline.

    Args:
        hooks: The application's, or `None`.
        clock: Monotonic clock.
    """

    def __init__(self, hooks: Hooks | None, clock: Callable[[], float]) -> None:
        self.hooks = hooks
        self._clock = clock
        self._wants_attempts = hooks is not None and (hooks.on_request is not None or hooks.on_response is not None)

    def watches_attempts(self) -> bool:
        """Whether attempts have to go through `attempt`."""
        return self._wants_attempts or http_log.isEnabledFor(logging.DEBUG)

    def attempt(
        self,
        operation: Operation,
        request: Request,
        send: Callable[[Operation, Request], Answer],
    ) -> Answer:
        """Send an attempt, and tell that it starts and how it ended."""
        hooks = self.hooks
        if hooks is not None and hooks.on_request is not None:
            tell(hooks.on_request, RequestEvent(**_identity(operation)))
        started = self._clock()
        try:
            answer = send(operation, request)
        except SendFailure as failure:
            self._log(operation, f"no answer ({failure.kind})", self._clock() - started)
            raise
        duration = self._clock() - started
        self._log(operation, answer.status, duration)
        if hooks is not None and hooks.on_response is not None:
            size = len(answer.content) if isinstance(answer, Response) else None
            event = ResponseEvent(**_identity(operation), status=answer.status, duration=duration, size=size)
            tell(hooks.on_response, event)
        return answer

    def _log(self, operation: Operation, outcome: object, duration: float) -> None:
        call = operation.call
        http_log.debug(
            "%s %s: %s in %.3f s (request %s, attempt %d)",
            call.method,
            without_query(call.url),
            outcome,
            duration,
            operation.request_id,
            operation.attempts,
        )

    def repeats(self, operation: Operation, error: Exception, delay: float) -> None:
        """Tell that an attempt failed and will be repeated."""
        call = operation.call
        status = status_of(error)
        reason = type(error).__name__ if status is None else f"status {status}"
        http_log.warning(
            "%s %s: %s; attempt %d of %d follows in %.2f s (request %s)",
            call.method,
            without_query(call.url),
            reason,
            operation.retries + 1,
            operation.max_retries + 1,
            delay,
            operation.request_id,
        )
        if operation.trace is not None:
            operation.trace.repeats(operation, delay, type(error).__name__)
        hooks = self.hooks
        if hooks is not None and hooks.on_retry is not None:
            event = RetryEvent(
                **_identity(operation),
                status=status,
                error=type(error).__name__,
                delay=delay,
                max_retries=operation.max_retries,
            )
            tell(hooks.on_retry, event)

    def failed(self, operation: Operation, error: Exception) -> None:
        """Tell that an operation failed for good."""
        http_log.debug(
            "%s failed: %s, status %s (request %s)",
            operation.call.operation,
            type(error).__name__,
            status_of(error),
            operation.request_id,
        )
        hooks = self.hooks
        if hooks is not None and hooks.on_error is not None:
            event = ErrorEvent(**_identity(operation), status=status_of(error), error=type(error).__name__)
            tell(hooks.on_error, event)


def _identity(operation: Operation) -> _Identity:
    """Which operation and attempt an event is about."""
    call = operation.call
    return {
        "operation": call.operation,
        "service": call.service,
        "method": call.method,
        "route": call.route,
        "url": redact_url(call.url),
        "request_id": operation.request_id,
        "attempt": operation.attempts,
    }
