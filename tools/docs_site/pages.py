"""A generated page: where it is, what it gives a place to, and how it is written once all places are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from docs_site.targets import Target, Targets
from docs_site.writer import Writer

__all__ = ["Page"]


@dataclass
class Page:
    """A page of the reference.

    Attributes:
        path: Its path below the site, as Markdown.
        title: Its title in the navigation.
        write: Gives its Markdown.
        near: The part of the package that it is about.
        places: Full names that it describes, with their anchors.
    """

    path: str
    title: str
    write: Callable[[Writer], str]
    near: str = ""
    places: list[tuple[str, str | None]] = field(default_factory=list)

    def register(self, targets: Targets) -> None:
        """Enter what it describes into the register."""
        for name, anchor in self.places:
            targets.add(name, Target(self.path, anchor))
