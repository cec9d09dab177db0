"""The ladder of placement tests: where a student stands, from the states of the tests alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeback_sandbox.powerpath.ladder import Rung, Standing, standing


def rungs(*scores: float | None, order: str | None = None) -> list[Rung]:
    """Tests of the grades 3, 4, …: None is one that is not completed; `order` tells when the others were."""
    times = order or "123456789"
    return [
        Rung(f"t{grade}", str(grade))
        if score is None
        else Rung(f"t{grade}", str(grade), done=True, score=score, completed=f"2026-01-0{times[grade - 3]}")
        for grade, score in enumerate(scores, start=3)
    ]


def told(found: Standing) -> tuple[str | None, str | None, bool, bool, int]:
    return found.grade, found.next and found.next.lesson, found.onboarded, found.exhausted, found.available


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        (rungs(None, None, None), ("3", "t3", False, False, 3)),
        (rungs(100, None, None), ("4", "t4", False, False, 3)),
        (rungs(90, None, None), ("4", "t4", False, False, 3)),
        (rungs(89.99, None, None), ("3", None, True, False, 3)),
        (rungs(100, 50, None), ("4", None, True, False, 3)),
        (rungs(100, 100, None), ("5", "t5", False, False, 3)),
        (rungs(100, 100, 95), ("5", None, True, True, 3)),
        (rungs(100, 100, 20), ("5", None, True, True, 3)),
        (rungs(None, None, 95), ("5", None, True, True, 3)),  # nothing is behind the last one
        (rungs(None, 95, None), ("5", "t5", False, False, 3)),
        (rungs(95, None, 95), ("5", None, True, True, 3)),
    ],
)
def test_the_test_completed_last_decides(tests: list[Rung], expected: tuple[object, ...]) -> None:
    assert told(standing(tests)) == expected


def test_what_was_completed_last_is_told_by_time_and_not_by_place() -> None:
    assert told(standing(rungs(40, 95, None, order="219"))) == ("3", None, True, False, 3)
    assert told(standing(rungs(40, 95, None, order="129"))) == ("5", "t5", False, False, 3)


def test_of_two_tests_completed_at_the_same_time_the_higher_one_counts() -> None:
    assert told(standing(rungs(95, 40, order="11"))) == ("4", None, True, True, 2)


def test_a_completed_test_in_between_is_passed_over() -> None:
    assert told(standing(rungs(95, 95, None, order="21"))) == ("5", "t5", False, False, 3)


@settings(max_examples=50)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=7).flatmap(
        lambda scores: st.tuples(st.just(scores), st.permutations("123456789"))
    )
)
def test_there_is_a_next_test_exactly_as_long_as_the_placement_is_not_over(
    drawn: tuple[list[float | None], list[str]],
) -> None:
    scores, order = drawn
    tests = rungs(*scores, order="".join(order))
    found = standing(tests)
    assert (found.next is None) is found.onboarded
    assert found.available == len(tests)
    assert found.next is None or not found.next.done
    assert found.onboarded or not found.exhausted
    if all(test.done for test in tests):
        assert found.exhausted
    if found.next is not None:
        assert found.grade == found.next.grade
