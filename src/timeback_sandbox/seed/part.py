"""What a seed is, and what one service contributes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from timeback_sandbox.seed.wire import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["MAX_USERS", "Part", "Seed", "parse_name"]

MAX_USERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed by kind; `users` is the N of `district:N` and 0 for the others."""

    kind: Literal["empty", "demo", "district"]
    users: int = 0


def parse_name(name: str) -> Seed:
    """The seed that a name stands for.

    Args:
        name: `empty`, `demo` or `district:N` with N from 1 to 1,000,000.

    Raises:
        ValueError: The name is none of these, or N is no number or out of range.
    """
    if name == "empty":
        return Seed("empty")
    if name == "demo":
        return Seed("demo")
    kind, colon, number = name.partition(":")
    if kind == "district" and colon:
        # isdecimal() alone would let through digits of other scripts; a long number is not worth converting.
        if number.isascii() and number.isdecimal() and len(number) <= 9 and 1 <= int(number) <= MAX_USERS:
            return Seed("district", int(number))
        raise ValueError(f"Seed {name!r}: the number of users must be a whole number from 1 to {MAX_USERS}.")
    raise ValueError(f"Unknown seed {name!r}. Use 'empty', 'demo' or 'district:N', for instance 'district:1000'.")


@dataclass(frozen=True, slots=True)
class Part:
    """What one service contributes: kind, number and records for a seed, and how they get into the store."""

    records: Callable[[Seed, date], Iterator[tuple[str, int, Iterable[Record]]]]
    insert: Callable[[Connection, str, Iterable[Record], datetime], None]
