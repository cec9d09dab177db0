"""Grades under all their spellings."""

from __future__ import annotations

import contextlib
from enum import Enum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.oneroster import utils
from timeback_core.oneroster.grades import Grade, GradeInput, normalize_grade, parse_grades
from timeback_core.wire import WireType, read_hook


class Level(Enum):
    FOUR = 4
    NINE = "09"


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        (-1, -1),
        (0, 0),
        (13, 13),
        (5.0, 5),
        ("-1", -1),
        ("09", 9),
        ("5.0", 5),
        (" 7 ", 7),
        ("K", 0),
        ("k", 0),
        ("KG", 0),
        ("Kindergarten", 0),
        ("pre-k", -1),
        ("Pre_K", -1),
        ("PREK", -1),
        ("pk", -1),
        ("Middle School", 7),
        ("middle_school", 7),
        ("4th grade", 4),
        ("Grade_3", 3),
        ("GRADE 12", 12),
        ("grade k", 0),
        ("1st", 1),
        ("2nd", 2),
        ("3RD", 3),
        ("11th_Grade", 11),
        (Level.FOUR, 4),
        (Level.NINE, 9),
    ],
)
def test_every_spelling_is_understood(value: object, grade: int) -> None:
    assert normalize_grade(value) == grade


@pytest.mark.parametrize(
    "value",
    [True, False, None, "", "  ", "AP", "14", 14, -2, 5.5, "5.5", float("nan"), float("inf"), "grade", [], "٣", "1e1"],
)
def test_what_is_no_grade_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected a grade"):
        normalize_grade(value)


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_a_grade_is_in_range_or_a_value_error(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert -1 <= normalize_grade(value) <= 13


def test_lists_of_grades() -> None:
    assert parse_grades(["K", 1, "12"]) == [0, 1, 12]
    assert parse_grades(None) is None
    assert parse_grades([]) == []
    with pytest.raises(TypeError, match="list of grades"):
        parse_grades("K")
    with pytest.raises(ValueError, match="AP"):
        parse_grades(["AP"])


def test_a_grade_that_cannot_be_read_stays_as_it_came() -> None:
    grades = msgspec.json.decode(b'["09", 5, "K", "AP", null]', type=list[Grade | None], dec_hook=read_hook)
    assert grades == [9, 5, 0, "AP", None]


def test_grades_are_sent_as_text() -> None:
    for marker in (Grade, GradeInput):
        assert isinstance(marker, type)
        assert issubclass(marker, WireType)
        assert [marker.write(grade) for grade in (9, "K", "pre-k", 3.0)] == ["9", "0", "-1", "3"]
        with pytest.raises(ValueError, match="AP"):
            marker.write("AP")


def test_the_helper_is_where_applications_import_it_from() -> None:
    assert utils.normalize_grade is normalize_grade
