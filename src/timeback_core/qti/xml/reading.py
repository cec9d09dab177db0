"""Reading a document from outside: hardened, bounded, and turned into nodes.

A document type declaration is refused before the parser sees it, so there are no entities to expand and no external
files to fetch. Nothing is ever loaded from the network.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol, cast

import msgspec

from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.node import Node

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["DEFAULT_LIMITS", "QTI_NAMESPACE", "XmlLimits", "decode_xml", "parse_tree", "read_xml", "require_lxml"]

QTI_NAMESPACE: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
_DECLARATION: Final = re.compile(r"\s*<\?xml(?=\s)[^>]*?\?>")
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_PROLOG: Final = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class _Element(Protocol):
    """What is read of an element of lxml's tree; its published types leave some of this out."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    @property
    def prefix(self) -> str | None: ...
    @property
    def sourceline(self) -> int | None: ...
    @property
    def nsmap(self) -> dict[str | None, str]: ...
    def items(self) -> list[tuple[str, str]]: ...
    def __iter__(self) -> Iterator[_Element]: ...


class XmlLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What a document may cost.

    Attributes:
        max_bytes: Size in bytes of UTF-8. Default 10 MiB.
        max_depth: Elements within elements. Default 100, at most 200.
        max_elements: Elements in all. Default 500,000.
    """

    max_bytes: int = 10 * 1024 * 1024
    max_depth: int = 100
    max_elements: int = 500_000

    def __post_init__(self) -> None:
        if not 1 <= self.max_depth <= 200:
            raise ValueError(f"max_depth must be between 1 and 200, not {self.max_depth}")


DEFAULT_LIMITS: Final = XmlLimits()


def read_xml(xml: str | bytes, limits: XmlLimits = DEFAULT_LIMITS) -> Node:
    """Read a document into nodes.

    Args:
        xml: The document; bytes are decoded as their byte order mark or XML declaration says, else as UTF-8.
        limits: What the document may cost.

    Raises:
        QtiXmlError: The document is not well-formed, declares a document type, or exceeds a limit.
        ImportError: lxml is not installed.
    """
    text = decode_xml(xml, limits)
    root = parse_tree(text, limits)
    element = cast("_Element", root)
    declared_below = text.count("xmlns") > len(element.nsmap)
    return _convert(element, {}, declared_below, 1, limits)


def decode_xml(xml: str | bytes, limits: XmlLimits = DEFAULT_LIMITS) -> str:
    """Return a document as text, without its XML declaration (lines keep their numbers).

    Raises:
        QtiXmlError: It is larger than allowed, not text in the encoding that it claims, or declares a document type.
    """
    text = xml if isinstance(xml, str) else _decode(xml, limits)
    # a character takes at least one byte, so a text that is too long need not be encoded to be refused
    if len(text) > limits.max_bytes or (not text.isascii() and _utf8_size(text) > limits.max_bytes):
        raise QtiXmlError(f"the document is larger than {limits.max_bytes} bytes; split it, or raise max_bytes")
    text = text.removeprefix("\ufeff")
    declaration = _DECLARATION.match(text)
    if declaration is not None:
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    _refuse_doctype(text)
    return text


def parse_tree(text: str, limits: XmlLimits = DEFAULT_LIMITS) -> etree._Element:
    """Parse text that `decode_xml` returned, into lxml's own tree."""
    require_lxml()
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        raise QtiXmlError(f"not well-formed XML: {error.msg}", line=error.lineno or 0) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise QtiXmlError("a document type declaration is not allowed; remove <!DOCTYPE …>")
    # every element has a "<" of its own, so few of them need no counting
    if text.count("<") > limits.max_elements and sum(1 for _ in root.iter("*")) > limits.max_elements:
        raise QtiXmlError(f"the document has more than {limits.max_elements} elements; split it, or raise max_elements")
    return root


def require_lxml() -> None:
    """Say how to install lxml when it is missing; it is imported on use only.

    Raises:
        ImportError: lxml is not installed.
    """
    try:
        importlib.import_module("lxml.etree")
    except ImportError:
        raise ImportError("reading QTI XML needs lxml: pip install 'timeback-core[qti]'") from None


def _utf8_size(text: str) -> int:
    """Return the size of a text in UTF-8, without a copy of all of it at once."""
    step = 1 << 16
    return sum(len(text[at : at + step].encode("utf-8", "surrogatepass")) for at in range(0, len(text), step))


def _decode(xml: bytes, limits: XmlLimits) -> str:
    """Return bytes as text, by byte order mark, then XML declaration, then UTF-8."""
    if len(xml) > 2 * limits.max_bytes + 4:
        raise QtiXmlError(f"the document is larger than {limits.max_bytes} bytes; split it, or raise max_bytes")
    encoding = next((name for mark, name in _MARKS if xml.startswith(mark)), None)
    if encoding is None:
        declared = _ENCODING.match(xml[:200])
        encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    try:
        return xml.decode(encoding)
    except LookupError:
        raise QtiXmlError(f"the encoding {encoding!r} is not known; send the document as UTF-8") from None
    except (UnicodeError, ValueError):
        raise QtiXmlError(f"the document is not text in {encoding}; send it as UTF-8") from None


def _refuse_doctype(text: str) -> None:
    """Refuse a document type declaration; it can only stand before the root element."""
    at = 0
    while (found := _PROLOG.match(text, at)) is not None:
        at = found.end()
    if text[at : at + 9].upper() == "<!DOCTYPE":
        line = text.count("\n", 0, at) + 1
        raise QtiXmlError("a document type declaration is not allowed (it could define entities); remove it", line=line)


def _convert(element: _Element, outer: dict[str | None, str], declared: bool, depth: int, limits: XmlLimits) -> Node:
    """Return one element and all below it as nodes."""
    line = element.sourceline or 0
    space, _, name = str(element.tag).rpartition("}")
    if depth > limits.max_depth:
        problem = f"elements are nested more than {limits.max_depth} deep; flatten the document"
        raise QtiXmlError(problem, line=line, element=name)
    attributes: dict[str, str] = {}
    names = outer
    if declared or depth == 1:
        names = dict(element.nsmap)
        for prefix, uri in names.items():
            if outer.get(prefix) != uri:
                attributes[f"xmlns:{prefix}" if prefix else "xmlns"] = uri
    for key, value in element.items():
        attributes[_attribute_name(key, names)] = value
    children: list[Node | str] = []
    text = element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if text:
                children.append(text)
            children.append(_convert(child, names, declared, depth + 1, limits))
            text = child.tail or ""
        else:  # a comment or a processing instruction: the text around it belongs together
            text += child.tail or ""
    if text:
        children.append(text)
    return Node(name, attributes, tuple(children), space[1:], element.prefix or "", line)


def _attribute_name(key: str, names: dict[str | None, str]) -> str:
    """Return an attribute's name as it was written."""
    if not key.startswith("{"):
        return key
    uri, _, local = key[1:].partition("}")
    if uri == _XML_NAMESPACE:
        return f"xml:{local}"
    return next((f"{prefix}:{local}" for prefix, declared in names.items() if prefix and declared == uri), local)
