"""Sends through an asynchronous sender, which runs in an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from timeback_core.blocking.attempts import Attempt, current_attempt, within
from timeback_core.blocking.loop_thread import LoopThread
from timeback_core.transport.forks import abandon, watch
from timeback_core.transport.message import Request, Response, SendFailure

if TYPE_CHECKING:
    from timeback_core.sync.transport.message import StreamedResponse
    from timeback_core.transport.message import Sender
    from timeback_core.transport.message import StreamedResponse as AsyncStreamedResponse


class LoopSender:
    """A synchronous `Sender` around an asynchronous one.

    What is sent runs in an event loop in a daemon thread, started with the first request; the calling thread waits
    for it, so it may have a running event loop of its own, as in a notebook.

    Args:
        sender: The asynchronous sender, as `AsgiSender` or the application's own.
        owned: Whether `close` closes it, too. Otherwise others may go on using it; what it keeps for the event loop
            here is freed by its method `leave_loop`, if it has one.
    """

    keeps_time = True
    """The calling thread stops waiting at the time limit, whatever the sender does."""

    def __init__(self, sender: Sender, *, owned: bool = False) -> None:
        self.sender = sender
        self.in_process = bool(getattr(sender, "in_process", False))
        self._owned = owned
        self._closed = False
        self._thread: LoopThread | None = None
        # Reentrant, because a signal handler may close the sender in the very thread that is just taking it.
        self._lock = threading.RLock()
        watch(self)

    @property
    def name(self) -> str:
        """Library and version of the sender inside."""
        return self.sender.name

    def send(self, request: Request) -> Response:
        """The answer, its body read.

        Raises:
            SendFailure: There was none in time, or this sender was closed; else whatever the sender inside raises.
            RuntimeError: This is the thread of the event loop itself.
        """
        with within(request.timeout) as under_way:
            try:
                loop = self._loop()
                under_way.check()
                return loop.result(loop.start(lambda: self.sender.send(request)), under_way)
            except TimeoutError as error:
                raise _too_late("no complete answer", request.timeout) from error

    @contextmanager
    def stream(self, request: Request) -> Generator[StreamedResponse]:
        """The answer as soon as its header is there; each piece is waited for within the attempt then current."""
        from timeback_core.sync.transport.message import StreamedResponse

        loop = self._loop()
        held = _HeldAnswer(self.sender, request, loop)
        try:
            with within(request.timeout) as under_way:
                try:
                    answer = held.open(under_way)
                except TimeoutError as error:
                    raise _too_late("no answer", request.timeout) from error
            yield StreamedResponse(answer.status, answer.headers, held.chunks())
        finally:
            held.close()

    def close(self) -> None:
        """End the event loop and what is under way in it, and close the sender if it is owned."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is None and self._owned:
            thread = self._new_thread()  # for closing, which can only be awaited, too
        if thread is not None:
            thread.stop()

    def begin_anew(self) -> None:
        """In a forked child: the thread has not come along, so there is no loop yet."""
        if self._thread is not None:
            abandon(self._thread)
        self._thread = None
        self._lock = threading.RLock()

    def _loop(self) -> LoopThread:
        """The running event loop, started on first use."""
        thread = self._thread
        if thread is not None:
            thread.refuse_own_thread()
            return thread
        with self._lock:
            if self._closed:
                raise SendFailure("closed", "the sender has been closed", not_sent=True)
            thread = self._thread
            if thread is None:
                self._thread = thread = self._new_thread()
                # A sender that is forgotten takes its thread along. The collector may run anywhere, so nothing waits.
                weakref.finalize(self, thread.stop, patience=0.0).atexit = False
            return thread

    def _new_thread(self) -> LoopThread:
        finish = self.sender.close if self._owned else getattr(self.sender, "leave_loop", None)
        return LoopThread("timeback-loop", finish)


class _HeldAnswer:
    """A streamed answer, opened, read and closed by one task in the loop, as task groups and scopes require."""

    def __init__(self, sender: Sender, request: Request, loop: LoopThread) -> None:
        self._sender = sender
        self._request = request
        self._loop = loop
        self._opened: Future[AsyncStreamedResponse] = Future()
        self._asked: asyncio.Queue[Future[bytes | None] | None] = asyncio.Queue()
        self._awaited: Future[Any] = self._opened
        self._task: Future[None] | None = None

    def open(self, under_way: Attempt) -> AsyncStreamedResponse:
        """The answer, once its header is there."""
        under_way.check()
        self._task = self._loop.start(self._run)
        self._task.add_done_callback(lambda _: self._awaited.cancel())
        return self._loop.result(self._opened, under_way)

    def chunks(self) -> Iterator[bytes]:
        """The body piece by piece."""
        while (piece := self._next(current_attempt() or Attempt())) is not None:
            yield piece

    def close(self) -> None:
        """End the answer; what is still under way is cancelled."""
        task = self._task
        if task is None:
            return
        if not self._awaited.done() or self._awaited.cancelled():
            task.cancel()
            return
        self._loop.call_soon(self._asked.put_nowait, None)
        # RuntimeError in the loop's own thread, where the garbage collector may have found a forgotten answer
        with suppress(SendFailure, RuntimeError):
            self._loop.refuse_own_thread()
            self._loop.result(task, Attempt())

    def _next(self, under_way: Attempt) -> bytes | None:
        """The next piece, or `None` at the end."""
        task = self._task
        assert task is not None
        self._loop.refuse_own_thread()
        asked: Future[bytes | None] = Future()
        self._awaited = asked
        if task.done():
            raise SendFailure("closed", "the streamed answer has been ended")
        self._loop.call_soon(self._asked.put_nowait, asked)
        try:
            return self._loop.result(asked, under_way)
        except TimeoutError as error:
            raise SendFailure("timeout", "TimeoutError") from error
        finally:
            if asked.cancelled():
                task.cancel()  # nobody knows how much of the piece has been read

    async def _run(self) -> None:
        """What runs in the loop."""
        try:
            async with self._sender.stream(self._request) as answer:
                if not self._opened.set_running_or_notify_cancel():
                    return
                self._opened.set_result(answer)
                await self._read(answer.chunks())
        except Exception as error:
            if self._opened.done() or not self._opened.set_running_or_notify_cancel():
                raise  # leaving the answer went wrong, which `close` tells
            self._opened.set_exception(error)

    async def _read(self, pieces: AsyncIterator[bytes]) -> None:
        """Read piece by piece, as they are asked for, until the answer is to be left."""
        while (asked := await self._asked.get()) is not None:
            try:
                piece = await anext(pieces, None)
            except Exception as error:  # noqa: BLE001 - raised where the piece is waited for
                if asked.set_running_or_notify_cancel():
                    asked.set_exception(error)
            else:
                if asked.set_running_or_notify_cancel():
                    asked.set_result(piece)


def _too_late(what: str, limit: float | None) -> SendFailure:
    """The failure of a wait that took too long."""
    return SendFailure("timeout", what if limit is None else f"{what} within {limit} s")
