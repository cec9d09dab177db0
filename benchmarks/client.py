"""The figures of the client, this project's beside the published one, against one static server."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import local
from benchmarks.figures import Figure, milliseconds

OURS = Path(sys.executable)


class Pair:
    """Runs a measurement in both environments in turn, so that a slow moment of the machine hits both."""

    def __init__(self, theirs: Path | None, rounds: int) -> None:
        self.theirs = theirs
        self.rounds = rounds

    def both(self, name: str, key: str, ours: dict[str, Any], theirs: dict[str, Any] | None = None,
             rounds: int | None = None) -> tuple[float, float | None]:  # fmt: skip
        """The medians over the rounds: ours, theirs."""
        mine: list[float] = []
        other: list[float] = []
        for _ in range(rounds or self.rounds):
            if self.theirs is not None:
                other.append(local.measure(self.theirs, name, **(theirs or ours))[key])
            mine.append(local.measure(OURS, name, **ours)[key])
        return statistics.median(mine), statistics.median(other) if other else None


def _times(better: float | None, than: float) -> float | None:
    return None if better is None else better / than


def _show(value: float | None, form: Callable[[float], str] = milliseconds) -> str:
    return "–" if value is None else form(value)


def construct(pair: Pair) -> Iterator[Figure]:
    """Import and construct; the first run of each writes bytecode and does not count."""
    local.measure(OURS, "construct")
    if pair.theirs is not None:
        local.measure(pair.theirs, "construct")
    ours, theirs = pair.both("construct", "ms", {}, rounds=max(pair.rounds, 7))
    http = local.measure(OURS, "construct")["http"]
    yield Figure(
        "import timeback_core + construct", milliseconds(ours), _show(theirs), _times(theirs, ours), ">= 8",
        note=f"no HTTP library may be imported yet, but it imports {', '.join(http)}" if http else "",
        fails=bool(http),
    )  # fmt: skip


def page(pair: Pair, server: str) -> Iterator[Figure]:
    """A page of 3,000 users, and its decode alone."""
    ours, theirs = pair.both("page", "ms", {"base_url": f"{server}/n100000-l0", "repeat": 15})
    yield Figure(
        "page of 3,000 users, request and decode",
        milliseconds(ours),
        _show(theirs),
        _times(theirs, ours),
        ">= 5",
    )
    runs = [local.measure(OURS, "decode", repeat=25) for _ in range(max(pair.rounds, 5))]
    typed = statistics.median(run["ms"] for run in runs)
    untyped = statistics.median(run["untyped_ms"] for run in runs)
    yield Figure(
        "decode of that page alone",
        milliseconds(typed),
        f"{milliseconds(untyped)} msgspec untyped",
        typed / untyped,
        "<= 1.6",
    )


def throughput(pair: Pair, server: str) -> Iterator[Figure]:
    """GETs of one user."""
    arguments = {"base_url": f"{server}/n100000-l0", "seconds": 4.0, "in_flight": 16}
    ours, theirs = pair.both("gets", "per_second", arguments)

    def per_second(value: float) -> str:
        return f"{value:,.0f}/s"

    ratio = None if theirs is None else ours / theirs
    yield Figure("GETs per second, 16 in flight", per_second(ours), _show(theirs, per_second), ratio, ">= 10")


def walk(pair: Pair, server: str) -> Iterator[Figure]:
    """100,000 users, without and with latency, and the memory it takes."""
    peaks: dict[str, float] = {}
    for latency, bound in ((0, ">= 5"), (50, ">= 7")):
        arguments = {"base_url": f"{server}/n100000-l{latency}", "expected": 100_000}
        ours, theirs = pair.both("walk", "s", arguments)
        yield Figure(
            f"walk 100,000 users, 3,000 a page, {latency} ms added", milliseconds(ours * 1000),
            "–" if theirs is None else milliseconds(theirs * 1000), _times(theirs, ours), bound,
        )  # fmt: skip
    for name, python in (("ours", OURS), ("theirs", pair.theirs)):
        if python is not None:
            for total in (10_000, 100_000):
                where = {"base_url": f"{server}/n{total}-l0", "expected": total}
                runs = [local.measure(python, "walk", **where)["peak_mib"] for _ in range(max(pair.rounds, 5))]
                peaks[f"{name}{total}"] = statistics.median(runs)
    theirs_note = ""
    if pair.theirs is not None:
        theirs_note = f"the published client: {peaks['theirs100000']:.0f} MiB against {peaks['theirs10000']:.0f} MiB"
    yield Figure(
        "peak memory of stream, 100,000 users against 10,000", f"{peaks['ours100000']:.0f} MiB",
        f"{peaks['ours10000']:.0f} MiB", peaks["ours100000"] / peaks["ours10000"], "<= 1.2", note=theirs_note,
    )  # fmt: skip


def cold(pair: Pair, server: str) -> Iterator[Figure]:
    """Token requests of 50 tasks that start together."""
    counts: dict[str, int] = {}
    for name, python in (("theirs", pair.theirs), ("ours", OURS)):
        if python is None:
            continue
        local.get(f"{server}/reset")
        local.measure(python, "cold", base_url=f"{server}/n100000-l50", tasks=50)
        counts[name] = local.get(f"{server}/stats")["token"]
    theirs = str(counts["theirs"]) if "theirs" in counts else "–"
    yield Figure("token requests of 50 tasks starting cold", str(counts["ours"]), theirs, float(counts["ours"]), "== 1")


def figures(pair: Pair) -> Iterator[Figure]:
    """All of them, each as soon as it is there."""
    yield from construct(pair)
    with local.granian("benchmarks.static_server:app", "rsgi") as server:
        yield from page(pair, server)
        yield from throughput(pair, server)
        yield from walk(pair, server)
        yield from cold(pair, server)
