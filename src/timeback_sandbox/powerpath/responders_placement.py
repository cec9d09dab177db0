"""Answers to requests about placement, test assignments and test-outs: each opens one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.powerpath import assignments, bulk, people, placement, reading, sheets, test_out
from timeback_sandbox.powerpath.assignments import Assignment, Made
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.subject_progress import subject_progress
from timeback_sandbox.serving import Answer, Call, Responder

__all__ = [
    "MAX_LIMIT",
    "create_assignment",
    "create_many",
    "delete_assignment",
    "elect_test_out",
    "get_all_tests",
    "get_assignment",
    "get_eligibility",
    "get_level",
    "get_next_test",
    "get_placement",
    "get_progress",
    "import_sheet",
    "list_of_all",
    "list_of_student",
    "rename_assignment",
    "reset_placement",
    "start_test_out",
]

MAX_LIMIT = 3000
_USUAL_LIMIT = 100
_NO_CONTENT = Answer(204)

# ---------------------------------------------------------------- placement


def _about_subject(find: Callable[[Connection, str, str, Now], object]) -> Responder:
    """GET of something about a student in a subject, both of which the query names."""

    def respond(call: Call) -> Answer:
        query = reading.query_of(call)
        student, subject = reading.text(query, "student"), reading.subject(query, "subject")
        with call.store.read() as connection:
            people.student(connection, student)
            return Answer.of(200, find(connection, student, subject, Now.of(call)))

    return respond


def _all_tests(connection: Connection, student: str, subject: str, _now: Now) -> dict[str, Any]:
    return {"placementTests": placement.all_tests(connection, student, subject)}


def _level(connection: Connection, student: str, subject: str, _now: Now) -> dict[str, Any]:
    return placement.current_level(connection, student, subject)


def _next_test(connection: Connection, student: str, subject: str, _now: Now) -> dict[str, Any]:
    return placement.next_test(connection, student, subject)


def _progress(connection: Connection, student: str, subject: str, now: Now) -> dict[str, Any]:
    return {"progress": subject_progress(connection, student, subject, now)}


get_all_tests = _about_subject(_all_tests)
get_level = _about_subject(_level)
get_next_test = _about_subject(_next_test)
get_progress = _about_subject(_progress)


def get_placement(call: Call) -> Answer:
    """GET of everything about a student's placement."""
    with call.store.read() as connection:
        student = people.student(connection, call.ids["studentId"], "studentId")
        return Answer.of(200, placement.student_placement(connection, student.sourced_id))


def reset_placement(call: Call) -> Answer:
    """POST that takes a student back to the beginning."""
    body = reading.body_of(call)
    student, subject = reading.text(body, "student"), reading.subject(body, "subject")
    with call.store.write() as connection:
        people.student(connection, student)
        return Answer.of(200, placement.reset(connection, student, subject, Now.of(call)))


# ---------------------------------------------------------------- test assignments


def create_assignment(call: Call) -> Answer:
    """POST of a test assignment."""
    body = reading.body_of(call)
    student, subject = reading.text(body, "student"), reading.subject(body, "subject")
    grade, name = reading.grade(body, "grade"), reading.optional_text(body, "testName")
    with call.store.write() as connection:
        who = people.student(connection, student)
        made = assignments.create_assignment(call.state, connection, who, subject, grade, Now.of(call), test_name=name)
    return Answer.of(200, made.shown())


def list_of_student(call: Call) -> Answer:
    """GET of a student's test assignments."""
    query = reading.query_of(call)
    student = reading.text(query, "student")
    return _list(call, query, lambda connection: people.student(connection, student))


def list_of_all(call: Call) -> Answer:
    """GET of everybody's test assignments."""
    query = reading.query_of(call)
    return _list(call, query, lambda _connection: None)


