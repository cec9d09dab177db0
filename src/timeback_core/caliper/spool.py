"""A sensor's queue in an SQLite file: an event is there from before `enqueue` returns until its delivery is certain.

One process owns a spool at a time; the operating system ends the ownership with the process. Memory holds the events
of the batches under way and nothing else, however many wait in the file. Callers hold the sensor's lock.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from timeback_core.caliper.sensor_errors import SensorSpoolError
from timeback_core.caliper.sensor_queue import Encoded, QueuedEvent

__all__ = ["DeadLetter", "Spool"]

APPLICATION: Final = 0x54425350
FORMAT: Final = 1
"""Written into the file's head, so that no other database is taken for a spool."""

SHRINK_FROM: Final = 512
SHRINK_STEP: Final = 256
"""Pages: a file with more free ones than that, and little else, is made smaller in steps of so many."""

JOURNAL_BYTES: Final = 16 * 1024 * 1024
"""To what the write-ahead log is cut back after a burst."""

_TABLES: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE event (number INTEGER PRIMARY KEY, id TEXT NOT NULL, content BLOB NOT NULL)",
    (
        "CREATE TABLE dead (number INTEGER PRIMARY KEY, id TEXT NOT NULL, content BLOB NOT NULL,"
        " reason TEXT NOT NULL, given_up_at TEXT NOT NULL)"
    ),
)


class DeadLetter(msgspec.Struct, frozen=True, gc=False):
    """An event that was given up and is kept in the spool.

    Attributes:
        id: The event's id.
        content: Its JSON, as it was sent.
        reason: Why it was given up: the server's answer.
        given_up_at: When, in UTC.
    """

    id: str
    content: bytes
    reason: str
    given_up_at: datetime

    @property
    def data(self) -> dict[str, object]:
        """The event as it was sent, decoded anew by each access."""
        return msgspec.json.decode(self.content, type=dict[str, object])

    def __repr__(self) -> str:
        """Return id and reason; the content may name persons."""
        return f"<DeadLetter {self.id}: {self.reason}>"


