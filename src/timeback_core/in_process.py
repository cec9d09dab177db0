"""`env="sandbox"`: a sandbox in this process, started by the first request.

The client sends to `SANDBOX_URL`, which stands for the sandbox until it runs; this sender starts it and passes
every request on to it, without a socket.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from timeback_core.config import SANDBOX_URL
from timeback_core.errors import ClientClosedError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from timeback_core.auth import TokenManager
    from timeback_core.transport.message import Request, Response, Sender, StreamedResponse
    from timeback_core.transport.pipeline import Pipeline

__all__ = ["SandboxSender", "SandboxTokens"]


class EmbeddedSandbox(Protocol):
    """What `timeback_sandbox.embedded.embedded_sender` returns."""

    @property
    def sender(self) -> Sender:
        """Carries requests to the sandbox."""
        ...

    @property
    def base_url(self) -> str:
        """What the sandbox takes for its own address."""
        ...

    @property
    def auth_url(self) -> str:
        """Its token endpoint."""
        ...

    @property
    def client_id(self) -> str:
        """An identifier that its token endpoint accepts."""
        ...

    @property
    def client_secret(self) -> str:
        """The secret that belongs to it."""
        ...


def start_sandbox() -> EmbeddedSandbox:
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


class SandboxSender:
    """Carries requests to a sandbox of its own, which the first one starts."""

    def __init__(self) -> None:
        self._sandbox: EmbeddedSandbox | None = None
        self._closed = False
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Return what stands in the User-Agent."""
        return "sandbox/embedded"

    async def sandbox(self) -> EmbeddedSandbox:
        """Return the sandbox, started by the first caller while the others wait."""
        if self._sandbox is None:
            # Filling it takes a moment, which belongs to nobody's event loop.
            await asyncio.to_thread(self._start)
        if self._sandbox is None:
            raise ClientClosedError
        return self._sandbox

    def _start(self) -> None:
        """Start the sandbox unless it runs, or is not wanted any more."""
        with self._lock:
            if self._sandbox is None and not self._closed:
                self._sandbox = start_sandbox()

    async def send(self, request: Request) -> Response:
        """Return the sandbox's answer."""
        sandbox = await self.sandbox()
        _redirect(request, sandbox)
        return await sandbox.sender.send(request)

    def stream(self, request: Request) -> AbstractAsyncContextManager[StreamedResponse]:
        """Return the sandbox's answer, to be read piece by piece."""
        return self._stream(request)

    @asynccontextmanager
    async def _stream(self, request: Request) -> AsyncIterator[StreamedResponse]:
        """Do what `stream` says."""
        sandbox = await self.sandbox()
        _redirect(request, sandbox)
        async with sandbox.sender.stream(request) as response:
            yield response

    async def close(self) -> None:
        """Drop the sandbox and everything in it."""
        self._closed = True
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            await sandbox.sender.close()


def _redirect(request: Request, sandbox: EmbeddedSandbox) -> None:
    """Replace the address that stands for the sandbox by the one it believes to have."""
    if request.url.startswith(SANDBOX_URL):
        request.url = sandbox.base_url.rstrip("/") + request.url[len(SANDBOX_URL) :]


class SandboxTokens:
    """Tokens from the sandbox, with credentials that exist only once it runs."""

    def __init__(self, sender: SandboxSender, pipeline: Pipeline, timeout: float) -> None:
        self._sender = sender
        self._pipeline = pipeline
        self._timeout = timeout
        self._manager: TokenManager | None = None

    async def get_token(self) -> str:
        """Return a token to send; the first caller starts the sandbox."""
        manager = self._manager
        if manager is None:
            manager = await self._make()
        return await manager.get_token()

    async def _make(self) -> TokenManager:
        """Return the token manager for the sandbox; it is made once."""
        sandbox = await self._sender.sandbox()
        if self._manager is None:
            from timeback_core.auth import TokenManager, TokenManagerConfig

            config = TokenManagerConfig(
                token_url=sandbox.auth_url,
                client_id=sandbox.client_id,
                client_secret=sandbox.client_secret,
                timeout=self._timeout,
            )
            self._manager = TokenManager(config, pipeline=self._pipeline)
        return self._manager

    def peek(self) -> str | None:
        """Return a fresh token if there is one, without waiting."""
        return None if self._manager is None else self._manager.peek()

    @property
    def cached_token(self) -> str | None:
        """The token now held, fresh or not."""
        return None if self._manager is None else self._manager.cached_token

    def invalidate(self) -> None:
        """Forget the token now held."""
        if self._manager is not None:
            self._manager.invalidate()

    def __repr__(self) -> str:
        return f"<SandboxTokens: sandbox {'running' if self._manager else 'not started'}>"
