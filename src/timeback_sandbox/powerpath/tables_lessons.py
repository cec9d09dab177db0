"""The tables of the lessons' runtime: what the gradebook has no place for."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = ["EDULASTIC", "EXTERNAL_TESTS"]

EXTERNAL_TESTS = Table(
    "powerpath_external_tests",
    METADATA,
    Column("student", Text, primary_key=True),
    Column("lesson", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    # what was assigned, as JSON; the result holds the same until somebody replaces it in the gradebook
    Column("assigned", LargeBinary, nullable=False),
    Column("enrollment_failed", Integer),  # 1, 0; null: no enrolment was due
)
"""Tests that external tools hold, attempt by attempt."""

EDULASTIC = Table(
    "powerpath_edulastic",
    METADATA,
    Column("student", Text, primary_key=True),
    Column("lesson", Text, primary_key=True),
    Column("questions", LargeBinary, nullable=False),  # [{id, score, answered}] as JSON
    Column("graded", Integer, nullable=False),  # 1: the tool says GRADED
)
"""What the simulated Edulastic knows of a student's test."""
