"""A request and its answer, as the responders see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from timeback_sandbox.oneroster.enrich import Bases, bases_for
from timeback_sandbox.oneroster.errors import bad_request
from timeback_sandbox.oneroster.host import Host
from timeback_sandbox.oneroster.parameters import parse_pairs
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.oneroster.rules import Context
from timeback_sandbox.serving import JSON, Answer
from timeback_sandbox.store import Store

__all__ = ["JSON", "Answer", "Call", "Responder"]

_JSON_TYPES = ("application/json", "text/json")


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
        kind = (self._content_type or JSON.decode()).partition(";")[0].strip().lower()
        if kind not in _JSON_TYPES and not kind.endswith("+json"):
            raise bad_request("Content-Type must be application/json")
        if not self.body.strip():
            raise bad_request("The body is empty; a JSON object is expected")
        try:
            decoded: object = msgspec.json.decode(self.body)
        except UnicodeDecodeError as error:
            raise bad_request("The body is not UTF-8") from error
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise bad_request(f"The body is not valid JSON: {error}") from error
        return decoded


Responder = Callable[[Call], Answer]
