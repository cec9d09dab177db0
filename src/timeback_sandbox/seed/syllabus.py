"""Course components, resources and assessment line items of the core courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from timeback_sandbox.seed.calendar import Calendar
from timeback_sandbox.seed.courses import Course
from timeback_sandbox.seed.lessons import Lesson, Unit, units
from timeback_sandbox.seed.wire import Record, instant, ref


@dataclass(frozen=True, slots=True)
class Placed:
    """A lesson at its place in a course."""

    course: Course
    unit: Unit
    lesson: Lesson
    order: int

    @property
    def key(self) -> str:
        """The part that the ids of resource, component resource and line item share."""
        return f"{self.course.key}-{self.lesson.slug}"

    @property
    def component(self) -> str:
        """The id of the component that holds the lesson."""
        return _component(self.course, self.unit)


def placed_lessons(everything: list[Course]) -> list[Placed]:
    """Every lesson of every core course, in the order of the syllabus."""
    return [
        Placed(course, unit, lesson, order)
        for course in everything
        if course.offering.core
        for unit in units(course.offering.slug, course.title, course.grade)
        for order, lesson in enumerate(unit.lessons, start=1)
    ]


def component_records(everything: list[Course], calendar: Calendar) -> Iterator[Record]:
    """The units of each core course; the second opens with the second term."""
    for course in everything:
        if not course.offering.core:
            continue
        for unit in units(course.offering.slug, course.title, course.grade):
            opens = calendar.current.children[max(0, unit.number - 1)].start
            record: Record = {
                "sourcedId": _component(course, unit),
                "status": "active",
                "course": ref(course.id),
                "title": unit.title,
                "sortOrder": unit.number,
                "unlockDate": instant(opens),
            }
            if unit.number > 1:
                record["prerequisites"] = [f"component-{course.key}-unit-{unit.number - 1}"]
                record["prerequisiteCriteria"] = "ALL"
            yield record


def resource_records(placed: list[Placed]) -> Iterator[Record]:
    """One resource per lesson: a film for an introduction, a QTI test for everything else."""
    for place in placed:
        course, lesson = place.course, place.lesson
        metadata: Record = {
            "subject": course.offering.subjects[0],
            "grades": [str(course.grade)],
            "language": "en-US",
            "xp": lesson.xp,
        }
        if lesson.kind is None:
            metadata |= {
                "type": "video",
                "format": "mp4",
                "duration": f"00:{4 + course.grade % 5:02d}:30",
                "captionsAvailable": True,
                "url": f"https://media.lakeside.example/{place.key}.mp4",
            }
        else:
            metadata |= {"type": "qti", "subType": "qti-test", "lessonType": lesson.kind}
        if lesson.kind == "placement":
            metadata["courseIdOnFail"] = course.id
        yield {
            "sourcedId": f"resource-{place.key}",
            "status": "active",
            "title": lesson.title,
            "roles": ["primary"],
            "importance": "secondary" if lesson.kind is None else "primary",
            "vendorResourceId": f"{'video' if lesson.kind is None else 'test'}-{place.key}",
            "vendorId": "lakeside-content",
            "metadata": metadata,
        }


def component_resource_records(placed: list[Placed]) -> Iterator[Record]:
    """The lessons: each puts one resource into one unit."""
    for place in placed:
        record: Record = {
            "sourcedId": f"lesson-{place.key}",
            "status": "active",
            "courseComponent": ref(place.component),
            "resource": ref(f"resource-{place.key}"),
            "title": place.lesson.title,
            "sortOrder": place.order,
        }
        if place.lesson.kind is not None:
            record["lessonType"] = place.lesson.kind
        yield record


def assessment_line_item_records(placed: list[Placed]) -> Iterator[Record]:
    """One assessment line item, out of 100, for each lesson that is assessed."""
    for place in placed:
        if place.lesson.kind is None:
            continue
        yield {
            "sourcedId": f"assessment-{place.key}",
            "status": "active",
            "title": place.lesson.title,
            "resultValueMin": 0,
            "resultValueMax": 100,
            "component": ref(place.component),
            "componentResource": ref(f"lesson-{place.key}"),
            "course": ref(place.course.id),
            "metadata": {
                "lessonType": place.lesson.kind,
                "subject": place.course.offering.subjects[0],
                "grades": [str(place.course.grade)],
            },
        }


def _component(course: Course, unit: Unit) -> str:
    """The id of a unit."""
    return f"component-{course.key}-unit-{unit.number}"
