"""What the syllabus of a core course consists of: units, and the lessons in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

LessonType = Literal["powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"]

# Placement tests exist in Math for these grades, and in no other subject.
PLACEMENT_GRADES = range(3, 6)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to do. `kind` is `None` for material that is looked at and not assessed."""

    slug: str
    title: str
    kind: LessonType | None
    xp: int
    questions: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a course; number 0 holds the tests that are taken before the course."""

    number: int
    title: str
    lessons: tuple[Lesson, ...]


_UNITS = {
    "math": ("Numbers and Operations", "Shapes, Measures and Data"),
    "reading": ("Stories and Poems", "Reading for Information"),
    "science": ("Living Things", "Matter and Energy"),
    "social-studies": ("People and Places", "Past and Present"),
}


@cache
def units(slug: str, title: str, grade: int) -> tuple[Unit, ...]:
    """The units of the core course with that subject slug, title and grade, in order."""
    entry = [Lesson("test-out", f"{title}: test out", "test-out", 0, 20)]
    if slug == "math" and grade in PLACEMENT_GRADES:
        entry.insert(0, Lesson("placement", f"{title}: placement", "placement", 0, 20))
    result = [Unit(0, "Before You Begin", tuple(entry))]
    for number, topic in enumerate(_UNITS[slug], start=1):
        lessons = [
            Lesson(f"u{number}-intro", f"{topic}: introduction", None, 5, 0),
            Lesson(f"u{number}-practice", f"{topic}: practice", "powerpath-100", 20, 12),
        ]
        if slug == "reading":
            lessons.append(Lesson(f"u{number}-article", f"{topic}: article", "alpha-read-article", 10, 4))
        lessons += [
            Lesson(f"u{number}-quiz", f"{topic}: quiz", "quiz", 10, 10),
            Lesson(f"u{number}-test", f"{topic}: unit test", "unit-test", 30, 20),
        ]
        result.append(Unit(number, topic, tuple(lessons)))
    return tuple(result)


def metrics(slug: str, title: str, grade: int) -> dict[str, object]:
    """The totals that a course states about itself in its metadata."""
    lessons = [lesson for unit in units(slug, title, grade) for lesson in unit.lessons]
    return {
        "totalXp": sum(lesson.xp for lesson in lessons),
        "totalLessons": len(lessons),
        "totalGrades": 1,
        "courseType": "base",
        "isSupplemental": False,
    }
