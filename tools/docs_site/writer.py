"""Writes what all generated pages share: signatures, and the tables of arguments, results, errors and fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs_site.annotations import Renderer, constraints, plain
from docs_site.markdown import cell, code, fence, link, prose, table
from docs_site.source import Doc, Entry, Source
from docs_site.targets import Target, Targets

__all__ = ["Writer", "joined", "titled"]

_WIDTH = 92
_MARKS = {"variadic positional": "*", "variadic keyword": "**"}


class Writer:
    """Writes parts of one page.

    Args:
        source: Where docstrings and signatures are.
        targets: Where links go.
        page: The page's own path.
        near: The part of the package that the page is about.
        substitution: What type variables stand for.
    """

    def __init__(
        self,
        source: Source,
        targets: Targets,
        page: str,
        near: str = "",
        substitution: Mapping[str, str] | None = None,
    ) -> None:
        self.source = source
        self.targets = targets
        self.page = page
        self.near = near
        self.renderer = Renderer(self._resolve, substitution)

    def with_types(self, substitution: Mapping[str, str]) -> Writer:
        """Return a writer for the same page that puts classes in the places of type variables."""
        return Writer(self.source, self.targets, self.page, self.near, substitution)

    def href(self, name: str) -> str | None:
        """Return the link to a full name from the page."""
        target = self.targets.find(self.source.path_of(name)) or self.targets.find(name)
        return None if target is None else target.href(self.page)

    def to(self, target: Target) -> str:
        """Return the link to a place from the page, for Markdown."""
        return target.href(self.page, built=False)

    def linked(self, name: str) -> str:
        """Return a full name's last part as linked code."""
        return code(link(name.rsplit(".", 1)[-1], self.href(name)))

    def signature(self, function: Any, shown: str, *, constructor: bool = False) -> str:
        """Return a signature as a block of code."""
        parameters = list(function.parameters)
        if parameters and parameters[0].name in {"self", "cls"}:
            parameters = parameters[1:]
        pieces: list[str] = []
        named_only = False
        for parameter in parameters:
            kind = parameter.kind.value
            if kind == "keyword-only" and not named_only:
                pieces.append("*")
            named_only = named_only or kind in {"keyword-only", "variadic positional"}
            pieces.append(self._parameter(parameter, kind))
        result = "" if constructor else self.renderer.text(function.returns)
        start = "" if constructor else "async def " if "async" in function.labels else "def "
        end = f" -> {result}" if result else ""
        line = f"{start}{shown}({', '.join(pieces)}){end}"
        if len(line) > _WIDTH:
            inner = "".join(f"    {piece},\n" for piece in pieces)
            line = f"{start}{shown}(\n{inner}){end}"
        return fence(line)

    def arguments(self, function: Any, doc: Doc, title: str = "Arguments") -> str:
        """Return the table of a function's arguments; every parameter has its row."""
        rows = []
        for parameter in function.parameters:
            if parameter.name in {"self", "cls"}:
                continue
            entry = doc.args.get(parameter.name)
            rows.append(
                (
                    f"`{_MARKS.get(parameter.kind.value, '')}{parameter.name}`",
                    self.type_of(parameter.annotation),
                    self._default(parameter),
                    self._meaning("" if entry is None else entry.text, parameter.annotation),
                )
            )
        return titled(title, table(("Name", "Type", "Default", "Meaning"), rows))

    def results(self, doc: Doc, returns: Any) -> str:
        """Return what comes back, in a line."""
        entries = doc.returns or doc.yields
        word = "Yields" if doc.yields and not doc.returns else "Returns"
        shown = self.type_of(returns)
        if not shown and not entries:
            return ""
        text = " ".join(prose(entry.text) for entry in entries)
        return f"**{word}** {shown}{': ' if shown and text else ''}{text}\n"

    def errors(self, doc: Doc) -> str:
        """Return the table of errors."""
        rows = [(self.type_of(entry.annotation), cell(entry.text)) for entry in doc.raises]
        return titled("Raises", table(("Error", "When"), rows))

    def notes(self, doc: Doc) -> str:
        """Return the remaining sections of a docstring, its source last."""
        parts = [f"**{title}**\n\n{prose(text)}\n" for title, text in doc.notes if title != "Source"]
        if doc.source:
            parts.append(f"**Source** {prose(doc.source)}\n")
        return "\n".join(parts)

    def function(self, function: Any, shown: str) -> str:
        """Return a function's whole description, without a heading."""
        doc = self.source.doc(function)
        return joined(
            self.signature(function, shown),
            prose(doc.summary),
            prose(doc.body),
            self.arguments(function, doc),
            self.results(doc, function.returns),
            self.errors(doc),
            self.notes(doc),
        )

    def entries(self, entries: Iterable[Entry], heads: tuple[str, str, str]) -> str:
        """Return the table of a docstring's attributes."""
        return table(heads, [(f"`{x.name}`", self.type_of(x.annotation), cell(x.text)) for x in entries])

    def type_of(self, expression: Any) -> str:
        """Return an annotation as linked code for a cell; the empty text for none."""
        shown = self.renderer.html(expression)
        return code(shown) if shown else ""

    def _meaning(self, text: str, annotation: Any) -> str:
        bounds = constraints(annotation)
        return cell(f"{text} {'; '.join(bounds).capitalize() + '.' if bounds else ''}".strip())

    def _default(self, parameter: Any) -> str:
        if parameter.kind.value in _MARKS:
            return ""
        if parameter.default is None:
            return "required"
        return f"`{plain(parameter.default)}`"

    def _parameter(self, parameter: Any, kind: str) -> str:
        text = f"{_MARKS.get(kind, '')}{parameter.name}"
        annotation = self.renderer.text(parameter.annotation)
        if annotation:
            text += f": {'Unpack[' + annotation + ']' if kind == 'variadic keyword' else annotation}"
        if parameter.default is not None and kind not in _MARKS:
            text += f"{' = ' if annotation else '='}{plain(parameter.default)}"
        return text

    def _resolve(self, name: str) -> tuple[str, str | None]:
        return name.rsplit(".", 1)[-1], self.href(name)


def titled(title: str, content: str) -> str:
    """Return content below a bold title; nothing without content."""
    return f"**{title}**\n\n{content}" if content else ""


def joined(*parts: str) -> str:
    """Return the parts that are not empty, one blank line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
