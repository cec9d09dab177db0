"""Validation over HTTP, with and without schema files, and what an invalid document does when it is stored."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from qti_items import GOLDEN_ITEMS
from qti_service import Service, choice_form, named, service

VALID = GOLDEN_ITEMS["choice"]
INVALID = VALID.replace(' time-dependent="false"', "")
SCHEMA = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    elementFormDefault="qualified">
  <xs:element name="qti-assessment-item">
    <xs:complexType>
      <xs:sequence><xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence>
      <xs:attribute name="identifier" type="xs:NCName" use="required"/>
      <xs:attribute name="title" use="required"/>
      <xs:anyAttribute processContents="skip"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""


@pytest.fixture(scope="module")
def qti() -> Iterator[Service]:
    with service() as made:
        made.add(choice_form("one"), choice_form("two"))
        made.post("/stimuli", {"identifier": "tides", "title": "T", "content": "<p>x</p>"})
        yield made


def test_a_valid_document_says_so_with_a_text_and_gets_an_id(qti: Service) -> None:
    report = qti.post("/validate", {"schema": "item", "xml": VALID})
    assert report.status == 200
    assert report.body["success"] == "true"
    assert report.body["validationErrors"] == []
    assert report.body["message"] == "Valid XML"
    assert report.body["xmlContent"] == VALID
    assert str(UUID(report.body["entityId"])) == report.body["entityId"]


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (INVALID, "time-dependent"),
        ("", "not well-formed"),
        ("<", "not well-formed"),
        ("<a/>", "root element"),
        (VALID.replace("imsqtiasi_v3p0", "imsqti_v2p1"), "namespace"),
        (VALID.replace('response-identifier="RESPONSE"', 'response-identifier="OTHER"'), "OTHER"),
    ],
)
def test_an_invalid_document_is_no_error_of_the_request(qti: Service, xml: str, words: str) -> None:
    report = qti.post("/validate", {"schema": "item", "xml": xml})
    assert report.status == 200
    assert report.body["success"] == "false"
    assert any(words in one for one in report.body["validationErrors"])
    assert report.body["validationErrors"][0].endswith(report.body["message"])


def test_a_stored_document_is_validated_by_its_identifier_whatever_xml_says(qti: Service) -> None:
    report = qti.post("/validate", {"schema": "item", "xml": "<", "entityId": "one"}).body
    assert (report["success"], report["entityId"]) == ("true", "one")
    assert report["xmlContent"] == qti.get("/assessment-items/one").body["rawXml"]
    assert qti.post("/validate", {"schema": "stimulus", "entityId": "tides"}).body["success"] == "true"


@pytest.mark.parametrize("body", [{"schema": "item", "entityId": "tides"}, {"schema": "test", "entityId": "one"}])
def test_an_unknown_entity_is_404_with_a_boolean(qti: Service, body: dict[str, Any]) -> None:
    refused = qti.post("/validate", body)
    assert refused.status == 404
    assert refused.body["success"] is False
    assert (refused.body["entityId"], refused.body["error"]) == (body["entityId"], "Entity not found")
    assert refused.body["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "schema"),
        ({"schema": "items", "xml": VALID}, "schema"),
        ({"schema": None, "xml": VALID}, "schema"),
        ({"schema": ["item"], "xml": VALID}, "schema"),
        ({"schema": "item"}, "xml"),
        ({"schema": "item", "xml": 7}, "xml"),
        ({"schema": "item", "xml": None, "entityId": {}}, "entityId"),
    ],
)
def test_a_wrong_request_is_refused(qti: Service, body: dict[str, Any], field: str) -> None:
    refused = qti.post("/validate", body)
    assert refused.status == 400
    assert [one["field"] for one in refused.body["meta"]["issues"]] == [field]


def test_a_batch_keeps_the_order_and_prefers_identifiers(qti: Service) -> None:
    results = qti.post("/validate/batch", {"schema": "item", "xml": [VALID, "<", INVALID], "entityIds": []}).body
    assert [one["success"] for one in results["results"]] == ["true", "false", "false"]
    body = {"schema": "item", "xml": ["<"], "entityIds": ["two", "one", "two"]}
    assert [one["entityId"] for one in qti.post("/validate/batch", body).body["results"]] == ["two", "one", "two"]
    assert len(qti.post("/validate/batch", {"schema": "item", "entityIds": ["one"]}).body["results"]) == 1


def test_one_unknown_identifier_fails_a_whole_batch(qti: Service) -> None:
    refused = qti.post("/validate/batch", {"schema": "item", "entityIds": ["one", "none"]})
    assert (refused.status, refused.body["success"], refused.body["entityId"]) == (404, False, "none")


@pytest.mark.parametrize(
    "body",
    [
        {"schema": "item"},
        {"schema": "item", "xml": [], "entityIds": []},
        {"schema": "item", "xml": "x"},
        {"schema": "item", "xml": [7]},
        {"schema": "item", "entityIds": "one"},
        {"xml": ["<a/>"]},
    ],
)
def test_a_wrong_batch_is_refused(qti: Service, body: dict[str, Any]) -> None:
    refused = qti.post("/validate/batch", body)
    assert (refused.status, refused.body["code"]) == (400, "VALIDATION_ERROR")


# ---------------------------------------------------------------- schema files


@pytest.fixture
def schemas(tmp_path: Path) -> str:
    (tmp_path / "imsqti_asiv3p0_v1p0.xsd").write_text(SCHEMA)
    return str(tmp_path)


def test_schema_files_are_used_when_there_are_some(schemas: str) -> None:
    with service(qti_schemas=schemas) as made:
        numbered = named(VALID, "1032805")
        report = made.post("/validate", {"schema": "item", "xml": numbered}).body
        assert report["success"] == "false"
        assert "1032805" in report["message"]
        assert made.post("/validate", {"schema": "item", "xml": VALID}).body["success"] == "true"
        assert made.post("/assessment-items", {"xml": numbered}).status == 201  # told, not enforced


def test_invalid_documents_are_refused_where_validity_is_enforced(schemas: str) -> None:
    for more in ({"qti_schemas": schemas}, {}):
        with service(xsd_on_write="enforce", **more) as made:
            bad = named(VALID, "1032805") if more else INVALID
            refused = made.post("/assessment-items", {"xml": bad})
            assert (refused.status, refused.body["error"]) == (400, "Invalid request body")
            assert ("1032805" if more else "time-dependent") in refused.body["details"]
            made.add(choice_form("one"))
            assert made.put("/assessment-items/one", {"xml": named(bad, "one") if not more else bad}).status == 400
            assert made.get("/assessment-items/one").body["title"] == "Pick"


@pytest.mark.parametrize("content", [None, "<xs:schema", "<not-a-schema/>"])
def test_missing_or_broken_schema_files_leave_the_checks_of_structure(
    tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    if content is not None:
        (tmp_path / "imsqti_asiv3p0_v1p0.xsd").write_text(content)
    with caplog.at_level(logging.WARNING, "timeback_sandbox.qti"), service(qti_schemas=str(tmp_path)) as made:
        for _ in range(2):
            assert made.post("/validate", {"schema": "item", "xml": INVALID}).body["success"] == "false"
            assert made.post("/validate", {"schema": "item", "xml": VALID}).body["success"] == "true"
    told = [record.getMessage() for record in caplog.records if "structure alone" in record.getMessage()]
    assert len(told) == 1
    assert str(tmp_path) in told[0]


def test_a_large_document_is_validated(qti: Service) -> None:
    large = VALID.replace("<qti-item-body>", "<qti-item-body>" + "<p>word</p>" * 20_000)
    assert qti.post("/validate", {"schema": "item", "xml": large}).body["success"] == "true"
