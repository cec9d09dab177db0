"""What survives a fork, an interpreter exit, and an import. Each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.slow

SERVED = """
import asyncio, os, signal, sys, threading, socketserver, warnings
# From Python 3.12 on, forking beside another thread warns; here that thread is only the test's own server.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
from http.server import BaseHTTPRequestHandler
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.options import TransportConfig
from timeback_core.transport.pipeline import Pipeline

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        agent = self.headers["User-Agent"].encode()
        self.send_response(200); self.send_header("Content-Length", str(len(agent))); self.end_headers()
        self.wfile.write(agent)
    def log_message(self, *args): pass

class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
URL = "http://127.0.0.1:%d/" % server.server_address[1]
lifetime = Lifetime()

def make(**config):
    return Pipeline(TransportConfig(trust_env=False, **config))

def ask(pipeline):
    call = Call(operation="x.y", service="x", method="GET", route="/", url=URL, lifetime=lifetime)
    return asyncio.run(pipeline.execute(call)).content.decode()

def in_child(work):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            os.write(writing, repr(work()).encode())
        except BaseException as error:
            os.write(writing, repr(error).encode())
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 65536).decode()
    _, status = os.waitpid(child, 0)
    assert status == 0, status
    return told
"""


def run(source: str, *flags: str) -> str:
    done = subprocess.run(
        [sys.executable, *flags, "-c", SERVED + textwrap.dedent(source)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.strip()


forks = [
    pytest.mark.socket,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
]


@pytest.mark.parametrize("backend", ["auto", "pyreqwest"])
class TestFork:
    """The child of a process that used pyreqwest."""

    pytestmark = forks

    def test_a_child_goes_on_with_httpx2_where_the_parent_had_used_pyreqwest(self, backend: str) -> None:
        told = run(f"""
            pipeline = make(backend={backend!r})
            assert "pyreqwest/" in ask(pipeline)
            told = in_child(lambda: ask(pipeline))
            assert "httpx2/" in told, told
            assert "pyreqwest/" in ask(pipeline)
            print("fine")
        """)
        assert told == "fine"

    def test_a_pipeline_made_in_the_child_uses_httpx2_too(self, backend: str) -> None:
        told = run(f"""
            ask(make(backend={backend!r}))
            told = in_child(lambda: ask(make(backend={backend!r})))
            assert "httpx2/" in told, told
            print("fine")
        """)
        assert told == "fine"

    def test_a_pipeline_first_used_in_the_child_uses_pyreqwest(self, backend: str) -> None:
        told = run(f"""
            pipeline = make(backend={backend!r})
            told = in_child(lambda: ask(pipeline))
            assert "pyreqwest/" in told, told
            print("fine")
        """)
        assert told == "fine"

    def test_a_child_can_exit_normally(self, backend: str) -> None:
        told = run(f"""
            pipeline = make(backend={backend!r})
            ask(pipeline)
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                ask(pipeline)
                sys.exit(7)
            _, status = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(status) == 7, status
            print("fine")
        """)
        assert told == "fine"


class TestHttpxFork:
    """The child of a process that used httpx2."""

    pytestmark = forks

    def test_a_child_opens_connections_of_its_own(self) -> None:
        told = run("""
            pipeline = make(backend="httpx2")
            ask(pipeline)
            told = in_child(lambda: ask(pipeline))
            assert "httpx2/" in told, told
            print("fine")
        """)
        assert told == "fine"


class TestExit:
    """The end of a process."""

    pytestmark = pytest.mark.socket

    def test_a_process_that_forgot_to_close_exits_cleanly(self) -> None:
        source = """
            pipeline = make()
            async def many():
                call = lambda: Call(operation="x.y", service="x", method="GET", route="/", url=URL, lifetime=lifetime)
                await asyncio.gather(*[pipeline.execute(call()) for _ in range(30)])
            asyncio.run(many())
            print("fine")
        """
        assert [run(source) for _ in range(3)] == ["fine"] * 3

    def test_an_unclosed_httpx2_connection_ends_with_its_event_loop(self) -> None:
        assert run('ask(make(backend="httpx2")); print("fine")', "-W", "error") == "fine"


@pytest.mark.promise("nothing-before-the-first-request")
def test_building_a_pipeline_imports_no_http_library_and_no_asyncio() -> None:
    code = (
        "import sys\n"
        "from timeback_core.transport.pipeline import Pipeline\n"
        "from timeback_core.transport.lifetime import Lifetime\n"
        "Pipeline(object()); Lifetime()\n"
        "print(sorted({'pyreqwest', 'httpx2', 'httpx', 'asyncio', 'ssl', 'logging', 'msgspec', 'typing',"
        " 'opentelemetry'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; sys.path[:0] = " + repr(sys.path) + "\n" + code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("backend", ["pyreqwest", "httpx2"])
def test_only_the_library_that_is_used_is_imported(backend: str) -> None:
    other = {"pyreqwest": "httpx2", "httpx2": "pyreqwest"}[backend]
    code = (
        "import sys\n"
        "from timeback_core.transport.choose import open_sender\n"
        "from timeback_core.transport.options import TransportConfig\n"
        f"open_sender(TransportConfig(backend={backend!r}))\n"
        f"print({backend!r} in sys.modules, {other!r} in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"
