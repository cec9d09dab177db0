# Written by tools/generate_sync.py from timeback_core/transport/call.py; changes belong there.
"""One operation on its way through the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from timeback_core.transport.call import IDEMPOTENT_METHODS

if TYPE_CHECKING:
    from timeback_core.sync.transport.lifetime import Lifetime
    from timeback_core.transport.options import RequestOptions


class TokenSource(Protocol):
    """Where the pipeline gets its bearer tokens.

    A source may offer two more members, which are used when they are there: `peek() -> str | None` gives a fresh
    token without waiting, and `cached_token` (attribute or property) the token now held, fresh or not.
    """

    def get_token(self) -> str:
        """A token to send; waits for one if need be."""
        ...

    def invalidate(self) -> None:
        """Forget the token now held: a server refused it."""
        ...


class Call:
    """One operation to carry out, built by the endpoint layer for each request.

    Args:
        operation: Its name, as `oneroster.users.list`.
        service: Service it belongs to, as `oneroster`.
        method: HTTP method, upper case.
        route: Path template, for traces and messages: the same for every identifier.
        url: Absolute URL, encoded.
        lifetime: Of the client that makes the call; once closed, the call fails.
        headers: Header fields of this operation; they win over the client's defaults.
        content: Body, or `None`.
        accept: Media type asked for.
        idempotent: Whether it may be repeated though it may have been processed; `None` decides by the method.
        options: What the caller wants different for this call.
        tokens: Source of the bearer token; `None` sends none.
        auth_header: Header that carries `Bearer <token>`.
        error_reader: Finds the message in this service's error bodies.
        secrets: Texts that must not appear in an error made from an answer.
    """

    __slots__ = (
        "accept",
        "auth_header",
        "content",
        "error_reader",
        "headers",
        "idempotent",
        "lifetime",
        "method",
        "operation",
        "options",
        "route",
        "secrets",
        "service",
        "tokens",
        "url",
    )

    def __init__(
        self,
        *,
        operation: str,
        service: str,
        method: str,
        route: str,
        url: str,
        lifetime: Lifetime,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        accept: str = "application/json",
        idempotent: bool | None = None,
        options: RequestOptions | None = None,
        tokens: TokenSource | None = None,
        auth_header: str = "Authorization",
        error_reader: Callable[[object], str | None] | None = None,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.operation = operation
        self.service = service
        self.method = method
        self.route = route
        self.url = url
        self.lifetime = lifetime
        self.headers = headers
        self.content = content
        self.accept = accept
        self.idempotent = method in IDEMPOTENT_METHODS if idempotent is None else idempotent
        self.options = options
        self.tokens = tokens
        self.auth_header = auth_header
        self.error_reader = error_reader
        self.secrets = secrets

    def __repr__(self) -> str:
        return f"<Call {self.operation}: {self.method} {self.route}>"
