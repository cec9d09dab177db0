"""A Litestar application with one route that returns constant bytes: what the framework and server cost alone."""

from __future__ import annotations

from litestar import Litestar, Response, get

from benchmarks.static_server import user

BODY = b'{"user":' + user(7) + b"}"


@get("/users/{sourced_id:str}", sync_to_thread=False)
def by_id(sourced_id: str) -> Response[bytes]:
    return Response(BODY, media_type="application/json")


app = Litestar([by_id], openapi_config=None, logging_config=None)
