"""The sender that runs an ASGI application in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from timeback_core.errors import APIConnectionError, APITimeoutError, ClientClosedError
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Request, ResponseTooLarge, SendFailure
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pipeline import Pipeline

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class App:
    """An ASGI application whose answer is a function of its own; it remembers scopes and what happened."""

    def __init__(self, answer: Callable[[Any, Receive, Send], Awaitable[None]], *, lifespan: str = "fine") -> None:
        self.answer = answer
        self.lifespan = lifespan
        self.scopes: list[Any] = []
        self.log: list[str] = []

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        self.scopes.append(scope)
        await self.answer(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        if self.lifespan == "none":
            raise ValueError("no lifespan here")
        assert (await receive())["type"] == "lifespan.startup"
        self.log.append("startup")
        if self.lifespan == "failed":
            await send({"type": "lifespan.startup.failed", "message": "no database"})
            return
        await send({"type": "lifespan.startup.complete"})
        assert (await receive())["type"] == "lifespan.shutdown"
        self.log.append("shutdown")
        await send({"type": "lifespan.shutdown.complete"})


async def echo(scope: Any, receive: Receive, send: Send) -> None:
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 201, "headers": [(b"x-one", b"1"), (b"x-one", b"2")]})
    await send({"type": "http.response.body", "body": scope["method"].encode() + b" ", "more_body": True})
    await send({"type": "http.response.body", "body": body})


def sender(answer: Callable[[Any, Receive, Send], Awaitable[None]], **settings: Any) -> AsgiSender:
    return AsgiSender(App(answer), **settings)


@pytest.mark.anyio
async def test_a_request_reaches_the_application_and_its_answer_comes_back() -> None:
    app = App(echo)
    response = await AsgiSender(app).send(
        Request("POST", "http://sandbox:8787/users/a%2Fb?x=%27y%27&z=1", {"Authorization": "Bearer t"}, b'{"a":1}')
    )
    assert (response.status, response.content) == (201, b'POST {"a":1}')
    assert response.headers.get_list("x-one") == ["1", "2"]
    (scope,) = app.scopes
    assert scope["method"] == "POST"
    assert scope["path"] == "/users/a/b"
    assert scope["raw_path"] == b"/users/a%2Fb"
    assert scope["query_string"] == b"x=%27y%27&z=1"
    assert scope["server"] == ("sandbox", 8787)
    assert dict(scope["headers"]) == {b"host": b"sandbox:8787", b"authorization": b"Bearer t", b"content-length": b"7"}


@pytest.mark.anyio
async def test_an_application_that_returns_without_an_answer_is_a_dropped_connection() -> None:
    async def nothing(scope: Any, receive: Receive, send: Send) -> None:
        return

    with pytest.raises(SendFailure) as caught:
        await sender(nothing).send(Request("GET", "http://x/"))
    assert (caught.value.kind, caught.value.not_sent) == ("read", False)


@pytest.mark.anyio
async def test_an_application_that_raises_is_a_dropped_connection_with_its_error_as_cause() -> None:
    async def broken(scope: Any, receive: Receive, send: Send) -> None:
        raise LookupError("in the application")

    with pytest.raises(SendFailure) as caught:
        await sender(broken).send(Request("GET", "http://x/"))
    assert caught.value.kind == "read"
    assert isinstance(caught.value.__cause__, LookupError)


@pytest.mark.anyio
async def test_an_application_that_stops_within_its_answer_is_a_dropped_connection() -> None:
    async def half(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ab", "more_body": True})

    with pytest.raises(SendFailure) as caught:
        await sender(half).send(Request("GET", "http://x/"))
    assert caught.value.kind == "read"


@pytest.mark.anyio
async def test_a_body_shorter_than_announced_is_a_broken_protocol() -> None:
    async def short(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Length", b"10")]})
        await send({"type": "http.response.body", "body": b"ab"})

    with pytest.raises(SendFailure) as caught:
        await sender(short).send(Request("GET", "http://x/"))
    assert caught.value.kind == "protocol"


@pytest.mark.anyio
async def test_the_body_of_a_head_request_is_left_out() -> None:
    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"0123456789"})

    assert (await sender(answer).send(Request("HEAD", "http://x/"))).content == b""


@pytest.mark.anyio
async def test_a_body_beyond_the_bound_is_refused() -> None:
    async def endless(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"x" * 100, "more_body": True})

    with pytest.raises(ResponseTooLarge):
        await sender(endless).send(Request("GET", "http://x/", max_bytes=1000))


@pytest.mark.anyio
async def test_cancelling_a_request_cancels_the_application() -> None:
    started, cancelled = asyncio.Event(), asyncio.Event()

    async def hang(scope: Any, receive: Receive, send: Send) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    task = asyncio.create_task(sender(hang).send(Request("GET", "http://x/")))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cancelled.is_set()


@pytest.mark.anyio
async def test_a_time_limit_cancels_the_application() -> None:
    ended = asyncio.Event()

    async def hang(scope: Any, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(SendFailure) as caught:
        await sender(hang).send(Request("GET", "http://x/", timeout=0.02))
    assert caught.value.kind == "timeout"
    assert ended.is_set()


@pytest.mark.anyio
async def test_the_answer_does_not_wait_for_work_after_it() -> None:
    release, done = asyncio.Event(), asyncio.Event()

    async def later(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"now"})
        await release.wait()
        done.set()

    assert (await sender(later).send(Request("GET", "http://x/"))).content == b"now"
    assert not done.is_set()
    release.set()
    await asyncio.wait_for(done.wait(), 5)


@pytest.mark.anyio
async def test_the_application_is_told_when_the_client_has_gone() -> None:
    told = asyncio.Event()

    async def listening(scope: Any, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        assert (await receive())["type"] == "http.disconnect"
        told.set()

    await sender(listening).send(Request("GET", "http://x/"))
    await asyncio.wait_for(told.wait(), 5)


@pytest.mark.anyio
async def test_a_stream_gives_pieces_as_they_are_sent_and_leaving_it_cancels_the_application() -> None:
    cancelled = asyncio.Event()

    async def endless(scope: Any, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            for number in range(1_000_000):
                await send({"type": "http.response.body", "body": str(number).encode(), "more_body": True})
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async with sender(endless).stream(Request("GET", "http://x/")) as response:
        chunks = response.chunks()
        assert [await anext(chunks) for _ in range(3)] == [b"0", b"1", b"2"]
    assert cancelled.is_set()


@pytest.mark.anyio
async def test_the_lifespan_starts_with_the_first_request_and_ends_with_the_sender() -> None:
    app = App(echo)
    made = AsgiSender(app)
    assert app.log == []
    await asyncio.gather(*[made.send(Request("GET", "http://x/")) for _ in range(5)])
    assert app.log == ["startup"]
    await made.close()
    assert app.log == ["startup", "shutdown"]


@pytest.mark.anyio
async def test_an_application_without_lifespan_is_fine() -> None:
    made = AsgiSender(App(echo, lifespan="none"))
    assert (await made.send(Request("GET", "http://x/"))).status == 201
    await made.close()


@pytest.mark.anyio
async def test_an_application_that_cannot_start_is_a_failed_connection() -> None:
    with pytest.raises(SendFailure, match="no database") as caught:
        await AsgiSender(App(echo, lifespan="failed")).send(Request("GET", "http://x/"))
    assert (caught.value.kind, caught.value.not_sent) == ("connect", True)


@pytest.mark.anyio
async def test_the_lifespan_can_be_left_out() -> None:
    app = App(echo)
    await AsgiSender(app, lifespan=False).send(Request("GET", "http://x/"))
    assert app.log == []


def test_one_sender_works_in_event_loops_one_after_another() -> None:
    app = App(echo)
    made = AsgiSender(app)

    async def use() -> int:
        return (await made.send(Request("GET", "http://x/"))).status

    assert [asyncio.run(use()) for _ in range(3)] == [201, 201, 201]
    assert app.log == ["startup"] * 3


@pytest.mark.anyio
async def test_a_closed_sender_says_so() -> None:
    made = sender(echo)
    await made.close()
    with pytest.raises(SendFailure) as caught:
        await made.send(Request("GET", "http://x/"))
    assert caught.value.kind == "closed"


# Through the pipeline ----------------------------------------------------------------------------------------


def call(lifetime: Lifetime, **settings: Any) -> Call:
    return Call(
        operation="x.y", service="x", method="GET", route="/", url="http://sandbox/", lifetime=lifetime, **settings
    )


class Token:
    """A source with one token."""

    async def get_token(self) -> str:
        return "t"

    def invalidate(self) -> None:
        pass


@pytest.mark.anyio
async def test_credentials_may_go_to_any_host_name_since_there_is_no_network() -> None:
    app = App(echo)
    await Pipeline(TransportConfig(sender=AsgiSender(app))).execute(call(Lifetime(), tokens=Token()))
    assert (b"authorization", b"Bearer t") in app.scopes[0]["headers"]


@pytest.mark.anyio
async def test_a_dropped_connection_is_a_connection_error_with_the_applications_own_as_cause() -> None:
    async def broken(scope: Any, receive: Receive, send: Send) -> None:
        raise LookupError("in the application")

    pipeline = Pipeline(TransportConfig(sender=sender(broken), max_retries=0))
    with pytest.raises(APIConnectionError) as caught:
        await pipeline.execute(call(Lifetime()))
    assert isinstance(caught.value.__cause__, LookupError)


@pytest.mark.anyio
async def test_the_deadline_cancels_the_application() -> None:
    ended = asyncio.Event()

    async def hang(scope: Any, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    pipeline = Pipeline(TransportConfig(sender=sender(hang), timeout=0.02))
    with pytest.raises(APITimeoutError):
        await pipeline.execute(call(Lifetime()))
    assert ended.is_set()


@pytest.mark.anyio
async def test_closing_the_client_cancels_the_application() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def hang(scope: Any, receive: Receive, send: Send) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    lifetime = Lifetime()
    task = asyncio.create_task(Pipeline(TransportConfig(sender=sender(hang))).execute(call(lifetime)))
    await started.wait()
    lifetime.close()
    with pytest.raises(ClientClosedError):
        await task
    assert ended.is_set()
