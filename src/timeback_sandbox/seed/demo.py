"""The seed `demo`: one small school district, told from the day that the sandbox's clock shows.

`records` is the story as OneRoster sees it. A further API adds a module of its own beside this one, made from
the same `Story` so that ids and people agree, and a line in `PARTS` of this package.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timeback_sandbox.seed import assessments, courses, gradebook, people, schools, staff, syllabus
from timeback_sandbox.seed.calendar import Calendar, calendar_for
from timeback_sandbox.seed.names import Handles
from timeback_sandbox.seed.wire import Record

_SEED = "lakeside"


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the records of all services are derived from."""

    today: date
    calendar: Calendar
    population: people.Population
    employed: staff.Staff
    offered: list[courses.Course]
    groups: list[courses.Group]
    lessons: list[syllabus.Placed]


def story(today: date) -> Story:
    """The district on the given day. People are the same on every day; what they have done depends on it."""
    calendar = calendar_for(today)
    handles = Handles()
    employed = staff.staff(_rng("staff"), handles)
    population = people.population(_rng("people"), handles)
    offered = courses.courses()
    groups = courses.groups(offered, calendar, population.students, employed)
    return Story(today, calendar, population, employed, offered, groups, syllabus.placed_lessons(offered))


def records(today: date) -> Iterator[tuple[str, list[Record]]]:
    """The OneRoster records of the demo, kind by kind.

    Args:
        today: The date on the sandbox's clock, in UTC. The same date gives the same records, byte by byte.

    Yields:
        The kind (the list key of OneRoster, such as `"users"`) and its records in the form in which a client
        would create them. Kinds come after the kinds that they refer to, as do records within their kind.
    """
    tale = story(today)
    calendar, students, groups, lessons = tale.calendar, tale.population.students, tale.groups, tale.lessons
    yield "orgs", list(schools.org_records())
    yield "academicSessions", list(calendar.records(schools.DISTRICT))
    yield "courses", list(courses.course_records(tale.offered, calendar))
    yield "classes", list(courses.class_records(groups))
    yield (
        "users",
        [*tale.employed.records, *tale.population.guardians, *(student.record for student in students)],
    )
    yield "demographics", list(people.demographics(students, calendar.current.start, _rng("demographics")))
    yield "enrollments", list(courses.enrollment_records(groups, today))
    yield "categories", list(gradebook.category_records())
    yield "scoreScales", list(gradebook.score_scale_records(groups))
    items = gradebook.items(groups, calendar, today)
    yield "lineItems", list(gradebook.line_item_records(items))
    yield "results", list(gradebook.result_records(items, today, _rng("results")))
    yield "courseComponents", list(syllabus.component_records(tale.offered, calendar))
    yield "resources", list(syllabus.resource_records(lessons))
    yield "componentResources", list(syllabus.component_resource_records(lessons))
    yield "assessmentLineItems", list(syllabus.assessment_line_item_records(lessons))
    done = assessments.assessment_result_records(groups, lessons, calendar, today, _rng("assessments"))
    yield "assessmentResults", list(done)


def _rng(chapter: str) -> random.Random:
    """A source of chance for one chapter, so that changing one chapter leaves the others as they are."""
    return random.Random(f"{_SEED} {chapter}")  # noqa: S311 - invented data, nothing to protect
