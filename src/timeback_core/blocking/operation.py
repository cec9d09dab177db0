"""One operation under way in a thread: its deadline, its place in the client's lifetime, what it has done so far."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from timeback_core.blocking.attempts import CURRENT, Attempt
from timeback_core.blocking.gate import Gate
from timeback_core.blocking.waits import Bell, Interruption, wait_for
from timeback_core.blocking.workers import current_worker
from timeback_core.errors import APITimeoutError, ClientClosedError
from timeback_core.sync.transport.call import Call
from timeback_core.sync.transport.failures import timed_out
from timeback_core.transport.options import Timeout

if TYPE_CHECKING:
    from timeback_core.sync.transport.message import StreamedResponse
    from timeback_core.sync.transport.tracing import Trace

__all__ = ["Interruption", "Operation"]


class Operation:
    """Ends the thread's wait when the deadline passes or the client is closed, and says afterwards which it was.

    Args:
        call: What to carry out.
        timeout: Its time limits.
        max_retries: Repetitions allowed.
        idempotent: Whether it may be repeated though it may have been processed.
        request_id: Sent as `X-Request-ID`.
        clock: Monotonic clock.
    """

    __slots__ = (
        "_begun",
        "_outer",
        "_worker",
        "attempt",
        "attempts",
        "call",
        "clock",
        "closed",
        "deadline",
        "gate",
        "held",
        "idempotent",
        "last_error",
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
        self.closed = False
        self.started = clock()
        self.deadline: float | None = None if timeout.total is None else self.started + timeout.total
        self.held: AbstractContextManager[StreamedResponse] | None = None
        self.gate: Gate | None = None
        self.trace: Trace | None = None
        self.attempt: Attempt | None = None
        self._begun = False
        self._outer: Attempt | None = None
        self._worker = current_worker()

    def begin(self) -> None:
        """Let this thread be interrupted by closing from here on, and by the deadline once `arm` is called."""
        made = Attempt()
        try:
            self._outer, self._begun = CURRENT.attempt, True
            CURRENT.attempt = self.attempt = made
            self.call.lifetime.enter(self)
            if self._worker is not None:
                self._worker.enter(self)
        except BaseException:
            self.end()
            raise

    def arm(self, limit: float | None) -> None:
        """Have every wait of this thread end after so many seconds, until `end`; `None` sets no limit.

        Not needed around an attempt whose sender keeps the time limit itself.
        """
        if self.attempt is not None and limit is not None and self.attempt.deadline is None:
            self.attempt.limit(limit)

    def sleep(self, seconds: float) -> None:
        """Wait; the deadline and the closing of the client end it."""
        wait_for(Bell(), seconds)

    def end(self) -> None:
        """Stop watching; may be called more than once."""
        if not self._begun:
            return
        self._begun = False
        CURRENT.attempt = self._outer  # before anything that Ctrl-C could come between
        self.call.lifetime.leave(self)
        if self._worker is not None:
            self._worker.leave(self)

    def remaining(self) -> float | None:
        """Seconds until the deadline, never negative; `None` without one."""
        return None if self.deadline is None else max(0.0, self.deadline - self.clock())

    def interrupt(self) -> None:
        """End the operation because its client is closed, or nobody wants its answer; callable from any thread."""
        under_way = self.attempt
        if under_way is not None and self._begun:
            self.closed = True
            under_way.interrupt()

    def meaning_of(self, error: BaseException) -> BaseException:
        """What comes of an error: of a wait that was ended, the deadline or the closing; of any other, itself.

        Where nobody wants the answer any more, as after leaving a walk, that is no error of anybody's client.
        """
        if self._worker is not None and self._worker.given_up and isinstance(error, Interruption | ClientClosedError):
            return error if isinstance(error, Interruption) else Interruption()
        if not isinstance(error, Interruption):
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
