"""Screening: sessions in which a student takes a screening test, and the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from timeback_core.kept import kept
from timeback_core.powerpath.models_base import ByName, DictLike

__all__ = [
    "ScreeningAssignTestResponse",
    "ScreeningAssignment",
    "ScreeningResetSessionResponse",
    "ScreeningResult",
    "ScreeningResultsResponse",
    "ScreeningSession",
    "ScreeningSessionResponse",
]


class ScreeningResult(DictLike, kw_only=True):
    """The result of a screening test."""

    grade: str
    """The grade to which the score belongs."""
    rit_score: float
    test_name: str
    completed_at: str


class ScreeningResultsResponse(ByName[ScreeningResult]):
    """A user's screening results, by subject; a mapping, with ``None`` for subjects without a result."""

    __slots__ = ()
    _kind = ScreeningResult


class ScreeningAssignment(DictLike, kw_only=True):
    """The screening test of a session."""

    assigned_test_key: str | None
    status: str | None
    """A word of `timeback_core.powerpath.ScreeningAssignmentStatus`."""
    nwea_status: str | None
    """A word of `timeback_core.powerpath.NweaStatus`."""


if TYPE_CHECKING:
    Assignment = ScreeningAssignment
else:
    Assignment = kept(ScreeningAssignment)


class ScreeningSession(DictLike, kw_only=True):
    """A session in which a student takes a screening test."""

    nwea_student_id: str
    created_on: str
    password: str
    """In clear; `repr` masks it, as it does the `pin`."""
    name: str
    proctor_id: str
    pin: str
    test_session_id: str
    status: str
    """``active`` or ``inactive``."""
    assignment: Assignment
    term_id: str


ScreeningSessionResponse = ScreeningSession
"""`ScreeningSession` under the name that older code uses."""

ScreeningAssignTestResponse = ScreeningSession
"""`ScreeningSession` under the name that older code uses."""

ScreeningResetSessionResponse: TypeAlias = None
"""What a reset answers: nothing."""
