"""What differs between the two platforms whose prefixes the sandbox serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from timeback_sandbox.oneroster.fields import LEARNWITH_VOCABULARIES, VOCABULARIES, KindName
from timeback_sandbox.oneroster.kind import Service


def _no_fields() -> Mapping[KindName, frozenset[str]]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Platform:
    """One platform's way of speaking OneRoster.

    Args:
        name: as the client library names it.
        prefixes: base path of each service.
        default_limit: rows of a page when none is asked for.
        max_limit: the most rows of a page.
        orders: the two words of `orderBy`, ascending first.
        vocabularies: the closed sets of words.
        max_predicates: the most predicates of a filter; None for any number.
        in_operator: whether filters know `@`.
        short_totals: lists carry `limit`, `offset`, `total` instead of the five counters.
        extra_fields: fields of its read forms that the other platform does not have.
    """

    name: str
    prefixes: Mapping[Service, str]
    default_limit: int = 100
    max_limit: int = 3000
    orders: tuple[str, str] = ("asc", "desc")
    vocabularies: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: VOCABULARIES)
    max_predicates: int | None = None
    in_operator: bool = True
    short_totals: bool = False
    extra_fields: Mapping[KindName, frozenset[str]] = field(default_factory=_no_fields)

    def __hash__(self) -> int:
        """Platforms are told apart by name."""
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        """Platforms are told apart by name."""
        return isinstance(other, Platform) and other.name == self.name


BEYOND_AI = Platform(
    "BEYOND_AI",
    {
        "R": "/ims/oneroster/rostering/v1p2",
        "G": "/ims/oneroster/gradebook/v1p2",
        "S": "/ims/oneroster/resources/v1p2",
    },
)

LEARNWITH_AI = Platform(
    "LEARNWITH_AI",
    {"R": "/rostering/1.0", "G": "/gradebook/1.0", "S": "/resources/1.0"},
    default_limit=10,
    max_limit=100,
    orders=("ASC", "DESC"),
    vocabularies=LEARNWITH_VOCABULARIES,
    max_predicates=2,
    in_operator=False,
    short_totals=True,
    extra_fields={"users": frozenset({"agentsAsAgent", "agentsAsSource"})},
)

PLATFORMS = (BEYOND_AI, LEARNWITH_AI)
