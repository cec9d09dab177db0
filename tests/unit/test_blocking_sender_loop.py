"""An asynchronous sender used synchronously, and which sender a synchronous client gets."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import textwrap
import threading
import weakref
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from blocking_requests import failure_of, request_to
from loopback_thread import serving_threads, until

from timeback_core.blocking.attempts import attempt
from timeback_core.blocking.choose import open_sender
from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.errors import ConfigurationError
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.httpx_sender import HttpxSender as AsyncHttpxSender
from timeback_core.transport.message import Headers, Request, Response, SendFailure, StreamedResponse
from timeback_core.transport.options import TransportConfig as AsyncTransportConfig


class App:
    """An application that tells what it was asked and can be slow."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.cancelled = threading.Event()
        self.lifespans: list[str] = []
        self.inside: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        path = scope["path"]
        self.started.append(path)
        if path == "/slow":
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        if path == "/inside":
            self.inside()
        if path == "/exit":
            raise SystemExit(3)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-path", path.encode())]})
        if path == "/pieces":
            await send({"type": "http.response.body", "body": b"abc", "more_body": True})
            await asyncio.sleep(0)
        if path == "/endless":
            await send({"type": "http.response.body", "body": b"abc", "more_body": True})
            try:
                await asyncio.sleep(60)
            finally:
                self.cancelled.set()
        await send({"type": "http.response.body", "body": b"def"})

    async def _lifespan(self, receive: Any, send: Any) -> None:
        await receive()
        self.lifespans.append("up")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.lifespans.append("down")
        await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def sender(app: App) -> Iterator[LoopSender]:
    made = LoopSender(AsgiSender(app))
    yield made
    made.close()


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("timeback-loop")]


def test_an_application_in_this_process_answers(sender: LoopSender) -> None:
    response = sender.send(request_to("http://app/users"))
    assert (response.status, response.headers["x-path"], response.content) == (200, "/users", b"def")
    assert (sender.name, sender.keeps_time, sender.in_process) == ("asgi/3.0", True, True)


def test_a_streamed_answer_comes_in_pieces(sender: LoopSender) -> None:
    with sender.stream(request_to("http://app/pieces")) as answer:
        assert answer.status == 200
        assert list(answer.chunks()) == [b"abc", b"def"]


def test_leaving_a_stream_early_ends_it_in_the_application(sender: LoopSender, app: App) -> None:
    with sender.stream(request_to("http://app/endless")) as answer:
        assert next(answer.chunks()) == b"abc"
    assert app.cancelled.wait(5)


def test_each_piece_of_a_stream_has_its_own_limit_and_interruption(sender: LoopSender, app: App) -> None:
    with sender.stream(request_to("http://app/endless")) as answer:
        pieces = answer.chunks()
        assert next(pieces) == b"abc"
        with attempt(0.05), pytest.raises(SendFailure) as caught:
            next(pieces)
        assert caught.value.kind == "timeout"
    assert app.cancelled.wait(5)
    with sender.stream(request_to("http://app/endless")) as answer:
        pieces = answer.chunks()
        assert next(pieces) == b"abc"
        with attempt() as under_way:
            threading.Timer(0.05, under_way.interrupt).start()
            with pytest.raises(SendFailure) as caught:
                next(pieces)
        assert caught.value.kind == "closed"


def test_the_time_limit_ends_the_call_of_the_application(sender: LoopSender, app: App) -> None:
    failure = failure_of(sender, request_to("http://app/slow", timeout=0.1))
    assert (failure.kind, str(failure)) == ("timeout", "no complete answer within 0.1 s")
    assert app.cancelled.wait(5)


def test_a_sender_that_ignores_the_time_limit_is_not_waited_for() -> None:
    class Careless:
        name = "careless/1"

        async def send(self, request: Request) -> Response:
            await asyncio.sleep(60)
            return Response(200, Headers())

    sender = LoopSender(Careless())  # type: ignore[arg-type]
    assert failure_of(sender, request_to("http://app/", timeout=0.05)).kind == "timeout"
    sender.close()


def test_an_interruption_ends_the_call_of_the_application(sender: LoopSender, app: App) -> None:
    with attempt() as under_way, ThreadPoolExecutor(1) as pool:

        def end() -> None:
            until(lambda: app.started)
            under_way.interrupt()

        pool.submit(end)
        assert failure_of(sender, request_to("http://app/slow")).kind == "closed"
    assert app.cancelled.wait(5)


def test_closing_ends_what_is_under_way_and_the_thread(app: App) -> None:
    sender = LoopSender(AsgiSender(app))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(failure_of, sender, request_to("http://app/slow"))
        until(lambda: app.started)
        assert threads()
        sender.close()
        assert waiting.result(5).kind == "closed"
    assert app.lifespans == ["up", "down"]
    assert not threads()
    assert failure_of(sender, request_to("http://app/")).kind == "closed"
    sender.close()


def test_32_threads_share_one_event_loop(sender: LoopSender, app: App) -> None:
    paths = [f"/{number}" for number in range(320)]
    with ThreadPoolExecutor(32) as pool:
        answers = pool.map(lambda path: sender.send(request_to(f"http://app{path}")).headers["x-path"], paths)
        assert list(answers) == paths
    assert len(threads()) == 1
    assert app.lifespans == ["up"]


@pytest.mark.anyio
async def test_it_may_be_used_where_an_event_loop_is_running_as_in_a_notebook(sender: LoopSender) -> None:
    assert sender.send(request_to("http://app/users")).status == 200
    with sender.stream(request_to("http://app/pieces")) as answer:
        assert answer.read() == b"abcdef"


