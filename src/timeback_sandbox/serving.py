"""How an API is served: its operations are declared as data, and each becomes a Litestar handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar

import anyio.to_thread
from litestar import Request, Router
from litestar.exceptions import ClientException
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse
from litestar.types import Empty, HTTPScope, Receive, Scope, Send
from litestar.utils.signature import ParsedSignature

from timeback_sandbox import dialect
from timeback_sandbox.asgi import AnyRequest
from timeback_sandbox.formats import problem
from timeback_sandbox.problems import Problem
from timeback_sandbox.serving_call import JSON, Answer, Call, base_url_of, is_json_type, read_json, read_pairs
from timeback_sandbox.serving_docs import QueryParameter, RouteResponses, body_dto, description_class

if TYPE_CHECKING:
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
        blocks: Tells which calls take so long, or wait for others, that they never run between other requests; None:
            no call does.
        hidden: It is not in the API description.
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
    blocks: Callable[[Call], bool] | None = None
    hidden: bool = False


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


class OperationRequest(Request[Any, Any, Any]):
    """A request whose body is read without looking all its headers up, which costs more than many an operation."""

    @property
    def content_length(self) -> int | None:
        """The length that the client names; None when it names none."""
        for name, value in self.scope["headers"]:
            if name == b"content-length":
                if not value.isdigit():
                    raise ClientException(f"Invalid content-length: {value.decode('latin-1')!r}")
                return int(value)
        return None


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


def build_router(
    prefix: str, routes: Sequence[Route], suffix: str = "", others: Sequence[HTTPRouteHandler] = ()
) -> Router:
    """The handlers of the routes, below a prefix; each path is served with and without a slash at its end.

    Args:
        prefix: Of all paths.
        routes: The operations.
        suffix: Tells the operations of a second mount from those of the first, in the API description.
        others: Handlers that are no operations; they come first.
    """
    return OperationRouter(prefix, route_handlers=[*others, *(_handler(route, suffix) for route in routes)])


def _handler(route: Route, suffix: str) -> HTTPRouteHandler:
    status = next(iter(route.answers))
    handler = OperationHandler(
        route.path.replace("}", ":str}"),
        http_method=route.method,
        status_code=status if status not in {204, 202} else 200,  # Litestar wants 204 to return None
        dto=body_dto(None if route.body is None else lambda: route.body),
        responses=RouteResponses(lambda: route.answers, route.errors, route.error_body),
        operation_id=route.id + suffix,
        operation_class=description_class(route.query, tuple(route.answers), body_required=route.body_required),
        summary=route.summary or route.id,
        tags=[route.tag],
        media_type="application/json",
        request_class=OperationRequest,
        include_in_schema=not route.hidden,
    )
    return handler(
        answering(route.respond, Call, quick=route.quick, takes_body=route.body is not None, blocks=route.blocks)
    )


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
    respond: Callable[[C], Answer],
    make_call: Callable[[HTTPScope, bytes], C],
    *,
    quick: bool,
    takes_body: bool,
    blocks: Callable[[C], bool] | None = None,
) -> Callable[..., Awaitable[ASGIResponse]]:
    """The function that Litestar calls for a request.

    Args:
        respond: Answers a call.
        make_call: Makes the call of a request's scope and body.
        quick: It takes microseconds and may run between other requests, also on a database file.
        takes_body: Whether the request has a body that counts.
        blocks: Tells which calls take long; those never run between other requests.
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
        if (quick or call.store.is_memory) and (blocks is None or not blocks(call)):
            return answer(call)
        return await anyio.to_thread.run_sync(answer, call)

    if takes_body:

        async def with_body(request: AnyRequest, data: JSONBody[bytes] = b"") -> ASGIResponse:
            return await run(make_call(request.scope, data))

        return with_body

    async def without_body(request: AnyRequest) -> ASGIResponse:
        return await run(make_call(request.scope, b""))

    return without_body
