"""What the schema asks for and authors most often forget: checked when there are no schema files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from timeback_core.qti.xml.node import Node
from timeback_core.qti.xml.reading import QTI_NAMESPACE

__all__ = ["check_structure"]

_NAME: Final = re.compile(r"[^\W\d][\w.\-·]*")

_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "qti-assessment-item": ("identifier", "title", "time-dependent"),
    "qti-assessment-test": ("identifier", "title"),
    "qti-assessment-stimulus": ("identifier", "title"),
    "qti-test-part": ("identifier", "navigation-mode", "submission-mode"),
    "qti-assessment-section": ("identifier", "title", "visible"),
    "qti-assessment-item-ref": ("identifier", "href"),
    "qti-assessment-stimulus-ref": ("identifier", "href"),
    "qti-response-declaration": ("identifier", "cardinality"),
    "qti-outcome-declaration": ("identifier", "cardinality"),
    "qti-map-entry": ("map-key", "mapped-value"),
    "qti-area-map-entry": ("shape", "coords", "mapped-value"),
    "qti-simple-choice": ("identifier",),
    "qti-inline-choice": ("identifier",),
    "qti-hottext": ("identifier",),
    "qti-gap": ("identifier",),
    "qti-simple-associable-choice": ("identifier", "match-max"),
    "qti-gap-text": ("identifier", "match-max"),
    "qti-gap-img": ("identifier", "match-max"),
    "qti-associable-hotspot": ("identifier", "shape", "coords", "match-max"),
    "qti-hotspot-choice": ("identifier", "shape", "coords"),
    "qti-media-interaction": ("response-identifier", "autostart"),
    "qti-slider-interaction": ("response-identifier", "lower-bound", "upper-bound"),
    "qti-rubric-block": ("use", "view"),
    "qti-modal-feedback": ("outcome-identifier", "identifier", "show-hide"),
    "qti-feedback-inline": ("outcome-identifier", "identifier", "show-hide"),
    "qti-feedback-block": ("outcome-identifier", "identifier", "show-hide"),
    "qti-set-outcome-value": ("identifier",),
    "qti-variable": ("identifier",),
    "qti-correct": ("identifier",),
    "qti-base-value": ("base-type",),
    "qti-catalog": ("id",),
    "qti-card": ("support",),
    "qti-stylesheet": ("href", "type"),
}
_FORBIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "qti-graphic-order-interaction": ("shuffle",),
    "qti-graphic-gap-match-interaction": ("shuffle",),
    "qti-text-entry-interaction": ("placeholder",),
    "qti-modal-feedback": ("class",),
}
_BODIES: Final = frozenset({"qti-item-body", "qti-stimulus-body"})
_ROOTS: Final = frozenset({"qti-assessment-item", "qti-assessment-test", "qti-assessment-stimulus"})
_NEEDED_CHILD: Final[Mapping[str, str]] = {
    "qti-assessment-test": "qti-test-part",
    "qti-test-part": "qti-assessment-section",
    "qti-assessment-stimulus": "qti-stimulus-body",
}
_NAMED: Final = ("identifier", "response-identifier", "outcome-identifier")


def check_structure(root: Node) -> list[tuple[int, str]]:
    """Return line and message of everything that the schema would surely refuse."""
    found: list[tuple[int, str]] = []
    if root.namespace != QTI_NAMESPACE:
        found.append((root.line, f'the namespace is missing; write xmlns="{QTI_NAMESPACE}" on the root element'))
    for node in root.walk():
        found.extend((node.line, message) for message in _check(node))
    return found


def _check(node: Node) -> Iterator[str]:
    """Yield what is wrong with one element."""
    name = node.name
    for attribute in _needed(node):
        if node.get(attribute) is None:
            yield f"Element '{name}': The attribute '{attribute}' is required but missing."
    for attribute in _FORBIDDEN.get(name, ()):
        if attribute in node.attributes:
            yield f"Element '{name}', attribute '{attribute}': The attribute '{attribute}' is not allowed."
    if "style" in node.attributes and node.namespace in {"", QTI_NAMESPACE}:
        yield f"Element '{name}', attribute 'style': The attribute 'style' is not allowed."
    if name.startswith("qti-") and name not in _ROOTS:
        yield from _check_names(node)
    if name in _BODIES and any(isinstance(child, str) and child.strip() for child in node.children):
        yield f"Element '{name}': Text is not allowed here; put it into a paragraph."
    if name in _BODIES and node.first("img") is not None:
        yield f"Element '{name}': An img is not allowed here; put it into a block."
    needed = _NEEDED_CHILD.get(name)
    if needed is not None and node.first(needed) is None:
        yield f"Element '{name}': Missing child element '{needed}'."


def _needed(node: Node) -> tuple[str, ...]:
    """Return the attributes that an element must have."""
    known = _REQUIRED.get(node.name)
    if known is None:
        return ("response-identifier",) if node.name.endswith("-interaction") and node.name.startswith("qti-") else ()
    return known


def _check_names(node: Node) -> Iterator[str]:
    """Yield the identifiers that are no names."""
    for attribute in _NAMED:
        value = node.get(attribute)
        if value is not None and not _NAME.fullmatch(value.strip()):
            message = "must begin with a letter and have no space and no colon"
            yield f"Element '{node.name}', attribute '{attribute}': '{value}' {message}."
