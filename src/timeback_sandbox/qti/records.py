"""Documents in the database: what is made of a draft, and how it is stored and found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from timeback_sandbox.moments import format_moment, moment_of
from timeback_sandbox.qti.listing import fold
from timeback_sandbox.statements import ConnectionReader, Prepared, Reader, insert_rows, shared_dialect

__all__ = [
    "Draft",
    "add",
    "add_many",
    "created_at",
    "document_of",
    "exists",
    "find_row",
    "merge_metadata",
    "raw_xml_of",
    "read_document_fields",
    "remove",
    "replace",
    "set_metadata",
    "structure_of",
    "titles_of",
]


class Draft(NamedTuple):
    """A document that is ready to be stored.

    Attributes:
        identifier: Its identifier.
        title: Its title.
        fields: Its typed fields under the wire's names, without XML, content and times.
        raw_xml: Its XML.
        content: Its XML as JSON.
        columns: What its table has beside the columns of all documents.
        stimuli: The stimuli that it refers to.
        version: The `__v` that it is answered with; None for none.
    """

    identifier: str
    title: str
    fields: Mapping[str, object]
    raw_xml: str
    content: Mapping[str, object]
    columns: Mapping[str, object] = {}
    stimuli: tuple[str, ...] = ()
    version: int | None = 0


def add(connection: Connection, table: Table, draft: Draft, now: int) -> bytes:
    """Store a document that is not there yet.

    Args:
        connection: Within a write transaction.
        table: Of its kind.
        draft: The document.
        now: Milliseconds since 1970.

    Returns:
        It as it is answered.
    """
    row = _row(draft, now, now)
    connection.execute(insert(table), row)
    document: bytes = row["document"]
    return document


def add_many(connection: Connection, table: Table, drafts: Iterable[Draft], now: int) -> int:
    """Store documents that are not there yet, in this order; tells how many."""
    rows = [_row(draft, now, now) for draft in drafts]
    names = [column.name for column in table.columns]
    if rows:
        insert_rows(connection, table, [tuple([row.get(name) for name in names]) for row in rows])
    return len(rows)


def replace(connection: Connection, table: Table, draft: Draft, now: int, created: int) -> bytes:
    """Put a document in the place of the one that has its identifier.

    Args:
        connection: Within a write transaction.
        table: Of its kind.
        draft: The document.
        now: Milliseconds since 1970.
        created: When the document was first stored, in the same unit.

    Returns:
        It as it is answered.
    """
    row = _row(draft, created, now)
    connection.execute(
        update(table).where(table.c.identifier == bindparam("which")).values(row), {"which": draft.identifier}
    )
    document: bytes = row["document"]
    return document


def remove(connection: Connection, table: Table, identifier: str) -> bool:
    """Delete a document; tells whether it was there."""
    return connection.execute(delete(table).where(table.c.identifier == identifier)).rowcount > 0


def exists(reader: Reader, table: Table, identifier: str) -> bool:
    """Whether there is a document of that identifier."""
    return bool(reader.rows(_one(table, "seq"), {"identifier": identifier}))


def find_row(connection: Connection, table: Table, identifier: str) -> Any | None:
    """Its whole row; None when there is none."""
    return connection.execute(select(table).where(table.c.identifier == identifier)).first()


def created_at(connection: Connection, table: Table, identifier: str) -> int | None:
    """When a document was first stored, in milliseconds since 1970; None when there is none."""
    rows = ConnectionReader(connection).rows(_one(table, "created_at"), {"identifier": identifier})
    return rows[0][0] if rows else None


def titles_of(connection: Connection, table: Table, identifiers: Iterable[str]) -> dict[str, str]:
    """The titles of those of the identifiers that exist."""
    found: dict[str, str] = {}
    for identifier in dict.fromkeys(identifiers):
        rows = ConnectionReader(connection).rows(_one(table, "title"), {"identifier": identifier})
        if rows:
            found[identifier] = rows[0][0]
    return found


def merge_metadata(
    connection: Connection, table: Table, identifier: str, metadata: Mapping[str, object], now: int
) -> bytes | None:
    """Add to the metadata of a document, and take away what is null; everything else stays as it is.

    Args:
        connection: Within a write transaction.
        table: Of its kind.
        identifier: Which document.
        metadata: What is added and taken away.
        now: Milliseconds since 1970.

    Returns:
        The document as it is answered; None when there is none.
    """

    def merged(stored: Mapping[str, object]) -> dict[str, object]:
        both = {**stored, **metadata}
        return {name: value for name, value in both.items() if value is not None or name not in metadata}

    return _change_metadata(connection, table, identifier, merged, now)


def set_metadata(
    connection: Connection, table: Table, identifier: str, metadata: Mapping[str, object], now: int
) -> bytes | None:
    """Replace the metadata of a document; arguments and answer are those of `merge_metadata`."""
    return _change_metadata(connection, table, identifier, lambda _: metadata, now)


def _change_metadata(
    connection: Connection,
    table: Table,
    identifier: str,
    change: Callable[[Mapping[str, object]], Mapping[str, object]],
    now: int,
) -> bytes | None:
    row = find_row(connection, table, identifier)
    if row is None:
        return None
    document, structure = read_document_fields(row.document), read_document_fields(row.structure)
    changes = {
        "metadata": change(structure.get("metadata") or {}),
        "updatedAt": format_moment(moment_of(now)),
    }
    answered = msgspec.json.encode({**document, **changes})
    values = {
        "updated_at": now,
        "structure": msgspec.json.encode({**structure, **changes}).decode(),
        "document": answered,
    }
    connection.execute(update(table).where(table.c.seq == row.seq).values(values))
    return answered


def document_of(reader: Reader, table: Table, identifier: str) -> bytes | None:
    """A document as it is answered; None when there is none."""
    rows = reader.rows(_one(table, "document"), {"identifier": identifier})
    return rows[0][0] if rows else None


def raw_xml_of(reader: Reader, table: Table, identifier: str) -> str | None:
    """The XML of a document; None when there is none."""
    rows = reader.rows(_one(table, "raw_xml"), {"identifier": identifier})
    return rows[0][0] if rows else None


def structure_of(reader: Reader, table: Table, identifier: str) -> str | None:
    """The typed fields of a document as JSON; None when there is none."""
    rows = reader.rows(_one(table, "structure"), {"identifier": identifier})
    return rows[0][0] if rows else None


@lru_cache(maxsize=32)
def _one(table: Table, column: str) -> Prepared:
    return Prepared(
        select(table.c[column]).where(table.c.identifier == bindparam("identifier")), shared_dialect("sqlite")
    )


read_document_fields = msgspec.json.Decoder(dict[str, Any]).decode
"""The fields of a stored document or structure."""


@lru_cache(maxsize=64)
def _stamp(moment: int) -> str:
    """A moment as documents show it."""
    return format_moment(moment_of(moment))


def _row(draft: Draft, created: int, updated: int) -> dict[str, Any]:
    stamps: dict[str, object] = {
        "createdAt": _stamp(created),
        "updatedAt": _stamp(updated),
    }
    if draft.version is not None:
        stamps["__v"] = draft.version
    document = {**draft.fields, "rawXml": draft.raw_xml, "content": draft.content, **stamps}
    return {
        "identifier": draft.identifier,
        "title": draft.title,
        "search": f"{fold(draft.title)}\n{fold(draft.identifier)}",
        "created_at": created,
        "updated_at": updated,
        **draft.columns,
        "structure": msgspec.json.encode({**draft.fields, **stamps}).decode(),
        "raw_xml": draft.raw_xml,
        "document": msgspec.json.encode(document),
    }
