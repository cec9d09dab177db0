"""The control room in a file: for several workers, and for what must outlive a restart.

The file is always a small SQLite database on this machine, whatever the school data is stored in: it
coordinates the processes of one server. It is spoken to directly rather than through SQLAlchemy, because
every request asks it one question (has anything changed?), which has to cost microseconds.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from timeback_sandbox.dialect import database_file, parse_url
from timeback_sandbox.faults import FaultRule, FaultState, first_match
from timeback_sandbox.journal import JournalEntry, Pending
from timeback_sandbox.room import ClockSetting, MemoryRoom
from timeback_sandbox.settings import Settings

__all__ = ["SharedRoom", "room_path"]

_TABLES = """
create table if not exists setting (name text primary key, value text not null) without rowid;
create table if not exists fault (
    id text primary key, position integer not null, rule text not null,
    seen integer not null default 0, fired integer not null default 0
);
create table if not exists journal (seq integer primary key autoincrement, entry text not null);
create table if not exists counter (name text primary key, value integer not null) without rowid;
insert or ignore into setting values ('version', '1'), ('generation', '0');
"""


def room_path(settings: Settings) -> Path | None:
    """The room's file: beside a database file; None when the data is in memory and one worker serves it.

    Raises:
        ValueError: Several workers cannot share a database that is in memory.
    """
    file = database_file(parse_url(settings.database))
    if file is not None:
        return file.with_name(f"{file.name}-control")
    if settings.workers > 1:
        raise ValueError(
            f"{settings.workers} workers cannot share a database in memory; "
            "give a file, for example database='sqlite:///school.db'"
        )
    return None


class SharedRoom:
    """A control room that the workers of one server share.

    With `alone`, one process serves the file: faults, journal and counters stay in its memory, and only
    secrets, clock and the count of revocations go to the file.

    Args:
        path: The file; made when it is missing, readable for its owner only, because it holds secrets.
        journal_size: How many requests are remembered; 0: none.
        alone: Whether this is the only process.
    """

    def __init__(self, path: Path, *, journal_size: int = 1000, alone: bool = False) -> None:
        self.shared = not alone
        self.has_faults = False
        self.generation = 0
        self.clock = ClockSetting()
        self._memory = MemoryRoom(journal_size) if alone else None
        self._journal_size = journal_size
        self._lock = threading.RLock()
        self._version = ""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._connection = sqlite3.connect(
            path, timeout=30.0, isolation_level=None, check_same_thread=False, cached_statements=64
        )
        self._connection.execute("pragma journal_mode=wal")
        # A killed process loses nothing in this mode; only a machine that loses power may lose the last
        # entries of a journal, which is no loss.
        self._connection.execute("pragma synchronous=off")
        self._connection.executescript(_TABLES)
        self.refresh()

    def refresh(self) -> bool:
        """Takes over what other workers changed; True if there was anything."""
        with self._lock:
            row = self._connection.execute("select value from setting where name = 'version'").fetchone()
            if row[0] == self._version:
                return False
            self._version = row[0]
            self.generation = int(self._setting("generation") or 0)
            clock = self._setting("clock")
            self.clock = msgspec.json.decode(clock, type=ClockSetting) if clock else ClockSetting()
            if self._memory is None:
                found = self._connection.execute("select 1 from fault limit 1").fetchone()
                self.has_faults = found is not None
            return True

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """The secret of this name, made on first use; whoever comes first makes it for all."""
        with self._lock:
            found = self._setting(f"secret:{name}")
        if found is not None:
            return found
        with self._change(bump=False):  # another worker may have been quicker
            self._connection.execute("insert or ignore into setting values (?, ?)", (f"secret:{name}", make()))
            return self._setting(f"secret:{name}") or ""

    def noted(self, name: str, value: str) -> list[str]:
        """The values noted under a name, with this one."""
        with self._lock:
            values = self._noted(name)
        if value not in values:
            with self._change(bump=False):  # another worker may have been quicker
                values = list(dict.fromkeys([*self._noted(name), value]))
                self._put(f"noted:{name}", msgspec.json.encode(values).decode())
        return values

    def set_clock(self, setting: ClockSetting) -> None:
        """Stores how the clock stands."""
        with self._change():
            self._put("clock", msgspec.json.encode(setting).decode())
        self.clock = setting

    def revoke_tokens(self) -> None:
        """Makes every token issued so far worthless."""
        with self._change():
            self.generation = int(self._setting("generation") or 0) + 1
            self._put("generation", str(self.generation))

    def add_fault(self, rule: FaultRule) -> FaultRule:
        """Stores a rule; see `Room`."""
        if self._memory is not None:
            rule = self._memory.add_fault(rule)
            self.has_faults = True
            return rule
        with self._change():
            row = self._connection.execute("select coalesce(max(position), 0) from fault").fetchone()
            position = row[0] + 1
            if not rule.id:
                number = int(self._setting("fault_number") or 0) + 1
                self._put("fault_number", str(number))
                rule = msgspec.structs.replace(rule, id=f"fault-{number}")
            self._connection.execute(
                "insert or replace into fault (id, position, rule) values (?, ?, ?)",
                (rule.id, position, msgspec.json.encode(rule).decode()),
            )
            self.has_faults = True
            return rule

    def faults(self) -> list[FaultState]:
        """The rules with their counts."""
        if self._memory is not None:
            return self._memory.faults()
        with self._lock:
            rows = self._connection.execute("select rule, seen, fired from fault order by position").fetchall()
        return [
            FaultState(rule=msgspec.json.decode(rule, type=FaultRule), seen=seen, fired=fired)
            for rule, seen, fired in rows
        ]

    def remove_fault(self, fault_id: str) -> bool:
        """Removes a rule; False if there is none of that id."""
        if self._memory is not None:
            found = self._memory.remove_fault(fault_id)
            self.has_faults = self._memory.has_faults
            return found
        with self._change():
            found = self._connection.execute("delete from fault where id = ?", (fault_id,)).rowcount > 0
            self.has_faults = bool(self.faults())
            return found

    def clear_faults(self) -> None:
        """Removes every rule."""
        if self._memory is not None:
            self._memory.clear_faults()
        else:
            with self._change():
                self._connection.execute("delete from fault")
        self.has_faults = False

    def fire(self, method: str, path: str) -> FaultRule | None:
        """The rule that hits this request, if one does; one transaction, so counts are exact over workers."""
        if self._memory is not None:
            return self._memory.fire(method, path)
        with self._change(bump=False):
            rule, changed = first_match(self.faults(), method, path)
            for _, state in changed:
                self._connection.execute(
                    "update fault set seen = ?, fired = ? where id = ?",
                    (state.seen, state.fired, state.rule.id),
                )
            return rule

    def open_entry(self, pending: Pending) -> None:
        """Takes note of a request that has come in."""
        if self._memory is not None:
            self._memory.open_entry(pending)
        elif pending.fault is not None:  # may take its time, and shall be seen meanwhile
            self._write_entry(pending)

    def close_entry(self, pending: Pending) -> None:
        """Takes note of how it went."""
        if self._memory is None:
            self._write_entry(pending)

    def journal(self) -> list[JournalEntry]:
        """The remembered requests of all workers, oldest first."""
        if self._memory is not None:
            return self._memory.journal()
        with self._lock:
            rows = self._connection.execute(
                "select seq, entry from journal order by seq desc limit ?", (self._journal_size,)
            ).fetchall()
        return [
            msgspec.structs.replace(msgspec.json.decode(entry, type=JournalEntry), seq=seq)
            for seq, entry in reversed(rows)
        ]

    def clear_journal(self) -> None:
        """Forgets the remembered requests."""
        if self._memory is not None:
            self._memory.clear_journal()
        else:
            with self._change(bump=False):
                self._connection.execute("delete from journal")

    def count(self, name: str) -> None:
        """Adds one to a counter."""
        if self._memory is not None:
            self._memory.count(name)
            return
        with self._change(bump=False):
            self._connection.execute(
                "insert into counter values (?, 1) on conflict (name) do update set value = value + 1",
                (name,),
            )

    def counters(self) -> dict[str, int]:
        """Every counter by name."""
        if self._memory is not None:
            return self._memory.counters()
        with self._lock:
            return dict(self._connection.execute("select name, value from counter order by name").fetchall())

    def reset(self) -> None:
        """Faults, journal, counters and clock as at the start."""
        with self._change():
            for table in ("fault", "journal", "counter"):
                self._connection.execute(f"delete from {table}")  # noqa: S608 - the names are ours
            self._connection.execute("delete from setting where name in ('clock', 'fault_number')")
        if self._memory is not None:
            self._memory.reset()
        self.clock = ClockSetting()
        self.has_faults = False

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _change(self, *, bump: bool = True) -> Generator[None]:
        """One transaction that no other worker can come between; `bump` tells the others to look again."""
        with self._lock:
            if self._connection.in_transaction:  # part of a change that is under way
                yield
                return
            self._connection.execute("begin immediate")
            try:
                yield
                if bump:
                    self._connection.execute(
                        "update setting set value = cast(value as integer) + 1 where name = 'version'"
                    )
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def _setting(self, name: str) -> str | None:
        row = self._connection.execute("select value from setting where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _noted(self, name: str) -> list[str]:
        return msgspec.json.decode(self._setting(f"noted:{name}") or "[]", type=list[str])

    def _put(self, name: str, value: str) -> None:
        self._connection.execute("insert or replace into setting values (?, ?)", (name, value))

    def _write_entry(self, pending: Pending) -> None:
        """Adds or updates one entry, and now and then lets go of the oldest."""
        if self._journal_size == 0:
            return
        text = msgspec.json.encode(pending.entry()).decode()
        with self._change(bump=False):
            if pending.seq:
                self._connection.execute("update journal set entry = ? where seq = ?", (text, pending.seq))
                return
            pending.seq = self._connection.execute("insert into journal (entry) values (?)", (text,)).lastrowid or 0
            if pending.seq % 100 == 0:
                self._connection.execute("delete from journal where seq <= ?", (pending.seq - self._journal_size,))
