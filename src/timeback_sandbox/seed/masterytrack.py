"""What MasteryTrack adds to the demo: accounts of the API, the inventory of tests, and what students were given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.wire import Record, instant

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.seed.demo import Story
    from timeback_sandbox.seed.people import Student

__all__ = ["ACCOUNTS", "PART", "test_id"]

ACCOUNTS: tuple[tuple[str, bool], ...] = (
    ("sandbox@timeback.local", True),
    ("no-access@timeback.local", False),
    ("tester@timeback.local", True),
)
"""The accounts of the API, numbered from 1, and which of them may use it."""

_SUBJECTS = ("Math", "Reading", "Language")
_GRADES = (3, 4, 5)
_USUAL = ("choice", "text-entry")
_RICH = ("choice", "order", "match", "inline-choice")


class _Planned(NamedTuple):
    """A test as it is planned; what is usual is left out."""

    subject: str
    grade: int
    form: str
    version: int = 1
    types: tuple[str, ...] | None = _USUAL
    active: bool = True
    withdrawn: bool = False

    @property
    def name(self) -> str:
        """Such as `Math G3 Form B`."""
        return f"{self.subject} G{self.grade or 'K'} Form {self.form}"


_TAUGHT = ("Math", "Reading", "Language", "Science", "Writing", "Vocabulary", "Social Studies", "FastMath")

_CORE: tuple[_Planned, ...] = (
    *(_Planned(subject, grade, "A") for subject in _SUBJECTS for grade in _GRADES),
    *(_Planned(subject, grade, "B", types=_RICH) for subject in _SUBJECTS for grade in _GRADES),
    _Planned("Math", 3, "B", version=2, types=_RICH),
    _Planned("Math", 0, "A", types=None),
    # what the player cannot deliver
    _Planned("Math", 4, "C", types=("choice", "graphic-gap-match")),
    _Planned("Language", 5, "C", types=("choice", "extended-text")),
    # what is not offered any more
    _Planned("Reading", 3, "C", active=False),
    _Planned("Reading", 4, "C", withdrawn=True),
)
_KNOWN = {(planned.subject, planned.grade) for planned in _CORE}
_TESTS: tuple[_Planned, ...] = (
    *_CORE,
    # so that whatever PowerPath assigns, in any subject and grade, can be begun
    *(_Planned(subject, grade, "A") for subject in _TAUGHT for grade in range(13) if (subject, grade) not in _KNOWN),
)


def test_id(name: str) -> str:
    """The id of the test of a name; its versions share it."""
    return "_" + hashlib.sha256(name.encode()).hexdigest()[:24]


class _Given(NamedTuple):
    """A test that a student was given: days ago, and what became of it."""

    grade: int
    subject: str
    form: str
    days: int
    status: str = "ASSIGNED"


_STORIES: tuple[tuple[_Given, ...], ...] = (
    (_Given(3, "Math", "A", 20, "COMPLETED"), _Given(3, "Reading", "A", 5)),
    (_Given(4, "Language", "A", 9, "IN_PROGRESS"),),
    (_Given(5, "Math", "B", 12, "PAUSED"), _Given(5, "Reading", "A", 40)),
    (_Given(3, "Language", "B", 15, "INVALIDATED"),),
    (_Given(4, "Math", "A", 18, "ABANDONED"), _Given(4, "Math", "B", 3)),
)
"""What some students of those grades were given, each line another student; the one of 40 days ago has expired."""


def _records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """MasteryTrack's records of a seed, with their number; only the demo has some."""
    if seed.kind != "demo":
        return
    from timeback_sandbox.seed.demo import story

    accounts: list[Record] = [{"email": email, "api_access": allowed} for email, allowed in ACCOUNTS[1:]]
    tests = [_test(planned, today) for planned in _TESTS]
    assignments = list(_assignments(story(today)))
    chapters = (
        ("masteryTrackAccounts", accounts),
        ("masteryTrackTests", tests),
        ("masteryTrackAssignments", assignments),
    )
    for kind, records in chapters:
        yield kind, len(records), records


def _test(planned: _Planned, today: date) -> Record:
    metadata: dict[str, Any] = {
        "url": f"https://tests.lakeside.example/{test_id(planned.name)}/v{planned.version}",
        "type": "qti",
        "subType": "qti-test",
        "year": str(today.year - 1),
        "format": "digital",
    }
    if planned.types is not None:
        metadata["questionTypes"] = list(planned.types)
    return {
        "timeback_id": test_id(planned.name),
        "name": planned.name,
        "subject": planned.subject,
        "grade_rank": planned.grade,
        "version": planned.version,
        "metadata": metadata,
        "created_at": instant(today - timedelta(days=200 - 50 * planned.version), 9),
        "active": planned.active,
        "invalidated_on": instant(today - timedelta(days=30), 9) if planned.withdrawn else None,
    }


def _assignments(tale: Story) -> Iterator[Record]:
    """The assignments, in the order in which they were made."""
    waiting: dict[int, Iterator[Student]] = {
        grade: iter([one for one in tale.population.students if one.grade == grade and _can_be_reached(one)])
        for grade in _GRADES
    }
    made: list[Record] = []
    for given in _STORIES:
        student = next(waiting[given[0].grade])
        made += [_assignment(student, one, tale.today) for one in given]
    return iter(sorted(made, key=lambda record: str(record["assigned"])))


def _can_be_reached(student: Student) -> bool:
    return not student.departed and bool(student.record.get("email"))


def _assignment(student: Student, given: _Given, today: date) -> Record:
    name = _Planned(given.subject, given.grade, given.form).name
    return {
        "user": student.id,
        "student_email": student.record["email"],
        "timeback_id": test_id(name),
        "status": given.status,
        "assigned": instant(today - timedelta(days=given.days), 14),
    }


# ---------------------------------------------------------------- into the store


def _insert(connection: Connection, kind: str, records: Iterable[Record], now: datetime) -> None:
    """Put records into their table."""
    _INSERTS[kind](connection, list(records), now)


def _insert_accounts(connection: Connection, records: list[Any], _now: datetime) -> None:
    from timeback_sandbox.masterytrack.accounts import add_account

    for record in records:
        add_account(connection, record["email"], api_access=record["api_access"])


def _insert_tests(connection: Connection, records: list[Any], _now: datetime) -> None:
    from timeback_sandbox.masterytrack.inventory import NewTest, add_tests

    add_tests(connection, [NewTest(**record) for record in records])


def _insert_assignments(connection: Connection, records: list[Any], _now: datetime) -> None:
    from timeback_sandbox.masterytrack.accounts import SANDBOX_ACCOUNT
    from timeback_sandbox.masterytrack.assigning import insert_assignment
    from timeback_sandbox.masterytrack.inventory import find_test
    from timeback_sandbox.masterytrack.students import Student
    from timeback_sandbox.moments import milliseconds

    for record in records:
        test = find_test(connection, record["timeback_id"])
        assert test is not None
        insert_assignment(
            connection,
            Student(record["user"], record["student_email"], ()),
            test,
            milliseconds(record["assigned"]),
            assigned_by=SANDBOX_ACCOUNT.id,
            status=record["status"],
        )


_INSERTS: Mapping[str, Callable[[Connection, list[Any], datetime], None]] = {
    "masteryTrackAccounts": _insert_accounts,
    "masteryTrackTests": _insert_tests,
    "masteryTrackAssignments": _insert_assignments,
}

PART = Part(_records, _insert)
"""MasteryTrack's part of the seeds."""
