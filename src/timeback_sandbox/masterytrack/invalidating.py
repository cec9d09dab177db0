"""Withdraws assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from timeback_sandbox.masterytrack import life, students
from timeback_sandbox.masterytrack.inventory import subject_key
from timeback_sandbox.masterytrack.problems import MasteryProblem
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS
from timeback_sandbox.moments import instant_of

if TYPE_CHECKING:
    from timeback_sandbox.masterytrack.requests import Invalidation
    from timeback_sandbox.state import State

__all__ = ["invalidate"]


def invalidate(state: State, connection: Connection, wanted: Invalidation) -> list[Any]:
    """Withdraws the student's active assignments that are meant, all in one step; their results stay as they are.

    Args:
        state: The sandbox; its clock tells the time.
        connection: Within a write transaction.
        wanted: Whose, and which.

    Returns:
        What was withdrawn.

    Raises:
        MasteryProblem: 404, the student is not known, or there is no such assignment. It carries no code.
    """
    at = instant_of(state.clock.now())
    student = students.find_student(connection, wanted.student_email)
    if student is None:
        raise MasteryProblem(404, f"There is no student {wanted.student_email[:100]!r} in Timeback")
    criteria = {
        "assignment_id": wanted.assignment_id,
        "timeback_id": wanted.timeback_id,
        "subject": wanted.subject,
        "grade_rank": wanted.grade_rank,
    }
    account = students.known_account(connection, student.user)
    meant = _condition(wanted)
    found = (
        []
        if account is None or meant is None
        else life.list_assignments(connection, at, ASSIGNMENTS.c.student == account, life.active_at(at), *meant)
    )
    if not found:
        used = ", ".join(f"{name} {str(value)[:100]!r}" for name, value in criteria.items() if value is not None)
        raise MasteryProblem(404, f"There is no active assignment of {student.email} with {used}")
    life.set_status(connection, [row.id for row in found], "INVALIDATED")
    return found


def _condition(wanted: Invalidation) -> list[Any] | None:
    """Which assignments are meant; None when there can be none."""
    table = ASSIGNMENTS.c
    if wanted.assignment_id is not None:
        return [table.id == wanted.assignment_id] if wanted.assignment_id < 2**63 else None
    if wanted.timeback_id is not None:
        return [table.timeback_id == wanted.timeback_id]
    return [table.subject_key == subject_key(wanted.subject or ""), table.grade_rank == wanted.grade_rank]
