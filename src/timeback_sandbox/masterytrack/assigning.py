"""Assigns tests to students, and takes assignments through their life. PowerPath assigns here, too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from timeback_sandbox.masterytrack import inventory, life, students, write_back
from timeback_sandbox.masterytrack.grades import HIGHEST, is_rank, rank_of_roster_grade
from timeback_sandbox.masterytrack.inventory import Test, subject_key
from timeback_sandbox.masterytrack.life import LIFETIME_MS, Step
from timeback_sandbox.masterytrack.problems import MasteryProblem
from timeback_sandbox.masterytrack.students import Student
from timeback_sandbox.masterytrack.tables import ASSIGNMENTS, STUDENTS, new_number
from timeback_sandbox.masterytrack.write_back import Place, WrongPlaceError
from timeback_sandbox.moments import format_moment, instant_of, moment_of

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = [
    "Assigned",
    "AssignmentRefused",
    "assign",
    "complete",
    "existing_assignment",
    "insert_assignment",
    "shown_assignment",
    "shown_moment",
    "step",
    "test_url",
]


class Assigned(NamedTuple):
    """An assignment.

    Attributes:
        id: Its number.
        test_url: Where the student takes the test.
        timeback_id: Of the test.
        test_name: Of the test.
        status: Where it is in its life.
    """

    id: int
    test_url: str
    timeback_id: str
    test_name: str
    status: str


class AssignmentRefused(MasteryProblem):
    """A test is not assigned, or an assignment does not go the way that was asked for.

    Args:
        status: HTTP status of MasteryTrack's answer.
        code: The code of MasteryTrack's answer.
        message: What went wrong, for a person.
        existing: The active assignment that is in the way.
        shown: The same as the answer shows it.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        existing: Assigned | None = None,
        shown: dict[str, object] | None = None,
    ) -> None:
        super().__init__(status, message, code, data=None if shown is None else {"existing_assignment": shown})
        self.existing = existing


def test_url(base_url: str, id: int) -> str:
    """Where a student takes an assigned test.

    Args:
        base_url: Of the sandbox: scheme and authority.
        id: Of the assignment.
    """
    return f"{base_url.rstrip('/')}/masterytrack/assignment/{id}"


def shown_moment(instant: int) -> str:
    """A moment as MasteryTrack writes it, without milliseconds where there are none."""
    return format_moment(moment_of(instant)).replace(".000Z", "Z")


def existing_assignment(row: Any, base_url: str) -> dict[str, object]:
    """An assignment as the refusal to assign its test again shows it."""
    return {
        "id": row.id,
        "student_email": row.student_email,
        "test_name": row.test_name,
        "status": row.status,
        "test_url": test_url(base_url, row.id),
    }


def shown_assignment(row: Any, base_url: str) -> dict[str, object]:
    """An assignment as the API answers it."""
    return {
        **existing_assignment(row, base_url),
        "assigned_by": row.assigned_by,
        "expires_at": shown_moment(row.expires_at),
        "metadata": msgspec.json.decode(row.metadata),
        "created_at": shown_moment(row.created_at),
    }


# ---------------------------------------------------------------- assigning


