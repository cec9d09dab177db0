"""What some of the demo's students did in their apps during the last weeks, as the apps told it to Caliper."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from timeback_sandbox.seed.courses import Course
from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.people import Student
from timeback_sandbox.seed.wire import Record, instant

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.seed.demo import Story

__all__ = ["APPS", "PART", "App", "events"]

STUDENTS = 60
WEEKS = 4
_PRESENT = 0.75
"""On how many of the school days a student does something."""

_ROSTER = "https://api.lakeside.example/ims/oneroster/rostering/v1p2"
_CONTEXT = "http://purl.imsglobal.org/ctx/caliper/v1p2"


@dataclass(frozen=True, slots=True)
class App:
    """An app that students learn with.

    Args:
        name: Its name.
        host: Where it lives.
        subjects: The offerings that it helps with; the first one that a student has.
        lessons: Titles of what there is to do.
        weight: How often it is chosen.
    """

    name: str
    host: str
    subjects: tuple[str, ...]
    lessons: tuple[str, ...]
    weight: int

    @property
    def sensor(self) -> str:
        """What its envelopes come from."""
        return f"https://{self.host}/sensors/web"


APPS = (
    App(
        "Number Lab", "numberlab.example", ("math",),
        ("Compare halves", "Count by tens", "Lines and angles", "Balance the scales"), 4,
    ),
    App(
        "Story Path", "storypath.example", ("reading",),
        ("The lighthouse", "A letter home", "Who is telling this?", "Find the main idea"), 4,
    ),
    App("Fact Sprint", "factsprint.example", ("fastmath", "math"), ("Sums to 20", "Times seven", "Fair shares"), 2),
    App(
        "Word Forge", "wordforge.example", ("vocabulary", "language", "writing"),
        ("Roots and endings", "Say it shorter", "Words that pair"), 2,
    ),
)  # fmt: skip


def events(tale: Story) -> Iterator[tuple[App, Record]]:
    """The events of the last weeks of school before the story's day, in order of time, each with its app.

    Every activity is an event of its own, and so is the time that it took.
    """
    rng = random.Random("lakeside activity")  # noqa: S311 - invented data, nothing to protect
    offered = {(course.grade, course.offering.slug): course for course in tale.offered}
    present = [student for student in tale.population.students if not student.departed]
    chosen = present[:: max(1, len(present) // STUDENTS)][:STUDENTS]
    year = tale.calendar.current
    end = min(tale.today, year.end)
    for day in _school_days(max(year.start, end - timedelta(weeks=WEEKS)), end):
        done = [one for student in chosen if rng.random() < _PRESENT for one in _session(student, offered, day, rng)]
        done.sort(key=lambda one: cast("str", one[1]["eventTime"]))
        yield from done


def _school_days(first: date, end: date) -> Iterator[date]:
    """The days from Monday to Friday, without the end."""
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return (day for day in days if day.weekday() < 5)


def _session(
    student: Student, offered: dict[tuple[int, str], Course], day: date, rng: random.Random
) -> Iterator[tuple[App, Record]]:
    """One activity of a student, and the time that it took."""
    (app,) = rng.choices(APPS, [one.weight for one in APPS])
    courses = (offered.get((student.grade, slug)) for slug in app.subjects)
    course = next((one for one in courses if one is not None), None)
    lesson = rng.randrange(len(app.lessons))
    minutes = rng.randint(8, 25)
    ended = instant(day, rng.randrange(14, 21), rng.randrange(60))
    total = rng.randint(6, 14)
    chance = max(0.35, min(0.97, 0.82 + 0.09 * student.ability))
    correct = sum(rng.random() < chance for _ in range(total))
    waste = rng.choice((0, 0, 0, 15, 40, 90))
    figures = {
        "xpEarned": minutes if correct >= 0.8 * total else 0,
        "totalQuestions": total,
        "correctQuestions": correct,
        "masteredUnits": int(correct == total),
    }
    times = {"active": 60 * minutes - waste, "inactive": rng.randrange(0, 60), "waste": waste}
    event: Record = {
        "@context": _CONTEXT,
        "profile": "TimebackProfile",
        "actor": _actor(student),
        "object": _object(app, lesson, course, student),
        "eventTime": ended,
        "edApp": f"https://{app.host}",
        "session": _urn(rng),
    }
    yield (
        app,
        {
            **event,
            "id": _urn(rng),
            "type": "ActivityEvent",
            "action": "Completed",
            "generated": _collection("TimebackActivityMetricsCollection", figures, rng),
        },
    )
    yield (
        app,
        {
            **event,
            "id": _urn(rng),
            "type": "TimeSpentEvent",
            "action": "SpentTime",
            "generated": _collection("TimebackTimeSpentMetricsCollection", times, rng),
        },
    )


def _actor(student: Student) -> Record:
    email = cast("str | None", student.record["email"]) or f"{student.id}@{student.school.domain}"
    return {"id": f"{_ROSTER}/users/{student.id}", "type": "TimebackUser", "email": email, "role": "student"}


def _object(app: App, lesson: int, course: Course | None, student: Student) -> Record:
    """What was done; without a course it is no school subject."""
    place: Record = {
        "id": f"https://{app.host}/activities/grade-{student.grade}/{lesson + 1}",
        "type": "TimebackActivityContext",
        "subject": "None" if course is None else course.offering.subjects[0],
        "app": {"name": app.name},
        "activity": {"name": app.lessons[lesson]},
    }
    if course is not None:
        place["course"] = {"id": f"{_ROSTER}/courses/{course.id}", "name": course.title}
    return place


def _collection(type: str, values: dict[str, int], rng: random.Random) -> Record:
    items = [{"type": name, "value": value} for name, value in values.items()]
    return {"id": _urn(rng), "type": type, "items": items}


def _urn(rng: random.Random) -> str:
    return f"urn:uuid:{uuid.UUID(int=rng.getrandbits(128), version=4)}"


# ---------------------------------------------------------------- into the store


def _records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """The events of the demo, with their number; no other seed has any."""
    if seed.kind == "demo":
        from timeback_sandbox.seed import demo

        told = [event for _, event in events(demo.story(today))]
        yield "events", len(told), told


def _insert(connection: Connection, _kind: str, records: Iterable[Record], now: datetime) -> None:
    """Stores the events, app by app, and what they mean to analytics."""
    from timeback_sandbox.caliper.bulk import insert_events
    from timeback_sandbox.edubridge import facts

    by_app: dict[str, list[dict[str, Any]]] = {app.name: [] for app in APPS}
    for record in records:
        by_app[cast("dict[str, Any]", record)["object"]["app"]["name"]].append(record)
    for app in APPS:
        facts.from_events(connection, insert_events(connection, by_app[app.name], sensor=app.sensor, now=now))


PART = Part(_records, _insert)
"""The activity as a part of the seeds."""
