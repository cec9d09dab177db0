"""Seeds: the data that a sandbox starts with.

- `empty`: nothing.
- `demo`: one small school district, told by all services together.
- `district:N`: N users with schools, classes and enrolments in proportion.

All are deterministic: a seed loaded on the same date of the sandbox's clock gives the same records.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from timeback_sandbox.seed import activity, case, edubridge, masterytrack, powerpath, powerpath_plans, qti
from timeback_sandbox.seed.part import MAX_USERS, Part, Seed, parse_name
from timeback_sandbox.seed.wire import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.clock import Clock
    from timeback_sandbox.store import Store

__all__ = ["MAX_USERS", "PARTS", "Part", "Progress", "Seed", "load", "parse_name"]

Progress = Callable[[str, int, int], None]
"""Called with a kind of records, how many of them are done, and how many there are."""

_PROGRESS_STEP = 1000


def load(store: Store, name: str, clock: Clock, progress: Progress | None = None) -> dict[str, int]:
    """Fill the store with a seed, in one transaction: all of it is there, or nothing.

    What the store holds already stays; loading a seed twice fails on its ids, so reset first.

    Args:
        store: The store to fill.
        name: The seed, see `parse_name`.
        clock: The sandbox's clock; its date decides which school year is the current one.
        progress: Called now and then with kind, done and total, and once with done = total per kind.

    Returns:
        The number of records loaded, by kind (OneRoster's list key); empty for `empty`.

    Raises:
        ValueError: There is no seed of that name.
    """
    seed = parse_name(name)
    if seed.kind == "empty":
        return {}
    now = clock.now()
    loaded: dict[str, int] = {}
    with _undisturbed(), store.load() as connection:
        for part in PARTS:
            for kind, total, records in part.records(seed, now.date()):
                part.insert(connection, kind, _watched(kind, records, total, progress), now)
                loaded[kind] = total
    return loaded


@contextmanager
def _undisturbed() -> Generator[None]:
    """Puts off the search for cyclic garbage, of which records make none, however many of them there are."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _oneroster_records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """OneRoster's records of a seed, with their number."""
    if seed.kind == "demo":
        from timeback_sandbox.seed import demo

        for kind, records in demo.records(today):
            yield kind, len(records), records
    else:
        from timeback_sandbox.seed import district

        counts = district.Plan.for_users(seed.users).counts()
        for kind, stream in district.records(seed.users, today):
            yield kind, counts[kind], stream


def _oneroster_insert(connection: Connection, kind: str, records: Iterable[Record], now: datetime) -> None:
    """Hand OneRoster's records to its bulk entry."""
    from timeback_sandbox.oneroster.bulk import insert_many

    insert_many(connection, kind, records, now, trusted=True)


# In the order of loading; see `demo.Story` for what all of them share.
PARTS: tuple[Part, ...] = (
    Part(_oneroster_records, _oneroster_insert),
    edubridge.PART,
    activity.PART,
    qti.PART,
    masterytrack.PART,
    powerpath.PART,
    powerpath_plans.PART,
    case.PART,
)


def _watched(kind: str, records: Iterable[Record], total: int, progress: Progress | None) -> Iterable[Record]:
    """The records as they are, with `progress` told about every thousandth and the end."""
    return records if progress is None else _reporting(kind, iter(records), total, progress)


def _reporting(kind: str, records: Iterator[Record], total: int, progress: Progress) -> Iterator[Record]:
    """The records in their order; the count is reported between them."""
    done = 0
    progress(kind, 0, total)
    while chunk := list(itertools.islice(records, _PROGRESS_STEP)):
        yield from chunk
        done += len(chunk)
        progress(kind, done, total)
