"""Items by their identifiers, for whoever scores them or shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, select

from timeback_sandbox.qti.tables import ITEMS
from timeback_sandbox.statements import ConnectionReader, Prepared, Row, one_of, shared_dialect

__all__ = ["StoredItem", "find_item", "find_items"]

_MOST_AT_ONCE = 500


class StoredItem(NamedTuple):
    """An item as it is stored.

    Attributes:
        identifier: Its identifier.
        title: Its title.
        type: The kind of its interaction, such as `choice`.
        metadata: What is said about it; empty when nothing is.
        raw_xml: Its document.
    """

    identifier: str
    title: str
    type: str
    metadata: dict[str, Any]
    raw_xml: str


class _Fields(msgspec.Struct):
    metadata: dict[str, Any] | None = None


_read_fields = msgspec.json.Decoder(_Fields).decode
_COLUMNS = (ITEMS.c.identifier, ITEMS.c.title, ITEMS.c.type, ITEMS.c.structure, ITEMS.c.raw_xml)


@lru_cache(maxsize=4)
def _by_identifier(dialect: str) -> Prepared:
    statement: Any = select(*_COLUMNS).where(ITEMS.c.identifier == bindparam("identifier"))
    return Prepared(statement, shared_dialect(dialect))


def find_item(connection: Connection, identifier: str) -> StoredItem | None:
    """The item of that identifier; None when there is none."""
    found = ConnectionReader(connection).rows(_by_identifier(connection.dialect.name), {"identifier": identifier})
    return _stored(found[0]) if found else None


def find_items(connection: Connection, identifiers: Iterable[str]) -> dict[str, StoredItem]:
    """The items of those identifiers that exist, in the order in which they were asked for."""
    wanted = list(dict.fromkeys(identifiers))
    found = {
        row.identifier: _stored(row)
        for chunk in _chunks(wanted)
        for row in connection.execute(select(*_COLUMNS).where(one_of(ITEMS.c.identifier, chunk)))
    }
    return {identifier: found[identifier] for identifier in wanted if identifier in found}


def _chunks(identifiers: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(identifiers), _MOST_AT_ONCE):
        yield identifiers[start : start + _MOST_AT_ONCE]


def _stored(row: Row) -> StoredItem:
    identifier, title, kind, structure, raw_xml = row
    return StoredItem(identifier, title, kind, _read_fields(structure).metadata or {}, raw_xml)
