"""What counts as an answer, and how mappings and areas score it."""

from __future__ import annotations

import pytest
from qti_items import (
    GOLDEN_ITEMS,
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
    set_outcome,
)

from timeback_core.qti.scoring import read_item


@pytest.mark.parametrize(
    ("base_type", "key", "same", "other"),
    [
        ("identifier", "B", [" B ", ["B"]], ["b", "B C", ["B", "C"]]),
        ("string", "York", ["York", " York"], ["york"]),
        ("integer", "7", ["7", 7, 7.0, "+7", [7]], ["7.5", "seven", "8", "1_0"]),
        ("float", "0.3", [0.1 + 0.2, "0.3", "3e-1", ".3"], ["0.31", "nan", "inf"]),
        ("boolean", "true", ["true", True, "1"], ["false", False, "yes"]),
        ("point", "10 20", ["10 20", "10,20", [10, 20], [["10", "20"]]], ["10 21", "20 10", "10"]),
        ("pair", "A B", ["A B", "B A", ["B", "A"]], ["A C", "A"]),
        ("directedPair", "A B", ["A B", ["A", "B"]], ["B A"]),
        ("uri", "http://a.example/", ["http://a.example/"], ["http://b.example/"]),
        ("duration", "12.5", ["12.5", 12.5], ["12"]),
    ],
)
def test_values_are_read_by_their_base_type(base_type: str, key: str, same: list[object], other: list[object]) -> None:
    read = read_item(item(declare(base_type=base_type, correct=[key]), SCORE, template="match_correct"))
    assert [read.score(value).score for value in same] == [1] * len(same)
    assert [read.score(value).score for value in other] == [0] * len(other)


def test_a_text_for_a_container_is_split_at_commas_unless_it_is_a_choice() -> None:
    key = declare(cardinality="multiple", correct=["A", "B"])
    read = read_item(item(key, SCORE, body=choices("A", "B", most=0), template="match_correct"))
    assert read.score("B, A").score == 1
    comma = declare(cardinality="multiple", correct=["A,B"])
    whole = read_item(item(comma, SCORE, body=choices("A,B", "A", "B", most=0), template="match_correct"))
    assert whole.score("A,B").score == 1
    texts = declare(cardinality="multiple", base_type="string", correct=["A,B"])
    assert read_item(item(texts, SCORE, template="match_correct")).score("A,B").score == 1


def test_a_multiple_response_is_a_bag() -> None:
    read = read_item(item(declare(cardinality="multiple", correct=["A", "A", "B"]), SCORE, template="match_correct"))
    assert read.score(["A", "B", "A"]).score == 1
    assert read.score(["A", "B", "B"]).score == 0
    assert read.score(["A", "B"]).score == 0


def test_a_pair_may_be_a_list_of_two_within_a_container() -> None:
    read = read_item(GOLDEN_ITEMS["match"])
    assert read.score([["C", "R"], ["D", "M"]]).score == 1.5
    assert read.score(["C", "R"]).score == 1
    assert read.score(["C R", "D M"]).score == 1.5


def test_a_value_without_a_name_goes_to_the_named_variable() -> None:
    read = read_item(item(declare("Q1", correct=["B"]), declare("RESPONSE", correct=["C"]), SCORE))
    assert read.score("C", response_identifier="nobody").outcomes == read.score("C").outcomes
    rules = set_outcome("SCORE", "<qti-container-size><qti-variable identifier='Q1'/></qti-container-size>")
    sized = read_item(item(declare("Q1"), declare(), SCORE, rules=rules))
    assert (sized.score("x", response_identifier="Q1").score, sized.score("x").score) == (1, 0)


