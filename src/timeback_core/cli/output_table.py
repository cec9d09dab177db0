"""Tables for people: as many columns as the terminal has room for, identifiers first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from timeback_core.cli.cells import IDENTIFIERS, compact, printable, shortened
from timeback_core.cli.records import flattened
from timeback_core.filters import wire_field
from timeback_core.wire import is_object

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["chosen_columns", "print_record", "print_table"]

_LATER: Final = frozenset({"dateLastModified", "createdAt", "updatedAt", "metadata", "updated_at", "created_at"})
WIDEST: Final = 36
"""Characters of a cell whose column nobody asked for."""
_LONG: Final = 200
"""Texts beyond this are documents, such as an item's XML."""
_CHUNK: Final = 500
_BETWEEN: Final = 3
"""Characters between two columns."""


def print_table(
    rows: Iterable[Any], console: Console, fields: Sequence[str] | None = None, *, room: int | None = None
) -> int:
    """Print records as a table and return how many there were; long lists come in pieces with the same columns.

    Args:
        rows: JSON-ready records.
        console: Where to print.
        fields: The columns; chosen by what there is unless given.
        room: The width to choose columns for; the console's unless given.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    columns: list[str] | None = [wire_field(field) for field in fields] if fields else None
    count = 0
    remaining = iter(rows)
    while chunk := list(itertools.islice(remaining, _CHUNK)):
        if columns is None:
            columns = chosen_columns(chunk, room or console.width)
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            table.add_column(Text(printable(column)), overflow="fold" if fields else "ellipsis")
        for row in chunk:
            cells = (_shown(row, column) for column in columns)
            table.add_row(*(Text(text if fields else shortened(text, WIDEST)) for text in cells))
        console.print(table)
        count += len(chunk)
    return count


def print_record(record: Any, console: Console, fields: Sequence[str] | None = None) -> None:
    """Print one record as a table of two columns: field and value."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    if not is_object(record):
        console.print(Text(compact(record)))
        return
    flat = flattened(record)
    names = [wire_field(field) for field in fields] if fields else list(flat)
    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name in names:
        table.add_row(Text(printable(name)), Text(_shown(record, name) if name not in flat else compact(flat[name])))
    console.print(table)


def chosen_columns(rows: Sequence[Any], width: int) -> list[str]:
    """Return the columns worth showing: identifiers, then the first fields with one value that fit beside each other.

    Args:
        rows: JSON-ready records.
        width: Of the terminal, in characters.
    """
    names = list(dict.fromkeys(name for row in rows for name in (row if is_object(row) else {"value": row})))
    filled = [name for name in names if any(_value(row, name) not in (None, "", [], {}) for row in rows)]
    plain = [name for name in filled if all(not isinstance(_value(row, name), (dict, list)) for row in rows)]
    long = {name for name in plain if any(len(str(_value(row, name))) > _LONG for row in rows)}
    later = _LATER | long
    nested = [name for name in filled if name not in plain]
    ordered = [
        *(name for name in IDENTIFIERS if name in plain),
        *(name for name in plain if name not in later and name not in IDENTIFIERS),
        *(name for name in nested if name not in later),
        *(name for name in filled if name in later and name not in IDENTIFIERS),
    ]
    chosen: list[str] = []
    room = width + 1  # a blank at either edge, in place of what comes between two columns
    for name in ordered or names[:1]:
        needed = _BETWEEN + min(WIDEST, max([len(name), *(len(_shown(row, name)) for row in rows)]))
        if chosen and needed > room:
            break
        chosen.append(name)
        room -= needed
    return chosen


def _value(row: Any, column: str) -> Any:
    """Return a field of a row by its dotted name."""
    if not is_object(row):
        return row if column == "value" else None
    if column in row:
        return row[column]
    value: Any = row
    for step in column.split("."):
        value = value.get(step) if is_object(value) else None
    return value


def _shown(row: Any, column: str) -> str:
    return compact(_value(row, column))
