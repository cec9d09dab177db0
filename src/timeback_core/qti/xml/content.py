"""A document as plain JSON: the `content` that the service stores beside the XML.

The order of mixed content is lost in it, so nothing is ever rendered or scored from this form.
"""

from __future__ import annotations

from typing import Final, cast

from timeback_core.qti.xml.node import Node

__all__ = ["to_content"]

XSI_NAMESPACE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_FILES: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0 https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd"
DEFAULT_SCHEMA_LOCATION: Final = f"{_FILES}/imsqti_asiv3p0_v1p0.xsd"
SCHEMA_LOCATIONS: Final = {"qti-assessment-stimulus": f"{_FILES}/imsqti_stimulusv3p0p1_v1p0.xsd"}

# children that are an array also when there is one of them, or none
_ALWAYS: Final[dict[str, tuple[str, ...]]] = {
    "qti-assessment-item": ("qti-response-declaration", "qti-outcome-declaration"),
    "qti-assessment-test": ("qti-outcome-declaration", "qti-test-part"),
    "qti-test-part": ("qti-assessment-section",),
    "qti-assessment-section": ("qti-assessment-item-ref",),
    "qti-correct-response": ("qti-value",),
}
# children that are an array also when there is only one of them
_WHEN_PRESENT: Final[dict[str, tuple[str, ...]]] = {
    "qti-assessment-item": ("qti-assessment-stimulus-ref",),
    "qti-assessment-section": ("qti-assessment-section",),
}


def to_content(root: Node) -> dict[str, object]:
    """Return a document as JSON.

    An element with nothing but text is that text; any other is an object: attributes under `_attributes`, text
    under `_`, children by their tags, repeated ones in an array.

    Args:
        root: The root element of an item, a test, a stimulus or a test part.
    """
    element = _convert(root)
    content = cast("dict[str, object]", element) if isinstance(element, dict) else {"_": element}
    if root.name.startswith("qti-assessment-"):
        attributes = {
            "xmlns:xsi": XSI_NAMESPACE,
            "xsi:schemaLocation": SCHEMA_LOCATIONS.get(root.name, DEFAULT_SCHEMA_LOCATION),
        } | dict(root.attributes)
        content = {"_attributes": attributes} | {key: value for key, value in content.items() if key != "_attributes"}
    return {root.tag: content}


def _convert(node: Node) -> object:
    """Return one element as JSON."""
    text = "".join(child for child in node.children if isinstance(child, str)).strip()
    elements = node.elements
    always = _ALWAYS.get(node.name, ())
    if not node.attributes and not elements and not always:
        return text
    result: dict[str, object] = {}
    if node.attributes:
        result["_attributes"] = _attributes(node)
    if text:
        result["_"] = text
    groups: dict[str, list[object]] = {}
    for child in elements:
        groups.setdefault(child.tag, []).append(_convert(child))
    arrays = (*always, *_WHEN_PRESENT.get(node.name, ()))
    for tag, members in groups.items():
        result[tag] = members if len(members) > 1 or tag in arrays else members[0]
    for tag in always:
        result.setdefault(tag, [])
    return result or ""


def _attributes(node: Node) -> dict[str, str]:
    """Return the attributes; declarations carry their base type under a second name, which clients read."""
    attributes = dict(node.attributes)
    if node.name in {"qti-response-declaration", "qti-outcome-declaration"} and "base-type" in attributes:
        attributes["baseType"] = attributes["base-type"]
    return attributes
