"""Serving the sandbox over a socket with granian: embedded in this process, or in several worker processes.

The listening socket is opened here and handed over, so that port 0 is told exactly, a port that somebody
uses is refused at once, and callers can connect from the first moment.
"""

from __future__ import annotations

import asyncio
import functools
import http.client
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server as GranianEmbedded
from granian.server.mp import MPServer as GranianWorkers

from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State

if TYPE_CHECKING:
    from litestar import Litestar

__all__ = [
    "BACKLOG",
    "EmbeddedServer",
    "Serving",
    "open_socket",
    "serve_workers",
    "url_of",
    "wait_until_answering",
]

BACKLOG = 1024
_QUIET: dict[str, Any] = {"incremental": True, "handlers": {}, "loggers": {}}
"""Logging set-up for granian that leaves the process' own handlers alone; its default closes them all."""


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that holds a port; callers are refused until it is told to listen.

    Args:
        host: Address or name to listen on.
        port: Port; 0 for any that is free.

    Raises:
        OSError: The port is taken, or the address is none of this machine.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this option lets two servers have the same port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(host: str, port: int) -> str:
    """The URL at which callers on this machine reach a listening address."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def wait_until_answering(
    host: str, port: int, *, timeout: float = 30.0, give_up: threading.Event | None = None
) -> None:
    """Returns once the sandbox answers on a port.

    Args:
        host: Address that it listens on.
        port: Its port.
        timeout: Seconds to wait at most.
        give_up: Ends the waiting when it is set.

    Raises:
        TimeoutError: It did not within `timeout` seconds, or waiting was given up.
    """
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline and not (give_up is not None and give_up.is_set()):
        connection = http.client.HTTPConnection(reachable, port, timeout=5.0)
        try:
            connection.request("GET", "/_sandbox/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()
    raise TimeoutError(f"the sandbox on port {port} does not answer after {timeout:g} s")


def tell_when_answering(host: str, port: int, tell: Callable[[], None]) -> threading.Event:
    """Calls `tell` from a thread once the sandbox answers, unless the event that is returned is set before."""
    give_up = threading.Event()

    def wait() -> None:
        with suppress(TimeoutError):
            wait_until_answering(host, port, give_up=give_up)
            tell()

    threading.Thread(target=wait, name="timeback-announce", daemon=True).start()
    return give_up


def _holder(number: int) -> SocketHolder:
    """A file descriptor as granian passes it around; its type stub does not know the arguments."""
    return cast("Callable[[int, bool, int], SocketHolder]", SocketHolder)(number, False, BACKLOG)


def _foreign_threads() -> set[int]:
    """The threads that run Python code, but were not started by Python's `threading`."""
    own = {thread.ident for thread in threading.enumerate() if type(thread).__name__ != "_DummyThread"}
    return set(sys._current_frames()) - own


