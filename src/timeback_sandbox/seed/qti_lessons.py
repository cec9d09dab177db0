"""The items and tests of the lessons: a bank for each unit of a course, and a test for each lesson, made of banks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple
from xml.sax.saxutils import escape

from timeback_sandbox.seed.case_frameworks import aligned, standards_of
from timeback_sandbox.seed.courses import Course
from timeback_sandbox.seed.lessons import Unit, units
from timeback_sandbox.seed.qti_articles import ARTICLES, Article, Asked
from timeback_sandbox.seed.qti_documents import Document, Ref, Section, choice_item, linear_test, number_item
from timeback_sandbox.seed.qti_numbers import NUMBERS
from timeback_sandbox.seed.qti_questions import Difficulty, Pool, Question, from_pool, from_sums
from timeback_sandbox.seed.qti_reading import READING
from timeback_sandbox.seed.qti_science import SCIENCE
from timeback_sandbox.seed.qti_shapes import SHAPES
from timeback_sandbox.seed.qti_social import SOCIAL_STUDIES
from timeback_sandbox.seed.syllabus import Placed, tests_of

__all__ = ["Contents", "contents", "passages"]

_SPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_POOLS: Mapping[str, Mapping[tuple[int, int], Pool]] = {
    "reading": READING,
    "science": SCIENCE,
    "social-studies": SOCIAL_STUDIES,
}
_BANDS = (range(3), range(3, 6), range(6, 9), range(9, 13))
_BAND_OF = tuple(band for band, grades in enumerate(_BANDS) for _ in grades)

Bank = Mapping[Difficulty, list[Ref]]
Pick = tuple[tuple[Difficulty, slice], ...]
"""Which of the questions of each difficulty."""

_PICKS: Mapping[str, Pick] = {
    "powerpath-100": (("easy", slice(5)), ("medium", slice(4)), ("hard", slice(3))),
    "quiz": (("easy", slice(3, 7)), ("medium", slice(4, 7)), ("hard", slice(3, 6))),
    "unit-test": (("easy", slice(7)), ("medium", slice(7)), ("hard", slice(6))),
    # of each of two units
    "test-out": (("easy", slice(1, 4)), ("medium", slice(2, 6)), ("hard", slice(1, 4))),
    "placement": (("easy", slice(4, 7)), ("medium", slice(4)), ("hard", slice(3))),
}
_SECOND_PICK: Pick = (("easy", slice(4)), ("medium", slice(3)), ("hard", slice(3)))
"""Of the second test of a lesson that has two."""


class Contents(NamedTuple):
    """What the lessons need: all items, and all tests."""

    items: list[Document]
    tests: list[Document]


def contents(placed: Sequence[Placed]) -> Contents:
    """The items and the tests of lessons; lessons of other providers have none.

    Args:
        placed: Lessons at their places.
    """
    library = _Library()
    tests: list[Document] = []
    for place in placed:
        for number, identifier in enumerate(tests_of(place)):
            if place.lesson.kind == "alpha-read-article":
                sections = library.article(place.course, place.unit)
            else:
                pick = _SECOND_PICK if number else _PICKS[str(place.lesson.kind)]
                sections = [library.section(place.course, unit, pick) for unit in _units_of(place)]
            tests.append(_test(place, identifier, number, sections))
    return Contents(library.items, tests)


def _units_of(place: Placed) -> list[Unit]:
    """The units that a lesson asks about: its own, or, before the course, all of them."""
    course = place.course
    everything = units(course.offering.slug, course.title, course.grade)
    return [place.unit] if place.unit.number else [unit for unit in everything if unit.number]


def _test(place: Placed, identifier: str, number: int, sections: list[Section]) -> Document:
    """The test of a lesson."""
    kind = str(place.lesson.kind)
    metadata: dict[str, object] = {
        "subject": place.course.offering.subjects[0],
        "grade": str(place.course.grade),
        "lessonType": kind,
        "course": place.course.id,
    }
    title = f"{place.lesson.title}, again" if number else place.lesson.title
    one_by_one = kind in {"powerpath-100", "alpha-read-article"}
    return linear_test(identifier, title, "individual" if one_by_one else "simultaneous", sections, metadata)


class _Level(NamedTuple):
    """Whom a bank is for: its key in identifiers, and its grades; Math has one for each grade."""

    key: str
    grades: range

    @classmethod
    def of(cls, course: Course) -> _Level:
        slug = course.offering.slug
        if slug == "math":
            return cls(course.key, range(course.grade, course.grade + 1))
        grades = _BANDS[_BAND_OF[course.grade]]
        return cls(f"{slug}-{grades[0] or 'k'}-{grades[-1]}", grades)


class _Library:
    """The items, made when the first lesson asks for them; lessons share them."""

    def __init__(self) -> None:
        self.items: list[Document] = []
        self._banks: dict[tuple[str, int], Bank] = {}
        self._articles: dict[tuple[str, int], list[Section]] = {}

    def section(self, course: Course, unit: Unit, pick: Pick) -> Section:
        """A section with some of the questions of a unit."""
        level = _Level.of(course)
        bank = self._banks.get((level.key, unit.number))
        if bank is None:
            bank = self._banks[level.key, unit.number] = self._bank(course, level, unit)
        picked = [ref for difficulty, which in pick for ref in bank[difficulty][which]]
        return Section(f"section-{unit.number}", unit.title, picked)

    def article(self, course: Course, unit: Unit) -> list[Section]:
        """The sections of an article: one for each passage with its guiding question, and the quiz."""
        level = _Level.of(course)
        found = self._articles.get((level.key, unit.number))
        if found is None:
            found = self._articles[level.key, unit.number] = self._article(course, level, unit)
        return found

    def _bank(self, course: Course, level: _Level, unit: Unit) -> Bank:
        bank: dict[Difficulty, list[Ref]] = {"easy": [], "medium": [], "hard": []}
        rng = Random(f"{level.key} {unit.number}")  # noqa: S311 - invented data, nothing to protect
        for number, question in enumerate(_questions(course, unit.number, rng), start=1):
            identifier = f"item-{level.key}-u{unit.number}-{number:02d}"
            title = f"{unit.title}, question {number}"
            ref = self._add(identifier, title, question, course, level, unit, rng)
            bank[question.difficulty].append(ref)
        return bank

    def _article(self, course: Course, level: _Level, unit: Unit) -> list[Section]:
        article = ARTICLES[_BAND_OF[course.grade], unit.number]
        rng = Random(article.key)  # noqa: S311 - invented data, nothing to protect

        def ask(name: str, asked: Asked, stimulus: str | None) -> Ref:
            prompt, right, *wrong = asked
            question = Question(prompt, right, tuple(wrong), "medium")
            identifier, title = f"item-{article.key}-{name}", f"{article.title}, {name.replace('-', ' ')}"
            return self._add(identifier, title, question, course, level, unit, rng, stimulus)

        guiding = [
            Section(f"guiding-{at}", "Guiding Questions", [ask(f"guiding-{at}", asked, _passage(article, at))])
            for at, (_, asked) in enumerate(article.passages, start=1)
        ]
        quiz = [ask(f"quiz-{at}", asked, None) for at, asked in enumerate(article.quiz, start=1)]
        return [*guiding, Section("quiz", "Quiz", quiz)]

    def _add(
        self,
        identifier: str,
        title: str,
        question: Question,
        course: Course,
        level: _Level,
        unit: Unit,
        rng: Random,
        stimulus: str | None = None,
    ) -> Ref:
        """Adds the item of a question, with its choices in any order."""
        metadata: dict[str, object] = {
            "subject": course.offering.subjects[0],
            "grade": str(level.grades[0]),
            "grades": [str(grade) for grade in level.grades],
            "difficulty": question.difficulty,
            "topic": unit.title,
            "humanApproved": True,
            **aligned(standards_of(course.offering.slug, course.grade, unit.number, question.difficulty)),
        }
        if question.wrong:
            choices = [question.right, *question.wrong]
            rng.shuffle(choices)
            key = choices.index(question.right)
            self.items.append(choice_item(identifier, title, question.prompt, choices, key, metadata, stimulus))
        else:
            self.items.append(number_item(identifier, title, question.prompt, question.right, metadata))
        return Ref.to(identifier)


def _questions(course: Course, unit: int, rng: Random) -> list[Question]:
    """The questions of a unit."""
    grade, slug = course.grade, course.offering.slug
    if slug == "math":
        return from_sums((NUMBERS if unit == 1 else SHAPES)[grade], rng)
    return from_pool(_POOLS[slug][_BAND_OF[grade], unit], rng)


def _passage(article: Article, number: int) -> str:
    """The identifier of a passage."""
    return f"passage-{article.key}-{number}"


def passages() -> Iterator[str]:
    """The XML of the stimuli of all articles."""
    for article in ARTICLES.values():
        for number, (text, _) in enumerate(article.passages, start=1):
            title = f"{article.title}, part {number}"
            yield (
                f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-stimulus xmlns="{_SPACE}" '
                f'identifier="{_passage(article, number)}" xml:lang="en" title="{escape(title)}">\n'
                f"<qti-stimulus-body>\n<h2>{escape(article.title)}</h2>\n<p>{escape(text)}</p>\n</qti-stimulus-body>\n"
                "</qti-assessment-stimulus>\n"
            )
