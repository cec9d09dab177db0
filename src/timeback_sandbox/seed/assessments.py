"""What students have done of the syllabus: assessment results with XP."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from timeback_sandbox.seed.calendar import Calendar, school_day
from timeback_sandbox.seed.courses import Group
from timeback_sandbox.seed.people import Student
from timeback_sandbox.seed.syllabus import Placed
from timeback_sandbox.seed.wire import Record, instant, ref

_SUBJECTS = {"math", "reading"}
_MASTERY = 80


def assessment_result_records(
    everything: list[Group], placed: list[Placed], calendar: Calendar, today: date, rng: random.Random
) -> Iterator[Record]:
    """Results of this year's Math and Reading lessons: the abler a student, the more are done by now."""
    lessons: dict[str, list[Placed]] = {}
    for place in placed:
        if place.unit.number and place.lesson.kind is not None:
            lessons.setdefault(place.course.id, []).append(place)
    start = calendar.current.start
    length = (calendar.current.end - start).days
    for group in everything:
        if group.is_past or group.offering is None or group.offering.slug not in _SUBJECTS:
            continue
        plan = lessons[group.course]
        for student in group.students:
            if student.departed:
                continue
            pace = 1.0 + 0.12 * student.ability + rng.uniform(-0.1, 0.1)
            for number, place in enumerate(plan, start=1):
                done = school_day(start + timedelta(days=int(length * number / (len(plan) + 1) / pace)))
                # A lesson of the second unit is not open before the second term begins.
                opens = calendar.current.children[place.unit.number - 1].start
                done = school_day(max(done, opens + timedelta(days=number)))
                if done >= min(today, calendar.current.end):
                    break
                yield _result(place, student, done, rng)


def _result(place: Placed, student: Student, done: date, rng: random.Random) -> Record:
    """The first attempt at one lesson; XP is earned from an accuracy of 80 % on."""
    total = place.lesson.questions
    chance = max(0.3, min(0.98, 0.82 + 0.09 * student.ability))
    spread = (total * chance * (1 - chance)) ** 0.5
    correct = max(0, min(total, round(rng.gauss(total * chance, spread))))
    accuracy = round(100 * correct / total)
    hour, minute = rng.randrange(8, 15), rng.randrange(10, 60)
    started = instant(done, hour, minute - 10)
    finished = instant(done, hour, minute)
    mastered = accuracy >= _MASTERY
    return {
        "sourcedId": f"assessment-result-{place.key}-{student.id}",
        "status": "active",
        "assessmentLineItem": ref(f"assessment-{place.key}"),
        "student": ref(student.id),
        "score": accuracy,
        "scoreDate": finished,
        "scoreStatus": "fully graded",
        "inProgress": "false",
        "metadata": {
            "attempt": 1,
            "lessonType": place.lesson.kind,
            "startedAt": started,
            "completedAt": finished,
            "totalQuestions": total,
            "correctQuestions": correct,
            "accuracy": accuracy,
            "xp": place.lesson.xp if mastered else 0,
            "multiplier": 1,
            "masteredUnits": 1 if mastered and place.lesson.kind == "unit-test" else 0,
        },
    }
