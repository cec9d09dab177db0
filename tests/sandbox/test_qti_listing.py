"""Lists: paging, sorting, searching and filtering, against the same done plainly in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qti_service import Service, choice_form, service, xml_form

from timeback_sandbox.filters import All, AnyOf, Node, Predicate, render
from timeback_sandbox.qti import listing
from timeback_sandbox.qti.filtering import matches, read_filter

TITLES = ["Alpha", "alpha beta", "Ünder", "Zebra 10", "zebra 9", "Beta", "Straße", "10", "9", "a_b%c"]
METADATA: list[dict[str, Any] | None] = [
    {"grade": "9", "tags": ["x", "y"], "level": 9},
    {"grade": "10", "tags": [], "level": 10, "deep": {"er": "Yes"}},
    {"grade": None, "level": 2.5, "human": True},
    None,
    {"grade": "K", "tags": ["Y", 3, False], "level": "9", "human": False, "when": "2026-01-05T09:00:00.000Z"},
]


@pytest.fixture(scope="module")
def qti() -> Iterator[Service]:
    with service() as made:
        for at, title in enumerate(TITLES * 2):
            metadata = METADATA[at % len(METADATA)]
            kind = xml_form(f"id-{at}", ("choice", "order", "slider")[at % 3])
            form = choice_form(f"id-{at}", title) if at % 4 else kind
            made.add({**form, "metadata": metadata} if metadata else form)
            made.sandbox.clock.advance(1)
        yield made


@pytest.fixture(scope="module")
def items(qti: Service) -> list[dict[str, Any]]:
    """Every item, oldest first."""
    found: list[dict[str, Any]] = qti.get("/assessment-items", limit=1000, order="asc").body["items"]
    assert [one["identifier"] for one in found] == [f"id-{at}" for at in range(20)]
    return found


def identifiers(reply: Any) -> list[str]:
    assert reply.status == 200, reply.content
    return [one["identifier"] for one in reply.body["items"]]


# ---------------------------------------------------------------- pages and order


def test_the_defaults_are_ten_of_the_newest(qti: Service, items: list[dict[str, Any]]) -> None:
    reply = qti.get("/assessment-items").body
    assert reply["items"] == items[::-1][:10]
    del reply["items"]
    assert reply == {"total": 20, "page": 1, "pages": 2, "limit": 10, "sort": "createdAt", "order": "desc"}


@pytest.mark.parametrize("limit", [1, 3, 7, 20, 21, 10**17])
def test_pages_hold_every_item_once(qti: Service, items: list[dict[str, Any]], limit: int) -> None:
    first = qti.get("/assessment-items", limit=limit).body
    pages = [qti.get("/assessment-items", limit=limit, page=page) for page in range(1, first["pages"] + 1)]
    found = [identifier for page in pages for identifier in identifiers(page)]
    assert found == [one["identifier"] for one in reversed(items)]
    beyond = qti.get("/assessment-items", limit=limit, page=first["pages"] + 1).body
    assert (beyond["items"], beyond["total"]) == ([], 20)


@pytest.mark.parametrize("sort", ["title", "identifier", "type", "createdAt", "updatedAt"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_every_sort_has_its_order_and_ties_go_by_age(
    qti: Service, items: list[dict[str, Any]], sort: str, order: str
) -> None:
    reply = qti.get("/assessment-items", sort=sort, order=order, limit=100)
    expected = sorted(items, key=lambda one: one[sort])
    if order == "desc":
        expected = [one for _, one in sorted(enumerate(items), key=lambda pair: (pair[1][sort], pair[0]))][::-1]
    assert identifiers(reply) == [one["identifier"] for one in expected]
    assert (reply.body["sort"], reply.body["order"]) == (sort, order)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("page", "0", "too_small"),
        ("page", "-1", "too_small"),
        ("page", "1.5", "invalid_string"),
        ("page", "", "invalid_string"),
        ("page", "9" * 5000, "too_small"),
        ("limit", "ten", "invalid_string"),
        ("limit", "٣", "invalid_string"),
        ("limit", "01", "too_small"),
        ("sort", "color", "invalid_enum_value"),
        ("sort", "TITLE", "invalid_enum_value"),
        ("order", "up", "invalid_enum_value"),
        ("filter", "type=", "custom"),
        ("filter", "type='choice", "custom"),
        ("filter", "type=choice", "custom"),
        ("filter", "type@'a,b'", "custom"),
        ("filter", "(type='a'", "custom"),
        ("filter", "type='a' type='b'", "custom"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(qti: Service, name: str, value: str, code: str) -> None:
    refused = qti.get("/assessment-items", **{name: value})
    assert (refused.status, refused.body["code"]) == (400, "VALIDATION_ERROR")
    (issue,) = refused.body["meta"]["issues"]
    assert issue["field"] == name
    assert issue["code"] == code or value == "9" * 5000


def test_a_search_takes_a_hundred_words_and_refuses_more(qti: Service) -> None:
    words = [f"word{at}" for at in range(101)]
    assert qti.get("/assessment-items", query=" ".join(words[:100] * 2)).body["total"] == 0
    whole = "(" + " OR ".join(f"title='{at}'" for at in range(400)) + ")"
    assert qti.get("/assessment-items", query=" ".join(words[:100]), filter=whole).body["total"] == 0
    refused = qti.get("/assessment-items", query=" ".join(words))
    assert (refused.status, refused.body["meta"]["issues"][0]["field"]) == (400, "query")


def test_everything_that_is_wrong_is_told_at_once(qti: Service) -> None:
    refused = qti.get("/assessment-items", page="x", sort="y", order="z", filter="((")
    assert [one["field"] for one in refused.body["meta"]["issues"]] == ["page", "filter", "sort", "order"]


def test_a_cap_bounds_pages_and_is_told() -> None:
    with service(qti_page_cap=3) as capped:
        capped.add(*(choice_form(f"i{at}") for at in range(7)))
        reply = capped.get("/assessment-items", limit=100).body
        assert (len(reply["items"]), reply["limit"], reply["pages"]) == (3, 3, 3)
        assert capped.get("/assessment-items", limit=2).body["limit"] == 2


def test_a_page_that_was_quick_needs_no_thread_on_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with service(database=f"sqlite:///{tmp_path / 'lists.db'}") as made:
        made.add(choice_form("one"))
        first = made.get("/assessment-items", query="pick", limit=7)
        in_threads: list[object] = []
        run_sync: Any = anyio.to_thread.run_sync

        async def watched(*given: object) -> object:
            in_threads.append(given)
            return await run_sync(*given)

        monkeypatch.setattr(anyio.to_thread, "run_sync", watched)
        for moment, threads in ((60.0, 0), (0.0, 1)):
            monkeypatch.setattr(listing, "_MOMENT", moment)
            assert made.get("/assessment-items", query="pick", limit=7).body == first.body
            assert len(in_threads) == threads
        monkeypatch.setattr(listing, "_MOMENT", 60.0)
        assert made.get("/assessment-items", query="pick", limit=8).body["total"] == 1  # asked for the first time
        assert len(in_threads) == 2


def test_an_empty_list_has_no_pages() -> None:
    with service() as empty:
        reply = empty.get("/assessment-items").body
        assert (reply["items"], reply["total"], reply["page"], reply["pages"]) == ([], 0, 1, 0)


# ---------------------------------------------------------------- search


@given(st.lists(st.sampled_from([*"aäßezA90_%-ÜI ", "alpha", "ID-1", "STRASSE", "\t", "zebra"]), max_size=4))
@settings(max_examples=50, deadline=None)
def test_a_search_finds_every_token_in_title_or_identifier(
    qti: Service, items: list[dict[str, Any]], words: list[str]
) -> None:
    tokens = " ".join(words).casefold().split()
    expected = [
        one["identifier"]
        for one in items
        if all(token in one["title"].casefold() or token in one["identifier"].casefold() for token in tokens)
    ]
    reply = qti.get("/assessment-items", query=" ".join(words), order="asc", limit=100)
    assert identifiers(reply) == expected
    assert reply.body["total"] == len(expected)


def test_a_token_does_not_reach_from_the_title_into_the_identifier(qti: Service) -> None:
    assert qti.get("/assessment-items", query="alphaid").body["total"] == 0
    assert qti.get("/assessment-items", query="alpha\nid-10").body["total"] == 1


# ---------------------------------------------------------------- filters

FIELDS = [
    "identifier", "title", "type", "adaptive", "createdAt", "qtiVersion", "__v", "rawXml", "missing", "content",
    "metadata", "metadata.grade", "metadata.tags", "metadata.level", "metadata.human", "metadata.deep.er",
    "metadata.when", "metadata.tags.x",
]  # fmt: skip
VALUES = [
    "choice", "id-1", "Alpha", "9", "10", "2.5", "true", "false", "x", "Y", "K", "", "3.0", "0", "it's",
    "2026-01-05T09:00:00.000Z", "Ünder", "1e1", "-1",
]  # fmt: skip
COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]
PATTERNS = ["^a", "A$", "[0-9]+", "ü", "(", "zebra (9|10)", "", "_", "%", "^true$", "^1*0$"]
predicate = st.one_of(
    st.builds(Predicate, st.sampled_from(FIELDS), st.sampled_from(COMPARISONS), st.sampled_from(VALUES)),
    st.builds(Predicate, st.sampled_from(FIELDS), st.just("~"), st.sampled_from(PATTERNS)),
)  # fmt: skip
trees = st.recursive(
    predicate,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=4,
)


def holds(node: Node, item: dict[str, Any]) -> bool:
    """The rules of filters once more, as plainly as they can be said."""
    if isinstance(node, All):
        return all(holds(part, item) for part in node.parts)
    if isinstance(node, AnyOf):
        return any(holds(part, item) for part in node.parts)
    value: Any = item
    for name in node.field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    values = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str | int | float)]
    if node.operator == "!=":
        return not any(compares(one, "=", node.value) for one in values)
    return any(compares(one, node.operator, node.value) for one in values)


def compares(stored: Any, operator: str, value: str) -> bool:
    text = {True: "true", False: "false"}[stored] if isinstance(stored, bool) else str(stored)
    if operator == "~":
        try:
            return re.search(value, text, re.IGNORECASE) is not None
        except re.error:
            return value.lower() in text.lower()
    left: Any = text
    right: Any = value
    is_number = isinstance(stored, int | float) and not isinstance(stored, bool)
    if number(value) is not None and (is_number or (operator != "=" and number(text) is not None)):
        left, right = number(text), number(value)
    results = {
        "=": left == right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return bool(results[operator])


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@given(trees)
@settings(max_examples=60, deadline=None)
def test_filters_find_what_the_plain_rules_find(qti: Service, items: list[dict[str, Any]], tree: Node) -> None:
    reply = qti.get("/assessment-items", filter=render(tree), order="asc", limit=100)
    assert identifiers(reply) == [one["identifier"] for one in items if holds(tree, one)]


@given(trees)
@settings(max_examples=100, deadline=None)
def test_filters_of_documents_in_memory_find_the_same(items: list[dict[str, Any]], tree: Node) -> None:
    read = read_filter(render(tree))
    for item in items:
        assert matches(read, item) == holds(tree, item)


def test_bare_numbers_and_booleans_need_no_quotes_and_and_binds_tighter(qti: Service) -> None:
    total = qti.get("/assessment-items", filter="metadata.level>=9.0").body["total"]
    assert total == qti.get("/assessment-items", filter="metadata.level>='9'").body["total"] == 12
    assert qti.get("/assessment-items", filter="metadata.human=true").body["total"] == 4
    mixed = qti.get("/assessment-items", filter="identifier='id-1' OR identifier='id-2' AND title='none'")
    assert identifiers(mixed) == ["id-1"]
    grouped = qti.get("/assessment-items", filter="(identifier='id-1' OR identifier='id-2') AND title='none'")
    assert identifiers(grouped) == []


def test_a_long_number_is_equal_to_itself_alone() -> None:
    with service() as made:
        one, other = "90071992547409931", "90071992547409932"
        made.add(choice_form(one), choice_form(other))
        assert identifiers(made.get("/assessment-items", filter=f"identifier={one}")) == [one]
        assert identifiers(made.get("/assessment-items", filter=f"identifier!='{one}'")) == [other]


def test_search_and_filter_hold_together_and_totals_follow_changes(qti: Service) -> None:
    both = qti.get("/assessment-items", query="zebra", filter="type='choice'", limit=1).body
    assert both["total"] == both["pages"] > 1
    qti.add(choice_form("late", "zebra late"))
    try:
        assert qti.get("/assessment-items", query="zebra", filter="type='choice'").body["total"] == both["total"] + 1
    finally:
        qti.delete("/assessment-items/late")
    assert qti.get("/assessment-items", query="zebra", filter="type='choice'").body["total"] == both["total"]


def test_a_pattern_that_would_take_for_ever_elsewhere_is_searched_in_no_time() -> None:
    with service() as made:
        made.add(choice_form("one", "a" * 4000))
        assert made.get("/assessment-items", filter="title~'(a+)+$'").body["total"] == 1
        assert made.get("/assessment-items", filter="title~'(a+)+b$'").body["total"] == 0
