"""`env="sandbox"`: a sandbox in this process, of its own for each provider, for clients that block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from timeback_core import in_process
from timeback_core.blocking.loop_sender import LoopSender

if TYPE_CHECKING:
    from timeback_core.sync.transport.message import Sender

__all__ = ["EmbeddedSandbox", "embedded_sandbox"]


class EmbeddedSandbox(Protocol):
    """What this package needs of a sandbox in this process."""

    @property
    def base_url(self) -> str:
        """Where the services are."""
        ...

    @property
    def auth_url(self) -> str:
        """The token endpoint."""
        ...

    @property
    def client_id(self) -> str:
        """An identifier that it accepts."""
        ...

    @property
    def client_secret(self) -> str:
        """The secret that belongs to it."""
        ...

    @property
    def sender(self) -> Sender:
        """Carries requests to it, without a socket."""
        ...

    def close(self) -> None:
        """End it; its data is gone."""
        ...


class _Blocking:
    """A sandbox whose requests wait by blocking the calling thread."""

    def __init__(self, sandbox: in_process.EmbeddedSandbox) -> None:
        self._sandbox = sandbox
        self.base_url = sandbox.base_url
        self.auth_url = sandbox.auth_url
        self.client_id = sandbox.client_id
        self.client_secret = sandbox.client_secret
        self.sender = LoopSender(sandbox.sender, owned=True)

    def close(self) -> None:
        """End it; its data is gone."""
        self._sandbox.close()


def embedded_sandbox() -> EmbeddedSandbox:
    """Return a fresh sandbox with the demo data.

    Raises:
        ConfigurationError: The sandbox is not installed.
    """
    return _Blocking(in_process.embedded_sandbox())
