"""Which request that was sent stands for which that is expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from timeback_core.testing.sent import Sent, differences, is_about

if TYPE_CHECKING:
    from timeback_sandbox.journal import JournalEntry

__all__ = ["Pair", "aligned", "assigned"]


class Pair(NamedTuple):
    """A request that is expected and one that was sent; None where there is none.

    Attributes:
        differences: In what the two of them differ, method and path apart.
    """

    expected: Sent | None
    entry: JournalEntry | None
    differences: Sequence[str] = ()

    @property
    def sign(self) -> str:
        """How it is marked in a comparison."""
        return "+" if self.expected is None else "-" if self.entry is None else "!" if self.differences else " "

    @property
    def fits(self) -> bool:
        """Whether everything is as expected."""
        return self.sign == " "


def aligned(expected: Sequence[Sent], entries: Sequence[JournalEntry]) -> list[Pair]:
    """Both in their order, with the fewest deviations."""
    start = 0
    while start < min(len(expected), len(entries)) and _fits(expected[start], entries[start]):
        start += 1  # mostly this is all
    same = [Pair(*both) for both in zip(expected[:start], entries[:start], strict=True)]
    return [*same, *_compared(expected[start:], entries[start:])]


def _compared(expected: Sequence[Sent], entries: Sequence[JournalEntry]) -> list[Pair]:
    """The shortest way from one list to the other; a request that differs in details counts as one step, not two."""
    rows, columns = len(expected), len(entries)
    details = [[_details(one, entry) for entry in entries] for one in expected]
    steps = [[0] * (columns + 1) for _ in range(rows + 1)]  # from here to the end of both
    for row in range(rows, -1, -1):
        for column in range(columns, -1, -1):
            if row == rows or column == columns:
                steps[row][column] = rows - row + columns - column
                continue
            best = 1 + min(steps[row + 1][column], steps[row][column + 1])
            found = details[row][column]
            if found is not None:
                best = min(best, bool(found) + steps[row + 1][column + 1])
            steps[row][column] = best
    pairs: list[Pair] = []
    row = column = 0
    while row < rows or column < columns:
        both = details[row][column] if row < rows and column < columns else None
        if both is not None and steps[row][column] == bool(both) + steps[row + 1][column + 1]:
            pairs.append(Pair(expected[row], entries[column], both))
            row, column = row + 1, column + 1
        elif row < rows and steps[row][column] == 1 + steps[row + 1][column]:
            pairs.append(Pair(expected[row], None))
            row += 1
        else:
            pairs.append(Pair(None, entries[column]))
            column += 1
    return pairs


def assigned(expected: Sequence[Sent], entries: Sequence[JournalEntry]) -> list[Pair]:
    """In any order: as many as possible that fit, then what is alike, then the rest."""
    taken: dict[int, int] = {}  # entry to expected

    def place(row: int, tried: set[int]) -> bool:
        for column, entry in enumerate(entries):
            if column in tried or not _fits(expected[row], entry):
                continue
            tried.add(column)
            if column not in taken or place(taken[column], tried):
                taken[column] = row
                return True
        return False

    for row in range(len(expected)):
        place(row, set())
    chosen = {row: Pair(expected[row], entries[column]) for column, row in taken.items()}
    left = [column for column in range(len(entries)) if column not in taken]
    for row, one in enumerate(expected):
        if row in chosen:
            continue
        alike = next((column for column in left if is_about(one, entries[column])), None)
        if alike is None:
            chosen[row] = Pair(one, None)
        else:
            left.remove(alike)
            chosen[row] = Pair(one, entries[alike], differences(one, entries[alike]))
    return [*(chosen[row] for row in range(len(expected))), *(Pair(None, entries[column]) for column in left)]


def _details(expected: Sent, entry: JournalEntry) -> list[str] | None:
    """In what a request differs; None when it is about something else."""
    return differences(expected, entry) if is_about(expected, entry) else None


def _fits(expected: Sent, entry: JournalEntry) -> bool:
    return _details(expected, entry) == []
