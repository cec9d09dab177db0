"""Work that goes on while nobody waits for it: a step that is repeated in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

__all__ = ["Repeater"]

logger = logging.getLogger("timeback_sandbox")

_AFTER_AN_ERROR = 1.0
"""Seconds until a step that failed is tried again."""


class Repeater:
    """Repeats a step: when it is woken, and when the time that the step itself named has come.

    The thread is started by the first `wake`, so that a sandbox which never needs it has none.

    Args:
        name: Of the thread, for whoever looks at the process.
        step: Does what there is to do and says in how many seconds there is more; None: when woken.
    """

    def __init__(self, name: str, step: Callable[[], float | None]) -> None:
        self._name = name
        self._step = step
        self._woken = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def wake(self) -> None:
        """Has the step run soon; does nothing once stopped."""
        self._woken.set()
        if self._thread is None:
            self._begin()

    def _begin(self) -> None:
        """Starts the thread, unless another caller was quicker."""
        with self._lock:
            if self._thread is None and not self._ended.is_set():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends the thread after the step that runs now.

        Args:
            timeout: Seconds to wait for that step.
        """
        with self._lock:
            self._ended.set()
            thread = self._thread
        self._woken.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)

    def _run(self) -> None:
        wait: float | None = 0.0
        while not self._ended.is_set():
            if wait != 0:
                self._woken.wait(wait)
            self._woken.clear()
            if self._ended.is_set():
                return
            try:
                wait = self._step()
            except Exception:
                if self._ended.is_set():  # the store is being closed
                    return
                logger.exception("%s failed; it is tried again", self._name)
                wait = _AFTER_AN_ERROR
