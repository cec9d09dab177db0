"""The types of ASGI, as loose as the protocol itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from litestar import Request

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["CLIENT", "SANDBOX", "AnyRequest", "Application", "Message", "Receive", "Scope", "Send", "state_of"]

SANDBOX = "timeback.sandbox"
"""Key of a scope under which the sandbox's state is found: the routes are shared by all sandboxes of a process."""

CLIENT = "timeback.client"
"""Key of a scope under which the id of the client is found that the request's token was issued to."""

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

AnyRequest: TypeAlias = Request[Any, Any, Any]
"""A request of whatever user, authentication and state: the sandbox uses none of Litestar's."""


def state_of(scope: object) -> State:
    """The state of the sandbox that a request came to.

    Args:
        scope: The scope of the request.
    """
    return cast("State", cast("Mapping[str, object]", scope)[SANDBOX])
