"""The sandboxes of one process of pytest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from timeback_sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from timeback_core import TimebackClient

__all__ = ["SandboxForTests", "SandboxPool", "close"]

_FIXED = {
    "port": "a port is opened by itself when base_url is asked for",
    "host": "it listens on loopback only",
    "database": "its data is in memory, which is what makes it as new within milliseconds",
}


class SandboxForTests(Sandbox):
    """A sandbox in process that opens a port when somebody asks where it is."""

    @property
    def base_url(self) -> str:
        """Where the APIs are: an address on loopback."""
        return self.listen()

    def __repr__(self) -> str:
        return f"<timeback_sandbox seed={self._settings.seed!r}>"  # showing it opens no port


class SandboxPool:
    """Running sandboxes by their settings; each is filled once."""

    def __init__(self) -> None:
        self._sandboxes: list[tuple[dict[str, Any], SandboxForTests]] = []

    def renewed(self, settings: dict[str, Any]) -> SandboxForTests:
        """The sandbox of these settings, as new.

        Args:
            settings: Arguments of `Sandbox`.

        Raises:
            ValueError: A value is out of its range, or no matter of choice here.
            TypeError: There is no such setting.
        """
        for known, sandbox in self._sandboxes:
            if known == settings:
                sandbox.state.renew()
                return sandbox
        for name, reason in _FIXED.items():
            if name in settings:
                raise ValueError(f"{name} cannot be chosen: {reason}")
        sandbox = SandboxForTests(**settings)
        sandbox.start()
        sandbox.state.store.mark()
        self._sandboxes.append((settings, sandbox))
        return sandbox

    def close(self) -> None:
        """Stops all of them."""
        while self._sandboxes:
            self._sandboxes.pop()[1].stop()


def close(client: TimebackClient) -> None:
    """Closes a client from outside of any event loop.

    `asyncio.run` would also take away the loop that a plugin for asynchronous tests has set for its next test.
    """
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(client.close())
    finally:
        loop.close()
