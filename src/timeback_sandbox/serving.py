"""How an API is served: its operations are declared as data, and each becomes a Litestar handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar, cast
from urllib.parse import parse_qsl

import anyio.to_thread
import msgspec
from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse
from litestar.types import Empty, HTTPScope, Receive, Scope, Send
from litestar.utils.signature import ParsedSignature

from timeback_sandbox import dialect
from timeback_sandbox.asgi import CLIENT, AnyRequest, state_of
from timeback_sandbox.formats import problem
from timeback_sandbox.problems import Problem
from timeback_sandbox.serving_docs import QueryParameter, RouteResponses, body_dto, description_class

if TYPE_CHECKING:
    from timeback_sandbox.state import State
    from timeback_sandbox.store import Store

__all__ = [
    "JSON",
    "Answer",
    "Call",
    "OperationHandler",
    "OperationRouter",
    "QueryParameter",
    "Reply",
    "Responder",
    "Route",
    "answering",
    "base_url_of",
    "build_router",
    "is_json_type",
    "read_json",
    "read_pairs",
]

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

    __slots__ = ("_pairs", "_query", "base_url", "body", "client_id", "content_type", "ids", "path", "state")

    def __init__(self, scope: HTTPScope, body: bytes) -> None:
        self.state: State = state_of(scope)
        self.ids = cast("Mapping[str, str]", scope["path_params"])
        self.path = scope["path"]
        self.body = body
        self.base_url = base_url_of(scope)
        self.client_id = cast("str | None", cast("Mapping[str, Any]", scope).get(CLIENT))
        content_type = next((value for name, value in scope["headers"] if name == b"content-type"), None)
        self.content_type = None if content_type is None else content_type.decode("latin-1")
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


Responder = Callable[[Call], Answer]
"""Answers a call; opens the store itself, and raises a Problem to refuse."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


def _success() -> Mapping[int, object | None]:
    return {200: None}


def _no_errors() -> Mapping[int, str]:
    return {}


@dataclass(frozen=True, eq=False)
class Route:
    """One operation of an API.

    Args:
        id: Its name in the API description, such as `caliper.events.list`.
        method: HTTP method.
        path: Path below the router's prefix, path parameters in braces.
        respond: Answers it.
        tag: Heading in the API description.
        summary: One line for the API description.
        query: The query parameters that it takes.
        body: The type that its request's body should hold; None when it takes none.
        body_required: Whether the body has to be there.
        answers: By status, the type of what a success holds, None for no body; the first is the usual one.
        errors: By status, what its errors mean, beside those that every operation has.
        error_body: The type of an error's body.
        quick: It takes microseconds and may run between other requests, also on a database file.
    """

    id: str
    method: Method
    path: str
    respond: Responder
    tag: str
    summary: str = ""
    query: tuple[QueryParameter, ...] = ()
    body: object | None = None
    body_required: bool = True
    answers: Mapping[int, object | None] = field(default_factory=_success)
    errors: Mapping[int, str] = field(default_factory=_no_errors)
    error_body: object = None
    quick: bool = False


class Reply(ASGIResponse):
    """An answer that is ready to be sent: two messages, nothing computed."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        answer = self._answer
        headers = [(b"content-length", b"%d" % len(answer.body)), *answer.headers]
        if answer.body:
            headers.append((b"content-type", answer.media_type))
        elif answer.status == 204:
            headers = []
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})


class OperationHandler(HTTPRouteHandler):
    """A handler whose signature is one of two, so that it need not be taken apart for hundreds of them."""

    @property
    def parsed_fn_signature(self) -> ParsedSignature:
        """The signature of the function; its own, as Litestar adds path parameters to it."""
        if self._parsed_fn_signature is Empty:
            common = _signature(_with_body if "data" in self.fn.__annotations__ else _without_body)
            self._parsed_fn_signature = replace(common, parameters=dict(common.parameters))
        return self._parsed_fn_signature


async def _with_body(request: AnyRequest, data: JSONBody[bytes] = b"") -> ASGIResponse:
    """Looks like the handlers that take a body."""
    raise NotImplementedError


async def _without_body(request: AnyRequest) -> ASGIResponse:
    """Looks like the handlers that take none."""
    raise NotImplementedError


@lru_cache(maxsize=2)
def _signature(example: Callable[..., Awaitable[ASGIResponse]]) -> ParsedSignature:
    return ParsedSignature.from_fn(example, {})


class OperationRouter(Router):
    """A router that is made for one application, which takes it over instead of copying it with all it holds."""

    def __deepcopy__(self, _memo: object) -> Self:
        """Itself."""
        return self


def build_router(prefix: str, routes: Sequence[Route]) -> Router:
    """The handlers of the routes, below a prefix; each path is served with and without a slash at its end."""
    return OperationRouter(prefix, route_handlers=[_handler(route) for route in routes])


def _handler(route: Route) -> HTTPRouteHandler:
    status = next(iter(route.answers))
    handler = OperationHandler(
        route.path.replace("}", ":str}"),
        http_method=route.method,
        status_code=status if status not in {204, 202} else 200,  # Litestar wants 204 to return None
        dto=body_dto(None if route.body is None else lambda: route.body),
        responses=RouteResponses(lambda: route.answers, route.errors, route.error_body),
        operation_id=route.id,
        operation_class=description_class(route.query, tuple(route.answers), body_required=route.body_required),
        summary=route.summary or route.id,
        tags=[route.tag],
        media_type="application/json",
    )
    return handler(answering(route.respond, Call, quick=route.quick, takes_body=route.body is not None))


class Addressed(Protocol):
    """What is known of every call, whichever API it is for."""

    @property
    def path(self) -> str:
        """The request's path."""
        ...

    @property
    def store(self) -> Store:
        """The data of the sandbox that it came to."""
        ...


C = TypeVar("C", bound=Addressed)


def answering(
    respond: Callable[[C], Answer], make_call: Callable[[HTTPScope, bytes], C], *, quick: bool, takes_body: bool
) -> Callable[..., Awaitable[ASGIResponse]]:
    """The function that Litestar calls for a request.

    Args:
        respond: Answers a call.
        make_call: Makes the call of a request's scope and body.
        quick: It takes microseconds and may run between other requests, also on a database file.
        takes_body: Whether the request has a body that counts.
    """

    def answer(call: C) -> Reply:
        try:
            return Reply(respond(call))
        except Problem as refused:
            headers = tuple((k.lower().encode(), v.encode("latin-1")) for k, v in refused.headers.items())
            return Reply(Answer(refused.status, refused.body(), headers))
        except Exception as error:
            if not dialect.is_locked(error):
                raise
            busy = problem(call.path, 503, "The database is busy; try again")
            return Reply(Answer(busy.status, busy.body(), ((b"retry-after", b"1"),)))

    async def run(call: C) -> Reply:
        if quick or call.store.is_memory:
            return answer(call)
        return await anyio.to_thread.run_sync(answer, call)

    if takes_body:

        async def with_body(request: AnyRequest, data: JSONBody[bytes] = b"") -> ASGIResponse:
            return await run(make_call(request.scope, data))

        return with_body

    async def without_body(request: AnyRequest) -> ASGIResponse:
        return await run(make_call(request.scope, b""))

    return without_body


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
