"""The sandbox's data: one database, many readers, one writer at a time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from timeback_sandbox import dialect
from timeback_sandbox.memory import memory_connection
from timeback_sandbox.schema import METADATA, load_tables

__all__ = ["Store"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COUNTS = "timeback_counts"
_COUNTS_KEPT = 512


class _Counts:
    """Totals that one connection has counted, true for one version of the data."""

    __slots__ = ("totals", "version")

    def __init__(self, version: tuple[int, int]) -> None:
        self.version = version
        self.totals: dict[object, int] = {}


class Store:
    """A database with all tables of the sandbox.

    Open one with `Store.open`. All methods may be called from any thread.

    Attributes:
        engine: the database.
        points: reads single rows in microseconds, outside of any transaction.
    """

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self.engine = engine
        self._file = file
        self._lock = threading.RLock()
        self._generation = 0
        self._memory_snapshots: dict[str, dialect.Copy] = {}
        self._closed = False
        event.listen(engine, "checkin", self._let_go)
        load_tables()
        with self.write() as connection:
            dialect.create_tables(connection, METADATA)
        self.points = dialect.PointReader(engine, self._lock if file is None else threading.RLock())

    @classmethod
    def open(cls, url: str = "sqlite://") -> Store:
        """A store at the given database URL; its tables are created when they are missing.

        Args:
            url: `sqlite://` keeps the data in memory, `sqlite:///path` in a file.

        Raises:
            UnsupportedDatabaseError: the URL names something else.
        """
        parsed = dialect.parse_url(url)
        return cls(dialect.make_engine(parsed), dialect.database_file(parsed))

    @property
    def is_memory(self) -> bool:
        """Whether the data lives in this process only."""
        return self._file is None

    @contextmanager
    def read(self) -> Generator[Connection]:
        """A connection to read with; all its statements see the same state."""
        if self._file is None:
            with self._lock, self.engine.connect() as connection:
                yield connection
        else:
            with self.engine.connect() as connection:
                dialect.begin_read(connection)
                try:
                    yield connection
                finally:
                    connection.rollback()

    @contextmanager
    def write(self) -> Generator[Connection]:
        """A connection to write with: one transaction, committed at the end, rolled back on an exception.

        Writers wait for each other, in this process and over all processes on the same file.
        """
        with self._lock, self.engine.connect() as connection:
            dialect.begin_write(connection)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
            self._generation += 1

    @contextmanager
    def load(self) -> Generator[Connection]:
        """The same as `write`, for very much at once: into an empty database it is faster."""
        with self.write() as connection:
            if self.holds_anything(connection):
                yield connection
            else:
                with dialect.indexed_afterwards(connection, METADATA):
                    yield connection

    @staticmethod
    def holds_anything(connection: Connection) -> bool:
        """Whether there is a row in any table."""
        return dialect.holds_anything(connection, METADATA)

    def count(self, connection: Connection, key: object, compute: Callable[[], int]) -> int:
        """A total that is computed once and remembered until anything in the database changes.

        Args:
            connection: what `compute` reads with.
            key: what is counted; equal keys ask the same question.
            compute: counts.
        """
        # what other connections committed shows in the data version, what this one did in the generation
        version = (self._generation, dialect.data_version(connection))
        kept = cast("_Counts | None", connection.info.get(_COUNTS))
        if kept is None or kept.version != version or len(kept.totals) >= _COUNTS_KEPT:
            kept = connection.info[_COUNTS] = _Counts(version)
        total = kept.totals.get(key)
        if total is None:
            total = kept.totals[key] = compute()
        return total

    def reset(self) -> None:
        """Empty every table."""
        with self.write() as connection:
            for table in reversed(METADATA.sorted_tables):
                connection.execute(table.delete())

    # ------------------------------------------------------------ snapshots

    def snapshot(self, name: str) -> None:
        """Keep a copy of all data under a name; an earlier one of that name is replaced.

        Raises:
            ValueError: the name is not made of letters, digits, `.`, `_` and `-`, at most 64.
        """
        _check_name(name)
        with self._lock:
            if self._file is None:
                copy = dialect.open_copy(None)
                dialect.copy_database(self.engine, copy)
                previous = self._memory_snapshots.pop(name, None)
                if previous is not None:
                    previous.close()
                self._memory_snapshots[name] = copy
                return
            folder = self._snapshot_folder(self._file)
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = folder / f"{name}.unfinished"
            unfinished.unlink(missing_ok=True)
            copy = dialect.open_copy(unfinished)
            try:
                dialect.copy_database(self.engine, copy)
            finally:
                copy.close()
            unfinished.replace(folder / f"{name}.sqlite")

    def restore(self, name: str) -> None:
        """Bring back the data of a snapshot; the snapshot stays.

        Raises:
            KeyError: there is no snapshot of that name.
            ValueError: it is no name of a snapshot.
        """
        _check_name(name)
        with self._lock:
            if self._file is None:
                dialect.replace_database(self.engine, self._memory_snapshots[name])
            else:
                file = self._snapshot_folder(self._file) / f"{name}.sqlite"
                if not file.exists():
                    raise KeyError(name)
                copy = dialect.open_copy(file)
                try:
                    dialect.replace_database(self.engine, copy)
                finally:
                    copy.close()
            self._generation += 1

    def snapshots(self) -> list[str]:
        """The names of all snapshots, sorted."""
        if self._file is None:
            return sorted(self._memory_snapshots)
        return sorted(file.stem for file in self._snapshot_folder(self._file).glob("*.sqlite"))

    def mark(self) -> None:
        """Mark this moment for `rewind`; only for data in memory.

        Raises:
            ValueError: the data is in a file.
        """
        with self._lock:
            memory_connection(self.engine).mark()

    def rewind(self) -> None:
        """Go back to the mark, which stays; snapshots are dropped. It takes as long as undoing what changed.

        Raises:
            RuntimeError: nothing was marked.
            ValueError: the data is in a file.
        """
        with self._lock:
            memory_connection(self.engine).rewind()
            self._drop_snapshots()
            self._generation += 1

    def close(self) -> None:
        """Give back every connection; data in memory is gone afterwards."""
        with self._lock:
            self._closed = True
            self.points.close()
            self._drop_snapshots()
            self.engine.dispose()

    def _drop_snapshots(self) -> None:
        """Forgets the snapshots in memory."""
        for copy in self._memory_snapshots.values():
            copy.close()
        self._memory_snapshots.clear()

    def _let_go(self, _connection: object, record: ConnectionPoolEntry) -> None:
        """Closes what a thread gives back that was still at work when the store was closed; nobody else would."""
        if self._closed:
            record.invalidate()

    @staticmethod
    def _snapshot_folder(file: Path) -> Path:
        return file.with_name(f"{file.name}-snapshots")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name for a snapshot; use letters, digits, '.', '_' and '-', at most 64 of them"
        )
