"""Reading a JSON form: settings by name, fragments of markup, and everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from timeback_core.error_issues import ValidationIssue
from timeback_core.qti.xml.errors import QtiFormError, QtiXmlError
from timeback_core.qti.xml.node import Node, find_illegal_character
from timeback_core.qti.xml.reading import QTI_NAMESPACE, read_xml

__all__ = ["Form", "Issues", "as_list", "element", "fragment", "plain"]

BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "div", "dl", "fieldset", "figure", "footer", "header", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "table", "ul"),
    }
)


class Issues:
    """Gathers what is wrong with a form."""

    def __init__(self) -> None:
        self._found: list[ValidationIssue] = []

    def add(self, path: str, message: str) -> None:
        """Note one thing that is wrong."""
        self._found.append(ValidationIssue(path, message))

    def raise_if_any(self) -> None:
        """Raise everything that was noted.

        Raises:
            QtiFormError: Something was noted.
        """
        if self._found:
            raise QtiFormError(self._found)


class Form:
    """One object of a JSON form, with its path and the place for what is wrong."""

    def __init__(self, fields: Mapping[str, object], path: str, issues: Issues) -> None:
        self.fields = fields
        self.path = path
        self.issues = issues

    def where(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def get(self, name: str) -> object:
        """Return a field by its camelCase or dashed name; None when it is missing."""
        value = self.fields.get(name)
        return self.fields.get(dashed(name)) if value is None else value

    def text(self, name: str) -> str:
        """Return a field as the text of an attribute; empty when it is missing."""
        return plain(self.get(name)) or ""

    def required(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.text(name).strip()
        if not value:
            self.issues.add(self.where(name), f"{name} is required")
        return value

    def form(self, name: str) -> Form:
        """Return a field that is an object; an empty one when it is missing."""
        value = self.get(name)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            self.issues.add(self.where(name), f"{name} must be an object")
            value = {}
        return Form(cast("Mapping[str, object]", value), self.where(name), self.issues)

    def forms(self, name: str) -> list[Form]:
        """Return a field that is a list of objects; an empty one when it is missing."""
        found: list[Form] = []
        for at, value in enumerate(self.list(name)):
            path = f"{self.where(name)}[{at}]"
            if isinstance(value, Mapping):
                found.append(Form(cast("Mapping[str, object]", value), path, self.issues))
            else:
                self.issues.add(path, "must be an object")
        return found

    def list(self, name: str) -> Sequence[object]:
        """Return a field that is a list; an empty one when it is missing."""
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.issues.add(self.where(name), f"{name} must be a list")
            return []
        return cast("Sequence[object]", value)

    def markup(self, name: str) -> tuple[Node | str, ...]:
        """Return a field that is a fragment of XHTML."""
        text = self.text(name)
        try:
            return fragment(text)
        except QtiXmlError as error:
            self.issues.add(self.where(name), f"must be well-formed XHTML: {error}")
            return ()


def dashed(name: str) -> str:
    """Return a camelCase name with dashes."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def plain(value: object) -> str | None:
    """Return a value as it stands in an attribute; None for None and for lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None


def as_list(value: object) -> Sequence[object]:
    """Return a list as it is, and anything else as its only member."""
    return cast("Sequence[object]", value) if isinstance(value, list | tuple) else [value]


def fragment(text: str) -> tuple[Node | str, ...]:
    """Return a fragment of XHTML as nodes.

    Raises:
        QtiXmlError: It is not well-formed.
    """
    if "<" not in text and "&" not in text:
        illegal = find_illegal_character(text)
        if illegal is not None:
            raise QtiXmlError(f"the character {illegal!r} cannot stand in XML; remove it")
        return (text,) if text.strip() else ()
    children = read_xml(f'<fragment xmlns="{QTI_NAMESPACE}">{text}</fragment>').children
    return children if any(isinstance(child, Node) or child.strip() for child in children) else ()


def has_block(content: tuple[Node | str, ...]) -> bool:
    """Return whether a fragment has elements that cannot stand inside a paragraph."""
    return any(isinstance(child, Node) and child.name in BLOCKS for child in content)


def element(
    name: str, attributes: Mapping[str, object | None] | None = None, *children: Node | str | tuple[Node | str, ...]
) -> Node:
    """Return an element; attributes that are None are left out, and so are empty texts."""
    flat: list[Node | str] = []
    for child in children:
        if isinstance(child, tuple):
            flat.extend(child)
        elif child != "":
            flat.append(child)
    texts = {key: text for key, value in (attributes or {}).items() if (text := plain(value)) is not None}
    return Node(name, texts, tuple(flat), QTI_NAMESPACE)
