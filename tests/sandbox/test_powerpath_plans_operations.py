"""What each operation makes of a plan, and what it refuses."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from plan_api import operation, target

from timeback_sandbox.powerpath.plan_items import Item, items_in, order_key, written
from timeback_sandbox.powerpath.plan_operations import Applied, apply, operation_of

PLAN = [
    Item("1", None, "component", "a"),
    Item("2", "1", "resource", "x"),
    Item("3", "1", "resource", "y", skipped=True),
    Item("4", "1", "resource", "z"),
    Item("5", "1", "component", "a1"),
    Item("6", "5", "resource", "w"),
    Item("7", "1", "component", "a2"),
    Item("8", None, "component", "b"),
]
AVAILABLE = {"spare", "x"}


def applied(*operations: dict[str, Any], items: list[Item] = PLAN) -> Applied:
    numbers = count(100)
    return apply(items, [operation_of(one) for one in operations], AVAILABLE, lambda: str(next(numbers)))


def done(*operations: dict[str, Any]) -> str:
    """The plan after operations that can be applied."""
    found = applied(*operations)
    assert found.errors == [None] * len(operations)
    return told(found.items)


def refusal(one: dict[str, Any]) -> str:
    """Why an operation cannot be applied, which leaves the plan as it is."""
    found = applied(one)
    assert found.items == PLAN
    (error,) = found.errors
    assert error is not None
    return error


def told(items: list[Item], parent: str | None = None) -> str:
    """A plan as a text: `a(x -y a1(w)) b()`; what was added has a plus before it."""
    parts = [
        "-" * one.skipped + "+" * one.custom + one.ref + ("" if one.kind == "resource" else f"({told(items, one.id)})")
        for kind in ("resource", "component")
        for one in items
        if one.parent == parent and one.kind == kind
    ]
    return " ".join(parts)


def unit(name: str) -> dict[str, str]:
    return target(name, "component")


def test_the_plan_of_these_tests() -> None:
    assert told(PLAN) == "a(x -y z a1(w) a2()) b()"
    assert items_in(written(PLAN)) == PLAN


def test_something_is_skipped_and_shown_again() -> None:
    skipped = done(operation("set-skipped", target=target("x"), value=True))
    assert skipped == "a(-x -y z a1(w) a2()) b()"
    assert done(operation("set-skipped", target=target("y"), value=False)) == "a(x y z a1(w) a2()) b()"
    assert done(operation("set-skipped", target=unit("a1"), value=True)) == "a(x -y z -a1(w) a2()) b()"


@pytest.mark.parametrize(
    ("kind", "what", "reference", "expected"),
    [
        ("before", "z", "x", "z x -y"), ("before", "z", "y", "x z -y"), ("before", "x", "y", "x -y z"),
        ("before", "x", "z", "-y x z"), ("after", "x", "y", "-y x z"), ("after", "x", "z", "-y z x"),
        ("after", "z", "x", "x z -y"), ("after", "y", "x", "x -y z"),
    ],
)  # fmt: skip
def test_something_is_moved_next_to_a_sibling(kind: str, what: str, reference: str, expected: str) -> None:
    moved = done(operation(f"move-item-{kind}", target=target(what), reference_id=reference))
    assert moved == f"a({expected} a1(w) a2()) b()"


def test_units_are_moved_with_all_that_is_in_them() -> None:
    assert done(operation("move-item-after", target=unit("a1"), reference_id="a2")) == "a(x -y z a2() a1(w)) b()"
    assert done(operation("move-item-before", target=unit("b"), reference_id="a")) == "b() a(x -y z a1(w) a2())"


def test_something_is_moved_to_an_edge_of_its_list() -> None:
    assert done(operation("move-item-to-start", target=target("z"))) == "a(z x -y a1(w) a2()) b()"
    assert done(operation("move-item-to-end", target=target("x"))) == "a(-y z x a1(w) a2()) b()"
    assert done(operation("move-item-to-end", target=unit("a"))) == "b() a(x -y z a1(w) a2())"
    assert done(operation("move-item-to-start", target=unit("a"))) == told(PLAN)


def test_a_lesson_is_added_at_the_end_of_a_unit() -> None:
    added = operation("add-custom-resource", resource_id="spare", parent_component_id="a1")
    assert done(added) == "a(x -y z a1(w +spare) a2()) b()"
    hidden = operation("add-custom-resource", resource_id="spare", parent_component_id="b", skipped=True)
    assert done(hidden) == "a(x -y z a1(w) a2()) b(-+spare)"


def test_something_is_put_into_another_unit() -> None:
    into = operation("change-item-parent", target=target("x"), new_parent_id="a1")
    assert done(into) == "a(-y z a1(w x) a2()) b()"
    first = operation("change-item-parent", target=target("x"), new_parent_id="a1", position="start")
    assert done(first) == "a(-y z a1(x w) a2()) b()"
    unit_moved = operation("change-item-parent", target=unit("a1"), new_parent_id="b")
    assert done(unit_moved) == "a(x -y z a2()) b(a1(w))"
    within = operation("change-item-parent", target=target("x"), new_parent_id="a")
    assert done(within) == "a(-y z x a1(w) a2()) b()"


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (operation("set-skipped", target=target("a"), value=True), "Target not found in the plan: resource a"),
        (operation("move-item-to-end", target=unit("x")), "Target not found in the plan: component x"),
        (operation("move-item-after", target=target("x"), reference_id="none"),
         "Reference not found in the plan: resource none"),
        (operation("move-item-after", target=target("x"), reference_id="a1"),
         "Reference not found in the plan: resource a1"),
        (operation("move-item-before", target=target("x"), reference_id="w"), "Reference is no sibling of x: w"),
        (operation("move-item-before", target=target("x"), reference_id="x"), "Reference is no sibling of x: x"),
        (operation("move-item-before", target=unit("a"), reference_id="a1"), "Reference is no sibling of a: a1"),
        (operation("add-custom-resource", resource_id="none", parent_component_id="a"), "Resource not found: none"),
        (operation("add-custom-resource", resource_id="spare", parent_component_id="x"),
         "Parent component not found in the plan: x"),
        (operation("add-custom-resource", resource_id="x", parent_component_id="a"),
         "Resource x is in component a already"),
        (operation("change-item-parent", target=target("x"), new_parent_id="z"),
         "Parent component not found in the plan: z"),
        (operation("change-item-parent", target=unit("a"), new_parent_id="a"),
         "a cannot be put into itself, nor into a component that is in it"),
        (operation("change-item-parent", target=unit("a"), new_parent_id="a1"),
         "a cannot be put into itself, nor into a component that is in it"),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_refused_and_changes_nothing(one: dict[str, Any], says: str) -> None:
    assert refusal(one) == says


def test_a_lesson_may_stand_in_several_units_and_once_in_each() -> None:
    twice = operation("add-custom-resource", resource_id="x", parent_component_id="b")
    again = applied(twice, twice, operation("change-item-parent", target=target("x"), new_parent_id="b"))
    assert again.errors == [None, *["Resource x is in component b already"] * 2]
    assert told(again.items) == "a(x -y z a1(w) a2()) b(+x)"


def test_of_a_lesson_that_stands_in_several_units_the_topmost_is_meant() -> None:
    twice = operation("add-custom-resource", resource_id="x", parent_component_id="b")
    skip = operation("set-skipped", target=target("x"), value=True)
    assert done(twice, skip) == "a(-x -y z a1(w) a2()) b(+x)"
    up = operation("move-item-to-start", target=unit("b"))
    assert done(twice, up, skip) == "b(-+x) a(x -y z a1(w) a2())"
    deeper = operation("change-item-parent", target=unit("b"), new_parent_id="a1")
    assert done(twice, deeper, skip) == "a(-x -y z a1(w b(+x)) a2())"


def test_order_keys_are_in_order_as_texts() -> None:
    keys = [order_key(place) for place in range(62 + 62**2 + 3)]
    assert keys == sorted(set(keys))
    assert [keys[place] for place in (0, 9, 10, 36, 61, 62, 63, 124)] == [
        "a0",
        "a9",
        "aA",
        "aa",
        "az",
        "b00",
        "b01",
        "b10",
    ]
    assert keys[-4:] == ["bzz", "c000", "c001", "c002"]
