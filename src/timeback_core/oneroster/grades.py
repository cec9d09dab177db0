"""Grades: whole numbers from -1 (before kindergarten) over 0 (kindergarten) to 13, under many spellings."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from timeback_core.wire import WireType

__all__ = ["HIGHEST_GRADE", "LOWEST_GRADE", "Grade", "GradeInput", "normalize_grade", "parse_grades"]

LOWEST_GRADE: Final = -1
"""Before kindergarten."""

HIGHEST_GRADE: Final = 13
"""The year after grade 12."""

_LABELS: Final = {
    "k": 0,
    "kg": 0,
    "kindergarten": 0,
    "pk": -1,
    "prek": -1,
    "pre-k": -1,
    "pre k": -1,
    "middle school": 7,
}
_NUMBER: Final = re.compile(r"([+-]?\d{1,9})(?:\.0*)?", re.ASCII)
_ORDINAL: Final = re.compile(r"(\d{1,9})(?:st|nd|rd|th)", re.ASCII)
_WORD: Final = re.compile(r"^grade\s+|\s+grade$")

_SPELLINGS: Final = {str(grade): grade for grade in range(LOWEST_GRADE, HIGHEST_GRADE + 1)}
"""The usual spellings, so that most grades cost one look-up."""


def normalize_grade(value: object) -> int:
    """Return a grade as a whole number.

    Args:
        value: A number from -1 to 13, the same as text (``"9"``, ``"09"``, ``"9.0"``), or a label: ``K``,
            ``KG``, ``kindergarten`` (0), ``PK``, ``pre-k`` (-1), ``middle school`` (7), also as ``grade 3``,
            ``4th grade``, ``Grade_3`` or ``1st``, in any case and with ``_`` for a blank.

    Returns:
        The grade: -1 before kindergarten, 0 kindergarten, 1 to 13.

    Raises:
        ValueError: The value is no grade, or is out of range.

    Source:
        OneRoster 1.2, `grades` of users, courses and classes.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        known = _SPELLINGS.get(value)
        return _from_text(value) if known is None else known
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
        raise ValueError(f"expected a grade from {LOWEST_GRADE} to {HIGHEST_GRADE}, got {value!r}")
    return _in_range(int(value), value)


def parse_grades(values: object) -> list[int] | None:
    """Return a list of grades as whole numbers; ``None`` stays ``None``.

    Args:
        values: A list of what `normalize_grade` accepts.

    Raises:
        TypeError: The value is no list.
        ValueError: An entry is no grade.
    """
    if values is None:
        return None
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"expected a list of grades, got {type(values).__name__}")
    entries: list[object] = list(values)  # pyright: ignore[reportUnknownArgumentType]  # whatever the caller gave
    return [normalize_grade(value) for value in entries]


def _from_text(text: str) -> int:
    words = " ".join(text.replace("_", " ").lower().split())
    bare = _WORD.sub("", words)
    for spelling in (words, bare):
        if spelling in _LABELS:
            return _LABELS[spelling]
    found = _NUMBER.fullmatch(bare) or _ORDINAL.fullmatch(bare)
    if found is None:
        raise ValueError(f"expected a grade ({LOWEST_GRADE} to {HIGHEST_GRADE}, or 'K', 'PK', …), got {text!r}")
    return _in_range(int(found[1]), text)


def _in_range(grade: int, given: object) -> int:
    if LOWEST_GRADE <= grade <= HIGHEST_GRADE:
        return grade
    raise ValueError(f"expected a grade from {LOWEST_GRADE} to {HIGHEST_GRADE}, got {given!r}")


def _read_grade(value: object) -> object:
    """A grade that we cannot read stays as the server sent it."""
    try:
        return normalize_grade(value)
    except ValueError:
        return value


def _write_grade(value: object) -> object:
    return str(normalize_grade(value))


if TYPE_CHECKING:
    Grade = int
    GradeInput = int | str
else:

    class Grade(WireType):
        """A grade that was read: a whole number, or the server's own text where it is none."""

        accepts = (object,)
        read = staticmethod(_read_grade)
        write = staticmethod(_write_grade)

    class GradeInput(WireType):
        """A grade to send: a number or a label; goes out as text."""

        accepts = (int, float, str)
        read = staticmethod(_read_grade)
        write = staticmethod(_write_grade)
