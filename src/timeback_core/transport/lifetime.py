"""How long a client may be used, and what happens to its requests when it is closed."""

from __future__ import annotations

from weakref import WeakSet

from timeback_core.errors import ClientClosedError
from timeback_core.transport.forks import Lock

TYPE_CHECKING = False  # type checkers take the name for true
if TYPE_CHECKING:
    from typing import Protocol

    class Companion(Protocol):
        """Something that wants to finish its work before closing."""

        async def wind_down(self) -> None:
            """Finish within a bounded time; raises nothing."""
            ...

    class Interruptible(Protocol):
        """Something under way that closing has to end."""

        def interrupt(self) -> None:
            """End it soon; callable from any thread, more than once."""
            ...


class Lifetime:
    """Open or closed: shared by a client and everything that it handed out.

    Closing is final. Requests in flight are ended and surface as `ClientClosedError`; so are those of the child
    lifetimes made by `child`, which are closed too.

    Args:
        name: Of the owner, for messages, as `TimebackClient`.
        closed: Whether it has ended already.
    """

    __slots__ = ("__weakref__", "_active", "_children", "_companions", "_lock", "closed", "name")

    def __init__(self, name: str = "client", *, closed: bool = False) -> None:
        self.name = name
        self.closed = closed
        self._active: set[Interruptible] = set()
        self._children: WeakSet[Lifetime] = WeakSet()
        self._companions: WeakSet[Companion] | None = None
        self._lock = Lock()

    def child(self, name: str) -> Lifetime:
        """A lifetime that ends with this one, and may end before it."""
        child = Lifetime(name)
        with self._lock:
            self._children.add(child)
            child.closed = self.closed
        return child

    def check(self) -> None:
        """Do nothing while open.

        Raises:
            ClientClosedError: It has been closed.
        """
        if self.closed:
            raise self.error()

    def error(self) -> ClientClosedError:
        """The error of a use after closing."""
        return ClientClosedError(f"This {self.name} has been closed; create a new one to go on")

    def enter(self, activity: Interruptible) -> None:
        """Register something under way, to be interrupted by `close`."""
        self._active.add(activity)
        if self.closed:
            # Closed between the caller's check and the line above, by another thread.
            self._active.discard(activity)
            raise self.error()

    def leave(self, activity: Interruptible) -> None:
        """Register its end."""
        self._active.discard(activity)

    def accompany(self, companion: Companion) -> None:
        """Have something wind down before this ends; it is known weakly."""
        with self._lock:
            if self._companions is None:
                self._companions = WeakSet()
            self._companions.add(companion)

    async def wind_down(self) -> None:
        """Let those finish who asked for it, here and in the child lifetimes. Requests still go through meanwhile."""
        with self._lock:
            lifetimes = [self, *self._children]
            companions = [one for lifetime in lifetimes for one in lifetime._companions or ()]
        if companions:
            from timeback_core.transport.together import together

            await together(companion.wind_down for companion in companions)

    def close(self) -> None:
        """Mark as closed and end what is under way; a second call does nothing. Callable from any thread."""
        with self._lock:
            if self.closed:
                return
            self.closed = True
            children = list(self._children)
        for activity in self._snapshot():
            activity.interrupt()
        for child in children:
            child.close()

    def _snapshot(self) -> list[Interruptible]:
        """What is under way just now, although other threads may be adding and removing."""
        while True:
            try:
                return list(self._active)
            except RuntimeError:  # the set changed size while it was copied
                continue

    def __repr__(self) -> str:
        return f"<Lifetime of {self.name}: {'closed' if self.closed else 'open'}>"