def _list(call: Call, query: dict[str, Any], check: Callable[[Connection], object]) -> Answer:
    limit = reading.whole_number(query, "limit", 1, MAX_LIMIT) or _USUAL_LIMIT
    offset = reading.whole_number(query, "offset", 0) or 0
    filters = {
        "student": reading.optional_text(query, "student"),
        "status": reading.optional_choice(query, "status", assignments.STATUSES),
        "subject": reading.optional_text(query, "subject"),
        "grade": reading.optional_grade(query, "grade"),
    }
    given = {name: value for name, value in filters.items() if value is not None}
    with call.store.read() as connection:
        check(connection)
        found, total = assignments.list_assignments(connection, given, Now.of(call), limit=limit, offset=offset)
    return Answer.of(
        200,
        {
            "testAssignments": [_shown(one) for one in found],
            "totalCount": total,
            "pageCount": -(-total // limit),
            "pageNumber": offset // limit + 1,
            "offset": offset,
            "limit": limit,
        },
    )


def create_many(call: Call) -> Answer:
    """POST of many test assignments."""
    body = reading.body_of(call)
    reading.forbid_unknown(body, {"items"})
    items = reading.array(body, "items")
    if not items:
        raise refuse(422, "items must hold at least one item", "items")
    rows = [bulk.bulk_row(number, item) for number, item in enumerate(items)]
    with call.store.write() as connection:
        return _bulk_answer(bulk.assign_all(call.state, connection, rows, Now.of(call)))


def import_sheet(call: Call) -> Answer:
    """POST that reads test assignments from a sheet."""
    body = reading.body_of(call)
    reading.forbid_unknown(body, {"spreadsheetUrl", "sheet"})
    url, sheet = reading.url(body, "spreadsheetUrl"), reading.text(body, "sheet")
    try:
        rows = [bulk.sheet_row(*row) for row in sheets.read_rows(sheets.read_sheet(call.state, url, sheet))]
    except sheets.BadSheet as bad:
        return _bulk_answer([bulk.Failure(0, str(bad))])
    with call.store.write() as connection:
        return _bulk_answer(bulk.assign_all(call.state, connection, rows, Now.of(call), by_email=True))


def get_assignment(call: Call) -> Answer:
    """GET of a test assignment."""
    with call.store.read() as connection:
        return Answer.of(200, _shown(_find(connection, call)))


def rename_assignment(call: Call) -> Answer:
    """PUT of a test assignment's name; unlike elsewhere, what is wrong with the body is answered by 400."""
    with reading.refusing(400):
        body = reading.body_of(call)
        reading.forbid_unknown(body, {"testName"})
        name = reading.text(body, "testName")
    with call.store.write() as connection:
        assignments.rename(connection, _find(connection, call), name)
    return _NO_CONTENT


def delete_assignment(call: Call) -> Answer:
    """DELETE of a test assignment."""
    with call.store.write() as connection:
        assignments.delete_assignment(connection, _find(connection, call), Now.of(call))
    return _NO_CONTENT


def _find(connection: Connection, call: Call) -> Assignment:
    wanted = call.ids["id"]
    found = assignments.find_assignment(connection, wanted, Now.of(call))
    if found is None:
        raise refuse(404, f"Test assignment not found: {wanted[:200]}", "id")
    return found


def _shown(one: Assignment) -> dict[str, Any]:
    return {
        "sourcedId": one.id,
        "studentSourcedId": one.student,
        "studentEmail": one.student_email,
        "subject": one.subject,
        "grade": one.grade,
        "assignmentStatus": one.status,
        "assignedByUserSourcedId": one.assigned_by,
        "testName": one.test_name,
        "assignedAt": one.assigned_at,
        "expiresAt": one.expires_at,
        "completedAt": one.completed_at,
        "resourceSourcedId": one.resource,
        "componentResourceSourcedId": one.lesson,
    }


def _bulk_answer(outcome: list[Made] | list[bulk.Failure]) -> Answer:
    made = [one.shown() for one in outcome if isinstance(one, Made)]
    errors = [one._asdict() for one in outcome if isinstance(one, bulk.Failure)]
    return Answer.of(400 if errors else 200, {"success": not errors, "results": made, "errors": errors})


# ---------------------------------------------------------------- test-outs


def start_test_out(call: Call) -> Answer:
    """POST that gives a student the test with which a course is skipped."""
    body = reading.body_of(call)
    course_id, student_id = reading.text(body, "courseId"), reading.text(body, "studentId")
    with call.store.write() as connection:
        student = people.student(connection, student_id, "studentId")
        course = people.course(connection, course_id)
        return Answer.of(200, test_out.start_test_out(call.state, connection, course, student, Now.of(call)))


def get_eligibility(call: Call) -> Answer:
    """GET of whether a student may elect a test-out."""
    subject = _elective(call.ids["subject"])
    with call.store.read() as connection:
        student = people.student(connection, call.ids["studentId"], "studentId")
        reason = test_out.eligibility(connection, student, subject, Now.of(call)).reason
    return Answer.of(200, {"eligible": True} if reason is None else {"eligible": False, "reason": reason})


def elect_test_out(call: Call) -> Answer:
    """POST of a test-out that a student has elected."""
    body = reading.body_of(call)
    student_id, subject = reading.text(body, "oneRosterSourcedId"), _elective(reading.text(body, "subject"))
    with call.store.write() as connection:
        student: Stored = people.student(connection, student_id, "oneRosterSourcedId")
        data = test_out.elect_test_out(call.state, connection, student, subject, Now.of(call))
    return Answer.of(200, {"success": True, "data": data})


def _elective(text: str) -> str:
    """The subject of a text, whose case does not matter.

    Raises:
        Problem: 422, there is none in which test-outs are elected.
    """
    found = next((subject for subject in test_out.SUBJECTS if subject.casefold() == text.casefold()), None)
    if found is None:
        raise refuse(422, f"subject must be one of {', '.join(test_out.SUBJECTS)}", "subject")
    return found
