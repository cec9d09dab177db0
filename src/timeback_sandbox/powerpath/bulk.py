"""Many test assignments at once: all rows are checked before the first one is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, func, select

from timeback_sandbox.edubridge.roster import load_many
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath.assignments import Made, Wanted, create_many
from timeback_sandbox.powerpath.vocabulary import GRADES, SUBJECTS

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.state import State

__all__ = ["BulkRow", "Failure", "assign_all", "bulk_row", "sheet_row"]

_CHUNK = 500
_USERS = TABLES["users"].c


class Failure(NamedTuple):
    """What is wrong with a row."""

    row: int
    message: str


class BulkRow(NamedTuple):
    """A row of a bulk request; what could not be read is told by `wrong`."""

    number: int
    student: str
    subject: str
    grade: str
    test_name: str | None
    wrong: str | None


def bulk_row(number: int, item: object) -> BulkRow:
    """A row as a bulk request holds it."""
    fields = as_object(item)
    if fields is None:
        return BulkRow(number, "", "", "", None, "Expected an object")
    return _row(number, fields, fields.get("testName"))


def sheet_row(number: int, cells: Mapping[str, str]) -> BulkRow:
    """A row as a sheet holds it."""
    return _row(number, cells, cells.get("testname"))


def _row(number: int, fields: Mapping[str, Any], name: object) -> BulkRow:
    student, subject, grade = (fields.get(field) for field in ("student", "subject", "grade"))
    grade = str(grade) if type(grade) is int else grade
    wrong: list[str] = []
    if not isinstance(student, str) or not student.strip():
        wrong.append("student is required")
    if not isinstance(subject, str) or subject not in SUBJECTS:
        wrong.append(f"subject must be one of {', '.join(SUBJECTS)}")
    if not isinstance(grade, str) or grade not in GRADES:
        wrong.append(f"grade must be one of {', '.join(GRADES)}")
    if name is not None and not isinstance(name, str):
        wrong.append("testName must be a string")
    return BulkRow(
        number,
        _text(student),
        _text(subject),
        _text(grade),
        name if isinstance(name, str) else None,
        "; ".join(wrong) or None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def assign_all(
    state: State, connection: Connection, rows: Sequence[BulkRow], now: Now, *, by_email: bool = False
) -> list[Made] | list[Failure]:
    """Makes a test assignment for every row, or none at all.

    Args:
        state: The sandbox.
        connection: Within a write transaction.
        rows: What is wanted.
        now: The present.
        by_email: Whether students may be named by their e-mail addresses, too.

    Returns:
        The ids in the order of the rows; when a row is wrong, what is wrong with each such row.
    """
    students = _students(connection, {row.student for row in rows if row.wrong is None}, by_email=by_email)
    wanted: list[Wanted] = []
    failures: list[Failure] = []
    for row in rows:
        student = students.get(row.student)
        if row.wrong is not None:
            failures.append(Failure(row.number, row.wrong))
        elif student is None:
            failures.append(Failure(row.number, f"Student not found: {row.student[:200]}"))
        elif not student.entity.get("email"):
            failures.append(Failure(row.number, f"Student has no e-mail address: {row.student[:200]}"))
        else:
            wanted.append(Wanted(student, row.subject, row.grade, row.test_name))
    return failures or create_many(state, connection, wanted, now)


def _students(connection: Connection, names: set[str], *, by_email: bool) -> dict[str, Stored]:
    """The active users that go by these ids, or by these addresses."""
    known = {name: Stored(0, name, "", entity) for name, entity in load_many(connection, "users", names).items()}
    if by_email:
        left: dict[str, list[str]] = {}
        for name in names - known.keys():
            left.setdefault(_lowered(name), []).append(name)
        for sourced_id, entity in _by_address(connection, sorted(left)):
            for name in left.get(_lowered(entity["email"]), ()):
                if name not in known or known[name].entity["status"] != "active":
                    known[name] = Stored(0, sourced_id, "", entity)
    return {name: stored for name, stored in known.items() if stored.entity["status"] == "active"}


def _lowered(address: str) -> str:
    """An address in lower case as the database lowers it: ASCII letters alone."""
    return address.encode().lower().decode()


def _by_address(connection: Connection, addresses: Sequence[str]) -> Iterator[tuple[str, Entity]]:
    """The users of e-mail addresses, which are given in lower case, in the order in which they were made."""
    for start in range(0, len(addresses), _CHUNK):
        query = (
            select(_USERS.sourced_id, _USERS.document)
            .where(func.lower(_USERS.email).in_(addresses[start : start + _CHUNK]))
            .order_by(_USERS.seq)
        )
        for sourced_id, document in connection.execute(query):
            yield sourced_id, parse(KINDS["users"], document)
