"""The arguments with which a client finds a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from timeback_core.transport.asgi import AsgiApp, AsgiSender

IN_PROCESS_URL = "http://sandbox.timeback.localhost"
"""Base URL of a sandbox without a socket. Names under `localhost` never leave the machine (RFC 6761)."""


def wiring(origin: str, credentials: tuple[str, str] | None, api_keys: Sequence[str]) -> dict[str, Any]:
    """Arguments of a `TimebackClient`.

    Args:
        origin: Where the sandbox is.
        credentials: Client id and secret; None for a sandbox that asks for no tokens.
        api_keys: The keys of MasteryTrack; the first is used.
    """
    found: dict[str, Any] = {"base_url": origin}
    if credentials is None:
        return {**found, "no_auth": True}
    client_id, client_secret = credentials
    found.update(auth_url=f"{origin}/oauth/token", client_id=client_id, client_secret=client_secret)
    if api_keys:
        from timeback_sandbox.masterytrack.accounts import SANDBOX_ACCOUNT

        found["masterytrack"] = {"api_key": api_keys[0], "email": SANDBOX_ACCOUNT.email}
    return found


def in_process_sender(app: AsgiApp) -> AsgiSender:
    """What carries requests to a sandbox in this process; its life is that of the sandbox."""
    from timeback_core.transport.asgi import AsgiSender

    return AsgiSender(app, base_url=IN_PROCESS_URL, lifespan=False)
