"""The table of learner records, as they were signed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = ["RECORDS"]

RECORDS = Table(
    "clr_records",
    METADATA,
    Column("seq", Integer, primary_key=True),
    # what tells records apart, made from id and issuer
    Column("key", Text, nullable=False, unique=True),
    Column("id", Text, nullable=False, index=True),
    Column("issuer", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("cryptosuite", Text, nullable=False),
    Column("signed_with", Text, nullable=False),
    # with all its proofs, as the API answers it
    Column("document", LargeBinary, nullable=False),
)
