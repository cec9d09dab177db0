"""Reading QTI documents: hardened, bounded; what is derived from them."""

from __future__ import annotations

import pytest
from qti_items import GOLDEN_ITEMS, NAMESPACE, SCORE, bare, choices, declare, item, outcome

from timeback_core.qti.xml import (
    QtiXmlError,
    XmlLimits,
    derive_item,
    derive_stimulus,
    derive_test,
    read_document,
    read_xml,
    serialise,
    to_content,
)
from timeback_core.qti.xml.parsed_item import (
    ParsedQtiItem,
    extract_choices,
    extract_correct_response,
    extract_feedback,
    extract_interaction_attributes,
    extract_modal_feedback,
    extract_prompt,
    extract_response_declaration,
    parse_qti_xml,
)

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "xml",
    [
        f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a>&l9;</a>',
        f'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a b="&l9;"/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        "<?pi ?><!-- <a> --> <!DOCTYPE a><a/>",
        "<!doctype html><a/>",
        '﻿<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
    ],
)
def test_a_document_type_is_refused_before_anything_is_expanded_or_fetched(xml: str | bytes) -> None:
    with pytest.raises(QtiXmlError, match="document type declaration is not allowed"):
        read_xml(xml)


def test_words_that_look_like_a_document_type_are_content_elsewhere() -> None:
    assert read_xml("<a><!-- <!DOCTYPE b> --><![CDATA[<!DOCTYPE c>]]></a>").text == "<!DOCTYPE c>"


@pytest.mark.parametrize(
    "xml", ["<a>&nbsp;</a>", "<a>", "", "   ", "text", "<a></b>", "<a b=1/>", "<a/><b/>", "<a>\x00</a>"]
)
def test_what_is_not_well_formed_is_refused(xml: str) -> None:
    with pytest.raises(QtiXmlError, match="not well-formed"):
        read_xml(xml)


def test_an_error_names_the_line() -> None:
    with pytest.raises(QtiXmlError, match="line 3") as caught:
        read_xml('<?xml version="1.0"\n encoding="utf-8"?><a>\n<b></a>')
    assert caught.value.line == 3


@pytest.mark.parametrize("depth", [101, 250, 5_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(QtiXmlError, match=r"nested more than 100 deep|depth"):
        read_xml("<a>" * depth + "</a>" * depth)


def test_the_allowed_depth_is_read() -> None:
    assert sum(1 for _ in read_xml("<a>" * 100 + "</a>" * 100).walk()) == 100
    with pytest.raises(QtiXmlError, match="nested more than 3"):
        read_xml("<a><a><a><a/></a></a></a>", XmlLimits(max_depth=3))
    with pytest.raises(ValueError, match="max_depth"):
        XmlLimits(max_depth=1_000)


def test_size_is_bounded_in_bytes_and_in_elements() -> None:
    small = XmlLimits(max_bytes=100, max_elements=5)
    for large in ("<a>" + "x" * 100 + "</a>", "<a>" + "ä" * 60 + "</a>", b"<a>" + b"x" * 300 + b"</a>"):
        with pytest.raises(QtiXmlError, match="larger than 100 bytes"):
            read_xml(large, small)
    with pytest.raises(QtiXmlError, match="more than 5 elements"):
        read_xml("<a>" + "<b/>" * 5 + "</a>", small)
    assert len(read_xml("<a>" + "<b/>" * 4 + "</a>", small).elements) == 4


@pytest.mark.parametrize(
    "xml",
    [
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>ä</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>'.encode("utf-16"),
        "<a>ä</a>".encode(),
        "<a>ä</a>".encode("utf-8-sig"),
        '<?xml version="1.0" encoding="UTF-16"?><a>ä</a>',
        "<a>&#228;</a>",
        "<a><![CDATA[ä]]></a>",
        "<a><!-- x -->ä<?pi?></a>",
    ],
)
def test_text_is_read_in_its_encoding(xml: str | bytes) -> None:
    assert read_xml(xml).text == "ä"


def test_bytes_that_are_not_in_their_encoding_are_refused() -> None:
    with pytest.raises(QtiXmlError, match="is not text in utf-8"):
        read_xml(b"<a>\xff</a>")
    with pytest.raises(QtiXmlError, match="'made-up' is not known"):
        read_xml(b'<?xml version="1.0" encoding="made-up"?><a/>')


@pytest.mark.parametrize(
    "xml",
    [
        '<a xmlns="urn:x" xml:lang="en" b="1 &lt; &quot;2&quot;">t &amp; u<b>v</b> w <c/></a>',
        '<a xmlns:m="urn:m"><m:math m:n="1"><m:mi>x</m:mi></m:math></a>',
        '<a><math xmlns="urn:m"><mi>x</mi></math><p>y</p></a>',
        "<a>line&#13;\n<b>&#9;</b></a>",
        '<a b="&#10;&#9;"/>',
    ],
)
def test_writing_a_document_gives_it_back(xml: str) -> None:
    again = read_xml(serialise(read_xml(xml)))
    assert serialise(again) == serialise(read_xml(xml))
    assert again.text == read_xml(xml).text
    assert [node.namespace for node in again.walk()] == [node.namespace for node in read_xml(xml).walk()]


# --- derived fields


def test_the_fields_of_an_item() -> None:
    xml = item(
        declare(cardinality="multiple", correct=["A", "B"]),
        declare("Q2", base_type="string"),
        SCORE,
        outcome("FEEDBACK"),
        body=bare("end-attempt") + f"<p>{bare('text-entry', response='Q2')}</p>" + choices("A", "B"),
        attributes='adaptive="true"',
    )
    fields = derive_item(read_document(xml, "item"))
    assert fields["type"] == "text-entry"
    assert (fields["adaptive"], fields["timeDependent"], fields["qtiVersion"]) == (True, False, "3.0")
    first, second = fields["responseDeclarations"]
    assert first == {
        "identifier": "RESPONSE",
        "cardinality": "multiple",
        "baseType": "identifier",
        "correctResponse": {"value": ["A", "B"]},
    }
    assert second["correctResponse"] == {"value": []}
    assert [declared["identifier"] for declared in fields["outcomeDeclarations"]] == ["SCORE", "FEEDBACK"]
    assert fields["modalFeedback"] == fields["feedbackInline"] == fields["feedbackBlock"] == []
    assert "responseProcessing" not in fields


def test_an_item_without_an_interaction_is_an_extended_text() -> None:
    assert derive_item(read_document(item(), "item"))["type"] == "extended-text"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (item().replace("assessment-item", "assessment-test"), "root element must be <qti-assessment-item>"),
        (item().replace(NAMESPACE, "http://www.imsglobal.org/xsd/imsqti_v2p1"), "namespace"),
        (item().replace(f'xmlns="{NAMESPACE}"', ""), "namespace"),
        (item(identifier="  "), "'identifier' is missing or blank"),
        (item().replace('title="An item"', ""), "'title' is missing or blank"),
    ],
)
def test_a_document_that_is_no_item_is_refused(xml: str, words: str) -> None:
    with pytest.raises(QtiXmlError, match=words):
        read_document(xml, "item")


