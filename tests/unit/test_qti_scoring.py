"""Scoring: the golden table, templates, what counts as an answer, verdicts and feedback."""

from __future__ import annotations

import pickle
import subprocess
import sys
import timeit
from collections.abc import Mapping

import pytest
from qti_items import (
    GOLDEN,
    GOLDEN_ITEMS,
    IS_CORRECT,
    RESPONSE,
    SCORE,
    areas,
    bare,
    base,
    choices,
    condition,
    declare,
    item,
    mapping,
    outcome,
    set_outcome,
)

from timeback_core.qti.scoring import (
    Item,
    OperatorCall,
    QtiXmlError,
    ScoringOptions,
    read_item,
    read_item_cached,
)
from timeback_core.qti.xml.reading import read_xml


@pytest.mark.parametrize(("name", "response", "score"), GOLDEN)
def test_the_golden_table(name: str, response: object, score: float) -> None:
    assert read_item(GOLDEN_ITEMS[name]).score(response).score == score


@pytest.mark.parametrize("name", GOLDEN_ITEMS)
def test_no_answer_and_unreadable_answers_score_nothing_and_never_raise(name: str) -> None:
    read = read_item(GOLDEN_ITEMS[name])
    for response in (None, "", [], [""], {}, {"RESPONSE": None}, {"OTHER": "A"}, 7, 7.5, True, [[1]], ["x"] * 2_000):
        result = read.score(response)
        assert result.score == 0
        assert result.verdict == "incorrect"


@pytest.mark.parametrize("name", GOLDEN_ITEMS)
def test_the_key_of_every_golden_item_scores_its_maximum(name: str) -> None:
    read = read_item(GOLDEN_ITEMS[name])
    best = {key: declared.correct for key, declared in read.responses.items()}
    result = read.score(best)
    assert result.verdict == "correct"
    assert result.score >= result.max_score


def single(**options: object) -> Item:
    return read_item(item(declare(correct=["B"]), SCORE, body=choices("A", "B"), template="match_correct"))


@pytest.mark.parametrize("address", ["match_correct", "x/match_correct.xml", "https://h.example/a/match_correct/"])
def test_a_template_is_known_by_the_last_part_of_its_address(address: str) -> None:
    xml = item(declare(correct=["B"]), SCORE, after=f'<qti-response-processing template="{address}"/>')
    assert read_item(xml).score("B").scored_by == "rules"


def test_a_template_location_names_a_template_too() -> None:
    processed = '<qti-response-processing template-location="t/map_response.xml"/>'
    xml = item(declare(mapping=mapping({"A": 3})), SCORE, after=processed)
    assert read_item(xml).score("A").score == 3


def test_rules_win_over_a_template() -> None:
    processed = (
        f'<qti-response-processing template="match_correct">{set_outcome("SCORE", base(5))}</qti-response-processing>'
    )
    assert read_item(item(declare(correct=["B"]), SCORE, after=processed)).score("A").score == 5


def test_an_unknown_template_scores_by_the_key_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    read = read_item(item(declare(correct=["B"]), SCORE, template="made_up"))
    assert "made_up" in read.notes[0]
    assert "made_up" in caplog.text
    assert (read.score("B").score, read.score("B").scored_by, read.score("A").score) == (1, "key", 0)


def test_templates_use_the_first_response_when_none_is_called_response() -> None:
    xml = item(declare("Q1", correct=["B"]), declare("Q2", correct=["C"]), SCORE, template="match_correct")
    assert read_item(xml).score({"Q1": "B"}).score == 1


def test_without_processing_every_key_must_match() -> None:
    read = read_item(item(declare("Q1", correct=["B"]), declare("Q2", correct=["C"]), declare("Q3"), SCORE))
    assert read.score({"Q1": "B", "Q2": "C"}).score == 1
    assert read.score({"Q1": "B", "Q2": "X"}).score == 0
    assert read.score({"Q1": "B"}).score == 0


def test_rules_that_set_no_score_leave_it_to_the_key() -> None:
    rules = condition((IS_CORRECT, set_outcome("FEEDBACK", base("YES", "identifier"))))
    read = read_item(item(declare(correct=["B"]), SCORE, outcome("FEEDBACK"), rules=rules))
    assert (read.score("B").score, read.score("B").feedback.identifier) == (1, "YES")
    assert (read.score("A").score, read.score("A").feedback.identifier) == (0, "incorrect")


def test_cc2_templates_set_their_feedback() -> None:
    maximum = outcome("MAXSCORE", "float", "<qti-default-value><qti-value>4</qti-value></qti-default-value>")
    basic = read_item(item(declare(correct=["B"]), SCORE, maximum, template="CC2_match_basic"))
    assert (basic.score("B").score, basic.score("B").outcomes["FEEDBACKBASIC"]) == (4, "correct")
    assert (basic.score("A").score, basic.score("A").outcomes["FEEDBACKBASIC"]) == (0, "incorrect")
    key = declare(cardinality="multiple", mapping=mapping({"A": 2, "B": 2}))
    mapped = read_item(item(key, SCORE, maximum, template="CC2_map_response"))
    assert mapped.score(["A", "B"]).feedback.identifier == "correct"
    assert mapped.score(["A"]).feedback.identifier == "incorrect"


