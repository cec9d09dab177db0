"""What a filter says, as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as data
from typing import Literal, TypeAlias

Operator = Literal["=", "!=", "~", ">", ">=", "<", "<=", "@"]


@dataclass(frozen=True, slots=True)
class Predicate:
    """One field compared with one literal; `bare` tells that it stood there without quotes."""

    field: str
    operator: Operator
    value: str
    bare: bool = data(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Node, ...]


Node: TypeAlias = Predicate | All | AnyOf


def predicates(node: Node) -> Iterator[Predicate]:
    """Every predicate of a tree, from left to right."""
    if isinstance(node, Predicate):
        yield node
    else:
        for part in node.parts:
            yield from predicates(part)


def render(node: Node) -> str:
    """The filter as text again; parsing it gives an equal tree."""
    match node:
        case Predicate(field, operator, value):
            quoted = value.replace("'", "''")
            return f"{field}{operator}'{quoted}'"
        case All(parts):
            return " AND ".join(_grouped(part, All) for part in parts)
        case AnyOf(parts):
            return " OR ".join(_grouped(part, AnyOf) for part in parts)


def _grouped(part: Node, around: type[All | AnyOf]) -> str:
    """A part as text, in parentheses where it would be read otherwise without."""
    needs = isinstance(part, AnyOf) or (around is All and isinstance(part, All))
    return f"({render(part)})" if needs else render(part)
