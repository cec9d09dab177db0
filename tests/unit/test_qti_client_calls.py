"""What the QTI resources send: methods, paths, queries, bodies and media types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from qti_calls import (
    ITEM,
    ITEM_FORM,
    PART,
    SAID,
    SCORED,
    SECTION,
    STIMULUS,
    TEST,
    TEST_FORM,
    VALIDATED,
    XML_ITEM,
    answering,
    body_of,
    page_of,
    qti,
    sent,
)

from timeback_core.errors import NotFoundError
from timeback_core.qti import (
    AssessmentItem,
    AssessmentSection,
    CreateAssessmentItemInput,
    CreateAssessmentItemXmlInput,
    ItemMetadataInput,
    ListAssessmentItemsParams,
    ProcessResponseInput,
    QtiClient,
    Stimulus,
    TestPart,
    UpdateAssessmentItemInput,
    ValidateInput,
)

pytestmark = pytest.mark.anyio

Do = Callable[[QtiClient], Awaitable[Any]]

XML_FORM = {"format": "xml", "xml": XML_ITEM}
PAGE: dict[str, Any] = {"items": [], "total": 0, "page": 1, "pages": 0}
SAYS = {"userId": "u", "lessonId": "l", "feedback": "Too quiet"}


def parts(client: QtiClient) -> Any:
    return client.assessment_tests.test_parts("t 1")


def sections(client: QtiClient) -> Any:
    return parts(client).sections("p/1")


def items(client: QtiClient) -> Any:
    return sections(client).items("s?1")


PARTS = "/assessment-tests/t%201/test-parts"
SECTIONS = f"{PARTS}/p%2F1/sections"
ITEMS = f"{SECTIONS}/s%3F1/items"

CALLS: dict[str, tuple[Do, object, str, object]] = {
    "assessment_items.list": (lambda q: q.assessment_items.list(), PAGE, "GET /assessment-items", None),
    "assessment_items.get": (lambda q: q.assessment_items.get("i 1"), ITEM, "GET /assessment-items/i%201", None),
    "assessment_items.create": (
        lambda q: q.assessment_items.create(ITEM_FORM),
        ITEM,
        "POST /assessment-items",
        ITEM_FORM,
    ),
    "assessment_items.create_from_xml": (
        lambda q: q.assessment_items.create_from_xml(XML_ITEM, metadata={"grade": 5, "lesson": "Halves"}),
        ITEM,
        "POST /assessment-items",
        {**XML_FORM, "metadata": {"grade": "5", "lesson": "Halves"}},
    ),
    "assessment_items.update": (
        lambda q: q.assessment_items.update("i-1", {**ITEM_FORM, "identifier": "another"}),
        ITEM,
        "PUT /assessment-items/i-1",
        ITEM_FORM,
    ),
    "assessment_items.update_from_xml": (
        lambda q: q.assessment_items.update_from_xml("i 1", XML_ITEM),
        ITEM,
        "PUT /assessment-items/i%201",
        XML_FORM,
    ),
    "assessment_items.upsert": (
        lambda q: q.assessment_items.upsert("i-1", ITEM_FORM),
        ITEM,
        "PUT /assessment-items/i-1",
        ITEM_FORM,
    ),
    "assessment_items.delete": (
        lambda q: q.assessment_items.delete("i-1"),
        None,
        "DELETE /assessment-items/i-1",
        None,
    ),
    "assessment_items.update_metadata": (
        lambda q: q.assessment_items.update_metadata({"identifier": "i-1", "metadata": {"subject": None, "grade": 4}}),
        ITEM,
        "POST /assessment-items/metadata",
        {"identifier": "i-1", "metadata": {"subject": None, "grade": "4"}},
    ),
    "assessment_items.create_from_metadata": (
        lambda q: q.assessment_items.create_from_metadata({**XML_FORM, "metadata": {"lesson": None}}),
        ITEM,
        "POST /assessment-items/metadata",
        {**XML_FORM, "metadata": {"lesson": None}},
    ),
    "assessment_items.process_response": (
        lambda q: q.assessment_items.process_response("i-1", "B"),
        SCORED,
        "POST /assessment-items/i-1/process-response",
        {"identifier": "i-1", "response": "B"},
    ),
    "stimuli.list": (lambda q: q.stimuli.list(query="moon"), PAGE, "GET /stimuli?query=moon", None),
    "stimuli.get": (lambda q: q.stimuli.get("tides"), STIMULUS, "GET /stimuli/tides", None),
    "stimuli.create": (
        lambda q: q.stimuli.create({"identifier": "tides", "title": "Tides", "content": "<p> x </p>\n"}),
        STIMULUS,
        "POST /stimuli",
        {"identifier": "tides", "title": "Tides", "content": "<p> x </p>\n"},
    ),
    "stimuli.create_from_xml": (
        lambda q: q.stimuli.create_from_xml(b"<s/>", metadata={"a": 1}),
        STIMULUS,
        "POST /stimuli",
        {"format": "xml", "xml": "<s/>", "metadata": {"a": 1}},
    ),
    "stimuli.update": (
        lambda q: q.stimuli.update(
            "tides", {"title": "T", "content": "<p/>", "catalog_info": [{"id": "c1", "support": "s", "content": "m"}]}
        ),
        STIMULUS,
        "PUT /stimuli/tides",
        {
            "identifier": "tides",
            "title": "T",
            "content": "<p/>",
            "catalogInfo": [{"id": "c1", "support": "s", "content": "m"}],
        },
    ),
    "stimuli.delete": (lambda q: q.stimuli.delete("tides"), None, "DELETE /stimuli/tides", None),
    "assessment_tests.list": (
        lambda q: q.assessment_tests.list(navigation_mode="linear", submission_mode="individual"),
        PAGE,
        "GET /assessment-tests?navigationMode=linear&submissionMode=individual",
        None,
    ),
    "assessment_tests.get": (lambda q: q.assessment_tests.get("t-1"), TEST, "GET /assessment-tests/t-1", None),
    "assessment_tests.create": (
        lambda q: q.assessment_tests.create(TEST_FORM),
        TEST,
        "POST /assessment-tests",
        TEST_FORM,
    ),
    "assessment_tests.create_from_xml": (
        lambda q: q.assessment_tests.create_from_xml("<t>é</t>"),
        TEST,
        "POST /assessment-tests",
        "<t>é</t>",
    ),
    "assessment_tests.update": (
        lambda q: q.assessment_tests.update("t-1", {**TEST_FORM, "identifier": "another"}),
        TEST,
        "PUT /assessment-tests/t-1",
        TEST_FORM,
    ),
    "assessment_tests.update_from_xml": (
        lambda q: q.assessment_tests.update_from_xml("t-1", b"<t/>"),
        TEST,
        "PUT /assessment-tests/t-1",
        "<t/>",
    ),
    "assessment_tests.upsert": (
        lambda q: q.assessment_tests.upsert("t-1", TEST_FORM),
        TEST,
        "PUT /assessment-tests/t-1",
        TEST_FORM,
    ),
    "assessment_tests.delete": (lambda q: q.assessment_tests.delete("t-1"), None, "DELETE /assessment-tests/t-1", None),
    "assessment_tests.update_metadata": (
        lambda q: q.assessment_tests.update_metadata("t-1", {"course": "sci-6"}),
        TEST,
        "PUT /assessment-tests/t-1/metadata",
        {"metadata": {"course": "sci-6"}},
    ),
    "assessment_tests.get_questions": (
        lambda q: q.assessment_tests.get_questions("t-1"),
        {"assessmentTest": "t-1", "title": "x", "totalQuestions": 0, "questions": []},
        "GET /assessment-tests/t-1/questions",
        None,
    ),
    "test_parts.list": (
        lambda q: parts(q).list({"navigationMode": "linear"}, where={"identifier": "main"}),
        PAGE,
        f"GET {PARTS}?where=".replace("where=", "filter=identifier%3D%27main%27&navigationMode=linear"),
        None,
    ),
    "test_parts.get": (lambda q: parts(q).get("p/1"), PART, f"GET {PARTS}/p%2F1", None),
    "test_parts.create": (lambda q: parts(q).create(PART), PART, f"POST {PARTS}", PART),
    "test_parts.update": (
        lambda q: parts(q).update("main", {name: value for name, value in PART.items() if name != "identifier"}),
        PART,
        f"PUT {PARTS}/main",
        PART,
    ),
    "test_parts.delete": (lambda q: parts(q).delete("p/1"), None, f"DELETE {PARTS}/p%2F1", None),
    "sections.list": (lambda q: sections(q).list(page=2, limit=5), PAGE, f"GET {SECTIONS}?page=2&limit=5", None),
    "sections.get": (lambda q: sections(q).get("warmup"), SECTION, f"GET {SECTIONS}/warmup", None),
    "sections.create": (
        lambda q: sections(q).create({"identifier": "s", "title": "S"}),
        SECTION,
        f"POST {SECTIONS}",
        {"identifier": "s", "title": "S", "visible": True},
    ),
    "sections.update": (lambda q: sections(q).update("warmup", SECTION), SECTION, f"PUT {SECTIONS}/warmup", SECTION),
    "sections.delete": (lambda q: sections(q).delete("warmup"), None, f"DELETE {SECTIONS}/warmup", None),
    "section_items.add": (
        lambda q: items(q).add("i-3", sequence=1),
        SECTION,
        f"POST {ITEMS}",
        {"identifier": "i-3", "sequence": 1},
    ),
    "section_items.add a reference": (
        lambda q: items(q).add({"identifier": "i-3", "sequence": 4}, href="i-3.xml"),
        SECTION,
        f"POST {ITEMS}",
        {"identifier": "i-3", "sequence": 4, "href": "i-3.xml"},
    ),
    "section_items.remove": (lambda q: items(q).remove("i 3"), None, f"DELETE {ITEMS}/i%203", None),
    "section_items.reorder": (
        lambda q: items(q).reorder(["i-2", {"identifier": "i-1", "href": "i-1.xml"}]),
        SECTION,
        f"PUT {ITEMS}/order",
        {"items": [{"identifier": "i-2"}, {"identifier": "i-1", "href": "i-1.xml"}]},
    ),
    "validate.validate": (
        lambda q: q.validate.validate(schema="item", xml="<x/>"),
        VALIDATED,
        "POST /validate",
        {"schema": "item", "xml": "<x/>"},
    ),
    "validate.validate an entity": (
        lambda q: q.validate.validate(ValidateInput(schema_type="test", entity_id="t-1")),
        VALIDATED,
        "POST /validate",
        {"schema": "test", "entityId": "t-1"},
    ),
    "validate.batch": (
        lambda q: q.validate.batch(schema="item", entity_ids=["a", "b"]),
        {"results": [VALIDATED]},
        "POST /validate/batch",
        {"schema": "item", "xml": [], "entityIds": ["a", "b"]},
    ),
    "lesson.submit_lesson": (lambda q: q.lesson.submit_lesson(SAYS), SAID, "POST /lesson", SAYS),
    "feedback.create_for_lesson": (lambda q: q.feedback.create_for_lesson(SAYS), SAID, "POST /lesson", SAYS),
    "lesson.submit_question": (
        lambda q: q.lesson.submit_question({**SAYS, "question_id": "i-1", "human_approved": True}),
        SAID,
        "POST /question",
        {**SAYS, "questionId": "i-1", "humanApproved": True},
    ),
    "feedback.create_for_question": (lambda q: q.feedback.create_for_question(SAYS), SAID, "POST /question", SAYS),
    "lesson.get_lesson": (lambda q: q.lesson.get_lesson("les 4"), [SAID], "GET /lesson/les%204", None),
    "feedback.list_for_lesson": (lambda q: q.feedback.list_for_lesson("les 4"), [SAID], "GET /lesson/les%204", None),
    "general.delete_by_id": (lambda q: q.general.delete_by_id("fb-1"), {"message": "gone"}, "DELETE /fb-1", None),
    "feedback.delete": (lambda q: q.feedback.delete("fb-1"), {"message": "gone"}, "DELETE /fb-1", None),
}


@pytest.mark.parametrize("name", list(CALLS))
async def test_a_method_sends_its_request(name: str) -> None:
    do, body, line, content = CALLS[name]
    client, pipeline = answering(body)
    await do(client)
    assert sent(pipeline) == (line, content)


@pytest.mark.parametrize(
    "get_xml",
    [
        lambda q: q.assessment_items.get_xml("a"),
        lambda q: q.assessment_tests.get_xml("a"),
        lambda q: q.stimuli.get_xml("a"),
        lambda q: parts(q).get_xml("a"),
    ],
)
async def test_xml_is_asked_for_with_both_headers_and_comes_as_it_is(get_xml: Do) -> None:
    text = "<?xml version='1.0' encoding='UTF-8'?>\n<a>é</a>\n"
    client, pipeline = answering(text.encode(), headers={"content-type": "application/xml"})
    assert await get_xml(client) == text
    (call,) = pipeline.calls
    assert (call.method, call.accept, call.headers) == ("GET", "application/xml", {"Content-Type": "application/xml"})


async def test_xml_in_another_charset_is_decoded() -> None:
    client, _ = answering("<a>é</a>".encode("latin-1"), headers={"content-type": "text/xml; charset=ISO-8859-1"})
    assert await client.stimuli.get_xml("a") == "<a>é</a>"


async def test_xml_documents_of_tests_travel_under_their_own_media_type() -> None:
    client, pipeline = answering(TEST)
    await client.assessment_tests.create_from_xml("<t/>")
    await client.assessment_tests.update_from_xml("t-1", "<t/>")
    await client.assessment_tests.create(TEST_FORM)
    media_types = [(call.headers or {}).get("Content-Type") for call in pipeline.calls]
    assert media_types == ["application/xml", "application/xml", None]


@pytest.mark.parametrize(
    "body",
    [
        CreateAssessmentItemXmlInput(xml=XML_ITEM),
        {"xml": XML_ITEM},
        {"format": "xml", "xml": XML_ITEM},
    ],
)
async def test_a_create_tells_the_form_by_the_body(body: Any) -> None:
    client, pipeline = answering(ITEM)
    await client.assessment_items.create(body)
    assert sent(pipeline)[1] == XML_FORM


async def test_inputs_take_either_style_of_names() -> None:
    expected = {**ITEM_FORM, "timeDependent": True, "metadata": {"grade": "-1"}}
    snake = {**ITEM_FORM, "time_dependent": True, "metadata": {"grade": -1}}
    made = CreateAssessmentItemInput(
        identifier="i-1",
        title="Half of twelve",
        type="choice",
        interaction=ITEM_FORM["interaction"],
        time_dependent=True,
        metadata=ItemMetadataInput(grade=-1),
    )
    for body in (expected, snake, made):
        client, pipeline = answering(ITEM)
        await client.assessment_items.create(body)
        assert sent(pipeline)[1] == expected


async def test_dashed_fields_go_out_under_their_names_on_the_wire() -> None:
    interaction = {
        "type": "slider",
        "response_identifier": "RESPONSE",
        "question_structure": {"prompt": "?", "anything": [1]},
        "lower_bound": 0,
        "upper-bound": 9.5,
        "attributes": {"expected_length": 3, "data-x": "y"},
    }
    client, pipeline = answering(ITEM)
    await client.assessment_items.create({**ITEM_FORM, "interaction": interaction})
    body = sent(pipeline)[1]
    assert isinstance(body, dict)
    assert body["interaction"] == {
        "type": "slider",
        "responseIdentifier": "RESPONSE",
        "questionStructure": {"prompt": "?", "anything": [1]},
        "lower-bound": 0,
        "upper-bound": 9.5,
        "attributes": {"expected-length": 3, "data-x": "y"},
    }


async def test_a_key_keeps_pairs_as_lists_and_numbers_as_numbers() -> None:
    client, pipeline = answering(ITEM)
    for value, written in (
        ([("C1", "T1"), ["C2", "T2"]], [["C1", "T1"], ["C2", "T2"]]),
        ([7.0, 8], [7.0, 8]),
        ("B", ["B"]),
        ([], []),
    ):
        pipeline.calls.clear()
        declared = {"identifier": "R", "cardinality": "multiple", "correctResponse": {"value": value}}
        await client.assessment_items.create({**ITEM_FORM, "responseDeclarations": [declared]})
        body = sent(pipeline)[1]
        assert isinstance(body, dict)
        assert body["responseDeclarations"][0]["correctResponse"] == {"value": written}


RESPONSES: list[tuple[Any, dict[str, Any], object]] = [
    ("York", {}, {"identifier": "i", "response": "York"}),
    ("", {}, {"identifier": "i", "response": ""}),
    (16, {}, {"identifier": "i", "response": "16"}),
    (["A", "B"], {}, {"identifier": "i", "response": ["A", "B"]}),
    ([], {}, {"identifier": "i", "response": []}),
    ([["A", "P"], ("C", "M")], {}, {"identifier": "i", "response": ["A P", "C M"]}),
    ([(102, 113)], {}, {"identifier": "i", "response": ["102 113"]}),
    ({"R1": "a", "R2": ["b", "c"]}, {}, {"identifier": "i", "response": {"R1": "a", "R2": ["b", "c"]}}),
    ({"response": "B"}, {}, {"identifier": "i", "response": "B"}),
    ({"identifier": "RESPONSE", "response": ["B"]}, {}, {"identifier": "RESPONSE", "response": ["B"]}),
    ({"response": {"R1": 1}}, {}, {"identifier": "i", "response": {"R1": "1"}}),
    (ProcessResponseInput(response="B"), {}, {"identifier": "i", "response": "B"}),
    (ProcessResponseInput(identifier="x", response="B"), {}, {"identifier": "x", "response": "B"}),
    ("B", {"response_identifier": "R2"}, {"identifier": "R2", "response": "B"}),
]


@pytest.mark.parametrize(("response", "more", "body"), RESPONSES)
async def test_a_response_may_come_in_any_form(response: Any, more: dict[str, Any], body: object) -> None:
    client, pipeline = answering(SCORED)
    await client.assessment_items.process_response("i", response, **more)
    assert sent(pipeline)[1] == body


async def test_scoring_and_validating_may_be_repeated_and_creating_may_not() -> None:
    client, pipeline = answering(SCORED)
    await client.assessment_items.process_response("i", "B")
    pipeline.answer = lambda _call: (200, VALIDATED)
    await client.validate.validate(schema="item", xml="<x/>")
    pipeline.answer = lambda _call: (201, ITEM)
    await client.assessment_items.create(ITEM_FORM)
    assert [call.idempotent for call in pipeline.calls] == [True, True, False]


async def missing_first(do: Do, body: object) -> list[tuple[str, object]]:
    """Return what is sent when the first request finds nothing."""
    answers = [(404, {"error": "Assessment item not found"}), (201, body)]
    client, pipeline = qti(lambda _call: answers.pop(0))
    await do(client)
    return [(f"{call.method} {call.url.removeprefix('http://host/api')}", body_of(call)) for call in pipeline.calls]


async def test_an_upsert_creates_what_is_not_there() -> None:
    named = {**ITEM_FORM, "identifier": "i-9"}
    assert await missing_first(lambda q: q.assessment_items.upsert("i-9", ITEM_FORM), ITEM) == [
        ("PUT /assessment-items/i-9", named),
        ("POST /assessment-items", named),
    ]
    assert await missing_first(lambda q: q.assessment_items.upsert("i 1", {"xml": XML_ITEM}), ITEM) == [
        ("PUT /assessment-items/i%201", XML_FORM),
        ("POST /assessment-items", XML_FORM),
    ]
    form = {"title": "T", "content": "<p/>"}
    assert await missing_first(lambda q: q.stimuli.upsert("s", form), STIMULUS) == [
        ("PUT /stimuli/s", {"identifier": "s", **form}),
        ("POST /stimuli", {"identifier": "s", **form}),
    ]
    assert await missing_first(lambda q: q.assessment_tests.upsert("t-9", TEST_FORM), TEST) == [
        ("PUT /assessment-tests/t-9", {**TEST_FORM, "identifier": "t-9"}),
        ("POST /assessment-tests", {**TEST_FORM, "identifier": "t-9"}),
    ]


async def test_an_upsert_of_an_answer_leaves_out_what_a_create_does_not_take() -> None:
    both = {**ITEM_FORM, "rawXml": XML_ITEM, "content": {}, "createdAt": "2026-01-05T09:00:00.000Z", "__v": 0}
    calls = await missing_first(lambda q: q.assessment_items.upsert("i-1", both), ITEM)
    assert calls[1] == ("POST /assessment-items", ITEM_FORM)
    replayed = {name: value for name, value in ITEM.items() if name not in {"createdAt", "updatedAt", "__v"}}
    calls = await missing_first(lambda q: q.assessment_items.upsert("i-1", ITEM), ITEM)
    assert calls == [
        ("PUT /assessment-items/i-1", replayed),
        ("POST /assessment-items", {**XML_FORM, "metadata": ITEM["metadata"]}),
    ]


async def test_other_refusals_of_an_upsert_are_not_answered_by_creating() -> None:
    client, pipeline = answering({"error": "no"}, 500)
    with pytest.raises(Exception, match="no"):
        await client.assessment_items.upsert("i-1", ITEM_FORM)
    assert len(pipeline.calls) == 1


async def read(kind: str) -> tuple[QtiClient, Any, Any]:
    """Return a client, its pipeline, and a record that it read."""
    client, pipeline = qti(
        lambda call: (200, TEST if "tests" in call.url else STIMULUS if "stim" in call.url else ITEM)
    )
    record = await getattr(client, kind).get("x")
    pipeline.calls.clear()
    return client, pipeline, record


async def test_an_item_that_was_read_is_sent_by_its_xml() -> None:
    client, pipeline, item = await read("assessment_items")
    assert isinstance(item, AssessmentItem)
    assert item.metadata is not None
    item.metadata.difficulty = "hard"
    item.raw_xml = XML_ITEM.replace("Half", "Third")
    expected = {
        "format": "xml",
        "xml": XML_ITEM.replace("Half", "Third"),
        "metadata": {**ITEM["metadata"], "difficulty": "hard"},
    }
    await client.assessment_items.update("i-1", item)
    assert sent(pipeline)[1] == expected
    pipeline.calls.clear()
    await client.assessment_items.create(item)
    assert sent(pipeline)[1] == expected
    pipeline.calls.clear()
    await client.assessment_items.create_from_xml(item, metadata={"subject": "Math"})
    assert sent(pipeline)[1] == {**expected, "metadata": {"subject": "Math"}}


async def test_a_test_that_was_read_may_be_changed_and_sent() -> None:
    client, pipeline, test = await read("assessment_tests")
    test.title = "Unit 4 quiz"
    test.parts[0].sections[0].item_refs[0].href = "other.xml"
    await client.assessment_tests.update("t-1", test)
    body = sent(pipeline)[1]
    assert isinstance(body, dict)
    assert body["title"] == "Unit 4 quiz"
    assert body["qti-test-part"][0]["qti-assessment-section"][0]["qti-assessment-item-ref"][0]["href"] == "other.xml"
    assert not body.keys() & {"rawXml", "content", "createdAt", "updatedAt", "__v", "isValidXml"}


async def test_parts_and_sections_that_were_read_may_be_sent() -> None:
    client, pipeline = qti(lambda call: (200, SECTION if "sections" in call.url else {**PART, "rawXml": "<x/>"}))
    part, section = await parts(client).get("main"), await sections(client).get("warmup")
    assert isinstance(part, TestPart)
    assert isinstance(section, AssessmentSection)
    pipeline.calls.clear()
    await parts(client).update("main", part)
    assert sent(pipeline)[1] == PART
    pipeline.calls.clear()
    await sections(client).update("warmup", section)
    assert sent(pipeline)[1] == SECTION
    pipeline.calls.clear()
    await items(client).reorder(list(reversed(section.item_refs)))
    assert sent(pipeline)[1] == {
        "items": [{"identifier": "i-2", "href": "i-2.xml"}, {"identifier": "i-1", "href": "i-1.xml"}]
    }


async def test_a_stimulus_that_was_read_can_be_created_elsewhere_by_its_xml() -> None:
    client, pipeline, stimulus = await read("stimuli")
    assert isinstance(stimulus, Stimulus)
    await client.stimuli.create(stimulus)
    assert sent(pipeline)[1] == {"format": "xml", "xml": STIMULUS["rawXml"]}


async def test_lists_take_params_and_keywords_and_keywords_win() -> None:
    client, pipeline = answering(PAGE)
    params = ListAssessmentItemsParams(
        query="a", page=3, sort="createdAt", where={"type": {"in_": ["choice", "order"]}}
    )
    await client.assessment_items.list(params, page=1, order="asc")
    await client.assessment_items.list({"limit": 2, "filter": "type='choice'", "sort": "updated_at"})
    assert [call.url.partition("?")[2] for call in pipeline.calls] == [
        "query=a&page=1&sort=createdAt&order=asc&filter=%28type%3D%27choice%27+OR+type%3D%27order%27%29",
        "limit=2&sort=updatedAt&filter=type%3D%27choice%27",
    ]


async def test_a_condition_that_nothing_meets_needs_no_request() -> None:
    client, pipeline = qti(lambda call: (200, page_of([], call)))
    page = await client.assessment_items.list(where={"type": {"in_": []}})
    assert (page.items, page.total, page.pages, page.has_more) == ([], 0, 0, False)
    assert await client.assessment_items.stream(where={"type": {"in_": []}}).to_list() == []
    assert pipeline.calls == []


async def test_existence_is_asked_by_reading() -> None:
    client, _ = answering(ITEM)
    assert await client.assessment_items.exists("i-1")
    client, _ = answering({"error": "Assessment item not found"}, 404)
    assert not await client.assessment_items.exists("i-1")
    with pytest.raises(NotFoundError):
        await client.assessment_items.get("i-1")


async def test_an_update_input_of_older_code_still_fits() -> None:
    client, pipeline = answering(ITEM)
    body = UpdateAssessmentItemInput(
        identifier="i-1", title="T", type="choice", raw_xml=XML_ITEM, content={"qti-assessment-item": {}}
    )
    await client.assessment_items.update("i-1", body)
    assert sent(pipeline)[1] == {
        "identifier": "i-1",
        "title": "T",
        "type": "choice",
        "rawXml": XML_ITEM,
        "content": {"qti-assessment-item": {}},
    }
