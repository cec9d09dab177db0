"""What OneRoster needs of the sandbox that it runs in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from timeback_sandbox.store import Store


class HostClock(Protocol):
    """Tells the sandbox's time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class Host(Protocol):
    """The part of the sandbox's state that the routes use."""

    @property
    def store(self) -> Store:
        """The database."""
        ...

    @property
    def clock(self) -> HostClock:
        """The sandbox's clock."""
        ...
