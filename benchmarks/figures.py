"""What is measured, with its bound. How a figure comes about is in ``client.py`` and ``sandbox.py``."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    ``ratio`` is how much better than ``theirs`` (or how many times the reference, where less is better);
    ``bound`` says what it has to reach, for instance ``>= 8``.
    """

    name: str
    ours: str
    theirs: str
    ratio: float | None
    bound: str
    note: str = ""
    fails: bool = False

    @property
    def ok(self) -> bool | None:
        """Whether the bound is met; None when there is none."""
        if self.fails:
            return False
        if not self.bound or self.ratio is None:
            return None
        sign, _, limit = self.bound.partition(" ")
        compare = {">=": operator.ge, "<=": operator.le, "==": operator.eq}[sign]
        return bool(compare(self.ratio, float(limit)))

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "ok", False: "SHORT", None: ""}[self.ok]

    def record(self) -> dict[str, Any]:
        """For the results file."""
        return {**asdict(self), "ok": self.ok}


def milliseconds(value: float) -> str:
    """A duration given in milliseconds, with three significant digits."""
    return f"{value:.3g} ms" if value < 1000 else f"{value / 1000:.3g} s"


def table(figures: Sequence[Figure]) -> str:
    """All figures, aligned for a terminal or a text file."""
    head = ("figure", "ours", "compared with", "ratio", "bound", "")
    rows = [
        (f.name, f.ours, f.theirs, "" if f.ratio is None else f"{f.ratio:.2f}", f.bound, f.verdict) for f in figures
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    right = {1, 2, 3}

    def line(row: Sequence[str]) -> str:
        cells = [cell.rjust(width) if n in right else cell.ljust(width)
                 for n, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        return "  ".join(cells).rstrip()

    notes = [f"  {f.name}: {f.note}" for f in figures if f.note]
    lines = [line(head), line(["-" * width for width in widths]), *map(line, rows)]
    return "\n".join([*lines, *(["", *notes] if notes else [])])
