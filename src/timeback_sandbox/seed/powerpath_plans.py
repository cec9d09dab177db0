"""What PowerPath adds to the demo beside tests: lesson plans, screening, a render config and a course sequence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from timeback_sandbox.seed.calendar import school_day
from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.wire import Record, instant

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.seed.courses import Group
    from timeback_sandbox.seed.demo import Story
    from timeback_sandbox.seed.people import Student

__all__ = ["PART", "SEQUENCE"]

SEQUENCE = "2b1f7a52-6a4e-5a57-9f0e-3d7c1a9b5e40"
"""The id of the demo's course sequence."""

_AUTHOR = "curriculum@lakeside.example"
_RENDERED = "course-science-8"


def _on(kind: str, thing: str) -> Record:
    return {"type": kind, "id": thing}


def _skip(kind: str, thing: str, value: bool = True) -> Record:
    return {"type": "set-skipped", "payload": {"target": _on(kind, thing), "value": value}}


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan and what was done with it.

    Args:
        course: Of the plan.
        position: Of the student in the first class of the course.
        operations: The log, each with its reason.
        waiting: How many of the last ones have not been applied.
    """

    course: str
    position: int
    operations: tuple[tuple[Record, str | None], ...] = ()
    waiting: int = 0


_PLANS = (
    _Planned(
        "math-4",
        2,
        (
            (_skip("resource", "lesson-math-4-u1-intro"), "Knows this from last year"),
            (
                {
                    "type": "add-custom-resource",
                    "payload": {
                        "resource_id": "lesson-math-3-u1-practice",
                        "parent_component_id": "component-math-4-unit-1",
                    },
                },
                "Needs to practise grade 3 once more",
            ),
            (
                {
                    "type": "move-item-before",
                    "payload": {
                        "target": _on("resource", "lesson-math-3-u1-practice"),
                        "reference_id": "lesson-math-4-u1-practice",
                    },
                },
                None,
            ),
            (_skip("component", "component-math-4-unit-0"), "Has been placed"),
        ),
        waiting=1,
    ),
    _Planned(
        "math-4",
        5,
        (
            (
                {
                    "type": "move-item-to-start",
                    "payload": {"target": _on("component", "component-math-4-unit-2")},
                },
                "Begins with geometry",
            ),
            (_skip("resource", "lesson-math-4-u3-quiz"), None),  # there is no such unit: this one fails
        ),
    ),
    _Planned("reading-5", 3),
)


@dataclass(frozen=True, slots=True)
class _Screened:
    """A student's screening.

    Args:
        grade: Of the student.
        position: Of the student in the first class of Math.
        assigned: Subject and status of the assignment; None: there is no session.
        scores: RIT score and grade by subject.
    """

    grade: int
    position: int
    assigned: tuple[str, str] | None
    scores: tuple[tuple[str, int, int], ...] = ()


_SCREENED = (
    _Screened(4, 2, ("Math", "completed"), (("Math", 203, 4), ("Reading", 199, 4))),
    _Screened(4, 7, ("Reading", "assigned"), (("Math", 188, 3),)),
    _Screened(5, 4, ("Language", "in_progress"), (("Math", 214, 5), ("Reading", 207, 5), ("Science", 205, 5))),
    _Screened(3, 6, None, (("Math", 178, 2),)),
)
_SEQUENCE_GRADES = range(3, 9)


def _records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """The records of a seed, with their number; only the demo has some."""
    if seed.kind != "demo":
        return
    from timeback_sandbox.seed.demo import story

    tale = story(today)
    day = min(school_day(tale.calendar.current.start + timedelta(days=5)), today)
    chapters: tuple[tuple[str, list[Record]], ...] = (
        ("lessonPlans", list(_plans(tale, day))),
        ("screeningSessions", list(_sessions(tale, day))),
        ("screeningResults", list(_results(tale, day))),
        ("renderConfigs", [_render_config()]),
        ("courseSequences", [_sequence(day)]),
    )
    for kind, records in chapters:
        yield kind, len(records), records


def _class(tale: Story, course: str) -> Group:
    """The first class of a course in this school year."""
    return next(
        group
        for group in tale.groups
        if group.course == f"course-{course}" and not group.is_past and not group.is_cancelled
    )


def _student(group: Group, position: int) -> Student:
    here = [student for student in group.students if not student.departed]
    return here[position % len(here)]


# ---------------------------------------------------------------- lesson plans


def _plans(tale: Story, day: date) -> Iterator[Record]:
    for number, one in enumerate(_PLANS, start=1):
        group = _class(tale, one.course)
        plan = f"lesson-plan-{number}"
        yield {
            "id": plan,
            "course": f"course-{one.course}",
            "user": _student(group, one.position).id,
            "class": group.id,
            "created_at": instant(day, 8, number),
            "applied": len(one.operations) - one.waiting,
            "operations": [
                {
                    "plan": plan,
                    "number": place,
                    "id": f"{plan}-operation-{place}",
                    "type": operation["type"],
                    "payload": operation["payload"],
                    "reason": reason,
                    "created_at": instant(day, 9, place),
                    "created_by": None,
                }
                for place, (operation, reason) in enumerate(one.operations, start=1)
            ],
        }


# ---------------------------------------------------------------- screening


def _sessions(tale: Story, day: date) -> Iterator[Record]:
    for number, one in enumerate(_SCREENED):
        if one.assigned is not None:
            subject, status = one.assigned
            student = _student(_class(tale, f"math-{one.grade}"), one.position)
            yield {"user": student.id, "created_on": instant(day, 8, number), "subject": subject, "status": status}


def _results(tale: Story, day: date) -> Iterator[Record]:
    for one in _SCREENED:
        student = _student(_class(tale, f"math-{one.grade}"), one.position)
        for subject, score, grade in one.scores:
            yield {
                "user": student.id,
                "subject": subject,
                "grade": str(grade),
                "rit_score": float(score),
                "test_name": f"{subject} screening",
                "completed_at": instant(day, 10, score % 60),
            }


# ---------------------------------------------------------------- courses


def _render_config() -> Record:
    return {
        "courseId": _RENDERED,
        "rendererId": "lakeside-viewer",
        "rendererUrl": "https://viewer.lakeside.example/embed",
        "rendererVersion": "2.1.0",
        "suppressFeedback": False,
        "suppressCorrectResponse": True,
    }


def _sequence(day: date) -> Record:
    """Math from grade 3 on: a course for each grade, and the test at its end."""
    stages: list[Record] = []
    for grade in _SEQUENCE_GRADES:
        about: Record = {"grades": [str(grade)], "subject": "Math"}
        references = [{"courseId": f"course-math-{grade}", "refAddedAt": instant(day)}]
        stages += [
            {
                "id": f"stage-math-{grade}",
                "title": f"Math {grade}",
                "type": "course",
                "properties": {"courseReferences": references, "testTypes": ["test_out"]},
                **about,
            },
            {
                "id": f"stage-math-{grade}-end",
                "title": f"Math {grade}: end of grade",
                "type": "assessment",
                "properties": {"testTypes": ["end_of_grade"], "assessmentSource": "internal"},
                **about,
            },
        ]
    return {
        "id": SEQUENCE,
        "subject": "Math",
        "title": "Math at Lakeside",
        "author": _AUTHOR,
        "status": "active",
        "statusUpdatedAt": instant(day),
        "stages": stages,
        "description": "One course a grade, and a test at the end of each.",
    }


# ---------------------------------------------------------------- into the store


def _insert(connection: Connection, kind: str, records: Iterable[Record], _now: datetime) -> None:
    """Puts records into their tables; the courses have to be there."""
    import msgspec
    from sqlalchemy import insert

    from timeback_sandbox.powerpath import screening
    from timeback_sandbox.powerpath.course_sequences import CourseSequence, keep_sequence
    from timeback_sandbox.powerpath.tables_plans import RENDER_CONFIGS, SCREENING_RESULTS, SCREENING_SESSIONS

    found: list[dict[str, Any]] = [dict(record) for record in records]
    match kind:
        case "lessonPlans":
            for seq, record in enumerate(found, start=1):
                _insert_plan(connection, seq, record)
        case "screeningSessions":
            rows = [
                {
                    **screening.session_row(record["user"], datetime.fromisoformat(record["created_on"])),
                    "test_key": f"{record['subject'].lower()}-screening",
                    **screening.assignment_values(record["status"]),
                }
                for record in found
            ]
            connection.execute(insert(SCREENING_SESSIONS), rows)
        case "screeningResults":
            connection.execute(insert(SCREENING_RESULTS), found)
        case "renderConfigs":
            rows = [{"course": record["courseId"], "document": msgspec.json.encode(record)} for record in found]
            connection.execute(insert(RENDER_CONFIGS), rows)
        case _:
            for record in found:
                keep_sequence(connection, msgspec.convert(record, CourseSequence))


def _insert_plan(connection: Connection, seq: int, record: dict[str, Any]) -> None:
    """Makes a plan from its course and the part of its log that has been applied."""
    import msgspec
    from sqlalchemy import insert

    from timeback_sandbox.powerpath.course_tree import course_tree, load_materials
    from timeback_sandbox.powerpath.plan_building import build
    from timeback_sandbox.powerpath.plan_items import written
    from timeback_sandbox.powerpath.plan_operations import apply, operation_of, wanted_resources
    from timeback_sandbox.powerpath.tables_plans import OPERATIONS, PLANS

    logged: list[dict[str, Any]] = record.pop("operations")
    operations = [operation_of({"type": one["type"], "payload": one["payload"]}) for one in logged[: record["applied"]]]
    numbers = count(1)

    def new_id() -> str:
        return f"{record['id']}-item-{next(numbers)}"

    built = build(course_tree(connection, record["course"]), new_id)
    available = set(load_materials(connection, wanted_resources(operations)))
    items = apply(built, operations, available, new_id).items
    connection.execute(insert(PLANS).values({"seq": seq, **record, "document": written(items)}))
    if logged:
        rows = [{**one, "payload": msgspec.json.encode(one["payload"])} for one in logged]
        connection.execute(insert(OPERATIONS), rows)


PART = Part(_records, _insert)
"""Lesson plans and what goes with courses, in the seeds."""
