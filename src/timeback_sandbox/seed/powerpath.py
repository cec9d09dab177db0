"""What PowerPath adds to the demo: placement tests that were taken, and tests assigned outside of courses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from timeback_sandbox.seed.calendar import school_day
from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.people import Student
from timeback_sandbox.seed.wire import Record, instant, ref

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.seed.demo import Story

__all__ = ["PART"]

_QUESTIONS = 20
_PASS_MARK = 90


@dataclass(frozen=True, slots=True)
class _Climb:
    """How somebody got on with the placement tests: the correct answers, from the lowest test up.

    Args:
        grade: Of the student.
        position: Of the student among those of the grade; the first ones have taken no test.
        correct: For each test that was taken, out of twenty.
    """

    grade: int
    position: int
    correct: tuple[int, ...]


_CLIMBS = (
    _Climb(4, 9, (19, 13)),
    _Climb(4, 14, (20,)),
    _Climb(5, 9, (18, 19, 12)),
    _Climb(5, 13, (19,)),
    _Climb(3, 11, (11,)),
)
"""Who fails does so in the test of the own grade, for whose course there is a seat already."""


@dataclass(frozen=True, slots=True)
class _Assigned:
    """A test that a student was given.

    Args:
        grade: Of the student and of the test.
        position: Of the student among those of the grade.
        subject: Of the test.
        status: How it stands; `expired` is told by the clock, the others are set.
        days: How long ago it was assigned.
        score: Of a test that is over.
        name: For people.
    """

    grade: int
    position: int
    subject: str
    status: str
    days: int
    score: int | None = None
    name: str | None = None


_ASSIGNED = (
    _Assigned(6, 4, "Math", "assigned", 2, name="Math 6 test out"),
    _Assigned(7, 5, "Reading", "assigned", 1),
    _Assigned(8, 6, "Math", "in_progress", 3),
    _Assigned(5, 7, "Science", "failed", 12, score=72),
    _Assigned(12, 5, "Math", "completed", 15, score=96, name="Senior math"),
    _Assigned(9, 8, "Language", "expired", 45),
    _Assigned(10, 6, "Reading", "cancelled", 20),
)
_LIFETIME = 30
"""Days until a test that nobody has begun expires, where the story says so."""


def _records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """PowerPath's records of a seed, with their number; only the demo has some."""
    if seed.kind != "demo":
        return
    from timeback_sandbox.seed.demo import story

    tale = story(today)
    climbs = list(_climbs(tale))
    chapters: tuple[tuple[str, list[Record]], ...] = (
        ("placementResults", [result for _, results in climbs for result in results]),
        ("placementOnboarding", [onboarding for onboarding, _ in climbs]),
        ("testAssignments", list(_assignments(tale))),
    )
    for kind, records in chapters:
        yield kind, len(records), records


def _student(tale: Story, grade: int, position: int) -> Student:
    """A student who is there and has an e-mail address."""
    here = [one for one in tale.population.students if one.grade == grade and not one.departed and one.record["email"]]
    return here[position % len(here)]


# ---------------------------------------------------------------- placement


def _climbs(tale: Story) -> Iterator[tuple[Record, list[Record]]]:
    """The onboarding of each student, with the results that brought it about."""
    tests = [place for place in tale.lessons if place.lesson.kind == "placement"]
    tests.sort(key=lambda place: place.course.grade)
    start = tale.calendar.current.start
    for climb in _CLIMBS:
        student = _student(tale, climb.grade, climb.position)
        results: list[Record] = []
        over: Record = {"status": "in_progress", "completed_at": None, "course": None}
        for number, (place, correct) in enumerate(zip(tests, climb.correct, strict=False), start=1):
            day = school_day(start + timedelta(days=number))
            if day >= tale.today:
                break
            accuracy = 100 * correct // _QUESTIONS
            begun, ended = instant(day, 9, 0), instant(day, 9, 35)
            results.append(
                _result(f"assessment-{place.key}", place.key, student.id, accuracy, "placement", begun, ended)
            )
            if accuracy < _PASS_MARK:
                over = {"status": "completed", "completed_at": ended, "course": place.course.id}
            elif place is tests[-1]:
                over = {"status": "completed", "completed_at": ended, "course": None}
        if results:
            yield {"student": student.id, "subject": "Math", **over}, results


def _result(
    line_item: str, key: str, student: str, accuracy: int, lesson_type: str, begun: str, ended: str, **more: Any
) -> Record:
    """The first attempt at a test, which is over."""
    return {
        "sourcedId": f"assessment-result-{key}-{student}",
        "status": "active",
        "assessmentLineItem": ref(line_item),
        "student": ref(student),
        "score": accuracy,
        "scoreDate": ended,
        "scoreStatus": "fully graded",
        "inProgress": "false",
        "metadata": {
            "attempt": 1,
            "lessonType": lesson_type,
            "startedAt": begun,
            "completedAt": ended,
            "totalQuestions": _QUESTIONS,
            "correctQuestions": round(_QUESTIONS * accuracy / 100),
            "accuracy": accuracy,
            "xp": 0,
            "multiplier": 1 if accuracy >= 80 else 0,
            "masteredUnits": 1 if accuracy >= _PASS_MARK else 0,
            **more,
        },
    }


