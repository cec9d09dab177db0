"""How answers of QTI are read: typed fields, odd values, errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from qti_calls import ITEM, PART, SAID, SECTION, STIMULUS, TEST, VALIDATED, answering, qti

from timeback_core.errors import (
    BadRequestError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    ResponseParseError,
    ServerError,
    error_from_response,
)
from timeback_core.qti import DeleteResponse
from timeback_core.qti._base import read_error_text

pytestmark = pytest.mark.anyio


async def test_an_item_is_typed_and_keeps_what_is_not_declared() -> None:
    client, _ = answering({**ITEM, "rating": 5})
    item = await client.assessment_items.get("i-1")
    assert (item.identifier, item.type, item.qti_version, item.v) == ("i-1", "choice", "3.0", 0)
    assert item.created_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert item.response_declarations is not None
    (declared,) = item.response_declarations
    assert declared.correct_response is not None
    assert (declared.base_type, declared.correct_response.value) == ("identifier", ["B"])
    assert item.metadata is not None
    assert (item.metadata.grade, item.metadata.extra, item.metadata["humanApproved"]) == (
        "3",
        {"humanApproved": True},
        True,
    )
    assert item.extra == {"rating": 5}
    assert (item["rawXml"], item["raw_xml"], item["rating"], item["__v"]) == (ITEM["rawXml"], ITEM["rawXml"], 5, 0)
    with pytest.raises(KeyError):
        item["nonsense"]
    assert item.to_dict() == {**ITEM, "rating": 5}


async def test_odd_values_do_not_fail_an_item() -> None:
    odd: dict[str, Any] = {
        "identifier": "x",
        "title": "T",
        "type": "hologram",
        "metadata": {"grade": 5, "difficulty": "unheard-of"},
        "responseDeclarations": [
            {"identifier": "R", "cardinality": "multiple", "correctResponse": {"value": [["A", "B"], 7.5]}},
            {"identifier": "S", "cardinality": "record", "correctResponse": {}},
        ],
        "feedbackInline": [{"outcomeIdentifier": "F", "identifier": "a", "class": ["x"], "content": "c"}],
        "timeDependent": None,
        "modalFeedback": None,
    }
    client, _ = answering(odd)
    item = await client.assessment_items.get("x")
    assert (item.type, item.raw_xml, item.time_dependent, item.modal_feedback) == ("hologram", None, None, None)
    assert item.metadata is not None
    assert item.metadata.grade == "5"
    assert item.response_declarations is not None
    values = [one.correct_response.value for one in item.response_declarations if one.correct_response]
    assert values == [[["A", "B"], 7.5], []]
    assert item.feedback_inline is not None
    assert item.feedback_inline[0].class_names == ["x"]


async def test_a_test_has_short_names_for_its_dashed_fields() -> None:
    client, _ = answering(TEST)
    test = await client.assessment_tests.get("t-1")
    (part,) = test.parts
    (section,) = part.sections
    assert [ref.identifier for ref in section.item_refs] == ["i-1", "i-2"]
    assert test.qti_test_part == test["qti-test-part"] == [part]
    assert (test.time_limit, test.is_valid_xml) == (900, True)
    assert test.qti_outcome_declaration is not None
    assert test.qti_outcome_declaration[0].default_value == {"value": 0}


async def test_what_is_missing_from_a_test_is_empty() -> None:
    client, _ = answering({"identifier": "t", "title": "T"})
    test = await client.assessment_tests.update_metadata("t", {})
    assert (test.parts, test.is_valid_xml) == ([], None)
    part = (await client.assessment_tests.test_parts("t").get("p")).sections
    assert part == []


async def test_a_part_that_was_made_brings_its_xml() -> None:
    made = {**PART, "rawXml": "<qti-test-part/>", "content": {"qti-test-part": {}}}
    client, _ = answering(made, 201)
    part = await client.assessment_tests.test_parts("t").create(PART)
    assert (part.raw_xml, part.content) == ("<qti-test-part/>", {"qti-test-part": {}})


async def test_questions_come_with_their_items() -> None:
    reference = {"identifier": "i-1", "href": "h", "testPart": "main", "section": "warmup"}
    found = {
        "assessmentTest": "t-1",
        "title": "Q",
        "totalQuestions": 1,
        "questions": [{"reference": reference, "question": ITEM}],
    }
    client, _ = answering(found)
    questions = await client.assessment_tests.get_questions("t-1")
    assert (questions.assessment_test, questions.total_questions) == ("t-1", 1)
    (one,) = questions.questions
    assert (one.reference.test_part, one.question.raw_xml) == ("main", ITEM["rawXml"])


async def test_a_stimulus_is_read_with_its_content_as_an_object() -> None:
    client, _ = answering({**STIMULUS, "catalogInfo": [{"id": "c1", "support": "s", "content": "x"}]})
    stimulus = await client.stimuli.get("tides")
    assert stimulus.content == STIMULUS["content"]
    assert stimulus.catalog_info is not None
    assert stimulus.catalog_info[0].id == "c1"


@pytest.mark.parametrize(
    ("success", "valid"), [("true", True), ("false", False), (True, True), (False, False), ("TRUE", True)]
)
async def test_whether_a_document_is_valid_is_a_bool(success: object, valid: bool) -> None:
    client, _ = answering({**VALIDATED, "success": success})
    result = await client.validate.validate(schema="item", xml="<x/>")
    assert result.success is valid
    assert result.validation_errors == ["line 1: no"]
    client, _ = answering({"results": [{"success": success}]})
    (one,) = (await client.validate.batch(schema="item", xml=["<x/>"])).results
    assert (one.success, one.validation_errors) == (valid, [])


async def test_feedback_on_a_lesson_is_a_bare_list() -> None:
    client, _ = answering([SAID, {**SAID, "humanApproved": [True], "rating": 1}])
    first, second = await client.feedback.list_for_lesson("l")
    assert (first.identifier, first.human_approved, second.human_approved) == ("fb-1", None, [True])
    assert (first.extra, second.extra) == ({}, {"rating": 1})
    client, _ = answering([])
    assert await client.lesson.get_lesson("l") == []
    client, _ = answering(SAID)
    with pytest.raises(ResponseParseError, match="expected a JSON list"):
        await client.lesson.get_lesson("l")


async def test_deletions_may_say_something_or_nothing() -> None:
    client, _ = answering(None, 204)
    assert await client.assessment_items.delete("i") == DeleteResponse()
    client, _ = answering({"message": "Section deleted successfully"})
    deleted = await client.assessment_tests.test_parts("t").sections("p").delete("s")
    assert deleted.message == "Section deleted successfully"


async def test_a_deletion_that_was_repeated_and_finds_nothing_has_succeeded() -> None:
    for attempts in (1, 2):

        def gone(call: Any, attempts: int = attempts) -> Any:
            raise error_from_response(
                status=404, headers={}, content=b"{}", method=call.method, url=call.url, attempts=attempts
            )

        client, _ = qti(gone)
        if attempts == 2:
            assert await client.stimuli.delete("s") == DeleteResponse()
        else:
            with pytest.raises(NotFoundError):
                await client.stimuli.delete("s")


async def test_json_where_xml_was_asked_for_is_an_error() -> None:
    client, _ = answering(ITEM, headers={"content-type": "application/json; charset=utf-8"})
    with pytest.raises(ResponseParseError, match="expected application/xml, found application/json"):
        await client.assessment_items.get_xml("i-1")


async def test_xml_that_cannot_be_decoded_is_an_error() -> None:
    client, _ = answering(b"\xff\xfe\xfd", headers={"content-type": "application/xml"})
    with pytest.raises(ResponseParseError, match="cannot be decoded"):
        await client.assessment_items.get_xml("i-1")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"error": "Assessment item not found"}, "Assessment item not found"),
        (
            {"error": "Invalid request body", "details": "Stimulus(s) not found"},
            "Invalid request body: Stimulus(s) not found",
        ),
        ({"error": "Conflict", "message": "There is one"}, "There is one"),
        ({"error": "Unauthorized", "message": "jwt expired"}, "jwt expired"),
        ({"error": "Bad", "details": "x" * 501}, "Bad"),
        ({"error": "Bad", "details": ["x"]}, "Bad"),
        ({"imsx_description": "no"}, "no"),
        ([], None),
        (None, None),
    ],
)
def test_an_error_says_what_the_body_says_best(body: object, text: str | None) -> None:
    assert read_error_text(body) == text


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequestError), (403, ForbiddenError), (404, NotFoundError), (409, ConflictError), (501, ServerError)],
)
async def test_refusals_have_their_classes(status: int, kind: type[Exception]) -> None:
    client, _ = answering({"error": "XML format not supported"}, status)
    with pytest.raises(kind, match="XML format not supported"):
        await client.assessment_items.get("x")


async def test_the_issues_of_a_refusal_are_its_details() -> None:
    issues = [
        {"field": "limit", "message": "Expected number", "code": "invalid_type"},
        {"path": "sort", "message": "Invalid", "code": "invalid_enum_value"},
        "odd",
    ]
    body = {"error": "Invalid query", "code": "VALIDATION_ERROR", "meta": {"issues": issues, "eventId": "e"}}
    client, _ = answering(body, 400)
    with pytest.raises(BadRequestError, match="Invalid query") as caught:
        await client.assessment_items.list(filter="???")
    assert caught.value.details == [
        {"path": "limit", "message": "Expected number", "code": "invalid_type"},
        {"path": "sort", "message": "Invalid", "code": "invalid_enum_value"},
        "odd",
    ]
    assert caught.value.response == body


@pytest.mark.parametrize("meta", [None, [], {"issues": None}, {"issues": 5}, "x"])
async def test_issues_that_are_none_are_no_details(meta: object) -> None:
    client, _ = answering({"error": "no", "meta": meta}, 400)
    with pytest.raises(BadRequestError) as caught:
        await client.assessment_items.get("x")
    assert caught.value.details == []


async def test_sections_are_what_changes_of_their_items_answer_with() -> None:
    client, _ = answering(SECTION)
    items = client.assessment_tests.test_parts("t").sections("p").items("warmup")
    for section in (await items.add("i-2"), await items.reorder(["i-2"])):
        assert (section.identifier, len(section.item_refs)) == ("warmup", 2)


async def test_records_are_not_iterable() -> None:
    client, _ = answering(ITEM)
    item = await client.assessment_items.get("i-1")
    records: Any = item
    with pytest.raises(TypeError):
        iter(records)
