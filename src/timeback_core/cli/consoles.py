"""Consoles: colours on terminals only, lines as long as they are elsewhere, and a quiet end when the reader goes."""

from __future__ import annotations

import contextlib
import os
import sys

from rich.console import Console

__all__ = ["error_console", "forget_reader", "output_console"]


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
