"""The routes: each operation as a Litestar handler, under the prefixes of both platforms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, cast

import anyio.to_thread
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from litestar.response.base import ASGIResponse
from litestar.types import HTTPScope, Receive, Scope, Send

from timeback_sandbox import dialect
from timeback_sandbox.oneroster.calls import Answer, Call
from timeback_sandbox.oneroster.errors import Problem
from timeback_sandbox.oneroster.host import Host
from timeback_sandbox.oneroster.openapi import Responses, body_dto, description_class
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.operations import LEARNWITH_OPERATIONS, OPERATIONS
from timeback_sandbox.oneroster.platforms import LEARNWITH_AI, PLATFORMS, Platform

AnyRequest = Request[Any, Any, Any]


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


def build_routes(state: Host) -> list[HTTPRouteHandler]:
    """A handler for each operation of each platform."""
    handlers: list[HTTPRouteHandler] = []
    for platform in PLATFORMS:
        extra = LEARNWITH_OPERATIONS if platform is LEARNWITH_AI else ()
        handlers += [_handler(state, operation, platform) for operation in (*OPERATIONS, *extra)]
    return handlers


def _handler(state: Host, operation: Operation, platform: Platform) -> HTTPRouteHandler:
    path = platform.prefixes[operation.service] + operation.path
    suffix = "" if platform is PLATFORMS[0] else f"_{platform.name}"
    dto = body_dto(operation)
    function = _answering(state, operation, platform)
    handler = HTTPRouteHandler(
        path.replace("}", ":str}"),
        http_method=operation.method,
        status_code=operation.status if operation.status != 204 else 200,  # Litestar wants 204 to return None
        dto=dto,
        responses=Responses(operation, platform),
        operation_id=operation.id + suffix,
        operation_class=description_class(operation, platform),
        summary=operation.id,
        tags=[f"{operation.tag} ({platform.name})" if suffix else operation.tag],
        media_type="application/json",
    )
    return handler(function)


def _answering(state: Host, operation: Operation, platform: Platform) -> Callable[..., Awaitable[ASGIResponse]]:
    """The function that Litestar calls for a request."""
    respond, access = operation.respond, operation.access
    in_memory = state.store.is_memory

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

    if in_memory or access == "point":

        async def run(call: Call) -> Reply:
            return answer(call)

    else:

        async def run(call: Call) -> Reply:
            return await anyio.to_thread.run_sync(answer, call)

    if operation.method in {"POST", "PUT", "PATCH"} and operation.body is not None:

        async def with_body(request: AnyRequest, data: JSONBody[bytes] = b"") -> ASGIResponse:
            return await run(_call(state, platform, request.scope, data))

        return with_body

    async def without_body(request: AnyRequest) -> ASGIResponse:
        return await run(_call(state, platform, request.scope, b""))

    return without_body


def _call(state: Host, platform: Platform, scope: HTTPScope, body: bytes) -> Call:
    host: bytes | None = None
    content_type: bytes | None = None
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
        elif name == b"content-type":
            content_type = value
    return Call(
        state,
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
