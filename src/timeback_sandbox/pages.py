"""The pages for people: what this is, and the API reference. No page loads anything from elsewhere."""

from __future__ import annotations

from importlib import resources

from litestar import MediaType, Response
from litestar.openapi.plugins import OpenAPIRenderPlugin

from timeback_sandbox.asgi import AnyRequest
from timeback_sandbox.version import version

__all__ = ["ReferencePage", "welcome"]


def welcome(accept: str) -> Response[str] | Response[dict[str, str]]:
    """What this server is: a page for browsers, JSON for everything else.

    Args:
        accept: Value of the `Accept` header.
    """
    if "text/html" in accept:
        return Response(_page("welcome.html").replace("{{version}}", version()), media_type=MediaType.HTML)
    return Response(
        {
            "name": "Timeback sandbox",
            "version": version(),
            "description": "A stateful server of the Timeback education APIs, for development and tests.",
            "token_url": "/oauth/token",
            "openapi": "/openapi.json",
            "reference": "/reference",
            "health": "/_sandbox/health",
        },
        media_type=MediaType.JSON,
    )


def _page(name: str) -> str:
    """A page that is shipped with the package."""
    return resources.files("timeback_sandbox").joinpath("static", name).read_text("utf-8")


class ReferencePage(OpenAPIRenderPlugin):
    """Shows `/openapi.json` for reading; needs no network beside this server."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: AnyRequest, openapi_schema: dict[str, object]) -> bytes:  # noqa: ARG002
        """The page, which fetches the description itself."""
        return _page("reference.html").encode("utf-8")
