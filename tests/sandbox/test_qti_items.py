"""Items: created, read, replaced and deleted, in JSON and in XML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from qti_forms import FORMS
from qti_items import GOLDEN_ITEMS
from qti_service import Service, choice_form, named, service, xml_form

NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
DOCUMENT = named(GOLDEN_ITEMS["choice"], "xml-1")


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    return shared


# ---------------------------------------------------------------- creating


@pytest.mark.parametrize("kind", FORMS)
def test_a_json_form_of_every_type_becomes_a_valid_document(qti: Service, kind: str) -> None:
    created = qti.post("/assessment-items", FORMS[kind])
    assert created.status == 201
    item = created.body
    assert item["type"] == kind
    assert item["responseDeclarations"] == FORMS[kind]["responseDeclarations"]
    assert "interaction" not in item
    assert "qti-assessment-item" in item["content"]
    assert qti.get(f"/assessment-items/{item['identifier']}").body == item
    report = qti.post("/validate", {"schema": "item", "entityId": item["identifier"]}).body
    assert (report["success"], report["validationErrors"]) == ("true", [])


def test_a_created_item_answers_with_what_was_sent_and_the_defaults(qti: Service) -> None:
    form = choice_form("frac-half-01", metadata={"grade": "3", "lesson": "Halves"})
    item = qti.post("/assessment-items", form).body
    assert {name: item[name] for name in ("qtiVersion", "timeDependent", "adaptive", "__v")} == {
        "qtiVersion": "3.0", "timeDependent": False, "adaptive": False, "__v": 0,
    }  # fmt: skip
    assert item["metadata"] == {"grade": "3", "lesson": "Halves"}
    assert item["responseProcessing"] == {"templateType": "match_correct"}
    assert item["modalFeedback"] == item["feedbackInline"] == item["feedbackBlock"] == item["outcomeDeclarations"] == []
    assert item["createdAt"] == item["updatedAt"]
    assert item["createdAt"].endswith("Z")
    attributes = item["content"]["qti-assessment-item"]["_attributes"]
    assert attributes["identifier"] == "frac-half-01"


def test_xml_is_kept_as_it_was_sent_and_fields_are_derived_from_it(qti: Service) -> None:
    odd = f"\n<!-- kept -->{DOCUMENT}\n\n"
    item = qti.post("/assessment-items", {"format": "xml", "xml": odd, "metadata": {"standard": "x"}}).body
    assert item["rawXml"] == odd
    assert (item["identifier"], item["title"], item["type"]) == ("xml-1", "An item", "choice")
    assert item["responseDeclarations"][0]["correctResponse"] == {"value": ["ChoiceA"]}
    assert "responseProcessing" not in item
    assert item["metadata"] == {"standard": "x"}


def test_xml_alone_is_enough_to_tell_the_xml_form(qti: Service) -> None:
    assert qti.post("/assessment-items", {"xml": DOCUMENT}).status == 201


def test_a_body_that_calls_itself_xml_is_an_item_too(qti: Service) -> None:
    headers = [("content-type", "application/xml; charset=utf-8")]
    created = qti.call("POST", "/assessment-items", DOCUMENT.encode(), headers=headers)
    assert created.status == 201
    assert created.body["rawXml"] == DOCUMENT
    refused = qti.call("POST", "/assessment-items", b"\xff\xfe<", headers=headers)
    assert (refused.status, refused.body["error"]) == (400, "Invalid request body")


@pytest.mark.parametrize("form", [choice_form("one"), xml_form("one")], ids=["json", "xml"])
def test_an_identifier_is_taken_once_and_free_again_after_deletion(qti: Service, form: dict[str, Any]) -> None:
    qti.add(choice_form("one", "First"))
    refused = qti.post("/assessment-items", form)
    assert refused.status == 409
    assert refused.body["error"] == "Assessment item with this identifier already exists"
    assert qti.get("/assessment-items/one").body["title"] == "First"
    deleted = qti.delete("/assessment-items/one")
    assert (deleted.status, deleted.content) == (204, b"")
    assert qti.post("/assessment-items", form).status == 201


@pytest.mark.parametrize(
    "identifier", ["1032805", "urn:item:7", "a b", "ünïcode-題", "metadata", "order", "50%", "a?b#c"]
)
def test_unusual_identifiers_work_everywhere(qti: Service, identifier: str) -> None:
    path = f"/assessment-items/{quote(identifier, safe='')}"
    assert qti.post("/assessment-items", choice_form(identifier)).status == 201
    assert qti.get(path).body["identifier"] == identifier
    assert qti.put(path, choice_form(identifier, "New")).body["title"] == "New"
    assert qti.score(identifier, "B").body["score"] == 1
    assert qti.delete(path).status == 204
    assert qti.get(path).status == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "interaction is required"),
        (choice_form(""), "identifier"),
        (choice_form("a/b"), "slash"),
        (choice_form("  "), "identifier"),
        (choice_form("x", " "), "title"),
        ({**choice_form("x"), "identifier": 7}, "identifier must be a text"),
        ({**choice_form("x"), "type": None}, "type is required"),
        ({**choice_form("x"), "type": "essay"}, "type must be one of"),
        ({**choice_form("x"), "adaptive": "yes"}, "adaptive must be true or false"),
        ({**choice_form("x"), "metadata": ["a"]}, "metadata must be an object"),
        ({**choice_form("x"), "responseDeclarations": {}}, "responseDeclarations must be a list"),
        ({**choice_form("x"), "responseDeclarations": []}, "not among the responseDeclarations"),
        ({**choice_form("x"), "preInteraction": "<p>no end"}, "preInteraction"),
        ({**choice_form("x"), "title": "a\u0000b"}, "cannot stand in XML"),
        ({**choice_form("x"), "interaction": {"responseIdentifier": "RESPONSE"}}, "Unsupported interaction type"),
        ({**choice_form("x"), "interaction": []}, "interaction must be an object"),
        ({"format": "xml"}, "xml must be"),
        ({"format": "xml", "xml": 7}, "xml must be"),
        ({"format": "xml", "xml": "<qti-assessment-item"}, "not well-formed"),
        ({"format": "xml", "xml": "<a\u0000/>"}, "not well-formed"),
        ({"format": "xml", "xml": f"<qti-assessment-test {NAMESPACE}/>"}, "root element"),
        ({"format": "xml", "xml": '<qti-assessment-item identifier="a" title="b"/>'}, "xmlns"),
        ({"format": "xml", "xml": f'<qti-assessment-item {NAMESPACE} identifier="a"/>'}, "title"),
        ({"format": "xml", "xml": f'<qti-assessment-item {NAMESPACE} identifier=" " title="b"/>'}, "identifier"),
        ({"format": "xml", "xml": DOCUMENT, "metadata": 3}, "metadata must be an object"),
    ],
)  # fmt: skip
def test_a_wrong_form_is_refused_with_what_is_wrong(qti: Service, form: dict[str, Any], words: str) -> None:
    refused = qti.post("/assessment-items", form)
    assert refused.status == 400
    assert words in f"{refused.body['error']}: {refused.body.get('details')}"
    assert qti.get("/assessment-items").body["total"] == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b'"x"', b'{"a":' + b"[" * 200 + b"]" * 200 + b"}"])
def test_a_body_that_is_no_json_object_is_refused(qti: Service, body: bytes) -> None:
    qti.add(choice_form("one"))
    scoring = [] if body.startswith(b'{"a"') else [("POST", "/one/process-response")]  # which reads two fields only
    for method, path in (("POST", ""), ("PUT", "/one"), ("POST", "/metadata"), *scoring):
        refused = qti.call(method, f"/assessment-items{path}", body, headers=[("content-type", "application/json")])
        assert refused.status == 400
        assert refused.body["error"]


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("declaration", [ENTITY, LAUGHS, "<!DOCTYPE qti-assessment-item>", f"<!-- x -->\n{ENTITY}"])
def test_document_types_are_refused_wherever_xml_comes_in(qti: Service, declaration: str) -> None:
    document = declaration + DOCUMENT.replace("An item", "&e;&b;")
    qti.add(choice_form("xml-1"))
    replies = [
        qti.post("/assessment-items", {"format": "xml", "xml": document}),
        qti.put("/assessment-items/xml-1", {"format": "xml", "xml": document}),
        qti.post("/assessment-items/metadata", {"format": "xml", "xml": document}),
        qti.post("/stimuli", {"format": "xml", "xml": document}),
    ]
    for reply in replies:
        assert reply.status == 400
        assert "document type" in reply.body["details"]
        assert "root:" not in reply.text
    report = qti.post("/validate", {"schema": "item", "xml": document}).body
    assert report["success"] == "false"
    assert "document type" in report["message"]


def test_documents_nested_too_deep_are_refused_and_large_ones_are_not(qti: Service) -> None:
    deep = DOCUMENT.replace("<qti-item-body>", "<qti-item-body>" + "<div>" * 150 + "</div>" * 150)
    assert "deep" in qti.post("/assessment-items", {"format": "xml", "xml": deep}).body["details"]
    paragraph = "<p>" + "All work and no play. " * 40 + "</p>"
    large = DOCUMENT.replace("<qti-item-body>", "<qti-item-body>" + paragraph * (5_000_000 // len(paragraph)))
    assert len(large) > 4_900_000
    assert qti.post("/assessment-items", {"format": "xml", "xml": large}).status == 201
    assert qti.score("xml-1", "ChoiceA").body["score"] == 1
    huge = DOCUMENT.replace("<qti-item-body>", "<qti-item-body>" + paragraph * (11_000_000 // len(paragraph)))
    refused = qti.post("/assessment-items", {"format": "xml", "xml": huge})
    assert (refused.status, refused.body["error"]) == (400, "Invalid request body")


@pytest.mark.parametrize("name", ["completionStatus", "numAttempts", "duration"])
def test_names_that_are_taken_cannot_be_declared(qti: Service, name: str) -> None:
    form = choice_form("one")
    outcome = {"identifier": name, "cardinality": "single", "baseType": "float"}
    response = {**form["responseDeclarations"][0], "identifier": name}
    for more in (
        {"outcomeDeclarations": [outcome]},
        {"responseDeclarations": [*form["responseDeclarations"], response]},
    ):
        refused = qti.post("/assessment-items", {**form, **more})
        assert (refused.status, refused.body["error"]) == (400, "Invalid request body")
        assert name in refused.body["details"]
    twice = qti.post("/assessment-items", {**form, "responseDeclarations": form["responseDeclarations"] * 2})
    assert (twice.status, "'RESPONSE' is declared twice" in twice.body["details"]) == (400, True)
    test = {"identifier": "t", "title": "T", "qti-test-part": [], "qti-outcome-declaration": [outcome]}
    assert "keeps for itself" in qti.post("/assessment-tests", test).body["details"]


# ---------------------------------------------------------------- stimuli of items


def test_the_stimuli_of_an_item_have_to_exist(qti: Service) -> None:
    form = choice_form("one", stimulus=[{"identifier": "tides"}, {"identifier": "moon"}])
    document = DOCUMENT.replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref identifier="s" href="stimuli/tides.xml"/><qti-item-body>'
    )
    for body in (form, {"format": "xml", "xml": document}):
        refused = qti.post("/assessment-items", body)
        assert (refused.status, refused.body["error"]) == (400, "Stimulus(s) not found")
        assert "tides" in refused.body["details"]
    for identifier in ("tides", "moon"):
        qti.post("/stimuli", {"identifier": identifier, "title": f"The {identifier}", "content": "<p>x</p>"})
    item = qti.post("/assessment-items", form).body
    assert 'href="stimuli/tides.xml" title="The tides"' in item["rawXml"]
    assert "stimulus" not in item
    assert qti.post("/assessment-items", {"format": "xml", "xml": document}).status == 201
    assert qti.delete("/stimuli/tides").status == 204  # what refers to it stays
    assert qti.get("/assessment-items/one").status == 200


def test_references_to_stimuli_elsewhere_are_not_looked_up_and_the_check_can_be_switched_off() -> None:
    elsewhere = DOCUMENT.replace(
        "<qti-item-body>", '<qti-assessment-stimulus-ref identifier="s" href="passages/tides.xml"/><qti-item-body>'
    )
    with service() as checking:
        assert checking.post("/assessment-items", {"format": "xml", "xml": elsewhere}).status == 201
    with service(check_stimulus_refs=False) as trusting:
        form = choice_form("one", stimulus={"identifier": "missing"})
        assert trusting.post("/assessment-items", form).status == 201


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize(
    "headers",
    [
        [("content-type", "application/xml")],
        [("content-type", "text/xml; charset=utf-8")],
        [("accept", "application/xml")],
        [("accept", "text/html, application/xml;q=0.9")],
        [("content-type", "application/xml"), ("accept", "application/json")],
    ],
)
def test_an_item_comes_as_xml_for_whoever_says_so(qti: Service, headers: list[tuple[str, str]]) -> None:
    qti.add({"xml": DOCUMENT})
    found = qti.call("GET", "/assessment-items/xml-1", headers=headers)
    assert (found.status, found.media_type, found.text) == (200, "application/xml", DOCUMENT)
    assert qti.call("GET", "/assessment-items/none", headers=headers).status == 404


@pytest.mark.parametrize("headers", [[], [("accept", "*/*")], [("accept", "application/json, application/xml")]])
def test_an_item_comes_as_json_for_everybody_else(qti: Service, headers: list[tuple[str, str]]) -> None:
    qti.add({"xml": DOCUMENT})
    found = qti.call("GET", "/assessment-items/xml-1", headers=headers)
    assert found.media_type == "application/json"
    assert found.body["rawXml"] == DOCUMENT


def test_what_is_not_there_is_404_with_the_apis_words(qti: Service) -> None:
    for reply in (
        qti.get("/assessment-items/none"),
        qti.put("/assessment-items/none", choice_form("none")),
        qti.delete("/assessment-items/none"),
        qti.score("none", "A"),
    ):
        assert (reply.status, reply.body) == (404, {"error": "Assessment item not found"})
    assert qti.get("/assessment-items/a%2Fb").status == 404


# ---------------------------------------------------------------- replacing


def test_a_replacement_leaves_nothing_of_what_was_there_but_its_age(qti: Service) -> None:
    feedback = [{"outcomeIdentifier": "FEEDBACK", "identifier": "C", "showHide": "show", "content": "<p>Yes</p>"}]
    qti.sandbox.clock.set(datetime(2026, 1, 5, 9, tzinfo=UTC), frozen=True)
    old = qti.post("/assessment-items", choice_form("one", metadata={"a": 1}, modalFeedback=feedback)).body
    qti.sandbox.clock.advance(1.5)
    form = choice_form("one", "New title")
    del form["responseProcessing"], form["identifier"]
    new = qti.put("/assessment-items/one", form).body
    assert new["title"] == "New title"
    assert "metadata" not in new
    assert "responseProcessing" not in new
    assert new["modalFeedback"] == []
    assert (new["createdAt"], new["updatedAt"]) == (old["createdAt"], "2026-01-05T09:00:01.500Z")
    assert new["__v"] == old["__v"] == 0
    assert qti.get("/assessment-items/one").body == new


def test_a_replacement_by_xml_refreshes_every_derived_field_and_how_it_scores(qti: Service) -> None:
    qti.add(choice_form("one", metadata={"a": 1}))
    assert qti.score("one", "B").body["score"] == 1
    item = qti.put("/assessment-items/one", xml_form("one", "text_entry")).body
    assert item["type"] == "text-entry"
    assert "metadata" not in item
    assert qti.score("one", "York").body["score"] == 1
    assert qti.get("/assessment-items", filter="type='choice'").body["total"] == 0


def test_an_answer_can_be_put_back(qti: Service) -> None:
    item = qti.post("/assessment-items", xml_form("one", lesson="x")).body
    again = qti.put("/assessment-items/one", {**item, "metadata": {"lesson": "y"}}).body
    assert again["rawXml"] == item["rawXml"]
    assert again["metadata"] == {"lesson": "y"}


@pytest.mark.parametrize("form", [choice_form("two"), xml_form("two"), {"rawXml": xml_form("two")["xml"]}])
def test_another_identifier_in_the_body_is_refused(qti: Service, form: dict[str, Any]) -> None:
    qti.add(choice_form("one"))
    refused = qti.put("/assessment-items/one", form)
    assert (refused.status, refused.body["error"]) == (400, "Identifier mismatch")


def test_a_replacement_needs_something_to_be_made_from(qti: Service) -> None:
    qti.add(choice_form("one"))
    refused = qti.put("/assessment-items/one", {"title": "T", "type": "choice"})
    assert (refused.status, refused.body["error"]) == (400, "interaction is required")
    form = choice_form("one")
    del form["interaction"]["type"]
    refused = qti.put("/assessment-items/one", form)
    assert (refused.status, refused.body["error"]) == (400, "Unsupported interaction type: undefined")


def test_the_items_own_type_wins_over_that_of_its_interaction(qti: Service) -> None:
    item = qti.post("/assessment-items", {**choice_form("one"), "type": "media"}).body
    assert item["type"] == "media"
    assert "qti-choice-interaction" in item["rawXml"]


# ---------------------------------------------------------------- metadata


def test_metadata_is_merged_and_null_takes_away(qti: Service) -> None:
    before = qti.post("/assessment-items", choice_form("one", metadata={"a": 1, "b": 2, "n": None})).body
    body = {"identifier": "one", "metadata": {"b": None, "c": {"d": [1]}}}
    merged = qti.post("/assessment-items/metadata", body)
    assert merged.status == 201
    assert merged.body["metadata"] == {"a": 1, "n": None, "c": {"d": [1]}}
    assert merged.body["rawXml"] == before["rawXml"]
    assert qti.get("/assessment-items/one").body == merged.body
    assert qti.get("/assessment-items", filter="metadata.c.d=1").body["total"] == 1
    assert qti.get("/assessment-items", filter="metadata.b=2").body["total"] == 0


def test_metadata_of_an_unknown_item_creates_it(qti: Service) -> None:
    created = qti.post("/assessment-items/metadata", xml_form("new", humanApproved=False))
    assert created.status == 201
    assert qti.get("/assessment-items/new").body["metadata"] == {"humanApproved": False}
    merged = qti.post("/assessment-items/metadata", xml_form("new", humanApproved=True))
    assert merged.body["metadata"] == {"humanApproved": True}
    answered = qti.get("/assessment-items/new").body
    of_its_xml = qti.post("/assessment-items/metadata", {"rawXml": answered["rawXml"], "metadata": {"more": 1}})
    assert (of_its_xml.status, of_its_xml.body["metadata"]) == (201, {"humanApproved": True, "more": 1})
    refused = qti.post("/assessment-items/metadata", {"identifier": "other", "metadata": {}})
    assert refused.status == 400
    assert qti.post("/assessment-items/metadata", {"identifier": "new", "metadata": 7}).status == 400
