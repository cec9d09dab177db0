"""What requests ask for, checked: required fields first, then the form of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from timeback_sandbox.masterytrack.grades import HIGHEST, is_rank, rank_of_text
from timeback_sandbox.masterytrack.problems import MasteryProblem
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.serving import Call

__all__ = ["Invalidation", "Search", "Wanted", "read_assign", "read_email", "read_invalidate", "read_search"]

_MISSING = "MISSING_PARAMETER"
_INVALID = "INVALID_PARAMETERS"
_LINE_ITEM = "assessment_line_item_sourced_id"
_RESULT = "assessment_result_sourced_id"


class Search(NamedTuple):
    """What to search for."""

    name: str | None
    timeback_id: str | None
    grade_rank: int | None
    subject: str | None
    unsupported_too: bool


class Wanted(NamedTuple):
    """What to assign."""

    student_email: str
    timeback_id: str | None
    subject: str | None
    grade_rank: int | None
    line_item: str | None
    result: str | None


class Invalidation(NamedTuple):
    """What to withdraw: exactly one of number, test and subject with grade."""

    student_email: str
    assignment_id: int | None
    timeback_id: str | None
    subject: str | None
    grade_rank: int | None


def _object(call: Call, code: str | None) -> Mapping[str, Any]:
    """The object that a request's body is.

    Raises:
        MasteryProblem: It is none.
    """
    try:
        body = call.json()
    except Problem as refused:
        raise MasteryProblem(refused.status, refused.description, code) from refused
    if not isinstance(body, dict):
        raise MasteryProblem(400, "The body must be a JSON object", code)
    return cast("Mapping[str, Any]", body)


def _text(body: Mapping[str, Any], name: str, code: str | None) -> str | None:
    """A text without blanks around it; None when it is missing or blank."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or "\x00" in value:
        problem = f"{name} must be a text" + (" without NUL characters" if isinstance(value, str) else "")
        raise MasteryProblem(400, problem, code, fields={name: problem} if code else None)
    return value.strip() or None


def _first(body: Mapping[str, Any], code: str | None, message: str, *names: str) -> str:
    """The first required text; a value of another type is wrong, not missing."""
    for name in names:
        text = _text(body, name, code and _INVALID)
        if text is not None:
            return text
    raise MasteryProblem(400, message, code)


def read_email(call: Call) -> str:
    """The address of the account that wants a token."""
    return _first(_object(call, _INVALID), _MISSING, "Email is required", "email")


def read_search(call: Call) -> Search:
    """What to search for.

    Raises:
        MasteryProblem: 400 with the reason for each field that is wrong.
    """
    try:
        given = {name: (call.first(name) or "").strip() for name in ("name", "timeback_id", "grade", "subject", "all")}
    except Problem as refused:
        raise MasteryProblem(refused.status, refused.description, _INVALID) from refused
    wrong = {name: "must not contain NUL characters" for name, text in given.items() if "\x00" in text}
    rank = rank_of_text(given["grade"]) if given["grade"] else None
    if given["grade"] and rank is None:
        wrong["grade"] = f"must be a number from 0 to {HIGHEST}, or words such as 'Third Grade'"
    if given["all"].lower() not in {"", "true", "false"}:
        wrong["all"] = "must be true or false"
    if wrong:
        raise MasteryProblem(400, "Invalid search parameters", _INVALID, fields=wrong)
    return Search(
        name=given["name"] or None,
        timeback_id=given["timeback_id"] or None,
        grade_rank=rank,
        subject=given["subject"] or None,
        unsupported_too=given["all"].lower() == "true",
    )


def read_assign(call: Call) -> Wanted:
    """What to assign.

    Raises:
        MasteryProblem: 400, something is missing or wrong.
    """
    body = _object(call, _INVALID)
    email = _first(body, _MISSING, "student_email is required", "student_email")
    _first(body, _MISSING, "timeback_id or subject is required", "timeback_id", "subject")
    timeback_id, subject = (_text(body, name, _INVALID) for name in ("timeback_id", "subject"))
    rank = body.get("grade_rank")
    if rank is not None and not is_rank(rank):
        raise _wrong("grade_rank", f"grade_rank must be a whole number from 0 to {HIGHEST}")
    if rank is not None and subject is None:
        raise _wrong("grade_rank", "grade_rank needs subject")
    line_item, result = (_text(body, name, _INVALID) for name in (_LINE_ITEM, _RESULT))
    for name, value, other in ((_LINE_ITEM, line_item, result), (_RESULT, result, line_item)):
        if value is None and other is not None:
            raise _wrong(name, f"{name} is missing: {_LINE_ITEM} and {_RESULT} go together")
    return Wanted(email, timeback_id, subject, rank, line_item, result)


def _wrong(name: str, message: str) -> MasteryProblem:
    return MasteryProblem(400, message, _INVALID, fields={name: message})


def read_invalidate(call: Call) -> Invalidation:
    """What to withdraw. The number wins over the test, and that over subject and grade.

    Raises:
        MasteryProblem: 400, something is missing or wrong; it carries no code.
    """
    body = _object(call, None)
    email = _first(body, None, "student_email is required", "student_email")
    number = body.get("assignment_id")
    if number is not None and not (type(number) is int and number > 0):
        raise MasteryProblem(400, "assignment_id must be a positive number")
    timeback_id, subject = (_text(body, name, None) for name in ("timeback_id", "subject"))
    rank = _rank(body)
    if number is not None:
        return Invalidation(email, number, None, None, None)
    if timeback_id is not None:
        return Invalidation(email, None, timeback_id, None, None)
    if subject is None or rank is None:
        raise MasteryProblem(400, "assignment_id, timeback_id, or subject with grade_rank or grade is required")
    return Invalidation(email, None, None, subject, rank)


def _rank(body: Mapping[str, Any]) -> int | None:
    """The grade, by rank or as a number or words; None when there is none."""
    rank = body.get("grade_rank")
    if rank is not None:
        if not is_rank(rank):
            raise MasteryProblem(400, f"grade_rank must be a whole number from 0 to {HIGHEST}")
        return cast("int", rank)
    grade = body.get("grade")
    if grade is None or is_rank(grade):
        return cast("int | None", grade)
    found = rank_of_text(grade) if isinstance(grade, str) else None
    if found is None:
        raise MasteryProblem(
            400, f"grade is not understood: use a number from 0 to {HIGHEST}, or words such as 'Third Grade'"
        )
    return found
