"""Keeping a token among threads: who fetches the next one, and who waits."""

from __future__ import annotations

from collections.abc import Callable

from timeback_core.blocking.waits import wait_for_future
from timeback_core.blocking.workers import Worker, current_worker
from timeback_core.transport.tokens import Freshness, Grant, HeldToken, freshness, token_of

__all__ = ["TokenCache"]


class TokenCache(HeldToken):
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
        super().__init__(clock)
        self._fetch = fetch
        self._flight: Worker[str] | None = None

    def begin_anew(self) -> None:
        """In the child of a fork: the parent's request is not ours."""
        super().begin_anew()
        self._flight = None

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
                self._go_on(error)
            raise
        with self._lock:
            self._settle()
            self._accept(asked, grant)
        return grant.token

    def _settle(self) -> None:
        """The request of this thread is over. Called with the lock held."""
        if self._flight is current_worker():
            self._flight = None


def _landed(flight: Worker[str]) -> str:
    """The token of a request that runs in another thread, or its failure."""
    wait_for_future(flight.future)
    return token_of(flight.future)