def test_the_fields_of_a_stimulus() -> None:
    xml = f"""<qti-assessment-stimulus xmlns="{NAMESPACE}" identifier="s" title="S" xml:lang="fr" label="L"
      tool-name="T"><qti-stylesheet href="a.css" type="text/css"/><qti-stimulus-body><p>x</p></qti-stimulus-body>
      <qti-catalog-info><qti-catalog id="c"><qti-card support="s1"><qti-html-content><b>y</b></qti-html-content>
      </qti-card></qti-catalog></qti-catalog-info></qti-assessment-stimulus>"""
    assert derive_stimulus(read_document(xml, "stimulus")) == {
        "identifier": "s",
        "title": "S",
        "language": "fr",
        "label": "L",
        "toolName": "T",
        "stylesheet": {"href": "a.css", "type": "text/css"},
        "catalogInfo": [{"id": "c", "support": "s1", "content": "<b>y</b>"}],
    }


def test_the_fields_of_a_test_put_nested_sections_in_one_row() -> None:
    xml = f"""<qti-assessment-test xmlns="{NAMESPACE}" identifier="t" title="T">
      <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="2.5">
        <qti-default-value><qti-value>0.0</qti-value></qti-default-value></qti-outcome-declaration>
      <qti-time-limits max-time="90"/>
      <qti-test-part identifier="p" navigation-mode="nonlinear" submission-mode="simultaneous">
        <qti-assessment-section identifier="a" title="A" visible="false" required="true">
          <qti-assessment-item-ref identifier="q1" href="q1.xml"/>
          <qti-assessment-section identifier="b" title="B" visible="true">
            <qti-assessment-item-ref identifier="q2"/><qti-assessment-item-ref identifier="q3"/>
          </qti-assessment-section></qti-assessment-section></qti-test-part></qti-assessment-test>"""
    fields = derive_test(read_document(xml, "test"))
    assert (fields["timeLimit"], fields["qtiVersion"]) == (90, "3.0")
    assert fields["qti-outcome-declaration"] == [
        {
            "identifier": "SCORE",
            "cardinality": "single",
            "baseType": "float",
            "normalMaximum": 2.5,
            "defaultValue": {"value": 0},
        }
    ]
    (part,) = fields["qti-test-part"]
    assert (part["navigationMode"], part["submissionMode"]) == ("nonlinear", "simultaneous")
    outer, inner = part["qti-assessment-section"]
    assert (outer["identifier"], outer["visible"], outer["required"], outer["sequence"]) == ("a", False, True, 1)
    assert outer["qti-assessment-item-ref"] == [{"identifier": "q1", "sequence": 1, "href": "q1.xml"}]
    assert [ref["sequence"] for ref in inner["qti-assessment-item-ref"]] == [1, 2]


# --- content


