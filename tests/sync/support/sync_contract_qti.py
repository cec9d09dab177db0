# Written by tools/generate_sync.py from tests/support/contract_qti.py; changes belong there.
"""A case for each operation on items, stimuli, validation and feedback, and with those on tests for all of QTI."""

from __future__ import annotations

from typing import Any

import pytest
from contract_qti_tests import NOBODY, Case, document
from qti_forms import FORMS
from sync_contract_qti_tests import TEST_CASES, item

from timeback_core.errors import BadRequestError, ConflictError, NotFoundError
from timeback_core.qti import DeleteResponse
from timeback_core.sync import TimebackClient

STIMULUS: dict[str, Any] = {
    "identifier": "tides-passage",
    "title": "Tides",
    "content": '<p>The <span data-catalog-idref="c1">Moon</span> pulls.</p>',
    "catalogInfo": [{"id": "c1", "support": "linguistic-guidance", "content": "Earth's satellite"}],
}


def lists_items(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    made = [item(timeback, f"zz-{number}") for number in range(3)]
    page = items.list(query="zz-", limit=2)
    assert [one.identifier for one in page] == ["zz-2", "zz-1"]
    assert (page.total, page.page, page.pages, page.limit, page.sort, page.order) == (3, 1, 2, 2, "createdAt", "desc")
    following = page.fetch_next()
    assert following is not None
    assert [one.identifier for one in following] == ["zz-0"]
    assert not following.has_more
    ascending = items.list(where={"identifier": {"contains": "^zz-"}}, sort="identifier", order="asc")
    assert [one.raw_xml for one in ascending] == [one.raw_xml for one in made]
    assert items.list({"query": "zz-", "page": 9}).items == []
    with pytest.raises(BadRequestError) as caught:
        timeback.request("qti", "GET", "/assessment-items", params={"limit": 0})
    assert {detail["path"] for detail in caught.value.details} == {"limit"}
    with pytest.raises(BadRequestError):
        items.list(filter="title ===")


def gets_an_item(timeback: TimebackClient) -> None:
    made = item(timeback)
    found = timeback.qti.assessment_items.get("c-1")
    assert found == made
    assert found.extra == {}
    with pytest.raises(NotFoundError, match="Assessment item not found"):
        timeback.qti.assessment_items.get(NOBODY)


def gets_an_item_as_xml(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    item(timeback, "é ü")
    assert items.get_xml("é ü") == document("choice", "é ü")
    with pytest.raises(NotFoundError, match="Assessment item not found"):
        items.get_xml(NOBODY)


def creates_items(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    made = items.create({**FORMS["choice"], "metadata": {"grade": 3, "lesson": "Halves"}})
    assert (made.type, made.qti_version, made.v) == ("choice", "3.0", 0)
    assert made.metadata is not None
    assert (made.metadata.grade, made.metadata.extra) == ("3", {"lesson": "Halves"})
    assert made.raw_xml is not None
    assert made.raw_xml.startswith("<?xml")
    assert made.created_at == made.updated_at
    from_xml = items.create({"xml": document("slider", "s-1")})
    assert (from_xml.identifier, from_xml.raw_xml) == ("s-1", document("slider", "s-1"))
    with pytest.raises(ConflictError, match="already exists"):
        items.create(FORMS["choice"])
    with pytest.raises(BadRequestError):
        items.create_from_xml("<qti-assessment-item")


def updates_items(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    made = items.create({**FORMS["choice"], "metadata": {"grade": "3"}})
    changed = items.update("choice-1", {**FORMS["choice"], "title": "Another"})
    assert (changed.title, changed.metadata, changed.created_at) == ("Another", None, made.created_at)
    from_xml = items.update_from_xml("choice-1", document("order", "choice-1"), metadata={"subject": "Math"})
    assert (from_xml.type, from_xml.raw_xml) == ("order", document("order", "choice-1"))
    assert from_xml.metadata is not None
    from_xml.metadata.difficulty = "hard"
    again = items.update("choice-1", from_xml)
    assert again.metadata is not None
    assert (again.metadata.subject, again.metadata.difficulty, again.raw_xml) == ("Math", "hard", from_xml.raw_xml)
    assert items.update("choice-1", again.to_dict()).raw_xml == again.raw_xml
    with pytest.raises(NotFoundError):
        items.update(NOBODY, FORMS["choice"])
    with pytest.raises(BadRequestError, match="mismatch"):
        items.update_from_xml("choice-1", document("order", "another"))
    assert items.upsert("new-1", FORMS["order"]).identifier == "new-1"
    assert items.upsert("new-1", {"xml": document("slider", "new-1")}).type == "slider"
    assert items.upsert("new-2", {**again.to_dict(), "rawXml": document("order", "new-2")}).type == "order"


def deletes_items(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    item(timeback)
    assert items.delete("c-1") == DeleteResponse()
    with pytest.raises(NotFoundError):
        items.delete("c-1")
    assert item(timeback).identifier == "c-1"


def updates_metadata_of_items(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    made = items.create_from_xml(document("choice", "c-1"), metadata={"subject": "Math", "grade": 3, "lesson": "L"})
    changes = {"grade": 4, "lesson": None, "humanApproved": True}
    changed = items.update_metadata({"identifier": "c-1", "metadata": changes})
    assert changed.metadata is not None
    assert (changed.metadata.subject, changed.metadata.grade) == ("Math", "4")
    assert changed.metadata.extra == {"humanApproved": True}
    assert changed.raw_xml == made.raw_xml
    by_xml = items.create_from_metadata({"xml": document("choice", "c-1"), "metadata": {"subject": None}})
    assert by_xml.metadata is not None
    assert by_xml.metadata.to_dict() == {"grade": "4", "humanApproved": True}


def scores_responses(timeback: TimebackClient) -> None:
    items = timeback.qti.assessment_items
    item(timeback, "c-1")
    item(timeback, "g-1", "gap_match")
    right = items.process_response("c-1", "ChoiceA")
    assert right.feedback is not None
    assert (right.score, right.feedback.identifier, right.feedback.value) == (1.0, "correct", "Correct")
    wrong = items.process_response("c-1", {"response": "ChoiceB"})
    assert wrong.feedback is not None
    assert (wrong.score, wrong.feedback.identifier) == (0.0, "incorrect")
    for response in ({"RESPONSE": [["W", "G1"], "Su G2"]}, [("W", "G1"), ("Su", "G2")]):
        assert items.process_response("g-1", response).score == 3
    assert items.process_response("c-1", ["ChoiceA"], response_identifier="RESPONSE").score == 1
    with pytest.raises(NotFoundError, match="Assessment item not found"):
        items.process_response(NOBODY, "A")


def lists_stimuli(timeback: TimebackClient) -> None:
    stimuli = timeback.qti.stimuli
    for name in ("zz-a", "zz-b"):
        stimuli.create({**STIMULUS, "identifier": name})
    page = stimuli.list(query="zz-", sort="identifier", order="asc", limit=1)
    assert ([one.identifier for one in page], page.total, page.pages) == (["zz-a"], 2, 2)
    assert [one.identifier for one in stimuli.stream(query="zz-", limit=1)] == ["zz-b", "zz-a"]


def gets_a_stimulus(timeback: TimebackClient) -> None:
    made = timeback.qti.stimuli.create(STIMULUS)
    found = timeback.qti.stimuli.get("tides-passage")
    assert found == made
    with pytest.raises(NotFoundError, match="Stimulus not found"):
        timeback.qti.stimuli.get(NOBODY)


def gets_a_stimulus_as_xml(timeback: TimebackClient) -> None:
    made = timeback.qti.stimuli.create(STIMULUS)
    assert timeback.qti.stimuli.get_xml("tides-passage") == made.raw_xml


def creates_stimuli(timeback: TimebackClient) -> None:
    stimuli = timeback.qti.stimuli
    made = stimuli.create(STIMULUS)
    assert made.content is not None
    assert made.catalog_info is not None
    assert [(one.id, one.support) for one in made.catalog_info] == [("c1", "linguistic-guidance")]
    assert made.raw_xml is not None
    copy = made.raw_xml.replace("tides-passage", "tides-copy")
    again = stimuli.create_from_xml(copy, metadata={"subject": "Science"})
    assert (again.identifier, again.raw_xml, again.metadata) == ("tides-copy", copy, {"subject": "Science"})
    with pytest.raises(ConflictError, match="already exists"):
        stimuli.create(STIMULUS)


def updates_stimuli(timeback: TimebackClient) -> None:
    stimuli = timeback.qti.stimuli
    made = stimuli.create(STIMULUS)
    changed = stimuli.update("tides-passage", {"title": "Ebb", "content": "<p>Less</p>"})
    assert (changed.title, changed.catalog_info, changed.created_at) == ("Ebb", [], made.created_at)
    with pytest.raises(NotFoundError):
        stimuli.update(NOBODY, {"title": "Ebb", "content": "<p>Less</p>"})
    assert stimuli.upsert("new", {"title": "N", "content": "<p/>"}).identifier == "new"


def deletes_stimuli(timeback: TimebackClient) -> None:
    timeback.qti.stimuli.create(STIMULUS)
    assert timeback.qti.stimuli.delete("tides-passage") == DeleteResponse()
    with pytest.raises(NotFoundError):
        timeback.qti.stimuli.delete("tides-passage")


def validates(timeback: TimebackClient) -> None:
    validate = timeback.qti.validate
    good = validate.validate(schema="item", xml=document("choice", "c-1"))
    assert (good.success, good.validation_errors, good.message) == (True, [], "Valid XML")
    bad = validate.validate({"schema": "item", "xml": "<qti-assessment-item"})
    assert (bad.success, bad.message) == (False, bad.validation_errors[0].partition(": ")[2])
    assert bad.entity_id
    item(timeback)
    assert validate.validate(schema="item", entity_id="c-1").entity_id == "c-1"
    with pytest.raises(NotFoundError) as caught:
        validate.validate(schema="test", entity_id=NOBODY)
    assert isinstance(caught.value.response, dict)
    assert caught.value.response["success"] is False


def validates_several(timeback: TimebackClient) -> None:
    validate = timeback.qti.validate
    found = validate.batch(schema="item", xml=["<broken", document("choice", "c-1")])
    assert [one.success for one in found.results] == [False, True]
    item(timeback, "a")
    item(timeback, "b")
    found = validate.batch(schema="item", entity_ids=["b", "a"])
    assert [(one.entity_id, one.success) for one in found.results] == [("b", True), ("a", True)]
    with pytest.raises(NotFoundError):
        validate.batch(schema="item", entity_ids=["a", NOBODY])


SAYS = {"user_id": "u-7", "lesson_id": "les-4", "feedback": "The video is too quiet"}


def takes_feedback_on_lessons(timeback: TimebackClient) -> None:
    made = timeback.qti.feedback.create_for_lesson(SAYS)
    assert (made.type, made.lesson_id, made.feedback) == ("LESSON", "les-4", "The video is too quiet")
    assert made.identifier
    with pytest.raises(BadRequestError) as caught:
        timeback.request("qti", "POST", "/lesson", json={"userId": "u"})
    assert {detail["path"] for detail in caught.value.details} == {"feedback", "lessonId"}


def takes_feedback_on_questions(timeback: TimebackClient) -> None:
    made = timeback.qti.lesson.submit_question({**SAYS, "question_id": "q-1", "human_approved": True})
    assert (made.type, made.question_id, made.human_approved) == ("QUESTION", "q-1", True)


def lists_feedback(timeback: TimebackClient) -> None:
    feedback = timeback.qti.feedback
    assert feedback.list_for_lesson("les-4") == []
    made = [feedback.create_for_lesson(SAYS), feedback.create_for_question({**SAYS, "questionId": "q"})]
    feedback.create_for_lesson({**SAYS, "lesson_id": "les-5"})
    found = timeback.qti.lesson.get_lesson("les-4")
    assert sorted(str(one.identifier) for one in found) == sorted(str(one.identifier) for one in made)


def deletes_feedback(timeback: TimebackClient) -> None:
    feedback = timeback.qti.feedback
    made = feedback.create_for_lesson(SAYS)
    assert made.identifier is not None
    assert timeback.qti.general.delete_by_id(made.identifier).message == "Feedback deleted successfully"
    assert feedback.list_for_lesson("les-4") == []
    with pytest.raises(NotFoundError, match="Feedback not found"):
        feedback.delete(made.identifier)
    item(timeback)
    with pytest.raises(NotFoundError):
        feedback.delete("c-1")


CASES: dict[str, Case] = {
    "qti.assessment_items.list": lists_items,
    "qti.assessment_items.get": gets_an_item,
    "qti.assessment_items.get_xml": gets_an_item_as_xml,
    "qti.assessment_items.create": creates_items,
    "qti.assessment_items.update": updates_items,
    "qti.assessment_items.delete": deletes_items,
    "qti.assessment_items.update_metadata": updates_metadata_of_items,
    "qti.assessment_items.process_response": scores_responses,
    "qti.stimuli.list": lists_stimuli,
    "qti.stimuli.get": gets_a_stimulus,
    "qti.stimuli.get_xml": gets_a_stimulus_as_xml,
    "qti.stimuli.create": creates_stimuli,
    "qti.stimuli.update": updates_stimuli,
    "qti.stimuli.delete": deletes_stimuli,
    "qti.validate.validate": validates,
    "qti.validate.batch": validates_several,
    "qti.lesson.submit_lesson": takes_feedback_on_lessons,
    "qti.lesson.submit_question": takes_feedback_on_questions,
    "qti.lesson.get_lesson": lists_feedback,
    "qti.general.delete_by_id": deletes_feedback,
    **TEST_CASES,
}
"""The case of each operation of QTI, by the operation's identifier."""
