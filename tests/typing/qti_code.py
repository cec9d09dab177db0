"""A user's typical code for QTI, for the type checkers only: what each expression is known to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_type

from timeback_core.pages import Paginator
from timeback_core.qti import (
    AssessmentItem,
    AssessmentItemRef,
    AssessmentItemRefInput,
    AssessmentSection,
    AssessmentSectionInput,
    AssessmentTest,
    BatchValidationResult,
    CorrectResponseInput,
    CreateAssessmentItemInput,
    CreateAssessmentItemXmlInput,
    CreateAssessmentTestInput,
    CreateStimulusInput,
    DeleteResponse,
    ItemMetadata,
    ItemMetadataInput,
    LessonFeedback,
    ListAssessmentItemsParams,
    ListResponse,
    ParsedQtiItem,
    ProcessResponseFeedback,
    ProcessResponseInput,
    ProcessResponseResult,
    QtiClient,
    QuestionsResponse,
    ReorderItemsInput,
    ResponseDeclarationInput,
    Stimulus,
    SubmitLessonFeedbackInput,
    TestPart,
    TestPartInput,
    ValidateInput,
    ValidationResult,
    parse_qti_xml,
)


async def items(qti: QtiClient, raw: dict[str, Any]) -> None:
    calls = qti.assessment_items
    page = await calls.list({"page": 2}, limit=5, sort="type", where={"type": "choice"}, timeout=5)
    assert_type(page, ListResponse[AssessmentItem])
    assert_type(page.items, list[AssessmentItem])
    assert_type(page[0], AssessmentItem)
    assert_type(page.pages, int | None)
    await calls.list(ListAssessmentItemsParams(sort="createdAt", order="asc"))
    walk = calls.stream(limit=50, filter="type='choice'", max_items=10)
    assert_type(walk, Paginator[AssessmentItem])
    async for item in walk:
        assert_type(item.metadata, ItemMetadata | None)
        assert_type(item.created_at, datetime | None)
        assert_type(item["rawXml"], Any)
    assert_type(await walk.to_array(max_items=10), list[AssessmentItem])
    assert_type(await calls.get("i"), AssessmentItem)
    assert_type(await calls.get_xml("i"), str)
    declared = ResponseDeclarationInput(
        identifier="RESPONSE",
        cardinality="multiple",
        base_type="directedPair",
        correct_response=CorrectResponseInput(value=[["A", "B"], "C D"]),
    )
    form = CreateAssessmentItemInput(
        identifier="i",
        title="T",
        type="choice",
        response_declarations=[declared],
        metadata=ItemMetadataInput(grade=3, difficulty="easy"),
    )
    made = await calls.create(form)
    assert_type(made, AssessmentItem)
    await calls.create(raw)
    await calls.create(CreateAssessmentItemXmlInput(xml="<x/>"))
    await calls.create_from_xml("<x/>", metadata={"grade": 3})
    await calls.update("i", made)
    await calls.update_from_xml("i", b"<x/>", metadata=made.metadata)
    assert_type(await calls.upsert("i", raw, max_retries=0), AssessmentItem)
    assert_type(await calls.delete("i"), DeleteResponse)
    await calls.update_metadata({"identifier": "i", "metadata": {"grade": None}})
    scored = await calls.process_response("i", ["A", "B"])
    assert_type(scored, ProcessResponseResult)
    assert_type(scored.score, float)
    assert_type(scored.feedback, ProcessResponseFeedback | None)
    await calls.process_response("i", {"response": "A"})
    await calls.process_response("i", {"R1": "A", "R2": ["B", 3]})
    await calls.process_response("i", [("A", "B")], response_identifier="R")
    await calls.process_response("i", ProcessResponseInput(response=16))


async def tests(qti: QtiClient, raw: dict[str, Any]) -> None:
    calls = qti.assessment_tests
    assert_type(await calls.list(navigation_mode="linear"), ListResponse[AssessmentTest])
    assert_type(calls.stream(submission_mode="individual"), Paginator[AssessmentTest])
    reference = AssessmentItemRefInput(identifier="i", sequence=1)
    section = AssessmentSectionInput(
        identifier="s", title="S", qti_assessment_item_ref=[reference, {"identifier": "j"}]
    )
    part = TestPartInput(
        identifier="p", navigation_mode="linear", submission_mode="individual", qti_assessment_section=[section]
    )
    test = await calls.create(CreateAssessmentTestInput(identifier="t", title="T", qti_test_part=[part]))
    assert_type(test, AssessmentTest)
    assert_type(test.parts, list[TestPart])
    assert_type(test.parts[0].sections[0].item_refs, list[AssessmentItemRef])
    assert_type(test.is_valid_xml, bool | None)
    await calls.update("t", test)
    assert_type(await calls.create_from_xml("<t/>"), AssessmentTest)
    assert_type(await calls.update_from_xml("t", b"<t/>"), AssessmentTest)
    assert_type(await calls.update_metadata("t", {"a": 1}), AssessmentTest)
    assert_type(await calls.get_questions("t"), QuestionsResponse)
    parts = calls.test_parts("t")
    assert_type(await parts.list(where={"identifier": "p"}), ListResponse[TestPart])
    assert_type(await parts.create(raw), TestPart)
    assert_type(await parts.get_xml("p"), str)
    sections = parts.sections("p")
    assert_type(await sections.list(sort="identifier"), ListResponse[AssessmentSection])
    assert_type(sections.stream(), Paginator[AssessmentSection])
    assert_type(await sections.get("s"), AssessmentSection)
    refs = sections.items("s")
    assert_type(await refs.add("i", sequence=1), AssessmentSection)
    await refs.add(reference)
    await refs.reorder(["j", "i"])
    await refs.reorder(test.parts[0].sections[0].item_refs)
    await refs.reorder(ReorderItemsInput(items=[reference]))
    assert_type(await refs.remove("i"), DeleteResponse)


async def rest(qti: QtiClient, raw: dict[str, Any]) -> None:
    assert_type(await qti.stimuli.list(), ListResponse[Stimulus])
    made = await qti.stimuli.create(CreateStimulusInput(identifier="s", title="S", content="<p/>"))
    assert_type(made.content, dict[str, Any] | None)
    assert_type(await qti.stimuli.update("s", raw), Stimulus)
    result = await qti.validate.validate(schema="item", xml="<x/>")
    assert_type(result, ValidationResult)
    assert_type(result.success, bool)
    await qti.validate.validate(ValidateInput(schema_type="test", entity_id="t"))
    assert_type(await qti.validate.batch(schema="item", entity_ids=["a"]), BatchValidationResult)
    said = SubmitLessonFeedbackInput(user_id="u", lesson_id="l", feedback="f")
    assert_type(await qti.lesson.submit_lesson(said), LessonFeedback)
    assert_type(await qti.feedback.list_for_lesson("l"), list[LessonFeedback])
    assert_type(await qti.general.delete_by_id("x"), DeleteResponse)
    assert_type(parse_qti_xml("<x/>"), ParsedQtiItem)
