"""Keeping a token: when it is fresh, and who fetches the next one."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from enum import Enum
from typing import Any, Final, NamedTuple

from timeback_core.errors import TimebackError
from timeback_core.transport import forks
from timeback_core.transport.clocks import elapsed
from timeback_core.transport.logs import auth_log

EARLY_REFRESH_SECONDS: Final = 60.0
"""A token is not used any more this long before it expires (a tenth of its lifetime, if that is less)."""

PAUSE_AFTER_FAILURE: Final = 5.0
"""Seconds for which the old token is used without trying again, after a refresh in the background failed."""

_LOOK_AGAIN = 0.25
"""Seconds after which a waiter looks whether the event loop that fetches for it still runs."""


class Grant(NamedTuple):
    """A token as it was granted.

    Attributes:
        token: The bearer token.
        lifetime: Seconds it is good for, counted from before it was asked for.
        margin: Seconds before that end from which on it is not used any more; None: by the rule of `window`.
    """

    token: str
    lifetime: float
    margin: float | None = None


class Window(NamedTuple):
    """Moments on the monotonic clock.

    Attributes:
        soft: From here on one caller fetches the next token while the others go on with this one.
        hard: From here on it is not used any more.
    """

    soft: float
    hard: float


class Freshness(Enum):
    """What to do with a cached token."""

    FRESH = "use it"
    SOFT = "use it, and have someone fetch the next"
    STALE = "wait for the next"


def window(asked: float, lifetime: float, margin: float | None = None) -> Window:
    """When a token that was asked for at a moment has to be renewed.

    It is used until `min(60 s, 10 %)` of its lifetime before it expires, unless another margin is given; the soft
    window is the half as long span before that.
    """
    if margin is None:
        margin = min(EARLY_REFRESH_SECONDS, lifetime / 10)
    hard = asked + lifetime - margin
    return Window(hard - margin / 2, hard)


def freshness(now: float, within: Window | None) -> Freshness:
    """What to do with a token at a moment; without a window there is none."""
    if within is None or now >= within.hard:
        return Freshness.STALE
    return Freshness.FRESH if now < within.soft else Freshness.SOFT


class HeldToken:
    """A token and until when it is used, whoever fetches the next one; the child of a fork keeps it.

    Args:
        clock: Never goes back; by default one that goes on during standby, as the token's own time does.
    """

    def __init__(self, clock: Callable[[], float] | None) -> None:
        self._clock = clock or elapsed
        # Reentrant, because a signal handler may come between.
        self._lock = threading.RLock()
        self._token: str | None = None
        self._window: Window | None = None
        forks.watch(self)

    def begin_anew(self) -> None:
        """In the child of a fork: the token is as good as in the parent, but the parent's request is not ours."""
        self._lock = threading.RLock()

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

    def _accept(self, asked: float, grant: Grant) -> None:
        """Hold a token that was asked for at a moment. Called with the lock held."""
        self._token = grant.token
        self._window = window(asked, grant.lifetime, grant.margin)

    def _go_on(self, error: BaseException) -> None:
        """After a failed request, begin the soft window anew a little later. Called with the lock held."""
        now, within = self._clock(), self._window
        if within is not None and freshness(now, within) is Freshness.SOFT:
            self._window = Window(min(now + PAUSE_AFTER_FAILURE, within.hard), within.hard)
            auth_log.debug("renewing the token failed (%s); the old one goes on", type(error).__name__)


def token_of(done: Future[str]) -> str:
    """The token that a request came to, or its failure: a copy for each waiter, so that tracebacks do not mix."""
    error = done.exception()
    if isinstance(error, TimebackError):
        raise copy.copy(error) from error.__cause__
    return done.result()


class _Lost(Exception):  # noqa: N818 - a signal between the two halves of this module
    """The event loop that was fetching a token has ended, so nobody will get it from there."""


class _Flight:
    """One token request, awaited by callers in any thread.

    Args:
        loop: The event loop it runs in.
    """

    __slots__ = ("future", "loop", "task")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.future: Future[str] = Future()
        self.future.set_running_or_notify_cancel()  # from here on no waiter can cancel it for the others
        self.task: asyncio.Task[None] | None = None

    def lost(self) -> bool:
        """Whether nothing will come of it: its event loop has stopped."""
        return not self.future.done() and not self.loop.is_running()


