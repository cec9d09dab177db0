"""What MasteryTrack answers: tests of the inventory, and assignments of them to students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.kept import kept
from timeback_core.model import Model
from timeback_core.wire import Timestamp

__all__ = [
    "MasteryTrackAssignResponse",
    "MasteryTrackAssignResponseData",
    "MasteryTrackAssignment",
    "MasteryTrackAuthorizerResponse",
    "MasteryTrackExistingAssignment",
    "MasteryTrackInvalidateResponse",
    "MasteryTrackInvalidateResponseData",
    "MasteryTrackInvalidatedAssignment",
    "MasteryTrackInventoryItem",
    "MasteryTrackInventoryMetadata",
    "MasteryTrackInventorySearchResponse",
]

_ACTIVE = frozenset({"ASSIGNED", "IN_PROGRESS", "PAUSED"})


class MasteryTrackAuthorizerResponse(Model, kw_only=True, rename=None):
    """A token."""

    success: bool
    jwt: str
    """Goes into the header ``X-Auth-Token``, after ``Bearer``."""


class MasteryTrackInventoryMetadata(Model, kw_only=True):
    """What a test is made of. Its names on the wire are in camelCase, unlike everything around it."""

    url: str | None = None
    type: str | None = None
    """``qti``."""
    sub_type: str | None = None
    """``qti-test``."""
    year: str | None = None
    format: str | None = None
    """``digital``."""
    question_types: list[str] | None = None
    """Such as ``choice``, ``text-entry`` or ``order``."""


if TYPE_CHECKING:
    Metadata = MasteryTrackInventoryMetadata
else:
    Metadata = kept(MasteryTrackInventoryMetadata)


class MasteryTrackInventoryItem(Model, kw_only=True, rename=None):
    """A test of the inventory."""

    id: int
    """Its row; `timeback_id` is what tests are assigned by."""
    timeback_id: str
    """The id by which it is assigned; versions of one test share it."""
    name: str
    subject: str
    """Such as ``Math``."""
    grade: str
    """In words, such as ``Third Grade``."""
    grade_rank: int
    """0 for kindergarten, to 12."""
    version: int
    """Higher is newer."""
    active: bool
    supported: bool
    """Whether the player can deliver it; assigning another one is refused."""
    created_at: Timestamp
    updated_at: Timestamp
    metadata: Metadata | None = None
    invalidated_on: Timestamp | None = None


if TYPE_CHECKING:
    Item = MasteryTrackInventoryItem
else:
    Item = kept(MasteryTrackInventoryItem)


class MasteryTrackInventorySearchResponse(Model, kw_only=True, rename=None):
    """What a search has found."""

    success: bool
    data: list[Item]


class _Life(Model, kw_only=True, rename=None):
    """What every form of an assignment tells."""

    id: int
    student_email: str
    test_name: str
    test_url: str
    """Where the student takes the test."""
    status: str
    """``ASSIGNED``, ``IN_PROGRESS`` or ``PAUSED`` while the student can work on it; then ``COMPLETED``, ``ABANDONED``,
    ``INVALIDATED`` or ``EXPIRED``."""

    @property
    def is_active(self) -> bool:
        """Whether the student can work on it, so that the same test cannot be assigned again."""
        return self.status in _ACTIVE


class MasteryTrackAssignment(_Life, kw_only=True, rename=None):
    """A test that a student has to take."""

    assigned_by: int | None = None
    """The number of the account that assigned it."""
    expires_at: Timestamp | None = None
    metadata: dict[str, Any] | None = None
    """What the test is made of, and its grade."""
    created_at: Timestamp | None = None


if TYPE_CHECKING:
    Assignment = MasteryTrackAssignment
else:
    Assignment = kept(MasteryTrackAssignment)


class MasteryTrackExistingAssignment(_Life, kw_only=True, rename=None):
    """The assignment that is in the way of another one of the same test."""


class MasteryTrackAssignResponseData(Model, kw_only=True, rename=None):
    """An assignment that was made; a placement may begin without one."""

    assignment: Assignment | None = None
    message: str | None = None


if TYPE_CHECKING:
    Assigned = MasteryTrackAssignResponseData
else:
    Assigned = kept(MasteryTrackAssignResponseData)


class MasteryTrackAssignResponse(Model, kw_only=True, rename=None):
    """What came of assigning a test."""

    success: bool
    data: Assigned
    platform: str | None = None
    """``Mastery Track``."""


class MasteryTrackInvalidatedAssignment(Model, kw_only=True, rename=None):
    """An assignment that was withdrawn."""

    assignment_id: int
    student_email: str


if TYPE_CHECKING:
    Invalidated = MasteryTrackInvalidatedAssignment
else:
    Invalidated = kept(MasteryTrackInvalidatedAssignment)


class MasteryTrackInvalidateResponseData(Model, kw_only=True, rename=None):
    """What was withdrawn."""

    message: str
    total_invalidated: int
    invalidated_assignments: list[Invalidated]


if TYPE_CHECKING:
    Invalidation = MasteryTrackInvalidateResponseData
else:
    Invalidation = kept(MasteryTrackInvalidateResponseData)


class MasteryTrackInvalidateResponse(Model, kw_only=True, rename=None):
    """What came of withdrawing assignments."""

    success: bool
    data: Invalidation