class _Embedded(GranianEmbedded):
    """Granian in this process, on a socket that is already open."""

    def __init__(self, app: Litestar, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        cast("Any", super()).__init__(
            app,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            log_enabled=False,
            log_dictconfig=_QUIET,
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        # granian closes the socket when it stops, so it becomes its own
        vars(self).update(_ssp=None, _shd=_holder(self._listener.detach()))


class Serving:
    """A server that runs on the present event loop.

    Args:
        app: The application.
        listener: The open socket; closed at the end.
    """

    def __init__(self, app: Litestar, listener: socket.socket) -> None:
        self._server = _Embedded(app, listener)
        self._loop = asyncio.get_running_loop()
        self._own: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Serves until `stop` is called."""
        others = _foreign_threads()  # those of the program, which are none of this server's
        serving = self._loop.create_task(self._server.serve())
        await asyncio.sleep(0)
        self._own = {task for task in asyncio.all_tasks() if not task.done()}
        await serving
        # The thread that reported the end is on its way back through Python. Were the interpreter to end in that
        # moment, the thread would be torn down inside of Rust code, which aborts the process.
        deadline = time.monotonic() + 2.0
        while _foreign_threads() - others and time.monotonic() < deadline:  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(0.001)

    def stop(self, grace: float = 0.0) -> None:
        """Ends serving; may be called from any thread.

        Args:
            grace: Seconds that requests under way are given to end; then they are cut off. Granian by
                itself would wait for them however long they take.
        """
        with suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(lambda: self._own.add(self._loop.create_task(self._end(grace))))

    async def _end(self, grace: float) -> None:
        me = asyncio.current_task()
        requests = {task for task in asyncio.all_tasks() if task not in self._own and task is not me}
        if requests and grace > 0:
            _, requests = await asyncio.wait(requests, timeout=grace)
        for request in requests:
            request.cancel()
        cast("Any", self._server).stop()


class EmbeddedServer:
    """A sandbox on a socket, served by a thread of this process with an event loop of its own.

    Args:
        app: The application.
        state: Its state.
        host: Address to listen on.
        port: Port; 0 for any that is free.
    """

    def __init__(self, app: Litestar, state: State, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._listener = open_socket(host, port)
        self._listener.listen(BACKLOG)
        self.host: str
        self.port: int
        self.host, self.port = self._listener.getsockname()[:2]
        state.listening = (self.host, self.port)
        self._serving: Serving | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=f"timeback-sandbox-{self.port}", daemon=True)

    @property
    def url(self) -> str:
        """Where callers on this machine reach it."""
        return url_of(self.host, self.port)

    def start(self) -> None:
        """Returns when the server answers."""
        self._thread.start()
        self._ready.wait()
        try:
            if self._failure is None:
                wait_until_answering(self.host, self.port)
        except BaseException:
            self.stop()
            raise
        if self._failure is not None:
            raise RuntimeError("the sandbox's server could not start") from self._failure

    def stop(self) -> None:
        """Returns when the server has stopped and its port is free; requests under way are cut off."""
        if self._serving is not None:
            self._serving.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in start()
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._serving = Serving(self._app, self._listener)
        self._ready.set()
        await self._serving.run()


class _Workers(GranianWorkers):
    """Granian in several processes, on a socket that is already open."""

    def __init__(self, listener: socket.socket, workers: int, ready: Callable[[], None]) -> None:
        host, port = listener.getsockname()[:2]
        cast("Any", super()).__init__(
            "",
            address=host,
            port=port,
            workers=workers,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            workers_kill_timeout=3,
            log_enabled=False,
            log_dictconfig=_QUIET,
        )
        self._listener = listener
        self._ready = ready

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        cast("Any", super())._spawn_workers(spawn_target, target_loader)
        tell_when_answering(
            self.bind_addr, self.bind_port, self._ready
        )  # only now: a thread had better not be there in a fork

    def shutdown(self, exit_code: int = 0) -> None:
        # Ctrl-C at a terminal reaches the workers, too. Granian takes their end for a crash; it is none.
        try:
            cast("Any", super()).shutdown(exit_code)
        except SystemExit:
            if not self.interrupt_signal:
                raise

    def _init_shared_socket(self) -> None:
        self._listener.set_inheritable(True)
        number = self._listener.fileno()
        vars(self).update(_ssp=None, _sfd=number, _shd=_holder(number), _sso=self._listener)


def worker_app(settings: Settings, listening: tuple[str, int], parent: int) -> Litestar:
    """The application in a worker process, which ends when its parent is gone."""
    from timeback_sandbox.app import create_app_for

    state = State(settings)
    state.listening = listening
    threading.Thread(target=_end_with, args=(parent,), name="parent-watch", daemon=True).start()
    return create_app_for(state)


def _end_with(parent: int) -> None:
    """Ends this process soon after its parent, also when the parent was killed."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def serve_workers(settings: Settings, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serves with `settings.workers` processes until SIGINT or SIGTERM.

    Args:
        settings: What each worker builds its application from.
        listener: The open socket.
        ready: Called from a thread once the sandbox answers.
    """
    host, port = listener.getsockname()[:2]
    server = _Workers(listener, settings.workers, ready)
    server.serve(
        target_loader=functools.partial(worker_app, settings, (host, port), os.getpid()),
        wrap_loader=False,
    )
