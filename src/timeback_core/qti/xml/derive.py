"""The typed fields of an item, a test or a stimulus, derived from its XML."""

from __future__ import annotations

from typing import Final, NotRequired, TypedDict

from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.node import Node
from timeback_core.qti.xml.reading import DEFAULT_LIMITS, QTI_NAMESPACE, XmlLimits, read_xml

__all__ = [
    "ItemFields",
    "StimulusFields",
    "TestFields",
    "derive_item",
    "derive_stimulus",
    "derive_test",
    "interaction_type",
    "read_document",
]

ROOTS: Final = {"item": "qti-assessment-item", "test": "qti-assessment-test", "stimulus": "qti-assessment-stimulus"}


class CorrectResponse(TypedDict):
    """The `correctResponse` of a declaration."""

    value: list[str]


class DeclarationFields(TypedDict):
    """A response declaration (with `correctResponse`) or an outcome declaration."""

    identifier: str
    cardinality: str
    baseType: NotRequired[str]
    correctResponse: NotRequired[CorrectResponse]


class ItemFields(TypedDict):
    """What an item's XML says, under the wire's names."""

    identifier: str
    title: str
    type: str
    qtiVersion: str
    timeDependent: bool
    adaptive: bool
    responseDeclarations: list[DeclarationFields]
    outcomeDeclarations: list[DeclarationFields]
    modalFeedback: list[dict[str, object]]
    feedbackInline: list[dict[str, object]]
    feedbackBlock: list[dict[str, object]]


class Stylesheet(TypedDict):
    """The style sheet of a stimulus."""

    href: str
    type: str


class CatalogEntry(TypedDict):
    """One card of a stimulus's catalogue."""

    id: str
    support: str
    content: str


class StimulusFields(TypedDict):
    """What a stimulus's XML says, under the wire's names."""

    identifier: str
    title: str
    language: str
    catalogInfo: list[CatalogEntry]
    label: NotRequired[str]
    toolName: NotRequired[str]
    toolVersion: NotRequired[str]
    stylesheet: NotRequired[Stylesheet]


class ItemRefFields(TypedDict):
    """A reference to an item."""

    identifier: str
    sequence: int
    href: NotRequired[str]


SectionFields = TypedDict(
    "SectionFields",
    {
        "identifier": str,
        "title": str,
        "visible": bool,
        "required": bool,
        "fixed": bool,
        "sequence": int,
        "qti-assessment-item-ref": list[ItemRefFields],
    },
)
PartFields = TypedDict(
    "PartFields",
    {
        "identifier": str,
        "navigationMode": str,
        "submissionMode": str,
        "qti-assessment-section": list[SectionFields],
    },
)


class DefaultValue(TypedDict):
    """The `defaultValue` of a test's outcome; typed by its base type."""

    value: str | int | float | bool


class TestOutcomeFields(TypedDict):
    """An outcome declaration of a test."""

    identifier: str
    cardinality: str
    baseType: NotRequired[str]
    normalMaximum: NotRequired[float]
    normalMinimum: NotRequired[float]
    defaultValue: NotRequired[DefaultValue]


TestFields = TypedDict(
    "TestFields",
    {
        "identifier": str,
        "title": str,
        "qtiVersion": str,
        "qti-test-part": list[PartFields],
        "qti-outcome-declaration": list[TestOutcomeFields],
        "timeLimit": NotRequired[float],
        "toolName": NotRequired[str],
        "toolVersion": NotRequired[str],
    },
)


def read_document(xml: str | bytes, schema: str, limits: XmlLimits = DEFAULT_LIMITS) -> Node:
    """Read a document that must be an item, a test or a stimulus.

    Args:
        xml: The document.
        schema: `item`, `test` or `stimulus`.
        limits: What the document may cost.

    Raises:
        QtiXmlError: Not readable, another root element or namespace, or a blank `identifier` or `title`.
    """
    root = read_xml(xml, limits)
    expected = ROOTS[schema]
    if root.name != expected:
        raise QtiXmlError(f"the root element must be <{expected}>", line=root.line, element=root.tag)
    if root.namespace != QTI_NAMESPACE:
        raise QtiXmlError(
            f'put the document in its namespace: xmlns="{QTI_NAMESPACE}"', line=root.line, element=root.tag
        )
    for name in ("identifier", "title"):
        if not (root.get(name) or "").strip():
            raise QtiXmlError(
                f"the attribute {name!r} is missing or blank; give it a value", line=root.line, element=root.tag
            )
    return root


def derive_item(root: Node) -> ItemFields:
    """Return the fields of an item (feedback is not read back: its lists are empty).

    Args:
        root: The root element, as `read_document` returns it.
    """
    return {
        "identifier": _text(root, "identifier"),
        "title": _text(root, "title"),
        "type": interaction_type(root),
        "qtiVersion": "3.0",
        "timeDependent": _flag(root, "time-dependent", False),
        "adaptive": _flag(root, "adaptive", False),
        "responseDeclarations": [_response(node) for node in root.all("qti-response-declaration")],
        "outcomeDeclarations": [_declaration(node) for node in root.all("qti-outcome-declaration")],
        "modalFeedback": [],
        "feedbackInline": [],
        "feedbackBlock": [],
    }


def interaction_type(root: Node) -> str:
    """Return the kind of the first interaction (`choice`, `text-entry`, …); `extended-text` when there is none."""
    for node in root.walk():
        name = node.name
        if name.startswith("qti-") and name.endswith("-interaction") and name != "qti-end-attempt-interaction":
            return name[4:-12]
    return "extended-text"


