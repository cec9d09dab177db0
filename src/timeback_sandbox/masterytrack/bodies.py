"""What requests and answers hold, for the API description; requests are checked by `requests`."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "AssignAnswer",
    "AssignInput",
    "AuthorizerAnswer",
    "AuthorizerInput",
    "InvalidateAnswer",
    "InvalidateInput",
    "MasteryError",
    "SearchAnswer",
]

_Text = Annotated[str, Meta(min_length=1)]
_Rank = Annotated[int, Meta(ge=0, le=12)]


class MasteryError(msgspec.Struct, kw_only=True):
    """Why there is no other answer; withdrawing assignments answers without `code`."""

    success: bool
    error: str
    code: str | UnsetType = UNSET
    details: dict[str, str] | UnsetType = UNSET
    data: dict[str, Any] | UnsetType = UNSET


class AuthorizerInput(msgspec.Struct, kw_only=True):
    """Which account wants a token."""

    email: _Text


class AuthorizerAnswer(msgspec.Struct, kw_only=True):
    """A token for the header `X-Auth-Token`."""

    success: bool
    jwt: str


class Test(msgspec.Struct, kw_only=True):
    """A test of the inventory."""

    id: int
    timeback_id: str
    name: str
    subject: str
    grade: str
    grade_rank: _Rank
    version: int
    active: bool
    metadata: dict[str, Any] | None
    supported: bool
    created_at: str
    updated_at: str
    invalidated_on: str | None


class SearchAnswer(msgspec.Struct, kw_only=True):
    """Tests."""

    success: bool
    data: list[Test]


class AssignInput(msgspec.Struct, kw_only=True):
    """Whom to assign which test. One of `timeback_id` and `subject` is needed; the two ids go together."""

    student_email: _Text
    timeback_id: _Text | None = None
    subject: _Text | None = None
    grade_rank: _Rank | None = None
    assessment_line_item_sourced_id: _Text | None = None
    assessment_result_sourced_id: _Text | None = None


class Assignment(msgspec.Struct, kw_only=True):
    """A test that a student has to take."""

    id: int
    student_email: str
    test_name: str
    assigned_by: int | None
    test_url: str
    status: str
    expires_at: str
    metadata: dict[str, Any]
    created_at: str


class Assigned(msgspec.Struct, kw_only=True):
    """An assignment that was made."""

    assignment: Assignment
    message: str


class AssignAnswer(msgspec.Struct, kw_only=True):
    """An assignment that was made, and where."""

    success: bool
    platform: str
    data: Assigned


class InvalidateInput(msgspec.Struct, kw_only=True):
    """Whose assignments to withdraw: one by its number, those of a test, or those of a subject and grade."""

    student_email: _Text
    assignment_id: Annotated[int, Meta(ge=1)] | None = None
    timeback_id: _Text | None = None
    subject: _Text | None = None
    grade_rank: _Rank | None = None
    grade: _Text | _Rank | None = None


class Invalidated(msgspec.Struct, kw_only=True):
    """An assignment that was withdrawn."""

    assignment_id: int
    student_email: str


class Invalidation(msgspec.Struct, kw_only=True):
    """What was withdrawn."""

    message: str
    total_invalidated: int
    invalidated_assignments: list[Invalidated]


class InvalidateAnswer(msgspec.Struct, kw_only=True):
    """What was withdrawn."""

    success: bool
    data: Invalidation
