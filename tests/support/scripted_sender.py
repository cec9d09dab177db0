"""A sender whose answers a test writes down, and which remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from timeback_core import TimebackClient
from timeback_core.transport.message import Headers, Request, Response, StreamedResponse

TOKEN_PATH = "/oauth/token"
HOST = "https://api.example.org"
TOKEN = f"{HOST}{TOKEN_PATH}"
CREDENTIALS: dict[str, Any] = {"auth_url": TOKEN, "client_id": "id", "client_secret": "s3cr3t-marker"}
Handler = Callable[[Request], Response]


def answer(status: int = 200, body: object = None, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response; a body that is no bytes becomes JSON."""
    content = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    return Response(status, Headers.of(list((headers or {}).items())), content)


def empty_page(_request: Request) -> Response:
    """Return a page of organisations with nothing in it."""
    return answer(body={"orgs": []})


class ScriptedSender:
    """Answers token requests with `token-1`, `token-2` and so on, and everything else with a handler.

    Args:
        handler: Makes the answer to a request; by default an empty page of organisations.
    """

    name = "scripted/1.0"

    def __init__(self, handler: Handler | None = None) -> None:
        self.handler: Handler = handler or empty_page
        self.requests: list[Request] = []
        self.token_requests: list[Request] = []
        self.closed = False
        self.blocked: asyncio.Event | None = None
        self.arrived = asyncio.Event()

    async def send(self, request: Request) -> Response:
        """Return the scripted answer; waits first when the test blocks it."""
        if request.url.endswith(TOKEN_PATH):
            self.token_requests.append(request)
            return answer(body={"access_token": f"token-{len(self.token_requests)}", "expires_in": 3600})
        self.requests.append(request)
        self.arrived.set()
        if self.blocked is not None:
            await self.blocked.wait()
        return self.handler(request)

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
        """Return the scripted answer as a stream of one piece."""
        response = await self.send(request)

        async def chunks() -> AsyncIterator[bytes]:
            yield response.content

        yield StreamedResponse(response.status, response.headers, chunks())

    async def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


def connected(sender: ScriptedSender, **more: Any) -> TimebackClient:
    """Return a client that sends through the sender."""
    arguments: dict[str, Any] = {"base_url": HOST, "transport": sender, **CREDENTIALS, **more}
    return TimebackClient(**arguments)
