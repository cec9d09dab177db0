"""Validation: is a document readable, what does the schema say of it, and does it hold together?"""

from __future__ import annotations

import msgspec

from timeback_core.qti.xml.derive import ROOTS
from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.meaning import check_meaning
from timeback_core.qti.xml.node import Node
from timeback_core.qti.xml.reading import DEFAULT_LIMITS, QTI_NAMESPACE, XmlLimits, decode_xml, read_xml
from timeback_core.qti.xml.schemas import SchemaFiles
from timeback_core.qti.xml.structure import check_structure

__all__ = ["Finding", "ValidationReport", "validate_xml"]


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong with a document.

    Attributes:
        line: The line, 1-based; 0 when there is none to name.
        message: What is wrong.
    """

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class ValidationReport(msgspec.Struct, frozen=True):
    """What validation found.

    Attributes:
        findings: Everything that is wrong, in the order in which it was found.
        schema_used: Whether schema files took part; without them, only what is known to go wrong often is checked.
    """

    findings: tuple[Finding, ...]
    schema_used: bool

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def messages(self) -> list[str]:
        """The findings as text, with their lines."""
        return [str(finding) for finding in self.findings]

    @property
    def summary(self) -> str:
        """`Valid XML`, or the first message."""
        return self.findings[0].message if self.findings else "Valid XML"


def validate_xml(
    xml: str | bytes,
    schema: str,
    files: SchemaFiles | None = None,
    limits: XmlLimits = DEFAULT_LIMITS,
) -> ValidationReport:
    """Validate a document. A document that cannot be read is a finding, not an exception.

    Args:
        xml: The document.
        schema: What it must be: `item`, `test` or `stimulus`.
        files: Schema files; without them the structure is checked against the rules that authors most often break.
        limits: What the document may cost.

    Raises:
        ValueError: `schema` is none of the three.
    """
    if schema not in ROOTS:
        raise ValueError(f"schema must be one of {', '.join(ROOTS)}, not {schema!r}")
    used = files is not None
    try:
        text = decode_xml(xml, limits)
        root = read_xml(text, limits)
    except QtiXmlError as error:
        return ValidationReport((Finding(error.line, error.problem),), used)
    wrong_root = _check_root(root, ROOTS[schema])
    if wrong_root is not None:
        return ValidationReport((wrong_root,), used)
    found = files.errors(text) if files is not None else check_structure(root)
    found += check_meaning(root)
    return ValidationReport(tuple(Finding(line, message) for line, message in dict.fromkeys(found)), used)


def _check_root(root: Node, expected: str) -> Finding | None:
    """Return what is wrong with the root element."""
    if root.name != expected:
        return Finding(root.line, f"the root element must be <{expected}>, not <{root.tag}>")
    if root.namespace not in {"", QTI_NAMESPACE}:
        return Finding(root.line, f"the namespace must be {QTI_NAMESPACE}, not {root.namespace}")
    return None
