"""The highest grade that a student has mastered in a subject, and what tells so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.analytics_bodies import Grades
from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_array, as_object

__all__ = ["Evidence", "evidence_of", "highest_grades", "latest_map_test"]

_MASTERED = 90
_LONGEST_TITLE = 300
_MAP = re.compile(r"NWEA MAP\s+(?P<subject>.+?)\s*(?:[-\u2010-\u2015]\s*\w+\s+\d{4}\s*)?\Z", re.IGNORECASE)
_TITLED = re.compile(r"\bG\s?(\d{1,2})(?!\d)")
_WORDS = {"k": "0", "kg": "0", "pk": "-1", "prek": "-1", "pre-k": "-1", "ap": "13"}


class Evidence(NamedTuple):
    """A result, with what is known about its line item and the resource behind that.

    Attributes:
        line_item: The id of the line item.
        order: Grows with the date of the score, and with the number of the result.
        title: Of the line item.
        score: As given.
        maximum: The greatest score of the line item.
        lesson_type: Of the lesson that the line item belongs to.
        result: The result's metadata.
        about: Metadata of the line item, then of the resource: what the first does not say, the second may.
    """

    line_item: str
    order: tuple[str, int]
    title: str
    score: float | None
    maximum: float | None
    lesson_type: str | None
    result: dict[str, Any]
    about: tuple[dict[str, Any], ...]


def evidence_of(connection: Connection, student: str) -> list[Evidence]:
    """The active results of a student."""
    results, items = TABLES["assessmentResults"], TABLES["assessmentLineItems"]
    lessons, resources = TABLES["componentResources"], TABLES["resources"]
    query = (
        select(
            results.c.assessment_line_item,
            results.c.score_date,
            results.c.seq,
            items.c.title,
            results.c.score,
            items.c.result_value_max,
            lessons.c.lesson_type,
            results.c.metadata.label("of_result"),
            items.c.metadata.label("of_item"),
            resources.c.metadata.label("of_resource"),
        )
        .outerjoin(items, items.c.sourced_id == results.c.assessment_line_item)
        .outerjoin(lessons, lessons.c.sourced_id == items.c.component_resource)
        .outerjoin(resources, resources.c.sourced_id == lessons.c.resource)
        .where(results.c.student == student, is_active(results))
    )
    return [
        Evidence(
            line_item=row.assessment_line_item,
            order=(row.score_date or "", row.seq),
            title=(row.title or "")[:_LONGEST_TITLE],
            score=row.score,
            maximum=row.result_value_max,
            lesson_type=row.lesson_type,
            result=_members(row.of_result),
            about=(_members(row.of_item), _members(row.of_resource)),
        )
        for row in connection.execute(query)
    ]


def highest_grades(evidence: Iterable[Evidence], subject: str) -> Grades:
    """The highest grades mastered in a subject.

    The latest result of each line item counts, from an accuracy of 90 % on; a MAP test counts whatever its score.

    Args:
        evidence: Active results of one student.
        subject: The subject, whatever its case.
    """
    wanted = subject.casefold()
    latest: dict[str, Evidence] = {}
    for one in sorted(evidence, key=lambda one: one.order):
        latest[one.line_item] = one
    here = sorted((one for one in latest.values() if wanted in _subjects(one)), key=lambda one: one.order)
    maps = [one for one in here if _is_map(one)]
    mastered = [one for one in here if not _is_map(one) and _accuracy(one) >= _MASTERED]
    rit = _grade(maps[-1].result.get("ritGrade")) if maps else None
    edulastic = _highest(_grade_of(one) for one in mastered if _said(one, "toolProvider") == "edulastic")
    placement = _highest(_grade_of(one) for one in mastered if _lesson_type(one) == "placement")
    test_out = _highest(_grade_of(one) for one in mastered if _lesson_type(one) == "test-out")
    return Grades(
        rit_grade=rit,
        edulastic_grade=edulastic,
        placement_grade=placement,
        test_out_grade=test_out,
        highest_grade_overall=_highest((rit, edulastic, placement, test_out)),
    )


def latest_map_test(evidence: Iterable[Evidence], subject: str) -> tuple[float, str] | None:
    """Score and grade of the latest MAP test in a subject that tells both.

    Args:
        evidence: Active results of one student.
        subject: The subject, whatever its case.
    """
    wanted = subject.casefold()
    found = [one for one in evidence if _is_map(one) and wanted in _subjects(one)]
    for one in sorted(found, key=lambda one: one.order, reverse=True):
        grade = _grade(one.result.get("ritGrade"))
        if one.score is not None and grade is not None:
            return one.score, grade
    return None


def _subjects(one: Evidence) -> set[str]:
    """The subjects that a result counts for, in lower case."""
    named = [about.get("subject") for about in one.about]
    match = _MAP.match(one.title)
    if match is not None:
        named.append(match["subject"])
    return {subject.casefold() for subject in named if isinstance(subject, str)}


def _is_map(one: Evidence) -> bool:
    return _MAP.match(one.title) is not None or "ritGrade" in one.result


def _accuracy(one: Evidence) -> float:
    """How much of a result was right, in percent."""
    told = one.result.get("accuracy")
    if isinstance(told, (int, float)) and not isinstance(told, bool):
        return told
    if one.score is None or not one.maximum:
        return 0.0
    return one.score / one.maximum * 100


def _lesson_type(one: Evidence) -> str | None:
    return _said(one, "lessonType") or one.lesson_type


def _said(one: Evidence, name: str) -> str | None:
    """A word of the result's metadata, else of the line item's, else of the resource's, in lower case."""
    for metadata in (one.result, *one.about):
        value = metadata.get(name)
        if isinstance(value, str) and value:
            return value.lower()
    return None


def _grade_of(one: Evidence) -> str | None:
    """The grade that a result is about."""
    for metadata in one.about:
        grades = as_array(metadata.get("grades"))
        grade = _grade(grades[0]) if grades else _grade(metadata.get("grade"))
        if grade is not None:
            return grade
    match = _TITLED.search(one.title)
    return None if match is None else _grade(match[1])


def _grade(value: object) -> str | None:
    """A grade as it is written: a whole number without leading zeros; None for what is no grade."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    text = _WORDS.get(text, text)
    return str(int(text)) if re.fullmatch(r"-?\d{1,3}", text, re.ASCII) else None


def _highest(grades: Iterable[str | None]) -> str | None:
    return max((grade for grade in grades if grade is not None), key=int, default=None)


def _members(text: Sequence[Any] | str | None) -> dict[str, Any]:
    """The members of metadata."""
    return (as_object(msgspec.json.decode(text)) or {}) if isinstance(text, str) else {}