def derive_stimulus(root: Node) -> StimulusFields:
    """Return the fields of a stimulus.

    Args:
        root: The root element, as `read_document` returns it.
    """
    catalogue: list[CatalogEntry] = []
    for entry in root.find("qti-catalog"):
        for card in entry.all("qti-card"):
            html = next(card.find("qti-html-content"), None)
            content = html.inner().strip() if html is not None else ""
            catalogue.append({"id": _text(entry, "id"), "support": _text(card, "support"), "content": content})
    fields: StimulusFields = {
        "identifier": _text(root, "identifier"),
        "title": _text(root, "title"),
        "language": root.get("xml:lang") or "en",
        "catalogInfo": catalogue,
    }
    if label := root.get("label"):
        fields["label"] = label
    if tool_name := root.get("tool-name"):
        fields["toolName"] = tool_name
    if tool_version := root.get("tool-version"):
        fields["toolVersion"] = tool_version
    if (sheet := root.first("qti-stylesheet")) is not None:
        fields["stylesheet"] = {"href": _text(sheet, "href"), "type": _text(sheet, "type")}
    return fields


def derive_test(root: Node) -> TestFields:
    """Return the fields of a test; sections within sections are put in one row, depth first.

    Args:
        root: The root element, as `read_document` returns it.
    """
    fields: TestFields = {
        "identifier": _text(root, "identifier"),
        "title": _text(root, "title"),
        "qtiVersion": "3.0",
        "qti-test-part": [_part(node) for node in root.all("qti-test-part")],
        "qti-outcome-declaration": [_test_outcome(node) for node in root.all("qti-outcome-declaration")],
    }
    limits = root.first("qti-time-limits")
    if limits is not None and (seconds := _number(limits, "max-time")) is not None:
        fields["timeLimit"] = seconds
    if tool_name := root.get("tool-name"):
        fields["toolName"] = tool_name
    if tool_version := root.get("tool-version"):
        fields["toolVersion"] = tool_version
    return fields


def _part(node: Node) -> PartFields:
    """Return the fields of a test part."""
    sections = [section for section in node.walk() if section.name == "qti-assessment-section"]
    return {
        "identifier": _text(node, "identifier"),
        "navigationMode": node.get("navigation-mode") or "linear",
        "submissionMode": node.get("submission-mode") or "individual",
        "qti-assessment-section": [_section(section, at) for at, section in enumerate(sections, 1)],
    }


def _section(node: Node, position: int) -> SectionFields:
    """Return the fields of a section, with the items that it names itself."""
    refs: list[ItemRefFields] = []
    for at, ref in enumerate(node.all("qti-assessment-item-ref"), 1):
        fields: ItemRefFields = {"identifier": _text(ref, "identifier"), "sequence": at}
        if href := ref.get("href"):
            fields["href"] = href
        refs.append(fields)
    return {
        "identifier": _text(node, "identifier"),
        "title": _text(node, "title"),
        "visible": _flag(node, "visible", True),
        "required": _flag(node, "required", False),
        "fixed": _flag(node, "fixed", False),
        "sequence": position,
        "qti-assessment-item-ref": refs,
    }


def _declaration(node: Node) -> DeclarationFields:
    """Return what response and outcome declarations have in common."""
    fields: DeclarationFields = {
        "identifier": _text(node, "identifier"),
        "cardinality": node.get("cardinality") or "single",
    }
    if base_type := node.get("base-type"):
        fields["baseType"] = base_type
    return fields


def _response(node: Node) -> DeclarationFields:
    """Return a response declaration; its correct response is an empty list when there is none."""
    fields = _declaration(node)
    correct = node.first("qti-correct-response")
    values = correct.all("qti-value") if correct is not None else []
    fields["correctResponse"] = {"value": [value.text.strip() for value in values]}
    return fields


def _test_outcome(node: Node) -> TestOutcomeFields:
    """Return an outcome declaration of a test."""
    fields: TestOutcomeFields = {
        "identifier": _text(node, "identifier"),
        "cardinality": node.get("cardinality") or "single",
    }
    if base_type := node.get("base-type"):
        fields["baseType"] = base_type
    if (maximum := _number(node, "normal-maximum")) is not None:
        fields["normalMaximum"] = maximum
    if (minimum := _number(node, "normal-minimum")) is not None:
        fields["normalMinimum"] = minimum
    default = node.first("qti-default-value")
    value = default.first("qti-value") if default is not None else None
    if value is not None:
        fields["defaultValue"] = {"value": _typed(value.text.strip(), node.get("base-type"))}
    return fields


def _typed(text: str, base_type: str | None) -> str | int | float | bool:
    """Return a value as its base type says; text that does not fit stays text."""
    try:
        if base_type == "integer":
            return int(text)
        if base_type == "float":
            return _whole(float(text))
    except ValueError:
        return text
    return text in {"true", "1"} if base_type == "boolean" else text


def _text(node: Node, name: str) -> str:
    """Return an attribute, empty when it is missing."""
    return node.get(name) or ""


def _flag(node: Node, name: str, default: bool) -> bool:
    """Return a boolean attribute."""
    value = node.get(name)
    return default if value is None else value.strip() in {"true", "1"}


def _number(node: Node, name: str) -> float | None:
    """Return a numeric attribute; None when it is missing or no number."""
    try:
        value = float(node.get(name) or "")
    except ValueError:
        return None
    return _whole(value)


def _whole(value: float) -> float:
    """Return a whole number as an int, as JSON writes it."""
    return int(value) if value.is_integer() else value
