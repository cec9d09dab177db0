"""What external tools were asked to test, in the database: assignments by attempt, and the state of Edulastic."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from timeback_sandbox.powerpath.tables_lessons import EDULASTIC, EXTERNAL_TESTS

__all__ = [
    "EdulasticQuestion",
    "EdulasticState",
    "ExternalTest",
    "assign_test",
    "assigned_test",
    "edulastic_state",
    "forget_test",
    "note_enrollment",
    "set_edulastic_state",
]

_COLUMNS = EXTERNAL_TESTS.c


class ExternalTest(NamedTuple):
    """A test that an external tool holds.

    Attributes:
        assigned: What was assigned: tool, address, ids, credentials.
        enrollment_failed: Whether an enrolment was due at its end and could not be made; None: none was due.
    """

    assigned: dict[str, Any]
    enrollment_failed: bool | None


def assigned_test(connection: Connection, student: str, lesson: str, attempt: int) -> ExternalTest | None:
    """What was assigned for an attempt; None when nothing was."""
    query = select(_COLUMNS.assigned, _COLUMNS.enrollment_failed).where(*_at(student, lesson, attempt))
    row = connection.execute(query).first()
    if row is None:
        return None
    failed = None if row.enrollment_failed is None else bool(row.enrollment_failed)
    return ExternalTest(msgspec.json.decode(row.assigned), failed)


def assign_test(connection: Connection, student: str, lesson: str, attempt: int, assigned: dict[str, Any]) -> None:
    """Keeps what was assigned for an attempt, in place of what was before."""
    forget_test(connection, student, lesson, attempt)
    row = {"student": student, "lesson": lesson, "attempt": attempt, "assigned": msgspec.json.encode(assigned)}
    connection.execute(insert(EXTERNAL_TESTS), row)


def forget_test(connection: Connection, student: str, lesson: str, attempt: int) -> None:
    """Forgets what was assigned for an attempt."""
    connection.execute(delete(EXTERNAL_TESTS).where(*_at(student, lesson, attempt)))


def note_enrollment(connection: Connection, student: str, lesson: str, attempt: int, failed: bool | None) -> None:
    """Keeps whether the enrolment at the end of a test failed."""
    value = None if failed is None else int(failed)
    connection.execute(update(EXTERNAL_TESTS).where(*_at(student, lesson, attempt)).values(enrollment_failed=value))


def _at(student: str, lesson: str, attempt: int) -> tuple[Any, ...]:
    return _COLUMNS.student == student, _COLUMNS.lesson == lesson, _COLUMNS.attempt == attempt


# ---------------------------------------------------------------- Edulastic


class EdulasticQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question as Edulastic has it: its id, the score from 0 to 1, and whether it was answered."""

    id: str
    score: float = 0
    answered: bool = True


class EdulasticState(msgspec.Struct, frozen=True):
    """A student's test as Edulastic has it: the questions, and whether it is graded."""

    questions: list[EdulasticQuestion]
    graded: bool


_read_questions = msgspec.json.Decoder(list[EdulasticQuestion]).decode


def edulastic_state(connection: Connection, student: str, lesson: str) -> EdulasticState:
    """A student's test as Edulastic has it; without questions when the student has not begun."""
    columns = EDULASTIC.c
    query = select(columns.questions, columns.graded).where(columns.student == student, columns.lesson == lesson)
    row = connection.execute(query).first()
    return EdulasticState([], graded=False) if row is None else EdulasticState(_read_questions(row.questions),
                                                                              bool(row.graded))  # fmt: skip


def set_edulastic_state(connection: Connection, student: str, lesson: str, state: EdulasticState | None) -> None:
    """Puts a student's test as Edulastic shall have it; None: not begun."""
    columns = EDULASTIC.c
    connection.execute(delete(EDULASTIC).where(columns.student == student, columns.lesson == lesson))
    if state is not None:
        questions = msgspec.json.encode(state.questions)
        row = {"student": student, "lesson": lesson, "questions": questions, "graded": int(state.graded)}
        connection.execute(insert(EDULASTIC), row)
