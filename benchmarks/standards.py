"""The figures of competency frameworks: walking a large package."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import local
from benchmarks.figures import Figure, milliseconds

ITEMS = 20_000
SCRIPT = "standards_walk.py"


def figures(theirs: Path | None, rounds: int) -> Iterator[Figure]:
    """Decoding a package and walking its tree, beside pydantic models of the same shape.

    Args:
        theirs: The interpreter of an environment that has pydantic; None measures this project alone.
        rounds: Runs in each environment.
    """
    ours: list[float] = []
    other: list[float] = []
    size = 0.0
    for _ in range(rounds):
        mine = local.measure(Path(sys.executable), "ours", script=SCRIPT, items=ITEMS, repeat=5)
        ours.append(mine["s"])
        size = mine["mib"]
        if theirs is None:
            continue
        pydantic = local.measure(theirs, "pydantic", script=SCRIPT, items=ITEMS, repeat=3)
        if pydantic["seen"] != mine["seen"]:
            raise RuntimeError(f"the walks saw different trees: {mine['seen']} and {pydantic['seen']}")
        other.append(pydantic["s"])
    median = statistics.median(ours)
    reference = statistics.median(other) if other else None
    yield Figure(
        f"case: decode and walk a package of {ITEMS:,} items",
        milliseconds(median * 1000),
        "–" if reference is None else f"{milliseconds(reference * 1000)} pydantic models",
        None if reference is None else reference / median,
        ">= 3",
        note=f"the answer has {size:.0f} MiB",
    )
