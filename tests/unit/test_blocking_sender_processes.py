"""What Ctrl-C and a fork do to requests of the synchronous sender. Each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = [pytest.mark.socket, pytest.mark.slow]

# Ctrl-C ------------------------------------------------------------------------------------------------------

INTERRUPTED = """
import os, signal, socket, sys, threading, time
sys.path[:0] = {paths!r}
from loopback import OK
from loopback_thread import full_backlog, serving_threads, trickling, until
from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request
from timeback_core.transport.options import Limits

hold = []
answers = {{"mode": b""}}
def answer(connection, request):
    mode = answers["mode"]
    mode(connection, request) if callable(mode) else connection.write(mode)

def interrupted(work, when):
    def press():
        until(when)
        time.sleep(0.05)  # lets it get from there into its wait
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
    pressed = []
    thread = threading.Thread(target=press, daemon=True)
    thread.start()
    try:
        work()
    except KeyboardInterrupt:
        took = time.monotonic() - pressed[0]
        assert took < 1.0, took
    else:
        raise AssertionError("nothing was interrupted")
    thread.join()

def ask(url, **settings):
    settings.setdefault("timeout", 30.0)
    return sender.send(Request("GET", url, **settings)).content

sender = HttpxSender(TransportConfig(trust_env=False, verify=False))
"""


def run(source: str, head: str = INTERRUPTED) -> None:
    """Run a program that must end well and say nothing."""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", head.format(paths=sys.path) + textwrap.dedent(source)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.mark.parametrize("mode", ["b''", "b'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nabc'", "trickling"])
def test_ctrl_c_ends_the_waiting_for_an_answer_and_the_next_call_works(mode: str) -> None:
    run(
        f"""
        with serving_threads(answer) as server:
            answers["mode"] = {mode}
            interrupted(lambda: ask(server.url), lambda: server.requests)
            until(lambda: not server.connections)  # not kept, since its answer was not read to the end
            answers["mode"] = OK
            assert ask(server.url) == b'{{"ok":true}}'
            sender.close()
        """
    )


def test_ctrl_c_ends_connecting_a_handshake_and_the_looking_up_of_a_name() -> None:
    run(
        """
        with serving_threads(answer) as server:
            with full_backlog() as port:
                interrupted(lambda: ask("http://127.0.0.1:%d/" % port), lambda: True)
            interrupted(
                lambda: ask(server.url.replace("http://", "https://")),
                lambda: any(connection.buffer for connection in server.connections),
            )
            real, over = socket.getaddrinfo, threading.Event()
            def stuck(*arguments, flags=0, **settings):
                if flags:
                    raise socket.gaierror("not a number")
                over.wait(30)
                return []
            socket.getaddrinfo = stuck
            interrupted(lambda: ask("http://school.test/"), lambda: True)
            over.set()
            socket.getaddrinfo = real
            answers["mode"] = OK
            assert ask(server.url) == b'{"ok":true}'
            sender.close()
        """
    )


def test_ctrl_c_ends_the_waiting_for_a_place_and_the_reading_of_a_stream() -> None:
    run(
        """
        with serving_threads(answer) as server:
            sender.close()
            sender = HttpxSender(TransportConfig(trust_env=False, limits=Limits(max_connections=1)))
            answers["mode"] = b"HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nabc"
            with sender.stream(Request("GET", server.url)) as answer:
                interrupted(lambda: ask(server.url), lambda: True)
                pieces = answer.chunks()
                assert next(pieces) == b"abc"
                interrupted(lambda: next(pieces), lambda: True)
            until(lambda: not server.connections)
            answers["mode"] = OK
            assert ask(server.url) == b'{"ok":true}'
            sender.close()
        """
    )


def test_ctrl_c_ends_a_call_of_an_application_in_this_process() -> None:
    run(
        """
        with serving_threads(answer) as server:
            import asyncio
            ended = threading.Event()
            async def app(scope, receive, send):
                if scope["path"] == "/slow":
                    try:
                        await asyncio.sleep(60)
                    finally:
                        ended.set()
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"ok"})
            sender.close()
            sender = LoopSender(AsgiSender(app, lifespan=False))
            interrupted(lambda: ask("http://app/slow"), lambda: True)
            assert ended.wait(5)
            assert ask("http://app/") == b"ok"
            sender.close()
        """
    )


# Forks -------------------------------------------------------------------------------------------------------

FORKED = """
import gc, os, signal, sys, threading, warnings
# From Python 3.12 on, forking beside another thread warns; here they are the test's own server and its requests.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
sys.path[:0] = {paths!r}
from loopback import OK
from loopback_thread import serving_threads, until
from timeback_core.blocking.attempts import attempt
from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.blocking.loop_sender import LoopSender
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request

def in_child(work):
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            work()
        except BaseException as error:
            sys.stderr.write(repr(error))
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0, status

"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_opens_connections_of_its_own_and_leaves_the_parents_alone() -> None:
    run(
        """
        opened = []
        def ask():
            return sender.send(Request("GET", server.url, timeout=10.0)).content
        def child():
            assert ask() == b'{"ok":true}'
            assert ask() == b'{"ok":true}'
            sender.close()
            gc.collect()
        sender = HttpxSender(TransportConfig(trust_env=False))
        with serving_threads(OK) as server:
            server.on_connect = opened.append
            ask()
            in_child(child)
            in_child(child)
            ask()
            assert len(opened) == 3, len(opened)
            assert opened[0] in server.connections
            sender.close()
        """,
        FORKED,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_child_that_closes_everything_does_not_end_a_request_of_the_parent() -> None:
    run(
        """
        held, answers, under_way = [], [], []
        def send():
            with attempt() as one:
                under_way.append(one)
                answers.append(sender.send(Request("GET", server.url, timeout=20.0)).content)
        def child():
            under_way[0].interrupt()
            sender.close()
            gc.collect()
        sender = HttpxSender(TransportConfig(trust_env=False))
        with serving_threads(lambda connection, _: held.append(connection)) as server:
            thread = threading.Thread(target=send)
            thread.start()
            until(lambda: held)
            in_child(child)
            from loopback_thread import write
            write(held[0], OK)
            thread.join(10)
            assert answers == [b'{"ok":true}']
            sender.close()
        """,
        FORKED,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_an_application_in_this_process_is_reached_from_a_forked_child() -> None:
    run(
        """
        async def app(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
        sender = LoopSender(AsgiSender(app))
        def ask():
            assert sender.send(Request("GET", "http://app/", timeout=10.0)).content == b"ok"
        def child():
            ask()
            sender.close()
            gc.collect()
        ask()
        in_child(child)
        in_child(child)
        ask()
        sender.close()
        """,
        FORKED,
    )