def test_map_response_without_a_mapping_scores_nothing_and_says_so() -> None:
    read = read_item(item(declare(correct=["B"]), SCORE, template="map_response"))
    assert read.score("B").score == 0
    assert "qti-mapping" in read.notes[0]


# --- verdict and feedback


def test_the_maximum_is_maxscore_then_the_normal_maximum_then_the_mapping() -> None:
    key = declare(cardinality="multiple", correct=["A"], mapping=mapping({"A": 2, "B": 1, "C": -4}))
    default = "<qti-default-value><qti-value>9</qti-value></qti-default-value>"
    normal = outcome("SCORE", "float", attributes='normal-maximum="7"')
    assert read_item(item(key, SCORE, template="map_response")).max_score == 3
    assert read_item(item(key, normal, template="map_response")).max_score == 7
    assert read_item(item(key, normal, outcome("MAXSCORE", "float", default), template="map_response")).max_score == 9
    assert read_item(item(key, SCORE, template="match_correct")).max_score == 1
    few = read_item(item(key, SCORE, body=choices("A", "B", "C", most=1), template="map_response"))
    assert few.max_score == 2


def test_between_nothing_and_the_maximum_is_partial() -> None:
    result = read_item(GOLDEN_ITEMS["choice_multiple"]).score(["H"])
    assert (result.verdict, result.feedback.identifier, result.feedback.value) == (
        "partial",
        "partial",
        "Partially correct",
    )


def modal(identifier: str, text: str, show: str = "show", name: str = "FEEDBACK") -> str:
    return (
        f'<qti-modal-feedback outcome-identifier="{name}" identifier="{identifier}" show-hide="{show}">'
        f"<qti-content-body><p>{text}</p></qti-content-body></qti-modal-feedback>"
    )


def with_feedback(*elements: str) -> Item:
    rules = condition(
        (IS_CORRECT, set_outcome("FEEDBACK", base("CORRECT", "identifier"))),
        otherwise=set_outcome("FEEDBACK", base("tryAgain", "identifier")),
    )
    return read_item(item(declare(correct=["B"]), SCORE, outcome("FEEDBACK"), rules=rules, after="".join(elements)))


def test_modal_feedback_is_shown_by_its_value() -> None:
    read = with_feedback(modal("CORRECT", "Six and <b>six</b>\n are twelve."), modal("tryAgain", "Once more."))
    assert read.score("B").feedback.identifier == "correct"
    assert read.score("B").feedback.value == "Six and six are twelve."
    assert (read.score("A").feedback.identifier, read.score("A").feedback.value) == ("tryAgain", "Once more.")
    assert [element.identifier for element in read.visible_feedback(read.score("A"))] == ["tryAgain"]


def test_feedback_that_a_value_hides_is_shown_by_every_other() -> None:
    read = with_feedback(modal("CORRECT", "Not yet.", show="hide"))
    assert read.score("A").feedback.value == "Not yet."
    assert read.score("B").feedback.value == "Correct"


# --- what no key can score


def test_free_text_goes_to_the_grader_which_wins_over_rules() -> None:
    xml = item(declare(base_type="string", correct=["x"]), SCORE, body=bare("extended-text"), template="match_correct")

    def grader(read: Item, responses: Mapping[str, object]) -> tuple[float, str, str]:
        return 0.75, "graded", f"{read.identifier}: {responses['RESPONSE']}"

    result = read_item(xml).score("an essay", options=ScoringOptions(grader=grader))
    assert (result.score, result.verdict, result.scored_by) == (0.75, "partial", "grader")
    assert (result.feedback.value, result.outcomes["SCORE"]) == ("item-1: an essay", 0.75)


@pytest.mark.parametrize("kind", ["extended-text", "upload", "drawing", "media"])
def test_what_nothing_can_score_is_accepted_when_it_is_answered(kind: str) -> None:
    read = read_item(item(declare(base_type="string"), SCORE, body=bare(kind)))
    assert (read.score("mine").score, read.score("mine").feedback.identifier) == (1, "graded")
    assert (read.score("").score, read.score("").verdict) == (0, "incorrect")
    assert read.score("mine").scored_by == "grader"


def test_a_choice_without_a_key_scores_nothing() -> None:
    result = read_item(item(declare(), SCORE, body=choices("A"))).score("A")
    assert (result.score, result.scored_by) == (0, "nothing")


def test_a_custom_operator_is_called_with_what_an_external_scorer_needs() -> None:
    calls: list[OperatorCall] = []

    def score(call: OperatorCall) -> float:
        calls.append(call)
        return 0.5

    operator = f'<qti-custom-operator class="com.example.Score" definition="http://127.0.0.1/x">{RESPONSE}</qti-custom-operator>'
    xml = item(declare(base_type="string"), SCORE, rules=set_outcome("SCORE", operator))
    result = read_item(xml).score("text", options=ScoringOptions(operators={"com.example.Score": score}))
    assert result.score == 0.5
    assert calls[0].operands == ("text",)
    assert (calls[0].outcome_identifier, calls[0].item_identifier, calls[0].xml) == ("SCORE", "item-1", xml)
    assert calls[0].responses == {"RESPONSE": "text"}


