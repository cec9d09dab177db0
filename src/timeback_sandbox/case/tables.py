"""The tables of CASE: frameworks, their items and associations, and the packages as they were uploaded.

Items and associations are numbered within their framework: `number << SPAN_BITS | position`. So their order is that
of their frameworks, then that of the upload, and what belongs to a framework is one stretch of a table.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, func

from timeback_sandbox.schema.base import METADATA

__all__ = ["ASSOCIATIONS", "DOCUMENTS", "ITEMS", "SPAN_BITS", "UPLOADS", "span"]

SPAN_BITS = 24

_KEY = BigInteger().with_variant(Integer, "sqlite")

DOCUMENTS = Table(
    "case_documents",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("sourced_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("framework_type", Text),
    Column("case_version", Text),
    Column("creator", Text, nullable=False),
    Column("last_change_date_time", Text, nullable=False),
    Column("official_source_url", Text),
    Column("publisher", Text),
    Column("description", Text),
    Column("subject", Text),
    Column("language", Text),
    Column("version", Text),
    Column("adoption_status", Text),
    Column("status_start_date", Text),
    Column("status_end_date", Text),
    Column("notes", Text),
    Column("document", LargeBinary, nullable=False),
)
"""Frameworks. Columns of lists hold JSON; `document` is the answer, with a mark for the address of the API."""

ITEMS = Table(
    "case_items",
    METADATA,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("sourced_id", Text, nullable=False),
    Column("full_statement", Text, nullable=False),
    Column("alternative_label", Text),
    Column("cf_item_type", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("human_coding_scheme", Text),
    Column("list_enumeration", Text),
    Column("abbreviated_statement", Text),
    Column("concept_keywords", Text),
    Column("notes", Text),
    Column("subject", Text),
    Column("language", Text),
    Column("education_level", Text),
    Column("status_start_date", Text),
    Column("status_end_date", Text),
    Column("last_change_date_time", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
"""Items, in the same manner."""

ASSOCIATIONS = Table(
    "case_associations",
    METADATA,
    Column("seq", _KEY, primary_key=True, autoincrement=False),
    Column("sourced_id", Text, nullable=False),
    Column("child", Text),
    Column("parent", Text),
    Column("sequence_number", BigInteger),
    Column("document", LargeBinary, nullable=False),
)
"""Associations; those of the kind `isChildOf` also tell whom they tie, ids in lower case."""

UPLOADS = Table(
    "case_uploads",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("package", LargeBinary, nullable=False),
)
"""The package that a framework came in, byte for byte: with its definitions, rubrics, and what nobody asks for."""

for _table in (DOCUMENTS, ITEMS, ASSOCIATIONS):  # ids are found, and are unique, whatever their case
    Index(f"ix_{_table.name}_id_lower", func.lower(_table.c.sourced_id), unique=True)


def span(number: int) -> tuple[int, int]:
    """The numbers that the items of a framework can have, first and last, as those of its associations."""
    first = number << SPAN_BITS
    return first, first + (1 << SPAN_BITS) - 1
