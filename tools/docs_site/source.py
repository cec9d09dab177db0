"""The packages' source as griffe reads it: objects by name, and their docstrings in parts."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import griffe

__all__ = ["Doc", "Entry", "Source", "holes_of", "parts_of"]

PACKAGES = ("timeback_core", "timeback_sandbox")
_MENTIONED = re.compile(r"`+([A-Za-z_][\w.]*)(?:\(\))?`+")


@dataclass(frozen=True)
class Entry:
    """One line of a docstring's section: an argument, an error, an attribute."""

    name: str
    annotation: Any
    text: str


@dataclass
class Doc:
    """A docstring in parts."""

    summary: str = ""
    body: str = ""
    args: dict[str, Entry] = field(default_factory=dict)
    attributes: dict[str, Entry] = field(default_factory=dict)
    returns: list[Entry] = field(default_factory=list)
    yields: list[Entry] = field(default_factory=list)
    raises: list[Entry] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def source(self) -> str:
        """Where the behaviour is laid down."""
        return "\n\n".join(text for title, text in self.notes if title == "Source")


class Source:
    """The source of both packages, read without importing it."""

    def __init__(self, folder: Path) -> None:
        logging.getLogger("griffe").setLevel(logging.ERROR)  # which types of arguments the sections leave out
        self.loader = griffe.GriffeLoader(search_paths=[folder], docstring_parser="google", allow_inspection=False)
        for package in PACKAGES:
            self.loader.load(package)
        self.loader.resolve_aliases(implicit=False, external=False)

    def get(self, path: str) -> Any | None:
        """Return the object of a dotted name, where it is defined; ``None`` for what is not in the packages."""
        package, _, rest = path.partition(".")
        if package not in PACKAGES:
            return None
        found: Any = self.loader.modules_collection[package]
        for part in rest.split(".") if rest else ():
            try:
                found = found.members.get(part) or (found.inherited_members.get(part) if found.is_class else None)
                if found is not None and found.is_alias:
                    found = found.final_target
            except (griffe.AliasResolutionError, griffe.CyclicAliasError):
                return None
            if found is None:
                return None
        return found

    def doc(self, function: Any) -> Doc:
        """Return a function's docstring in parts; arguments that it leaves to another one are taken from there."""
        doc = parts_of(function)
        for name in _MENTIONED.findall(f"{doc.summary} {doc.body}"):
            if not holes_of(function, doc):
                break
            owner, _, last = name.rpartition(".")
            there = f"{function.parent.path}.{last}" if not owner else f"{function.parent.path}.{name}"
            for place in (there, f"{function.module.path}.{name}", *self._anywhere(owner, last)):
                other = self.get(place)
                if other is not None and other is not function and other.is_function:
                    doc.args = {**parts_of(other).args, **doc.args}
                    break
        return doc

    def _anywhere(self, owner: str, last: str) -> list[str]:
        """Return full names of methods of the package's general classes."""
        modules = ("collection", "writable", "scoped", "resource", "service", "client", "pages", "provider")
        homes = [*(f"timeback_core.{module}" for module in modules), "timeback_sandbox.controls"]
        return [f"{home}.{owner}.{last}" for home in homes] if owner else []

    def path_of(self, name: str) -> str:
        """Return the full name of where something is defined; the name itself for what is elsewhere."""
        found = self.get(name)
        return name if found is None else str(found.path)


def holes_of(function: Any, doc: Doc) -> list[str]:
    """Return a function's parameters of which its docstring says nothing."""
    return [item.name for item in function.parameters if item.name not in {"self", "cls"} and item.name not in doc.args]


def parts_of(thing: Any) -> Doc:
    """Return an object's docstring in parts; all of them empty when it has none."""
    doc = Doc()
    if thing is None or thing.docstring is None:
        return doc
    for section in thing.docstring.parsed:
        kind = section.kind.value
        if kind == "text":
            text = section.value.strip()
            if not doc.summary:
                doc.summary, _, text = (part.strip() for part in text.partition("\n\n"))
                if doc.summary.endswith("::"):  # the summary leads to a block of code
                    doc.summary, text = f"{doc.summary}\n\n{text}", ""
            doc.body = f"{doc.body}\n\n{text}".strip()
        elif kind in {"parameters", "other parameters", "attributes", "type parameters"}:
            into = doc.attributes if kind == "attributes" else doc.args
            into.update({x.name.lstrip("*"): Entry(x.name, x.annotation, x.description) for x in section.value})
        elif kind in {"returns", "yields"}:
            into_list = doc.returns if kind == "returns" else doc.yields
            into_list += [Entry(x.name or "", x.annotation, x.description) for x in section.value]
        elif kind == "raises":
            doc.raises += [Entry("", x.annotation, x.description) for x in section.value]
        elif kind == "admonition":
            doc.notes.append((section.title, section.value.description))
        elif kind == "examples":
            doc.notes.append(("Example", "\n\n".join(str(text) for _, text in section.value)))
    return doc
