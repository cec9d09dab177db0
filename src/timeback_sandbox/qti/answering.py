"""What answers have in common: a document as JSON or XML, and which calls take long."""

from __future__ import annotations

from sqlalchemy import Table

from timeback_sandbox.qti import records
from timeback_sandbox.qti.problems import missing
from timeback_sandbox.qti.reading import wants_xml
from timeback_sandbox.serving import Answer, Call

__all__ = ["XML", "document_answer", "needs_thread", "xml_answer"]

XML = b"application/xml; charset=utf-8"
_LARGE = 100_000


def xml_answer(xml: str) -> Answer:
    """An answer that is a document as it is stored."""
    return Answer(200, xml.encode(), media_type=XML)


def document_answer(call: Call, table: Table, identifier: str, error: str) -> Answer:
    """A stored document, as JSON or XML.

    Args:
        call: The request.
        table: Of its kind.
        identifier: Which one.
        error: Said when there is none.

    Raises:
        QtiProblem: 404, there is none.
    """
    if wants_xml(call):
        xml = records.raw_xml_of(call.store.points, table, identifier)
        if xml is None:
            raise missing(error)
        return xml_answer(xml)
    document = records.document_of(call.store.points, table, identifier)
    if document is None:
        raise missing(error)
    return Answer(200, document)


def needs_thread(call: Call) -> bool:
    """Whether a write takes too long to run between other requests: a large document, or one for the schema."""
    return len(call.body) > _LARGE or call.state.settings.qti_schemas is not None
