"""What a server answers to a create: the identifiers of what it made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec

from timeback_core.decoding import ShapeError, convert_record, remember
from timeback_core.model import Model

__all__ = ["BulkCreateResponse", "CreateResponse", "SourcedIdPair", "read_bulk_created", "read_created"]

_PAIRS = "sourcedIdPairs"


class SourcedIdPair(Model, kw_only=True, gc=False):
    """The identifier that was asked for, and the one that the record got."""

    supplied_sourced_id: str | None = None
    """What the caller sent."""
    allocated_sourced_id: str | None = None
    """What the server uses."""

    @property
    def id(self) -> str:
        """The record's identifier: the allocated one, else the supplied one.

        Raises:
            LookupError: The server named neither.
        """
        found = self.allocated_sourced_id or self.supplied_sourced_id
        if found is None:
            raise LookupError("the server did not say which sourcedId the new record has")
        return found


class CreateResponse(Model, kw_only=True):
    """What the server answers when a record was created."""

    sourced_id_pairs: SourcedIdPair
    """The identifiers of the record."""

    @property
    def id(self) -> str:
        """The new record's identifier.

        Raises:
            LookupError: The server named none.
        """
        return self.sourced_id_pairs.id


class BulkCreateResponse(Model, kw_only=True):
    """What the server answers when several records were created."""

    sourced_id_pairs: list[SourcedIdPair] = []  # noqa: RUF012  # msgspec gives each record its own
    """The identifiers of the records, in the order in which they were sent."""

    @property
    def ids(self) -> list[str]:
        """The new records' identifiers, in order.

        Raises:
            LookupError: The server named none for one of them.
        """
        return [pair.id for pair in self.sourced_id_pairs]


def read_created(content: bytes, entity_keys: Iterable[str] | None = None) -> CreateResponse:
    """Return the answer to a create.

    Args:
        content: The body: ``sourcedIdPairs`` with one pair, or with a list, of which the first counts.
        entity_keys: Envelope keys under which the server may answer with the record itself instead, such as
            ``academicSession``; the pair then holds the record's identifier twice. ``None`` for any key.

    Raises:
        ShapeError: The body has neither.
        msgspec.DecodeError: The body is not JSON.
    """
    pairs = _pairs(content, entity_keys)
    response = CreateResponse(sourced_id_pairs=pairs[0] if pairs else SourcedIdPair())
    remember(response, content)
    return response


def read_bulk_created(content: bytes, entity_keys: Iterable[str] | None = None) -> BulkCreateResponse:
    """Return the answer to a create of several records.

    Args:
        content: The body: ``sourcedIdPairs`` with a list, or with a single pair.
        entity_keys: Envelope keys under which the server may answer with the records themselves; ``None``
            for any key.

    Raises:
        ShapeError: The body has neither.
        msgspec.DecodeError: The body is not JSON.
    """
    response = BulkCreateResponse(sourced_id_pairs=_pairs(content, entity_keys))
    remember(response, content)
    return response


def _pairs(content: bytes, entity_keys: Iterable[str] | None) -> list[SourcedIdPair]:
    body: object = msgspec.json.decode(content)
    if not isinstance(body, dict):
        raise ShapeError(f"expected a JSON object with {_PAIRS}, found {type(body).__name__}")
    fields = cast("dict[str, object]", body)
    if isinstance(fields.get(_PAIRS), (dict, list)):
        return [convert_record(pair, SourcedIdPair) for pair in _objects(fields[_PAIRS])]
    for key in fields if entity_keys is None else entity_keys:
        records = _objects(fields.get(key))
        if records and all("sourcedId" in record for record in records):
            return [_own_pair(record) for record in records]
    if isinstance(fields.get("sourcedId"), str):
        return [_own_pair(fields)]
    raise ShapeError(f"expected {_PAIRS} in the answer to a create, found the keys {sorted(fields)}")


def _objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or a single object as a list."""
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    return [cast("dict[str, Any]", entry) for entry in entries if isinstance(entry, dict)]


def _own_pair(record: dict[str, Any]) -> SourcedIdPair:
    found = record.get("sourcedId")
    text = None if found is None else str(found)
    return SourcedIdPair(supplied_sourced_id=text, allocated_sourced_id=text)
