"""Which results tell the highest grade that was mastered."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from timeback_sandbox.edubridge.mastery import Evidence, highest_grades

_COUNT = iter(range(1_000_000))


def evidence(
    title: str = "Math G4",
    score: float | None = 95,
    *,
    item: str | None = None,
    date: str = "2025-09-01T00:00:00.000Z",
    maximum: float | None = 100,
    lesson: str | None = "placement",
    result: dict[str, Any] | None = None,
    about: dict[str, Any] | None = None,
    resource: dict[str, Any] | None = None,
) -> Evidence:
    number = next(_COUNT)
    told = {"subject": "Math"} if about is None else about
    return Evidence(
        item or f"li-{number}", (date, number), title, score, maximum, lesson, result or {}, (told, resource or {})
    )


def grades(*found: Evidence, subject: str = "math") -> dict[str, str]:
    told = msgspec.to_builtins(highest_grades(found, subject))
    assert len(told) == 5
    return {name: value for name, value in told.items() if value is not None}


def test_without_evidence_every_grade_is_null() -> None:
    assert grades() == {}


@pytest.mark.parametrize(
    ("lesson", "result", "key"),
    [
        ("placement", {}, "placementGrade"),
        ("test-out", {}, "testOutGrade"),
        (None, {"lessonType": "test-out"}, "testOutGrade"),
        ("quiz", {"toolProvider": "Edulastic"}, "edulasticGrade"),
    ],
)
def test_each_kind_of_lesson_has_a_grade_of_its_own(lesson: str | None, result: dict[str, Any], key: str) -> None:
    assert grades(evidence(lesson=lesson, result=result)) == {key: "4", "highestGradeOverall": "4"}


def test_a_placement_at_edulastic_counts_for_both() -> None:
    both = {"placementGrade": "4", "edulasticGrade": "4", "highestGradeOverall": "4"}
    assert grades(evidence(result={"toolProvider": "edulastic"})) == both


def test_other_lessons_count_for_none() -> None:
    assert grades(evidence(lesson="quiz"), evidence(lesson=None)) == {}


@pytest.mark.parametrize(
    ("score", "maximum", "accuracy", "counts"),
    [
        (90, 100, None, True),
        (89.99, 100, None, False),
        (18, 20, None, True),
        (17, 20, None, False),
        (0, 100, 90, True),
        (100, 100, 89, False),
        (None, 100, None, False),
        (95, None, None, False),
        (95, 0, None, False),
        (95, 100, "high", True),
    ],
)
def test_ninety_percent_are_mastery(score: float | None, maximum: float | None, accuracy: Any, counts: bool) -> None:
    result = {} if accuracy is None else {"accuracy": accuracy}
    assert bool(grades(evidence(score=score, maximum=maximum, result=result))) == counts


def test_the_latest_result_of_a_line_item_counts_even_if_it_is_worse() -> None:
    good = evidence(item="one", date="2025-09-01T00:00:00.000Z")
    bad = evidence(score=10, item="one", date="2025-09-02T00:00:00.000Z")
    assert grades(good, bad) == {}
    assert grades(bad, evidence(item="one", date="2025-09-03T00:00:00.000Z"))["placementGrade"] == "4"


def test_of_two_results_of_one_moment_the_one_that_came_later_counts() -> None:
    first, second = evidence(item="one"), evidence(score=10, item="one")
    assert grades(second, first) == {}


@pytest.mark.parametrize(
    ("title", "about", "resource", "grade"),
    [
        ("Math G4", {"subject": "Math", "grades": ["7", "8"]}, {}, "7"),
        ("Math G4", {"subject": "Math", "grades": ["07"]}, {}, "7"),
        ("Math G4", {"subject": "Math", "grade": 6}, {}, "6"),
        ("Math G4", {"subject": "Math", "grade": "K"}, {}, "0"),
        ("Math G4", {"subject": "Math", "grades": []}, {"grades": ["5"]}, "5"),
        ("Math G04 placement", {"subject": "Math"}, {}, "4"),
        ("G12", {"subject": "Math"}, {}, "12"),
        ("Algebra", {"subject": "Math"}, {}, None),
        ("Big4 G123", {"subject": "Math"}, {}, None),
        ("Placement", {"subject": "Math", "grade": True}, {}, None),
    ],
)
def test_the_grade_is_told_by_metadata_and_else_by_the_title(
    title: str, about: dict[str, Any], resource: dict[str, Any], grade: str | None
) -> None:
    assert grades(evidence(title, about=about, resource=resource)).get("placementGrade") == grade


def test_grades_are_compared_as_numbers() -> None:
    told = grades(evidence("Math G9"), evidence("Math G10"), evidence("Math G11", lesson="test-out"))
    assert told == {"placementGrade": "10", "testOutGrade": "11", "highestGradeOverall": "11"}


@pytest.mark.parametrize(
    ("asked", "about", "resource", "counts"),
    [
        ("MATH", {"subject": "Math"}, {}, True),
        ("math", {}, {"subject": "Math"}, True),
        ("reading", {"subject": "Math"}, {}, False),
        ("math", {"subject": 7}, {}, False),
    ],
)
def test_the_subject_is_that_of_line_item_or_resource_whatever_the_case(
    asked: str, about: dict[str, Any], resource: dict[str, Any], counts: bool
) -> None:
    assert bool(grades(evidence(about=about, resource=resource), subject=asked)) == counts


# ---------------------------------------------------------------- MAP tests


def test_the_newest_map_test_tells_a_grade_whatever_its_score() -> None:
    old = evidence("NWEA MAP Math – Fall 2024", 99, about={}, result={"ritGrade": "6"}, date="2024-09-01T00:00:00.000Z")
    new = evidence("NWEA MAP Math - Spring 2025", 20, about={}, result={"ritGrade": 5.0})
    assert grades(new, old) == {"ritGrade": "5", "highestGradeOverall": "5"}


def test_a_map_test_that_tells_no_grade_leaves_it_open() -> None:
    old = evidence("NWEA MAP Math – Fall 2024", about={}, result={"ritGrade": "6"}, date="2024-09-01T00:00:00.000Z")
    assert grades(old, evidence("NWEA MAP Math – Fall 2025", about={})) == {}


def test_a_map_test_of_another_subject_does_not_count() -> None:
    assert grades(evidence("NWEA MAP Reading – Fall 2024", about={}, result={"ritGrade": "6"})) == {}
