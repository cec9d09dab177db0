"""Programs in processes of their own: started, watched, interrupted, and surely ended."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SUPPORT = str(Path(__file__).parent)


class Program:
    """A process that runs.

    Attributes:
        process: The process.
        said: The lines on its standard output so far.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: list[str] = []
        self._readers = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._collect)]
        for reader in self._readers:
            reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _collect(self) -> None:
        if self.process.stderr is not None:
            self._errors.extend(self.process.stderr)

    @property
    def errors(self) -> str:
        """What it said on standard error so far."""
        return "".join(self._errors)

    def wait_for(self, text: str, timeout: float = 40.0) -> str:
        """The next line that holds a text."""
        end = time.monotonic() + timeout
        while True:
            try:
                line = self._lines.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                line = None
            assert line is not None, f"{text!r} was not said; {self.said} {self.errors}"
            self.said.append(line)
            if text in line:
                return line

    def type(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def interrupt(self) -> float:
        """Press Ctrl-C and return the seconds until the process has ended."""
        pressed = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        took = time.monotonic() - pressed
        self._finish()
        return took

    def end(self, timeout: float = 40.0) -> int:
        """Wait for its end and return its exit status."""
        status = self.process.wait(timeout)
        self._finish()
        return status

    def _finish(self) -> None:
        for reader in self._readers:
            reader.join(10)
        while (line := self._lines.get(timeout=10)) is not None:
            self.said.append(line)


@contextmanager
def running(source: str | list[str], *arguments: str, flags: tuple[str, ...] = (), cwd: Path | None = None,
            typing: bool = False, merged: bool = False, **environ: str) -> Iterator[Program]:  # fmt: skip
    """A program that runs: Python source with arguments, or a command. It and its children do not outlive the test.

    Args:
        source: Python source, or a command with its arguments.
        arguments: For the source.
        flags: For the interpreter.
        cwd: Where it runs.
        typing: Whether the test types lines into it.
        merged: Whether standard error counts as standard output.
        environ: Further variables.
    """
    command = [sys.executable, *flags, "-c", textwrap.dedent(source), *arguments] if isinstance(source, str) else source
    paths = os.pathsep.join([SUPPORT, os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if typing else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else subprocess.PIPE,
        text=True,
        cwd=cwd,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1", **environ},
    )
    program = Program(process)
    try:
        yield program
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # the children, too
        process.wait(20)
        for reader in program._readers:
            reader.join(10)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def run(source: str, *arguments: str, flags: tuple[str, ...] = ("-W", "error"), **environ: str) -> list[str]:
    """What a program says; it has to end well, within a minute, and say nothing on standard error."""
    with running(source, *arguments, flags=flags, **environ) as program:
        status = program.end(60)
        assert (status, program.errors) == (0, ""), (program.said, program.errors)
        return program.said
