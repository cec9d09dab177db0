"""``--where`` in the command's own words becomes the clause that the client takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.cli.where import read_where
from timeback_core.filters import where_to_filter
from timeback_core.oneroster.models import Result, User


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["role=student"], "role='student'"),
        (["status!=active"], "status!='active'"),
        (["score>=80", "score<=100.5"], "score>=80 AND score<=100.5"),
        (["score>80"], "score>80"),
        (["score<80"], "score<80"),
        (["familyName~Lee"], "familyName~'Lee'"),
        (["family_name = Lee"], "familyName='Lee'"),
        (["class.sourced_id=c1"], "class.sourcedId='c1'"),
        (["metadata.my_key=x"], "metadata.my_key='x'"),
        (["role=teacher or role=aide"], "role='teacher' OR role='aide'"),
        (["role=teacher OR role=aide", "status=active"], "(role='teacher' OR role='aide') AND status='active'"),
        (["a=1 and b=2 or c=3"], "a=1 AND b=2 OR c=3"),
        (["name='this or that=x'"], "name='this or that=x'"),
        (["name=black and white"], "name='black and white'"),
        (["active=true"], "active=true"),
        (['identifier="007"'], "identifier='007'"),
        (["identifier=007"], "identifier='007'"),
        (["title=O'Hara"], "title='O''Hara'"),
        (["name=''"], "name=''"),
        (["role=a or "], "role='a or'"),
    ],
)
def test_conditions_are_read(conditions: list[str], expected: str) -> None:
    assert where_to_filter(read_where(conditions)) == expected


def test_a_field_that_holds_text_is_compared_with_text_though_the_value_looks_like_a_number() -> None:
    assert where_to_filter(read_where(["username=42"], User)) == "username='42'"
    assert where_to_filter(read_where(["username=42"])) == "username=42"


def test_a_field_that_holds_numbers_is_compared_with_numbers() -> None:
    assert where_to_filter(read_where(["score>=80"], Result)) == "score>=80"


def test_a_field_that_holds_truth_values_is_compared_with_them() -> None:
    assert where_to_filter(read_where(["enabled_user=TRUE"], User)) == "enabledUser=true"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("role", "'role' is no condition; write field=value"),
        ("=x", "is no condition"),
        ("role=", "has no value; write ''"),
        ("bad field=x", "is no condition"),
    ],
)
def test_what_is_no_condition_is_named_with_how_to_write_it(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_where([text])


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="'\"\x00"), min_size=1, max_size=20))
def test_a_quoted_value_is_taken_as_it_stands(text: str) -> None:
    assert where_to_filter(read_where([f"name='{text}'"])) == f"name='{text}'"


@given(st.lists(st.tuples(st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~"]), st.text("abcxyz", min_size=1))))
def test_repeated_conditions_are_joined_by_and(pairs: list[tuple[str, str]]) -> None:
    conditions = [f"name{sign}{value}" for sign, value in pairs]
    expected = " AND ".join(f"name{sign}'{value}'" for sign, value in pairs)
    assert (where_to_filter(read_where(conditions)) or "") == expected
