"""The routes: each operation as a Litestar handler, under the prefixes of both platforms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope

from timeback_sandbox.asgi import state_of
from timeback_sandbox.oneroster.calls import Call
from timeback_sandbox.oneroster.host import Host
from timeback_sandbox.oneroster.openapi import description_class, responses
from timeback_sandbox.oneroster.operation import Operation
from timeback_sandbox.oneroster.operations import LEARNWITH_OPERATIONS, OPERATIONS
from timeback_sandbox.oneroster.platforms import LEARNWITH_AI, PLATFORMS, Platform
from timeback_sandbox.serving import OperationHandler, OperationRouter, answering, base_url_of
from timeback_sandbox.serving_docs import body_dto

FindHost = Callable[[HTTPScope], Host]


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
        dto=body_dto(operation.body),
        responses=responses(operation, platform),
        operation_id=operation.id + suffix,
        operation_class=description_class(operation, platform),
        summary=operation.id,
        tags=[f"{operation.tag} ({platform.name})" if suffix else operation.tag],
        media_type="application/json",
    )
    takes_body = operation.method in {"POST", "PUT", "PATCH"} and operation.body is not None

    def make_call(scope: HTTPScope, body: bytes) -> Call:
        return _call(find_host, platform, scope, body)

    return handler(answering(operation.respond, make_call, quick=operation.access == "point", takes_body=takes_body))


def _call(find_host: FindHost, platform: Platform, scope: HTTPScope, body: bytes) -> Call:
    content_type = next((value for name, value in scope["headers"] if name == b"content-type"), None)
    return Call(
        find_host(scope),
        platform,
        host=base_url_of(scope),
        path=scope["path"],
        ids=cast("Mapping[str, str]", scope["path_params"]),
        query=scope["query_string"],
        body=body,
        content_type=None if content_type is None else content_type.decode("latin-1"),
    )
