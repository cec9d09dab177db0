"""The check that everything passes before it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from msgspec import UNSET, Meta, UnsetType

from timeback_core.decoding import decode_record
from timeback_core.errors import InputValidationError
from timeback_core.inputs import Checked, Input, Issues, Text, check_input, check_inputs, check_open, merge_onto
from timeback_core.model import Model
from timeback_core.wire import DayInput, FlagText


class LeafInput(Input, kw_only=True):
    leaf_name: Text
    size: int | UnsetType = UNSET


class Closed(Input, kw_only=True):
    keeps_unknown = False

    sourced_id: Text


class ThingInput(Input, kw_only=True):
    sourced_id: Text
    kind: Literal["a", "b"] = "a"
    title: str | UnsetType | None = UNSET
    note: str | UnsetType = UNSET
    number: Annotated[float, Meta(ge=0, le=10)] | UnsetType | None = UNSET
    code: Annotated[str, Meta(pattern=r"^\d+$")] | UnsetType = UNSET
    day: DayInput | UnsetType = UNSET
    flag: FlagText | UnsetType | None = UNSET
    leaves: Annotated[list[LeafInput], Meta(min_length=1)] | UnsetType = UNSET
    either: int | LeafInput | UnsetType = UNSET
    target: Closed | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType | None = UNSET
    anything: Any = UNSET

    @classmethod
    def renamed(cls) -> Mapping[str, str]:
        return {"school": "target"}

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        if payload.get("title") == "bad":
            issues.add("title", "bad title")


class Leaf(Model, kw_only=True):
    leaf_name: str | None = None
    size: int | None = None


class Ref(Model, kw_only=True):
    sourced_id: str
    href: str | None = None


class Thing(Model, kw_only=True):
    sourced_id: str
    kind: str | None = None
    title: str | None = None
    note: str | None = None
    date_last_modified: str | None = None
    leaves: list[Leaf] | None = None
    school: Ref | None = None


class Word(Enum):
    A = "a"


def refused(data: object, **options: Any) -> dict[str, str]:
    with pytest.raises(InputValidationError) as caught:
        check_input(ThingInput, data, "thing", **options)
    assert caught.value.message == "Invalid thing data"
    return {issue.path: issue.message for issue in caught.value.issues}


def read(**values: Any) -> Thing:
    return decode_record(json.dumps(values).encode(), Thing)


def test_the_payload_holds_what_was_set_and_defaults_under_the_wires_names() -> None:
    assert check_input(ThingInput, ThingInput(sourced_id=" t1 "), "thing") == {"sourcedId": "t1", "kind": "a"}
    assert check_input(ThingInput, {"sourced_id": "t1", "title": None}, "thing") == {
        "sourcedId": "t1",
        "title": None,
        "kind": "a",
    }


@pytest.mark.parametrize("name", ["leafName", "leaf_name"])
def test_both_spellings_are_accepted_at_every_level(name: str) -> None:
    payload = check_input(ThingInput, {"sourcedId": "t", "leaves": [{name: "x"}, LeafInput(leaf_name="y")]}, "thing")
    assert payload["leaves"] == [{"leafName": "x"}, {"leafName": "y"}]


@pytest.mark.promise("refused-before-sending")
def test_all_problems_are_named_at_once() -> None:
    issues = refused(
        {
            "kind": "z",
            "title": 5,
            "number": 11,
            "code": "x1",
            "day": "soon",
            "flag": "maybe",
            "leaves": [{"size": True}, 7],
            "either": "neither",
            "metadata": [],
            "surprise": 1,
        }
    )
    assert issues["sourcedId"] == "Required"
    assert issues["kind"] == "must be one of 'a', 'b', got 'z'"
    assert issues["title"] == "must be text, got int"
    assert issues["number"] == "must be at most 10, got 11"
    assert issues["code"].startswith("must match")
    assert "YYYY-MM-DD" in issues["day"]
    assert "True, False" in issues["flag"]
    assert issues["leaves[0].leafName"] == "Required"
    assert issues["leaves[0].size"] == "must be an integer, got bool"
    assert issues["leaves[1]"] == "expected a mapping or LeafInput, got int"
    assert issues["either"].startswith(("must be an integer", "expected a mapping"))
    assert issues["metadata"] == "must be an object, got list"
    assert issues["surprise"].startswith("unknown field; known are ")


@pytest.mark.parametrize("value", ["", "  ", 5, None, True])
def test_a_required_text_is_a_text_that_is_not_blank(value: object) -> None:
    assert set(refused({"sourcedId": value})) == {"sourcedId"}


@pytest.mark.parametrize("data", [None, 5, "text", [], [{"sourcedId": "t"}]])
def test_what_is_no_mapping_is_a_problem_of_the_root(data: object) -> None:
    assert refused(data) == {"(root)": f"expected a mapping or ThingInput, got {type(data).__name__}"}


@pytest.mark.parametrize("value", ["x", b"x", {"a": 1}, 5])
def test_a_list_is_asked_for_where_one_belongs(value: object) -> None:
    assert refused({"sourcedId": "t", "leaves": value})["leaves"].startswith("must be a list")


def test_a_list_may_have_to_be_filled() -> None:
    assert refused({"sourcedId": "t", "leaves": []}) == {"leaves": "At least one item"}


def test_numbers_must_have_a_json_form() -> None:
    assert "finite" in refused({"sourcedId": "t", "number": float("nan")})["number"]
    assert refused({"sourcedId": "t", "number": -1})["number"] == "must be at least 0, got -1"
    assert "no JSON form" in refused({"sourcedId": "t", "metadata": {"a": object()}})["metadata"]


def test_values_are_sent_in_the_wires_form() -> None:
    payload = check_input(
        ThingInput,
        {
            "sourcedId": "t",
            "kind": Word.A,
            "day": date(2025, 1, 2),
            "flag": True,
            "leaves": ({"leafName": "x"},),
            "either": {"leaf_name": "y"},
            "metadata": {"when": date(2025, 1, 2)},
            "anything": [Word.A],
        },
        "thing",
    )
    assert payload == {
        "sourcedId": "t",
        "kind": "a",
        "day": "2025-01-02",
        "flag": "true",
        "leaves": [{"leafName": "x"}],
        "either": {"leafName": "y"},
        "metadata": {"when": "2025-01-02"},
        "anything": ["a"],
    }


def test_none_for_an_optional_field_that_takes_no_null_counts_as_left_out() -> None:
    assert "note" not in check_input(ThingInput, {"sourcedId": "t", "note": None}, "thing")


def test_changes_need_no_required_fields_and_get_no_defaults() -> None:
    assert check_input(ThingInput, {"title": "x"}, "thing", partial=True) == {"title": "x"}
    assert check_input(ThingInput, {"note": None}, "thing", partial=True) == {"note": None}
    assert refused({"sourcedId": None}, partial=True) == {"sourcedId": "must not be null"}
    assert refused({"leaves": [{}]}, partial=True) == {"leaves[0].leafName": "Required"}


def test_checks_over_several_fields_run_last() -> None:
    assert refused({"sourcedId": "t", "title": "bad"}) == {"title": "bad title"}


def test_a_record_that_was_read_can_be_sent() -> None:
    record = read(
        sourcedId="t",
        kind="a",
        title=None,
        note=None,
        dateLastModified="2025",
        leaves=[{"leafName": "x", "size": None, "colour": "red"}],
        school={"sourcedId": "s", "href": "http://x", "colour": "red"},
        future={"a": 1},
    )
    assert check_input(ThingInput, record, "thing") == {
        "sourcedId": "t",
        "kind": "a",
        "title": None,
        "leaves": [{"leafName": "x", "colour": "red"}],
        "target": {"sourcedId": "s", "href": "http://x", "colour": "red"},
        "future": {"a": 1},
    } | {"target": {"sourcedId": "s"}}


def test_what_the_server_itself_sent_is_not_refused() -> None:
    record = read(sourcedId="t", kind="zzz", title="bad", leaves=[{"size": 1}])
    payload = check_input(ThingInput, record, "thing")
    assert payload == {"sourcedId": "t", "kind": "zzz", "title": "bad", "leaves": [{"size": 1}]}


def test_a_change_to_a_record_that_was_read_is_checked() -> None:
    record = read(sourcedId="t", kind="zzz")
    record.kind = "yyy"
    record.title = "bad"
    assert set(refused(record)) == {"kind"}
    record.kind = "b"
    assert refused(record) == {"title": "bad title"}


def test_a_record_made_by_hand_is_checked_whole() -> None:
    assert refused(Thing(sourced_id="t", kind="zzz")) == {"kind": "must be one of 'a', 'b', got 'zzz'"}
    assert check_input(ThingInput, Thing(sourced_id="t", kind="b"), "thing") == {"sourcedId": "t", "kind": "b"}


def test_a_checked_payload_is_not_checked_again() -> None:
    payload = Checked({"whatever": 1})
    assert check_input(ThingInput, payload, "thing") is payload


def test_several_inputs_are_checked_with_their_index() -> None:
    assert check_inputs(LeafInput, [{"leafName": "x"}, LeafInput(leaf_name="y")], "leaf") == [
        {"leafName": "x"},
        {"leafName": "y"},
    ]
    with pytest.raises(InputValidationError) as caught:
        check_inputs(LeafInput, [{"leafName": "x"}, {}], "leaf")
    assert [issue.path for issue in caught.value.issues] == ["[1].leafName"]
    for nothing in ([], {}, "x", None):
        with pytest.raises(InputValidationError):
            check_inputs(LeafInput, nothing, "leaf")


def test_merging_changes_keeps_every_other_field_as_received() -> None:
    record = read(sourcedId="t", kind="zzz", title="x", note=None, dateLastModified="2025", future=1)
    changes = check_input(ThingInput, {"title": "y"}, "thing", partial=True)
    assert merge_onto(ThingInput, record, changes) == {"sourcedId": "t", "kind": "zzz", "title": "y", "future": 1}


def test_an_open_part_keeps_fields_that_it_does_not_know() -> None:
    issues = Issues()
    assert check_open(LeafInput, {"leaf_name": "x", "more": 1}, "part", issues) == {"leafName": "x", "more": 1}
    assert issues.found == []
    check_open(LeafInput, {"more": 1}, "part", issues)
    assert [issue.path for issue in issues.found] == ["part.leafName"]


def test_problems_of_a_part_are_placed_under_it() -> None:
    part, whole = Issues(), Issues()
    part.add("", "all of it")
    part.add("x", "this")
    whole.take(part.found, "metadata")
    assert [issue.path for issue in whole.found] == ["metadata", "metadata.x"]


def test_an_input_can_be_made_with_the_wires_names_too() -> None:
    made: Any = LeafInput
    assert made(leafName="x", size=1) == LeafInput(leaf_name="x", size=1)
    for wrong in ({"leafName": "x", "nonsense": 1}, {"size": 1}, {}):
        with pytest.raises(TypeError):
            made(**wrong)
