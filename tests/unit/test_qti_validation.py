"""Validation: with schema files and without."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from qti_items import (
    GOLDEN_ITEMS,
    IS_CORRECT,
    NAMESPACE,
    SCORE,
    bare,
    base,
    choices,
    condition,
    declare,
    item,
    set_outcome,
)

from timeback_core.qti.xml import QtiXmlError, SchemaFiles, validate_xml


@pytest.mark.parametrize("xml", ["<a>", "", "<!DOCTYPE a><a/>", "<a>" * 5_000])
def test_what_cannot_be_read_is_a_finding(xml: str) -> None:
    report = validate_xml(xml, "item")
    assert len(report.findings) == 1
    assert not report.is_valid


def test_the_root_must_fit_the_schema() -> None:
    assert "must be <qti-assessment-test>" in validate_xml(item(), "test").summary
    with pytest.raises(ValueError, match="must be one of item, test, stimulus"):
        validate_xml(item(), "essay")


def test_a_valid_document_says_so() -> None:
    report = validate_xml(GOLDEN_ITEMS["choice"], "item")
    assert (report.is_valid, report.messages, report.summary, report.schema_used) == (True, [], "Valid XML", False)


def test_a_finding_names_its_line() -> None:
    report = validate_xml(item().replace('time-dependent="false"', ""), "item")
    assert report.messages == [
        "line 1: Element 'qti-assessment-item': The attribute 'time-dependent' is required but missing."
    ]
    assert not report.summary.startswith("line")


PICTURE = '<object data="a.png" width="1" height="1" type="image/png"/>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("text", "Text is not allowed here"),
        ('<img src="a.png" alt="a"/>', "img is not allowed here"),
        ('<p style="color: red">x</p>', "'style' is not allowed"),
        (bare("graphic-order", 'shuffle="true"', PICTURE), "'shuffle' is not allowed"),
        ("<p>" + bare("text-entry", 'placeholder="x"') + "</p>", "'placeholder' is not allowed"),
        (bare("match", inside='<qti-simple-associable-choice identifier="A"/>'), "'match-max' is required"),
        (bare("media"), "'autostart' is required"),
        (bare("slider", 'lower-bound="0"'), "'upper-bound' is required"),
        ("<qti-rubric-block><qti-content-body/></qti-rubric-block>", "'use' is required"),
        (choices("1A"), "'1A' must begin with a letter"),
        (choices("A B"), "'A B' must begin with a letter"),
        (choices("A", "A"), "used twice"),
        (bare("choice", response="Q9"), "'Q9' is used by <qti-choice-interaction> but not declared"),
        (bare("order"), "must be ordered, not 'single'"),
        (bare("slider", 'lower-bound="0" upper-bound="1"'), "must hold float or integer, not 'identifier'"),
        (choices("A", most=2), "holds one value"),
    ],
)
def test_what_authors_often_get_wrong_is_found_without_schema_files(body: str, words: str) -> None:
    messages = validate_xml(item(declare(), SCORE, body=body), "item").messages
    assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (item(declare(), declare()), "declared twice"),
        (item(declare(base_type=None)), "has no base-type"),
        (item(declare("numAttempts")), "built in"),
        (item(declare(), rules=set_outcome("GONE", base(1))), "'GONE' is used by <qti-set-outcome-value>"),
        (
            item(SCORE, rules=condition((IS_CORRECT, set_outcome("SCORE", base(1))))),
            "'RESPONSE' is used by <qti-correct>",
        ),
        (
            item(after='<qti-modal-feedback outcome-identifier="F" identifier="x" show-hide="show" class="c"/>'),
            "'F' is used by <qti-modal-feedback>",
        ),
    ],
)
def test_what_does_not_hold_together_is_found(xml: str, words: str) -> None:
    assert any(words in message for message in validate_xml(xml, "item").messages)


def test_a_test_with_two_sections_of_one_name_is_found() -> None:
    section = '<qti-assessment-section identifier="s" title="S" visible="true"/>'
    modes = 'navigation-mode="linear" submission-mode="individual"'
    part = f'<qti-test-part identifier="p" {modes}>{section}{section}</qti-test-part>'
    xml = f'<qti-assessment-test xmlns="{NAMESPACE}" identifier="t" title="T">{part}</qti-assessment-test>'
    assert ["used twice in the test" in message for message in validate_xml(xml, "test").messages] == [True]


SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}" xmlns="{NAMESPACE}"
  elementFormDefault="qualified">
<xs:include schemaLocation="https://schemas.example/deep/parts.xsd"/>
<xs:element name="qti-assessment-item"><xs:complexType><xs:sequence>
<xs:element name="qti-item-body" type="Body"/></xs:sequence>
<xs:attribute name="identifier" type="xs:NCName" use="required"/><xs:attribute name="title" use="required"/>
<xs:attribute name="adaptive"/><xs:attribute name="time-dependent" type="xs:boolean" use="required"/>
</xs:complexType></xs:element></xs:schema>"""
PARTS = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}" xmlns="{NAMESPACE}"
  elementFormDefault="qualified"><xs:complexType name="Body"><xs:sequence>
<xs:element name="p" type="xs:string" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:schema>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "imsqti_asiv3p0_v1p0.xsd").write_text(SCHEMA)
    (tmp_path / "parts.xsd").write_text(PARTS)
    return tmp_path


def test_schema_files_decide_when_they_are_there(folder: Path) -> None:
    files = SchemaFiles(folder)
    assert validate_xml(item(body="<p>a</p>"), "item", files).is_valid
    report = validate_xml(item(body="\n<div>a</div>"), "item", files)
    assert report.schema_used
    assert [finding.line for finding in report.findings] == [4]
    assert "div" in report.summary
    assert NAMESPACE not in report.summary


def test_the_schema_is_compiled_once_whoever_comes_first(folder: Path) -> None:
    files = SchemaFiles(folder)
    found: list[bool] = []
    threads = [
        threading.Thread(target=lambda: found.append(validate_xml(item(body="<p>a</p>"), "item", files).is_valid))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_data_attributes_are_ignored_by_the_small_profile(folder: Path) -> None:
    (folder / "imsqti_asiv3p0_v1p0.xsd").rename(folder / "imsqti_asiv3p0_sbacv1p0_v1p0.xsd")
    xml = item(body="<p>a</p>", attributes='data-x="1"')
    assert validate_xml(xml, "item", SchemaFiles(folder)).is_valid


def test_missing_files_are_named(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(FileNotFoundError, match=r"imsqti_asiv3p0_v1p0\.xsd"):
        SchemaFiles(tmp_path_factory.mktemp("empty"))
    (folder / "parts.xsd").unlink()
    with pytest.raises(QtiXmlError, match=r"parts\.xsd"):
        validate_xml(item(body="<p>a</p>"), "item", SchemaFiles(folder))
