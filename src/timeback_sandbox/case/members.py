"""The members of frameworks and items: which can be selected, filtered and sorted by, and where they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from msgspec import Struct, structs
from sqlalchemy import Table, bindparam, func

from timeback_sandbox.case.addresses import MARK
from timeback_sandbox.case.bodies import Association, Document, Item
from timeback_sandbox.case.problems import bad_field
from timeback_sandbox.case.tables import ASSOCIATIONS, DOCUMENTS, ITEMS
from timeback_sandbox.filters import FilterError, Member, Scalar, Target, ValueType

__all__ = ["KINDS", "Kind", "chosen_members", "find_target", "targets"]

_TYPES: Mapping[str, ValueType] = {
    "last_change_date_time": ValueType.MOMENT,
    "status_start_date": ValueType.DAY,
    "status_end_date": ValueType.DAY,
}
_LISTS = frozenset({"subject", "concept_keywords", "education_level"})


class Kind(NamedTuple):
    """What the API has lists of.

    Attributes:
        name: Key of a single one.
        body: What one looks like.
        table: Where they are stored.
    """

    name: str
    body: type[Struct]
    table: Table


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("CFDocument", Document, DOCUMENTS),
            Kind("CFItem", Item, ITEMS),
            Kind("CFAssociation", Association, ASSOCIATIONS),
        )
    }
)
"""By name."""


def chosen_members(text: str | None, known: frozenset[str]) -> frozenset[str] | None:
    """The members that `fields` chooses, `sourcedId` always among them; None for all.

    Raises:
        Problem: 400, one of them is unknown or blank.
    """
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            shown = repr(name[:100]) if name else "A blank name"
            raise bad_field(f"{shown} is no member that can be selected; use some of {', '.join(sorted(known))}")
    return frozenset({*names, "sourcedId"})


@lru_cache(maxsize=8)
def member_names(kind: Kind) -> frozenset[str]:
    """The names of all members."""
    return frozenset(field.encode_name for field in structs.fields(kind.body))


@lru_cache(maxsize=8)
def targets(kind: Kind) -> Mapping[str, Target]:
    """Where the members are that can be filtered, by name: all but links and extensions."""
    columns = kind.table.c
    found: dict[str, Target] = {}
    for field in structs.fields(kind.body):
        if field.name not in columns:
            continue
        column = columns[field.name]
        if field.name in _LISTS:
            found[field.encode_name] = Member(column, (), ValueType.TEXT)
        elif field.name == "uri":  # of what has none of its own, the address here, which depends on the caller
            found[field.encode_name] = Scalar(func.replace(column, MARK, bindparam("address")))
        else:
            found[field.encode_name] = Scalar(column, _TYPES.get(field.name, ValueType.TEXT))
    return MappingProxyType(found)


def find_target(kind: Kind, name: str) -> Target:
    """Where a member is.

    Raises:
        FilterError: It does not exist, or cannot be filtered.
    """
    target = targets(kind).get(name)
    if target is None:
        raise FilterError(f"{name[:100]!r} is no member of {kind.name} that can be filtered")
    return target
