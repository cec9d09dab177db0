"""One request to an operation of an API, and what goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

import msgspec
from litestar.types import HTTPScope

from timeback_sandbox.asgi import CLIENT, state_of
from timeback_sandbox.formats import problem
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.state import State
    from timeback_sandbox.store import Store

__all__ = ["JSON", "Answer", "Call", "base_url_of", "is_json_type", "read_json", "read_pairs"]

JSON = b"application/json"
_JSON_TYPES = ("application/json", "text/json")
_MOST_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    media_type: bytes = JSON

    @classmethod
    def of(cls, status: int, payload: object, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
        """An answer whose body is the payload as JSON."""
        return cls(status, msgspec.json.encode(payload), headers)


class Call:
    """One request to one operation, as its responder sees it.

    Attributes:
        state: The sandbox that the request came to.
        ids: The path parameters, decoded.
        path: The request's path, decoded.
        body: The request's body.
        base_url: Scheme and authority as the client named them.
        client_id: Whom the token was issued to; None without tokens.
        content_type: As the client sent it; None when it sent none.
    """

    __slots__ = (
        "_headers",
        "_pairs",
        "_query",
        "base_url",
        "body",
        "client_id",
        "content_type",
        "ids",
        "path",
        "state",
    )

    def __init__(self, scope: HTTPScope, body: bytes) -> None:
        self.state: State = state_of(scope)
        self.ids = cast("Mapping[str, str]", scope["path_params"])
        self.path = scope["path"]
        self.body = body
        self.base_url = base_url_of(scope)
        self.client_id = cast("str | None", cast("Mapping[str, Any]", scope).get(CLIENT))
        self._headers = scope["headers"]
        self.content_type = self.header("content-type")
        self._query = scope["query_string"]
        self._pairs: list[tuple[str, str]] | None = None

    @property
    def store(self) -> Store:
        """The sandbox's data."""
        return self.state.store

    @property
    def now(self) -> datetime:
        """The sandbox's time, aware, in UTC."""
        return self.state.clock.now()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query parameters in order.

        Raises:
            Problem: 400, the query is not UTF-8, or has hundreds of parameters.
        """
        if self._pairs is None:
            self._pairs = read_pairs(self._query, _MOST_PARAMETERS, lambda text: problem(self.path, 400, text))
        return self._pairs

    @property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter by its name, in order."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return found

    def header(self, name: str) -> str | None:
        """The first header of a name, which is given in lower case; None when it is missing."""
        wanted = name.encode("latin-1")
        value = next((value for found, value in self._headers if found == wanted), None)
        return None if value is None else value.decode("latin-1")

    def first(self, name: str) -> str | None:
        """The first value of a query parameter; None when it is missing."""
        return next((value for found, value in self.pairs if found == name), None)

    def check_json_type(self, status: int = 415) -> None:
        """Refuses a body that does not call itself JSON.

        Raises:
            Problem: With the status given.
        """
        if not is_json_type(self.content_type or ""):
            raise problem(self.path, status, "Content-Type must be application/json")

    def json(self) -> object:
        """The body, decoded. A missing Content-Type is taken for JSON.

        Raises:
            Problem: 415 for another type, 400 for what is no JSON.
        """
        if self.content_type is not None:
            self.check_json_type()
        return read_json(self.body, "value", lambda text: problem(self.path, 400, text))


Refuse = Callable[[str], Problem]
"""Makes the refusal of a request that cannot be read, in the service's own format."""


def is_json_type(content_type: str) -> bool:
    """Whether a Content-Type says that the body is JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in _JSON_TYPES or kind.endswith("+json")


def read_json(body: bytes, expected: str, refuse: Refuse) -> object:
    """The JSON of a body, decoded.

    Args:
        body: As it came.
        expected: What it should hold, for the refusal of an empty one.
        refuse: Makes the refusal.

    Raises:
        Problem: It is no JSON.
    """
    if not body.strip():
        raise refuse(f"The body is empty; a JSON {expected} is expected")
    try:
        decoded: object = msgspec.json.decode(body)
    except UnicodeDecodeError as error:
        raise refuse("The body is not UTF-8") from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise refuse(f"The body is not valid JSON: {error}") from error
    return decoded


def read_pairs(query: bytes, most: int, refuse: Refuse) -> list[tuple[str, str]]:
    """The names and values of a query string, in order.

    Args:
        query: As it came.
        most: How many parameters it may have.
        refuse: Makes the refusal.

    Raises:
        Problem: It is not UTF-8, or has more parameters.
    """
    if not query:
        return []
    try:
        return parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most)
    except ValueError as error:  # UnicodeDecodeError is one
        raise refuse("The query string cannot be read; encode it as UTF-8 with %XX escapes") from error


def base_url_of(scope: HTTPScope) -> str:
    """Scheme and authority as the client named them, else those of the server."""
    for name, value in scope["headers"]:
        if name == b"host":
            return _named(scope["scheme"], value)
    # an application may be called without the key, though the type says otherwise
    server, port = cast("Mapping[str, Any]", scope).get("server") or ("localhost", None)
    return f"{scope['scheme']}://{server}" if port is None else f"{scope['scheme']}://{server}:{port}"


@lru_cache(maxsize=256)
def _named(scheme: str, host: bytes) -> str:
    return f"{scheme}://{host.decode('latin-1')}"
