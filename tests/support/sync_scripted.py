"""A sender for synchronous clients whose answers a test writes down; it waits, and is woken, as the real ones are."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from scripted_sender import TOKEN_PATH, answer, empty_page

from timeback_core.blocking.attempts import Attempt, current_attempt
from timeback_core.sync import TimebackClient
from timeback_core.sync.transport.call import Call
from timeback_core.sync.transport.lifetime import Lifetime
from timeback_core.sync.transport.message import StreamedResponse
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.sync.transport.pipeline import Pipeline
from timeback_core.transport.message import Request, Response, SendFailure

Handler = Callable[[Request], Response]
HOST = "https://api.example.test"
URL = f"{HOST}/ims/oneroster/rostering/v1p2/users"
PATIENCE = 30.0
"""Seconds after which a thread that should have done something is taken for stuck."""


def until(condition: Callable[[], object], what: str = "it never came true") -> None:
    """Wait until something is true that a thread brings about."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.0005)


class Held:
    """Something that requests wait at, until a test opens it, their time is over or they are interrupted."""

    def __init__(self) -> None:
        self.waiting = 0
        self.arrived = 0
        self._open = False
        self._wakers: list[threading.Event] = []
        self._lock = threading.Lock()

    def open(self) -> None:
        """Let all pass, from now on."""
        with self._lock:
            self._open = True
            for waker in self._wakers:
                waker.set()

    def pass_by(self) -> None:
        """Wait until it is open, as a request waits for a server."""
        under_way = current_attempt() or Attempt()
        woken = threading.Event()
        with self._lock:
            self.arrived += 1
            if self._open:
                return
            self.waiting += 1
            self._wakers.append(woken)
        try:
            with under_way.waking(woken.set):
                woken.wait(under_way.remaining())
            under_way.check()
        except TimeoutError as error:
            raise SendFailure("timeout", "TimeoutError") from error
        finally:
            with self._lock:
                self.waiting -= 1
                self._wakers.remove(woken)

    def __call__(self, _request: Request) -> Response:
        """As a handler: an empty page, once it is open."""
        self.pass_by()
        return answer(body={"users": [], "orgs": []})


class SyncScriptedSender:
    """Answers token requests with `token-1`, `token-2` and so on, and everything else with a handler.

    Args:
        handler: Makes the answer to a request; by default an empty page of organisations.
        tokens: Makes the answer to a token request, in place of a token.
        pieces: Of the body of a streamed answer; the text "hold" among them waits for `held`.
    """

    name = "scripted/1.0"

    def __init__(
        self, handler: Handler = empty_page, tokens: Handler | None = None, pieces: tuple[bytes | str, ...] = ()
    ) -> None:
        self.handler = handler
        self.tokens = tokens
        self.pieces = pieces
        self.held = Held()
        self.requests: list[Request] = []
        self.token_requests: list[Request] = []
        self.threads: set[str] = set()
        self.open_streams = 0
        self.closed = False

    def send(self, request: Request) -> Response:
        """Return the scripted answer."""
        self.threads.add(threading.current_thread().name)
        if not request.url.endswith(TOKEN_PATH):
            self.requests.append(request)
            return self.handler(request)
        self.token_requests.append(request)
        number = len(self.token_requests)
        if self.tokens is not None:
            return self.tokens(request)
        return answer(body={"access_token": f"token-{number}", "expires_in": 3600})

    @contextmanager
    def stream(self, request: Request) -> Generator[StreamedResponse]:
        """Return the scripted answer as a stream."""
        response = self.send(request)
        self.open_streams += 1
        try:
            yield StreamedResponse(response.status, response.headers, self._chunks(response))
        finally:
            self.open_streams -= 1

    def _chunks(self, response: Response) -> Iterator[bytes]:
        for piece in self.pieces or (response.content,):
            if isinstance(piece, bytes):
                yield piece
            else:
                self.held.pass_by()

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True


class SyncClock:
    """A clock that moves only when told to, and a sleep that moves it."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.delays: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.delays.append(seconds)
        self.now += seconds


class SyncBench:
    """A pipeline over a scripted sender; on a clock of the test's, when one is given."""

    def __init__(self, sender: SyncScriptedSender, clock: SyncClock | None = None, **config: Any) -> None:
        self.sender = sender
        self.lifetime = Lifetime("TimebackClient")
        if clock is not None:
            config |= {"clock": clock, "sleep": clock.sleep}
        self.pipeline = Pipeline(TransportConfig(sender=sender, **config))

    def call(self, method: str = "GET", **settings: Any) -> Call:
        """Return an operation."""
        settings.setdefault("lifetime", self.lifetime)
        return Call(
            operation="oneroster.users.list", service="oneroster", method=method, route="/users", url=URL, **settings
        )

    def execute(self, method: str = "GET", **settings: Any) -> Response:
        """Carry out an operation."""
        return self.pipeline.execute(self.call(method, **settings))


class InThread:
    """A function in a thread of its own, and what came of it."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.value: Any = None
        self.error: BaseException | None = None
        self._function = function
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.value = self._function()
        except BaseException as error:
            self.error = error

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the thread is stuck"

    def failure(self, kind: type[BaseException]) -> BaseException:
        """Wait for its end, and return the error of the given kind that it raised."""
        self.join()
        assert isinstance(self.error, kind), (self.error, self.value)
        return self.error


@contextmanager
def signalling(when: Callable[[], object], action: Callable[[], object]) -> Generator[None]:
    """Carry out an action once in a signal handler of the main thread, as soon as something is true.

    The signal is repeated until it is handled: one that comes just before the thread begins to wait is noticed by the
    interpreter only after the wait.
    """
    handled = threading.Event()

    def handler(*_: object) -> None:
        if not handled.is_set():
            handled.set()
            action()

    def send() -> None:
        until(when)
        while not handled.wait(0.01):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, handler)
    try:
        sending = InThread(send)
        yield
        sending.join()
    finally:
        handled.set()
        signal.signal(signal.SIGUSR1, before)


def pressing_ctrl_c(when: Callable[[], object]) -> AbstractContextManager[None]:
    """Interrupt the main thread as Ctrl-C does, as soon as something is true."""

    def press() -> None:
        raise KeyboardInterrupt

    return signalling(when, press)


def open_client(sender: SyncScriptedSender, **settings: Any) -> TimebackClient:
    """Return a client without credentials."""
    return TimebackClient(base_url=HOST, no_auth=True, transport=sender, **settings)


def client_with_tokens(sender: SyncScriptedSender, **settings: Any) -> TimebackClient:
    """Return a client that gets tokens."""
    settings = {"client_id": "id", "client_secret": "secret-of-the-test", **settings}
    return TimebackClient(base_url=HOST, auth_url=f"{HOST}{TOKEN_PATH}", transport=sender, **settings)


def timeback_threads() -> list[str]:
    """Return the names of the threads that run for callers now: for pages, tokens and broadcasts."""
    kinds = {"timeback-page", "timeback-token", "timeback-broadcast", "timeback-test"}
    return [thread.name for thread in threading.enumerate() if thread.name in kinds]
