"""The figure of the command line: how long `timeback --help` takes, against importing typer and rich alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, milliseconds

ROUNDS = 15
LIBRARIES = (sys.executable, "-c", "import typer, rich")
HELP = (str(Path(sys.executable).with_name("timeback")), "--help")


def seconds(command: Sequence[str]) -> float:
    """How long a process takes from its start to its end; what it prints is read through a pipe."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TIMEBACK_")}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=clean)
    return time.perf_counter() - start


def figures() -> Iterator[Figure]:
    """Both in turn, so that a busy moment hits both; the first round, which fills caches, does not count."""
    rounds = [(seconds(LIBRARIES), seconds(HELP)) for _ in range(ROUNDS + 1)][1:]
    libraries, ours = (median(column) for column in zip(*rounds, strict=True))
    yield Figure(
        "command line: timeback --help", milliseconds(ours * 1000),
        f"{milliseconds(libraries * 1000)} python -c 'import typer, rich'", ours / libraries, "<= 2",
        note=f"whole processes, medians of {ROUNDS}",
    )  # fmt: skip
