"""What bulk creates share: references taken from the path, and single records sent as a bulk of one."""

from __future__ import annotations

from typing import Any

import msgspec

from timeback_core.created import BulkCreateResponse, CreateResponse, SourcedIdPair
from timeback_core.wire import is_mapping, is_sequence

__all__ = ["first_created", "with_reference"]


def with_reference(rows: Any, field: str, sourced_id: str) -> Any:
    """Return the rows with a reference filled in where a row leaves it out; what is no list stays as it is."""
    if not is_sequence(rows):
        return rows
    return [_filled(row, field, sourced_id) for row in rows]


def _filled(row: Any, field: str, sourced_id: str) -> Any:
    if isinstance(row, msgspec.Struct):
        return row
    if is_mapping(row):
        spelt = {field, f"{field}_", "".join(f"_{c.lower()}" if c.isupper() else c for c in field)}
        return row if spelt & row.keys() else {**row, field: {"sourcedId": sourced_id}}
    return row


def first_created(created: BulkCreateResponse) -> CreateResponse:
    """Return the answer to a bulk of one as the answer to a single create."""
    pairs = created.sourced_id_pairs
    return CreateResponse(sourced_id_pairs=pairs[0] if pairs else SourcedIdPair())
