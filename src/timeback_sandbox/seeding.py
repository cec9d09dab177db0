"""Filling a store from a seed. A seed is built once in a process; further stores in memory get a copy."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.exc import IntegrityError

from timeback_sandbox.clock import Clock

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from timeback_sandbox.store import Store

__all__ = ["Progress", "SeedConflictError", "check_seed", "fill", "is_empty", "load_seed", "start_over"]

Progress = Callable[[str, int, int], None]
"""Told while a seed loads: which kind of records, how many so far, how many in all."""

_lock = threading.Lock()


class _Kept(NamedTuple):
    """A finished seed: how to put a copy of it into a database, how to let go of it, what it holds."""

    put: Callable[[Engine], None]
    close: Callable[[], None]
    counts: dict[str, int]


_kept: dict[tuple[str, str], _Kept] = {}
"""Finished seeds by name and day; never handed out, only copied from."""


@atexit.register
def _let_go() -> None:
    """Closes what is kept."""
    while _kept:
        _kept.popitem()[1].close()


class SeedConflictError(ValueError):
    """The records of a seed are there already."""


def check_seed(name: str) -> None:
    """Refuses a name that is no seed, before anything is thrown away.

    Raises:
        ValueError: There is no seed of that name.
    """
    from timeback_sandbox.seed import parse_name

    parse_name(name)


def load_seed(store: Store, name: str, clock: Clock, progress: Progress | None = None) -> dict[str, int]:
    """Adds the data of a seed to what is there: all of it, or nothing.

    Args:
        store: What to fill.
        name: Name of the seed; `empty` adds nothing.
        clock: The time that the seed's dates are built around.
        progress: Told while it loads.

    Returns:
        How many records of each kind were added.

    Raises:
        ValueError: There is no seed of that name.
        SeedConflictError: Its records, or others of the same ids, are there already.
    """
    from timeback_sandbox import seed

    try:
        return seed.load(store, name, clock, progress)
    except IntegrityError:
        raise SeedConflictError(
            f"records with the ids of the seed {name!r} are there already; reset the sandbox with this seed instead"
        ) from None


def is_empty(store: Store) -> bool:
    """Whether a store holds no data at all, so that a seed may be loaded unasked."""
    with store.read() as connection:
        return not store.holds_anything(connection)


def fill(store: Store, name: str, clock: Clock, progress: Progress | None = None) -> dict[str, int]:
    """Loads a seed into an empty store; the demo seed in memory by copying, from the second time on.

    Args:
        store: An empty store.
        name: Name of the seed.
        clock: The time that the seed's dates are built around.
        progress: Told while it loads.

    Returns:
        How many records of each kind were loaded.
    """
    if not store.is_memory or name != "demo":
        return load_seed(store, name, clock, progress)
    from timeback_sandbox import dialect

    key = (name, clock.now().date().isoformat())
    with _lock:
        kept = _kept.get(key)
        if kept is not None:
            _replace(store, kept)
            return dict(kept.counts)
        counts = load_seed(store, name, clock, progress)
        _let_go()  # of those of another day
        copy = dialect.open_copy(None)
        dialect.copy_database(store.engine, copy)

        def put(engine: Engine) -> None:
            dialect.replace_database(engine, copy)

        _kept[key] = _Kept(put, copy.close, counts)
        return dict(counts)


def start_over(store: Store, name: str, clock: Clock) -> dict[str, int]:
    """Throws everything in a store away and loads a seed.

    Returns:
        How many records of each kind were loaded.
    """
    store.reset()
    return fill(store, name, clock)


def _replace(store: Store, kept: _Kept) -> None:
    """Puts a copy in the place of a store's data, while nobody reads or writes."""
    with store.read():  # in memory this keeps everybody else out
        kept.put(store.engine)
        with store.write():
            pass  # tells the store that its data has changed
