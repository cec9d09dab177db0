"""What holds for every document and every response."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qti_forms import FORMS
from qti_items import GOLDEN_ITEMS, SCORE, choices, declare, item, mapping

from timeback_core.qti.scoring import MapEntry, Mapping, Multiple, ScoreResult, read_item
from timeback_core.qti.scoring.declarations import ResponseDeclaration
from timeback_core.qti.scoring.item import Item
from timeback_core.qti.scoring.values import members
from timeback_core.qti.xml import QtiXmlError, derive_item, generate_item, read_document, read_xml, serialise
from timeback_core.qti.xml.parsed_item import parse_qti_xml

ITEMS = {name: read_item(xml) for name, xml in GOLDEN_ITEMS.items()}
NAMES = st.sampled_from(["A", "B", "C", "D", "E", "F"])
NUMBERS = st.integers(-20, 20).map(lambda n: n / 4)


def words_of(read: Item) -> st.SearchStrategy[object]:
    """Return responses that are made of an item's own key and mapping, in any wrong or right combination."""
    known: set[str] = {"", "x", "1", "0 0", "A B"}
    for declared in read.responses.values():
        known |= {as_text(value) for value in members(declared.correct)}
        known |= {as_text(entry.key) for entry in declared.mapping.entries} if declared.mapping else set()
    word = st.sampled_from(sorted(known))
    return st.one_of(word, st.lists(word, max_size=5), st.none())


def as_text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(ITEMS)), response=ANYTHING)
def test_whatever_is_answered_scoring_gives_a_result(name: str, response: object) -> None:
    for given_response in (response, {"RESPONSE": response}):
        result = ITEMS[name].score(given_response)
        assert isinstance(result, ScoreResult)
        assert result == ITEMS[name].score(given_response)


@given(data=st.data(), name=st.sampled_from(sorted(ITEMS)))
def test_a_document_written_again_scores_the_same(data: st.DataObject, name: str) -> None:
    again = read_item(serialise(read_xml(GOLDEN_ITEMS[name])))
    response = data.draw(words_of(ITEMS[name]))
    assert again.score(response) == ITEMS[name].score(response)
    assert again.max_score == ITEMS[name].max_score


@given(data=st.data(), kind=st.sampled_from(sorted(FORMS)))
def test_a_form_with_the_fields_derived_from_its_document_scores_the_same(data: st.DataObject, kind: str) -> None:
    first = generate_item(FORMS[kind])
    fields = derive_item(read_document(first, "item"))
    made: dict[str, Any] = copy.deepcopy(FORMS[kind]) | {
        "responseDeclarations": fields["responseDeclarations"],
        "outcomeDeclarations": fields["outcomeDeclarations"],
        "identifier": fields["identifier"],
        "title": fields["title"],
        "type": fields["type"],
    }
    before, after = read_item(first), read_item(generate_item(made))
    response = data.draw(words_of(before))
    assert after.score(response) == before.score(response)


@given(
    entries=st.dictionaries(NAMES, NUMBERS, max_size=6),
    default=NUMBERS,
    lower=st.none() | NUMBERS,
    upper=st.none() | NUMBERS,
    response=st.lists(NAMES, max_size=8),
)
def test_a_mapping_is_the_sum_of_its_entries_within_its_bounds(
    entries: dict[str, float], default: float, lower: float | None, upper: float | None, response: list[str]
) -> None:
    made = Mapping(
        entries=tuple(MapEntry(key, value) for key, value in entries.items()), default=default, lower=lower, upper=upper
    )
    score = made.score(Multiple(response) or None)
    if not response:
        assert score == 0
        return
    if upper is not None:
        assert score <= upper
    if lower is not None and (upper is None or lower <= upper):
        assert score >= lower
    total = sum(entries.get(key, default) for key in set(response))
    if (lower is None or total >= lower) and (upper is None or total <= upper):
        assert score == pytest.approx(total)
    assert score == made.score(Multiple(sorted(response) * 2))
    if default <= 0 and (lower is None or lower <= made.best(single=False)):
        assert score <= made.best(single=False) + 1e-9


@given(key=st.sets(NAMES, min_size=1), others=st.sets(NAMES), weights=st.data())
def test_the_key_scores_the_maximum_and_nothing_scores_more(
    key: set[str], others: set[str], weights: st.DataObject
) -> None:
    gains = {name: weights.draw(st.integers(1, 5)) for name in sorted(key)}
    losses = {name: -weights.draw(st.integers(0, 5)) for name in sorted(others - key)}
    declared = declare(cardinality="multiple", correct=sorted(key), mapping=mapping(gains | losses))
    read = read_item(item(declared, SCORE, body=choices(*"ABCDEF", most=0), template="map_response"))
    best = read.score(sorted(key))
    assert best.score == read.max_score == sum(gains.values())
    assert best.verdict == "correct"
    assert read.score(sorted(others)).score <= read.max_score


@given(data=st.data(), kind=st.sampled_from(["single", "multiple", "ordered"]))
def test_match_correct_is_one_for_the_key_and_zero_for_everything_else(data: st.DataObject, kind: str) -> None:
    key = data.draw(st.lists(NAMES, min_size=1, max_size=1 if kind == "single" else 4))
    answer = data.draw(st.lists(NAMES, min_size=1, max_size=1 if kind == "single" else 4))
    read = read_item(item(declare(cardinality=kind, correct=key), SCORE, template="match_correct"))
    same = sorted(key) == sorted(answer) if kind == "multiple" else key == answer
    assert read.score(key).score == 1
    assert read.score(answer).score == float(same)


@given(text=st.text(max_size=200))
def test_no_text_makes_reading_do_anything_but_read_or_refuse(text: str) -> None:
    for xml in (text, f"<a>{text}</a>", f'<a b="{text}"/>'):
        try:
            again = serialise(read_xml(xml))
        except QtiXmlError:
            continue
        assert serialise(read_xml(again)) == again
    parse_qti_xml(text)


@given(depth=st.integers(1, 3_000))
def test_depth_is_bounded(depth: int) -> None:
    xml = "<a>" * depth + "</a>" * depth
    if depth <= 100:
        assert read_xml(xml).name == "a"
    else:
        with pytest.raises(QtiXmlError):
            read_xml(xml)


def test_a_declaration_made_by_hand_has_no_key() -> None:
    assert ResponseDeclaration(identifier="R", cardinality="single").correct is None
