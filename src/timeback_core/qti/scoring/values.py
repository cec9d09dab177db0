"""The values of QTI variables: kinds, reading from text, and equality.

NULL is None. A value of a base type is a `str`, `int`, `float`, `bool`, `Point` or `Pair`; a container is `Multiple`,
`Ordered` or `Record`. An empty container does not exist: it is NULL.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias, cast, get_args

__all__ = [
    "MOST_MEMBERS",
    "NOT_READABLE",
    "BaseType",
    "Cardinality",
    "Multiple",
    "Ordered",
    "Pair",
    "Point",
    "Record",
    "Scalar",
    "Value",
    "as_number",
    "container",
    "members",
    "read_scalar",
    "values_match",
]

BaseType: TypeAlias = Literal[
    "identifier", "boolean", "integer", "float", "string", "point", "pair", "directedPair", "duration", "file", "uri"
]
Cardinality: TypeAlias = Literal["single", "multiple", "ordered", "record"]
BASE_TYPES: Final[frozenset[str]] = frozenset(get_args(BaseType))
CARDINALITIES: Final[frozenset[str]] = frozenset(get_args(Cardinality))

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER: Final = 400
_TOLERANCE: Final = 1e-9
MOST_MEMBERS: Final = 10_000
"""Members from which on a container that rules make is NULL, so that rules which double one end."""


class Point(NamedTuple):
    """A point, in pixels from the top left corner."""

    x: int
    y: int


class Pair(NamedTuple):
    """Two identifiers. Those of an undirected pair are kept in alphabetical order, so that equality ignores it."""

    first: str
    second: str


Scalar: TypeAlias = "str | int | float | bool | Point | Pair"


class Multiple(tuple[Scalar, ...]):
    """A container without order, in which a value may occur more than once."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Multiple{tuple(self)!r}"


class Ordered(tuple[Scalar, ...]):
    """A container with an order."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Ordered{tuple(self)!r}"


class Record(dict[str, "Scalar | None"]):
    """Named values."""

    __slots__ = ()


Value: TypeAlias = "Scalar | Multiple | Ordered | Record | None"


class NotReadable:
    """What reading gives for a response that its base type cannot hold; there is one of it."""

    def __repr__(self) -> str:
        return "NOT_READABLE"


NOT_READABLE: Final = NotReadable()


def read_scalar(raw: object, base_type: BaseType | None) -> Scalar | NotReadable | None:
    """Read one value.

    Args:
        raw: A text, a number, a bool, a list of two for a pair or a point, or None.
        base_type: The base type; None reads as text.

    Returns:
        None for an empty value; `NOT_READABLE` for one that the base type cannot hold.
    """
    if raw is None:
        return None
    text = raw if type(raw) is str else _plain_text(raw)
    if text is None:
        return NOT_READABLE
    text = text.strip()
    if not text:
        return None
    reader = _READERS.get(base_type or "string")
    return text if reader is None else reader(text)


def container(values: Iterable[Scalar], ordered: bool) -> Multiple | Ordered | None:
    """Return a container of these values; NULL when there is none."""
    made = Ordered(values) if ordered else Multiple(values)
    return made or None


def members(value: Value) -> tuple[Scalar, ...]:
    """Return the members of a container, a single value as one member, nothing for NULL and records."""
    if value is None or isinstance(value, Record):
        return ()
    return value if isinstance(value, Multiple | Ordered) else (value,)


def as_number(value: Value) -> int | float | None:
    """Return a number; None for NULL and for whatever is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def floats_equal(first: float, second: float) -> bool:
    """Return whether two numbers are equal but for rounding."""
    return first == second or abs(first - second) <= _TOLERANCE * max(1.0, abs(first), abs(second))


def scalars_equal(first: Scalar, second: Scalar) -> bool:
    """Return whether two single values are equal."""
    if isinstance(first, float) or isinstance(second, float):
        one, other = as_number(first), as_number(second)
        return one is not None and other is not None and floats_equal(one, other)
    # True equals 1 in Python, but a boolean is no integer
    return first == second and (isinstance(first, bool) is isinstance(second, bool))


def values_match(first: Value, second: Value) -> bool | None:
    """Return whether two values are the same; NULL when one of them is NULL.

    Ordered containers are compared member by member, multiple ones as bags.
    """
    if first is None or second is None:
        return None
    if isinstance(first, Record) or isinstance(second, Record):
        return isinstance(first, Record) and isinstance(second, Record) and first == second
    if isinstance(first, Ordered) or isinstance(second, Ordered):
        one, other = members(first), members(second)
        return len(one) == len(other) and all(map(scalars_equal, one, other))
    if isinstance(first, Multiple) or isinstance(second, Multiple):
        return contains_bag(members(first), members(second), exactly=True)
    return scalars_equal(first, second)


def contains_bag(whole: tuple[Scalar, ...], part: tuple[Scalar, ...], *, exactly: bool = False) -> bool:
    """Return whether a bag has every member of another at least as often (exactly as often)."""
    if exactly and len(whole) != len(part):
        return False
    left = list(whole)
    for wanted in part:
        for at, there in enumerate(left):
            if scalars_equal(there, wanted):
                del left[at]
                break
        else:
            return False
    return True


def _plain_text(raw: object) -> str | None:
    """Return what is not text as the text that it would have been sent as; None when there is none."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        return str(raw) if abs(raw) < 10**18 else None
    if isinstance(raw, float):
        if not math.isfinite(raw):
            return None
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, list | tuple):
        values = cast("list[object] | tuple[object, ...]", raw)
        parts = [part.strip() if isinstance(part, str) else _plain_text(part) for part in values]
        return f"{parts[0]} {parts[1]}" if len(parts) == 2 and all(parts) else None
    return str(raw) if isinstance(raw, str) else None


def _integer(text: str) -> int | NotReadable:
    """Read an integer."""
    return int(text) if _INTEGER.fullmatch(text) else NOT_READABLE


def _float(text: str) -> float | NotReadable:
    """Read a number; infinity and NaN are none."""
    if len(text) > _LONGEST_NUMBER or not _FLOAT.fullmatch(text):
        return NOT_READABLE
    number = float(text)
    return number if math.isfinite(number) else NOT_READABLE


def _boolean(text: str) -> bool | NotReadable:
    """Read a truth value."""
    if text in {"true", "1"}:
        return True
    return False if text in {"false", "0"} else NOT_READABLE


def _point(text: str) -> Point | NotReadable:
    """Read a point: `x y` or `x,y`."""
    parts = text.replace(",", " ").split()
    if len(parts) != 2 or not all(map(_INTEGER.fullmatch, parts)):
        return NOT_READABLE
    return Point(int(parts[0]), int(parts[1]))


def _directed_pair(text: str) -> Pair | NotReadable:
    """Read two identifiers."""
    parts = text.split()
    return Pair(parts[0], parts[1]) if len(parts) == 2 else NOT_READABLE


def _pair(text: str) -> Pair | NotReadable:
    """Read two identifiers whose order does not matter."""
    parts = text.split()
    if len(parts) != 2:
        return NOT_READABLE
    first, second = parts
    return Pair(first, second) if first <= second else Pair(second, first)


_READERS: Final[Mapping[str, Callable[[str], Scalar | NotReadable]]] = {
    "integer": _integer,
    "float": _float,
    "duration": _float,
    "boolean": _boolean,
    "point": _point,
    "pair": _pair,
    "directedPair": _directed_pair,
}
