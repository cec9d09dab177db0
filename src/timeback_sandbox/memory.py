"""Data in memory that goes back to a marked moment at once, however much was committed since."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine

__all__ = ["BEGIN_WRITE", "MemoryConnection", "memory_connection"]

BEGIN_WRITE = "BEGIN IMMEDIATE"
"""Starts a transaction that holds the write lock from its first moment."""


class MemoryConnection(sqlite3.Connection):
    """The connection behind a database in memory.

    From a mark on, everything lies in one transaction that is never committed, and what the store takes for a
    transaction is a savepoint in it. Going back undoes the pages that changed, and costs nothing when none did.

    Attributes:
        marked: Whether such a transaction is open.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.marked = False
        self._writing = False
        self._kept: sqlite3.Connection | None = None

    def beginning(self) -> str:
        """The statement that starts what the store takes for a transaction; `commit` or `rollback` ends it."""
        self._writing = True
        return "SAVEPOINT written" if self.marked else BEGIN_WRITE

    def commit(self) -> None:
        """Ends it, and keeps what was written."""
        if not self.marked:
            super().commit()
        elif self._writing:
            self._writing = False
            self.execute("RELEASE written")

    def rollback(self) -> None:
        """Ends it, and drops what was written."""
        if not self.marked:
            super().rollback()
        elif self._writing:
            self._writing = False
            self.execute("ROLLBACK TO written")
            self.execute("RELEASE written")

    def mark(self) -> None:
        """Marks this moment; an earlier mark is forgotten."""
        if self.marked:
            super().commit()
        self._drop()
        self._open()

    def rewind(self) -> None:
        """Goes back to the mark, which stays.

        Raises:
            RuntimeError: There is none.
        """
        if self.marked:
            super().rollback()
        elif self._kept is not None:
            self._kept.backup(self)
        else:
            raise RuntimeError("nothing was marked to go back to")
        self._open()

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copies everything as it is now."""
        if self.marked:  # a backup would wait for the end of the transaction
            target.deserialize(self.serialize())
        else:
            self.backup(target)

    def make_way(self) -> None:
        """Lets everything be replaced, which no open transaction may outlive; what was marked is kept as a copy."""
        if not self.marked:
            return
        super().rollback()
        self.marked = False
        if self._kept is None:
            self._kept = sqlite3.connect(":memory:", check_same_thread=False)
            self.backup(self._kept)

    def close(self) -> None:
        """Closes it and what it keeps."""
        self._drop()
        super().close()

    def _open(self) -> None:
        self.execute(BEGIN_WRITE)
        self.marked = True
        self._writing = False

    def _drop(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()


def memory_connection(engine: Engine) -> MemoryConnection:
    """The one connection to data in memory.

    Raises:
        ValueError: The data is in a file.
    """
    raw = engine.raw_connection()
    try:
        driver = raw.driver_connection
        if isinstance(driver, MemoryConnection):
            return driver
    finally:
        raw.close()
    raise ValueError("only data in memory can be marked and rewound; use snapshots for a file")
