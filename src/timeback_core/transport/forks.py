"""What has to begin anew in the child of a fork.

A child has the memory of its parent, but neither its other threads nor anything that was under way in them: a lock
that another thread held stays locked for ever, a token request that was running never ends, and connections are the
parent's. So everything that holds such things asks to be told.
"""

from __future__ import annotations

import os
from _thread import RLock  # `threading` would be the heaviest import of building a client
from weakref import WeakSet

TYPE_CHECKING = False  # type checkers take the name for true
if TYPE_CHECKING:
    from typing import Protocol

    class Inherited(Protocol):
        """Something that a child must not take over as it is."""

        def begin_anew(self) -> None:
            """Let go of what belongs to the parent. Runs in the child before anything else does, in one thread."""
            ...


_watched: WeakSet[Inherited] = WeakSet()
_abandoned: list[object] = []


def watch(thing: Inherited) -> None:
    """Have something told in every forked child; it is known weakly."""
    _watched.add(thing)


def abandon(thing: object) -> None:
    """Keep something of the parent from ever being closed or collected here: that may hang, or end what it shares."""
    _abandoned.append(thing)


class Lock:
    """A lock that a thread may take again while it has it, and that is free in a forked child.

    Again, because a signal handler may close the client that is just being used.
    """

    __slots__ = ("__weakref__", "_held")

    def __init__(self) -> None:
        self._held = RLock()
        watch(self)

    def begin_anew(self) -> None:
        """In the child of a fork: a thread that held it has not come along."""
        self._held = RLock()

    def __enter__(self) -> None:
        self._held.acquire()

    def __exit__(self, *_: object) -> None:
        try:
            self._held.release()
        except RuntimeError:
            return  # forked while it was held, so this is the child's, which nobody has taken


def _after_fork_in_child() -> None:
    for thing in list(_watched):
        thing.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