def test_a_response_that_cannot_be_read_is_wrong_whatever_the_rules_make_of_no_answer() -> None:
    rules = condition((f"<qti-is-null>{RESPONSE}</qti-is-null>", set_outcome("SCORE", base(1))))
    read = read_item(item(declare(base_type="integer"), SCORE, rules=rules))
    result = read.score("many")
    assert (result.score, result.outcomes["SCORE"], result.unreadable) == (0, 0, ("RESPONSE",))
    assert read.score(None).score == 1


def test_records_are_read_from_mappings_and_from_numbers_as_they_were_typed() -> None:
    def field(name: str) -> str:
        return f'<qti-field-value field-identifier="{name}">{RESPONSE}</qti-field-value>'

    for name, value in [("floatValue", 12.5), ("leftDigits", 2), ("rightDigits", 2), ("nsf", 4), ("ndp", 2)]:
        rules = set_outcome("SCORE", field(name))
        read = read_item(item(declare(cardinality="record", base_type=None), SCORE, rules=rules))
        assert read.score("12.50").score == value
    assert read.score({"RESPONSE": {"ndp": 9}}).score == 9
    assert read.score("words").score == 0


# --- mapping


def test_case_counts_only_where_an_entry_says_so() -> None:
    exact = mapping({"York": 1}, entry_attributes='case-sensitive="true"')
    assert (
        read_item(item(declare(base_type="string", mapping=exact), SCORE, template="map_response")).score("york").score
        == 0
    )
    ids = declare(mapping=mapping({"York": 1}))
    assert read_item(item(ids, SCORE, template="map_response")).score("york").score == 0


def test_bounds_hold_for_single_responses_too() -> None:
    bounded = mapping({"A": 5, "B": -5}, 'lower-bound="-1" upper-bound="2"')
    read = read_item(item(declare(mapping=bounded), SCORE, template="map_response"))
    assert (read.score("A").score, read.score("B").score, read.score("A").verdict) == (2, -1, "correct")


@pytest.mark.parametrize(
    ("shape", "coords", "inside", "outside"),
    [
        ("circle", "10,10,5", ["10 10", "15 10"], ["16 10", "14 14"]),
        ("rect", "0,0,10,20", ["0 0", "10 20", "5 5"], ["11 5"]),
        ("ellipse", "10,10,6,3", ["16 10", "10 13"], ["15 13"]),
        ("poly", "0,0,10,0,10,10,0,10", ["5 5", "0 5", "10 10"], ["11 5", "5 -1"]),
        ("default", "", ["999 999"], []),
        ("rect", "0%,0%,50%,50%", ["103 140"], ["104 140"]),
    ],
)
def test_areas_include_their_boundary(shape: str, coords: str, inside: list[str], outside: list[str]) -> None:
    picture = '<object data="m.png" width="206" height="280" type="image/png"/>'
    key = declare(base_type="point", mapping=areas([(shape, coords, 1)]))
    read = read_item(item(key, SCORE, body=bare("select-point", inside=picture), template="map_response_point"))
    assert [read.score(point).score for point in inside] == [1] * len(inside)
    assert [read.score(point).score for point in outside] == [0] * len(outside)


def test_an_area_counts_once_and_the_first_that_is_hit_wins() -> None:
    mapped = areas([("circle", "10,10,5", 2), ("circle", "10,10,50", 1)], 'default-value="-1"')
    key = declare(cardinality="multiple", base_type="point", mapping=mapped)
    read = read_item(item(key, SCORE, template="map_response_point"))
    assert read.score(["10 10", "11 11"]).score == 2
    assert read.score(["10 10", "30 30"]).score == 3
    assert read.score(["10 10", "900 900"]).score == 1


def test_the_maximum_of_areas_is_what_so_many_points_can_hit() -> None:
    assert read_item(GOLDEN_ITEMS["position_object"]).max_score == 3
    assert read_item(GOLDEN_ITEMS["position_object"]).score(["118 184"]).verdict == "partial"
    assert read_item(GOLDEN_ITEMS["position_object"].replace('max-choices="3"', 'max-choices="2"')).max_score == 2
