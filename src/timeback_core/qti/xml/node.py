"""An XML document as small immutable nodes: what reading gives, and what everything else works on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

__all__ = ["Node", "escape_text", "find_illegal_character", "serialise"]

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Node(msgspec.Struct, frozen=True):
    """One element of a document.

    Attributes:
        name: The local name, without a prefix.
        attributes: The attributes as written, prefixed names kept (`xml:lang`), namespace declarations included.
        children: Elements and pieces of text in document order; comments are left out.
        namespace: The namespace that the element is in; empty for none.
        prefix: The prefix as written; empty for none.
        line: The line of the start tag, 1-based; 0 for a node that was made rather than read.
    """

    name: str
    attributes: Mapping[str, str] = {}
    children: tuple[Node | str, ...] = ()
    namespace: str = ""
    prefix: str = ""
    line: int = 0

    @property
    def tag(self) -> str:
        """The name as written, with its prefix."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name

    @property
    def elements(self) -> tuple[Node, ...]:
        """The children that are elements."""
        return tuple(child for child in self.children if isinstance(child, Node))

    @property
    def text(self) -> str:
        """All text inside, in document order, untrimmed."""
        return "".join(self._texts())

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute, or the default.

        Args:
            name: The attribute's name.
            default: What to return when it is not there.
        """
        return self.attributes.get(name, default)

    def first(self, name: str) -> Node | None:
        """Return the first child element of this name, or None.

        Args:
            name: The element's name.
        """
        return next((child for child in self.children if isinstance(child, Node) and child.name == name), None)

    def all(self, name: str) -> list[Node]:
        """Return the child elements of this name.

        Args:
            name: The elements' name.
        """
        return [child for child in self.children if isinstance(child, Node) and child.name == name]

    def walk(self) -> Iterator[Node]:
        """Yield this element and every element below it, in document order."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.elements))

    def find(self, name: str) -> Iterator[Node]:
        """Yield every element of this name below this one (or this one), in document order.

        Args:
            name: The elements' name.
        """
        return (node for node in self.walk() if node.name == name)

    def inner(self) -> str:
        """Return the markup between the start tag and the end tag."""
        return "".join(escape_text(child) if isinstance(child, str) else serialise(child) for child in self.children)

    def _texts(self) -> Iterator[str]:
        """Yield the pieces of text inside."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


def escape_text(text: str) -> str:
    """Return text as it is written between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def escape_attribute(text: str) -> str:
    """Return text as it is written between double quotes."""
    escaped = escape_text(text).replace('"', "&quot;")
    return escaped.replace("\n", "&#10;").replace("\t", "&#9;")


def find_illegal_character(text: str) -> str | None:
    """Return the first character that no XML document may contain, or None."""
    found = _ILLEGAL.search(text)
    return found.group() if found else None


def serialise(node: Node, blocks: frozenset[str] = frozenset()) -> str:
    """Return the markup of an element.

    Args:
        node: The element.
        blocks: Names of elements whose children go on lines of their own, indented by two spaces. The content of
            every other element is written as it is: white space between words is content.
    """
    pieces: list[str] = []
    _write(node, blocks, 0, pieces)
    return "".join(pieces)


def _write(node: Node, blocks: frozenset[str], depth: int, pieces: list[str]) -> None:
    """Append the markup of one element and of all below it."""
    tag = node.tag
    pieces.append(f"<{tag}")
    pieces.extend(f' {name}="{escape_attribute(value)}"' for name, value in node.attributes.items())
    if not node.children:
        pieces.append("/>")
        return
    pieces.append(">")
    own_lines = node.name in blocks and all(isinstance(child, Node) or not child.strip() for child in node.children)
    for child in node.elements if own_lines else node.children:
        if own_lines:
            pieces.append("\n" + "  " * (depth + 1))
        if isinstance(child, str):
            pieces.append(escape_text(child))
        else:
            _write(child, blocks, depth + 1, pieces)
    if own_lines:
        pieces.append("\n" + "  " * depth)
    pieces.append(f"</{tag}>")