def test_a_sender_of_others_goes_on_for_them(app: App) -> None:
    shared = AsgiSender(app)
    first, second = LoopSender(shared), LoopSender(shared)
    first.send(request_to("http://app/1"))
    second.send(request_to("http://app/2"))
    first.close()
    assert app.lifespans == ["up", "up", "down"]
    assert second.send(request_to("http://app/3")).status == 200
    assert asyncio.run(shared.send(request_to("http://app/4"))).status == 200
    second.close()


@pytest.mark.parametrize("used", [True, False])
def test_an_owned_sender_is_closed_with_it(app: App, used: bool) -> None:
    inner = AsgiSender(app)
    sender = LoopSender(inner, owned=True)
    if used:
        sender.send(request_to("http://app/"))
    sender.close()
    with pytest.raises(SendFailure, match="closed"):
        asyncio.run(inner.send(request_to("http://app/")))
    assert not threads()


def test_waiting_in_its_own_thread_is_refused_with_words_that_help(sender: LoopSender, app: App) -> None:
    app.inside = lambda: sender.send(request_to("http://app/again"))
    failure = failure_of(sender, request_to("http://app/inside"))
    assert "asyncio.to_thread" in str(failure.__cause__)
    assert app.started == ["/inside"]


def test_an_application_that_wants_to_exit_ends_nothing_for_others(sender: LoopSender) -> None:
    assert failure_of(sender, request_to("http://app/exit", timeout=0.2)).kind == "timeout"
    assert sender.send(request_to("http://app/")).status == 200


def test_a_sender_that_is_forgotten_takes_its_thread_along(app: App) -> None:
    sender = LoopSender(AsgiSender(app))
    sender.send(request_to("http://app/"))
    forgotten = weakref.ref(sender)
    del sender
    gc.collect()
    assert forgotten() is None
    until(lambda: not threads())
    assert app.lifespans == ["up", "down"]


def test_scopes_of_a_senders_stream_are_entered_and_left_in_one_task() -> None:
    tasks: list[object] = []

    class Scoped:
        name = "scoped/1"

        async def send(self, request: Request) -> Response:
            return Response(200, Headers())

        @asynccontextmanager
        async def stream(self, request: Request) -> AsyncGenerator[StreamedResponse]:
            async def pieces() -> AsyncGenerator[bytes]:
                yield b"a"
                raise SendFailure("read", "broken")

            async with asyncio.timeout(60), asyncio.TaskGroup():
                tasks.append(asyncio.current_task())
                yield StreamedResponse(200, Headers(), pieces())
            tasks.append(asyncio.current_task())

        async def close(self) -> None: ...

    sender = LoopSender(Scoped())
    with sender.stream(request_to("http://app/")) as answer:
        assert next(answer.chunks()) == b"a"
    assert len(tasks) == 2
    assert tasks[0] is tasks[1]
    with sender.stream(request_to("http://app/")) as answer, pytest.raises(SendFailure, match="broken"):
        answer.read()
    sender.close()


@pytest.mark.socket
def test_an_asynchronous_sender_over_a_network_works_as_well() -> None:
    inner = AsyncHttpxSender(AsyncTransportConfig(trust_env=False))
    with serving_threads() as server:
        sender = LoopSender(inner)
        assert sender.send(request_to(server.url)).content == b'{"ok":true}'
        assert sender.in_process is False
        sender.close()
        until(lambda: not server.connections)


# Which sender ------------------------------------------------------------------------------------------------


def test_an_asynchronous_sender_is_wrapped_and_a_synchronous_one_taken_as_it_is(app: App) -> None:
    asynchronous = AsgiSender(app)
    wrapped = open_sender(TransportConfig(sender=asynchronous))  # type: ignore[arg-type]
    assert isinstance(wrapped, LoopSender)
    assert wrapped.sender is asynchronous
    assert open_sender(TransportConfig(sender=wrapped)) is wrapped


@pytest.mark.parametrize("backend", ["auto", "httpx2"])
def test_httpx2_is_what_requests_go_through(backend: Any) -> None:
    assert isinstance(open_sender(TransportConfig(backend=backend)), HttpxSender)
    with httpx2.Client() as client:
        assert open_sender(TransportConfig(backend=backend, http_client=client)).name.startswith("httpx2/")


@pytest.mark.parametrize(("backend", "words"), [("pyreqwest", "asynchronous client only"), ("curl", "not 'curl'")])
def test_another_library_is_a_configuration_error(backend: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        open_sender(TransportConfig(backend=backend))


# The end of a program ----------------------------------------------------------------------------------------

PROGRAM = """
import sys
from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request

async def app(scope, receive, send):
    if scope["path"] == "/slow":
        import asyncio
        await asyncio.sleep(60)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok", "more_body": scope["path"] == "/endless"})
    if scope["path"] == "/endless":
        await receive()

sender = LoopSender(AsgiSender(app, lifespan=False))
assert sender.send(Request("GET", "http://app/", timeout=10.0)).content == b"ok"
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "rest",
    [
        "",
        "held = sender.stream(Request('GET', 'http://app/endless')); held.__enter__()",
        """
        import contextlib, threading
        def ask():
            with contextlib.suppress(Exception):
                sender.send(Request("GET", "http://app/slow"))
        threading.Thread(target=ask, daemon=True).start()
        """,
        "import atexit; atexit.register(lambda: sender.send(Request('GET', 'http://app/', timeout=5.0)))",
    ],
    ids=["idle", "stream", "under way", "used at exit"],
)
def test_a_program_that_forgets_to_close_ends_at_once_and_without_a_word(rest: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM + textwrap.dedent(rest)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
