"""QTI 3.0 documents: reading, deriving fields, generating from JSON forms, validating.

It knows no HTTP and no database. Reading XML needs lxml (`pip install 'timeback-core[qti]'`), which is imported by the
first document that is read.
"""

from __future__ import annotations

from timeback_core.qti.xml.content import to_content
from timeback_core.qti.xml.derive import (
    ItemFields,
    StimulusFields,
    TestFields,
    derive_item,
    derive_stimulus,
    derive_test,
    read_document,
)
from timeback_core.qti.xml.errors import QtiFormError, QtiXmlError
from timeback_core.qti.xml.generate import generate_item, generate_stimulus, generate_test, stimulus_identifiers
from timeback_core.qti.xml.node import Node, serialise
from timeback_core.qti.xml.reading import QTI_NAMESPACE, XmlLimits, read_xml
from timeback_core.qti.xml.schemas import SchemaFiles
from timeback_core.qti.xml.validate import Finding, ValidationReport, validate_xml

__all__ = [
    "QTI_NAMESPACE",
    "Finding",
    "ItemFields",
    "Node",
    "QtiFormError",
    "QtiXmlError",
    "SchemaFiles",
    "StimulusFields",
    "TestFields",
    "ValidationReport",
    "XmlLimits",
    "derive_item",
    "derive_stimulus",
    "derive_test",
    "generate_item",
    "generate_stimulus",
    "generate_test",
    "read_document",
    "read_xml",
    "serialise",
    "stimulus_identifiers",
    "to_content",
    "validate_xml",
]
