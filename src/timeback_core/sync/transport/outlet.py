# Written by tools/generate_sync.py from timeback_core/transport/outlet.py; changes belong there.
"""How one attempt goes out: through which sender, and how many at a time."""

from __future__ import annotations

from _thread import RLock
from collections.abc import Callable

from timeback_core.blocking import choose
from timeback_core.blocking.gate import Gates
from timeback_core.blocking.operation import Operation
from timeback_core.sync.transport.headers import standing_headers
from timeback_core.sync.transport.message import Sender, StreamedResponse
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.choose import PROCESS
from timeback_core.transport.message import Request, Response, SendFailure
from timeback_core.transport.outlet import _ERROR_BODY

Answer = Response | StreamedResponse
Send = Callable[[Operation, Request], Answer]


class Outlet:
    """The sender of a pipeline, opened on first use and again after a fork, and its bound on attempts in flight.

    Args:
        config: The pipeline's settings.
    """

    def __init__(self, config: TransportConfig) -> None:
        self._config = config
        bounds = [b for b in (config.max_concurrency, config.limits.max_connections) if b is not None]
        self._gates = Gates(min(bounds) if bounds else None)
        self._sender: Sender | None = None
        self._opening = RLock()
        self._generation = PROCESS.generation
        self.standing: dict[str, str] = {}
        self.keeps_time = False

    def sender(self) -> Sender:
        """The sender for this process; sets `standing`, the header fields of every request, and `keeps_time`."""
        sender = self._sender
        if sender is None or self._generation != PROCESS.generation:
            with self._opening:  # threads that start at once share one sender, and so one pool
                sender = self._sender
                if sender is None or self._generation != PROCESS.generation:
                    sender = self._open()
        return sender

    def close(self) -> None:
        """Close the sender, if it is ours."""
        sender, self._sender = self._sender, None
        if sender is not None and sender is not self._config.sender:
            sender.close()

    def send(self, operation: Operation, request: Request) -> Response:
        """One attempt with its body read."""
        sender = self._sender
        if sender is None:
            raise SendFailure("closed", "the connection has been closed", not_sent=True)
        gate = self._gates.of(operation)
        if gate is None:
            return sender.send(request)
        if not gate.try_enter():
            self._gates.enter(operation, gate, request)
        try:
            return sender.send(request)
        finally:
            gate.leave()

    def open_stream(self, operation: Operation, request: Request) -> Answer:
        """One attempt up to the header; an error's body is read, any other left to the caller."""
        sender = self._sender
        if sender is None:
            raise SendFailure("closed", "the connection has been closed", not_sent=True)
        gate = self._gates.of(operation)
        if gate is not None and not gate.try_enter():
            self._gates.enter(operation, gate, request)
        operation.gate = gate
        try:
            context = sender.stream(request)
            answer = context.__enter__()
        except BaseException:
            self._leave_gate(operation)
            raise
        operation.held = context
        if 200 <= answer.status < 300:
            return answer
        try:
            return Response(answer.status, answer.headers, _beginning(answer, _ERROR_BODY))
        finally:
            self.close_stream(operation)

    def close_stream(self, operation: Operation) -> None:
        """End a streamed answer and give its place to others."""
        context, operation.held = operation.held, None
        try:
            if context is not None:
                context.__exit__(None, None, None)
        finally:
            self._leave_gate(operation)

    def _leave_gate(self, operation: Operation) -> None:
        """Give the operation's place back, once."""
        gate, operation.gate = operation.gate, None
        if gate is not None:
            gate.leave()

    def _open(self) -> Sender:
        """The sender for this process, chosen on first use and again after a fork."""
        if self._sender is not None and self._sender is not self._config.sender:
            choose.abandon(self._sender)
        self._generation = PROCESS.generation
        sender = choose.open_sender(self._config)
        self.standing = standing_headers(self._config, sender.name)
        self.keeps_time = getattr(sender, "keeps_time", False)
        self._sender = sender
        return sender


def _beginning(answer: StreamedResponse, limit: int) -> bytes:
    """The first bytes of a streamed body."""
    kept = bytearray()
    for chunk in answer.chunks():
        kept += chunk
        if len(kept) >= limit:
            break
    return bytes(kept[:limit])
