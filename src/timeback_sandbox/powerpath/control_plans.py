"""The control API's part for screening and course sequences: what the platform has from elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from litestar import delete, patch, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.control_work import guarded_work, read_body
from timeback_sandbox.edubridge.roster import find
from timeback_sandbox.moments import format_moment
from timeback_sandbox.powerpath import screening
from timeback_sandbox.powerpath.course_sequences import CourseSequence, keep_sequence, remove_sequence
from timeback_sandbox.powerpath.vocabulary import GRADES

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = [
    "ScreeningAssignmentChange",
    "ScreeningOutcome",
    "change_screening_assignment",
    "control_routes",
    "delete_course_sequence",
    "put_course_sequence",
    "set_screening_result",
]


class ScreeningOutcome(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What screening has brought; without `completedAt` it has been completed now."""

    user: str
    subject: str
    grade: str
    ritScore: float  # noqa: N815
    testName: str  # noqa: N815
    completedAt: datetime | None = None  # noqa: N815


class ScreeningAssignmentChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How the test of a session stands; NWEA says what goes with the status, unless something else is given."""

    user: str
    status: str | None
    nweaStatus: str | msgspec.UnsetType | None = msgspec.UNSET  # noqa: N815
    sessionStatus: str | msgspec.UnsetType = msgspec.UNSET  # noqa: N815


def set_screening_result(state: State, outcome: ScreeningOutcome) -> None:
    """Sets what screening has brought for a user in a subject.

    Args:
        state: The sandbox.
        outcome: What it has brought.

    Raises:
        KeyError: There is no user of that id.
        ValueError: There is no screening in the subject, or no such grade.
    """
    _check("subject", outcome.subject, screening.SUBJECTS)
    _check("grade", outcome.grade, GRADES)
    if "\x00" in outcome.testName:
        raise ValueError("testName must not contain NUL characters")
    completed = outcome.completedAt or state.clock.now()
    row = {
        "user": outcome.user,
        "subject": outcome.subject,
        "grade": outcome.grade,
        "rit_score": outcome.ritScore,
        "test_name": outcome.testName,
        # one without a zone is in UTC
        "completed_at": format_moment(completed if completed.tzinfo is not None else completed.replace(tzinfo=UTC)),
    }
    with state.store.write() as connection:
        if find(connection, "users", outcome.user) is None:
            raise KeyError(outcome.user)
        screening.set_result(connection, row)


def change_screening_assignment(state: State, change: ScreeningAssignmentChange) -> None:
    """Sets how the test of a user's session stands.

    Args:
        state: The sandbox.
        change: How it stands.

    Raises:
        KeyError: The user has no session.
        ValueError: There is no such status.
    """
    if change.status is not None:
        _check("status", change.status, screening.ASSIGNMENT_STATUSES)
    values = screening.assignment_values(change.status)
    if change.nweaStatus is not msgspec.UNSET:
        if change.nweaStatus is not None:
            _check("nweaStatus", change.nweaStatus, screening.NWEA_WORDS)
        values["nwea_status"] = change.nweaStatus
    if change.sessionStatus is not msgspec.UNSET:
        _check("sessionStatus", change.sessionStatus, screening.SESSION_STATUSES)
        values["status"] = change.sessionStatus
    with state.store.write() as connection:
        if not screening.set_assignment(connection, change.user, values):
            raise KeyError(change.user)


def _check(name: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise ValueError(f"{name} is one of {', '.join(words)}, got {word[:100]!r}")


def put_course_sequence(state: State, sequence: CourseSequence) -> None:
    """Keeps a course sequence, in place of the one of its id.

    Args:
        state: The sandbox.
        sequence: The sequence.
    """
    with state.store.write() as connection:
        keep_sequence(connection, sequence)


def delete_course_sequence(state: State, sequence_id: str) -> None:
    """Removes a course sequence.

    Args:
        state: The sandbox.
        sequence_id: Which one.

    Raises:
        KeyError: There is none of that id.
    """
    with state.store.write() as connection:
        if not remove_sequence(connection, sequence_id):
            raise KeyError(sequence_id)


def control_routes() -> list[HTTPRouteHandler]:
    """The routes below `/_sandbox`, to be guarded like the others there."""

    @put("/powerpath/screening-results", status_code=204)
    async def put_screening_result(request: AnyRequest) -> None:
        """Sets what screening has brought for a user in a subject."""
        outcome = await read_body(request, ScreeningOutcome, None)
        await guarded_work(set_screening_result, state_of(request.scope), outcome)

    @patch("/powerpath/screening-assignments", status_code=204)
    async def patch_screening_assignment(request: AnyRequest) -> None:
        """Sets how the test of a user's session stands."""
        change = await read_body(request, ScreeningAssignmentChange, None)
        await guarded_work(change_screening_assignment, state_of(request.scope), change)

    @put("/powerpath/course-sequences", status_code=204)
    async def put_sequence(request: AnyRequest) -> None:
        """Keeps a course sequence."""
        sequence = await read_body(request, CourseSequence, None)
        await guarded_work(put_course_sequence, state_of(request.scope), sequence)

    @delete("/powerpath/course-sequences/{sequence_id:str}", status_code=204)
    async def remove(request: AnyRequest, sequence_id: FromPath[str]) -> None:
        """Removes a course sequence."""
        await guarded_work(delete_course_sequence, state_of(request.scope), sequence_id)

    return [put_screening_result, patch_screening_assignment, put_sequence, remove]
