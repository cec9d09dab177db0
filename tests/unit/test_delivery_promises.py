"""The page on delivery guarantees names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent.parent
PAGE = TESTS.parent / "docs" / "delivery-guarantees.md"


def named() -> list[tuple[str, str]]:
    """File and test of each mention; one that begins with `::` means the file named before it in its row."""
    found: list[tuple[str, str]] = []
    for row in PAGE.read_text(encoding="utf-8").splitlines():
        file = ""
        for mentioned, test in re.findall(r"`([\w/]*(?:\.py)?)::(test_\w+)`", row):
            file = mentioned or file
            found.append((file, test))
    return found


def test_every_named_test_exists() -> None:
    mentions = named()
    assert len(mentions) > 40
    missing = [
        f"{file}::{test}"
        for file, test in mentions
        if not (TESTS / file).is_file() or f"def {test}(" not in (TESTS / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_row_of_promises_names_a_test() -> None:
    promises = [
        row
        for table in re.findall(r"\| promise \| test \|\n\|---\|---\|\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8"))
        for row in table.splitlines()
    ]
    assert len(promises) > 30
    assert [row for row in promises if "::test_" not in row] == []
