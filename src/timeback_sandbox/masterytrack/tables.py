"""The tables of MasteryTrack: accounts of the API, the inventory of tests, students it has met, assignments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, CursorResult, Index, Integer, LargeBinary, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = ["ACCOUNTS", "ASSIGNMENTS", "INVENTORY", "STUDENTS", "new_number"]

ACCOUNTS = Table(
    "masterytrack_accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    # in lower case, as addresses are compared
    Column("email", Text, nullable=False, unique=True),
    Column("api_access", Integer, nullable=False),
)

INVENTORY = Table(
    "masterytrack_inventory",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("timeback_id", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # the subject as it is compared, whatever its case
    Column("subject_key", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("grade_rank", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    # neither switched off nor withdrawn
    Column("offered", Integer, nullable=False),
    Column("supported", Integer, nullable=False),
    Column("metadata", Text),
    # as the API answers it
    Column("document", LargeBinary, nullable=False),
    Index(None, "subject_key", "grade_rank"),
)

STUDENTS = Table(
    "masterytrack_students",
    METADATA,
    Column("id", Integer, primary_key=True),
    # the sourcedId of a user of OneRoster
    Column("user", Text, nullable=False, unique=True),
    Column("created_at", Integer, nullable=False),
)

ASSIGNMENTS = Table(
    "masterytrack_assignments",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("student", Integer, nullable=False),
    Column("student_email", Text, nullable=False),
    Column("timeback_id", Text, nullable=False),
    Column("test_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_key", Text, nullable=False),
    Column("grade_rank", Integer, nullable=False),
    # of the account that assigned it; null when that was another service, or a token of the shared kind
    Column("assigned_by", Integer),
    # as it was last written; an active one whose time is over counts as expired without being written
    Column("status", Text, nullable=False),
    # milliseconds since 1970
    Column("created_at", Integer, nullable=False),
    Column("expires_at", Integer, nullable=False),
    Column("metadata", Text, nullable=False),
    # where its result goes in OneRoster's gradebook
    Column("line_item", Text),
    Column("result", Text),
    Index(None, "student", "timeback_id"),
)


def new_number(made: CursorResult[Any]) -> int:
    """The number that the database gave the row that was just inserted."""
    key = made.inserted_primary_key
    assert key is not None
    return int(key[0])
