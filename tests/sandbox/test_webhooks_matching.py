"""Which events a filter lets through: every operation with every type, and what stands at a path."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_sandbox.webhooks.matching import OPERATIONS, TYPES, Filter, FilterError, compile_filter, matches

NEGATIVE = {"neq": "eq", "notContains": "contains", "notIn": "in"}
EVENT: dict[str, Any] = {
    "type": "ActivityEvent",
    "profile": "TimebackProfile",
    "sensor": "https://fractions.example.edu/sensor",
    "eventTime": "2026-01-05T10:00:00.000Z",
    "actor": {"id": "https://x.example/users/1", "email": "ada@x.example"},
    "edApp": "https://fractions.example.edu",
    "object": {
        "id": "https://x.example/activities/7",
        "subject": "Math",
        "app": {"name": "Fractions"},
        "course": "https://x.example/courses/3",
    },
    "generated": {
        "items": [
            {"type": "xpEarned", "value": 10},
            {"type": "totalQuestions", "value": "20"},
            {"type": "accuracy", "value": 0.5},
        ],
        "flag": True,
        "nothing": None,
        "none": [],
    },
    "extensions": {"courseId": "c-3", "https://x.example/ext.level": 4, "done": "true"},
    "tags": ["alpha", "beta"],
    "big": 9_007_199_254_740_993,
}


def holds(key: str, operation: str, value: str, kind: Any = "string", event: dict[str, Any] | None = None) -> bool:
    return compile_filter(Filter(key, value, kind, operation))(EVENT if event is None else event)


@pytest.mark.parametrize(("key", "operation", "value", "expected"), [
    ("type", "eq", "ActivityEvent", True), ("type", "eq", "activityevent", False), ("type", "neq", "Other", True),
    ("type", "neq", "ActivityEvent", False), ("type", "gt", "Abc", True), ("type", "gt", "ActivityEvent", False),
    ("type", "gte", "ActivityEvent", True), ("type", "lt", "B", True), ("type", "lte", "ActivityEvent", True),
    ("eventTime", "gte", "2026-01-01T00:00:00.000Z", True), ("eventTime", "lt", "2026-01-01T00:00:00.000Z", False),
    ("type", "contains", "Event", True), ("type", "contains", "event", False), ("type", "contains", "", True),
    ("type", "notContains", "Event", False), ("type", "notContains", "xyz", True),
    ("type", "in", "ToolUseEvent, ActivityEvent", True), ("type", "in", "A,B", False),
    ("type", "in", '["A, B","ActivityEvent"]', True), ("type", "in", "[ActivityEvent", False),
    ("type", "notIn", "ActivityEvent", False), ("type", "notIn", "A,B", True),
    ("type", "startsWith", "Act", True), ("type", "startsWith", "act", False),
    ("type", "endsWith", "Event", True), ("type", "endsWith", "Even", False),
    ("type", "regexp", "^Act.*t$", True), ("type", "regexp", "ivity", True), ("type", "regexp", "^ivity", False),
    ("actor.email", "endsWith", "@x.example", True), ("object.app.name", "eq", "Fractions", True),
    ("extensions.courseId", "eq", "c-3", True), ("sensor", "startsWith", "https://fractions", True),
    ("generated.items.value", "eq", "10", True), ("generated.items.value", "eq", "0.5", True),
    ("generated.flag", "eq", "true", True), ("tags", "contains", "beta", True), ("tags", "contains", "bet", True),
    ("tags", "notContains", "bet", False), ("tags", "notContains", "gamma", True),
])  # fmt: skip
def test_texts(key: str, operation: str, value: str, expected: bool) -> None:
    assert holds(key, operation, value) is expected


@pytest.mark.parametrize(("operation", "value", "expected"), [
    ("eq", "10", True), ("eq", "10.0", True), ("eq", "1e1", True), ("eq", " 10 ", True), ("eq", "20", True),
    ("eq", "11", False), ("neq", "10", False), ("neq", "11", True), ("gt", "19", True), ("gt", "20", False),
    ("gte", "20", True), ("lt", "0.5", False), ("lte", "0.5", True), ("in", "1, 20", True), ("in", "[1, 2]", False),
    ("in", "[1, 20.0]", True), ("notIn", "1,2", True), ("notIn", "1,20", False), ("contains", ".", True),
    ("contains", "9", False), ("notContains", "9", True), ("startsWith", "1", True), ("startsWith", "3", False),
    ("endsWith", "5", True), ("regexp", r"^\d\d$", True), ("regexp", r"\d{3}", False),
])  # fmt: skip
def test_numbers_among_which_some_are_written_as_texts(operation: str, value: str, expected: bool) -> None:
    assert holds("generated.items.value", operation, value, "number") is expected


@pytest.mark.parametrize(("operation", "value", "expected"), [
    ("eq", "true", True), ("eq", "false", False), ("neq", "true", False), ("neq", "false", True),
    ("gt", "false", False),
    ("gte", "true", False), ("lt", "true", False), ("lte", "true", False), ("in", "true,false", True),
    ("in", "false", False), ("notIn", "false", True), ("notIn", "[true]", False), ("contains", "tr", True),
    ("notContains", "tr", False), ("startsWith", "t", True), ("endsWith", "e", True), ("regexp", "^t", True),
    ("regexp", "^f", False),
])  # fmt: skip
@pytest.mark.parametrize("key", ["generated.flag", "extensions.done"])
def test_truth_values(key: str, operation: str, value: str, expected: bool) -> None:
    assert holds(key, operation, value, "boolean") is expected


_VALUES = {"string": "x", "number": "1", "boolean": "true"}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("key", [
    "missing", "generated.nothing", "generated.none", "type.deeper", "generated.items.missing",
    "generated.items.7.type", "edApp.name", "object.course.title", "generated.items", "",
])  # fmt: skip
def test_what_is_missing_satisfies_the_negative_operations_only(key: str, operation: str, kind: Any) -> None:
    assert holds(key, operation, _VALUES[kind], kind) is (operation in NEGATIVE)


@pytest.mark.parametrize(("key", "kind"), [
    ("type", "number"), ("type", "boolean"), ("generated.flag", "number"), ("big", "boolean"), ("tags", "number"),
])  # fmt: skip
@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_of_another_type_counts_as_missing(key: str, operation: str, kind: Any) -> None:
    assert holds(key, operation, _VALUES[kind], kind) is (operation in NEGATIVE)


@pytest.mark.parametrize(("key", "value"), [
    ("edApp", "https://fractions.example.edu"), ("edApp.id", "https://fractions.example.edu"),
    ("object.course.id", "https://x.example/courses/3"), ("object", "https://x.example/activities/7"),
    ("actor", "https://x.example/users/1"), ("actor.id", "https://x.example/users/1"),
])  # fmt: skip
def test_an_entity_may_be_given_by_its_iri(key: str, value: str) -> None:
    assert holds(key, "eq", value)


@pytest.mark.parametrize(("key", "value", "expected"), [
    ("generated.items.0.type", "xpEarned", True), ("generated.items.1.type", "xpEarned", False),
    ("generated.items.type", "accuracy", True), ("tags.1", "beta", True), ("tags.0", "beta", False),
    ("tags.2", "beta", False), ("tags.99999999999999999999", "beta", False), ("tags.-1", "beta", False),
])  # fmt: skip
def test_lists_are_looked_through_or_indexed(key: str, value: str, expected: bool) -> None:
    assert holds(key, "eq", value) is expected
    assert holds(key, "neq", value) is not expected


def test_a_long_path_through_many_objects_is_followed_quickly() -> None:
    begun = time.monotonic()
    long = Filter(".".join(["items", *"a" * 490]), "x", "string", "eq")
    assert not matches([long], {"items": [{}, {"b": 1}] * 25_000})
    assert time.monotonic() - begun < 10, "each object is looked at once"


def test_members_whose_names_hold_dots_are_found() -> None:
    assert holds("extensions.https://x.example/ext.level", "eq", "4", "number")


def test_great_numbers_are_compared_exactly() -> None:
    assert holds("big", "eq", "9007199254740993", "number")
    assert not holds("big", "eq", "9007199254740992", "number")
    assert holds("value", "lt", "1e400", "number", {"value": 10**300})
    assert holds("value", "gt", "1", "number", {"value": "1e9999"})
    assert not holds("value", "gt", "1", "number", {"value": "9" * 5000})


@pytest.mark.parametrize(
    ("value", "text"), [(10.0, "10"), (1e-7, "0.0000001"), (1e21, "1" + "0" * 21), (-0.5, "-0.5"), (100, "100")]
)
def test_numbers_are_written_without_exponent_or_needless_zeros(value: float, text: str) -> None:
    assert holds("value", "eq", text, "string", {"value": value})


def test_all_filters_have_to_match() -> None:
    first, second = Filter("type", "ActivityEvent", "string", "eq"), Filter("object.subject", "Math", "string", "eq")
    assert matches([], EVENT)
    assert matches([first, second], EVENT)
    assert not matches([first, second, Filter("object.subject", "Reading", "string", "eq")], EVENT)


@pytest.mark.parametrize(("operation", "value", "kind"), [
    ("eq", "abc", "number"), ("gt", "", "number"), ("eq", "nan", "number"), ("eq", "Infinity", "number"),
    ("eq", "1_000", "number"), ("eq", "١", "number"), ("in", "1,x", "number"), ("in", '["x"]', "number"),
    ("contains", "abc", "number"), ("startsWith", "x", "number"), ("eq", "yes", "boolean"), ("eq", "True", "boolean"),
    ("gt", "1", "boolean"), ("in", "true,1", "boolean"), ("contains", "x", "boolean"), ("regexp", "(", "string"),
    ("regexp", "(", "number"), ("regexp", r"(a)\1", "boolean"), ("regexp", "a" * 1001, "string"),
])  # fmt: skip
def test_a_value_that_does_not_go_with_type_and_operation_is_refused(operation: str, value: str, kind: Any) -> None:
    with pytest.raises(FilterError):
        compile_filter(Filter("type", value, kind, operation))


def test_values_nested_deeper_than_functions_can_be_are_looked_through() -> None:
    nested: Any = "deep"
    for _ in range(5000):
        nested = [nested]
    assert holds("value", "eq", "deep", "string", {"value": nested})


names = st.sampled_from(["id", "a", "b", "0"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "a", "b", "0"]), inner, max_size=3)
    ),
    max_leaves=8,
)
events = st.dictionaries(names, json_values)
keys = st.lists(st.sampled_from(["id", "a", "b", "0", "1", ""]), min_size=1, max_size=4).map(".".join)
texts = st.sampled_from(["1", "true", "a", "0.5", "", "1,2", '["a"]', "[1]"]) | st.text(max_size=4)


@given(events, keys, texts, st.sampled_from(TYPES))
def test_a_negative_operation_is_the_opposite_of_its_twin_whatever_the_event(
    event: dict[str, Any], key: str, value: str, kind: Any
) -> None:
    for negative, positive in NEGATIVE.items():
        try:
            condition = compile_filter(Filter(key, value, kind, positive))
        except FilterError:
            with pytest.raises(FilterError):
                compile_filter(Filter(key, value, kind, negative))
        else:
            assert condition(event) is not compile_filter(Filter(key, value, kind, negative))(event)


@given(events, keys, st.decimals(-100, 100, places=2))
def test_a_number_is_less_equal_or_greater(event: dict[str, Any], key: str, number: Any) -> None:
    value = str(number)
    one = {operation: holds(key, operation, value, "number", event) for operation in ("lt", "eq", "gt", "lte", "gte")}
    assert one["lte"] is (one["lt"] or one["eq"])
    assert one["gte"] is (one["gt"] or one["eq"])


@given(events, keys, texts)
def test_a_text_that_is_equal_is_contained_begins_and_ends_with_itself(
    event: dict[str, Any], key: str, value: str
) -> None:
    if holds(key, "eq", value, "string", event):
        assert all(
            holds(key, one, value, "string", event) for one in ("contains", "startsWith", "endsWith", "gte", "lte")
        )
