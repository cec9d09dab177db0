"""Where in the database the value of a field is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, FromClause


class ValueType(Enum):
    """How values of a field compare."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    """Canonical text, `YYYY-MM-DDTHH:MM:SS.mmmZ`."""
    DAY = "day"
    """`YYYY-MM-DD`, which compares as its midnight in UTC."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A column of the row itself."""

    expression: ColumnElement[Any]
    type: ValueType = ValueType.TEXT


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a list, in rows of a side table.

    Args:
        row: the row's key.
        table: the side table.
        owner: column of the side table that holds the row's key.
        value: column that holds the element.
        where: further conditions on the side table.
        dense: most values are shared by many rows; the side table is then asked row by row.
        type: how the elements compare.
    """

    row: ColumnElement[Any]
    table: FromClause
    owner: ColumnElement[Any]
    value: ColumnElement[Any]
    where: tuple[ColumnElement[bool], ...] = ()
    dense: bool = False
    type: ValueType = ValueType.TEXT


@dataclass(frozen=True, slots=True)
class Member:
    """Something inside a JSON column.

    Args:
        document: the column.
        segments: the path to it; none for the whole.
        type: how it compares, or its elements; None: as the types that its values happen to have.
    """

    document: ColumnElement[Any]
    segments: tuple[str, ...]
    type: ValueType | None = None


Target: TypeAlias = Scalar | Elements | Member
