"""The tables: items, stimuli and tests as documents, and feedback on lessons and questions.

A document is kept as it is answered, ready to be sent. What lists sort, search and filter by stands beside it.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = ["FEEDBACK", "ITEMS", "STIMULI", "TESTS"]


def _documents(name: str, *more: Column[str] | Column[int]) -> Table:
    """A table of documents; the columns that lists look at come first, the large ones last."""
    return Table(
        name,
        METADATA,
        # the order of insertion, which breaks ties
        Column("seq", Integer, primary_key=True),
        Column("identifier", Text, nullable=False, unique=True),
        Column("title", Text, nullable=False),
        # title and identifier, case folded, on a line each
        Column("search", Text, nullable=False),
        # milliseconds since 1970
        Column("created_at", Integer, nullable=False),
        Column("updated_at", Integer, nullable=False),
        *more,
        # the typed fields as JSON, without XML and content
        Column("structure", Text, nullable=False),
        Column("raw_xml", Text, nullable=False),
        # the whole answer as JSON, UTF-8
        Column("document", LargeBinary, nullable=False),
        # a list by age is a walk along this, and so is a search in it
        Index(f"ix_{name}_age", "created_at", "seq", "search"),
    )


ITEMS = _documents("qti_items", Column("type", Text, nullable=False))

STIMULI = _documents("qti_stimuli")

TESTS = _documents(
    "qti_tests",
    # every navigation and submission mode of its parts, each between bars: |linear|individual|
    Column("modes", Text, nullable=False),
    # 1 when the document is valid
    Column("is_valid", Integer, nullable=False),
)

FEEDBACK = Table(
    "qti_feedback",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("identifier", Text, nullable=False, unique=True),
    Column("lesson_id", Text, nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
