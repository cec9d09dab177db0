"""The helpers of a package: who is below whom, whatever its associations say."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from case_calls import DOCUMENT, body, document, edge, item, tree, uuid
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.case import CFItem, CFPackage, CFPackageWithGroups

Edges = list[tuple[int, int | None]]


def numbers(items: list[CFItem]) -> list[int]:
    return [int(one.sourced_id[-12:], 16) for one in items]


def walked(package: CFPackage, start: int | None = None, *, once: bool = False) -> list[tuple[int, int]]:
    found = package.walk(None if start is None else uuid(start), once=once)
    return [(depth, int(one.sourced_id[-12:], 16)) for depth, one in found]


def test_children_come_in_the_order_of_their_numbers_then_of_the_associations() -> None:
    edges = [
        edge(1, 4, 1),
        edge(2, 3, 1, sequenceNumber=2),
        edge(3, 2, 1, sequenceNumber=1),
        edge(4, 5, 1),
        edge(5, 1, None),
        edge(6, 6, None, sequenceNumber=0),
    ]
    package = CFPackage.from_json(body([item(n) for n in range(1, 8)], edges))
    assert numbers(package.roots()) == [6, 1, 7]
    assert numbers(package.children_of(uuid(1))) == [2, 3, 4, 5]
    assert package.children_of(None) == package.children_of(DOCUMENT.upper()) == package.roots()
    assert package.children_of(uuid(2)) == package.children_of("nobody") == []
    assert walked(package) == [(0, 6), (0, 1), (1, 2), (1, 3), (1, 4), (1, 5), (0, 7)]
    assert walked(package, 1) == [(0, 1), (1, 2), (1, 3), (1, 4), (1, 5)]
    assert walked(package, 99) == []


def test_only_edges_of_the_hierarchy_count() -> None:
    package = CFPackage.from_json(
        body([item(1), item(2)], [edge(1, 2, 1, associationType="precedes"), edge(2, 99, 1), edge(3, 2, 98)])
    )
    assert numbers(package.roots()) == [2, 1]
    assert package.parents_of(uuid(2)) == []


def test_an_item_with_several_parents_comes_below_each() -> None:
    package = tree([(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)], 5)
    assert walked(package) == [(0, 0), (1, 1), (2, 3), (3, 4), (1, 2), (2, 3), (3, 4)]
    assert walked(package, once=True) == [(0, 0), (1, 1), (2, 3), (3, 4), (1, 2)]
    assert numbers(package.parents_of(uuid(3))) == [1, 2]
    assert numbers(package.path_to_root(uuid(4))) == [4, 3, 1, 0]
    assert [numbers(path) for path in package.paths_to_roots(uuid(4))] == [[4, 3, 1, 0], [4, 3, 2, 0]]


def test_what_is_said_twice_counts_once() -> None:
    package = CFPackage.from_json(
        body(
            [item(1), item(2), item(3)],
            [edge(1, 2, 1), edge(2, 3, 1, sequenceNumber=2), edge(3, 2, 1, sequenceNumber=1)],
        )
    )
    assert walked(package) == [(0, 1), (1, 2), (1, 3)]


@pytest.mark.parametrize(
    ("edges", "roots", "walk"),
    [
        ([(0, 0)], [0], [(0, 0)]),
        ([(0, 1), (1, 0)], [0, 1], [(0, 0), (1, 1), (0, 1), (1, 0)]),
        ([(1, 0), (2, 1), (1, 2)], [0], [(0, 0), (1, 1), (2, 2)]),
    ],
)
def test_a_circle_ends(edges: Edges, roots: list[int], walk: list[tuple[int, int]]) -> None:
    package = tree(edges, 1 + max(child for child, _ in edges))
    assert numbers(package.roots()) == roots
    assert walked(package) == walk
    assert walked(package, once=True) == walk[: len(package.cf_items or [])]


def test_the_way_up_from_a_circle_leads_to_the_root_if_there_is_one() -> None:
    package = tree([(1, 2), (2, 1), (2, 0), (3, 1)], 4)
    assert numbers(package.path_to_root(uuid(3))) == [3, 1, 2, 0]
    endless = tree([(0, 1), (1, 2), (2, 0)], 3)
    assert numbers(endless.path_to_root(uuid(0))) == [0, 1, 2]
    assert package.path_to_root("nobody") == []
    assert list(package.paths_to_roots("nobody")) == []


def test_items_are_found_by_code_and_by_id_in_any_letters() -> None:
    sourced_id = "ABCDEF00-0000-0000-0000-00000000000A"
    package = CFPackage.from_json(
        body(
            [
                item(1),
                item(2, humanCodingScheme="6.RP.1"),
                {**item(3), "sourcedId": sourced_id, "humanCodingScheme": None},
            ]
        )
    )
    found = package.find("6.RP.1")
    assert found is not None
    assert found.sourced_id == uuid(1)
    assert numbers(package.find_all("6.RP.1")) == [1, 2]
    assert package.find("6.rp.1") is package.find("") is None
    by_id = package.item(sourced_id.lower())
    assert by_id is not None
    assert by_id.sourced_id == sourced_id
    assert package.item("nobody") is None


def test_the_hierarchy_is_made_once_and_anew_when_a_list_changes() -> None:
    package = tree([(1, 0)], 2)
    assert package.cf_items is not None
    first = package.hierarchy
    assert package.hierarchy is first
    package.cf_items.append(CFItem(sourced_id=uuid(7), human_coding_scheme="new"))
    assert package.hierarchy is not first
    assert package.find("new") is not None
    package.cf_items[0].human_coding_scheme = "changed in place"
    package.forget_hierarchy()
    assert package.find("changed in place") is package.cf_items[0]
    package.cf_associations = []
    assert numbers(package.roots()) == [0, 1, 7]
    copied = package.replace(cf_items=package.cf_items[:1])
    assert numbers(copied.roots()) == [0]


def test_a_package_without_lists_has_no_items() -> None:
    package = CFPackage.from_json({"sourcedId": DOCUMENT, "CFDocument": document(), "CFItems": None})
    assert (package.roots(), list(package.walk())) == ([], [])
    assert package.find("6.RP") is None


def test_what_is_no_id_is_nobody() -> None:
    package = CFPackage.from_json(
        body(
            [{"fullStatement": "nameless"}, item(1)], [{**edge(1, 1, None), "originNodeURI": None}, {"sourcedId": "x"}]
        )
    )
    assert [one.full_statement for _, one in package.walk()] == ["nameless", "Statement 1"]


def test_a_framework_as_deep_as_it_has_items_is_walked() -> None:
    package = tree([(n, n - 1) for n in range(1, 5000)], 5000)
    assert walked(package)[-1] == (4999, 4999)
    assert len(package.path_to_root(uuid(4999))) == 5000


def test_layers_with_two_parents_each_are_walked_once_without_going_every_way() -> None:
    layers = 60  # as many ways as 2 to the power of that
    edges: Edges = [
        (2 * layer + one, 2 * layer - 2 + other) for layer in range(1, layers) for one in (0, 1) for other in (0, 1)
    ]
    package = tree(edges, 2 * layers)
    assert len(walked(package, once=True)) == 2 * layers
    assert len(package.path_to_root(uuid(2 * layers - 1))) == layers


SIZE = 7
EDGES = st.lists(st.tuples(st.integers(0, SIZE - 1), st.none() | st.integers(0, SIZE - 1)), max_size=12)


@given(EDGES)
def test_every_item_is_reached_and_no_way_meets_an_item_twice(edges: Edges) -> None:
    package = tree(edges, SIZE)
    once = walked(package, once=True)
    assert sorted(number for _, number in once) == list(range(SIZE))
    path: list[int] = []
    for depth, number in walked(package):
        del path[depth:]
        path.append(number)
        assert depth == len(path) - 1
        assert max(Counter(path).values()) == 1
        if depth:
            assert (path[-1], path[-2]) in edges
    parents = {child: {p for c, p in edges if c == child and p is not None} for child in range(SIZE)}
    for number in range(SIZE):
        way = numbers(package.path_to_root(uuid(number)))
        assert way[0] == number
        assert all(above in parents[below] for below, above in pairwise(way))
        ways = [numbers(found) for found in package.paths_to_roots(uuid(number))]
        assert way in ways
        if any(not parents[found[-1]] for found in ways):
            assert not parents[way[-1]]


def test_a_tree_of_groups_is_walked_and_searched() -> None:
    leaf = {**item(3), "childGroups": {}}
    groups = {
        "Domain": [{**item(1), "childGroups": {"Standard": [{**item(2), "childGroups": None}], "Skill": [leaf]}}],
        "Standard": [{**item(4)}],
    }
    package = CFPackageWithGroups.from_json(
        {"sourcedId": DOCUMENT, "CFDocument": document(), "structuredContent": groups}
    )
    assert [(depth, int(one.sourced_id[-12:], 16)) for depth, one in package.walk()] == [(0, 1), (1, 2), (1, 3), (0, 4)]
    assert [int(one.sourced_id[-12:], 16) for one in package.roots()] == [1, 4]
    found = package.find("6.RP.3")
    assert found is not None
    assert (found.sourced_id, found.children()) == (uuid(3), [])
    assert package.find("9") is None
    assert [depth for depth, _ in package.roots()[0].walk()] == [0, 1, 1]
