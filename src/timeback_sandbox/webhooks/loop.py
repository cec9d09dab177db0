"""An event loop in a thread of its own, for work that waits on others; and threads for what cannot be interrupted."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["LoopThread", "in_daemon_thread"]

_Result = TypeVar("_Result")


class LoopThread:
    """Runs coroutines; the thread starts with the first one.

    Args:
        name: Of the thread.
        finish: What is to be done at the end, when nothing else runs any more.
    """

    def __init__(self, name: str, finish: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._name = name
        self._finish = finish
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stopped = False

    def submit(self, work: Coroutine[Any, Any, _Result]) -> Future[_Result]:
        """Starts a coroutine.

        Raises:
            RuntimeError: The loop was stopped.
        """
        with self._lock:
            if self._stopped:
                work.close()
                raise RuntimeError(f"{self._name} was stopped")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._run, args=(self._loop,), name=self._name, daemon=True)
                self._thread.start()
            return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self, timeout: float) -> None:
        """Cancels what runs, and ends the thread.

        Args:
            timeout: Seconds that the cancelled have to finish.
        """
        with self._lock:
            self._stopped = True
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None and thread.is_alive():
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(self._finish())
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()


async def in_daemon_thread(work: Callable[[], _Result]) -> _Result:
    """The result of something that blocks. When nobody waits for it any more, it is left to itself.

    An executor's threads hold up the end of the process until they are done; a look-up may take minutes.
    """
    future: Future[_Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed over to whoever waits
            future.set_exception(error)

    future.set_running_or_notify_cancel()  # from now on it cannot be cancelled, only be left alone
    threading.Thread(target=run, name="timeback-aside", daemon=True).start()
    return await asyncio.wrap_future(future)
