"""What a lesson plan consists of: components and lessons, in the order of their lists."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from itertools import count
from typing import Literal
from uuid import uuid4

import msgspec

__all__ = ["Item", "ItemKind", "ids_of_one_build", "items_in", "order_key", "written"]

ItemKind = Literal["component", "resource"]
"""Kinds of items; the items of one kind below one component are a list of their own."""


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A place in a plan.

    Attributes:
        id: Its own id, which it has until the plan is built again.
        parent: The id of the item that it is in; None: it is at the top.
        kind: What it is.
        ref: The CourseComponent or ComponentResource that stands there.
        skipped: Whether the student does not see it.
        custom: Whether it was added to the plan, and is not of the course.
    """

    id: str
    parent: str | None
    kind: ItemKind
    ref: str
    skipped: bool = False
    custom: bool = False


def written(items: Iterable[Item]) -> bytes:
    """Items as they are kept."""
    return msgspec.json.encode(list(items))


def items_in(document: bytes) -> list[Item]:
    """The items that `written` has made a document of."""
    return msgspec.json.decode(document, type=list[Item])


def ids_of_one_build() -> Callable[[], str]:
    """Gives ids for items, each once; no other build of any plan has the same."""
    build, numbers = uuid4().hex, count(1)
    return lambda: f"lpi-{build}-{next(numbers)}"


_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""In the order in which texts are compared."""


def order_key(position: int) -> str:
    """The text by which an item is in order among its siblings.

    It is a letter that tells the number of digits, and the digits: `a0` to `az`, `b00` to `bzz`, `c000` and so on.

    Args:
        position: In the list, from 0.
    """
    digits, first = 1, 0
    while position - first >= len(_DIGITS) ** digits:
        first += len(_DIGITS) ** digits
        digits += 1
    rest, key = position - first, ""
    for _ in range(digits):
        rest, digit = divmod(rest, len(_DIGITS))
        key = _DIGITS[digit] + key
    return chr(ord("a") + digits - 1) + key
