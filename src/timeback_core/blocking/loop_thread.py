"""An event loop in a daemon thread, for what can only be awaited."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakSet

from timeback_core.blocking.attempts import Attempt, interruption
from timeback_core.transport.choose import PROCESS
from timeback_core.transport.message import SendFailure

_PATIENCE = 5.0
"""Seconds that stopping a loop may take."""

_PATIENCE_AT_EXIT = 1.0
"""Seconds that it may take when the program ends without having closed its client."""

_T = TypeVar("_T")


class LoopThread:
    """A running event loop, of its own for whoever makes it. Serves any number of threads until it is stopped.

    Args:
        name: Of the thread.
        finish: Makes what is to be awaited in the loop before it ends.

    Raises:
        SendFailure: The interpreter is ending and starts no thread any more (`closed`).
    """

    def __init__(self, name: str, finish: Callable[[], Awaitable[object]] | None = None) -> None:
        self._generation = PROCESS.generation
        self._finish = finish
        self._failed: Exception | None = None
        self._last: asyncio.Task[None] | None = None
        self._waited_for: set[asyncio.Task[Any]] = set()
        # Reentrant, because a signal handler may stop the loop in the very thread that is just taking it.
        self._lock = threading.RLock()
        self._stopping = False
        self._loop = asyncio.new_event_loop()
        # Made here to be ended here: otherwise a function that hangs in the loop's own pool would hold up the end.
        self._pool = ThreadPoolExecutor(thread_name_prefix=name)
        self._loop.set_default_executor(self._pool)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        try:
            self._thread.start()
        except RuntimeError as error:
            self._loop.close()
            raise SendFailure("closed", f"no event loop can be started: {error}", not_sent=True) from error
        _running.add(self)

    def start(self, make: Callable[[], Coroutine[Any, Any, _T]]) -> Future[_T]:
        """Start a coroutine in the loop; cancelling the future cancels it.

        Args:
            make: Makes the coroutine; called in this thread.

        Raises:
            SendFailure: The loop is stopping (`closed`).
            RuntimeError: This is the loop's own thread, which would wait for itself.
        """
        self.refuse_own_thread()
        with self._lock:
            if self._stopping:
                raise SendFailure("closed", "the sender has been closed", not_sent=True)
            return asyncio.run_coroutine_threadsafe(self._tracked(make()), self._loop)

    def result(self, future: Future[_T], under_way: Attempt) -> _T:
        """The result of something under way in the loop, which is cancelled when the wait ends before it does.

        Raises:
            SendFailure: The attempt was interrupted, or the loop stopped (`closed`).
            TimeoutError: The attempt was over.
        """
        try:
            with under_way.waking(future.cancel):
                return future.result(under_way.remaining())
        except CancelledError:
            raise interruption() from None
        except TimeoutError:
            if future.done() and not future.cancelled():
                return future.result()  # it ended just now, or the error is its own
            raise
        finally:
            future.cancel()

    def call_soon(self, function: Callable[..., object], *arguments: object) -> None:
        """Have a function called in the loop; does nothing once the loop is closed."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    def refuse_own_thread(self) -> None:
        """Refuse to wait in the loop's own thread.

        Raises:
            RuntimeError: This is that thread.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError(
                "a synchronous client was used inside the application that it sends to, in the thread that runs it, "
                "and would wait for itself: use the asynchronous client there, or call it in another thread "
                "(asyncio.to_thread)"
            )

    def stop(self, patience: float = _PATIENCE) -> None:
        """Cancel what runs in the loop, await `finish` there, and wait for the end of the thread.

        Callable from any thread, also its own, where nothing is waited for. A child of a fork leaves it alone.

        Args:
            patience: Seconds to wait; a loop that takes longer is left to itself.

        Raises:
            Exception: What `finish` raised.
        """
        if self._generation != PROCESS.generation:
            return
        with self._lock:
            first, self._stopping = not self._stopping, True
        if first:
            # Whatever was started before this comes before it in the loop, too, so nothing is overlooked.
            self.call_soon(self._begin_to_stop)
        if threading.current_thread() is not self._thread:
            self._thread.join(patience)
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    async def _tracked(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Carry out what a thread waits for, known to `_end`."""
        task = asyncio.current_task()
        assert task is not None
        self._waited_for.add(task)
        try:
            return await work
        finally:
            self._waited_for.discard(task)

    def _begin_to_stop(self) -> None:
        self._last = self._loop.create_task(self._end())

    async def _end(self) -> None:
        """Leave nothing running: first what threads wait for, as `finish` may want the rest to end well."""
        try:
            await _cancel(self._waited_for)
            if self._finish is not None:
                await self._finish()
        except Exception as error:  # noqa: BLE001 - raised by `stop`
            self._failed = error
        try:
            await _cancel(asyncio.all_tasks() - {asyncio.current_task()})
        finally:
            self._loop.stop()

    def _run(self) -> None:
        loop = self._loop
        asyncio.set_event_loop(loop)
        try:
            while True:
                # An application that raises SystemExit must not end the loop for everyone else.
                with suppress(SystemExit, KeyboardInterrupt):
                    loop.run_forever()
                    break
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)
            asyncio.set_event_loop(None)
            loop.close()
            _running.discard(self)


async def _cancel(tasks: Iterable[asyncio.Task[Any] | None]) -> None:
    """Cancel tasks and wait for their end."""
    found = [task for task in tasks if task is not None]
    for task in found:
        task.cancel()
    await asyncio.gather(*found, return_exceptions=True)


_running: WeakSet[LoopThread] = WeakSet()


def _stop_all() -> None:
    """At exit: a loop that is left running would be torn down in the middle of something."""
    for running in list(_running):
        with suppress(Exception):
            running.stop(patience=_PATIENCE_AT_EXIT)


atexit.register(_stop_all)