# ---------------------------------------------------------------- test assignments


def _assignments(tale: Story) -> Iterator[Record]:
    """Each test that was assigned: the row, what belongs to it in OneRoster, and the result if there is one."""
    for number, one in enumerate(_ASSIGNED, start=1):
        student = _student(tale, one.grade, one.position)
        key = f"test-assignment-{number}"
        assigned = tale.today - timedelta(days=one.days)
        expires = assigned + timedelta(days=_LIFETIME) if one.status == "expired" else None
        over = one.score is not None
        ended = instant(assigned + timedelta(days=1), 10, 45)
        title = one.name or f"{one.subject} grade {one.grade}: test out"
        yield {
            "row": {
                "seq": number,
                "id": key,
                "student": student.id,
                "student_email": student.record["email"],
                "subject": one.subject,
                "grade": str(one.grade),
                "status": "assigned" if one.status == "expired" else one.status,
                "test_name": one.name,
                "assigned_by": None,
                "assigned_at": instant(assigned, 8, number),
                "expires_at": None if expires is None else instant(expires, 8, number),
                "completed_at": ended if over else None,
                "resource": f"resource-{key}",
                "lesson": f"lesson-{key}",
                "origin": None,
                "deleted": False,
            },
            "resource": {
                "sourcedId": f"resource-{key}",
                "status": "active",
                "title": title,
                "roles": ["primary"],
                "importance": "primary",
                "vendorResourceId": f"resource-{key}",
                "metadata": {
                    "type": "interactive",
                    "lessonType": "test-out",
                    "toolProvider": "mastery-track",
                    "subject": one.subject,
                    "grades": [str(one.grade)],
                },
            },
            "lesson": {
                "sourcedId": f"lesson-{key}",
                "status": "active",
                "title": title,
                "resource": ref(f"resource-{key}"),
                "sortOrder": 0,
                "lessonType": "test-out",
                "metadata": {"lessonType": "test-out"},
            },
            "lineItem": None
            if not over
            else {
                "sourcedId": f"pp-ali:lesson-{key}",
                "status": "active",
                "title": title,
                "resultValueMin": 0,
                "resultValueMax": 100,
                "componentResource": ref(f"lesson-{key}"),
                "metadata": {
                    "lessonType": "test-out",
                    "subject": one.subject,
                    "grades": [str(one.grade)],
                    "toolProvider": "mastery-track",
                },
            },
            "result": None
            if one.score is None
            else _result(
                f"pp-ali:lesson-{key}", f"lesson-{key}", student.id, one.score, "test-out",
                instant(assigned + timedelta(days=1), 10, 5), ended, masteryTrackProcessed=True,
            ),
        }  # fmt: skip


# ---------------------------------------------------------------- into the store


def _insert(connection: Connection, kind: str, records: Iterable[Record], now: datetime) -> None:
    """Put records into their tables; those of OneRoster go the way of its own."""
    from sqlalchemy import insert

    from timeback_sandbox.oneroster.bulk import insert_many
    from timeback_sandbox.powerpath.tables_placement import ONBOARDING

    found: list[Any] = list(records)
    if not found:
        return
    if kind == "placementResults":
        insert_many(connection, "assessmentResults", found, now, trusted=True)
    elif kind == "placementOnboarding":
        connection.execute(insert(ONBOARDING), found)
    else:
        _insert_assignments(connection, found, now)


def _insert_assignments(connection: Connection, records: list[dict[str, Any]], now: datetime) -> None:
    from sqlalchemy import insert

    from timeback_sandbox.moments import milliseconds
    from timeback_sandbox.oneroster.bulk import insert_many
    from timeback_sandbox.powerpath.tables_placement import TEST_ASSIGNMENTS

    for kind, name in (
        ("resources", "resource"),
        ("componentResources", "lesson"),
        ("assessmentLineItems", "lineItem"),
        ("assessmentResults", "result"),
    ):
        insert_many(connection, kind, [one[name] for one in records if one[name] is not None], now, trusted=True)
    rows = [one["row"] for one in records]
    for row in rows:
        expires = row["expires_at"]
        row["assigned_ms"] = milliseconds(row["assigned_at"])
        row["expires_ms"] = None if expires is None else milliseconds(expires)
    connection.execute(insert(TEST_ASSIGNMENTS), rows)


PART = Part(_records, _insert)
"""PowerPath's part of the seeds."""
