"""Everything that only one database understands. No other module knows that SQLite exists."""

from __future__ import annotations

import math
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import (
    Connection,
    Engine,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    case,
    create_engine,
    event,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex
from sqlalchemy.sql import ColumnElement

from timeback_sandbox.memory import BEGIN_WRITE, MemoryConnection
from timeback_sandbox.statements import Prepared, Row, one_of

BUSY_TIMEOUT_MS = 30_000
_SQLITE = sqlite_dialect()
"""For texts that are made once: engines have a dialect each."""

_CACHE_KIB = 64 * 1024
_MMAP_BYTES = 1 << 30
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE_PATTERN = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"


class UnsupportedDatabaseError(ValueError):
    """The database URL names something that the sandbox cannot store in."""


class _DriverConnection(Protocol):
    """What we use of the driver's connection."""

    def execute(self, sql: str, parameters: tuple[object, ...], /) -> _DriverCursor: ...


class _DriverCursor(Protocol):
    def fetchall(self) -> list[tuple[Any, ...]]: ...


# ---------------------------------------------------------------- connecting


def parse_url(url: str) -> URL:
    """The parsed database URL.

    Raises:
        UnsupportedDatabaseError: it is no URL, or names another database than SQLite.
    """
    try:
        parsed = make_url(url)
    except Exception as error:
        raise UnsupportedDatabaseError(f"{url!r} is no database URL; write for example sqlite:///sandbox.db") from error
    if parsed.get_backend_name() != "sqlite":
        raise UnsupportedDatabaseError(
            f"the sandbox stores in SQLite for now, not in {parsed.get_backend_name()!r}; "
            "write for example sqlite:///sandbox.db"
        )
    return parsed


def database_file(url: URL) -> Path | None:
    """The file behind the URL; None when the data is in memory."""
    name = url.database
    if not name or name == ":memory:" or name.startswith("file::memory:") or url.query.get("mode") == "memory":
        return None
    return Path(name.removeprefix("file:"))


def make_engine(url: URL) -> Engine:
    """An engine whose transactions begin and end exactly where the store says."""
    file = database_file(url)
    if file is None:
        # one shared connection: data in memory lives as long as its connection
        engine = create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False, "factory": MemoryConnection},
            hide_parameters=True,
        )
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            url,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=32,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
            hide_parameters=True,  # errors are logged, and among what is stored are secrets
        )
    event.listen(engine, "connect", _on_connect_file if file is not None else _on_connect_memory)
    return engine


