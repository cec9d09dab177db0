"""The tables of OneRoster, made from the declaration of the kinds.

A kind has one table: insertion order, id, one column for each field that can be filtered, and `document`, the read
form of the entity. Elements of its lists live in one side table per kind, a user's roles in a table of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Numeric, Table, Text, func
from sqlalchemy.types import TypeEngine

from timeback_sandbox.oneroster.fields import COLUMNS, NUMERIC, VALUE_LISTS, Form, KindName, snake
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.schema.base import METADATA

PREFIX = "oneroster_"

SIDE_FORMS = VALUE_LISTS | {Form.USER_IDS, Form.OBJECTIVES, Form.OBJECTIVE_RESULTS, Form.SCALE_VALUES}
"""Forms whose elements are kept in the kind's side table."""


def _column_type(form: Form) -> TypeEngine[Any]:
    # NUMERIC keeps whole numbers whole, so that a number turned into text looks as it does in JSON
    return Numeric(asdecimal=False) if form in NUMERIC else Text()


def _entity_table(kind: Kind) -> Table:
    columns: list[Column[Any]] = [
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("sourced_id", Text, nullable=False, unique=True),
        Column("date_last_modified", Text, nullable=False, index=True),
    ]
    columns += [
        Column(field.column_name, _column_type(field.form), index=field.indexed)
        for field in kind.all_fields
        if field.form in COLUMNS
    ]
    columns.append(Column("metadata", Text))
    columns.append(Column("document", LargeBinary, nullable=False))
    table = Table(PREFIX + snake(kind.name), METADATA, *columns)
    for names in kind.together:
        Index(None, *(table.c[kind.by_name[name].column_name] for name in names))
    for field in kind.all_fields:
        if field.form is Form.EMAIL:  # addresses are found whatever their case
            column = table.c[field.column_name]
            Index(f"ix_{table.name}_{column.name}_lower", func.lower(column))
    return table


def _values_table(kind: Kind) -> Table:
    name = PREFIX + snake(kind.name)
    return Table(
        f"{name}_values",
        METADATA,
        Column("owner", Integer, ForeignKey(f"{name}.seq"), nullable=False, index=True),
        Column("field", Text, nullable=False),
        Column("value", Text, nullable=False),
        Index(None, "field", "value", "owner"),
    )


TABLES: Mapping[KindName, Table] = MappingProxyType({name: _entity_table(kind) for name, kind in KINDS.items()})
"""The table of each kind."""

VALUES: Mapping[KindName, Table] = MappingProxyType(
    {
        name: _values_table(kind)
        for name, kind in KINDS.items()
        if any(field.form in SIDE_FORMS for field in kind.all_fields)
    }
)
"""The side table of each kind that has lists."""

ROLES = Table(
    f"{PREFIX}user_roles",
    METADATA,
    Column("owner", Integer, ForeignKey(f"{PREFIX}users.seq"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("role_type", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("user_profile", Text),
    Column("begin_date", Text),
    Column("end_date", Text),
    Index(None, "org", "role", "owner"),
    Index(None, "role", "owner"),
)
"""The roles of users."""

CREDENTIALS = Table(
    f"{PREFIX}credentials",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Integer, ForeignKey(f"{PREFIX}users.seq"), nullable=False, index=True),
    Column("profile_id", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("password", Text, nullable=False),
)
"""Credentials that users registered with applications."""
