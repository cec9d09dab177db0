"""The competency frameworks of the demo: Math and Reading as its courses teach them, and which lessons they are for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from timeback_sandbox.seed.case_statements import MATH, READING, Statements
from timeback_sandbox.seed.wire import Record

__all__ = ["FRAMEWORKS", "Framework", "aligned", "standards_of"]

_ADDRESS = "https://standards.lakeside.example"
_CHANGED = "2025-06-02T09:00:00Z"
_DIFFICULTIES = ("easy", "medium", "hard")
_KINDS = (
    ("Domain", "A field of the subject"),
    ("Cluster", "What belongs together at one level of a domain"),
    ("Standard", "One thing that students know or can do"),
)
_LICENSE = ("cc-by", "CC BY 4.0", "Creative Commons Attribution 4.0 International")


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: domains, which are the units of each course, with a cluster for each level.

    Attributes:
        slug: Of the courses that it is for, and of its addresses.
        title: Its title.
        code: Begins the codes of its items.
        subject: The subject.
        domains: Code and title of each domain, in the order of the units.
        levels: The grades of each level.
        statements: By level, the statements of each domain.
    """

    slug: str
    title: str
    code: str
    subject: str
    domains: tuple[tuple[str, str], ...]
    levels: tuple[range, ...]
    statements: Mapping[int, tuple[Statements, ...]]

    def level_of(self, grade: int) -> int:
        """The number of the level that a grade belongs to."""
        return next(number for number, grades in enumerate(self.levels) if grade in grades)

    def level_code(self, level: int) -> str:
        """The level as codes have it, such as `K-2`, and the grade alone where it is one."""
        grades = self.levels[level]
        first, last = (_grade(grades[at]) for at in (0, -1))
        return first if first == last else f"{first}-{last}"

    def identifier(self, path: str) -> str:
        """The id of what is at a path below the framework's address; an empty path is the framework itself."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, self.uri(path)))

    def uri(self, path: str) -> str:
        """The address of the same."""
        return f"{_ADDRESS}/{self.slug}/{path}" if path else f"{_ADDRESS}/{self.slug}"

    def package(self) -> Record:
        """The framework with all that belongs to it, as it would be uploaded."""
        items = list(self._items())
        return {
            "CFDocument": {
                **self._entry(""),
                "title": self.title,
                "creator": "Lakeside Unified School District",
                "publisher": "Lakeside Unified School District",
                "description": f"What students of Lakeside learn in {self.subject}, grade by grade.",
                "subject": [self.subject],
                "language": "en",
                "version": "2025.1",
                "caseVersion": "1.1",
                "adoptionStatus": "Adopted",
                "statusStartDate": "2025-07-01",
                "licenseUri": self.uri(_LICENSE[0]),
            },
            "CFItems": [item for item, _ in items],
            "CFAssociations": [*self._children(items), *self._successions()],
            "CFDefinitions": self._definitions(),
        }

    def _entry(self, path: str) -> Record:
        """What everything in a package begins with."""
        return {"identifier": self.identifier(path), "uri": self.uri(path), "lastChangeDateTime": _CHANGED}

    def _items(self) -> Iterator[tuple[Record, str]]:
        """The items, each with the path of what it is a child of; domains first, then clusters and standards."""
        for code, title in self.domains:
            levels = [grade for grades in self.levels for grade in grades]
            yield self._item(code, "Domain", code, title, levels), ""
        for level, grades in enumerate(self.levels):
            place = self.level_code(level)
            for number, (code, title) in enumerate(self.domains):
                path = f"{place}/{code}"
                label = f"{'Grade' if len(grades) == 1 else 'Grades'} {place}: {title}"
                yield self._item(path, "Cluster", f"{place}.{code}", label, grades), code
                for at, statement in enumerate(self.statements[level][number], start=1):
                    item = self._item(f"{path}/{at}", "Standard", f"{place}.{code}.{at}", statement, grades)
                    yield {**item, "listEnumeration": str(at)}, path

    def _item(self, path: str, kind: str, code: str, statement: str, grades: range | list[int]) -> Record:
        return {
            **self._entry(path),
            "fullStatement": statement,
            "CFItemType": kind,
            "humanCodingScheme": f"{self.code}.{code}",
            "subject": [self.subject],
            "educationLevel": ["KG" if grade == 0 else f"{grade:02}" for grade in grades],
            "language": "en",
        }

    def _children(self, items: list[tuple[Record, str]]) -> Iterator[Record]:
        """The associations that make the tree."""
        codes: dict[object, object] = {item["identifier"]: item["humanCodingScheme"] for item, _ in items}
        siblings: dict[str, int] = {}
        for item, parent in items:
            siblings[parent] = siblings.get(parent, 0) + 1
            identifier = self.identifier(parent)
            yield {
                **self._association("isChildOf", item, identifier, codes.get(identifier, self.title), self.uri(parent)),
                "sequenceNumber": siblings[parent],
            }

    def _successions(self) -> Iterator[Record]:
        """The associations that tie each cluster to that of the next level."""
        for code, _ in self.domains:
            for level in range(len(self.levels) - 1):
                here, there = (f"{self.level_code(at)}/{code}" for at in (level, level + 1))
                title = f"{self.code}.{self.level_code(level + 1)}.{code}"
                cluster: Record = {
                    **self._entry(here),
                    "humanCodingScheme": f"{self.code}.{self.level_code(level)}.{code}",
                }
                yield self._association("precedes", cluster, self.identifier(there), title, self.uri(there))

    def _association(self, kind: str, origin: Record, identifier: str, title: object, uri: str) -> Record:
        return {
            **self._entry(f"{kind}/{origin['identifier']}"),
            "associationType": kind,
            "originNodeURI": {
                "title": origin["humanCodingScheme"],
                "identifier": origin["identifier"],
                "uri": origin["uri"],
            },
            "destinationNodeURI": {"title": title, "identifier": identifier, "uri": uri},
        }

    def _definitions(self) -> Record:
        key, title, text = _LICENSE
        return {
            "CFItemTypes": [
                {
                    **self._entry(f"type/{name}"),
                    "title": name,
                    "description": meaning,
                    "hierarchyCode": "1.1.1"[: 2 * at - 1],
                }
                for at, (name, meaning) in enumerate(_KINDS, start=1)
            ],
            "CFSubjects": [{**self._entry("subject"), "title": self.subject, "hierarchyCode": "1"}],
            "CFLicenses": [{**self._entry(key), "title": title, "licenseText": text}],
        }


def _grade(grade: int) -> str:
    return str(grade) if grade else "K"


FRAMEWORKS: Mapping[str, Framework] = {
    one.slug: one
    for one in (
        Framework(
            "math", "Lakeside Mathematics", "LS.MA", "Math",
            (("NO", "Numbers and Operations"), ("SMD", "Shapes, Measures and Data")),
            tuple(range(grade, grade + 1) for grade in range(13)), MATH,
        ),
        Framework(
            "reading", "Lakeside Reading", "LS.RD", "Reading",
            (("SP", "Stories and Poems"), ("RI", "Reading for Information")),
            (range(3), range(3, 6), range(6, 9), range(9, 13)), READING,
        ),
    )
}  # fmt: skip
"""By the slug of the courses that they are for."""


@cache
def standards_of(slug: str, grade: int, unit: int, difficulty: str | None = None) -> tuple[str, ...]:
    """The ids of the standards that a unit of a course is about.

    Args:
        slug: Of the course.
        grade: Of the course.
        unit: Number of the unit; 0 for the whole course.
        difficulty: Only the standard that questions of this difficulty ask for; None for all.

    Returns:
        None of them where there is no framework.
    """
    framework = FRAMEWORKS.get(slug)
    if framework is None:
        return ()
    place = framework.level_code(framework.level_of(grade))
    domains = [code for number, (code, _) in enumerate(framework.domains, start=1) if unit in {0, number}]
    numbers = [at for at, one in enumerate(_DIFFICULTIES, start=1) if difficulty in {None, one}]
    return tuple(framework.identifier(f"{place}/{code}/{at}") for code in domains for at in numbers)


def aligned(standards: tuple[str, ...]) -> dict[str, Any]:
    """What metadata says about the standards that something is for; nothing where there are none."""
    if not standards:
        return {}
    return {"learningObjectiveSet": [{"source": "CASE", "learningObjectiveIds": list(standards)}]}
