"""The code blocks of README and docs/: where they are, and what a page's terminal shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)[^\n]*\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    line: int
    """Of the first line of its code, from 1."""
    language: str
    code: str

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


class Command(NamedTuple):
    """A line of a terminal and what it prints."""

    line: str
    output: str


def pages() -> list[Path]:
    """README, the page for contributors, and every page below docs/, in the order of their names."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """The blocks of a page in these languages, in order; without languages, all of them."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        if not languages or found["language"] in languages:
            yield Block(page, text.count("\n", 0, found.start("code")) + 1, found["language"], found["code"])


def commands(console: str) -> list[Command]:
    """What is typed in a terminal, after `$`, each with the lines below it; a line that ends in a backslash goes on."""
    found: list[Command] = []
    continued = False
    for line in console.splitlines():
        if continued:
            found[-1] = Command(f"{found[-1].line.removesuffix(chr(92))} {line.strip()}", "")
        elif line.startswith("$ "):
            found.append(Command(line[2:].strip(), ""))
        else:
            assert found, f"{line!r} stands before the first command"
            found[-1] = Command(found[-1].line, f"{found[-1].output}{line}\n")
            continue
        continued = line.endswith("\\")
    return found
