# Written by tools/generate_sync.py from timeback_core/transport/tracing.py; changes belong there.
"""One OpenTelemetry client span per operation, when the application has set up tracing.

Nothing is imported here: unless the application itself imported `opentelemetry.trace`, nobody records spans.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from timeback_core.transport.redact import origin

if TYPE_CHECKING:
    from opentelemetry.trace import Span

    from timeback_core.blocking.operation import Operation


class Trace:
    """The span of one operation."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span

    def inject(self, headers: dict[str, str]) -> None:
        """Add `traceparent`; baggage is left out, since it may name people."""
        from opentelemetry.trace import set_span_in_context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        TraceContextTextMapPropagator().inject(headers, context=set_span_in_context(self.span))

    def repeats(self, operation: Operation, delay: float, reason: str) -> None:
        """Note a repetition."""
        self.span.add_event(
            "retry", {"timeback.retry": operation.retries, "timeback.delay": delay, "error.type": reason}
        )

    def finish(self, operation: Operation, status: int | None, error: BaseException | None = None) -> None:
        """End the span with what the operation came to."""
        from opentelemetry.trace import Status, StatusCode

        span = self.span
        span.set_attribute("http.request.resend_count", operation.retries)
        if status is not None:
            span.set_attribute("http.response.status_code", status)
        if error is not None:
            kind = type(error).__name__
            span.set_attribute("error.type", kind)
            span.set_status(Status(StatusCode.ERROR, kind))
        span.end()


def start(operation: Operation) -> Trace | None:
    """A span for the operation, or `None` when tracing is not set up."""
    if "opentelemetry.trace" not in sys.modules:
        return None
    from opentelemetry import trace

    provider = trace.get_tracer_provider()
    if isinstance(provider, (trace.ProxyTracerProvider, trace.NoOpTracerProvider)):
        return None
    call = operation.call
    span = trace.get_tracer("timeback_core").start_span(
        f"timeback.{call.service} {call.method} {call.route}",
        kind=trace.SpanKind.CLIENT,
        attributes={
            "http.request.method": call.method,
            "url.template": call.route,
            "server.address": origin(call.url).partition("://")[2],
            "timeback.service": call.service,
            "timeback.operation": call.operation,
            "timeback.request_id": operation.request_id,
        },
    )
    return Trace(span)
