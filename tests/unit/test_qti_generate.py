"""XML generated from JSON forms."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from qti_forms import FORMS, PICTURE, STIMULUS_FORM, TEST_FORM, choices, form

from timeback_core.qti.scoring import read_item
from timeback_core.qti.xml import (
    QtiFormError,
    derive_item,
    derive_stimulus,
    derive_test,
    generate_item,
    generate_stimulus,
    generate_test,
    read_document,
    read_xml,
    stimulus_identifiers,
    validate_xml,
)


@pytest.mark.parametrize("kind", FORMS)
def test_every_type_gives_a_valid_document_with_the_same_fields(kind: str) -> None:
    made = FORMS[kind]
    xml = generate_item(made)
    assert validate_xml(xml, "item").messages == []
    fields = derive_item(read_document(xml, "item"))
    assert (fields["identifier"], fields["title"], fields["type"]) == (made["identifier"], made["title"], kind)
    (declared,) = fields["responseDeclarations"]
    (wanted,) = made["responseDeclarations"]
    assert (declared["cardinality"], declared["baseType"]) == (wanted["cardinality"], wanted["baseType"])


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind, made in FORMS.items()
        if made["responseDeclarations"][0]["correctResponse"]["value"] not in ([], [""])
    ],
)
def test_the_key_of_every_type_scores_its_maximum(kind: str) -> None:
    item = read_item(generate_item(FORMS[kind]))
    key = FORMS[kind]["responseDeclarations"][0]["correctResponse"]["value"]
    result = item.score({"RESPONSE": key})
    assert (result.score, result.verdict, result.scored_by) == (1, "correct", "rules")
    assert item.score({"RESPONSE": ["nothing like it"]}).score == 0


def test_the_skeleton_is_in_the_order_of_the_schema() -> None:
    made = FORMS["choice"] | {
        "outcomeDeclarations": [{"identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier"}],
        "modalFeedback": [
            {
                "outcomeIdentifier": "FEEDBACK",
                "identifier": "OK",
                "showHide": "show",
                "title": "T",
                "content": "<p>x</p>",
            }
        ],
        "feedbackBlock": [
            {"outcomeIdentifier": "FEEDBACK", "identifier": "OK", "showHide": "show", "content": "<p>y</p>"}
        ],
        "feedbackInline": [
            {"outcomeIdentifier": "HINT", "identifier": "H", "showHide": "hide", "content": "z", "class": ["a", "b"]}
        ],
        "rubrics": [{"use": "ext:criteria", "view": "scorer", "body": "<p>r</p>"}],
        "stimulus": [{"identifier": "Stimulus 1"}],
        "preInteraction": "<p>before</p>",
        "postInteraction": "after",
    }
    root = read_xml(generate_item(made, {"Stimulus 1": "Forests"}))
    assert [node.name for node in root.elements] == [
        "qti-response-declaration",
        "qti-outcome-declaration",
        "qti-outcome-declaration",
        "qti-outcome-declaration",
        "qti-assessment-stimulus-ref",
        "qti-item-body",
        "qti-response-processing",
        "qti-modal-feedback",
    ]
    outcomes = [(node.get("identifier"), node.get("base-type")) for node in root.all("qti-outcome-declaration")]
    assert outcomes == [("FEEDBACK", "identifier"), ("SCORE", "float"), ("HINT", "identifier")]
    stimulus = root.first("qti-assessment-stimulus-ref")
    assert stimulus is not None
    assert (stimulus.get("href"), stimulus.get("title")) == ("stimuli/Stimulus%201.xml", "Forests")
    body = root.first("qti-item-body")
    assert body is not None
    names = ["div", "qti-choice-interaction", "div", "div", "qti-feedback-block", "qti-rubric-block"]
    assert [node.name for node in body.elements] == names
    inline = next(root.find("qti-feedback-inline"))
    assert (inline.get("class"), inline.get("show-hide"), inline.text) == ("a b", "hide", "z")


def with_processing(**processing: Any) -> dict[str, Any]:
    return FORMS["choice"] | {"responseProcessing": processing}


def test_a_template_alone_is_a_template() -> None:
    node = next(read_xml(generate_item(with_processing(templateType="match_correct"))).find("qti-response-processing"))
    assert node.get("template") == "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct"
    assert node.elements == ()


def test_identifiers_give_rules_that_choose_feedback_and_leave_the_score_to_the_key() -> None:
    made = with_processing(
        templateType="match_correct",
        responseDeclarationIdentifier="RESPONSE",
        outcomeIdentifier="FEEDBACK",
        correctResponseIdentifier="YES",
        incorrectResponseIdentifier="NO",
    )
    item = read_item(generate_item(made))
    assert (item.score("B").score, item.score("B").outcomes["FEEDBACK"]) == (1, "YES")
    assert (item.score("A").score, item.score("A").outcomes["FEEDBACK"]) == (0, "NO")


def test_a_numeric_outcome_is_set_to_one_or_zero() -> None:
    item = read_item(generate_item(with_processing(templateType="match_correct", outcomeIdentifier="SCORE")))
    assert (item.score("B").score, item.score("A").score, item.score("B").scored_by) == (1, 0, "rules")


def test_map_response_in_a_form_asks_only_for_an_answer() -> None:
    made = with_processing(templateType="map_response", outcomeIdentifier="DONE", correctResponseIdentifier="SUBMITTED")
    item = read_item(generate_item(made))
    assert item.score("A").outcomes["DONE"] == "SUBMITTED"
    assert item.score("").outcomes["DONE"] is None


def test_inline_feedback_copies_a_variable() -> None:
    made = with_processing(
        templateType="match_correct",
        outcomeIdentifier="SCORE",
        inlineFeedback={"outcomeIdentifier": "FEEDBACK-INLINE", "variableIdentifier": "RESPONSE"},
    )
    made["interaction"] = made["interaction"] | {
        "questionStructure": {"choices": [{"identifier": "A", "content": "a", "feedbackInline": "No."}, *choices("B")]}
    }
    item = read_item(generate_item(made))
    assert [element.text for element in item.visible_feedback(item.score("A"))] == ["No."]
    assert item.visible_feedback(item.score("B")) == []


def test_a_custom_template_calls_its_operator() -> None:
    made = with_processing(templateType="custom", customOperator={"class": "com.example.X", "definition": "http://x"})
    operator = next(read_xml(generate_item(made)).find("qti-custom-operator"))
    assert (operator.get("class"), operator.get("definition")) == ("com.example.X", "http://x")


def changed(kind: str, *path: Any, value: Any) -> dict[str, Any]:
    made: Any = copy.deepcopy(FORMS[kind])
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


KEY = ("responseDeclarations", 0, "correctResponse", "value")
QUESTION = ("interaction", "questionStructure")


@pytest.mark.parametrize(
    ("made", "path", "words"),
    [
        (changed("choice", "identifier", value=" "), "identifier", "required"),
        (changed("choice", "title", value=None), "title", "required"),
        (
            changed("choice", "interaction", "type", value="riddle"),
            "interaction.type",
            "Unsupported interaction type: riddle",
        ),
        (changed("choice", "interaction", value={}), "interaction.type", "Unsupported interaction type: undefined"),
        (
            changed("choice", "interaction", "responseIdentifier", value="Q"),
            "interaction.responseIdentifier",
            "declare it",
        ),
        (
            changed("choice", *QUESTION, "choices", value=choices("A", "B", "B")),
            "interaction.questionStructure",
            "2 times",
        ),
        (
            changed("choice", *QUESTION, "choices", 0, "identifier", value=""),
            QUESTION[0] + ".questionStructure.choices[0].identifier",
            "required",
        ),
        (changed("choice", *KEY, value=["Z"]), "responseDeclarations", "'Z' is none of the choices"),
        (changed("match", *KEY, value=["A Z"]), "responseDeclarations", "'Z' is none of the choices"),
        (changed("match", *KEY, value=["A"]), "responseDeclarations", "no pair"),
        (changed("hotspot", *KEY, value=["Z"]), "responseDeclarations", "none of the choices"),
        (changed("slider", "interaction", "lower-bound", value=60), "interaction", "must be less"),
        (changed("slider", "interaction", "lower-bound", value=None), "interaction", "needs lower-bound"),
        (changed("slider", *KEY, value=[70]), "responseDeclarations", "not between 0 and 50"),
        (changed("slider", *KEY, value=["22"]), "responseDeclarations", "not on a step of 5"),
        (changed("select-point", *KEY, value=["500 10"]), "responseDeclarations", "outside of the picture (400 x 300)"),
        (changed("select-point", *KEY, value=["5"]), "responseDeclarations", "no point"),
        (
            changed("choice", *QUESTION, "prompt", value="fish & chips"),
            "interaction.questionStructure.prompt",
            "well-formed",
        ),
        (
            changed("choice", *QUESTION, "choices", 1, "content", value="a<br>b"),
            "interaction.questionStructure.choices[1].content",
            "well-formed",
        ),
        (
            changed("choice", "rubrics", value=[{"use": "u", "view": "v", "body": "<p>"}]),
            "rubrics[0].body",
            "well-formed",
        ),
        (changed("choice", "preInteraction", value="a\x01b"), "preInteraction", "cannot stand in XML"),
        (changed("choice", "title", value="a\x01b"), "(root)", "cannot stand in XML"),
        (
            changed("choice", *QUESTION, "prompt", value="</fragment><fragment>"),
            "interaction.questionStructure.prompt",
            "well-formed",
        ),
        (changed("choice", "responseDeclarations", value="RESPONSE"), "responseDeclarations", "must be a list"),
        (changed("choice", "modalFeedback", value=[7]), "modalFeedback[0]", "must be an object"),
    ],
)
def test_what_is_wrong_with_a_form_is_named_by_its_path(made: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(QtiFormError) as caught:
        generate_item(made)
    assert (path, True) in [(issue.path, words in issue.message) for issue in caught.value.issues]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(QtiFormError) as caught:
        generate_item({"interaction": {"type": "choice"}})
    assert {issue.path for issue in caught.value.issues} >= {"identifier", "title", "interaction.responseIdentifier"}


def test_markup_in_attributes_is_escaped() -> None:
    made = changed("choice", "title", value='"<&>\n\tx')
    assert read_xml(generate_item(made)).get("title") == '"<&>\n\tx'


def test_a_prompt_with_blocks_does_not_stand_in_a_paragraph() -> None:
    for kind in ("text-entry", "inline-choice"):
        root = read_xml(generate_item(changed(kind, *QUESTION, "prompt", value="<p>one</p><ul><li>two</li></ul>")))
        assert all(child.name not in {"p", "ul"} for node in root.find("p") for child in node.elements)


def test_settings_are_found_in_all_three_places_and_in_both_spellings() -> None:
    for place in ("interaction", "question", "attributes"):
        for name in ("patternMask", "pattern-mask"):
            made = form("text-entry", {"prompt": "?"}, ["1"], base_type="string")
            target = made["interaction"]
            if place == "question":
                target = target["questionStructure"]
            elif place == "attributes":
                target = target.setdefault("attributes", {})
            target[name] = "[0-9]+"
            assert (
                next(read_xml(generate_item(made)).find("qti-text-entry-interaction")).get("pattern-mask") == "[0-9]+"
            )


def test_graphic_interactions_carry_their_picture() -> None:
    root = read_xml(generate_item(FORMS["graphic-gap-match"]))
    picture = next(root.find("object"))
    assert (picture.get("data"), picture.get("width")) == (PICTURE["data"], "400")
    spot = next(root.find("qti-associable-hotspot"))
    assert (spot.get("match-max"), spot.get("hotspot-label")) == ("1", "Spot A")


def test_a_test_reads_as_documented() -> None:
    xml = generate_test(TEST_FORM, lambda identifier: f"http://127.0.0.1:8080/api/assessment-items/{identifier}")
    assert validate_xml(xml, "test").messages == []
    lines = [line.strip() for line in xml.splitlines()]
    assert (
        '<qti-assessment-section identifier="warmup" title="Warm-up &amp; more" '
        'visible="true" required="true" fixed="false">' in lines
    )
    assert (
        '<qti-assessment-item-ref identifier="planets-02" href="http://127.0.0.1:8080/api/assessment-items/planets-02"/>'
        in lines
    )
    assert '<qti-time-limits max-time="900"/>' in lines
    fields = derive_test(read_document(xml, "test"))
    assert fields["qti-outcome-declaration"] == [TEST_FORM["qti-outcome-declaration"][0] | {"cardinality": "single"}]
    (section,) = fields["qti-test-part"][0]["qti-assessment-section"]
    assert [ref["href"] for ref in section["qti-assessment-item-ref"]][1] == "half.xml"


def test_a_test_needs_parts_and_sections() -> None:
    with pytest.raises(QtiFormError, match="at least one test part"):
        generate_test(TEST_FORM | {"qti-test-part": []})
    empty = {"identifier": "p", "navigationMode": "linear", "submissionMode": "individual"}
    with pytest.raises(QtiFormError, match=r"qti-test-part\[0\].qti-assessment-section: at least one section"):
        generate_test(TEST_FORM | {"qti-test-part": [empty]})


def test_a_stimulus_gives_its_fields_back() -> None:
    full = STIMULUS_FORM | {
        "language": "de",
        "label": "L",
        "toolName": "T",
        "toolVersion": "1",
        "stylesheet": {"href": "a.css", "type": "text/css"},
    }
    xml = generate_stimulus(full)
    assert validate_xml(xml, "stimulus").messages == []
    assert derive_stimulus(read_document(xml, "stimulus")) == {key: full[key] for key in full if key != "content"}
    assert STIMULUS_FORM["content"] in xml


@pytest.mark.parametrize("content", ["fish & chips", "<p>a<br>b</p>", "<p>&nbsp;</p>", '<p><img src="a.png"></p>'])
def test_a_stimulus_must_be_well_formed(content: str) -> None:
    with pytest.raises(QtiFormError, match="content: must be well-formed XHTML"):
        generate_stimulus(STIMULUS_FORM | {"content": content})


def test_stimuli_may_be_one_or_several() -> None:
    assert stimulus_identifiers({"stimulus": {"identifier": "a"}}) == ["a"]
    assert stimulus_identifiers({"stimulus": [{"identifier": "a"}, {"identifier": "b"}]}) == ["a", "b"]
    assert stimulus_identifiers({}) == []
