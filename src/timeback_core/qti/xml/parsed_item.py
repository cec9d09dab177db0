"""Looking into an item's XML without a server: its prompt, choices, key and feedback.

These helpers never raise: XML that cannot be read, an empty text and None give empty results.
"""

from __future__ import annotations

import msgspec

from timeback_core.qti.xml.derive import interaction_type
from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.node import Node, escape_text, serialise
from timeback_core.qti.xml.reading import read_xml

__all__ = [
    "ParsedQtiItem",
    "QtiChoice",
    "QtiInlineFeedback",
    "QtiInteractionAttributes",
    "QtiModalFeedback",
    "QtiResponseDeclaration",
    "extract_choices",
    "extract_correct_response",
    "extract_feedback",
    "extract_interaction_attributes",
    "extract_modal_feedback",
    "extract_prompt",
    "extract_response_declaration",
    "parse_qti_xml",
]

_CHOICES = frozenset(
    {
        "qti-simple-choice",
        "qti-inline-choice",
        "qti-simple-associable-choice",
        "qti-gap-text",
        "qti-gap-img",
        "qti-hottext",
        "qti-hotspot-choice",
        "qti-associable-hotspot",
    }
)


class QtiChoice(msgspec.Struct, frozen=True):
    """A choice of an interaction.

    Attributes:
        identifier: Its identifier.
        text: Its markup, without feedback.
    """

    identifier: str
    text: str


class QtiInlineFeedback(msgspec.Struct, frozen=True):
    """Feedback inside the item's body.

    Attributes:
        outcome_identifier: The outcome that decides.
        identifier: The value that it is compared with.
        show_hide: `show` or `hide`.
        content: Its markup.
    """

    outcome_identifier: str
    identifier: str
    show_hide: str
    content: str


class QtiModalFeedback(QtiInlineFeedback, frozen=True):
    """Feedback shown on its own, after the answer."""


class QtiInteractionAttributes(msgspec.Struct, frozen=True):
    """The settings of an interaction.

    Attributes:
        response_identifier: The response variable that it fills.
        shuffle: Whether the choices are shuffled.
        max_choices: How many choices may be picked; 0 for any number.
        type: `choice`, `text-entry`, …
        attributes: Every attribute as written.
    """

    response_identifier: str
    shuffle: bool = False
    max_choices: int = 1
    type: str = ""
    attributes: dict[str, str] = {}


class QtiResponseDeclaration(msgspec.Struct, frozen=True):
    """The declaration of a response variable.

    Attributes:
        identifier: Its identifier.
        cardinality: `single`, `multiple`, `ordered` or `record`.
        base_type: None for a record.
    """

    identifier: str
    cardinality: str
    base_type: str | None = None


class ParsedQtiItem(msgspec.Struct, frozen=True, kw_only=True):
    """What can be seen in an item's XML.

    Attributes:
        prompt: The markup of the first prompt; empty when there is none.
        choices: The choices of all interactions.
        correct_answer: The first value of the key.
        correct_answers: All values of the key of the first declaration.
        feedback: Inline and block feedback.
        modal_feedback: Modal feedback.
        interaction: The first interaction.
        response_declaration: The first declaration.
        identifier: The item's identifier.
        title: The item's title.
        type: The kind of the first interaction; empty when nothing could be read.
    """

    prompt: str = ""
    choices: list[QtiChoice] = []
    correct_answer: str | None = None
    correct_answers: list[str] = []
    feedback: list[QtiInlineFeedback] = []
    modal_feedback: list[QtiModalFeedback] = []
    interaction: QtiInteractionAttributes | None = None
    response_declaration: QtiResponseDeclaration | None = None
    identifier: str = ""
    title: str = ""
    type: str = ""


def parse_qti_xml(xml: str | None) -> ParsedQtiItem:
    """Return what can be seen in an item's XML.

    Args:
        xml: The document, with or without the QTI namespace.

    Returns:
        An empty result for XML that cannot be read.
    """
    root = _root(xml)
    if root is None:
        return ParsedQtiItem()
    answers = _correct(root)
    return ParsedQtiItem(
        prompt=_prompt(root),
        choices=_choices(root),
        correct_answer=answers[0] if answers else None,
        correct_answers=answers,
        feedback=_inline(root),
        modal_feedback=_modal(root),
        interaction=_interaction(root),
        response_declaration=_declaration(root),
        identifier=root.get("identifier") or "",
        title=root.get("title") or "",
        type=interaction_type(root),
    )


