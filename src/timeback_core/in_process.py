"""`env="sandbox"`: a sandbox in this process, of its own for each provider.

It is made when the first service is used, and filled with the demo data by the first request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from timeback_core.errors import ConfigurationError

if TYPE_CHECKING:
    from timeback_core.transport.message import Sender

__all__ = ["EmbeddedSandbox", "embedded_sandbox"]


class EmbeddedSandbox(Protocol):
    """What this package needs of a sandbox in this process."""

    base_url: str
    """Where the services are."""
    auth_url: str
    """The token endpoint."""
    client_id: str
    """An identifier that it accepts."""
    client_secret: str
    """The secret that belongs to it."""
    sender: Sender
    """Carries requests to it, without a socket."""

    def close(self) -> None:
        """End it; its data is gone."""
        ...


def embedded_sandbox() -> EmbeddedSandbox:
    """Return a fresh sandbox with the demo data.

    Raises:
        ConfigurationError: The sandbox is not installed.
    """
    try:
        from timeback_sandbox.embedded import embedded_sender
    except ImportError as error:
        raise ConfigurationError(
            "env='sandbox' needs the sandbox, which is not installed: "
            f'pip install "timeback-core[sandbox]" ({error}).'
        ) from error
    return embedded_sender(seed="demo")
