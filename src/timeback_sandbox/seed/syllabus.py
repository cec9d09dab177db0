"""Course components, resources and assessment line items of the core courses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from timeback_sandbox.seed.calendar import Calendar
from timeback_sandbox.seed.case_frameworks import aligned, standards_of
from timeback_sandbox.seed.courses import Course
from timeback_sandbox.seed.lessons import Lesson, Unit, units
from timeback_sandbox.seed.masterytrack import test_id
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
    def id(self) -> str:
        """The id of the lesson, which is that of its component resource."""
        return f"lesson-{self.key}"

    @property
    def component(self) -> str:
        """The id of the component that holds the lesson."""
        return _component(self.course, self.unit)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who runs a lesson that is not run here: the tool, its address, and the test there."""

    tool: str
    launch_url: str
    vendor_id: str


EXTERNAL: Mapping[str, Provider] = {
    "lesson-science-8-u2-test": Provider(
        "edulastic", "https://assess.lakeside.example/launch", "edulastic-science-8-2"
    ),
    "lesson-reading-5-test-out": Provider(
        "mastery-track", "https://mastery.lakeside.example/launch", test_id("Reading G5 Form A")
    ),
}
"""The lessons that other tools run."""

BANKS = frozenset({"lesson-math-6-u2-quiz"})
"""The lessons that have two tests, which attempts take in turn."""

QTI_API = "https://qti.lakeside.example/api"


def tests_of(place: Placed) -> list[str]:
    """The identifiers of the QTI tests of a lesson: none, one, or several of a bank."""
    if place.lesson.kind is None or place.id in EXTERNAL:
        return []
    return [f"test-{place.key}-{letter}" for letter in "ab"] if place.id in BANKS else [f"test-{place.key}"]


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
    """What each lesson consists of: a film for an introduction, else a QTI test, a bank of them, or another tool."""
    for place in placed:
        tests = tests_of(place)
        if len(tests) > 1:
            parts = [f"resource-{place.key}-{test[-1]}" for test in tests]
            bank: Record = {"type": "assessment-bank", "resources": parts}
            yield _resource(place, f"resource-{place.key}", f"bank-{place.key}", bank)
            for part, test in zip(parts, tests, strict=True):
                yield _resource(place, part, test, _qti_metadata(test))
        else:
            provider = EXTERNAL.get(place.id)
            usual = tests[0] if tests else f"video-{place.key}"
            vendor_resource = usual if provider is None else provider.vendor_id
            yield _resource(place, f"resource-{place.key}", vendor_resource, _own_metadata(place, tests))


def _resource(place: Placed, sourced_id: str, vendor_resource: str, own: Record) -> Record:
    """A resource of a lesson, with what all of them say about themselves."""
    course, lesson = place.course, place.lesson
    metadata: Record = {
        "subject": course.offering.subjects[0],
        "grades": [str(course.grade)],
        "language": "en-US",
        "xp": lesson.xp,
        **own,
        **aligned(standards_of(course.offering.slug, course.grade, place.unit.number)),
    }
    if lesson.kind is not None:
        metadata["lessonType"] = lesson.kind
    if lesson.kind == "placement":
        metadata["courseIdOnFail"] = course.id
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "title": lesson.title,
        "roles": ["primary"],
        "importance": "secondary" if lesson.kind is None else "primary",
        "vendorResourceId": vendor_resource,
        "vendorId": "lakeside-content",
        "metadata": metadata,
    }


def _own_metadata(place: Placed, tests: list[str]) -> Record:
    """What only the resources of this kind of lesson say."""
    provider = EXTERNAL.get(place.id)
    if provider is not None:
        return {
            "type": "interactive",
            "toolProvider": provider.tool,
            "launchUrl": provider.launch_url,
            "url": provider.launch_url,
            "vendorId": provider.vendor_id,
        }
    if tests:
        return _qti_metadata(tests[0])
    return {
        "type": "video",
        "format": "mp4",
        "duration": f"00:{4 + place.course.grade % 5:02d}:30",
        "captionsAvailable": True,
        "url": f"https://media.lakeside.example/{place.key}.mp4",
    }


def _qti_metadata(test: str) -> Record:
    """What a resource says that is a QTI test."""
    return {"type": "qti", "subType": "qti-test", "url": f"{QTI_API}/assessment-tests/{test}"}


def component_resource_records(placed: list[Placed]) -> Iterator[Record]:
    """The lessons: each puts one resource into one unit."""
    for place in placed:
        record: Record = {
            "sourcedId": place.id,
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
            "componentResource": ref(place.id),
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
