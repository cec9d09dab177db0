"""The application: routes, error answers, and the middleware around them."""

from __future__ import annotations

import copy
import logging
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import msgspec
from litestar import Litestar, MediaType, Response, get
from litestar.datastructures import State as Variables
from litestar.events import SimpleEventEmitter
from litestar.exceptions import HTTPException
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.openapi.spec.oauth_flow import OAuthFlow
from litestar.openapi.spec.oauth_flows import OAuthFlows
from litestar.router import Router
from litestar.types import ASGIApp, Middleware

from timeback_sandbox.asgi import AnyRequest, Application, Receive, Scope, Send
from timeback_sandbox.auth_routes import token_routes
from timeback_sandbox.control import control_router
from timeback_sandbox.formats import error_bytes
from timeback_sandbox.middleware import SLASH, SandboxMiddleware
from timeback_sandbox.pages import ReferencePage, welcome
from timeback_sandbox.problems import Problem
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State
from timeback_sandbox.version import version

if TYPE_CHECKING:
    from timeback_sandbox.store import Store

__all__ = ["Route", "create_app", "create_app_for"]

logger = logging.getLogger("timeback_sandbox")

Route = ASGIRouteHandler | HTTPRouteHandler | Router


def create_app(settings: Settings | None = None, store: Store | None = None) -> Litestar:
    """The sandbox as an ASGI application.

    Its data is what the database holds; to load a seed, use `State.seed` (`app.state.sandbox`) or the
    class `Sandbox`, which does that.

    Args:
        settings: How it behaves. Default: `Settings()`.
        store: An open `Store` to use instead of opening the settings' database.
    """
    return create_app_for(State(settings or Settings(), store))


def create_app_for(state: State, routes: Sequence[Route] | None = None) -> Litestar:
    """The application around a state.

    Registering the routes of all the APIs takes as long as a thousand requests, so it is done once in a
    process. What each sandbox gets is a copy that knows its own state and shares the routes, which know none.

    Args:
        state: Everything the sandbox knows; found again at `app.state.sandbox`.
        routes: Routes in place of those of all the APIs.
    """
    limit = state.settings.max_body_bytes
    with _building:
        common = _common_app(limit) if routes is None else _build(routes, limit)
    app = copy.copy(common)
    app.state = Variables()
    app.state.sandbox = state
    # the beginning and the end of serving are an application's own, too
    app.asgi_router = copy.copy(common.asgi_router)
    app.asgi_router.app = app
    app.event_emitter = SimpleEventEmitter([])
    # Around everything, unlike Litestar's own middleware, which is not asked about paths without a route.
    app.asgi_handler = cast("ASGIApp", SandboxMiddleware(cast("Application", common.asgi_handler), state))
    state.resume()
    return app


_building = threading.Lock()


@lru_cache(maxsize=4)
def _common_app(max_body_bytes: int) -> Litestar:
    """What the applications of all sandboxes with this limit share: routes, no state."""
    return _build(service_routes(), max_body_bytes)


def _build(routes: Sequence[Route], max_body_bytes: int) -> Litestar:
    """An application that serves every sandbox whose state comes with the request."""
    return Litestar(
        route_handlers=[*_page_routes(), *token_routes(), control_router(), *routes],
        openapi_config=_openapi_config(),
        exception_handlers={
            Problem: _answer_problem,
            HTTPException: _answer_http_exception,
            Exception: _answer_unexpected,
        },
        middleware=[cast("Middleware", _restore_slashes)],
        logging_config=None,
        debug=False,
        request_max_body_size=max_body_bytes,
    )


def service_routes() -> list[Route]:
    """The routes of all the APIs that the sandbox speaks."""
    from timeback_sandbox import caliper, case, clr, edubridge, masterytrack, oneroster, powerpath, qti, webhooks

    services = (oneroster, edubridge, caliper, powerpath, case, clr, webhooks, masterytrack, qti)
    return [route for service in services for route in service.routes()]


def _openapi_config() -> OpenAPIConfig:
    """How the sandbox describes itself at `/openapi.json`."""
    flow = OAuthFlows(client_credentials=OAuthFlow(token_url="/oauth/token", scopes={}))  # noqa: S106 - an address
    return OpenAPIConfig(
        title="Timeback sandbox",
        version=version(),
        description="A stateful server of the Timeback education APIs, for development and tests.",
        path="/reference",
        render_plugins=[ReferencePage()],
        security=[{"OAuth2": []}],
        components=Components(security_schemes={"OAuth2": SecurityScheme(type="oauth2", flows=flow)}),
        use_handler_docstrings=True,
    )


def _page_routes() -> list[HTTPRouteHandler]:
    """The welcome page and the API description."""
    description: list[bytes] = []

    @get("/", include_in_schema=False, sync_to_thread=False, name="welcome")
    def root(request: AnyRequest) -> Response[str] | Response[dict[str, str]]:
        return welcome(request.headers.get("accept", ""))

    @get("/openapi.json", include_in_schema=False, sync_to_thread=False, name="openapi")
    def openapi(request: AnyRequest) -> Response[bytes]:
        if not description:
            with _building:  # Litestar makes it step by step, in objects that all sandboxes share
                description.append(msgspec.json.encode(request.app.openapi_schema.to_schema()))
        return Response(description[0], media_type="application/json")

    @get("/favicon.ico", include_in_schema=False, sync_to_thread=False, status_code=204)
    def favicon() -> None:
        return None

    return [root, openapi, favicon]


def _restore_slashes(app: Application) -> Application:
    """Turns the mark for an encoded slash back into the slash, now that the path has been taken apart."""

    async def restoring(scope: Scope, receive: Receive, send: Send) -> None:
        if SLASH in scope["path"]:
            scope["path_params"] = {
                name: value.replace(SLASH, "/") if isinstance(value, str) else value
                for name, value in scope["path_params"].items()
            }
        await app(scope, receive, send)

    return restoring


def _error(status: int, body: bytes, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(body, status_code=status, media_type=MediaType.JSON, headers=headers)


def _answer_problem(_: AnyRequest, problem: Problem) -> Response[bytes]:
    """A problem that a rule has raised."""
    return _error(problem.status, problem.body(), problem.headers)


def _answer_http_exception(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What Litestar refuses by itself: unknown paths, wrong methods, bodies that are too large."""
    if error.status_code >= 500:
        return _answer_unexpected(request, error)
    details: list[dict[str, str]] = []
    extra: object = error.extra
    if isinstance(extra, list):
        for item in cast("list[object]", extra):
            if isinstance(item, dict):
                fields = cast("dict[str, object]", item)
                details.append(
                    {
                        "path": str(fields.get("key", "")),
                        "message": str(fields.get("message", "is not valid")),
                    }
                )
    body = error_bytes(request.scope["path"], error.status_code, error.detail, details)
    return _error(error.status_code, body, error.headers)


def _answer_unexpected(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A mistake of ours: logged whole, answered without its insides."""
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    body = error_bytes(request.scope["path"], 500, "The sandbox has met an unexpected error; its log says more")
    return _error(500, body)