def test_a_stimulus_as_json() -> None:
    xml = f"""<qti-assessment-stimulus xmlns="{NAMESPACE}" identifier="s" title="S"><qti-stimulus-body><p>The <span
      data-catalog-idref="c1">Moon</span> pulls.</p></qti-stimulus-body><qti-catalog-info><qti-catalog id="c1"><qti-card
      support="linguistic-guidance"><qti-html-content>Earth's satellite</qti-html-content></qti-card></qti-catalog>
      </qti-catalog-info></qti-assessment-stimulus>"""
    content = to_content(read_xml(xml))["qti-assessment-stimulus"]
    assert isinstance(content, dict)
    attributes = content.pop("_attributes")
    assert attributes["identifier"] == "s"
    assert attributes["xmlns:xsi"] == "http://www.w3.org/2001/XMLSchema-instance"
    assert "imsqti_stimulusv3p0p1_v1p0.xsd" in attributes["xsi:schemaLocation"]
    assert content == {
        "qti-stimulus-body": {
            "p": {"_": "The  pulls.", "span": {"_": "Moon", "_attributes": {"data-catalog-idref": "c1"}}}
        },
        "qti-catalog-info": {
            "qti-catalog": {
                "_attributes": {"id": "c1"},
                "qti-card": {
                    "_attributes": {"support": "linguistic-guidance"},
                    "qti-html-content": "Earth's satellite",
                },
            }
        },
    }


def test_declarations_and_values_are_arrays_in_json_also_when_there_is_one_or_none() -> None:
    content = to_content(read_xml(item(declare(correct=["A"]), body="<p>a</p><p>b</p><br/>")))["qti-assessment-item"]
    assert isinstance(content, dict)
    (response,) = content["qti-response-declaration"]
    assert response["_attributes"]["baseType"] == response["_attributes"]["base-type"] == "identifier"
    assert response["qti-correct-response"] == {"qti-value": ["A"]}
    assert content["qti-outcome-declaration"] == []
    assert content["qti-item-body"] == {"p": ["a", "b"], "br": ""}


# --- looking into an item


ITEM = f"""<qti-assessment-item xmlns='{NAMESPACE}' identifier='i' title='T'>
<!-- <qti-prompt>no</qti-prompt> -->
<qti-response-declaration identifier='R' cardinality='multiple' base-type='identifier'><qti-correct-response>
<qti-value>A</qti-value><qti-value><![CDATA[B]]></qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><qti-choice-interaction response-identifier='R' shuffle='true' max-choices='2'>
<qti-prompt>What <b>is</b> it?</qti-prompt>
<qti-simple-choice identifier='A'> one
<qti-feedback-inline outcome-identifier='F' identifier='A'>Yes</qti-feedback-inline>
</qti-simple-choice><qti-simple-choice identifier='B'/></qti-choice-interaction></qti-item-body>
<qti-modal-feedback outcome-identifier='F' identifier='A' show-hide='hide'><qti-content-body><p>Well.</p>
</qti-content-body></qti-modal-feedback></qti-assessment-item>"""


@pytest.mark.parametrize("xml", [ITEM, ITEM.replace(f"xmlns='{NAMESPACE}'", "")])
def test_looking_into_an_item(xml: str) -> None:
    parsed = parse_qti_xml(xml)
    assert (parsed.identifier, parsed.title, parsed.type) == ("i", "T", "choice")
    assert parsed.prompt == extract_prompt(xml) == "What <b>is</b> it?"
    assert [(choice.identifier, choice.text) for choice in extract_choices(xml)] == [("A", "one"), ("B", "")]
    assert (parsed.correct_answer, parsed.correct_answers) == ("A", ["A", "B"])
    assert extract_correct_response(xml) == "A"
    (inline,) = extract_feedback(xml)
    assert (inline.outcome_identifier, inline.identifier, inline.show_hide, inline.content) == ("F", "A", "show", "Yes")
    (modal,) = extract_modal_feedback(xml)
    assert (modal.show_hide, modal.content) == ("hide", "<p>Well.</p>")
    interaction = extract_interaction_attributes(xml)
    assert interaction is not None
    assert (interaction.response_identifier, interaction.shuffle, interaction.max_choices) == ("R", True, 2)
    declaration = extract_response_declaration(xml)
    assert declaration is not None
    assert (declaration.identifier, declaration.cardinality, declaration.base_type) == ("R", "multiple", "identifier")


@pytest.mark.parametrize("xml", [None, "", "  ", "<a>", "<!DOCTYPE a><a/>", "no xml", "<html/>"])
def test_looking_into_what_is_no_item_gives_nothing(xml: str | None) -> None:
    parsed = parse_qti_xml(xml)
    assert (parsed.prompt, parsed.choices, parsed.correct_answer, parsed.interaction) == ("", [], None, None)
    assert extract_prompt(xml) == ""
    assert extract_choices(xml) == extract_feedback(xml) == extract_modal_feedback(xml) == []
    assert (
        extract_correct_response(xml)
        is extract_interaction_attributes(xml)
        is extract_response_declaration(xml)
        is None
    )


def test_every_golden_item_can_be_looked_into() -> None:
    for xml in GOLDEN_ITEMS.values():
        parsed = parse_qti_xml(xml)
        assert parsed != ParsedQtiItem()
        assert parsed.interaction is not None
        assert parsed.interaction.type == parsed.type