class TokenCache(HeldToken):
    """Gives out a token and renews it, with one request at a time over all tasks and threads.

    - While it is fresh, callers get it at once.
    - In the soft window the first caller starts a request in the background; all go on with the old token.
    - Without a usable token all wait for the same request, and share its success or failure. The next caller after
      a failure starts a new one.
    - The request runs in a task of its own: cancelling a caller, also the one that started it, does not disturb it.
    - When the event loop that runs it stops, waiters elsewhere notice, and one of them starts anew.
    - The child of a fork keeps the token, and makes a request of its own when it needs another.

    Args:
        fetch: Asks for a token.
        clock: Never goes back; by default one that goes on during standby, as the token's own time does.
    """

    def __init__(self, fetch: Callable[[], Coroutine[Any, Any, Grant]], clock: Callable[[], float] | None) -> None:
        super().__init__(clock)
        self._fetch = fetch
        self._flight: _Flight | None = None

    def begin_anew(self) -> None:
        """In the child of a fork: the parent's request is not ours."""
        super().begin_anew()
        self._flight = None

    async def get(self) -> str:
        """A token to use, waiting for one if need be."""
        while True:
            token, flight = self._join()
            if token is not None:
                return token
            assert flight is not None
            try:
                return await _landed(flight)
            except _Lost:
                continue

    async def renew(self) -> str:
        """A token from a request that starts now, or is under way already."""
        while True:
            with self._lock:
                flight = self._current() or self._start()
            try:
                return await _landed(flight)
            except _Lost:
                continue

    def _join(self) -> tuple[str | None, _Flight | None]:
        """A token to use at once, or the request to wait for."""
        with self._lock:
            state = freshness(self._clock(), self._window)
            if state is Freshness.FRESH:
                return self._token, None
            flight = self._current()
            if state is Freshness.SOFT:
                if flight is None:
                    self._start()
                return self._token, None
            return None, flight or self._start()

    def _current(self) -> _Flight | None:
        """The request under way; one whose event loop has stopped is given up. Called with the lock held."""
        flight = self._flight
        if flight is not None and flight.lost():
            self._flight = flight = None
        return flight

    def _start(self) -> _Flight:
        """Start a request in the running event loop. Called with the lock held."""
        loop = asyncio.get_running_loop()
        flight = self._flight = _Flight(loop)
        # The flight holds on to the task, and this object to the flight: nothing else would.
        flight.task = loop.create_task(self._run(flight))
        return flight

    async def _run(self, flight: _Flight) -> None:
        """Carry out a request and tell everyone who waits for it."""
        asked = self._clock()
        try:
            grant = await self._fetch()
        except Exception as error:  # noqa: BLE001 - handed to everyone who waits
            with self._lock:
                self._settle(flight)
                self._go_on(error)
            flight.future.set_exception(error)
        except BaseException:
            # Cancelled with its event loop. Whoever waits in another one starts anew.
            with self._lock:
                self._settle(flight)
            flight.future.set_exception(_Lost())
            raise
        else:
            with self._lock:
                self._settle(flight)
                self._accept(asked, grant)
            flight.future.set_result(grant.token)

    def _settle(self, flight: _Flight) -> None:
        """The request is over. Called with the lock held."""
        if self._flight is flight:
            self._flight = None


async def _landed(flight: _Flight) -> str:
    """The token of a request that runs here or in another thread.

    Raises:
        _Lost: Its event loop has stopped.
    """
    here = asyncio.get_running_loop()
    waiting = asyncio.wrap_future(flight.future)
    try:
        while not waiting.done():
            await asyncio.wait([waiting], timeout=None if flight.loop is here else _LOOK_AGAIN)
            if flight.lost():
                raise _Lost
        return token_of(flight.future)
    finally:
        if not waiting.done():
            waiting.cancel()
        elif not waiting.cancelled():
            waiting.exception()  # seen, so asyncio does not report it when this caller was cancelled meanwhile
