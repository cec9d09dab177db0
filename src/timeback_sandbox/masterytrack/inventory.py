"""The inventory: which tests there are, and which of them the player can deliver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, insert, select

from timeback_sandbox import dialect
from timeback_sandbox.masterytrack.grades import grade_word
from timeback_sandbox.masterytrack.tables import INVENTORY, new_number

__all__ = [
    "SUPPORTED_TYPES",
    "NewTest",
    "Test",
    "add_tests",
    "find_test",
    "is_supported",
    "lowest_rank",
    "search",
    "subject_key",
    "tests_of",
]

SUPPORTED_TYPES = frozenset({"choice", "text-entry", "order", "match", "inline-choice"})
"""The types of questions that the player can deliver."""


class NewTest(NamedTuple):
    """A test that is to be added.

    Attributes:
        timeback_id: By which it is assigned; versions of one test share it.
        name: What it is called.
        subject: Such as `Math`.
        grade_rank: 0 to 12.
        version: Higher is newer.
        metadata: `url`, `type`, `subType`, `year`, `format`, `questionTypes`.
        active: Whether it is switched on.
        created_at: When it was added, ISO.
        invalidated_on: When it was withdrawn, ISO; None when it was not.
    """

    timeback_id: str
    name: str
    subject: str
    grade_rank: int
    version: int
    metadata: Mapping[str, Any] | None
    created_at: str
    active: bool = True
    invalidated_on: str | None = None


class Test(NamedTuple):
    """A test of the inventory, as far as assigning needs it."""

    timeback_id: str
    name: str
    subject: str
    grade: str
    grade_rank: int
    supported: bool
    metadata: dict[str, Any]


def subject_key(subject: str) -> str:
    """A subject as it is compared: whatever its case and the blanks around it."""
    return subject.strip().casefold()


def is_supported(metadata: Mapping[str, Any] | None) -> bool:
    """Whether the player can deliver a test: it knows every type of its questions. No list of types is fine."""
    types = (metadata or {}).get("questionTypes") or ()
    return all(kind in SUPPORTED_TYPES for kind in types)


def add_tests(connection: Connection, tests: Iterable[NewTest]) -> list[int]:
    """Adds tests.

    Returns:
        Their row numbers.
    """
    return [_add(connection, test) for test in tests]


def _add(connection: Connection, test: NewTest) -> int:
    supported = is_supported(test.metadata)
    values: dict[str, Any] = {
        "timeback_id": test.timeback_id,
        "name": test.name,
        "subject": test.subject,
        "grade": grade_word(test.grade_rank),
        "grade_rank": test.grade_rank,
        "version": test.version,
    }
    made = connection.execute(
        insert(INVENTORY).values(
            **values,
            subject_key=subject_key(test.subject),
            offered=int(test.active and test.invalidated_on is None),
            supported=int(supported),
            metadata=None if test.metadata is None else msgspec.json.encode(test.metadata).decode(),
            document=b"",
        )
    )
    id = new_number(made)
    shown = {
        "id": id,
        **values,
        "active": test.active,
        "metadata": test.metadata,
        "supported": supported,
        "created_at": test.created_at,
        "updated_at": test.invalidated_on or test.created_at,
        "invalidated_on": test.invalidated_on,
    }
    document = msgspec.json.encode(shown)
    connection.execute(INVENTORY.update().where(INVENTORY.c.id == id).values(document=document))
    return id


def search(
    connection: Connection,
    *,
    name: str | None = None,
    timeback_id: str | None = None,
    grade_rank: int | None = None,
    subject: str | None = None,
    unsupported_too: bool = False,
) -> list[bytes]:
    """The tests on offer that meet every condition given, each as the API answers it.

    In the order of subject, grade and name; of several versions the newest comes first.

    Args:
        connection: To read with.
        name: A part of the name, in any case.
        timeback_id: Exactly this id.
        grade_rank: Exactly this grade.
        subject: This subject, in any case.
        unsupported_too: Whether also tests come that the player cannot deliver.
    """
    table = INVENTORY.c
    conditions: list[ColumnElement[bool]] = [table.offered == 1]
    if not unsupported_too:
        conditions.append(table.supported == 1)
    if name is not None:
        conditions.append(dialect.contains(table.name, name))
    if timeback_id is not None:
        conditions.append(table.timeback_id == timeback_id)
    if grade_rank is not None:
        conditions.append(table.grade_rank == grade_rank)
    if subject is not None:
        conditions.append(table.subject_key == subject_key(subject))
    query = _in_order(select(table.document).where(*conditions))
    return list(connection.execute(query).scalars())


def _in_order(query: Select[Any]) -> Select[Any]:
    table = INVENTORY.c
    return query.order_by(table.subject, table.grade_rank, table.name, table.version.desc(), table.id)


def find_test(connection: Connection, timeback_id: str) -> Test | None:
    """The newest version of a test, if it is on offer."""
    table = INVENTORY.c
    query = (
        select(INVENTORY)
        .where(table.timeback_id == timeback_id, table.offered == 1)
        .order_by(table.version.desc(), table.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else _test(row)


def tests_of(connection: Connection, subject: str, grade_rank: int) -> list[Test]:
    """The tests of a subject and grade that can be delivered, in the order of a search."""
    table = INVENTORY.c
    conditions = (table.subject_key == subject_key(subject), table.grade_rank == grade_rank)
    query = select(INVENTORY).where(table.offered == 1, table.supported == 1, *conditions)
    return [_test(row) for row in connection.execute(_in_order(query))]


def lowest_rank(connection: Connection, subject: str) -> int | None:
    """The lowest grade for which there is a test of a subject that can be delivered."""
    table = INVENTORY.c
    query = select(table.grade_rank).where(
        table.offered == 1, table.supported == 1, table.subject_key == subject_key(subject)
    )
    found: int | None = connection.execute(query.order_by(table.grade_rank).limit(1)).scalar()
    return found


def _test(row: Any) -> Test:
    return Test(
        timeback_id=row.timeback_id,
        name=row.name,
        subject=row.subject,
        grade=row.grade,
        grade_rank=row.grade_rank,
        supported=bool(row.supported),
        metadata={} if row.metadata is None else msgspec.json.decode(row.metadata),
    )
