"""Sums over daily activity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from timeback_core.edubridge.models_analytics import AggregatedMetrics, SubjectMetrics
from timeback_core.query import camel_case

__all__ = ["aggregate_activity_metrics"]

Cell = SubjectMetrics | Mapping[str, Any] | None

_SUMS = (
    ("activity_metrics", "xp_earned", "total_xp"),
    ("activity_metrics", "total_questions", "total_questions"),
    ("activity_metrics", "correct_questions", "correct_questions"),
    ("activity_metrics", "mastered_units", "mastered_units"),
    ("time_spent_metrics", "active_seconds", "active_seconds"),
    ("time_spent_metrics", "inactive_seconds", "inactive_seconds"),
    ("time_spent_metrics", "waste_seconds", "waste_seconds"),
)
"""The part of a cell, the figure in it, and the sum that it goes into."""


def aggregate_activity_metrics(facts: Mapping[str, Mapping[str, Cell] | None] | None) -> AggregatedMetrics:
    """Return the sums over all days and subjects.

    Args:
        facts: The ``facts`` of an activity or enrolment answer, or the same as decoded JSON (names in camelCase
            or snake_case). ``None`` stands for no facts; a day or a cell that is ``None`` adds nothing.

    Returns:
        The sums. ``day_count`` counts the days, empty ones too; ``subject_count`` counts subjects day by day.
    """
    total = AggregatedMetrics()
    for day in (facts or {}).values():
        total.day_count += 1
        for cell in _cells(day):
            total.subject_count += 1
            for part, figure, sum_ in _SUMS:
                setattr(total, sum_, getattr(total, sum_) + _number(_part(_part(cell, part), figure)))
    return total


def _cells(day: Mapping[str, Cell] | None) -> Iterator[object]:
    return (cell for cell in (day or {}).values() if cell is not None)


def _part(whole: object, name: str) -> object:
    """Return an attribute of a record, or an entry of a mapping under either of its names."""
    if isinstance(whole, Mapping):
        entries: Mapping[object, object] = whole  # pyright: ignore[reportUnknownVariableType]  # decoded JSON
        value = entries.get(camel_case(name))
        return entries.get(name) if value is None else value
    return getattr(whole, name, None)


def _number(value: object) -> float:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return 0
    return value if isinstance(value, (int, float)) else 0
