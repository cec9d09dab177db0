"""The ``where`` clause becomes the filter expression of the standard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.errors import InputValidationError
from timeback_core.filters import NOTHING, compile_where, scope_where, where_to_filter, wire_field


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"status": "active"}, "status='active'"),
        ({"status": "active", "role": "teacher"}, "status='active' AND role='teacher'"),
        ({"score": {"gte": 80, "lte": 100}}, "score>=80 AND score<=100"),
        ({"score": 87.5}, "score=87.5"),
        ({"score": {"lte": 100, "gte": 80}}, "score>=80 AND score<=100"),
        ({"enabledUser": True}, "enabledUser=true"),
        ({"status": {"eq": "active"}}, "status='active'"),
        ({"status": {"ne": "tobedeleted"}}, "status!='tobedeleted'"),
        ({"email": {"contains": "@school"}}, "email~'@school'"),
        ({"familyName": "O'Brien"}, "familyName='O''Brien'"),
        ({"role": {"in_": ["teacher", "aide"]}}, "(role='teacher' OR role='aide')"),
        ({"role": {"in": ["teacher", "aide"]}}, "(role='teacher' OR role='aide')"),
        ({"role": {"in_": ["teacher"]}}, "role='teacher'"),
        ({"role": {"not_in": ["a", "b"]}}, "role!='a' AND role!='b'"),
        ({"role": {"notIn": ["a"]}}, "role!='a'"),
        ({"role": {"not_in": []}, "status": "active"}, "status='active'"),
        ({"role": {"in_": ["a", "b"], "ne": "c"}}, "role!='c' AND (role='a' OR role='b')"),
        ({"OR": [{"role": "teacher"}, {"status": "active"}]}, "role='teacher' OR status='active'"),
        ({"OR": [{"a": 1}, {"b": 2}], "status": "active"}, "(a=1 OR b=2) AND status='active'"),
        ({"status": "active", "OR": [{"a": 1}, {"b": 2}]}, "status='active' AND (a=1 OR b=2)"),
        ({"OR": [{"a": 1, "b": 2}, {"c": 3}]}, "a=1 AND b=2 OR c=3"),
        ({"OR": [{"OR": [{"a": 1}, {"b": 2}]}, {"c": 3}]}, "a=1 OR b=2 OR c=3"),
        ({"AND": [{"a": 1}, {"OR": [{"b": 2}, {"c": 3}]}]}, "a=1 AND (b=2 OR c=3)"),
        ({"AND": []}, None),
        ({"middleName": None}, None),
        ({}, None),
        (None, None),
        ("status='active'", "status='active'"),
        ({"course.sourcedId": "c1"}, "course.sourcedId='c1'"),
        ({"metadata.my_key": {"contains": "Math"}}, "metadata.my_key~'Math'"),
        ({"given_name": "Ana", "class_.sourced_id": "c"}, "givenName='Ana' AND class.sourcedId='c'"),
        ({"dateLastModified": {"gt": date(2025, 1, 2)}}, "dateLastModified>'2025-01-02'"),
        ({"d": datetime(2025, 1, 2, 3, 4, tzinfo=UTC)}, "d='2025-01-02T03:04:00.000Z'"),
        ({"d": datetime(2025, 1, 2, 3, tzinfo=timezone(timedelta(hours=2)))}, "d='2025-01-02T01:00:00.000Z'"),
        ({"d": datetime(2025, 1, 2, 3, 4)}, "d='2025-01-02T03:04:00'"),
        ({"colour": Colour.RED}, "colour='red'"),
        ({"name": "Ä + b"}, "name='Ä + b'"),
    ],
)
def test_a_clause_is_written_as_the_standard_says(where: Any, expected: str | None) -> None:
    assert where_to_filter(where) == expected


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ({"role": {"bogus": 1}}, "role.bogus"),
        ({"role": {}}, "role"),
        ({"role": ["a"]}, "role"),
        ({"role": {"ne": None}}, "role.ne"),
        ({"role": {"in_": "ab"}}, "role.in_"),
        ({"role": {"in_": [None]}}, "role.in_[0]"),
        ({"score": float("nan")}, "score"),
        ({"score": {"gt": float("inf")}}, "score.gt"),
        ({"a' OR 'b": 1}, "a' OR 'b"),
        ({"": 1}, ""),
        ({"OR": {}}, "OR"),
        ({"OR": []}, "OR"),
        ({"OR": [{}]}, "OR[0]"),
        ({"OR": [{"a": 1}, {"b": None}]}, "OR[1]"),
        ({"AND": "x"}, "AND"),
        ({"AND": [3]}, "AND[0]"),
    ],
)
def test_what_cannot_be_expressed_is_an_error_at_its_place(where: Any, path: str) -> None:
    with pytest.raises(InputValidationError, match="Invalid where clause") as caught:
        where_to_filter(where)
    assert path in [issue.path for issue in caught.value.issues]


def test_every_problem_of_a_clause_is_listed() -> None:
    with pytest.raises(InputValidationError) as caught:
        where_to_filter({"a": {"bogus": 1}, "b": float("nan"), "OR": []})
    assert [issue.path for issue in caught.value.issues] == ["a.bogus", "b", "OR"]


@pytest.mark.promise("filters")
def test_an_empty_in_matches_nothing_and_never_everything() -> None:
    assert compile_where({"role": {"in_": []}}) is NOTHING
    assert compile_where({"status": "active", "role": {"in_": []}}) is NOTHING
    assert where_to_filter({"role": {"in_": []}}) == "sourcedId='' AND sourcedId!=''"


def test_an_impossible_branch_drops_out_of_an_or() -> None:
    assert where_to_filter({"OR": [{"role": {"in_": []}}, {"status": "active"}]}) == "status='active'"
    assert compile_where({"OR": [{"role": {"in_": []}}]}) is NOTHING


@pytest.mark.promise("filters")
def test_a_clause_cannot_escape_from_its_scope() -> None:
    scoped = scope_where("course.sourcedId", "c'1", {"OR": [{"a": 1}, {"b": 2}]})
    assert scoped is not NOTHING
    assert scoped.text == "course.sourcedId='c''1' AND (a=1 OR b=2)"  # type: ignore[union-attr]
    raw = scope_where("course.sourcedId", "c1", "a=1 OR b=2")
    assert raw.text == "course.sourcedId='c1' AND (a=1 OR b=2)"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("given_name", "givenName"),
        ("class_", "class"),
        ("class_.sourced_id", "class.sourcedId"),
        ("metadata.my_key", "metadata.my_key"),
        ("sourcedId", "sourcedId"),
        ("date_last_modified", "dateLastModified"),
    ],
)
def test_field_names_may_be_given_in_python_spelling(name: str, wire: str) -> None:
    assert wire_field(name) == wire


values = st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
names = st.from_regex(r"[a-z][A-Za-z0-9]{0,8}", fullmatch=True)


@given(st.dictionaries(names, values, min_size=1, max_size=5))
def test_no_value_can_break_out_of_its_quotes(where: dict[str, Any]) -> None:
    text = where_to_filter(where)
    assert text is not None
    outside = "".join(text.replace("''", "").split("'")[::2])
    assert outside.count(" AND ") == len(where) - 1
    assert " OR " not in outside


clauses: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(names, values, min_size=1, max_size=3),
    lambda inner: st.builds(
        lambda key, branches: {key: branches}, st.sampled_from(["OR", "AND"]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(clauses)
def test_parentheses_are_balanced_in_every_nesting(where: dict[str, Any]) -> None:
    text = where_to_filter(where)
    assert text is not None
    outside = "".join(text.replace("''", "").split("'")[::2])
    assert outside.count("(") == outside.count(")")
