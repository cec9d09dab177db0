"""``make bench``: measures, prints one table, and keeps the numbers in ``benchmarks/results/``.

    python -m benchmarks.run [--rounds N] [--only client|sandbox] [--without-published]

Exits with 1 when a figure falls short of its bound.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterator

from benchmarks import client, command_line, content, events, frameworks, local, records, standards, without_await
from benchmarks import sandbox as sandbox_figures
from benchmarks.figures import Figure, table


def collect(name: str, source: Callable[[], Iterator[Figure]], into: list[Figure]) -> None:
    """Adds what a source yields; a source that breaks off becomes a line of its own instead of ending the run."""
    try:
        for figure in source():
            print(
                f"  {figure.name}: {figure.ours} ({figure.theirs}) {figure.verdict}",
                file=sys.stderr,
                flush=True,
            )
            into.append(figure)
    except Exception as error:
        traceback.print_exc()
        into.append(Figure(f"{name}: broke off", "–", "–", None, "", note=str(error).splitlines()[-1], fails=True))


def main() -> int:
    """Measures what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the client and the sandbox.")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each measurement in each environment")
    parser.add_argument("--only", choices=["client", "sandbox"])
    parser.add_argument("--without-published", action="store_true", help="do not install or run the published client")
    arguments = parser.parse_args()

    figures: list[Figure] = []
    if arguments.only != "sandbox":
        theirs = None if arguments.without_published else local.published_python()
        collect("client", lambda: client.figures(client.Pair(theirs, arguments.rounds)), figures)
        collect("events", lambda: events.client_figures(client.Pair(theirs, arguments.rounds)), figures)
        collect("frameworks", lambda: standards.figures(theirs, arguments.rounds), figures)
        collect("learner records", records.figures, figures)
        collect("without await", without_await.figures, figures)
        collect("command line", command_line.figures, figures)
    if arguments.only != "client":
        collect("sandbox", sandbox_figures.figures, figures)
        collect("events into the sandbox", events.sandbox_figures, figures)
        collect("content", content.figures, figures)
        collect("frameworks into the sandbox", frameworks.figures, figures)

    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    print(f"\n{machine}; compared with the published client {local.PUBLISHED_VERSION} unless a line says otherwise\n")
    print(table(figures))

    folder = local.ROOT / "benchmarks" / "results"
    folder.mkdir(exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    record = {"at": now.isoformat(), "machine": machine, "figures": [figure.record() for figure in figures]}
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    short = [figure.name for figure in figures if figure.ok is False]
    print(f"\n{len(short)} of {len(figures)} figures fall short. Kept in {path.relative_to(local.ROOT)}.")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
