"""The base class of records: nothing that the server sent is lost."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import msgspec
import pytest

from timeback_core.decoding import convert_record, decode_list, decode_record, decode_single
from timeback_core.encoding import encode, overlay
from timeback_core.model import Model, wire_names


class Leaf(Model, kw_only=True):
    name: str | None = None
    password: str | None = None


class Tree(Model, kw_only=True):
    sourced_id: str
    given_name: str | None = None
    class_: Leaf | None = None
    leaves: list[Leaf] | None = None
    metadata: dict[str, Any] | None = None
    secret: str | None = None


SENT: dict[str, Any] = {
    "sourcedId": "t1",
    "givenName": None,
    "class": {"name": "a", "colour": "red"},
    "leaves": [{"name": "x", "n": 1}, {"name": "y", "n": 2}],
    "metadata": {"a": 1, "b": {"c": [1, 2]}},
    "rings": 12,
}


def tree() -> Tree:
    return decode_record(json.dumps(SENT).encode(), Tree)


def test_attributes_are_snake_case_and_the_wire_is_camel_case() -> None:
    record = tree()
    assert record.class_ is not None
    assert (record.sourced_id, record.class_.name) == ("t1", "a")
    assert wire_names(Tree)["class_"] == "class"


@pytest.mark.promise("nothing-lost")
def test_unknown_fields_are_kept_and_readable() -> None:
    assert tree().extra == {"rings": 12}


@pytest.mark.promise("nothing-lost")
def test_a_record_goes_back_out_as_it_came() -> None:
    assert tree().to_dict() == SENT
    assert json.loads(tree().to_json()) == SENT


def test_changes_go_out_over_what_was_received() -> None:
    record = tree()
    record.given_name = "Ana"
    assert record.class_ is not None
    record.class_.name = "b"
    record.secret = "s"
    assert record.to_dict() == {
        **SENT,
        "givenName": "Ana",
        "class": {"name": "b", "colour": "red"},
        "secret": "s",
    }


def test_a_change_inside_the_metadata_goes_out() -> None:
    record = tree()
    assert record.metadata is not None
    record.metadata["d"] = 4
    record.metadata["b"]["c"].append(3)
    del record.metadata["a"]
    assert record.to_dict()["metadata"] == {"b": {"c": [1, 2, 3]}, "d": 4}


def test_list_entries_keep_their_unknown_fields_when_the_list_grows_or_shrinks() -> None:
    record = tree()
    assert record.leaves is not None
    record.leaves.append(Leaf(name="z"))
    assert record.to_dict()["leaves"] == [*SENT["leaves"], {"name": "z"}]
    del record.leaves[0]
    del record.leaves[1]
    assert record.to_dict()["leaves"] == [SENT["leaves"][1]]


def test_clearing_a_received_field_sends_null() -> None:
    record = tree()
    record.class_ = None
    assert record.to_dict()["class"] is None


def test_has_field_tells_a_missing_field_from_null() -> None:
    record = tree()
    assert record.has_field("given_name")
    assert record.has_field("givenName")
    assert record.has_field("rings")
    assert not record.has_field("secret")


def test_a_record_made_by_the_caller_has_nothing_received() -> None:
    record = Tree(sourced_id="t2", leaves=[Leaf(name="x")])
    assert record.raw is None
    assert record.extra == {}
    assert record.as_received() == {}
    assert record.to_dict() == {"sourcedId": "t2", "leaves": [{"name": "x"}]}
    assert record.has_field("leaves")
    assert not record.has_field("given_name")


def test_each_record_of_a_list_knows_its_own_bytes() -> None:
    body = json.dumps({"trees": [{"sourcedId": "a", "x": 1}, {"sourcedId": "b", "x": 2}]}).encode()
    first, second = decode_list(body, Tree, "trees")[0]
    assert (first.extra, second.extra) == ({"x": 1}, {"x": 2})
    assert second.raw == b'{"sourcedId": "b", "x": 2}'


def test_a_single_answer_knows_its_bytes_without_the_envelope() -> None:
    assert decode_single(b'{"tree": {"sourcedId": "a", "x": 1}}', Tree, "tree").extra == {"x": 1}


def test_equality_looks_at_attributes_only() -> None:
    assert tree() == tree()
    assert decode_record(b'{"sourcedId": "a", "x": 1}', Tree) == Tree(sourced_id="a")


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))])
def test_copies_and_pickles_keep_what_was_received(duplicate: Any) -> None:
    record = tree()
    record.given_name = "Ana"
    other = duplicate(record)
    assert other == record
    assert other is not record
    assert other.extra == {"rings": 12}
    assert other.to_dict()["givenName"] == "Ana"


def test_a_pickled_record_of_a_page_does_not_drag_the_page_along() -> None:
    rows = [{"sourcedId": f"t{i}", "givenName": "x" * 100} for i in range(500)]
    records, _ = decode_list(json.dumps({"trees": rows}).encode(), Tree, "trees")
    assert len(pickle.dumps(records[7])) < 1_000


def test_replace_gives_a_changed_copy_that_keeps_the_rest() -> None:
    record = tree()
    other = record.replace(given_name="Ana")
    assert (record.given_name, other.given_name) == (None, "Ana")
    assert other.to_dict() == {**SENT, "givenName": "Ana"}
    with pytest.raises(TypeError):
        record.replace(nonsense=1)


def test_repr_is_short_and_hides_secrets() -> None:
    record = Tree(sourced_id="t", secret="hunter2", class_=Leaf(password="hunter3"), given_name="x" * 500)
    text = repr(record)
    assert text.startswith("Tree(sourced_id='t', ")
    assert "hunter" not in text
    assert len(text) < 300
    assert ("secret", "**********") in record.__rich_repr__()


def test_a_model_can_be_a_field_of_a_pydantic_model() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Holder(pydantic.BaseModel):  # type: ignore[misc,name-defined]  # the base is known at run time only
        tree: Tree

    holder = Holder(tree=SENT)
    assert holder.tree == tree()
    assert Holder(tree=tree()).tree == tree()
    assert holder.model_dump()["tree"] == SENT
    assert Holder.model_json_schema()["properties"]["tree"]["type"] == "object"
    with pytest.raises(pydantic.ValidationError):
        Holder(tree=5)


def test_encoding_names_what_has_no_json_form() -> None:
    with pytest.raises(ValueError, match="finite"):
        encode({"a": float("nan")})
    with pytest.raises(ValueError, match="object has no JSON form"):
        encode([object()])


def test_overlay_of_values_whose_kind_changed_is_the_new_value() -> None:
    assert overlay({"a": 1}, Leaf(), ["x"]) == ["x"]
    assert overlay("5", 5, 5) == "5"
    assert overlay("5", 5, 6) == 6


def test_a_mapping_becomes_a_record() -> None:
    assert convert_record(SENT, Tree) == tree()


def test_models_decode_without_unset_leftovers() -> None:
    assert msgspec.UNSET not in [getattr(tree(), name) for name in Tree.__struct_fields__]
