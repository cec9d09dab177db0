"""The tree of a framework, whatever its associations say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pytest
from case_api import (
    DESCRIBE,
    DOCUMENT,
    DOMAIN,
    USE,
    Service,
    association,
    case_service,
    check_answer,
    item,
    minor,
    package,
    riverbend,
    uid,
    upload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.case.groups import Edge, Node, TooManyError, grouped


@pytest.fixture
def case() -> Iterator[Service]:
    with case_service() as made:
        yield made


def outline(content: dict[str, Any]) -> dict[str, Any]:
    """A tree, down to types and the last part of the statements."""
    return {
        kind: [(one["fullStatement"].removeprefix("Statement of "), outline(one["childGroups"])) for one in members]
        for kind, members in content.items()
    }


def tree(case: Service, items: list[dict[str, Any]], associations: list[dict[str, Any]]) -> dict[str, Any]:
    upload(case, package(items=items, associations=associations))
    reply = case.get(f"/CFPackages/{uid('document')}/groups")
    check_answer(reply, "/CFPackages/{sourcedId}/groups")
    return outline(reply.body["CFPackageWithGroups"]["structuredContent"])


def test_the_documented_package_makes_the_documented_tree(case: Service) -> None:
    upload(case, riverbend())
    found = case.get(f"/CFPackages/{DOCUMENT}/groups").body["CFPackageWithGroups"]
    assert list(found) == ["sourcedId", "CFDocument", "structuredContent"]
    assert found["CFDocument"] == case.get(f"/CFDocuments/{DOCUMENT}").body["CFDocument"]
    (domain,) = found["structuredContent"]["Domain"]
    standards = domain.pop("childGroups")
    assert domain == case.get(f"/CFItems/{DOMAIN}").body["CFItem"]
    assert list(standards) == ["Standard"]
    assert [one["sourcedId"] for one in standards["Standard"]] == [DESCRIBE, USE]
    for one in standards["Standard"]:
        assert one.pop("childGroups") == {}
        assert one == case.get(f"/CFItems/{one['sourcedId']}").body["CFItem"]


def test_an_empty_package_has_an_empty_tree(case: Service) -> None:
    assert tree(case, [], []) == {}


def test_siblings_are_ordered_by_number_then_by_their_associations(case: Service) -> None:
    items = [item(name, CFItemType="T") for name in "pabcd"]
    ties = [
        association(1, "a", "p"), association(2, "b", "p", sequenceNumber=2), association(3, "c", "p"),
        association(4, "d", "p", sequenceNumber=-1),
    ]  # fmt: skip
    assert tree(case, items, ties) == {"T": [("p", {"T": [(name, {}) for name in "dbac"]})]}


def test_roots_are_ordered_by_what_ties_them_to_something_else(case: Service) -> None:
    items = [item(name, CFItemType="T") for name in "abcd"]
    ties = [
        association(1, "d", "document", sequenceNumber=2), association(2, "b", "a stranger", sequenceNumber=1),
        association(3, "c", "document"),
    ]  # fmt: skip
    assert [name for name, _ in tree(case, items, ties)["T"]] == ["b", "d", "c", "a"]


def test_groups_come_in_the_order_of_their_first_members(case: Service) -> None:
    items = [item("p"), item("x", CFItemType="Late"), item("y", CFItemType="Early"), item("z", CFItemType="Late")]
    ties = [
        association(number, name, "p", sequenceNumber=number) for number, name in enumerate(("y", "x", "z"), start=1)
    ]
    ((_, below),) = tree(case, items, ties)["Unknown"]
    assert list(below) == ["Early", "Late"]
    assert [name for name, _ in below["Late"]] == ["x", "z"]


def test_other_associations_make_no_tree(case: Service) -> None:
    items = [item("a"), item("b")]
    ties = [association(kind, "a", "b", associationType=kind) for kind in ("precedes", "isPartOf", "ischildof")]
    assert tree(case, items, ties) == {"Unknown": [("a", {}), ("b", {})]}


def test_an_item_stands_below_each_of_its_parents_once(case: Service) -> None:
    items = [item(name) for name in "pqx"]
    ties = [association(1, "x", "p"), association(2, "x", "q"), association(3, "x", "p", sequenceNumber=1)]
    below = {"Unknown": [("x", {})]}
    assert tree(case, items, ties) == {"Unknown": [("p", below), ("q", below)]}


def test_cycles_that_no_root_leads_to_come_last_each_opened_once(case: Service) -> None:
    items = [item(name) for name in "abrs"]
    ties = [association(1, "a", "b"), association(2, "b", "a"), association(3, "s", "s")]
    assert tree(case, items, ties) == {
        "Unknown": [
            ("r", {}),
            ("a", {"Unknown": [("b", {})]}),
            ("b", {"Unknown": [("a", {})]}),
            ("s", {}),
        ]
    }


def test_a_cycle_below_a_root_ends_where_it_would_begin_again(case: Service) -> None:
    items = [item(name) for name in "rab"]
    ties = [association(1, "a", "r"), association(2, "b", "a"), association(3, "a", "b")]
    assert tree(case, items, ties) == {"Unknown": [("r", {"Unknown": [("a", {"Unknown": [("b", {})]})]})]}


def test_members_can_be_chosen(case: Service) -> None:
    upload(case, riverbend())
    path = f"/CFPackages/{DOCUMENT}/groups"
    assert list(case.get(path, fields="structuredContent").body["CFPackageWithGroups"]) == [
        "sourcedId",
        "structuredContent",
    ]
    assert list(case.get(path, fields="CFDocument").body["CFPackageWithGroups"]) == ["sourcedId", "CFDocument"]
    refused = case.get(path, fields="CFItems")
    assert (refused.status, minor(refused)) == (400, "invalid_selection_field")


# ---------------------------------------------------------------- against the rules, word by word


def naive(count: int, kinds: Sequence[str], edges: Sequence[tuple[int, int, int | None]]) -> dict[str, Any]:
    """The rules as they are written, by recursion; items are numbers, others are not in the package."""
    inside = range(count)

    def order(edge_positions: list[int]) -> list[tuple[bool, int, int]]:
        return [(edges[at][2] is None, edges[at][2] or 0, at) for at in edge_positions]

    def ties(child: int, of: Any) -> list[int]:
        return [at for at, (origin, destination, _) in enumerate(edges) if origin == child and of(destination)]

    def children(parent: int) -> list[int]:
        own = {child: min(order(found)) for child in inside if (found := ties(child, lambda one: one == parent))}
        return sorted(own, key=own.__getitem__)

    def expand(one: int, path: tuple[int, ...]) -> dict[str, Any]:
        return groups([child for child in children(one) if child not in (*path, one)], (*path, one))

    def groups(members: list[int], path: tuple[int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in members:
            found.setdefault(kinds[one], []).append((one, expand(one, path)))
        return found

    def key(one: int) -> Any:
        outside = ties(one, lambda destination: destination not in inside)
        return (0, min(order(outside))) if outside else (1, one)

    roots = sorted((one for one in inside if not ties(one, lambda destination: destination in inside)), key=key)
    reached: set[int] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += children(one)
    return groups([*roots, *(one for one in inside if one not in reached)], ())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_graph_makes_the_tree_that_the_rules_say(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 6))
    kinds = data.draw(st.lists(st.sampled_from(["A", 'B"', "Ç"]), min_size=count, max_size=count))
    places = st.integers(0, count + 1)
    edges = data.draw(st.lists(st.tuples(places, places, st.none() | st.integers(-2, 2)), max_size=9))
    nodes = [Node(str(at), kind, json.dumps({"at": at}).encode()) for at, kind in enumerate(kinds)]
    found = json.loads(grouped(nodes, [Edge(str(a), str(b), number) for a, b, number in edges]))

    def shape(content: dict[str, Any]) -> dict[str, Any]:
        return {kind: [(one["at"], shape(one["childGroups"])) for one in members] for kind, members in content.items()}

    assert shape(found) == naive(count, kinds, edges)
    assert json.dumps(shape(found)) == json.dumps(naive(count, kinds, edges))


# ---------------------------------------------------------------- large ones


def _nodes(count: int) -> list[Node]:
    return [Node(str(at), "T", b'{"at":%d}' % at) for at in range(count)]


def test_a_tree_may_be_deeper_than_calls_can_be_nested() -> None:
    count = 20_000
    found = grouped(_nodes(count), [Edge(str(at), str(at - 1), None) for at in range(1, count)])
    assert found.count(b'"childGroups"') == count
    assert found.startswith(b'{"T":[{"at":0,"childGroups":{"T":[{"at":1,')
    assert found.endswith(b"}}]}}]}")


def test_a_wide_tree_of_many_items_is_made() -> None:
    count = 20_000
    found = grouped(_nodes(count), [Edge(str(at), str(at % 100), at) for at in range(100, count)])
    content = msgspec.json.decode(found)
    assert len(content["T"]) == 100
    assert sum(len(one["childGroups"]["T"]) for one in content["T"]) == count - 100


def layers(depth: int) -> list[Edge]:
    """Pairs of items, each of which has both items of the pair before as parents: twice as many places a layer."""
    return [
        Edge(str(at), str(parent), None) for at in range(2, 2 * depth) for parent in (at // 2 * 2 - 2, at // 2 * 2 - 1)
    ]


def test_a_tree_that_would_outgrow_its_package_is_refused() -> None:
    assert grouped(_nodes(20), layers(10)).count(b'"at"') == 2 * (2**10 - 1)
    with pytest.raises(TooManyError):
        grouped(_nodes(120), layers(60))
    everybody = [Edge(str(a), str(b), None) for a in range(40) for b in range(40)]
    with pytest.raises(TooManyError):
        grouped(_nodes(40), everybody)


def test_such_a_package_can_be_read_all_the_same(case: Service) -> None:
    items = [item(at) for at in range(60)]
    ties = [association(f"{one.child} {one.parent}", int(one.child), int(one.parent)) for one in layers(30)]
    upload(case, package(items=items, associations=ties))
    refused = case.get(f"/CFPackages/{uid('document')}/groups")
    check_answer(refused, "/CFPackages/{sourcedId}/groups", status=422)
    assert len(case.get(f"/CFPackages/{uid('document')}").body["CFPackage"]["CFItems"]) == 60
