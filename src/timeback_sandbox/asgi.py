"""The types of ASGI, as loose as the protocol itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from litestar import Request

__all__ = ["AnyRequest", "Application", "Message", "Receive", "Scope", "Send"]

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

AnyRequest: TypeAlias = Request[Any, Any, Any]
"""A request of whatever user, authentication and state: the sandbox uses none of Litestar's."""
