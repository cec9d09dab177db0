"""The routes: each operation as a Litestar handler, under the prefixes of both platforms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Self, cast

import anyio.to_thread
from litestar import Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse
from litestar.types import Empty, HTTPScope, Receive, Scope, Send
from litestar.utils.signature import ParsedSignature

from timeback_sandbox import dialect
from timeback_sandbox.asgi import state_of
from timeback_sandbox.oneroster.calls import Answer, Call
from timeback_sandbox.oneroster.errors import Problem
from timeback_sandbox.oneroster.host import Host
from timeback_sandbox.oneroster.openapi import Responses, body_dto, description_class
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.operations import LEARNWITH_OPERATIONS, OPERATIONS
from timeback_sandbox.oneroster.platforms import LEARNWITH_AI, PLATFORMS, Platform

AnyRequest = Request[Any, Any, Any]
FindHost = Callable[[HTTPScope], Host]


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


def build_routes(state: Host | None) -> list[Router]:
    """A handler for each operation of each platform; without a state, it is the one of the request's sandbox.

    They come in routers: Litestar takes a router in at once, while for each handler by itself it would go through
    all those that it has.
    """

    def find_host(scope: HTTPScope) -> Host:
        return state_of(scope) if state is None else state

    routers: list[Router] = []
    for platform in PLATFORMS:
        extra = LEARNWITH_OPERATIONS if platform is LEARNWITH_AI else ()
        for service, prefix in platform.prefixes.items():
            handlers = [
                _handler(find_host, operation, platform)
                for operation in (*OPERATIONS, *extra)
                if operation.service == service
            ]
            routers.append(OperationRouter(prefix, route_handlers=handlers))
    return routers


def _handler(find_host: FindHost, operation: Operation, platform: Platform) -> HTTPRouteHandler:
    suffix = "" if platform is PLATFORMS[0] else f"_{platform.name}"
    handler = OperationHandler(
        operation.path.replace("}", ":str}"),
        http_method=operation.method,
        status_code=operation.status if operation.status != 204 else 200,  # Litestar wants 204 to return None
        dto=body_dto(operation),
        responses=Responses(operation, platform),
        operation_id=operation.id + suffix,
        operation_class=description_class(operation, platform),
        summary=operation.id,
        tags=[f"{operation.tag} ({platform.name})" if suffix else operation.tag],
        media_type="application/json",
    )
    return handler(_answering(find_host, operation, platform))


def _answering(find_host: FindHost, operation: Operation, platform: Platform) -> Callable[..., Awaitable[ASGIResponse]]:
    """The function that Litestar calls for a request."""
    respond = operation.respond
    quick = operation.access == "point"

    def answer(call: Call) -> Reply:
        try:
            return Reply(respond(call))
        except Problem as problem:
            return Reply(Answer(problem.status, problem.body()))
        except Exception as error:
            if not dialect.is_locked(error):
                raise
            busy = Problem(503, "The database is busy; try again")
            return Reply(Answer(busy.status, busy.body(), ((b"retry-after", b"1"),)))

    async def run(call: Call) -> Reply:
        if quick or call.store.is_memory:
            return answer(call)
        return await anyio.to_thread.run_sync(answer, call)

    if operation.method in {"POST", "PUT", "PATCH"} and operation.body is not None:

        async def with_body(request: AnyRequest, data: JSONBody[bytes] = b"") -> ASGIResponse:
            return await run(_call(find_host, platform, request.scope, data))

        return with_body

    async def without_body(request: AnyRequest) -> ASGIResponse:
        return await run(_call(find_host, platform, request.scope, b""))

    return without_body


def _call(find_host: FindHost, platform: Platform, scope: HTTPScope, body: bytes) -> Call:
    host: bytes | None = None
    content_type: bytes | None = None
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
        elif name == b"content-type":
            content_type = value
    return Call(
        find_host(scope),
        platform,
        host=_host(scope["scheme"], host) if host is not None else _server(scope),
        path=scope["path"],
        ids=cast("Mapping[str, str]", scope["path_params"]),
        query=scope["query_string"],
        body=body,
        content_type=None if content_type is None else content_type.decode("latin-1"),
    )


@lru_cache(maxsize=256)
def _host(scheme: str, host: bytes) -> str:
    """Scheme and authority as the client named them."""
    return f"{scheme}://{host.decode('latin-1')}"


def _server(scope: HTTPScope) -> str:
    """Scheme and authority of the server, for a client that named none."""
    # an application may be called without the key, though the type says otherwise
    name, port = cast("Mapping[str, Any]", scope).get("server") or ("localhost", None)
    return f"{scope['scheme']}://{name}" if port is None else f"{scope['scheme']}://{name}:{port}"
