"""What is refused before anything is sent, and how it is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from qti_calls import ITEM, ITEM_FORM, PART, SECTION, STIMULUS, TEST_FORM, answering, qti

from timeback_core.errors import InputValidationError
from timeback_core.qti import AssessmentItem, QtiClient

pytestmark = pytest.mark.anyio

Do = Callable[[QtiClient], Awaitable[Any]]


def without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def declaring(identifier: str) -> dict[str, Any]:
    return {**ITEM_FORM, "responseDeclarations": [{"identifier": identifier, "cardinality": "single"}]}


def part(**more: Any) -> dict[str, Any]:
    return {**TEST_FORM, "qti-test-part": [{**PART, **more}]}


WRONG: dict[str, tuple[Do, list[str]]] = {
    "blank identifier": (lambda q: q.assessment_items.get(" "), ["identifier"]),
    "identifier that is no text": (lambda q: q.assessment_tests.get_xml(7), ["identifier"]),  # type: ignore[arg-type]  # what is tested
    "blank part": (lambda q: q.assessment_tests.test_parts("t").get(""), ["testPartId"]),
    "blank section": (lambda q: q.assessment_tests.test_parts("t").sections("p").delete(""), ["sectionId"]),
    "blank item": (
        lambda q: q.assessment_tests.test_parts("t").sections("p").items("s").remove(""),
        ["itemIdentifier"],
    ),
    "blank lesson": (lambda q: q.lesson.get_lesson(""), ["lessonId"]),
    "page": (lambda q: q.assessment_items.list(page=0), ["page"]),
    "page that is a bool": (lambda q: q.assessment_items.list(page=True), ["page"]),
    "limit in params": (lambda q: q.stimuli.list({"limit": -1}), ["limit"]),
    "order": (lambda q: q.assessment_items.list({"order": "up"}), ["order"]),
    "sort": (lambda q: q.stimuli.list({"sort": "type"}), ["sort"]),
    "several at once": (lambda q: q.assessment_tests.list({"page": "x", "nonsense": 1}), ["page", "nonsense"]),
    "mode": (lambda q: q.assessment_tests.list({"navigation_mode": "zigzag"}), ["navigationMode"]),
    "filter on stimuli": (lambda q: q.stimuli.list({"filter": "title='x'"}), ["filter"]),
    "empty item": (lambda q: q.assessment_items.create({}), ["identifier", "title", "type"]),
    "blank title": (lambda q: q.assessment_items.create({**ITEM_FORM, "title": "  "}), ["title"]),
    "blank type": (lambda q: q.assessment_items.create({**ITEM_FORM, "type": ""}), ["type"]),
    "unknown field": (lambda q: q.assessment_items.create({**ITEM_FORM, "tilte": "x"}), ["tilte"]),
    "grade": (lambda q: q.assessment_items.create({**ITEM_FORM, "metadata": {"grade": 14}}), ["metadata.grade"]),
    "difficulty": (
        lambda q: q.assessment_items.create({**ITEM_FORM, "metadata": {"difficulty": "so-so"}}),
        ["metadata.difficulty"],
    ),
    "reserved declaration": (
        lambda q: q.assessment_items.create(declaring("numAttempts")),
        ["responseDeclarations[0].identifier"],
    ),
    "interaction without a question": (
        lambda q: q.assessment_items.create({**ITEM_FORM, "interaction": {"type": "choice"}}),
        ["interaction.responseIdentifier", "interaction.questionStructure"],
    ),
    "blank xml": (lambda q: q.assessment_items.create_from_xml("\n"), ["xml"]),
    "xml that is no text": (lambda q: q.assessment_items.create({"format": "xml", "xml": 5}), ["xml"]),
    "xml form without xml": (lambda q: q.assessment_items.create({"format": "xml"}), ["xml"]),
    "update of nothing": (lambda q: q.assessment_items.update("i", {"title": "T"}), ["interaction"]),
    "body that is none": (lambda q: q.assessment_items.create(5), ["(root)"]),  # type: ignore[arg-type]  # what is tested
    "metadata missing": (lambda q: q.assessment_items.update_metadata({"identifier": "i"}), ["metadata"]),
    "metadata missing beside xml": (lambda q: q.assessment_items.update_metadata({"xml": "<x/>"}), ["metadata"]),
    "no response": (lambda q: q.assessment_items.process_response("i", None), ["response"]),  # type: ignore[arg-type]  # what is tested
    "empty mapping": (lambda q: q.assessment_items.process_response("i", {}), ["response"]),
    "nested mapping": (lambda q: q.assessment_items.process_response("i", {"R": {"a": "b"}}), ["response"]),  # type: ignore[dict-item]  # what is tested
    "blank response identifier": (
        lambda q: q.assessment_items.process_response("i", "B", response_identifier=" "),
        ["responseIdentifier"],
    ),
    "test without parts": (lambda q: q.assessment_tests.create({**TEST_FORM, "qti-test-part": []}), ["qti-test-part"]),
    "part without sections": (
        lambda q: q.assessment_tests.create(part(**{"qti-assessment-section": []})),
        ["qti-test-part[0].qti-assessment-section"],
    ),
    "navigation": (
        lambda q: q.assessment_tests.create(part(navigationMode="x")),
        ["qti-test-part[0].navigationMode"],
    ),
    "sequence": (
        lambda q: q.assessment_tests.create(part(**{"qti-assessment-section": [{**SECTION, "sequence": 0}]})),
        ["qti-test-part[0].qti-assessment-section[0].sequence"],
    ),
    "blank document": (lambda q: q.assessment_tests.create_from_xml(b" "), ["xml"]),
    "document that is none": (lambda q: q.assessment_tests.update_from_xml("t", {}), ["xml"]),  # type: ignore[arg-type]  # what is tested
    "document that has no bytes": (lambda q: q.assessment_tests.create_from_xml("<a>\ud800</a>"), ["xml"]),
    "test metadata": (lambda q: q.assessment_tests.update_metadata("t", {"metadata": 5}), ["metadata"]),
    "nothing to reorder": (
        lambda q: q.assessment_tests.test_parts("t").sections("p").items("s").reorder([]),
        ["items"],
    ),
    "blank item to add": (
        lambda q: q.assessment_tests.test_parts("t").sections("p").items("s").add("", sequence=0),
        ["identifier", "sequence"],
    ),
    "stimulus content": (
        lambda q: q.stimuli.update("s", {"title": "T", "content": STIMULUS["content"]}),
        ["content"],
    ),
    "catalogue name": (
        lambda q: q.stimuli.create(
            {
                "identifier": "s",
                "title": "T",
                "content": "<p/>",
                "catalogInfo": [{"id": "1 a", "support": "s", "content": "c"}],
            }
        ),
        ["catalogInfo[0].id"],
    ),
    "nothing to validate": (lambda q: q.validate.validate(schema="item"), ["xml"]),
    "no schema": (lambda q: q.validate.validate(xml="<x/>"), ["schema"]),
    "schema": (lambda q: q.validate.validate({"schema": "lesson", "xml": "<x/>"}), ["schema"]),
    "empty batch": (lambda q: q.validate.batch(schema="item", xml=[]), ["xml"]),
    "feedback": (lambda q: q.feedback.create_for_lesson({"userId": " "}), ["userId", "feedback", "lessonId"]),
}


@pytest.mark.parametrize("name", list(WRONG))
async def test_wrong_input_is_refused_before_anything_is_sent(name: str) -> None:
    do, paths = WRONG[name]
    client, pipeline = answering({})
    with pytest.raises(InputValidationError) as caught:
        await do(client)
    assert sorted(issue.path for issue in caught.value.issues) == sorted(paths)
    assert caught.value.status_code == 400
    assert pipeline.calls == []


@pytest.mark.parametrize(
    ("go", "path"),
    [
        (lambda q: q.assessment_tests.test_parts(""), "testId"),
        (lambda q: q.assessment_tests.test_parts("t").sections(" "), "testPartId"),
        (lambda q: q.assessment_tests.test_parts("t").sections("p").items(""), "sectionId"),
        (lambda q: q.assessment_items.stream(limit=0), "limit"),
        (lambda q: q.assessment_items.stream(max_items=0), "max"),
        (lambda q: q.assessment_items.stream(page=0), "page"),
        (lambda q: q.stimuli.stream(order="up"), "order"),
    ],
)
def test_places_and_walks_are_checked_at_once(go: Callable[[QtiClient], object], path: str) -> None:
    client, _ = answering({})
    with pytest.raises(InputValidationError) as caught:
        go(client)
    assert [issue.path for issue in caught.value.issues] == [path]


async def test_a_filter_is_given_in_one_way() -> None:
    client, pipeline = answering({})
    with pytest.raises(ValueError, match="where or filter"):
        await client.assessment_items.list(where={"type": "choice"}, filter="type='choice'")
    with pytest.raises(ValueError, match="where or filter"):
        client.assessment_tests.stream(where={"title": "x"}, filter="title='x'")
    assert pipeline.calls == []


async def read_item() -> tuple[QtiClient, AssessmentItem]:
    client, pipeline = qti(lambda _call: (200, ITEM))
    item = await client.assessment_items.get("i-1")
    pipeline.calls.clear()
    return client, item


async def test_a_change_of_an_item_that_would_be_lost_is_refused() -> None:
    client, item = await read_item()
    item.title = "Another"
    with pytest.raises(InputValidationError) as caught:
        await client.assessment_items.update("i-1", item)
    assert [(issue.path, "raw_xml" in issue.message) for issue in caught.value.issues] == [("title", True)]


async def test_an_item_without_xml_cannot_be_sent() -> None:
    client, pipeline = answering({})
    item = AssessmentItem(identifier="i", title="T", type="choice")
    with pytest.raises(InputValidationError, match="no XML"):
        await client.assessment_items.create(item)
    assert pipeline.calls == []


async def test_a_stimulus_that_was_read_is_no_update() -> None:
    client, pipeline = qti(lambda _call: (200, STIMULUS))
    stimulus = await client.stimuli.get("tides")
    pipeline.calls.clear()
    with pytest.raises(InputValidationError) as caught:
        await client.stimuli.update("tides", stimulus)  # type: ignore[arg-type]  # what is tested
    assert [issue.path for issue in caught.value.issues] == ["content"]
    assert pipeline.calls == []


async def test_kinds_of_items_that_nobody_documented_are_sent() -> None:
    client, pipeline = answering(ITEM)
    await client.assessment_items.create({**ITEM_FORM, "type": "gap-match"})
    await client.assessment_items.create({**ITEM_FORM, "type": "portable-custom"})
    assert len(pipeline.calls) == 2
