"""`timeback sandbox`: seeding, serving, saying where, and stopping."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from timeback_core.cli.consoles import progress_bar

if TYPE_CHECKING:
    from timeback_sandbox.settings import Settings
    from timeback_sandbox.state import State

__all__ = ["CannotStartError", "Output", "run"]

_GRACE = 1.0
"""Seconds that requests under way are given when the sandbox is stopped."""


class CannotStartError(Exception):
    """The sandbox cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Output:
    """How much is printed: one line of JSON; nothing; or a panel for people."""

    json: bool = False
    quiet: bool = False


def run(settings: Settings, host: str, port: int, output: Output) -> None:
    """Runs a sandbox until Ctrl-C or SIGTERM.

    Args:
        settings: How it behaves.
        host: Address to listen on.
        port: Port; 0 for any that is free.
        output: What to print.

    Raises:
        CannotStartError: The port is taken, or the database cannot be opened.
        ValueError: There is no seed of that name, or settings contradict each other.
    """
    from timeback_sandbox.seeding import check_seed
    from timeback_sandbox.server import open_socket

    check_seed(settings.seed)
    try:
        listener = open_socket(host, port)
    except OSError as error:
        raise CannotStartError(
            f"{host}:{port} cannot be used ({error.strerror or error}). "
            "Try another port with --port, or --port 0 for any that is free."
        ) from None
    with listener:
        state = _open(settings)
        try:
            _seed_if_empty(state, output)
            _listen(listener)
            details = _details(state, host, listener.getsockname()[1])

            def announce() -> None:
                _announce(details, settings, output)

            if settings.workers == 1:
                asyncio.run(_serve(state, listener, announce))
        finally:
            state.close()  # before workers are forked: they open the files themselves
        if settings.workers > 1:
            _serve_workers(settings, listener, announce)
    if not (output.json or output.quiet):
        Console().print("[dim]The sandbox has stopped.[/]")


def _listen(listener: socket.socket) -> None:
    """Opens the port; until now callers were refused, so that nobody waits for a seed to load."""
    from timeback_sandbox.server import BACKLOG

    try:
        listener.listen(BACKLOG)
    except OSError as error:  # somebody else was quicker
        raise CannotStartError(f"the port cannot be used ({error.strerror or error})") from None


def _open(settings: Settings) -> State:
    """The state, with the database opened."""
    from sqlalchemy.exc import SQLAlchemyError

    from timeback_sandbox.state import State

    try:
        return State(settings)
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        raise CannotStartError(f"the database cannot be opened: {cause}") from None


def _seed_if_empty(state: State, output: Output) -> None:
    """Loads the seed into an empty database, with a progress bar on a terminal."""
    from timeback_sandbox.seeding import fill, is_empty

    if not is_empty(state.store):
        return
    with _progress(output) as report:
        fill(state.store, state.settings.seed, state.clock, report)


@contextmanager
def _progress(output: Output) -> Generator[Callable[[str, int, int], None] | None]:
    """A progress bar on standard error; None where nobody would see it."""
    console = Console(stderr=True)
    if output.quiet or not console.is_terminal:
        yield None
        return
    with progress_bar("Loading {task.description:<20}", console) as progress:
        task = progress.add_task("", total=None)

        def report(kind: str, done: int, total: int) -> None:
            progress.update(task, description=kind, completed=done, total=total)

        yield report


async def _serve(state: State, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serves in this process until a signal comes."""
    from timeback_sandbox.app import create_app_for
    from timeback_sandbox.server import Serving, tell_when_answering

    host, port = listener.getsockname()[:2]
    state.listening = (host, port)
    serving = Serving(create_app_for(state), listener)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        serving.stop(_GRACE)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda _number, _frame: stop())

    stopped = tell_when_answering(host, port, announce)
    await serving.run()
    stopped.set()


def _serve_workers(settings: Settings, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serves in several processes until a signal comes."""
    from timeback_sandbox.server import serve_workers

    serve_workers(settings, listener, announce)


def _details(state: State, host: str, port: int) -> dict[str, object]:
    """Addresses and credentials of a sandbox."""
    from timeback_sandbox.server import url_of

    base_url = url_of(host, port)
    main, second = state.credentials["main"], state.credentials["second"]
    return {
        "base_url": base_url,
        "auth_url": f"{base_url}/oauth/token",
        "client_id": main.client_id,
        "client_secret": main.client_secret,
        "control_url": f"{base_url}/_sandbox",
        "control_key": state.control_key,
        "second_auth_url": f"{base_url}/second/oauth/token",
        "second_client_id": second.client_id,
        "second_client_secret": second.client_secret,
        "no_auth": state.settings.no_auth,
        "workers": state.settings.workers,
    }


def _announce(details: dict[str, object], settings: Settings, output: Output) -> None:
    """Says that the sandbox answers, and where."""
    if output.json:
        sys.stdout.write(json.dumps(details) + "\n")
        sys.stdout.flush()
    elif not output.quiet:
        Console().print(panel(details, settings))


def panel(details: dict[str, object], settings: Settings) -> Panel:
    """What a person needs to know, in a frame."""
    from sqlalchemy.engine import make_url

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("Base URL", f"[cyan]{details['base_url']}[/]")
    if settings.no_auth:
        table.add_row("Token", "none is asked for (--no-auth)")
    else:
        table.add_row("Token URL", f"[cyan]{details['auth_url']}[/]")
        table.add_row("Client id", str(details["client_id"]))
        table.add_row("Client secret", str(details["client_secret"]))
    url = make_url(settings.database)
    where = url.render_as_string(hide_password=True) if url.database else "in memory, gone when it stops"
    table.add_row("Data", f"{where}, seed [italic]{settings.seed}[/]")
    table.add_row("Reference", f"[cyan]{details['base_url']}/reference[/]")
    table.add_row("Control", f"[cyan]{details['control_url']}[/]  [dim]X-Sandbox-Key:[/] {details['control_key']}")
    return Panel(
        table,
        title="[bold green]Timeback sandbox[/]",
        subtitle="[dim]Ctrl-C stops it[/]",
        border_style="green",
        padding=(1, 2),
        expand=False,
    )
