"""The control room: everything a tester sets or reads that is not school data.

Secrets, the clock's setting, faults and their counts, the journal, counters. `MemoryRoom` keeps them in
the process. `timeback_sandbox.shared_room` keeps them in a file, for several workers and for restarts.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

import msgspec

from timeback_sandbox.faults import FaultRule, FaultState, first_match
from timeback_sandbox.journal import JournalEntry, Pending

__all__ = ["ClockSetting", "MemoryRoom", "Room"]


class ClockSetting(msgspec.Struct, frozen=True):
    """How the clock stands: seconds ahead of real time, or the moment at which it was stopped."""

    offset: float = 0.0
    frozen_at: float | None = None


class Room(Protocol):
    """What the rest of the sandbox asks of a control room. Every method may be called from any thread.

    `has_faults`, `generation` and `clock` are what each request looks at; with `shared` set, call
    `refresh()` first, so that they show what other workers were told.
    """

    shared: bool
    has_faults: bool
    generation: int
    clock: ClockSetting

    def refresh(self) -> bool:
        """Takes over what other workers changed; True if there was anything."""
        ...

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """The secret of this name, made on first use and the same ever after."""
        ...

    def noted(self, name: str, value: str) -> list[str]:
        """The values noted under a name, this one among them, in the order in which they came; kept like secrets."""
        ...

    def set_clock(self, setting: ClockSetting) -> None:
        """Stores how the clock stands."""
        ...

    def revoke_tokens(self) -> None:
        """Makes every token issued so far worthless."""
        ...

    def add_fault(self, rule: FaultRule) -> FaultRule:
        """Stores a rule, with an id of its own if it has none; one with a known id takes its place."""
        ...

    def faults(self) -> list[FaultState]:
        """The rules with their counts, in the order in which they are asked."""
        ...

    def remove_fault(self, fault_id: str) -> bool:
        """Removes a rule; False if there is none of that id."""
        ...

    def clear_faults(self) -> None:
        """Removes every rule."""
        ...

    def fire(self, method: str, path: str) -> FaultRule | None:
        """The rule that hits this request, if one does; counts it, once over all workers."""
        ...

    def open_entry(self, pending: Pending) -> None:
        """Takes note of a request that has come in."""
        ...

    def close_entry(self, pending: Pending) -> None:
        """Takes note of how it went."""
        ...

    def journal(self) -> list[JournalEntry]:
        """The remembered requests, oldest first."""
        ...

    def clear_journal(self) -> None:
        """Forgets the remembered requests."""
        ...

    def count(self, name: str) -> None:
        """Adds one to a counter."""
        ...

    def counters(self) -> dict[str, int]:
        """Every counter by name."""
        ...

    def reset(self) -> None:
        """Faults, journal, counters and clock as at the start; secrets and issued tokens stay good."""
        ...

    def close(self) -> None:
        """Gives back what the room holds open."""
        ...


class MemoryRoom:
    """A control room in memory, for one process.

    Args:
        journal_size: How many requests it remembers; 0: none.
    """

    shared = False

    def __init__(self, journal_size: int = 1000) -> None:
        self.has_faults = False
        self.generation = 0
        self.clock = ClockSetting()
        self._lock = threading.RLock()
        self._secrets: dict[str, str] = {}
        self._noted: dict[str, list[str]] = {}
        self._faults: list[FaultState] = []
        self._journal: deque[Pending] = deque(maxlen=journal_size)
        self._counters: dict[str, int] = {}
        self._seq = 0
        self._fault_number = 0

    def refresh(self) -> bool:
        """Nothing to do: there are no other workers."""
        return False

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """The secret of this name, made on first use."""
        with self._lock:
            found = self._secrets.get(name)
            if found is None:
                found = self._secrets[name] = make()
            return found

    def noted(self, name: str, value: str) -> list[str]:
        """The values noted under a name, with this one."""
        with self._lock:
            values = self._noted.setdefault(name, [])
            if value not in values:
                values.append(value)
            return list(values)

    def set_clock(self, setting: ClockSetting) -> None:
        """Stores how the clock stands."""
        self.clock = setting

    def revoke_tokens(self) -> None:
        """Makes every token issued so far worthless."""
        with self._lock:
            self.generation += 1

    def add_fault(self, rule: FaultRule) -> FaultRule:
        """Stores a rule; see `Room`."""
        with self._lock:
            if not rule.id:
                self._fault_number += 1
                rule = msgspec.structs.replace(rule, id=f"fault-{self._fault_number}")
            self._faults = [state for state in self._faults if state.rule.id != rule.id]
            self._faults.append(FaultState(rule=rule))
            self.has_faults = True
            return rule

    def faults(self) -> list[FaultState]:
        """The rules with their counts."""
        with self._lock:
            return list(self._faults)

    def remove_fault(self, fault_id: str) -> bool:
        """Removes a rule; False if there is none of that id."""
        with self._lock:
            kept = [state for state in self._faults if state.rule.id != fault_id]
            found = len(kept) < len(self._faults)
            self._faults = kept
            self.has_faults = bool(kept)
            return found

    def clear_faults(self) -> None:
        """Removes every rule."""
        with self._lock:
            self._faults = []
            self.has_faults = False

    def fire(self, method: str, path: str) -> FaultRule | None:
        """The rule that hits this request, if one does."""
        with self._lock:
            rule, changed = first_match(self._faults, method, path)
            for position, state in changed:
                self._faults[position] = state
            return rule

    def open_entry(self, pending: Pending) -> None:
        """Takes note of a request that has come in."""
        self._seq += 1
        pending.seq = self._seq
        self._journal.append(pending)

    def close_entry(self, pending: Pending) -> None:
        """Nothing to do: the journal holds the request itself."""

    def journal(self) -> list[JournalEntry]:
        """The remembered requests, oldest first."""
        return [pending.entry() for pending in self._journal.copy()]

    def clear_journal(self) -> None:
        """Forgets the remembered requests."""
        self._journal.clear()

    def count(self, name: str) -> None:
        """Adds one to a counter."""
        with self._lock:
            self._counters[name] = self._counters.get(name, 0) + 1

    def counters(self) -> dict[str, int]:
        """Every counter by name."""
        with self._lock:
            return dict(self._counters)

    def reset(self) -> None:
        """Faults, journal, counters and clock as at the start."""
        with self._lock:
            self.clear_faults()
            self.clear_journal()
            self._counters.clear()
            self._fault_number = 0
            self.clock = ClockSetting()

    def close(self) -> None:
        """Nothing to give back."""
