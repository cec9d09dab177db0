"""The text of a filter and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_sandbox.filters import All, AnyOf, FilterError, Node, Predicate, parse_filter, render


def is_(field: str, value: str) -> Predicate:
    return Predicate(field, "=", value)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("status='active'", is_("status", "active")),
        ("  status = 'active'  ", is_("status", "active")),
        ("familyName='O''Brien'", is_("familyName", "O'Brien")),
        ("score>=90", Predicate("score", ">=", "90")),
        ("a<1", Predicate("a", "<", "1")),
        ("enabledUser=true", is_("enabledUser", "true")),
        ("role@'teacher,aide'", Predicate("role", "@", "teacher,aide")),
        ("name~''", Predicate("name", "~", "")),
        ("metadata.a-b.c!='x'", Predicate("metadata.a-b.c", "!=", "x")),
        ("a='1' and b='2'", All((is_("a", "1"), is_("b", "2")))),
        ("a='1'AND b='2'", All((is_("a", "1"), is_("b", "2")))),
        ("a='1' OR b='2' AND c='3'", AnyOf((is_("a", "1"), All((is_("b", "2"), is_("c", "3")))))),
        ("(a='1' OR b='2') AND c='3'", All((AnyOf((is_("a", "1"), is_("b", "2"))), is_("c", "3")))),
        ("a='1' AND(b='2')", All((is_("a", "1"), is_("b", "2")))),
        ("android='1' AND orchid='2'", All((is_("android", "1"), is_("orchid", "2")))),
        ("date>2025-01-02", Predicate("date", ">", "2025-01-02")),
        ("a=(b)", None),
        ("", None),
        ("   ", None),
        ("status", None),
        ("status=", None),
        ("='active'", None),
        ("status='active", None),
        ("status='active' AND", None),
        ("status='active' OR OR a='b'", None),
        ("status='active' a='b'", None),
        ("(status='active'", None),
        ("status='active')", None),
        ("()", None),
        ("a..b='1'", None),
        (".a='1'", None),
        ("a.='1'", None),
        ('metadata."x"=1', None),
        ("metadata.x\\=1", None),
        ("status like 'a'", None),
    ],
)
def test_a_filter_means_what_the_grammar_says(text: str, meaning: Node | None) -> None:
    if meaning is None:
        with pytest.raises(FilterError):
            parse_filter(text)
    else:
        assert parse_filter(text) == meaning


def test_an_error_tells_the_position() -> None:
    with pytest.raises(FilterError, match="position 17"):
        parse_filter("status='active' = 'b'")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(" * 33 + "a='1'" + ")" * 33, "nested deeper"),
        (" OR ".join(["a='1'"] * 401), "more than 400"),
        ("a='" + "x" * 40_000 + "'", "longer than"),
    ],
)
def test_huge_and_deep_filters_are_refused(text: str, reason: str) -> None:
    with pytest.raises(FilterError, match=reason):
        parse_filter(text)


def test_what_is_within_the_bounds_is_accepted() -> None:
    parse_filter("(" * 32 + "a='1'" + ")" * 32)
    parse_filter(" OR ".join(["a='1'"] * 400))


_names = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_\-]{0,8}", fullmatch=True)
_fields = st.lists(_names, min_size=1, max_size=3).map(".".join)
_operators = st.sampled_from(["=", "!=", "~", ">", ">=", "<", "<=", "@"])
_values = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_predicates = st.builds(Predicate, _fields, _operators, _values)


def _groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.builds(All, parts) | st.builds(AnyOf, parts)


nodes: st.SearchStrategy[Node] = st.recursive(_predicates, _groups, max_leaves=8)


@given(nodes)
def test_a_tree_written_as_text_reads_back_the_same(node: Node) -> None:
    assert parse_filter(render(node)) == node


@given(st.text(st.sampled_from("ab.=!<>~@'()\" ANDORandor0\\\n\x00é"), max_size=40) | st.text(max_size=40))
def test_any_text_is_a_filter_or_an_error(text: str) -> None:
    try:
        node = parse_filter(text)
    except FilterError:
        return
    assert parse_filter(render(node)) == node
