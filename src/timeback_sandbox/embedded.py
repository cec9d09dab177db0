"""The sandbox behind `TimebackClient(env="sandbox")`: in this process, without socket or configuration."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from anyio import to_thread

from timeback_sandbox.sandbox import IN_PROCESS_URL, Sandbox

if TYPE_CHECKING:
    from timeback_core.transport.message import Sender
    from timeback_sandbox.asgi import Application, Receive, Scope, Send

__all__ = ["EmbeddedSandbox", "embedded_sender"]


class EmbeddedSandbox:
    """A sandbox that is there when the first request comes.

    Args:
        seed: What it is filled with.

    Attributes:
        base_url: Where the APIs are.
        auth_url: Where tokens are.
        client_id: Whom the token endpoint knows.
        client_secret: The secret to that.
        sender: Carries requests to it.
        sandbox: The sandbox itself; runs from the first request on.
    """

    def __init__(self, seed: str = "demo") -> None:
        from timeback_core.transport.asgi import AsgiSender

        self.sandbox = Sandbox(seed=seed)
        self.base_url = IN_PROCESS_URL
        self.auth_url = self.sandbox.auth_url
        self.client_id = self.sandbox.client_id
        self.client_secret = self.sandbox.client_secret
        self._lock = threading.Lock()
        self._running = False
        self._closed = False
        self.sender: Sender = AsgiSender(self._answer, base_url=IN_PROCESS_URL, lifespan=False)

    def start(self) -> None:
        """Starts the sandbox, unless it runs; what the first request does.

        Raises:
            RuntimeError: It was closed.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the embedded sandbox was closed")
            if not self._running:
                self.sandbox.start()
                self._running = True

    def close(self) -> None:
        """Ends the sandbox; its data is gone."""
        with self._lock:
            self._closed = True
            self._running = False
            self.sandbox.stop()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application, started on first use."""
        if not self._running:
            await to_thread.run_sync(self.start)
        await cast("Application", self.sandbox.app)(scope, receive, send)

    def __repr__(self) -> str:
        return f"<EmbeddedSandbox {self.base_url} {'running' if self._running else 'not started'}>"


def embedded_sender(seed: str = "demo") -> EmbeddedSandbox:
    """A sandbox of its own for one client; nothing is built before the first request.

    Args:
        seed: What it is filled with. Default: `demo`, a district with three schools.
    """
    return EmbeddedSandbox(seed)
