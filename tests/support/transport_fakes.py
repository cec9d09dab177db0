"""A server, a clock and a token source that follow a script, for tests of the transport."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Headers, Request, Response, SendFailure, StreamedResponse
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pipeline import Pipeline

URL = "https://api.example.test/ims/oneroster/rostering/v1p2/users"


class FakeClock:
    """A clock that moves only when told to, and a sleep that moves it."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.delays: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds

    async def sleep(self, seconds: float) -> None:
        self.delays.append(seconds)
        self.now += seconds


class Sent:
    """One request as the scripted server received it."""

    def __init__(self, request: Request) -> None:
        self.method = request.method
        self.url = request.url
        self.headers = dict(request.headers)
        self.content = request.content
        self.timeout = request.timeout


class ScriptedSender:
    """Answers each request with the next step of a script; the last step repeats.

    A step is a mapping: `status`, `headers`, `body` (bytes, or anything JSON), or `fail` (a kind) with `not_sent`;
    `takes` moves the clock by so many seconds; `hang` never answers. A callable is called with the request first.
    """

    name = "scripted/1.0"

    def __init__(
        self, steps: Iterable[Mapping[str, Any] | Callable[[Request], Mapping[str, Any]]], clock: FakeClock
    ) -> None:
        self.steps = list(steps)
        self.clock = clock
        self.sent: list[Sent] = []
        self.closed = False
        self.open_streams = 0
        self.arrived = asyncio.Event()

    async def send(self, request: Request) -> Response:
        step = await self._next(request)
        return Response(step.get("status", 200), _headers(step), _body(step))

    @asynccontextmanager
    async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
        step = await self._next(request)
        self.open_streams += 1
        try:
            yield StreamedResponse(step.get("status", 200), _headers(step), self._chunks(step))
        finally:
            self.open_streams -= 1

    async def _chunks(self, step: Mapping[str, Any]) -> AsyncIterator[bytes]:
        for chunk in step.get("chunks", [_body(step)]):
            if chunk == "fail":
                raise SendFailure("read", "it broke off")
            if chunk == "hang":
                await asyncio.Event().wait()
            yield chunk

    async def _next(self, request: Request) -> Mapping[str, Any]:
        self.sent.append(Sent(request))
        self.arrived.set()
        step = self.steps[min(len(self.sent), len(self.steps)) - 1]
        if callable(step):
            step = step(request)
        self.clock.advance(step.get("takes", 0.0))
        if step.get("hang"):
            await asyncio.Event().wait()
        if "fail" in step:
            raise SendFailure(step["fail"], "as the script says", not_sent=step.get("not_sent", False))
        return step

    async def close(self) -> None:
        self.closed = True


def _headers(step: Mapping[str, Any]) -> Headers:
    return Headers.of(step.get("headers", {}).items())


def _body(step: Mapping[str, Any]) -> bytes:
    body = step.get("body", b"")
    return body if isinstance(body, bytes) else msgspec.json.encode(body)


class Tokens:
    """Gives out the tokens of a list, the next one after each `invalidate`; the last one repeats."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens) or ["token-1"]
        self.cached_token: str | None = None
        self.asked = 0
        self.dropped = 0

    async def get_token(self) -> str:
        if self.cached_token is None:
            self.cached_token = self.tokens[min(self.asked, len(self.tokens) - 1)]
            self.asked += 1
        return self.cached_token

    def invalidate(self) -> None:
        self.cached_token = None
        self.dropped += 1


class Bench:
    """A pipeline over a scripted server, on a fake clock."""

    def __init__(self, *steps: Mapping[str, Any] | Callable[[Request], Mapping[str, Any]], **config: Any) -> None:
        self.clock = FakeClock()
        self.sender = ScriptedSender(steps or [{"status": 200}], self.clock)
        self.lifetime = Lifetime("TimebackClient")
        self.pipeline = Pipeline(
            TransportConfig(sender=self.sender, clock=self.clock, sleep=self.clock.sleep, **config)
        )

    def call(self, method: str = "GET", url: str = URL, **settings: Any) -> Call:
        return Call(
            operation="oneroster.users.list",
            service="oneroster",
            method=method,
            route="/users",
            url=url,
            lifetime=settings.pop("lifetime", self.lifetime),
            **settings,
        )

    async def execute(self, method: str = "GET", **settings: Any) -> Response:
        return await self.pipeline.execute(self.call(method, **settings))

    @property
    def sent(self) -> list[Sent]:
        return self.sender.sent

    @property
    def delays(self) -> list[float]:
        return self.clock.delays