def assign(
    state: State,
    connection: Connection,
    *,
    student_email: str,
    base_url: str,
    user: str | None = None,
    timeback_id: str | None = None,
    subject: str | None = None,
    grade_rank: int | None = None,
    line_item: str | None = None,
    result: str | None = None,
    assigned_by: int | None = None,
) -> Assigned:
    """Assigns a test to a student.

    Args:
        state: The sandbox; its clock tells the time.
        connection: Within a write transaction; nothing is written when the assignment is refused.
        student_email: Of an active user of OneRoster, in any case.
        base_url: Of the sandbox, scheme and authority: where the test will be.
        user: sourcedId of the user who is meant if several have the address.
        timeback_id: The test. Without it the test is chosen by subject and grade.
        subject: Counts without `timeback_id`: the first test of the subject that the student has not completed.
        grade_rank: The grade of that test, 0 to 12; None: the student's own grade, as a placement.
        line_item: sourcedId of the assessment line item for the result; goes together with `result`.
        result: sourcedId of the assessment result, which is made when it does not exist.
        assigned_by: Number of the account that assigns.

    Raises:
        AssignmentRefused: The student, the test or the line item is not there, the test cannot be delivered, or the
            student has an active assignment of it.
    """
    now = state.clock.now()
    at = instant_of(now)
    student = students.find_student(connection, student_email, user)
    if student is None:
        raise AssignmentRefused(404, "USER_NOT_FOUND", f"There is no student {student_email[:100]!r} in Timeback")
    account = students.known_account(connection, student.user)
    test, placement = _choose(connection, student, account, timeback_id, subject, grade_rank)
    if not test.supported:
        raise AssignmentRefused(422, "TEST_NOT_SUPPORTED", f"The test {test.name!r} cannot be delivered yet")
    _refuse_duplicate(connection, account, test, base_url, at)
    if line_item is not None and not write_back.line_item_exists(connection, line_item):
        raise AssignmentRefused(404, "TEST_NOT_FOUND", f"There is no assessment line item {line_item[:100]!r}")
    id = insert_assignment(
        connection, student, test, at, assigned_by=assigned_by, placement=placement, line_item=line_item, result=result
    )
    assigned = Assigned(id, test_url(base_url, id), test.timeback_id, test.name, "ASSIGNED")
    if line_item is not None and result is not None:
        _write_pending(connection, Place(line_item, result, student.user), assigned, test, student, now)
    return assigned


def insert_assignment(
    connection: Connection,
    student: Student,
    test: Test,
    at: int,
    *,
    assigned_by: int | None,
    status: str = "ASSIGNED",
    placement: bool = False,
    line_item: str | None = None,
    result: str | None = None,
) -> int:
    """Writes an assignment, without asking whether it may be made.

    Args:
        connection: Within a write transaction.
        student: Who takes the test; one who is not known here gets a number.
        test: Which one.
        at: When it was assigned, in milliseconds since 1970.
        assigned_by: Number of the account that assigned it.
        status: Where it is in its life.
        placement: Whether it is to find the student's place.
        line_item: Where its result goes.
        result: The result itself.

    Returns:
        Its number.
    """
    metadata: dict[str, Any] = {**test.metadata, "grade": test.grade, **({"placement": True} if placement else {})}
    made = connection.execute(
        insert(ASSIGNMENTS).values(
            student=students.account_of(connection, student.user, at),
            student_email=student.email,
            timeback_id=test.timeback_id,
            test_name=test.name,
            subject=test.subject,
            subject_key=subject_key(test.subject),
            grade_rank=test.grade_rank,
            assigned_by=assigned_by,
            status=status,
            created_at=at,
            expires_at=at + LIFETIME_MS,
            metadata=msgspec.json.encode(metadata).decode(),
            line_item=line_item,
            result=result,
        )
    )
    return new_number(made)


def _choose(
    connection: Connection,
    student: Student,
    account: int | None,
    timeback_id: str | None,
    subject: str | None,
    grade_rank: int | None,
) -> tuple[Test, bool]:
    """The test to assign, and whether it is for placement."""
    if timeback_id is not None:
        test = inventory.find_test(connection, timeback_id)
        if test is None:
            raise AssignmentRefused(404, "TEST_NOT_FOUND", f"There is no test {timeback_id[:100]!r}")
        return test, False
    if subject is None:
        raise AssignmentRefused(400, "MISSING_PARAMETER", "timeback_id or subject is required")
    if grade_rank is not None and not is_rank(grade_rank):
        raise AssignmentRefused(400, "INVALID_PARAMETERS", f"grade_rank must be a whole number from 0 to {HIGHEST}")
    rank = _placement_rank(connection, student, subject) if grade_rank is None else grade_rank
    completed = _completed(connection, account)
    candidates = [] if rank is None else inventory.tests_of(connection, subject, rank)
    for test in candidates:
        if test.timeback_id not in completed:
            return test, grade_rank is None
    at = "" if rank is None else f" and grade_rank {rank}"
    raise AssignmentRefused(
        404, "TEST_NOT_FOUND", f"There is no test of subject {subject[:100]!r}{at} that the student has not taken"
    )


