"""One sandbox's state: the store, and everything that surrounds it. There is one per application."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from timeback_sandbox.clock import Clock
from timeback_sandbox.room import ClockSetting, MemoryRoom, Room
from timeback_sandbox.seeding import Progress, check_seed, load_seed, start_over
from timeback_sandbox.settings import Settings
from timeback_sandbox.tokens import TokenKeeper, new_key, new_secret

if TYPE_CHECKING:
    from timeback_core.qti.scoring import Grader
    from timeback_sandbox.caliper.jobs import JobRunner
    from timeback_sandbox.store import Store
    from timeback_sandbox.webhooks.engine import DeliveryEngine

__all__ = ["ClientCredentials", "State"]


class ClientCredentials:
    """Who may ask one token endpoint for tokens."""

    __slots__ = ("client_id", "client_secret")

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.client_id = client_id
        self.client_secret = client_secret

    def __repr__(self) -> str:
        return f"ClientCredentials(client_id={self.client_id!r}, client_secret='***')"


class State:
    """Everything that one sandbox knows. Nothing of it is shared with another one in the process.

    Args:
        settings: How the sandbox behaves.
        store: Its data; opened from the settings when None.
        room: Its control room; chosen by the settings when None.

    Attributes:
        settings: As given.
        store: The data.
        clock: The sandbox's time. Everything that stamps a record or lets something expire asks it.
        room: Faults, journal, counters, secrets.
        tokens: Issues and checks bearer tokens.
        mastery_tokens: Issues and checks the tokens of MasteryTrack's authorizer, which are good nowhere else.
        credentials: Who may ask for tokens, by token endpoint: `main` and `second`.
        control_key: Opens the control API.
        listening: Address and port when served over a socket; None in process.
        grader: Scores answers in free text in place of the sandbox; lives in this process alone.
    """

    def __init__(self, settings: Settings, store: Store | None = None, room: Room | None = None) -> None:
        self.settings = settings
        self.store: Store = store if store is not None else _open_store(settings)
        self.room: Room = room if room is not None else _open_room(settings)
        self.clock = Clock()
        self.clock.load(self.room.clock.offset, self.room.clock.frozen_at)
        self.clock.on_change = self._clock_changed
        self.tokens = self._token_keeper("signing_key")
        self.mastery_tokens = self._token_keeper("mastery_signing_key")
        self.credentials: Mapping[str, ClientCredentials] = MappingProxyType(
            {
                "main": self._credentials("client_secret", settings.client_id, settings.client_secret),
                "second": self._credentials(
                    "second_client_secret", settings.second_client_id, settings.second_client_secret
                ),
            }
        )
        self.control_key = settings.control_key or self.room.secret("control_key", new_secret)
        self.listening: tuple[str, int] | None = None
        self.grader: Grader | None = None
        self._lock = threading.Lock()
        self._workers = threading.Lock()
        self._jobs: JobRunner | None = None
        self._deliveries: DeliveryEngine | None = None

    @property
    def jobs(self) -> JobRunner:
        """Stores the events that were accepted."""
        if self._jobs is None:
            from timeback_sandbox.caliper.jobs import JobRunner

            with self._workers:
                if self._jobs is None:
                    self._jobs = JobRunner(self)
        return self._jobs

    @property
    def deliveries(self) -> DeliveryEngine:
        """Delivers events to webhooks."""
        if self._deliveries is None:
            from timeback_sandbox.webhooks.engine import DeliveryEngine

            with self._workers:
                if self._deliveries is None:
                    self._deliveries = DeliveryEngine(self)
        return self._deliveries

    def resume(self) -> None:
        """Goes on with what was begun before a restart: accepted events, pending deliveries."""
        self.jobs.resume()
        self.deliveries.resume()

    def settle(self) -> int:
        """Does now what goes on in the background: stores every accepted event, makes every delivery that is due.

        Returns:
            How many jobs and deliveries were worked on.
        """
        return self.jobs.run_due() + self.deliveries.run_due()

    def refresh(self) -> None:
        """Takes over what other workers were told; only needed when the room is shared."""
        if self.room.refresh():
            self.clock.load(self.room.clock.offset, self.room.clock.frozen_at)
            if self._deliveries is not None:
                self._deliveries.wake()

    def seed(self, name: str, progress: Progress | None = None) -> dict[str, int]:
        """Adds the data of a seed to what is there.

        Returns:
            How many records of each kind were added.

        Raises:
            ValueError: There is no seed of that name, or its records are there already.
        """
        with self._lock:
            return load_seed(self.store, name, self.clock, progress)

    def reset(self, seed: str | None = None) -> dict[str, int]:
        """Starts over: other data gone, a seed loaded, faults, journal, counters and clock as new.

        Args:
            seed: What to load instead of the seed that the sandbox was started with.
        """
        name = self.settings.seed if seed is None else seed
        check_seed(name)
        with self._lock:
            self.room.reset()
            self.clock.load(0.0, None)
            try:
                return start_over(self.store, name, self.clock)
            finally:
                self._forget()

    def snapshot(self, name: str) -> None:
        """Remembers the data as it is now under `name`; an earlier snapshot of that name is replaced."""
        with self._lock:
            self.store.snapshot(name)

    def restore(self, name: str) -> None:
        """Brings the data back to a snapshot.

        Raises:
            KeyError: There is no snapshot of that name.
        """
        with self._lock:
            if name not in self.store.snapshots():
                raise KeyError(name)
            self.store.restore(name)
            self._forget()
        self.resume()

    def renew(self) -> None:
        """Makes everything as it was when the store was marked, and what surrounds it as new, within milliseconds.

        Faults, journal, counters, clock, snapshots, receivers and the grader of free text are as at the start; tokens
        issued so far are worthless; secrets stay.

        Raises:
            RuntimeError: The store was not marked.
            ValueError: Its data is in a file.
        """
        with self._lock:
            self.store.rewind()
            self.room.reset()
            self.room.revoke_tokens()
            self.clock.load(0.0, None)
            self.grader = None
            if self._deliveries is not None:
                self._deliveries.sender.receivers.clear()
            self._forget()
        self.resume()

    def snapshots(self) -> list[str]:
        """The names of the snapshots, sorted."""
        return sorted(self.store.snapshots())

    def close(self) -> None:
        """Gives back files and connections; the state is of no use afterwards."""
        for worker in (self._jobs, self._deliveries):
            if worker is not None:
                worker.stop()
        self.store.close()
        self.room.close()

    def _token_keeper(self, key: str) -> TokenKeeper:
        """What signs with the key of this name, which is made once and kept."""
        return TokenKeeper(self.room.secret(key, new_key), self.clock, lambda: self.room.generation)

    def _credentials(self, name: str, client_id: str, given: str | None) -> ClientCredentials:
        """Credentials with the secret that was given, else one that is made once and kept."""
        return ClientCredentials(client_id, given or self.room.secret(name, new_secret))

    def _clock_changed(self, offset: float, frozen_at: float | None) -> None:
        self.room.set_clock(ClockSetting(offset, frozen_at))
        if self._deliveries is not None:  # what is due goes by this clock
            self._deliveries.wake()

    def _forget(self) -> None:
        """Tells the workers that the data is another one now."""
        for worker in (self._jobs, self._deliveries):
            if worker is not None:
                worker.forget()


def _open_store(settings: Settings) -> Store:
    from timeback_sandbox.store import Store

    return Store.open(settings.database)


def _open_room(settings: Settings) -> Room:
    """A room in memory for data in memory, else one in a file, which restarts and workers agree on."""
    from timeback_sandbox.shared_room import SharedRoom, room_path

    path = room_path(settings)
    if path is None:
        return MemoryRoom(settings.journal_size)
    return SharedRoom(path, journal_size=settings.journal_size, alone=settings.workers == 1)
