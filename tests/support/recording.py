"""A pipeline that records calls and answers from a script, for tests of what lies above the transport."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from timeback_core.channel import Channel
from timeback_core.errors import error_from_response
from timeback_core.oneroster import OneRosterClient
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Headers, Response
from timeback_core.transport.pipeline import Pipeline

Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


class RecordingPipeline:
    """Keeps every call and answers with what `answer` gives for it: status, JSON body, headers."""

    def __init__(self, answer: Callable[[Call], Answer]) -> None:
        self.answer = answer
        self.calls: list[Call] = []

    async def execute(self, call: Call) -> Response:
        self.calls.append(call)
        status, body, *rest = self.answer(call)
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        headers = Headers.of(list(rest[0].items()) if rest else [])
        if not 200 <= status < 300:
            raise error_from_response(
                status=status,
                headers=headers,
                content=content,
                method=call.method,
                url=call.url,
                request_id=None,
                attempts=1,
                reader=call.error_reader,
            )
        return Response(status, headers, content)

    @asynccontextmanager
    async def stream(self, call: Call) -> AsyncIterator[Any]:
        response = await self.execute(call)

        class Streamed:
            status, headers = response.status, response.headers

            async def chunks(self) -> AsyncIterator[bytes]:
                for start in range(0, len(response.content), 4):
                    yield response.content[start : start + 4]

        yield Streamed()

    def sent(self) -> list[str]:
        """Method and path with query of every call, in order."""
        return [f"{call.method} {call.url.removeprefix('http://host/ims/oneroster')}" for call in self.calls]

    def bodies(self) -> list[Any]:
        """The decoded bodies, in order."""
        return [json.loads(call.content) for call in self.calls if call.content is not None]


def oneroster(
    answer: Callable[[Call], Answer], platform: str = "BEYOND_AI"
) -> tuple[OneRosterClient, RecordingPipeline]:
    """Return a OneRoster client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    channel = Channel(
        service="oneroster",
        base_url="http://host",
        paths=PLATFORM_PATHS[cast("Any", platform)].oneroster,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("OneRosterClient"),
        platform=platform,
    )
    return OneRosterClient.from_channel(channel), pipeline
