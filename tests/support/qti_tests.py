"""Forms and documents of QTI tests."""

from __future__ import annotations

from typing import Any

from qti_service import Reply, Service, choice_form

TESTS = "/assessment-tests"


def ref(identifier: str, **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, **more}


def section(identifier: str, *items: str | dict[str, Any], **more: Any) -> dict[str, Any]:
    refs = [ref(one) if isinstance(one, str) else one for one in items]
    return {
        "identifier": identifier, "title": identifier.title(), "visible": True, "qti-assessment-item-ref": refs, **more,
    }  # fmt: skip


def part(identifier: str, *sections: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "identifier": identifier, "navigationMode": "linear", "submissionMode": "individual",
        "qti-assessment-section": list(sections), **more,
    }  # fmt: skip


def form(identifier: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "title": f"Test {identifier}", "qti-test-part": list(parts), **more}


DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<!-- written by hand -->
<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="by-hand" title="By hand">
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="4">
    <qti-default-value><qti-value>0</qti-value></qti-default-value>
  </qti-outcome-declaration>
  <qti-time-limits max-time="600"/>
  <qti-test-part identifier="main" navigation-mode="linear" submission-mode="individual">
    <qti-item-session-control max-attempts="2"/>
    <!-- the easy ones come first -->
    <qti-assessment-section identifier="warm-up" title="Warm-up" visible="true" required="true" fixed="false">
      <qti-rubric-block use="instructions" view="candidate"><qti-content-body><p>Take your time.</p></qti-content-body></qti-rubric-block>
      <qti-ordering shuffle="true"/>
      <qti-assessment-item-ref identifier="a" href="a.xml" category="easy"><qti-weight identifier="W" value="2"/></qti-assessment-item-ref>
      <!-- b is new -->
      <qti-assessment-item-ref identifier="b" href="b.xml"/>
      <qti-assessment-item-ref identifier="c" href="c.xml"/>
    </qti-assessment-section>
    <qti-assessment-section identifier="outer" title="Outer" visible="true" required="true" fixed="false">
      <qti-assessment-section identifier="inner" title="Inner" visible="false" required="true" fixed="true">
        <qti-assessment-item-ref identifier="d" href="d.xml"/>
      </qti-assessment-section>
    </qti-assessment-section>
  </qti-test-part>
  <qti-outcome-processing>
    <qti-set-outcome-value identifier="SCORE">
      <qti-sum><qti-test-variables variable-identifier="SCORE" weight-identifier="W"/></qti-sum>
    </qti-set-outcome-value>
  </qti-outcome-processing>
  <qti-test-feedback access="atEnd" outcome-identifier="SCORE" identifier="DONE" show-hide="show" title="Done"><qti-content-body><p>Well done.</p></qti-content-body></qti-test-feedback>
</qti-assessment-test>
"""  # noqa: E501
"""A test with what the JSON form cannot say: comments, rubrics, weights, nested sections, outcome processing."""

XML = (("content-type", "application/xml"),)


def post_xml(qti: Service, document: str = DOCUMENT) -> Reply:
    return qti.call("POST", TESTS, document.encode(), headers=XML)


def add_items(qti: Service, *identifiers: str) -> None:
    qti.add(*(choice_form(one) for one in identifiers))


def create(qti: Service, body: dict[str, Any]) -> dict[str, Any]:
    reply = qti.post(TESTS, body)
    assert reply.status == 201, reply.content
    created: dict[str, Any] = reply.body
    return created


def asked(test: dict[str, Any]) -> list[list[list[str]]]:
    """The identifiers of the items, by part and section."""
    return [
        [
            [one["identifier"] for one in found["qti-assessment-item-ref"]]
            for found in one_part["qti-assessment-section"]
        ]
        for one_part in test["qti-test-part"]
    ]


def in_step(qti: Service, test_id: str) -> dict[str, Any]:
    """The test, after a check that its XML, its content and its typed fields say the same."""
    from timeback_core.qti.xml import derive_test, read_document, to_content, validate_xml

    test: dict[str, Any] = qti.get(f"{TESTS}/{test_id}").body
    root = read_document(test["rawXml"], "test")
    derived: dict[str, Any] = {**derive_test(root)}
    assert test["qti-test-part"] == derived["qti-test-part"]
    assert test["content"] == to_content(root)
    assert test["isValidXml"] == validate_xml(test["rawXml"], "test").is_valid
    assert qti.call("GET", f"{TESTS}/{test_id}", headers=XML).text == test["rawXml"]
    listed = qti.get(TESTS, query=test_id).body["items"]
    assert {**listed[0], "isValidXml": test["isValidXml"]} == test
    return test
