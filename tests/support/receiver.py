"""A real HTTP receiver on a loopback port: it records what arrives and answers as it was told to."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, NamedTuple, Self


class Delivery(NamedTuple):
    """One request as it arrived; header names are lower case, the body is the bytes as they came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answers to one request; `delay` seconds pass before it, unless the receiver closes earlier."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    body: bytes = b""


class Receiver:
    """An HTTP server in a thread of its own, for use with `with`.

    Attributes:
        url: where it listens, with a path (`http://127.0.0.1:<port>/hook`); any path is served.
    """

    def __init__(self, *, path: str = "/hook", on_delivery: Callable[[Delivery], Answer | None] | None = None) -> None:
        self._condition = threading.Condition()
        self._deliveries: list[Delivery] = []
        self._script: deque[Answer] = deque()
        self._default = Answer()
        self._in_flight = 0
        self._most_in_flight = 0
        self._closing = threading.Event()
        self._on_delivery = on_delivery
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    @property
    def deliveries(self) -> list[Delivery]:
        """What has arrived so far, in order of arrival (a copy)."""
        with self._condition:
            return list(self._deliveries)

    @property
    def most_in_flight(self) -> int:
        """How many requests were being answered at the same time, at most."""
        with self._condition:
            return self._most_in_flight

    def answer(
        self, status: int, headers: Mapping[str, str] | None = None, delay: float = 0, *, body: bytes = b""
    ) -> None:
        """Add one answer to the sequence; each request takes the next one, and 200 follows when none is left."""
        with self._condition:
            self._script.append(Answer(status, dict(headers or {}), delay, body))

    def answer_always(self, status: int, headers: Mapping[str, str] | None = None, delay: float = 0) -> None:
        """What is answered whenever the sequence is used up, from now on."""
        with self._condition:
            self._default = Answer(status, dict(headers or {}), delay)

    def wait_for(self, count: int, timeout: float = 5.0) -> list[Delivery]:
        """Wait until `count` requests have arrived, and return all that have.

        Raises:
            AssertionError: fewer arrived within `timeout` seconds.
        """
        with self._condition:
            arrived = self._condition.wait_for(lambda: len(self._deliveries) >= count, timeout)
            if not arrived:
                raise AssertionError(f"{len(self._deliveries)} of {count} deliveries arrived within {timeout} s")
            return list(self._deliveries)

    def wait_until(self, condition: Callable[[list[Delivery]], bool], timeout: float = 5.0) -> list[Delivery]:
        """Wait until `condition` holds for what has arrived; it is tried at each arrival."""
        with self._condition:
            if not self._condition.wait_for(lambda: condition(list(self._deliveries)), timeout):
                raise AssertionError(f"not so within {timeout} s: {len(self._deliveries)} deliveries arrived")
            return list(self._deliveries)

    def clear(self) -> None:
        """Forget what arrived and what was still to be answered."""
        with self._condition:
            self._deliveries.clear()
            self._script.clear()

    def close(self) -> None:
        """Stop listening; answers that are being delayed end at once."""
        self._closing.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def __enter__(self) -> Self:
        """Start listening."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self.close()

    def _arrived(self, delivery: Delivery) -> Answer:
        with self._condition:
            self._in_flight += 1
            self._most_in_flight = max(self._most_in_flight, self._in_flight)
            self._deliveries.append(delivery)
            answer = self._script.popleft() if self._script else self._default
            self._condition.notify_all()
        chosen = self._on_delivery(delivery) if self._on_delivery is not None else None
        return chosen or answer

    def _hold(self, delay: float) -> None:
        if delay > 0:
            self._closing.wait(delay)

    def _answered(self) -> None:
        with self._condition:
            self._in_flight -= 1
            self._condition.notify_all()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True
    request_queue_size = 64

    def __init__(self, owner: Receiver) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.owner = owner

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version: ClassVar[str] = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        # A connection that is kept open without requests must not hold up the end of the test.
        self.connection.settimeout(1.0)

    def do_POST(self) -> None:
        owner = self.server.owner
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        answer = owner._arrived(Delivery(self.path, headers, body))
        try:
            owner._hold(answer.delay)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        finally:
            owner._answered()

    do_PUT = do_POST
    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def moment_reached(condition: Callable[[], bool], timeout: float = 5.0) -> bool:
    """Poll `condition` until it holds or `timeout` seconds have passed."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return condition()
