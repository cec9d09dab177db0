"""Answers to creates, in every form that servers give them."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from timeback_core.created import (
    BulkCreateResponse,
    CreateResponse,
    SourcedIdPair,
    read_bulk_created,
    read_created,
)
from timeback_core.decoding import ShapeError


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def pair(sourced_id: str, allocated: str | None = None) -> dict[str, str]:
    return {"suppliedSourcedId": sourced_id, "allocatedSourcedId": allocated or sourced_id}


@pytest.mark.parametrize("pairs", [pair("s", "a"), [pair("s", "a")], [pair("s", "a"), pair("x")]])
def test_one_pair_is_read_from_an_object_or_the_first_of_a_list(pairs: Any) -> None:
    created = read_created(body({"sourcedIdPairs": pairs, "note": 1}))
    assert created.sourced_id_pairs == SourcedIdPair(supplied_sourced_id="s", allocated_sourced_id="a")
    assert created.id == "a"
    assert created.extra == {"note": 1}
    assert created.to_dict()["note"] == 1


def test_an_empty_list_gives_an_empty_pair() -> None:
    created = read_created(body({"sourcedIdPairs": []}))
    assert created.sourced_id_pairs == SourcedIdPair()
    with pytest.raises(LookupError, match="did not say"):
        _ = created.id


def test_the_id_is_the_supplied_one_where_the_server_allocates_none() -> None:
    assert read_created(body({"sourcedIdPairs": {"suppliedSourcedId": "s"}})).id == "s"
    assert read_created(body({"sourcedIdPairs": {"suppliedSourcedId": 5}})).id == "5"


@pytest.mark.parametrize("keys", [None, ("academicSession",)])
def test_a_server_that_answers_with_the_record_itself_is_understood(keys: tuple[str, ...] | None) -> None:
    created = read_created(body({"academicSession": {"sourcedId": "gp1", "title": "Q1"}}), keys)
    assert created.sourced_id_pairs == SourcedIdPair(supplied_sourced_id="gp1", allocated_sourced_id="gp1")
    assert created.extra["academicSession"]["title"] == "Q1"
    assert read_created(body({"sourcedId": "gp1", "title": "Q1"})).id == "gp1"


@pytest.mark.parametrize("answer", [{}, [], "x", {"sourcedIdPairs": None}, {"user": {"sourcedId": "u"}}, {"a": {}}])
def test_an_answer_without_identifiers_is_a_shape_error(answer: Any) -> None:
    with pytest.raises(ShapeError):
        read_created(body(answer), ("academicSession",))
    with pytest.raises(ShapeError):
        read_bulk_created(body(answer), ())


def test_what_is_no_json_is_a_decode_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        read_created(b"<html>")


@pytest.mark.parametrize("pairs", [pair("a"), [pair("a")]])
def test_bulk_answers_are_lists_whatever_came(pairs: Any) -> None:
    assert read_bulk_created(body({"sourcedIdPairs": pairs})).ids == ["a"]


def test_bulk_answers_keep_their_order() -> None:
    assert read_bulk_created(body({"sourcedIdPairs": [pair("b"), pair("a")]})).ids == ["b", "a"]
    assert read_bulk_created(body({"results": [{"sourcedId": "r1"}, {"sourcedId": "r2"}]})).ids == ["r1", "r2"]


def test_the_responses_can_be_made_by_hand_for_tests_of_applications() -> None:
    one = SourcedIdPair(supplied_sourced_id="s", allocated_sourced_id="a")
    assert CreateResponse(sourced_id_pairs=one).id == "a"
    assert BulkCreateResponse(sourced_id_pairs=[one]).ids == ["a"]
    assert BulkCreateResponse().ids == []