class Spool:
    """Events in a file.

    Args:
        path: The file; it is made, readable by its owner only, when there is none.
        sensor: The sensor whose events it holds.
        platform: The dialect in which they are encoded.

    Raises:
        SensorSpoolError: The file is in use, belongs to another sensor, is no spool, or cannot be opened.
    """

    durable = True

    def __init__(self, path: Path, *, sensor: str, platform: str) -> None:
        self.path = path
        self._returned: list[QueuedEvent] = []
        self._undeleted: list[tuple[int, int]] = []
        self._connection = _open(path)
        try:
            with self._explained("open"):
                self._prepare({"sensor": sensor, "platform": platform})
                row = self._connection.execute("SELECT count(*), min(number), max(number) FROM event").fetchone()
                dead: int = self._connection.execute("SELECT coalesce(max(number), 0) FROM dead").fetchone()[0]
        except BaseException:
            self._connection.close()
            raise
        self.waiting: int = row[0]
        self.last: int = max(row[2] or 0, dead)
        self.taken: int = self.last if row[1] is None else row[1] - 1

    # What a queue does

    def add(self, events: Sequence[Encoded]) -> None:
        """Write events; they are in the file when this returns.

        Raises:
            SensorSpoolError: None of them is.
        """
        number = self.last
        execute = self._connection.execute
        try:
            if len(events) == 1:
                number += 1
                event_id, content = events[0]
                execute("INSERT INTO event VALUES (?, ?, ?)", (number, event_id, content))
            else:
                rows = [(at, event_id, content) for at, (event_id, content) in enumerate(events, number + 1)]
                with self._transaction():
                    self._connection.executemany("INSERT INTO event VALUES (?, ?, ?)", rows)
                number += len(rows)
        except sqlite3.Error as error:
            raise self._failure("write to", error) from error
        self.last = number
        self.waiting += len(events)

    def take(self, most: int, size: int) -> list[QueuedEvent]:
        """Read the next events."""
        found: list[QueuedEvent] = []
        while self._returned and len(found) < most:
            size -= len(self._returned[0].content) + 1
            if size < 0 and found:
                break
            found.append(self._returned.pop(0))
        if not found:
            with self._explained("read"):
                for event in self._rows(most):
                    size -= len(event.content) + 1
                    if size < 0 and found:
                        break
                    found.append(event)
            self.taken = found[-1].number if found else self.last
        self.waiting = self.waiting - len(found) if found else 0
        return found

    def give_back(self, events: Sequence[QueuedEvent]) -> None:
        """Let events be taken again; they never left the file."""
        self._returned = sorted([*self._returned, *events], key=lambda event: event.number)
        self.waiting += len(events)

    def remove(self, events: Sequence[QueuedEvent]) -> None:
        """Delete events.

        Raises:
            SensorSpoolError: They are still there; the next removal tries again.
        """
        self._undeleted.extend(_ranges(events))
        with self._explained("delete from"), self._transaction():
            self._connection.executemany("DELETE FROM event WHERE number BETWEEN ? AND ?", self._undeleted)
        self._undeleted.clear()

    def bury(self, events: Sequence[QueuedEvent], reason: str) -> None:
        """Move events to the dead letters.

        Raises:
            SensorSpoolError: They stay in the queue and are sent again after the next start.
        """
        now = datetime.now(UTC).isoformat()
        rows = [(event.number, event.id, event.content, reason, now) for event in events]
        with self._explained("write to"), self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO dead VALUES (?, ?, ?, ?, ?)", rows)
            self._connection.executemany("DELETE FROM event WHERE number BETWEEN ? AND ?", _ranges(events))

    def drop_oldest(self) -> QueuedEvent | None:
        """Delete the event that waits longest, and return it."""
        found = self.take(1, 0)
        if not found:
            return None
        try:
            self.remove(found)
        except SensorSpoolError:
            self._undeleted.pop()
            self.give_back(found)
            raise
        return found[0]

    def peek(self, most: int | None) -> list[QueuedEvent]:
        """Read the events that wait."""
        found = self._returned[:most]
        left = -1 if most is None else most - len(found)
        if left:
            with self._explained("read"):
                found.extend(self._rows(left))
        return found

    def first_given_back(self) -> int | None:
        """The number of the first event that was given back, or None."""
        return self._returned[0].number if self._returned else None

    def close(self) -> None:
        """Give the file free."""
        self._connection.close()

    # Dead letters

    def dead_letters(self, limit: int) -> list[DeadLetter]:
        """The events given up, oldest first."""
        with self._explained("read"):
            rows = self._connection.execute(
                "SELECT id, content, reason, given_up_at FROM dead ORDER BY number LIMIT ?", (limit,)
            ).fetchall()
        return [DeadLetter(row[0], row[1], row[2], datetime.fromisoformat(row[3])) for row in rows]

    def discard_dead_letters(self) -> int:
        """Delete the events given up, and return how many there were."""
        with self._explained("delete from"):
            return self._connection.execute("DELETE FROM dead").rowcount

    # The file

    def shrink(self) -> bool:
        """Give free pages back to the file system, a few at a time, once they are most of the file.

        To be called when hardly an event is left: used pages would have to be moved out of the way, the newest
        ones first, and free ones are used again anyway.

        Returns:
            Whether there is more to give back.
        """
        with self._explained("shrink"):
            free: int = self._connection.execute("PRAGMA freelist_count").fetchone()[0]
            if free < SHRINK_FROM:
                return False
            pages: int = self._connection.execute("PRAGMA page_count").fetchone()[0]
            if free * 10 < pages * 9:
                return False
            # A statement of this kind stops after each page, and execute() after the first stop; a script goes on.
            self._connection.executescript(f"PRAGMA incremental_vacuum({SHRINK_STEP})")
            if free - SHRINK_STEP < SHRINK_FROM:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                return False
            return True

    def abandon(self) -> None:
        """In a forked child: never touch the file again, not even when the interpreter ends.

        The child has a copy of the connection, and closing it would clean up files that are the parent's.
        """
        import ctypes

        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._connection))

    def _prepare(self, owner: dict[str, str]) -> None:
        """Make the tables, or see whether those that are there fit; either way the file is ours afterwards."""
        execute = self._connection.execute
        execute("BEGIN EXCLUSIVE")
        marks = execute("PRAGMA application_id").fetchone()[0], execute("PRAGMA user_version").fetchone()[0]
        if not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _TABLES:
                execute(statement)
            execute(f"PRAGMA application_id = {APPLICATION}")
            execute(f"PRAGMA user_version = {FORMAT}")
            self._connection.executemany("INSERT INTO meta VALUES (?, ?)", owner.items())
        elif marks != (APPLICATION, FORMAT):
            raise SensorSpoolError(
                f"{self.path} is not a spool, or one of another version (marks {marks[0]:#x}, {marks[1]}); "
                "give another path"
            )
        found: dict[str, str] = dict(execute("SELECT name, value FROM meta").fetchall())
        for name, value in owner.items():
            if found.get(name) != value:
                raise SensorSpoolError(
                    f"the spool {self.path} belongs to the {name} {found.get(name)!r}, not {value!r}: deliver its "
                    f"events with that {name} first, or give another path"
                )
        execute("UPDATE meta SET value = value")
        execute("COMMIT")

    def _rows(self, most: int) -> Iterator[QueuedEvent]:
        """Read events that were never taken; -1 reads all."""
        cursor = self._connection.execute(
            "SELECT number, id, content FROM event WHERE number > ? ORDER BY number LIMIT ?", (self.taken, most)
        )
        for number, event_id, content in cursor:
            yield QueuedEvent(number, event_id, content)

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """All of it or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _explained(self, what: str) -> Generator[None]:
        """Turn the database's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._failure(what, error) from error

    def _failure(self, what: str, error: sqlite3.Error) -> SensorSpoolError:
        """The error of a step that failed."""
        return _explain(self.path, what, error)


def _open(path: Path) -> sqlite3.Connection:
    """Connect to the file and make it ours alone."""
    try:
        # Events name persons. An existing file must not be opened here: closing it would end the lock of a sensor
        # in this process that has it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise SensorSpoolError(f"cannot make the spool {path}: {error.strerror}; its folder must exist") from error
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _explain(path, "open", error) from error
    try:
        # Exclusive before WAL: then the index of the log is in memory, and the lock dies with the process.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    except sqlite3.Error as error:
        connection.close()
        raise _explain(path, "open", error) from error
    return connection


def _explain(path: Path, what: str, error: sqlite3.Error) -> SensorSpoolError:
    """An error that says what is wrong with a spool and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return SensorSpoolError(
            f"the spool {path} is in use by another sensor or process; give each process a spool of its own"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return SensorSpoolError(f"{path} is not a spool; give another path")
    advice = "free some space" if code == sqlite3.SQLITE_FULL else "see whether the disk is sound and writable"
    return SensorSpoolError(f"cannot {what} the spool {path}: {error}; {advice}")


def _ranges(events: Sequence[QueuedEvent]) -> list[tuple[int, int]]:
    """The numbers of events as ranges without gaps."""
    found: list[tuple[int, int]] = []
    for event in events:
        if found and found[-1][1] + 1 == event.number:
            found[-1] = (found[-1][0], event.number)
        else:
            found.append((event.number, event.number))
    return found
