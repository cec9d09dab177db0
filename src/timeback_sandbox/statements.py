"""SQL statements that are built once and run often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    bindparam,
    insert,
    literal,
    make_url,
    update,
)
from sqlalchemy.engine.default import DefaultDialect

Row = Sequence[Any]

Values = tuple[object, ...]
"""One row to insert, in the order of its table's columns."""


class Reader(Protocol):
    """Whatever can run a prepared statement: a connection, or the store's way to read single rows."""

    def rows(self, statement: Prepared, values: Mapping[str, object], /) -> Sequence[Row]:
        """All rows of the statement."""
        ...


def one_of(expression: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Whether the value is among these. Unlike `in_` of plain values, its text is known before it runs."""
    return expression.in_([literal(value) for value in values])


class Prepared:
    """A statement as text in the driver's words, with its fixed values and the names of the open ones.

    Args:
        statement: what to run; its `bindparam`s are the open values.
        dialect: of the database it will run on.
    """

    __slots__ = ("_fixed", "_names", "text")

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._names: tuple[str, ...] = tuple(cast("Any", compiled).positiontup or ())
        self._fixed: dict[str, object] = {k: v for k, v in compiled.params.items() if v is not None}

    def bind(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """The values in the order in which the text wants them."""
        fixed = self._fixed
        return tuple([values[name] if name in values else fixed.get(name) for name in self._names])


class ConnectionReader:
    """Reads on a connection, through the driver's own cursor: the text is ready, so nothing is left to work out."""

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, statement: Prepared, values: Mapping[str, object]) -> Sequence[Row]:
        """All rows of the statement."""
        cursor = self.connection.connection.cursor()
        try:
            cursor.execute(statement.text, statement.bind(values))
            return cast("Sequence[Row]", cursor.fetchall())
        finally:
            cursor.close()


@lru_cache(maxsize=4)
def shared_dialect(name: str) -> Dialect:
    """One dialect per kind of database, so that statements prepared for it can be kept.

    Args:
        name: of the dialect, such as `sqlite`.
    """
    from sqlalchemy.dialects import registry

    made: DefaultDialect = registry.load(name)()
    return made


def insert_rows(connection: Connection, table: Table, rows: list[Values]) -> None:
    """Insert rows given as tuples in the order of the table's columns; much faster than rows of names."""
    connection.exec_driver_sql(_insert_text(table, connection.dialect.name), rows)


def insert_row(connection: Connection, table: Table, row: Values) -> None:
    """Insert one row that is known to be new, through the driver's own cursor."""
    run(connection, _insert_text(table, connection.dialect.name), row)


def update_row(connection: Connection, table: Table, row: Values) -> None:
    """Put a row in the place of the one with the same key, which is its first column; as fast as `insert_row`."""
    run(connection, _update_text(table, connection.dialect.name), (*row[1:], row[0]))


def run(connection: Connection, text: str, *rows: Values) -> None:
    """Run a statement that changes something, once for each row of values, through the driver's own cursor.

    What goes wrong comes as the driver's own error.

    Args:
        connection: within a write transaction.
        text: in the driver's words.
        rows: values in the order in which the text wants them.
    """
    cursor = connection.connection.cursor()
    try:
        if len(rows) == 1:
            cursor.execute(text, rows[0])
        else:
            cursor.executemany(text, rows)
    finally:
        cursor.close()


@lru_cache(maxsize=128)
def _update_text(table: Table, dialect: str) -> str:
    key, *others = table.columns
    changed: dict[str, BindParameter[Any]] = {one.name: bindparam(f"new_{one.name}") for one in others}
    statement = update(table).where(key == bindparam("row")).values(changed)
    return str(statement.compile(dialect=make_url(f"{dialect}://").get_dialect()()))


@lru_cache(maxsize=128)
def _insert_text(table: Table, dialect: str) -> str:
    # engines have a dialect each, and those of one name write this in the same way
    return str(insert(table).compile(dialect=make_url(f"{dialect}://").get_dialect()()))
