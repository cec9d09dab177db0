"""Stimuli, and what people say about lessons and questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qti_service import Service, service

NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
TIDES: dict[str, Any] = {
    "identifier": "tides",
    "title": "Tides",
    "content": '<p>The <span data-catalog-idref="c1">Moon</span> pulls.</p>',
    "catalogInfo": [{"id": "c1", "support": "linguistic-guidance", "content": "Earth's satellite"}],
    "stylesheet": {"href": "tides.css", "type": "text/css"},
    "label": "Passage",
    "language": "de",
    "toolName": "Pen",
    "toolVersion": "2",
    "metadata": {"a": 1},
}
DOCUMENT = (
    f'<qti-assessment-stimulus {NAMESPACE} identifier="moon" title="Moon" xml:lang="fr" label="L">'
    "<qti-stimulus-body><p>Round &amp; bright</p></qti-stimulus-body></qti-assessment-stimulus>"
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    return shared


def test_a_json_form_becomes_a_valid_document(qti: Service) -> None:
    created = qti.post("/stimuli", TIDES)
    assert created.status == 201
    stimulus = created.body
    assert {**stimulus, **{name: TIDES[name] for name in TIDES if name != "content"}} == stimulus
    inside = stimulus["content"]["qti-assessment-stimulus"]
    assert inside["qti-stimulus-body"] == {
        "p": {"_": "The  pulls.", "span": {"_": "Moon", "_attributes": {"data-catalog-idref": "c1"}}}
    }
    card = {"_attributes": {"support": "linguistic-guidance"}, "qti-html-content": "Earth's satellite"}
    assert inside["qti-catalog-info"]["qti-catalog"] == {"_attributes": {"id": "c1"}, "qti-card": card}
    assert "__v" not in stimulus
    assert qti.get("/stimuli/tides").body == stimulus
    assert qti.post("/validate", {"schema": "stimulus", "entityId": "tides"}).body["success"] == "true"


def test_xml_is_kept_and_its_fields_are_derived(qti: Service) -> None:
    stimulus = qti.post("/stimuli", {"format": "xml", "xml": DOCUMENT, "metadata": {"b": 2}}).body
    assert stimulus["rawXml"] == DOCUMENT
    assert (stimulus["title"], stimulus["language"], stimulus["label"]) == ("Moon", "fr", "L")
    assert stimulus["catalogInfo"] == []
    assert stimulus["metadata"] == {"b": 2}
    assert qti.call("GET", "/stimuli/moon", headers=[("content-type", "application/xml")]).text == DOCUMENT


def test_defaults_of_a_small_form(qti: Service) -> None:
    stimulus = qti.post("/stimuli", {"identifier": "s", "title": "S", "content": "<p/>"}).body
    assert (stimulus["language"], stimulus["catalogInfo"]) == ("en", [])
    assert not {"label", "stylesheet", "metadata", "toolName", "toolVersion"} & stimulus.keys()


@pytest.mark.parametrize(
    "change",
    [
        {"content": "<p>a & b</p>"},
        {"content": "line<br>line"},
        {"content": '<img src="a.png">'},
        {"content": ""},
        {"content": None},
        {"content": {"qti-assessment-stimulus": {}}},
        {"title": " "},
        {"identifier": "a/b"},
        {"identifier": 7},
        {"catalogInfo": {}},
        {"catalogInfo": [7]},
        {"stylesheet": []},
        {"stylesheet": {"href": "a.css"}},
        {"metadata": []},
        {"format": "xml"},
        {"xml": "<p/>"},
    ],
)
def test_a_wrong_form_is_refused(qti: Service, change: dict[str, Any]) -> None:
    refused = qti.post("/stimuli", {**TIDES, **change})
    assert (refused.status, refused.body["error"]) == (400, "Invalid stimulus data")
    assert refused.body["details"]
    assert qti.get("/stimuli").body["total"] == 0


def test_it_is_taken_once_replaced_whole_and_deleted(qti: Service) -> None:
    first = qti.post("/stimuli", TIDES).body
    taken = qti.post("/stimuli", TIDES)
    assert (taken.status, taken.body["error"]) == (409, "Stimulus with this identifier already exists")
    small = qti.put("/stimuli/tides", {"title": "Less", "content": "<p>x</p>"})
    assert small.status == 200
    assert (small.body["title"], small.body["catalogInfo"]) == ("Less", [])
    assert "metadata" not in small.body
    assert small.body["createdAt"] == first["createdAt"]
    refused = qti.put("/stimuli/tides", {"format": "xml", "xml": DOCUMENT})
    assert (refused.status, refused.body["error"]) == (400, "Identifier mismatch")
    refused = qti.put("/stimuli/tides", {**TIDES, "identifier": "other"})
    assert (refused.status, refused.body["error"]) == (400, "Identifier mismatch")
    assert qti.delete("/stimuli/tides").status == 204
    for reply in (qti.get("/stimuli/tides"), qti.put("/stimuli/tides", TIDES), qti.delete("/stimuli/tides")):
        assert (reply.status, reply.body) == (404, {"error": "Stimulus not found"})
    qti.post("/stimuli", {"xml": DOCUMENT})
    assert qti.put("/stimuli/moon", {"format": "xml", "xml": DOCUMENT.replace("Moon", "New")}).body["title"] == "New"


def test_lists_of_stimuli_search_and_sort_but_take_no_filter(qti: Service) -> None:
    for identifier, title in (("b", "Alpha"), ("a", "Beta"), ("c", "alpha")):
        qti.post("/stimuli", {"identifier": identifier, "title": title, "content": "<p/>"})
    found = qti.get("/stimuli", sort="title", order="asc").body
    assert [one["title"] for one in found["items"]] == ["Alpha", "Beta", "alpha"]
    assert qti.get("/stimuli", query="ALPHA").body["total"] == 2
    assert qti.get("/stimuli", filter="nonsense ((").body["total"] == 3
    assert qti.get("/stimuli", sort="type").status == 400


# ---------------------------------------------------------------- feedback

COMMENT = {"userId": "u-7", "lessonId": "les/4 ü", "feedback": "Video is too quiet"}


def test_comments_are_listed_by_lesson_oldest_first_and_deleted_by_id(qti: Service) -> None:
    lesson = qti.post("/lesson", COMMENT)
    question = qti.post("/question", {**COMMENT, "questionId": "q-1", "humanApproved": True})
    assert (lesson.status, question.status) == (201, 201)
    assert lesson.body == {**COMMENT, "identifier": lesson.body["identifier"], "type": "LESSON"}
    assert (question.body["type"], question.body["humanApproved"]) == ("QUESTION", True)
    assert qti.get("/lesson/les%2F4%20%C3%BC").body == [lesson.body, question.body]
    assert qti.get("/lesson/other").body == []
    gone = qti.delete(f"/{lesson.body['identifier']}")
    assert (gone.status, gone.body) == (200, {"message": "Feedback deleted successfully"})
    assert qti.delete(f"/{lesson.body['identifier']}").status == 404
    assert qti.get("/lesson/les%2F4%20%C3%BC").body == [question.body]


def test_deleting_by_id_does_not_touch_anything_but_comments(qti: Service) -> None:
    qti.post("/stimuli", TIDES)
    refused = qti.delete("/tides")
    assert (refused.status, refused.body["error"]) == (404, "Feedback not found")
    assert qti.get("/stimuli/tides").status == 200


@pytest.mark.parametrize("path", ["/lesson", "/question"])
@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"userId": None}, "userId", "invalid_type"),
        ({"feedback": " \n"}, "feedback", "too_small"),
        ({"lessonId": 7}, "lessonId", "invalid_type"),
        ({"questionId": []}, "questionId", "invalid_type"),
        ({"humanApproved": "yes"}, "humanApproved", "invalid_type"),
    ],
)
def test_a_wrong_comment_is_refused_field_by_field(
    qti: Service, path: str, change: dict[str, Any], field: str, code: str
) -> None:
    refused = qti.post(path, {**COMMENT, **change})
    assert (refused.status, refused.body["code"]) == (400, "VALIDATION_ERROR")
    (issue,) = refused.body["meta"]["issues"]
    assert (issue["field"], issue["code"]) == (field, code)
    assert field in issue["message"]