def test_an_operator_that_is_unknown_or_fails_is_null(caplog: pytest.LogCaptureFixture) -> None:
    operator = '<qti-custom-operator class="com.example.Score"/>'
    read = read_item(item(declare(base_type="string"), SCORE, rules=set_outcome("SCORE", operator)))

    def fail(_call: OperatorCall) -> float:
        raise RuntimeError("no connection")

    assert read.score("text").score == 0
    assert "com.example.Score" in caplog.text
    assert read.score("text", options=ScoringOptions(operators={"com.example.Score": fail})).score == 0


# --- attempts


def test_an_adaptive_item_goes_on_from_the_attempt_before() -> None:
    count = f'<qti-sum><qti-variable identifier="TRIES"/>{base(1, "integer")}</qti-sum>'
    rules = set_outcome("TRIES", count) + set_outcome("SCORE", '<qti-variable identifier="numAttempts"/>')
    declarations = (declare(correct=["B"]), SCORE, outcome("TRIES", "integer"))
    adaptive = read_item(item(*declarations, rules=rules, attributes='adaptive="true"'))
    first = adaptive.score("A")
    second = adaptive.score("B", previous=first)
    assert (second.attempt, second.outcomes["TRIES"], second.score) == (2, 2, 2)
    plain = read_item(item(*declarations, rules=rules))
    assert plain.score("B", previous=plain.score("A")).outcomes["TRIES"] == 1


def test_an_attempt_leaves_nothing_behind_in_the_item() -> None:
    read = read_item(GOLDEN_ITEMS["choice"])
    first = read.score("ChoiceA")
    read.score("ChoiceB")
    assert read.score("ChoiceA") == first


# --- errors


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (item(declare(cardinality="several")), ["line 2", "qti-response-declaration", "several"]),
        (item(declare(base_type="number")), ["line 2", "number"]),
        (item(declare(base_type=None)), ["base-type"]),
        (item(declare(base_type="integer", correct=["two"])), ["line 2", "two", "integer"]),
        (item(declare(), declare()), ["declared twice"]),
        (item(declare("duration")), ["built in"]),
        (item(declare(), rules="<qti-add/>"), ["line 4", "qti-add"]),
        (item(declare(), rules=set_outcome("SCORE", "<qti-median/>")), ["line 4", "qti-median"]),
        (item(declare(), rules=set_outcome("SCORE", f"<qti-divide>{base(1)}</qti-divide>")), ["2 operand"]),
        (item(declare(), rules=set_outcome("RESPONSE", base(1))), ["is a response"]),
        (item(declare(), rules="<qti-lookup-outcome-value identifier='X'/>"), ["qti-match-table"]),
        (item(declare(base_type="point", mapping=areas([("star", "1,2", 1)]))), ["star"]),
        (item(declare(base_type="point", mapping=areas([("circle", "1%,2%,3", 1)]))), ["percent"]),
        (item(declare(mapping=mapping({"A": 1}).replace('"1"', '"one"'))), ["mapped-value", "one"]),
        ("<assessmentItem/>", ["qti-assessment-item", "QTI 3"]),
    ],
)
def test_errors_name_the_place_and_what_to_do(xml: str, words: list[str]) -> None:
    with pytest.raises(QtiXmlError) as caught:
        read_item(xml)
    for word in words:
        assert word in str(caught.value)


# --- an item is a value


def test_an_item_can_be_pickled_and_scores_the_same() -> None:
    read = read_item(GOLDEN_ITEMS["associate"])
    again = pickle.loads(pickle.dumps(read))
    assert again.score(["A P"]) == read.score(["A P"])


def test_an_item_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        single().title = "other"  # type: ignore[misc]  # that is what is tested


def test_documents_that_are_stored_as_text_are_read_once() -> None:
    assert read_item_cached(GOLDEN_ITEMS["choice"]) is read_item_cached(GOLDEN_ITEMS["choice"])


def test_scoring_is_at_least_twenty_times_faster_than_reading() -> None:
    xml = GOLDEN_ITEMS["choice"]
    read = read_item(xml)

    def best(work: object, times: int) -> float:
        return min(timeit.repeat(work, number=times, repeat=7)) / times  # type: ignore[arg-type]

    assert best(lambda: read_item(xml), 50) > 20 * best(lambda: read.score("ChoiceA"), 1_000)


def test_a_document_of_five_megabytes_is_read() -> None:
    paragraph = "<p>" + "A sentence of a long passage. " * 10 + "</p>"
    body = paragraph * (5_000_000 // len(paragraph)) + choices("A", "B")
    xml = item(declare(correct=["B"]), SCORE, body=body, template="match_correct")
    assert len(xml) > 4_900_000
    assert read_item(xml).score("B").score == 1
    assert read_xml(xml).first("qti-item-body") is not None


def test_importing_the_engine_does_not_import_lxml() -> None:
    code = "import sys, timeback_core.qti.scoring, timeback_core.qti.xml; sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
