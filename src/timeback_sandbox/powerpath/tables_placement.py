"""The tables of placement and of test assignments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = ["ONBOARDING", "SHEETS", "TEST_ASSIGNMENTS"]

TEST_ASSIGNMENTS = Table(
    "powerpath_test_assignments",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("student", Text, nullable=False),
    Column("student_email", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("status", Text, nullable=False),  # as it was set; whether it has expired since is seen when it is read
    Column("test_name", Text),
    Column("assigned_by", Text),
    Column("assigned_at", Text, nullable=False),
    Column("assigned_ms", BigInteger, nullable=False),
    Column("expires_at", Text),
    Column("expires_ms", BigInteger),
    Column("completed_at", Text),
    Column("resource", Text, nullable=False),
    Column("lesson", Text, nullable=False, unique=True),
    Column("origin", Text),  # self-elected, or null: somebody else has assigned it
    Column("deleted", Boolean, nullable=False),
    Index(None, "student", "subject", "grade"),
    Index(None, "deleted", "assigned_ms", "id"),
)
"""Tests that students were given outside of any course."""

ONBOARDING = Table(
    "powerpath_onboarding",
    METADATA,
    Column("student", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("status", Text, nullable=False),  # in_progress, completed
    Column("completed_at", Text),
    Column("course", Text),
)
"""How far the placement of students in subjects has got; a record of what happened, which decides nothing."""

SHEETS = Table(
    "powerpath_sheets",
    METADATA,
    Column("url", Text, primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("csv", Text, nullable=False),
)
"""Spreadsheets that can be imported without a network."""
