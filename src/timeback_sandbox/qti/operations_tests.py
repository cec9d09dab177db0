"""The operations on tests, and the table of all operations on tests and what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, cast

import msgspec
from sqlalchemy import Column, bindparam, select

from timeback_sandbox.moments import instant_of
from timeback_sandbox.qti import bodies, bodies_tests, records
from timeback_sandbox.qti.addresses import item_address, item_hrefs, public_base
from timeback_sandbox.qti.answering import document_answer, needs_thread
from timeback_sandbox.qti.listing import SORTS, list_documents, read_list, takes_long
from timeback_sandbox.qti.lookup_tests import references_in
from timeback_sandbox.qti.operations import list_query
from timeback_sandbox.qti.operations_parts import MODE_QUERY, PART_ROUTES, modes_of
from timeback_sandbox.qti.problems import conflict, missing, refused
from timeback_sandbox.qti.reading import read_form, read_object, wants_xml
from timeback_sandbox.qti.tables import ITEMS, TESTS
from timeback_sandbox.qti.tests_drafts import INVALID, draft_test
from timeback_sandbox.qti.tests_editing import NO_TEST
from timeback_sandbox.serving import Answer, Call, Route
from timeback_sandbox.statements import ConnectionReader, Prepared, one_of, shared_dialect

__all__ = ["ROUTES"]

_AT_ONCE: Final = 500


# ---------------------------------------------------------------- tests


def _list_tests(call: Call) -> Answer:
    modes = modes_of(call)
    return list_documents(call, TESTS, read_list(call, SORTS), tuple(modes.values()))


def _create_test(call: Call) -> Answer:
    draft = draft_test(call.state.settings, read_form(call, INVALID), item_hrefs(call))
    with call.store.write() as connection:
        if records.exists(ConnectionReader(connection), TESTS, draft.identifier):
            raise conflict("Assessment test with this identifier already exists")
        return _test_answer(201, records.add(connection, TESTS, draft, instant_of(call.now)), draft.columns["is_valid"])


@lru_cache(maxsize=1)
def _by_identifier() -> Prepared:
    columns: list[Column[Any]] = [TESTS.c.document, TESTS.c.is_valid]
    statement = select(*columns).where(TESTS.c.identifier == bindparam("identifier"))
    return Prepared(statement, shared_dialect("sqlite"))


def _get_test(call: Call) -> Answer:
    if wants_xml(call):
        return document_answer(call, TESTS, call.ids["identifier"], NO_TEST)
    rows = call.store.points.rows(_by_identifier(), {"identifier": call.ids["identifier"]})
    if not rows:
        raise missing(NO_TEST)
    return _test_answer(200, *rows[0])


def _update_test(call: Call) -> Answer:
    identifier = call.ids["identifier"]
    if not records.exists(call.store.points, TESTS, identifier):
        raise missing(NO_TEST)
    draft = draft_test(call.state.settings, read_form(call, INVALID), item_hrefs(call), identifier)
    with call.store.write() as connection:
        created = records.created_at(connection, TESTS, identifier)
        if created is None:
            raise missing(NO_TEST)
        document = records.replace(connection, TESTS, draft, instant_of(call.now), created)
    return _test_answer(200, document, draft.columns["is_valid"])


def _delete_test(call: Call) -> Answer:
    with call.store.write() as connection:
        if not records.remove(connection, TESTS, call.ids["identifier"]):
            raise missing(NO_TEST)
    return Answer(204)


def _update_metadata(call: Call) -> Answer:
    error = "Metadata is required and must be an object"
    identifier = call.ids["identifier"]
    if not records.exists(call.store.points, TESTS, identifier):
        raise missing(NO_TEST)
    metadata = read_object(call, error).get("metadata")
    if not isinstance(metadata, dict):
        raise refused(400, error)
    with call.store.write() as connection:
        said = cast("dict[str, object]", metadata)
        document = records.set_metadata(connection, TESTS, identifier, said, instant_of(call.now))
    if document is None:
        raise missing(NO_TEST)
    return Answer(200, document)


def _test_answer(status: int, document: bytes, valid: object) -> Answer:
    """A test with what is said of its XML, which lists leave out."""
    return Answer(status, document[:-1] + (b',"isValidXml":true}' if valid else b',"isValidXml":false}'))


def _questions(call: Call) -> Answer:
    """The items that a test refers to and that exist, in its order."""
    base = public_base(call)
    with call.store.read() as connection:
        row = records.find_row(connection, TESTS, call.ids["identifier"])
        if row is None:
            raise missing(NO_TEST)
        references = list(references_in(row.structure))
        wanted = list(dict.fromkeys(reference.identifier for reference in references))
        items: dict[str, bytes] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = one_of(ITEMS.c.identifier, wanted[start : start + _AT_ONCE])
            found = connection.execute(select(ITEMS.c.identifier, ITEMS.c.document).where(some))
            items.update({row.identifier: row.document for row in found})
    questions: list[bytes] = []
    for reference in references:
        item = items.get(reference.identifier)
        if item is not None:
            place = {
                "identifier": reference.identifier,
                "href": reference.href or item_address(base, reference.identifier),
                "testPart": reference.part,
                "section": reference.section,
            }
            questions.append(b'{"reference":' + msgspec.json.encode(place) + b',"question":' + item + b"}")
    head = {"assessmentTest": row.identifier, "title": row.title, "totalQuestions": len(questions)}
    return Answer(200, msgspec.json.encode(head)[:-1] + b',"questions":[' + b",".join(questions) + b"]}")


# ---------------------------------------------------------------- the table of them

_TAG: Final = "QTI tests"
_ERRORS: dict[str, Any] = {"error_body": bodies.Refusal}
_WRITE: dict[str, Any] = {"blocks": needs_thread, **_ERRORS}
_BAD: Final = {400: "The body is wrong"}
_MISSING: Final = {404: "There is none of that identifier"}
_TAKEN: Final = {409: "There is one of that identifier already"}
_T: Final = "/assessment-tests"
_ONE: Final = _T + "/{identifier}"
_TEST: Mapping[int, object] = {200: bodies_tests.AssessmentTest}

ROUTES: tuple[Route, ...] = (
    Route("qti.assessment_tests.list", "GET", _T, _list_tests, _TAG, "Lists tests",
          query=(*list_query(SORTS, filtered=True), *MODE_QUERY), answers={200: bodies_tests.TestList},
          errors={400: "A parameter is wrong"}, quick=True, blocks=takes_long, **_ERRORS),
    Route("qti.assessment_tests.create", "POST", _T, _create_test, _TAG, "Creates a test, from JSON or XML",
          body=bodies_tests.TestForm, answers={201: bodies_tests.AssessmentTest}, errors={**_BAD, **_TAKEN}, **_WRITE),
    Route("qti.assessment_tests.get", "GET", _ONE, _get_test, _TAG, "Gets a test, as JSON or XML", answers=_TEST,
          errors=_MISSING, quick=True, **_ERRORS),
    Route("qti.assessment_tests.update", "PUT", _ONE, _update_test, _TAG, "Replaces a test, by JSON or XML",
          body=bodies_tests.TestForm, answers=_TEST, errors={**_BAD, **_MISSING}, **_WRITE),
    Route("qti.assessment_tests.delete", "DELETE", _ONE, _delete_test, _TAG, "Deletes a test", answers={204: None},
          errors=_MISSING, **_ERRORS),
    Route("qti.assessment_tests.update_metadata", "PUT", _ONE + "/metadata", _update_metadata, _TAG,
          "Replaces the metadata of a test", body=bodies_tests.MetadataForm, answers=_TEST,
          errors={**_BAD, **_MISSING}, **_ERRORS),
    Route("qti.assessment_tests.get_questions", "GET", _ONE + "/questions", _questions, _TAG,
          "Gets the items of a test", answers={200: bodies_tests.Questions}, errors=_MISSING, **_ERRORS),
    *PART_ROUTES,
)  # fmt: skip