def _on_connect_memory(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the store begins transactions itself
    connection.create_function("timeback_fold", 1, _fold, deterministic=True)
    connection.create_function("timeback_number", 1, _number, deterministic=True)
    connection.create_function("timeback_search", 2, _search, deterministic=True)


def _on_connect_file(connection: sqlite3.Connection, _record: object) -> None:
    _on_connect_memory(connection, _record)
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _set_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    connection.execute(f"PRAGMA mmap_size={_MMAP_BYTES}")


def _set_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; the switch ignores busy_timeout, so wait for other workers here."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def begin_write(connection: Connection) -> None:
    """Start a transaction that holds the write lock from its first moment."""
    driver = connection.connection.driver_connection
    connection.exec_driver_sql(driver.beginning() if isinstance(driver, MemoryConnection) else BEGIN_WRITE)


def begin_read(connection: Connection) -> None:
    """Start a transaction whose statements all see the same state."""
    connection.exec_driver_sql("BEGIN")


# ---------------------------------------------------------------- tables


def create_tables(connection: Connection, metadata: MetaData) -> None:
    """Create the tables and indexes that are missing."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is not None:
        metadata.create_all(connection)
        return
    for statement in _creation(metadata):
        connection.exec_driver_sql(statement)


@lru_cache(maxsize=4)
def _creation(metadata: MetaData) -> tuple[str, ...]:
    """What creates everything in an empty database; making up the text takes longer than carrying it out."""
    return (
        *(str(CreateTable(table).compile(dialect=_SQLITE)) for table in metadata.sorted_tables),
        *(str(CreateIndex(index).compile(dialect=_SQLITE)) for index in _indexes(metadata)),
    )


def holds_anything(connection: Connection, metadata: MetaData) -> bool:
    """Whether there is a row in any table."""
    return bool(connection.exec_driver_sql(_any_row(metadata)).scalar_one())


@lru_cache(maxsize=4)
def _any_row(metadata: MetaData) -> str:
    found = [exists(select(literal(1)).select_from(table)) for table in metadata.sorted_tables]
    return str(select(or_(*found)).compile(dialect=_SQLITE, compile_kwargs={"literal_binds": True}))


def _indexes(metadata: MetaData) -> list[Index]:
    """All indexes apart from those that the database makes for keys, always in the same order."""
    return [index for table in metadata.sorted_tables for index in sorted(table.indexes, key=lambda one: str(one.name))]


@contextmanager
def indexed_afterwards(connection: Connection, metadata: MetaData) -> Generator[None]:
    """What is inserted into empty tables here gets into the indexes at the end, in one go.

    It is all part of the transaction: whatever interrupts it, the database is as it was, indexes and all.
    """
    indexes = _indexes(metadata)
    for index in indexes:
        connection.execute(DropIndex(index, if_exists=True))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))


@lru_cache(maxsize=32)
def upsert_text(table: Table, key: str, fixed: frozenset[tuple[str, tuple[str, ...]]] = frozenset()) -> str:
    """The statement that inserts a row, or changes the one that has its key.

    Args:
        table: Whose rows; the statement takes values for all its columns, in their order, but for a number that the
            database gives out as primary key.
        key: The unique column that tells whether the row is there.
        fixed: Columns that stay as they are in a row that is there, once they have a value; each with the columns
            that must not change for that.
    """
    lasting = dict(fixed)
    number = table.autoincrement_column
    names = [column.name for column in table.columns if column is not number]
    statement = sqlite_insert(table)
    changes: dict[str, Any] = {}
    for name in names:
        if name in lasting:
            new = statement.excluded[name]
            still = [table.c[other].is_not_distinct_from(statement.excluded[other]) for other in lasting[name]]
            changes[name] = case((and_(true(), *still), func.coalesce(table.c[name], new)), else_=new)
        elif name != key:
            changes[name] = statement.excluded[name]
    upsert = statement.on_conflict_do_update([table.c[key]], set_=changes)
    return str(upsert.compile(dialect=_SQLITE, column_keys=names))


def data_version(connection: Connection) -> int:
    """A number that changes when another connection has changed the data."""
    driver = cast("_DriverConnection", connection.connection.driver_connection)  # it is asked for every page of a list
    return int(driver.execute("PRAGMA data_version", ()).fetchall()[0][0])


def is_locked(error: Exception) -> bool:
    """Whether something failed because another process holds the lock."""
    cause = error.orig if isinstance(error, OperationalError) else error
    return isinstance(cause, sqlite3.OperationalError) and "locked" in str(cause)


class PointReader:
    """Reads single rows straight through the driver: a few microseconds each.

    Args:
        engine: where to read.
        lock: held during a read; shared with the writer when there is only one connection.
    """

    def __init__(self, engine: Engine, lock: threading.RLock) -> None:
        self._connection = engine.raw_connection()
        self._driver = cast("_DriverConnection", self._connection.driver_connection)
        self._lock = lock

    def rows(self, statement: Prepared, values: Mapping[str, object]) -> Sequence[Row]:
        """All rows of a statement that has few of them."""
        bound = statement.bind(values)
        with self._lock:
            return self._driver.execute(statement.text, bound).fetchall()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


# ---------------------------------------------------------------- copies


Copy = sqlite3.Connection
"""A copy of a whole database, kept in memory or in a file."""


def copy_database(source: Engine, target: Copy) -> None:
    """Copy the whole database out of the engine, consistent at one moment."""
    raw = source.raw_connection()
    try:
        driver = cast("sqlite3.Connection", raw.driver_connection)
        if isinstance(driver, MemoryConnection):
            driver.copy_to(target)
        else:
            driver.backup(target)
    finally:
        raw.close()


def replace_database(target: Engine, source: Copy) -> None:
    """Replace everything in the engine's database by a copy of `source`."""
    raw = target.raw_connection()
    try:
        if isinstance(raw.driver_connection, MemoryConnection):
            raw.driver_connection.make_way()
        source.backup(cast("sqlite3.Connection", raw.driver_connection))
    finally:
        raw.close()


def open_copy(file: Path | None) -> Copy:
    """A place to copy a database to: a file, or memory."""
    return sqlite3.connect(":memory:" if file is None else str(file), check_same_thread=False)


# ---------------------------------------------------------------- expressions


def _fold(value: str | bytes | int | float | None) -> str | bytes | int | float | None:
    """Lower case by Unicode, which SQLite's own functions do not know."""
    return value.lower() if isinstance(value, str) else value


def _number(value: str | bytes | int | float | None) -> float | None:
    """The number that a text says; null for any other text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        number = float(value)
        return number if math.isfinite(number) else None
    return None


def _search(pattern: str, value: str | bytes | int | float | None) -> bool | None:
    """Whether a text holds a match of a pattern that is known to be right."""
    from timeback_sandbox.webhooks.patterns import compile_pattern

    return compile_pattern(pattern)(value) if isinstance(value, str) else None


def number_in(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """The number that a text says, such as `-1.5e3`; null for any other text."""
    return func.timeback_number(expression)


def holds(expression: ColumnElement[Any], needle: str | ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the text holds exactly `needle`."""
    return func.instr(expression, needle) > 0


def matches(expression: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Whether the text holds a match of a regular expression, which `webhooks.patterns` has compiled before."""
    return func.timeback_search(pattern, sql_cast(expression, Text)).is_(true())


def contains(expression: ColumnElement[Any], needle: str) -> ColumnElement[bool]:
    """Whether the text holds `needle`, whatever the case of either."""
    if needle.isascii():
        pattern = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return sql_cast(expression, Text).like(f"%{pattern}%", escape="\\")
    folded = func.timeback_fold(sql_cast(expression, Text))
    return func.instr(folded, needle.lower()) > 0


def instant(expression: ColumnElement[Any]) -> ColumnElement[Any]:
    """ISO date or date and time as `YYYY-MM-DDTHH:MM:SS.mmmZ` in UTC; null when the text is neither."""
    looks_like_a_date = expression.op("GLOB")(literal(_DATE_PATTERN))
    return case((looks_like_a_date, func.strftime("%Y-%m-%dT%H:%M:%fZ", expression)), else_=None)


def json_path(segments: tuple[str, ...]) -> str:
    """The path of a member of a JSON object. Segments hold no double quote; the filter grammar sees to it."""
    return "$" + "".join(f'."{segment}"' for segment in segments)


def json_scalar(document: ColumnElement[Any], segments: tuple[str, ...]) -> ColumnElement[Any]:
    """The number or text at a path of a JSON column, for sorting."""
    return func.json_extract(document, json_path(segments))


def json_any(
    document: ColumnElement[Any],
    segments: tuple[str, ...],
    predicate: Callable[[ColumnElement[Any], ColumnElement[Any]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """Whether the value at a path, or any element of the list there, satisfies `predicate(value, type)`.

    `type` is one of `text`, `integer`, `real`, `true`, `false`; objects and nulls satisfy nothing.
    """
    path = json_path(segments)
    elements = func.json_each(document, path).table_valued("atom", "type", name="element")
    value, kind = elements.c.atom, elements.c.type
    scalar = one_of(kind, ("text", "integer", "real", "true", "false"))
    found = exists(select(literal(1)).select_from(elements).where(scalar, predicate(value, kind)))
    return and_(func.json_type(document, path) != "object", found)
