"""One operation under way: its deadline, its place in the client's lifetime, and what it has done so far."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from timeback_core.errors import APITimeoutError
from timeback_core.transport.call import Call
from timeback_core.transport.failures import timed_out
from timeback_core.transport.gate import Gate
from timeback_core.transport.message import StreamedResponse
from timeback_core.transport.options import Timeout

if TYPE_CHECKING:
    from timeback_core.transport.tracing import Trace

Interruption = asyncio.CancelledError
"""What comes out of a wait that the deadline, the closing of the client, or somebody else has ended."""


class Operation:
    """Ends the task's wait when the deadline passes or the client is closed, and says afterwards which it was.

    Both cancel the task, as `asyncio.timeout` does, and are turned into the matching error by `meaning_of`. A
    cancellation that came from elsewhere stays one.

    Args:
        call: What to carry out.
        timeout: Its time limits.
        max_retries: Repetitions allowed.
        idempotent: Whether it may be repeated though it may have been processed.
        request_id: Sent as `X-Request-ID`.
        clock: Monotonic clock.
    """

    __slots__ = (
        "_armed",
        "_cancelling",
        "_task",
        "_timer",
        "attempts",
        "call",
        "clock",
        "closed",
        "deadline",
        "expired",
        "gate",
        "held",
        "idempotent",
        "last_error",
        "loop",
        "max_retries",
        "replayed",
        "request_id",
        "retries",
        "started",
        "timeout",
        "token",
        "trace",
        "waiting_for_token",
    )

    def __init__(
        self,
        call: Call,
        *,
        timeout: Timeout,
        max_retries: int,
        idempotent: bool,
        request_id: str,
        clock: Callable[[], float],
    ) -> None:
        self.call = call
        self.timeout = timeout
        self.max_retries = max_retries
        self.idempotent = idempotent
        self.request_id = request_id
        self.clock = clock
        self.attempts = 0
        self.retries = 0
        self.replayed = False
        self.token: str | None = None
        self.waiting_for_token = False
        self.last_error: Exception | None = None
        self.expired = False
        self.closed = False
        self.started = clock()
        self.deadline: float | None = None if timeout.total is None else self.started + timeout.total
        self.held: AbstractAsyncContextManager[StreamedResponse] | None = None
        self.gate: Gate | None = None
        self.trace: Trace | None = None
        self._armed = False
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Let the current task be interrupted by closing from here on, and by the deadline once `arm` is called."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        if task is None:
            raise RuntimeError("requests must be sent from within an asyncio task")
        self.loop = loop
        self._task = task
        self._cancelling = task.cancelling()
        self.call.lifetime.enter(self)
        self._armed = True

    def arm(self, limit: float | None) -> None:
        """Interrupt the task after so many seconds, unless it has ended by then; `None` sets no limit.

        Not needed around an attempt whose sender keeps the time limit itself, which is cheaper than a timer.
        """
        if limit is not None and self._timer is None:
            self._timer = self.loop.call_later(limit, self._expire)

    async def sleep(self, seconds: float) -> None:
        """Wait; the deadline and the closing of the client end it."""
        await asyncio.sleep(seconds)

    def end(self) -> None:
        """Stop watching; may be called more than once."""
        if not self._armed:
            return
        self._armed = False
        self.call.lifetime.leave(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def remaining(self) -> float | None:
        """Seconds until the deadline, never negative; `None` without one."""
        return None if self.deadline is None else max(0.0, self.deadline - self.clock())

    def interrupt(self) -> None:
        """End the operation because its client is closed; callable from any thread."""
        try:
            # Never at once: when a hook of this very task closes the client, the cancellation could come out late.
            self.loop.call_soon_threadsafe(self._close)
        except RuntimeError:  # its event loop is closed, so nothing is under way any more
            return

    def _expire(self) -> None:
        if self._armed and not self.closed:
            self.expired = True
            self._task.cancel()

    def _close(self) -> None:
        if self._armed and not self.expired:
            self.closed = True
            self._task.cancel()

    def meaning_of(self, error: BaseException) -> BaseException:
        """What comes of an error: of a cancellation, the deadline, the closing, or itself when someone else cancelled.

        Any other is returned as it is.
        """
        if not isinstance(error, Interruption) or not (self.expired or self.closed):
            return error
        if self._task.uncancel() > self._cancelling:
            return error
        meaning: BaseException
        if self.closed:
            meaning = self.call.lifetime.error()
            meaning.__cause__ = error
        else:
            meaning = self.timed_out()
            meaning.__cause__ = self.last_error or error
        return meaning

    def timed_out(self, retry_after: float | None = None, detail: str | None = None) -> APITimeoutError:
        """The error of a deadline that passed, or that the next wait would overrun."""
        limit = self.timeout.total
        if detail is None and self.waiting_for_token:
            detail = "Failed to obtain access token" + ("" if limit is None else f" within {limit:g} s")
        return timed_out(
            self.call,
            request_id=self.request_id,
            attempts=self.attempts,
            limit=limit,
            retry_after=retry_after,
            detail=detail,
        )
