"""The operations on the parts of a test, on their sections, and on the references to items in these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from timeback_sandbox.qti import bodies, bodies_tests, records
from timeback_sandbox.qti.addresses import item_hrefs
from timeback_sandbox.qti.answering import needs_thread, xml_answer
from timeback_sandbox.qti.filtering import matches
from timeback_sandbox.qti.listing import SORTS, ListRequest, envelope, fold, page_slice, read_list
from timeback_sandbox.qti.operations import list_query
from timeback_sandbox.qti.problems import Issue, invalid, missing, refused
from timeback_sandbox.qti.reading import check_same, is_xml_type, read_object, wants_xml
from timeback_sandbox.qti.tables import TESTS
from timeback_sandbox.qti.tests_editing import NO_TEST, edited, part_answer, part_in, section_in
from timeback_sandbox.qti.tests_forms import (
    NAVIGATION_MODES,
    SUBMISSION_MODES,
    Form,
    Reading,
    items_to_order,
    part_form,
    read_reference,
    section_form,
    without_nulls,
)
from timeback_sandbox.qti.tests_tree import Tree
from timeback_sandbox.serving import Answer, Call, QueryParameter, Route

__all__ = ["MODE_QUERY", "PART_ROUTES", "modes_of"]

_INVALID_PART: Final = "Invalid test part data"
_INVALID_SECTION: Final = "Invalid section data"


# ---------------------------------------------------------------- what parts and sections have in common


def modes_of(call: Call) -> dict[str, str]:
    """The modes that a list is filtered by, by the name of their field.

    Raises:
        QtiProblem: 400, one is no mode.
    """
    found: dict[str, str] = {}
    named = (("navigationMode", NAVIGATION_MODES, "navigation"), ("submissionMode", SUBMISSION_MODES, "submission"))
    for name, words, kind in named:
        mode = call.first(name)
        if mode is None:
            continue
        if mode not in words:
            message = f"must be {' or '.join(words)}, got {mode[:50]!r}"
            raise invalid([Issue(name, message, "invalid_enum_value")], f"Invalid {kind} mode")
        found[name] = mode
    return found


def _structure(call: Call) -> dict[str, Any]:
    """The typed fields of the test in the path.

    Raises:
        QtiProblem: 404, there is none.
    """
    structure = records.structure_of(call.store.points, TESTS, call.ids["testId"])
    if structure is None:
        raise missing(NO_TEST)
    return records.read_document_fields(structure)


def _reading(call: Call) -> Reading:
    return Reading(item_hrefs(call))


def _is_xml(call: Call) -> bool:
    """Whether the body calls itself XML, by its type or in its JSON."""
    if is_xml_type(call.content_type):
        return True
    try:
        form = msgspec.json.decode(call.body, type=_Format)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return form.format == "xml"


class _Format(msgspec.Struct):
    format: object = None


def _page(call: Call, entries: Sequence[Mapping[str, Any]], searched: Collection[str], *, filtered: bool) -> Answer:
    """A page of what stands in a test: in its order, unless another one is asked for."""
    request = read_list(call, SORTS, filtered=filtered, sort="sequence", order="asc")
    found = [entry for entry in entries if _wanted(entry, request, searched)]
    if request.sort in {"identifier", "title"}:
        found.sort(key=lambda entry: str(entry.get(request.sort, "")))
    if request.order == "desc":
        found.reverse()
    page = [msgspec.json.encode(entry) for entry in page_slice(found, request)]
    return envelope(page, len(found), request)


def _wanted(entry: Mapping[str, Any], request: ListRequest, searched: Collection[str]) -> bool:
    text = "\n".join(fold(entry[name]) for name in searched)
    if not all(token in text for token in request.tokens):
        return False
    return request.filter is None or matches(request.filter, entry)


# ---------------------------------------------------------------- parts


def _list_parts(call: Call) -> Answer:
    modes = modes_of(call)
    parts = _structure(call)["qti-test-part"]
    chosen = [part for part in parts if all(part[name] == mode for name, mode in modes.items())]
    return _page(call, chosen, ("identifier",), filtered=True)


def _create_part(call: Call) -> Answer:
    with edited(call, call.ids["testId"], _INVALID_PART) as test:
        if _is_xml(call):
            raise refused(400, _INVALID_PART, "a test part is created from JSON")
        form = _part_form(call, None)
        test.add_part(form)
    return Answer.of(201, part_answer(test.fields, form["identifier"], test.part_xml(form["identifier"])))


def _get_part(call: Call) -> Answer:
    part_id = call.ids["partId"]
    if wants_xml(call):
        xml = records.raw_xml_of(call.store.points, TESTS, call.ids["testId"])
        if xml is None:
            raise missing(NO_TEST)
        tree = Tree(xml)
        part = tree.part(part_id)
        if part is not None:
            return xml_answer(tree.text_of(part))
    return Answer.of(200, part_in(_structure(call), part_id))


def _update_part(call: Call) -> Answer:
    part_id = call.ids["partId"]
    with edited(call, call.ids["testId"], _INVALID_PART) as test:
        test.check_section(part_id)
        if _is_xml(call):
            raise refused(501, "XML update not supported yet")
        test.set_part(part_id, _part_form(call, part_id))
    return Answer.of(200, part_answer(test.fields, part_id, test.part_xml(part_id)))


def _delete_part(call: Call) -> Answer:
    with edited(call, call.ids["testId"], _INVALID_PART) as test:
        test.remove_part(call.ids["partId"])
    return Answer(204)


def _part_form(call: Call, part_id: str | None) -> Form:
    return _checked_form(call, _INVALID_PART, part_form, part_id)


def _checked_form(
    call: Call, error: str, check: Callable[[Reading, Form, str, str | None], Form], named: str | None
) -> Form:
    """The body of a part or a section, checked."""
    body = without_nulls(read_object(call, error))
    check_same(body.get("identifier"), named)
    reading = _reading(call)
    form = check(reading, body, "", named)
    reading.finish(error)
    return form


# ---------------------------------------------------------------- sections


def _list_sections(call: Call) -> Answer:
    sections = part_in(_structure(call), call.ids["partId"])["qti-assessment-section"]
    return _page(call, sections, ("identifier", "title"), filtered=False)


def _create_section(call: Call) -> Answer:
    part_id = call.ids["partId"]
    with edited(call, call.ids["testId"], _INVALID_SECTION) as test:
        test.check_section(part_id)
        form = _section_form(call, None)
        test.add_section(part_id, form)
    return Answer.of(201, section_in(test.fields, part_id, form["identifier"]))


def _get_section(call: Call) -> Answer:
    return Answer.of(200, section_in(_structure(call), call.ids["partId"], call.ids["sectionId"]))


def _update_section(call: Call) -> Answer:
    part_id, section_id = call.ids["partId"], call.ids["sectionId"]
    with edited(call, call.ids["testId"], _INVALID_SECTION) as test:
        test.check_section(part_id, section_id)
        test.set_section(part_id, section_id, _section_form(call, section_id))
    return Answer.of(200, section_in(test.fields, part_id, section_id))


def _delete_section(call: Call) -> Answer:
    with edited(call, call.ids["testId"], _INVALID_SECTION) as test:
        test.remove_section(call.ids["partId"], call.ids["sectionId"])
    return Answer.of(200, {"message": "Section deleted successfully"})


def _section_form(call: Call, section_id: str | None) -> Form:
    if _is_xml(call):
        raise refused(501, "XML format not supported")
    return _checked_form(call, _INVALID_SECTION, section_form, section_id)


# ---------------------------------------------------------------- references


def _add_item(call: Call) -> Answer:
    error = "Assessment item identifier is required"
    part_id, section_id = call.ids["partId"], call.ids["sectionId"]
    with edited(call, call.ids["testId"], error) as test:
        test.check_section(part_id, section_id)
        reading = _reading(call)
        form = read_reference(reading, without_nulls(read_object(call, error)))
        reading.finish(error)
        test.add_ref(part_id, section_id, form)
    return Answer.of(201, section_in(test.fields, part_id, section_id))


def _remove_item(call: Call) -> Answer:
    with edited(call, call.ids["testId"], _INVALID_SECTION) as test:
        # a path that ends in `order` is taken by the operation that orders items
        item_id = call.ids.get("itemId", "order")
        test.remove_ref(call.ids["partId"], call.ids["sectionId"], item_id)
    return Answer(204)


def _order_items(call: Call) -> Answer:
    error = "Items array is required"
    part_id, section_id = call.ids["partId"], call.ids["sectionId"]
    with edited(call, call.ids["testId"], error) as test:
        test.check_section(part_id, section_id)
        test.order_refs(part_id, section_id, items_to_order(_reading(call), read_object(call, error)))
    return Answer.of(200, section_in(test.fields, part_id, section_id))


# ---------------------------------------------------------------- the table of them

_PARTS_TAG: Final = "QTI test parts and sections"
_ERRORS: dict[str, Any] = {"error_body": bodies.Refusal}
_WRITE: dict[str, Any] = {"blocks": needs_thread, **_ERRORS}
_BAD: Final = {400: "The body is wrong"}
_BAD_QUERY: Final = {400: "A parameter is wrong"}
_MISSING: Final = {404: "There is none of that identifier"}
_TAKEN: Final = {409: "There is one of that identifier already"}
_NO_XML: Final = {501: "XML is not supported here"}
MODE_QUERY: Final = (
    QueryParameter("navigationMode", "Only with a part of this mode", enum=NAVIGATION_MODES),
    QueryParameter("submissionMode", "Only with a part of this mode", enum=SUBMISSION_MODES),
)
_PARTS: Final = "/assessment-tests/{testId}/test-parts"
_PART: Final = _PARTS + "/{partId}"
_SECTIONS: Final = _PART + "/sections"
_SECTION: Final = _SECTIONS + "/{sectionId}"

PART_ROUTES: tuple[Route, ...] = (
    Route("qti.test_parts.list", "GET", _PARTS, _list_parts, _PARTS_TAG, "Lists the parts of a test",
          query=(*list_query(SORTS, filtered=True), *MODE_QUERY), answers={200: bodies_tests.PartList},
          errors={**_BAD_QUERY, **_MISSING}, **_ERRORS),
    Route("qti.test_parts.create", "POST", _PARTS, _create_part, _PARTS_TAG, "Adds a part to a test",
          body=bodies_tests.PartForm, answers={201: bodies_tests.WrittenPart},
          errors={**_BAD, **_MISSING, **_TAKEN}, **_WRITE),
    Route("qti.test_parts.get", "GET", _PART, _get_part, _PARTS_TAG, "Gets a part of a test, as JSON or XML",
          answers={200: bodies_tests.TestPart}, errors=_MISSING, **_ERRORS),
    Route("qti.test_parts.update", "PUT", _PART, _update_part, _PARTS_TAG, "Replaces a part of a test",
          body=bodies_tests.PartForm, answers={200: bodies_tests.WrittenPart},
          errors={**_BAD, **_MISSING, **_NO_XML}, **_WRITE),
    Route("qti.test_parts.delete", "DELETE", _PART, _delete_part, _PARTS_TAG, "Removes a part from a test",
          answers={204: None}, errors={**_BAD, **_MISSING}, **_ERRORS),
    Route("qti.sections.list", "GET", _SECTIONS, _list_sections, _PARTS_TAG, "Lists the sections of a part",
          query=list_query(SORTS, filtered=False), answers={200: bodies_tests.SectionList},
          errors={**_BAD_QUERY, **_MISSING}, **_ERRORS),
    Route("qti.sections.create", "POST", _SECTIONS, _create_section, _PARTS_TAG, "Adds a section to a part",
          body=bodies_tests.SectionForm, answers={201: bodies_tests.Section},
          errors={**_BAD, **_MISSING, **_NO_XML}, **_WRITE),
    Route("qti.sections.get", "GET", _SECTION, _get_section, _PARTS_TAG, "Gets a section",
          answers={200: bodies_tests.Section}, errors=_MISSING, **_ERRORS),
    Route("qti.sections.update", "PUT", _SECTION, _update_section, _PARTS_TAG, "Replaces a section",
          body=bodies_tests.SectionForm, answers={200: bodies_tests.Section},
          errors={**_BAD, **_MISSING, **_NO_XML}, **_WRITE),
    Route("qti.sections.delete", "DELETE", _SECTION, _delete_section, _PARTS_TAG, "Removes a section from its part",
          answers={200: bodies.Message}, errors={**_BAD, **_MISSING}, **_ERRORS),
    Route("qti.section_items.add", "POST", _SECTION + "/items", _add_item, _PARTS_TAG,
          "Refers to an item in a section", body=bodies_tests.ReferenceForm, answers={201: bodies_tests.Section},
          errors={**_BAD, **_MISSING}, **_WRITE),
    Route("qti.section_items.reorder", "PUT", _SECTION + "/items/order", _order_items, _PARTS_TAG,
          "Orders the items of a section", body=bodies_tests.OrderForm, answers={200: bodies_tests.Section},
          errors={**_BAD, **_MISSING}, **_WRITE),
    Route("qti.section_items.remove", "DELETE", _SECTION + "/items/{itemId}", _remove_item, _PARTS_TAG,
          "Takes an item out of a section", answers={204: None}, errors={**_BAD, **_MISSING}, **_ERRORS),
    Route("qti.section_items.remove_order", "DELETE", _SECTION + "/items/order", _remove_item, _PARTS_TAG,
          "Takes the item named order out of a section", answers={204: None}, errors={**_BAD, **_MISSING},
          hidden=True, **_ERRORS),
)  # fmt: skip
