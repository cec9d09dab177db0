"""A request and its answer, as the responders see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from timeback_sandbox.oneroster.enrich import Bases, bases_for
from timeback_sandbox.oneroster.errors import bad_request
from timeback_sandbox.oneroster.host import Host
from timeback_sandbox.oneroster.parameters import parse_pairs
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.oneroster.rules import Context
from timeback_sandbox.serving import JSON, Answer, is_json_type, read_json
from timeback_sandbox.store import Store

__all__ = ["JSON", "Answer", "Call", "Responder"]


class Call:
    """One request to one operation."""

    __slots__ = ("_content_type", "_host_state", "_pairs", "body", "host", "ids", "path", "platform", "query", "store")

    def __init__(
        self,
        state: Host,
        platform: Platform,
        *,
        host: str,
        path: str,
        ids: Mapping[str, str],
        query: bytes,
        body: bytes = b"",
        content_type: str | None = None,
    ) -> None:
        self._host_state = state
        self._content_type = content_type
        self._pairs: list[tuple[str, str]] | None = None
        self.store: Store = state.store
        self.platform = platform
        self.host = host
        self.path = path
        self.ids = ids
        self.query = query
        self.body = body

    @property
    def bases(self) -> Bases:
        """Where hrefs begin."""
        return bases_for(self.host, self.platform)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query parameters."""
        if self._pairs is None:
            self._pairs = parse_pairs(self.query)
        return self._pairs

    @property
    def context(self) -> Context:
        """What the rules have to know."""
        return Context(self._host_state.clock.now(), self.platform)

    def json(self) -> object:
        """The body of the request.

        Raises:
            Problem: 400, it is not JSON.
        """
        if self._content_type and not is_json_type(self._content_type):
            raise bad_request("Content-Type must be application/json")
        return read_json(self.body, "object", bad_request)


Responder = Callable[[Call], Answer]
