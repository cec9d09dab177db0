"""Tests as a whole: created, read, replaced, described and deleted, in JSON and in XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from qti_service import Service, service
from qti_tests import DOCUMENT, TESTS, XML, add_items, asked, create, form, in_step, part, post_xml, ref, section

ONE = form("t", part("main", section("s", "a", "b")))


@pytest.fixture(scope="module")
def shared() -> Iterator[Service]:
    with service() as made:
        yield made


@pytest.fixture
def qti(shared: Service) -> Service:
    shared.sandbox.state.reset()
    return shared


# ---------------------------------------------------------------- JSON


def test_a_json_form_is_stored_with_the_defaults_and_generated_xml(qti: Service) -> None:
    created = create(qti, ONE)
    assert (created["identifier"], created["title"], created["qtiVersion"]) == ("t", "Test t", "3.0")
    assert created["qti-outcome-declaration"] == []
    assert created["isValidXml"] is True
    assert created["__v"] == 0
    assert created["createdAt"] == created["updatedAt"]
    assert "metadata" not in created
    (one,) = created["qti-test-part"]
    assert one["qti-assessment-section"] == [
        {
            "identifier": "s", "title": "S", "visible": True, "required": True, "fixed": False, "sequence": 1,
            "qti-assessment-item-ref": [
                {"identifier": "a", "sequence": 1, "href": "http://qti.test/api/assessment-items/a"},
                {"identifier": "b", "sequence": 2, "href": "http://qti.test/api/assessment-items/b"},
            ],
        }
    ]  # fmt: skip
    assert created["rawXml"].startswith('<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-test ')
    assert (
        '<qti-assessment-section identifier="s" title="S" visible="true" required="true" fixed="false">'
        in created["rawXml"]
    )
    assert in_step(qti, "t") == created


def test_what_xml_cannot_say_is_kept_beside_it(qti: Service) -> None:
    more = {
        "timeLimit": 900, "maxAttempts": 2, "toolsEnabled": {"calculator": True}, "metadata": {"course": "sci-5"},
        "toolName": "Maker", "toolVersion": "2",
        "qti-outcome-declaration": [
            {"identifier": "SCORE", "baseType": "float", "normalMaximum": 3, "defaultValue": {"value": 0}}
        ],
    }  # fmt: skip
    created = create(qti, {**ONE, **more})
    for name in ("timeLimit", "maxAttempts", "toolsEnabled", "metadata"):
        assert created[name] == more[name]
    assert created["qti-outcome-declaration"] == [
        {"identifier": "SCORE", "cardinality": "single", "baseType": "float", "normalMaximum": 3,
         "defaultValue": {"value": 0}}
    ]  # fmt: skip
    for text in ('max-time="900"', 'tool-name="Maker"', 'normal-maximum="3"', "<qti-value>0</qti-value>"):
        assert text in created["rawXml"]


def test_a_caller_s_href_is_kept_and_sequences_put_sections_and_items_in_order(qti: Service) -> None:
    body = form(
        "t",
        part(
            "main",
            section("late", "x", sequence=2),
            section("early", ref("b", sequence=2, href="b.xml"), ref("a", sequence=1), sequence=1),
        ),
    )
    created = create(qti, body)
    sections = created["qti-test-part"][0]["qti-assessment-section"]
    assert [(one["identifier"], one["sequence"]) for one in sections] == [("early", 1), ("late", 2)]
    assert [one["identifier"] for one in sections[0]["qti-assessment-item-ref"]] == ["a", "b"]
    assert sections[0]["qti-assessment-item-ref"][1]["href"] == "b.xml"


def test_the_root_mount_names_items_without_api(qti: Service) -> None:
    at_root = Service(qti.sandbox, "")
    try:
        refs = create(at_root, ONE)["qti-test-part"][0]["qti-assessment-section"][0]["qti-assessment-item-ref"]
    finally:
        at_root.close()
    assert refs[0]["href"] == "http://qti.test/assessment-items/a"


def test_items_need_not_exist(qti: Service) -> None:
    create(qti, ONE)
    assert qti.get(f"{TESTS}/t/questions").body == {
        "assessmentTest": "t", "title": "Test t", "totalQuestions": 0, "questions": [],
    }  # fmt: skip


WRONG: list[tuple[str, Any]] = [
    ("identifier is required", {**ONE, "identifier": None}),
    ("identifier must be a text that is not blank", {**ONE, "identifier": " "}),
    ("identifier must not hold a slash", {**ONE, "identifier": "a/b"}),
    ("title is required", {name: value for name, value in ONE.items() if name != "title"}),
    ("at least one test part", {**ONE, "qti-test-part": []}),
    ("qti-test-part must be a list", {**ONE, "qti-test-part": {}}),
    ("qti-test-part[0] must be an object", {**ONE, "qti-test-part": ["main"]}),
    ("at least one section", form("t", part("main"))),
    ("navigationMode must be one of linear, nonlinear", form("t", part("main", section("s"), navigationMode="free"))),
    ("submissionMode is required", form("t", part("main", section("s"), submissionMode=None))),
    ("identifier 'main' twice", form("t", part("main", section("s")), part("main", section("s")))),
    ("identifier 's' twice", form("t", part("main", section("s"), section("s")))),
    ("identifier 'a' twice", form("t", part("main", section("s", "a", "a")))),
    ("sequence must be a whole number from 1", form("t", part("main", section("s", sequence=0)))),
    ("visible must be true or false", form("t", part("main", section("s", visible="true")))),
    ("title is required", form("t", part("main", section("s", title=None)))),
    ("href must be a text", form("t", part("main", section("s", ref("a", href=1))))),
    ("timeLimit must be a number", {**ONE, "timeLimit": "900"}),
    ("timeLimit must not be negative", {**ONE, "timeLimit": -1}),
    ("toolsEnabled must be an object", {**ONE, "toolsEnabled": []}),
    ("metadata must be an object", {**ONE, "metadata": "x"}),
    ("baseType is required", {**ONE, "qti-outcome-declaration": [{"identifier": "SCORE"}]}),
    ("cannot stand in XML", {**ONE, "title": "a\u0007b"}),
    ("must be a JSON object", [ONE]),
]


@pytest.mark.parametrize(("said", "body"), WRONG, ids=[f"{at}-{said}" for at, (said, _) in enumerate(WRONG)])
def test_a_wrong_form_is_refused_with_what_is_wrong(qti: Service, said: str, body: Any) -> None:
    reply = qti.post(TESTS, body)
    assert (reply.status, reply.body["error"]) == (400, "Invalid assessment test data")
    assert said in reply.body["details"]
    assert qti.get(TESTS).body["total"] == 0


# ---------------------------------------------------------------- XML


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8", "Application/XML"])
def test_a_document_is_stored_as_it_came(qti: Service, content_type: str) -> None:
    reply = qti.call("POST", TESTS, DOCUMENT.encode(), headers=[("content-type", content_type)])
    assert reply.status == 201
    created = reply.body
    assert created["rawXml"] == DOCUMENT
    assert (created["identifier"], created["title"], created["timeLimit"]) == ("by-hand", "By hand", 600)
    assert created["qti-outcome-declaration"] == [
        {"identifier": "SCORE", "cardinality": "single", "baseType": "float", "normalMaximum": 4,
         "defaultValue": {"value": 0}}
    ]  # fmt: skip
    assert asked(created) == [[["a", "b", "c"], [], ["d"]]]
    assert in_step(qti, "by-hand") == created


def test_the_json_wrapper_of_a_document_works_too(qti: Service) -> None:
    reply = qti.post(TESTS, {"format": "xml", "xml": DOCUMENT, "metadata": {"level": 3}})
    assert reply.status == 201
    assert (reply.body["rawXml"], reply.body["metadata"]) == (DOCUMENT, {"level": 3})


def test_xml_is_answered_to_whoever_asks_for_it(qti: Service) -> None:
    post_xml(qti)
    for header in ("content-type", "accept"):
        reply = qti.call("GET", f"{TESTS}/by-hand", headers=[(header, "application/xml")])
        assert (reply.status, reply.media_type, reply.text) == (200, "application/xml", DOCUMENT)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<qti-assessment-test", "not well-formed"),
        ('<!DOCTYPE a [<!ENTITY e "x">]><a/>', "document type declaration"),
        ("<qti-assessment-item/>", "qti-assessment-test"),
        ('<qti-assessment-test identifier="a" title="b"/>', "namespace"),
        (DOCUMENT.replace(' title="By hand"', ""), "title"),
        (DOCUMENT.replace('identifier="by-hand"', 'identifier=" "'), "identifier"),
        (DOCUMENT.replace('identifier="by-hand"', 'identifier="a/b"'), "slash"),
    ],
)
def test_a_document_that_is_no_test_is_refused(qti: Service, document: str, said: str) -> None:
    reply = post_xml(qti, document)
    assert (reply.status, reply.body["error"]) == (400, "Invalid assessment test data")
    assert said in reply.body["details"]


def test_a_document_that_is_not_text_is_refused(qti: Service) -> None:
    reply = qti.call("POST", TESTS, b"\xff\xfe\x00", headers=XML)
    assert (reply.status, reply.body["error"]) == (400, "Invalid assessment test data")


def test_an_invalid_document_is_stored_and_says_so_unless_validity_is_enforced(qti: Service) -> None:
    wrong = DOCUMENT.replace(' visible="true"', "")
    assert post_xml(qti, wrong).body["isValidXml"] is False
    assert qti.get(f"{TESTS}/by-hand").body["isValidXml"] is False
    with service(xsd_on_write="enforce") as strict:
        reply = post_xml(strict, wrong)
        assert (reply.status, reply.body["error"]) == (400, "Invalid assessment test data")
        assert "visible" in reply.body["details"]
        assert post_xml(strict).status == 201


def test_keys_and_values_in_an_element_of_metadata_become_metadata(qti: Service) -> None:
    said = (
        "<metadata><item><key>course</key><value>sci-5</value></item><item><key>level</key><value/></item></metadata>"
    )
    reply = post_xml(qti, DOCUMENT.replace("  <qti-time-limits", f"  {said}\n  <qti-time-limits"))
    assert reply.status == 201
    assert reply.body["metadata"] == {"course": "sci-5", "level": ""}
    assert reply.body["rawXml"] == DOCUMENT
    assert reply.body["isValidXml"] is True


# ---------------------------------------------------------------- identity


def test_a_second_test_of_an_identifier_is_a_conflict_and_changes_nothing(qti: Service) -> None:
    created = create(qti, ONE)
    for reply in (qti.post(TESTS, {**ONE, "title": "Other"}), post_xml(qti, DOCUMENT.replace("by-hand", "t"))):
        assert reply.status == 409
        assert reply.body["error"] == "Assessment test with this identifier already exists"
    assert qti.get(f"{TESTS}/t").body == created


def test_an_item_of_the_same_identifier_is_no_conflict(qti: Service) -> None:
    add_items(qti, "t")
    create(qti, ONE)


@pytest.mark.parametrize("identifier", ["1032805", "urn:test:1", "metadata", "größe 5", "a%2Fb", "💡"])
def test_any_identifier_without_a_slash_will_do(qti: Service, identifier: str) -> None:
    create(qti, {**ONE, "identifier": identifier})
    path = f"{TESTS}/{quote(identifier, safe='')}"
    assert qti.get(path).body["identifier"] == identifier
    assert qti.delete(path).status == 204


def test_what_is_not_there_is_not_found(qti: Service) -> None:
    path = f"{TESTS}/nobody"
    replies = [
        qti.get(path), qti.call("GET", path, headers=XML), qti.put(path, ONE), qti.delete(path),
        qti.get(f"{path}/questions"), qti.put(f"{path}/metadata", {"metadata": {}}),
        qti.call("PUT", path, DOCUMENT.encode(), headers=XML),
    ]  # fmt: skip
    assert [(one.status, one.body) for one in replies] == [(404, {"error": "Assessment test not found"})] * 7


def test_a_deleted_test_is_gone_its_items_are_not_and_it_can_be_created_again(qti: Service) -> None:
    add_items(qti, "a")
    create(qti, ONE)
    reply = qti.delete(f"{TESTS}/t")
    assert (reply.status, reply.content) == (204, b"")
    assert qti.get(f"{TESTS}/t").status == 404
    assert qti.get("/assessment-items/a").status == 200
    create(qti, ONE)


# ---------------------------------------------------------------- replacing


def test_put_replaces_all_of_a_test_but_its_creation(qti: Service) -> None:
    before = create(qti, {**ONE, "metadata": {"a": 1}, "timeLimit": 60, "maxAttempts": 3})
    qti.sandbox.clock.advance(seconds=5)
    body = {name: value for name, value in form("t", part("other", section("s", "c"))).items() if name != "identifier"}
    reply = qti.put(f"{TESTS}/t", body)
    assert reply.status == 200
    after = reply.body
    assert {"metadata", "timeLimit", "maxAttempts"} & after.keys() == set()
    assert after["createdAt"] == before["createdAt"] < after["updatedAt"]
    assert after["__v"] == 0
    assert asked(after) == [[["c"]]]
    assert in_step(qti, "t") == after


def test_put_takes_a_document_and_a_test_as_it_was_answered(qti: Service) -> None:
    create(qti, ONE)
    document = DOCUMENT.replace("by-hand", "t")
    replaced = qti.call("PUT", f"{TESTS}/t", document.encode(), headers=XML)
    assert (replaced.status, replaced.body["rawXml"]) == (200, document)
    again = qti.put(f"{TESTS}/t", replaced.body)
    assert again.status == 200
    assert again.body["qti-test-part"] == replaced.body["qti-test-part"]
    in_step(qti, "t")


def test_put_of_another_identifier_is_a_mismatch(qti: Service) -> None:
    create(qti, ONE)
    for reply in (
        qti.put(f"{TESTS}/t", {**ONE, "identifier": "u"}),
        qti.call("PUT", f"{TESTS}/t", DOCUMENT.encode(), headers=XML),
    ):
        assert (reply.status, reply.body["error"]) == (400, "Identifier mismatch")


def test_put_of_a_wrong_form_changes_nothing(qti: Service) -> None:
    created = create(qti, ONE)
    assert qti.put(f"{TESTS}/t", {"title": "x"}).status == 400
    assert qti.get(f"{TESTS}/t").body == created


# ---------------------------------------------------------------- metadata and questions


def test_metadata_is_replaced_as_a_whole_and_nothing_else(qti: Service) -> None:
    before = create(qti, {**ONE, "metadata": {"a": 1, "b": 2}})
    qti.sandbox.clock.advance(seconds=5)
    reply = qti.put(f"{TESTS}/t/metadata", {"metadata": {"c": [1, None]}})
    assert reply.status == 200
    assert "isValidXml" not in reply.body
    after = qti.get(f"{TESTS}/t").body
    assert {**reply.body, "isValidXml": True} == after
    assert after["metadata"] == {"c": [1, None]}
    assert after["updatedAt"] > before["updatedAt"]
    same = before.keys() - {"metadata", "updatedAt"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert qti.get(TESTS, filter="metadata.c=1").body["total"] == 1


@pytest.mark.parametrize("body", [{}, {"metadata": None}, {"metadata": []}, {"metadata": "a"}, []])
def test_metadata_must_be_an_object(qti: Service, body: Any) -> None:
    create(qti, ONE)
    reply = qti.put(f"{TESTS}/t/metadata", body)
    assert (reply.status, reply.body["error"]) == (400, "Metadata is required and must be an object")


def test_questions_are_the_items_that_exist_in_the_order_of_the_test(qti: Service) -> None:
    add_items(qti, "a", "c", "d")
    post_xml(qti)
    create(qti, form("t", part("p", section("s", "d", ref("a", href="a.xml"), "nobody"))))
    found = qti.get(f"{TESTS}/by-hand/questions").body
    assert [one["reference"]["identifier"] for one in found["questions"]] == ["a", "c", "d"]
    assert found["totalQuestions"] == 3
    assert found["questions"][2]["reference"] == {
        "identifier": "d", "href": "d.xml", "testPart": "main", "section": "inner",
    }  # fmt: skip
    found = qti.get(f"{TESTS}/t/questions").body
    assert [one["reference"]["href"] for one in found["questions"]] == [
        "http://qti.test/api/assessment-items/d", "a.xml",
    ]  # fmt: skip
    assert found["questions"][0]["question"] == qti.get("/assessment-items/d").body


def test_a_reference_without_an_href_gets_the_item_s_address(qti: Service) -> None:
    add_items(qti, "b")
    post_xml(qti, DOCUMENT.replace(' href="b.xml"', ""))
    (found,) = qti.get(f"{TESTS}/by-hand/questions").body["questions"]
    assert found["reference"]["href"] == "http://qti.test/api/assessment-items/b"
