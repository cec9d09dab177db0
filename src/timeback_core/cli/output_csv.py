"""CSV as RFC 4180 has it: a header, CRLF, quotes where they are needed, objects spread into dotted columns."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from timeback_core.cli.cells import cell
from timeback_core.cli.records import flattened
from timeback_core.filters import wire_field

__all__ = ["write_csv"]

_IN_MEMORY = 8 * 1024 * 1024


def write_csv(rows: Iterable[Any], target: BinaryIO, fields: Sequence[str] | None = None) -> int:
    """Write records as CSV and return how many there were.

    The columns are those of all records, in the order in which they first appear. They are known at the end only, so
    rows wait in a temporary file once they are more than a few megabytes.

    Args:
        rows: JSON-ready records.
        target: Takes UTF-8.
        fields: The columns, if they are chosen; then nothing has to wait.
    """
    if fields:
        columns = list(dict.fromkeys(wire_field(field) for field in fields))
        return _write(target, columns, (_row(row, columns) for row in rows))
    seen: dict[str, None] = {}
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as waiting:
        for row in rows:
            flat = flattened(row)
            seen |= dict.fromkeys(flat)
            waiting.write(json.dumps({name: cell(value) for name, value in flat.items()}) + "\n")
        waiting.seek(0)
        columns = list(seen)
        return _write(target, columns, (_waited(line, columns) for line in waiting))


def _row(row: Any, columns: Sequence[str]) -> list[str]:
    flat = flattened(row)
    return [cell(flat.get(column)) for column in columns]


def _waited(line: str, columns: Sequence[str]) -> list[str]:
    found: dict[str, str] = json.loads(line)
    return [found.get(column, "") for column in columns]


def _write(target: BinaryIO, columns: Sequence[str], rows: Iterator[list[str]]) -> int:
    """Write a header and rows; without columns there is nothing to say."""
    if not columns:
        return 0
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    count = 0
    writer.writerow([cell(column) for column in columns])
    for row in rows:
        writer.writerow(row)
        count += 1
        if buffer.tell() > 65536:
            _flush(buffer, target)
    _flush(buffer, target)
    return count


def _flush(buffer: io.StringIO, target: BinaryIO) -> None:
    target.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()
