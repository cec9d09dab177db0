"""The way in for large amounts of data: seeds and imports."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection

from timeback_sandbox.moments import format_moment
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.checks import Issues
from timeback_sandbox.oneroster.derive import ClassPlaces, complete_enrollments
from timeback_sandbox.oneroster.fields import LEARNWITH_VOCABULARIES, VOCABULARIES, KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.trusted import take
from timeback_sandbox.oneroster.validation import validate, validate_id

__all__ = ["insert_many"]

_BATCH = 2_000
_WORDS: Mapping[str, tuple[str, ...]] = {
    name: tuple(dict.fromkeys(words + LEARNWITH_VOCABULARIES[name])) for name, words in VOCABULARIES.items()
}
"""Bulk data may use the words of either platform."""


def insert_many(
    connection: Connection, kind: str, records: Iterable[Mapping[str, Any]], now: datetime, *, trusted: bool = False
) -> int:
    """Insert records of one kind, in order. References are trusted, not looked up.

    Args:
        connection: within `Store.write()`.
        kind: the key of lists of it, such as `users`.
        records: what a POST body would hold inside its envelope; taken in batches, so a generator will do.
        now: `dateLastModified` of all of them.
        trusted: the records are known to be valid, as those of our own seeds are, and are not checked; what is
            stored is the same.

    Returns:
        How many were inserted.

    Raises:
        KeyError: there is no such kind.
        ValueError: a record is not valid; the message names it and its fields.
    """
    declared = KINDS[cast("KindName", kind)]
    modified = format_moment(now)
    iterator = iter(records)
    total = 0
    classes: ClassPlaces = {}
    while batch := list(islice(iterator, _BATCH)):
        if trusted:
            ready = [take(declared, record) for record in batch]
        else:
            ready = [_prepare(declared, record, total + index) for index, record in enumerate(batch)]
        if declared.name == "enrollments":
            complete_enrollments(connection, (entity for _, entity in ready), classes)
        storage.add(connection, declared, ready, modified)
        total += len(ready)
    return total


def _prepare(kind: Kind, record: Mapping[str, Any], index: int) -> tuple[str, Entity]:
    """Id and checked fields of one record."""
    issues: Issues = []
    sourced_id = validate_id(kind, record, kind.single, issues, required=kind.needs_id)
    entity = validate(kind, "create", record, kind.single, issues, _WORDS)
    if issues:
        wrong = "; ".join(f"{issue['path']}: {issue['message']}" for issue in issues)
        raise ValueError(f"record {index} of {kind.name} ({sourced_id or 'no sourcedId'}) is not valid: {wrong}")
    return sourced_id or str(uuid.uuid4()), entity
