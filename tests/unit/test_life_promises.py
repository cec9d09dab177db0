"""Every promise of docs/promises.md is tested, and every test of a promise is of one that is made."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
KEY = re.compile(r"Key: `([a-z0-9-]+)`\.")
MARK = re.compile(r"""pytest\.mark\.promise\("([a-z0-9-]+)"\)""")


def promised() -> dict[str, str]:
    """The promises of the page by key, each with its text."""
    sections = re.split(r"^###? ", PAGE, flags=re.MULTILINE)[1:]
    return {found.group(1): text for text in sections for found in KEY.finditer(text)}


def keys_of_tests() -> set[str]:
    """The keys that the tests carry."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    return {key for path in files for key in MARK.findall(path.read_text(encoding="utf-8"))}


def test_every_promise_has_a_test_and_every_marked_test_a_promise() -> None:
    assert set(promised()) == keys_of_tests()


def test_every_heading_of_a_promise_has_one_key_and_says_how_it_is_tested() -> None:
    headings = re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE)
    promises = promised()
    assert len(headings) == len(promises) == len(KEY.findall(PAGE))
    for key, text in promises.items():
        assert re.search(r"^Tested ", text, flags=re.MULTILINE), key
