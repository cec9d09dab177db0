"""A sender that has the answer already: what is left of a request is what the client itself does."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from static_server import TOKEN, page
from timeback_core.transport.message import Headers, Request, Response, StreamedResponse

PAGE = page(100_000, 0, 3000)


class CannedSender:
    """Answers every request for a token with a token, and every other one with a page of 3,000 users."""

    name = "canned/1"

    async def send(self, request: Request) -> Response:
        if request.url.endswith("/token"):
            return Response(200, Headers.of([("content-type", "application/json")]), TOKEN)
        return Response(200, Headers.of([("content-type", "application/json"), ("x-total-count", "100000")]), PAGE)

    @contextlib.asynccontextmanager
    async def stream(self, request: Request) -> AsyncIterator[StreamedResponse]:
        raise NotImplementedError
        yield

    async def close(self) -> None:
        return None
