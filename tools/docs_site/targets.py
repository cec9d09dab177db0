"""Where everything that has a place in the reference is: names to pages and anchors."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

__all__ = ["Target", "Targets"]

_CALL = re.compile(r"\([^()]*\)")
_OBJECT = re.compile(r"^(?:await )?(?:tb|timeback|client)\.")
_WORD = re.compile(r"^[A-Za-z_][\w.]*$")
_OPTIONS = re.compile(r"\.with_options|\.with_raw_response")


@dataclass(frozen=True)
class Target:
    """A place: the page's path below the site, as Markdown, and the anchor on it."""

    page: str
    anchor: str | None = None

    def href(self, origin: str, *, built: bool = True) -> str:
        """Return the link from a page; to the built page, or to its Markdown."""
        path = "" if origin == self.page else posixpath.relpath(self.page, posixpath.dirname(origin) or ".")
        if built:
            path = path.removesuffix(".md") + (".html" if path else "")
        return path + ("" if self.anchor is None else f"#{self.anchor}")


@dataclass
class Targets:
    """The register of places.

    Attributes:
        by_name: Full dotted names of objects, and operations by their ids.
        by_word: Names as prose has them (``NotFoundError``, ``Sandbox.client``), each with its full names.
        preferred: Full names that win where a word means several things.
    """

    by_name: dict[str, Target] = field(default_factory=dict)
    by_word: dict[str, list[str]] = field(default_factory=dict)
    preferred: set[str] = field(default_factory=set)

    def add(self, name: str, target: Target) -> None:
        """Give a full name its place; the first one stays."""
        if name in self.by_name:
            return
        self.by_name[name] = target
        parts = name.split(".")
        if "sync" in parts:  # the same words mean the client with `await`, whose page says what differs
            return
        for words in (parts[-1:], parts[-2:]):
            if words[0][:1].isupper():
                self.by_word.setdefault(".".join(words), []).append(name)

    def find(self, name: str) -> Target | None:
        """Return the place of a full name."""
        return self.by_name.get(name)

    def mentioned(self, text: str, near: str = "") -> Target | None:
        """Return the place of what inline code names; ``None`` when that is nothing, or not certain.

        Args:
            text: What stands between the backticks.
            near: The part of the package that the page is about, such as ``oneroster``.
        """
        name = text
        for _ in range(4):  # calls inside of calls
            name = _CALL.sub("", name)
        name = _OPTIONS.sub("", _OBJECT.sub("", name))
        if not _WORD.match(name):
            return None
        if "." in name and name in self.by_name:
            return self.by_name[name]
        if not name[0].isupper():
            return None
        found = self.by_word.get(name, [])
        if len(found) > 1:
            close = [one for one in found if near and near in one.split(".")]
            found = close or [one for one in found if one in self.preferred]
        return self.by_name[found[0]] if len(found) == 1 else None
