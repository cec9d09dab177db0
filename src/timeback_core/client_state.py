"""What a TimebackClient shares with the views that `with_options` makes of it."""

from __future__ import annotations

from _warnings import warn  # at the end of the process nothing can be imported any more

from timeback_core.errors import ClientClosedError
from timeback_core.transport.forks import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from timeback_core.provider import TimebackProvider
    from timeback_core.transport.lifetime import Lifetime

    class SubClient(Protocol):
        """The client of one service, as far as this module needs it."""

        async def close(self) -> None:
            """Mark it closed."""
            ...


class ClientState:
    """Provider, closed state and what has been built; an owned provider that is forgotten is warned about."""

    __slots__ = ("closed", "lifetimes", "lock", "owns_provider", "provider", "sub_clients")

    def __init__(self, provider: TimebackProvider, *, owns_provider: bool) -> None:
        self.provider = provider
        self.owns_provider = owns_provider
        if owns_provider:
            # The client may be gone before anything is sent, as in `TimebackClient(...).oneroster.users.list()`.
            provider.reminder = self.reminder("TimebackClient")
        self.closed = False
        self.lock = Lock()
        self.lifetimes: dict[str, Lifetime] = {}
        self.sub_clients: list[SubClient] = []

    @staticmethod
    def reminder(name: str) -> str:
        """Return the warning about a client of that class which was forgotten."""
        return f"A {name} was not closed: use 'async with {name}(...)', or await its close()"

    def check_open(self) -> None:
        """Refuse work after closing."""
        if self.closed:
            raise ClientClosedError("This TimebackClient has been closed; create a new one")

    def lifetime(self, name: str) -> Lifetime:
        """Return a lifetime that ends with the client and with its provider; call it with the lock held."""
        found = self.lifetimes.get(name)
        if found is None:
            # Not a child of one for the client: children are known weakly, and a sub-client outlives a client
            # that was forgotten.
            found = self.lifetimes[name] = self.provider.lifetime.child(name)
        return found

    def __del__(self) -> None:
        if self.closed or not self.owns_provider or not self.provider.opened:
            return
        self.provider.pipeline.reminder = None  # it is due now, and once
        warn(self.reminder("TimebackClient"), ResourceWarning, stacklevel=2, source=self)
