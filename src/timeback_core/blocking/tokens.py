"""Keeping a token among threads: who fetches the next one, and who waits."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable

from timeback_core.blocking.waits import wait_for_future
from timeback_core.blocking.workers import Worker, current_worker
from timeback_core.errors import TimebackError
from timeback_core.transport import forks
from timeback_core.transport.clocks import elapsed
from timeback_core.transport.logs import auth_log
from timeback_core.transport.tokens import PAUSE_AFTER_FAILURE, Freshness, Grant, Window, freshness, window

__all__ = ["TokenCache"]


class TokenCache:
    """Gives out a token and renews it, with one request at a time over all threads.

    - While it is fresh, callers get it at once.
    - In the soft window the first caller starts a request in the background; all go on with the old token.
    - Without a usable token all wait for the same request, and share its success or failure. The next caller after
      a failure starts a new one.
    - The request runs in a thread of its own: what ends a caller, also the one that started it, does not disturb it.
    - A forked child, which has no such thread, starts anew.

    Args:
        fetch: Asks for a token.
        clock: Monotonic clock.
    """

    def __init__(self, fetch: Callable[[], Grant], clock: Callable[[], float] | None) -> None:
        self._fetch = fetch
        self._clock = clock or elapsed
        self._lock = threading.RLock()
        self._token: str | None = None
        self._window: Window | None = None
        self._flight: Worker[str] | None = None
        forks.watch(self)

    def begin_anew(self) -> None:
        """In the child of a fork: the token is as good as in the parent, but the parent's request is not ours."""
        self._lock = threading.RLock()
        self._flight = None

    @property
    def token(self) -> str | None:
        """The token now held, fresh or not."""
        return self._token

    def peek(self) -> str | None:
        """The token if it can be used without anyone fetching another; never waits."""
        within = self._window
        if within is not None and self._clock() < within.soft:
            return self._token
        return None

    def drop(self) -> None:
        """Forget the token; a request under way goes on and its token will be used."""
        with self._lock:
            self._token = None
            self._window = None

    def get(self) -> str:
        """A token to use, waiting for one if need be."""
        with self._lock:
            state = freshness(self._clock(), self._window)
            if state is not Freshness.STALE and self._token is not None:
                if state is Freshness.SOFT and self._flight is None:
                    self._start()
                return self._token
            flight = self._flight or self._start()
        return _landed(flight)

    def renew(self) -> str:
        """A token from a request that starts now, or is under way already."""
        with self._lock:
            flight = self._flight or self._start()
        return _landed(flight)

    def _start(self) -> Worker[str]:
        """Start a request. Called with the lock held, which keeps its end from coming before it is known."""
        flight = Worker(self._run, "timeback-token", apart=True)
        if not flight.future.done():  # as it is when no thread could be had for it
            self._flight = flight
        return flight

    def _run(self) -> str:
        """Carry out a request."""
        asked = self._clock()
        try:
            grant = self._fetch()
        except BaseException as error:
            with self._lock:
                self._settle()
                if freshness(self._clock(), self._window) is Freshness.SOFT:
                    self._postpone()
                    auth_log.debug("renewing the token failed (%s); the old one goes on", type(error).__name__)
            raise
        with self._lock:
            self._settle()
            self._token = grant.token
            self._window = window(asked, grant.lifetime, grant.margin)
        return grant.token

    def _settle(self) -> None:
        """The request of this thread is over. Called with the lock held."""
        if self._flight is current_worker():
            self._flight = None

    def _postpone(self) -> None:
        """Begin the soft window anew a little later. Called with the lock held."""
        if self._window is not None:
            soft = min(self._clock() + PAUSE_AFTER_FAILURE, self._window.hard)
            self._window = Window(soft, self._window.hard)


def _landed(flight: Worker[str]) -> str:
    """The token, or the failure: a copy of it for each waiter, so that their tracebacks do not mix."""
    wait_for_future(flight.future)
    error = flight.future.exception()
    if isinstance(error, TimebackError):
        mine = copy.copy(error)
        raise mine from error.__cause__
    return flight.future.result()
