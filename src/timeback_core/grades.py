"""Grades as EduBridge and PowerPath write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from timeback_core.wire import WireType

__all__ = ["Grade", "GradeInput", "grade_text"]

Grade = Literal["-1", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"]
"""A grade on the wire: ``-1`` before kindergarten, ``0`` kindergarten, ``13`` advanced placement."""

_GRADES: Final = frozenset(get_args(Grade))


def grade_text(value: object) -> str:
    """Return a grade, given as a number or its text, as the wire writes it.

    Raises:
        ValueError: It is no grade.
    """
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and text in _GRADES:
        return text
    raise ValueError(f"must be a grade from -1 (before kindergarten) over 0 to 13, as number or text, got {value!r}")


if TYPE_CHECKING:
    GradeInput = int | Grade
else:

    class GradeInput(WireType):
        """A grade to send: a number or its text; goes out as text."""

        accepts = (int, str)
        write = staticmethod(grade_text)
