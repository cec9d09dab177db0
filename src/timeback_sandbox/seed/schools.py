"""The district of the demo: its schools, and what they teach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from timeback_sandbox.seed.wire import Record, ref

DISTRICT = "district-lakeside"

Season = Literal["year", "fall", "spring"]


@dataclass(frozen=True, slots=True)
class Offering:
    """A subject as one school teaches it, each grade as a course of its own.

    `slot` fixes the period: offerings with one slot are taught in different terms. `core` offerings have
    a full gradebook and a syllabus. `titles` holds a title per grade; without it, label and grade make one.
    """

    slug: str
    subjects: tuple[str, ...]
    label: str
    slot: int
    season: Season = "year"
    core: bool = False
    grades: range = range(13)
    titles: dict[int, str] | None = None
    room: str = ""

    def title(self, grade: int) -> str:
        """The title of the course of that grade."""
        if self.titles is not None:
            return self.titles[grade]
        return f"{self.label} {'Kindergarten' if grade == 0 else f'Grade {grade}'}"


@dataclass(frozen=True, slots=True)
class School:
    """A school; `size` is the number of students in a grade, `sections` the groups a grade is split into."""

    id: str
    name: str
    number: str
    domain: str
    grades: range
    size: int
    sections: tuple[str, ...]
    offerings: tuple[Offering, ...]

    def groups(self) -> list[tuple[int, str]]:
        """Every grade and section, in order; a group has its lessons together."""
        return [(grade, section) for grade in self.grades for section in self.sections]


_PLAY = (
    Offering("art", ("Other",), "Art", 7, season="fall", room="Art Studio"),
    Offering("pe", ("Other",), "Physical Education", 7, season="spring", room="Gymnasium"),
)
_ELEMENTARY = (
    Offering("math", ("Math",), "Math", 0, core=True),
    Offering("reading", ("Reading",), "Reading", 1, core=True),
    Offering("science", ("Science",), "Science", 2, core=True),
    Offering("social-studies", ("Social Studies",), "Social Studies", 3, core=True),
    Offering("language", ("Language",), "Language Arts", 4),
    Offering("fastmath", ("FastMath",), "FastMath", 5, season="fall", grades=range(1, 6)),
    Offering("vocabulary", ("Vocabulary",), "Vocabulary", 5, season="spring", grades=range(3, 6)),
    Offering("writing", ("Writing",), "Writing", 6, grades=range(3, 6)),
    *_PLAY,
)
_MIDDLE = (
    Offering("math", ("Math",), "Math", 0, core=True),
    Offering("reading", ("Reading",), "Reading", 1, core=True),
    Offering("science", ("Science",), "Science", 2, core=True, room="Lab"),
    Offering("social-studies", ("Social Studies",), "Social Studies", 3, core=True),
    Offering("language", ("Language",), "Language Arts", 4),
    Offering("writing", ("Writing",), "Writing", 5),
    *_PLAY,
)
_HIGH = (
    Offering(
        "math", ("Math",), "Math", 0, core=True,
        titles={9: "Algebra I", 10: "Geometry", 11: "Algebra II", 12: "Precalculus"},
    ),
    Offering(
        "reading", ("Reading",), "English", 1, core=True,
        titles={9: "English I", 10: "English II", 11: "American Literature", 12: "World Literature"},
    ),
    Offering(
        "science", ("Science",), "Science", 2, core=True, room="Lab",
        titles={9: "Biology", 10: "Chemistry", 11: "Physics", 12: "Environmental Science"},
    ),
    Offering(
        "social-studies", ("Social Studies",), "Social Studies", 3, core=True,
        titles={9: "World Geography", 10: "World History", 11: "U.S. History", 12: "Civics and Economics"},
    ),
    Offering("writing", ("Language", "Writing"), "Composition", 4),
    Offering(
        "spanish", ("Other",), "Spanish", 5,
        titles={9: "Spanish I", 10: "Spanish II", 11: "Spanish III", 12: "Spanish IV"},
    ),
    *_PLAY,
)  # fmt: skip

SCHOOLS = (
    School(
        "school-lincoln-elementary", "Lincoln Elementary School", "101", "lincoln.example",
        range(6), 26, ("A",), _ELEMENTARY,
    ),
    School(
        "school-carver-middle", "Carver Middle School", "201", "carver.example",
        range(6, 9), 40, ("A", "B"), _MIDDLE,
    ),
    School(
        "school-roosevelt-high", "Roosevelt High School", "301", "roosevelt.example",
        range(9, 13), 31, ("A", "B"), _HIGH,
    ),
)  # fmt: skip

ACTIVE_STUDENTS = sum(school.size * len(school.grades) for school in SCHOOLS)


def school_of(grade: int) -> School:
    """The school that teaches the grade."""
    return next(school for school in SCHOOLS if grade in school.grades)


def org_records() -> Iterator[Record]:
    """The district, then its schools."""
    yield {
        "sourcedId": DISTRICT,
        "status": "active",
        "name": "Lakeside Unified School District",
        "type": "district",
        "identifier": "100",
    }
    for school in SCHOOLS:
        yield {
            "sourcedId": school.id,
            "status": "active",
            "name": school.name,
            "type": "school",
            "identifier": school.number,
            "parent": ref(DISTRICT),
        }
