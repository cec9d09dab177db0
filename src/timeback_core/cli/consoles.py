"""Consoles: colours on terminals only, lines as long as they are elsewhere, and a quiet end when the reader goes."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

__all__ = ["error_console", "forget_reader", "output_console", "plain_table", "progress_bar"]


class _Console(Console):
    """A console that leaves a broken pipe to the command, which knows how to end."""

    def on_broken_pipe(self) -> None:
        """Raise it."""
        raise BrokenPipeError


def output_console() -> Console:
    """Standard output, without colours when it is no terminal or NO_COLOR is set."""
    return _Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def error_console() -> Console:
    """Standard error, likewise."""
    return _Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def plain_table(*headings: str) -> Table:
    """A table without lines, in which long values go on below."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def progress_bar(label: str, console: Console) -> Progress:
    """A bar that counts, with how long it took so far; gone at its end.

    Args:
        label: What stands before it; may have fields of its task, as `{task.description}`.
        console: Where to show it.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # standard output is not ours to redirect: it may lead into a file, and would end up beside the bar
    return Progress(*columns, console=console, transient=True, redirect_stdout=False)


def forget_reader() -> None:
    """Throw away what is still to be written, so that the interpreter's own last flush has nothing to complain of."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
