"""Printing results: a table for people, JSON and lines of JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeback_core.cli.cells import dumped
from timeback_core.cli.output_csv import write_csv
from timeback_core.cli.output_table import print_record, print_table
from timeback_core.cli.records import picked, plain, unwrapped, without_secrets
from timeback_core.cli.whole_files import replace_file

if TYPE_CHECKING:
    from rich.console import Console

    from timeback_core.cli.session import Format

__all__ = ["Printer", "save", "write_raw"]


class Printer:
    """Prints answers in one format.

    Args:
        kind: ``table``, ``json``, ``ndjson`` or ``csv``.
        console: Standard output.
        fields: The fields to print; all unless given.
        secrets: Whether secrets in answers are printed.
    """

    def __init__(
        self, kind: Format, console: Console, fields: Sequence[str] | None = None, *, secrets: bool = False
    ) -> None:
        self.kind: Format = kind
        self.console = console
        self.fields = fields or None
        self.secrets = secrets
        stream: object = sys.stdout
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # also where the system's own encoding is another one

    @property
    def waits(self) -> bool:
        """Whether nothing is printed until a lot of records are there."""
        return self.kind in {"table", "csv"}

    def one(self, answer: Any) -> None:
        """Print one record."""
        value = plain(answer)
        records = unwrapped(value) if self.kind in {"table", "csv"} else value
        if records is not value:
            self.many(records)
        elif self.kind == "table":
            print_record(self._ready(value), self._wide(), self.fields)
        elif self.kind == "csv":
            self._binary([self._ready(value)])
        else:
            self._json(self._ready(value))

    def many(self, answers: Iterable[Any]) -> int:
        """Print records one after the other and return how many there were; memory stays bounded."""
        rows = (self._ready(answer) for answer in answers)
        if self.kind == "table":
            return print_table(rows, self._wide(), self.fields, room=self.console.width)
        if self.kind == "csv":
            return self._binary(rows)
        if self.kind == "ndjson":
            count = 0
            for row in rows:
                sys.stdout.write(f"{dumped(row)}\n")
                count += 1
            return count
        return self._array(rows)

    def _ready(self, answer: Any) -> Any:
        value = plain(answer)
        if not self.secrets:
            value = without_secrets(value)
        return picked(value, self.fields) if self.fields else value

    def _wide(self) -> Console:
        """Return a console that cuts nothing off where the reader is a program."""
        if sys.stdout.isatty():
            return self.console
        from rich.console import Console

        return Console(file=sys.stdout, width=100_000, highlight=False, force_terminal=False, color_system=None)

    def _binary(self, rows: Iterable[Any]) -> int:
        """Write CSV, whose line ends must not be changed on the way."""
        sys.stdout.flush()
        count = write_csv(rows, sys.stdout.buffer, self.fields)
        sys.stdout.buffer.flush()
        return count

    def _json(self, value: Any) -> None:
        if self.kind == "json" and sys.stdout.isatty():
            self._coloured(dumped(value, pretty=True))
        else:
            sys.stdout.write(f"{dumped(value)}\n")

    def _array(self, rows: Iterator[Any]) -> int:
        """Write an array, one record at a time."""
        terminal = sys.stdout.isatty()
        count = 0
        for row in rows:
            sys.stdout.write("[\n" if count == 0 else ",\n")
            if terminal:
                text = dumped(row, pretty=True)
                self._coloured("\n".join(f"  {line}" for line in text.splitlines()), end="")
            else:
                sys.stdout.write(dumped(row))
            count += 1
        sys.stdout.write("\n]\n" if count else "[]\n")
        return count

    def _coloured(self, text: str, end: str = "\n") -> None:
        from rich.highlighter import JSONHighlighter

        self.console.print(JSONHighlighter()(text), end=end, soft_wrap=True)


def write_raw(content: str | bytes) -> None:
    """Write an answer that is no record as it is."""
    sys.stdout.flush()
    if isinstance(content, bytes):
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(content if content.endswith("\n") else f"{content}\n")


def save(content: str | bytes, place: str) -> None:
    """Write an answer into a file, which is there as a whole or not at all.

    Raises:
        ValueError: The file cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        replace_file(Path(place), data)
    except OSError as error:
        raise ValueError(f"{place!r} cannot be written: {error.strerror or error}") from None