def _placement_rank(connection: Connection, student: Student, subject: str) -> int | None:
    """The grade to place a student from: the student's own, else the lowest one that there are tests for."""
    own = rank_of_roster_grade(student.grades[0]) if student.grades else None
    if own is not None and inventory.tests_of(connection, subject, own):
        return own
    return inventory.lowest_rank(connection, subject)


def _completed(connection: Connection, account: int | None) -> set[str]:
    """The tests that a student has completed."""
    if account is None:
        return set()
    query = select(ASSIGNMENTS.c.timeback_id).where(
        ASSIGNMENTS.c.student == account, ASSIGNMENTS.c.status == "COMPLETED"
    )
    return set(connection.execute(query).scalars())


def _refuse_duplicate(connection: Connection, account: int | None, test: Test, base_url: str, now: int) -> None:
    """A student has one active assignment of a test at most."""
    if account is None:
        return
    same = (ASSIGNMENTS.c.student == account, ASSIGNMENTS.c.timeback_id == test.timeback_id)
    for row in life.list_assignments(connection, now, *same, life.active_at(now)):
        existing = Assigned(row.id, test_url(base_url, row.id), row.timeback_id, row.test_name, row.status)
        shown = existing_assignment(row, base_url)
        raise AssignmentRefused(409, "ASSIGNMENT_EXISTS", "Assignment already exists", existing, shown)


def _write_pending(
    connection: Connection, place: Place, assigned: Assigned, test: Test, student: Student, now: datetime
) -> None:
    metadata = {
        "assignmentId": assigned.id,
        "testLink": assigned.test_url,
        "testName": test.name,
        "toolProvider": "mastery-track",
        "subject": test.subject,
        "numericGrade": test.grade_rank,
        "assignedAt": format_moment(now),
        "studentEmail": student.email,
    }
    try:
        write_back.write_pending(connection, place, metadata, now)
    except WrongPlaceError as error:
        raise AssignmentRefused(400, "INVALID_PARAMETERS", f"assessment_result_sourced_id: {error}") from error


# ---------------------------------------------------------------- afterwards


def step(state: State, connection: Connection, assignment_id: int, what: Step) -> Any:
    """Takes an assignment a step on in its life, as the student does who opens, pauses or gives up a test.

    Args:
        state: The sandbox; its clock tells the time.
        connection: Within a write transaction.
        assignment_id: Which one.
        what: What happens.

    Returns:
        The assignment as it is afterwards.

    Raises:
        AssignmentRefused: 404, there is none of that number; 409, in its state this cannot happen.
    """
    at = instant_of(state.clock.now())
    row = life.find_assignment(connection, assignment_id, at)
    if row is None:
        raise AssignmentRefused(404, "NOT_FOUND", f"There is no assignment {assignment_id}")
    then = life.next_status(row.status, what)
    if then is None:
        raise AssignmentRefused(
            409, "WRONG_STATUS", f"The assignment {assignment_id} is {row.status}; {what} is not possible now"
        )
    life.set_status(connection, [assignment_id], then)
    return life.find_assignment(connection, assignment_id, at)


def complete(state: State, connection: Connection, assignment_id: int, total: int, correct: int) -> None:
    """Completes an assignment that is in progress; its score goes to the gradebook if it was assigned with a place.

    Args:
        state: The sandbox; its clock tells the time.
        connection: Within a write transaction.
        assignment_id: Which one.
        total: Questions of the test, at least 1.
        correct: Those that were answered correctly, 0 to `total`.

    Raises:
        AssignmentRefused: 404, there is none of that number; 409, it is not in progress; 400, the numbers are wrong.
    """
    if not (type(total) is int and type(correct) is int and 0 <= correct <= total and 1 <= total < 2**31):
        raise AssignmentRefused(
            400, "INVALID_PARAMETERS", "total_questions must be at least 1, correct_questions from 0 to that number"
        )
    row = step(state, connection, assignment_id, "complete")
    if row.line_item is None or row.result is None:
        return
    student = connection.execute(select(STUDENTS.c.user).where(STUDENTS.c.id == row.student)).scalar_one()
    place = Place(row.line_item, row.result, student)
    try:
        write_back.write_score(connection, place, total, correct, state.clock.now())
    except WrongPlaceError as error:
        raise AssignmentRefused(409, "WRONG_STATUS", f"The result cannot be written: {error}") from error
