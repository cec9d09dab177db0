"""What docstrings say, as help texts: the summary, the paragraphs, and the words on each argument."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

__all__ = ["Described", "described", "plain_words"]

_SECTION = re.compile(r"(Args|Attributes|Returns|Raises|Yields|Source|Keys):\s*\Z")
_ENTRY = re.compile(r" {4}(\*{0,2}\w+)(?: \([^)]*\))?:(?: (.*))?\Z")
_DOTTED = re.compile(r"(?<=`)timeback_core\.(?:\w+\.)*")
_ROLE = re.compile(r"``([^`]+)``")


@dataclass(frozen=True, slots=True)
class Described:
    """A docstring in parts.

    Attributes:
        summary: Its first paragraph, in one line.
        further: The paragraphs after it, before the first section.
        entries: The words on arguments or attributes, by name.
        returns: The words on what comes back.
    """

    summary: str = ""
    further: tuple[str, ...] = ()
    entries: dict[str, str] = field(default_factory=dict[str, str])
    returns: str = ""


def described(thing: object) -> Described:
    """Return the docstring of a function or a class in parts."""
    lines = (inspect.getdoc(thing) or "").splitlines()
    prose: list[str] = []
    sections: dict[str, list[str]] = {}
    into = prose
    for line in lines:
        heading = _SECTION.match(line)
        if heading is not None:
            into = sections.setdefault(heading[1], [])
        else:
            into.append(line)
    paragraphs = [
        " ".join(part.split()) for part in re.split(r"\n\s*\n", "\n".join(prose)) if part.strip() and "::" not in part
    ]
    return Described(
        plain_words(paragraphs[0]) if paragraphs else "",
        tuple(plain_words(paragraph) for paragraph in paragraphs[1:]),
        {**_entries(sections.get("Attributes", [])), **_entries(sections.get("Args", []))},
        plain_words(" ".join(" ".join(sections.get("Returns", [])).split())),
    )


def _entries(lines: list[str]) -> dict[str, str]:
    """Return a section's entries: a name with words, the lines below it continue them."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        entry = _ENTRY.match(line)
        if entry is not None:
            name = entry[1].strip("*")
            found[name] = entry[2] or ""
        elif name and line.strip():
            found[name] = f"{found[name]} {line.strip()}".strip()
    return {name: plain_words(words) for name, words in found.items()}


def plain_words(text: str) -> str:
    """Return a docstring's words for people at a terminal: marked-up code in single quotes."""
    return _DOTTED.sub("", _ROLE.sub(r"`\1`", text)).replace("`None`", "nothing")
