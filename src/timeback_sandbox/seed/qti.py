"""The QTI part of the demo: the items and tests of its lessons, the passages of its articles, and a showcase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.qti_documents import Document
from timeback_sandbox.seed.wire import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.qti.records import Draft

__all__ = ["PART"]


def _records(seed: Seed, _today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """The documents of a seed, with their number; only the demo has some."""
    if seed.kind != "demo":
        return
    from timeback_sandbox.seed import qti_showcase
    from timeback_sandbox.seed.courses import courses
    from timeback_sandbox.seed.qti_lessons import contents, passages
    from timeback_sandbox.seed.syllabus import placed_lessons

    lessons = contents(placed_lessons(courses()))
    stimuli = [_derived(xml, "stimulus", {}) for xml in (*qti_showcase.STIMULI.values(), *passages())]
    items = [_derived(xml, "item", qti_showcase.METADATA.get(kind, {})) for kind, xml in qti_showcase.ITEMS.items()]
    tests = [_derived(qti_showcase.TEST, "test", {})]
    chapters = (
        ("qtiStimuli", stimuli),
        ("qtiItems", items + lessons.items),
        ("qtiTests", tests + lessons.tests),
    )
    for kind, documents in chapters:
        yield kind, len(documents), [{"document": document} for document in documents]


def _derived(xml: str, schema: str, metadata: dict[str, object]) -> Document:
    """A document of the few that are written by hand."""
    from timeback_core.qti.xml import derive_item, derive_stimulus, derive_test, read_document, to_content

    root = read_document(xml, schema)
    derive = {"item": derive_item, "stimulus": derive_stimulus, "test": derive_test}[schema]
    fields: dict[str, object] = {**derive(root)}
    if metadata:
        fields["metadata"] = metadata
    return Document(xml, fields, to_content(root))


def _insert(connection: Connection, kind: str, records: Iterable[Record], now: datetime) -> None:
    """Put documents into their table."""
    from timeback_sandbox.moments import instant_of
    from timeback_sandbox.qti import tables
    from timeback_sandbox.qti.records import add_many

    table = {"qtiStimuli": tables.STIMULI, "qtiItems": tables.ITEMS, "qtiTests": tables.TESTS}[kind]
    add_many(connection, table, (_draft(kind, record) for record in records), instant_of(now))


def _draft(kind: str, record: Record) -> Draft:
    """A document as the API stores it."""
    from timeback_sandbox.qti.records import Draft
    from timeback_sandbox.qti.tests_drafts import test_columns

    document = cast("Document", record["document"])
    fields = document.fields
    columns: dict[str, object] = {}
    if kind == "qtiItems":
        columns = {"type": fields["type"]}
    elif kind == "qtiTests":
        columns = test_columns(fields, valid=True)
    version = None if kind == "qtiStimuli" else 0
    identifier, title = cast("str", fields["identifier"]), cast("str", fields["title"])
    return Draft(identifier, title, fields, document.xml, document.content, columns, version=version)


PART = Part(_records, _insert)
"""QTI's part of the seeds."""