def extract_prompt(xml: str | None) -> str:
    """Return the markup of the first prompt; empty when there is none.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return "" if root is None else _prompt(root)


def extract_choices(xml: str | None) -> list[QtiChoice]:
    """Return the choices of all interactions, in document order.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return [] if root is None else _choices(root)


def extract_correct_response(xml: str | None) -> str | None:
    """Return the first value of the key; None when there is none.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    answers = [] if root is None else _correct(root)
    return answers[0] if answers else None


def extract_feedback(xml: str | None) -> list[QtiInlineFeedback]:
    """Return the feedback inside the item's body.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return [] if root is None else _inline(root)


def extract_modal_feedback(xml: str | None) -> list[QtiModalFeedback]:
    """Return the feedback that is shown on its own.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return [] if root is None else _modal(root)


def extract_interaction_attributes(xml: str | None) -> QtiInteractionAttributes | None:
    """Return the settings of the first interaction; None when there is none.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return None if root is None else _interaction(root)


def extract_response_declaration(xml: str | None) -> QtiResponseDeclaration | None:
    """Return the first response declaration; None when there is none.

    Args:
        xml: The item's document.
    """
    root = _root(xml)
    return None if root is None else _declaration(root)


def _root(xml: str | None) -> Node | None:
    """Return the root element, or None for XML that cannot be read."""
    if not xml or not xml.strip():
        return None
    try:
        return read_xml(xml)
    except QtiXmlError:
        return None


def _prompt(root: Node) -> str:
    """Return the markup of the first prompt."""
    prompt = next(root.find("qti-prompt"), None)
    return "" if prompt is None else prompt.inner().strip()


def _choices(root: Node) -> list[QtiChoice]:
    """Return the choices, without the feedback that stands in them."""
    found: list[QtiChoice] = []
    for node in root.walk():
        if node.name in _CHOICES:
            pieces = [
                escape_text(child) if isinstance(child, str) else serialise(child)
                for child in node.children
                if isinstance(child, str) or child.name != "qti-feedback-inline"
            ]
            found.append(QtiChoice(node.get("identifier") or "", "".join(pieces).strip()))
    return found


def _correct(root: Node) -> list[str]:
    """Return the values of the first declaration's key."""
    declaration = next(root.find("qti-response-declaration"), None)
    correct = None if declaration is None else declaration.first("qti-correct-response")
    return [] if correct is None else [value.text.strip() for value in correct.all("qti-value")]


def _inline(root: Node) -> list[QtiInlineFeedback]:
    """Return the feedback inside the item's body."""
    names = {"qti-feedback-inline", "qti-feedback-block"}
    return [QtiInlineFeedback(*_feedback(node)) for node in root.walk() if node.name in names]


def _modal(root: Node) -> list[QtiModalFeedback]:
    """Return the feedback that is shown on its own."""
    return [QtiModalFeedback(*_feedback(node)) for node in root.find("qti-modal-feedback")]


def _feedback(node: Node) -> tuple[str, str, str, str]:
    """Return the four facts of a feedback element."""
    body = node.first("qti-content-body") or node
    outcome = node.get("outcome-identifier") or ""
    return outcome, node.get("identifier") or "", node.get("show-hide") or "show", body.inner().strip()


def _interaction(root: Node) -> QtiInteractionAttributes | None:
    """Return the settings of the first interaction."""
    for node in root.walk():
        if node.name.startswith("qti-") and node.name.endswith("-interaction"):
            most = (node.get("max-choices") or "").strip()
            return QtiInteractionAttributes(
                response_identifier=node.get("response-identifier") or "",
                shuffle=(node.get("shuffle") or "").strip() in {"true", "1"},
                max_choices=int(most) if most.isascii() and most.isdigit() and len(most) < 10 else 1,
                type=node.name[4:-12],
                attributes=dict(node.attributes),
            )
    return None


def _declaration(root: Node) -> QtiResponseDeclaration | None:
    """Return the first response declaration."""
    node = next(root.find("qti-response-declaration"), None)
    if node is None:
        return None
    return QtiResponseDeclaration(
        node.get("identifier") or "", node.get("cardinality") or "single", node.get("base-type") or None
    )
