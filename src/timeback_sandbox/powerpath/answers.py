"""The results of questions in OneRoster's gradebook: what a student has answered at an attempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, select

from timeback_sandbox.edubridge.facts_lookup import find_rows
from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath.bank import bank_resources
from timeback_sandbox.powerpath.gradebook import (
    attempt_in,
    ensure_line_item,
    lesson_line_item,
    question_item_id,
    question_result_id,
    sub_item_id,
    write_result,
)

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.powerpath.bank import Source
    from timeback_sandbox.powerpath.lessons import Lesson

__all__ = ["QuestionResult", "answered", "imported_results", "results_of_questions", "write_answer"]

_ITEMS, _RESULTS = TABLES["assessmentLineItems"], TABLES["assessmentResults"]
_KIND = KINDS["assessmentResults"]


class QuestionResult(NamedTuple):
    """The result of a question at an attempt.

    Attributes:
        seq: Its row.
        sourced_id: Its id.
        question: The identifier of the question.
        score: 0 to 1; None while it is withheld.
        metadata: What PowerPath keeps there.
        entity: The whole result.
    """

    seq: int
    sourced_id: str
    question: str
    score: float | None
    metadata: dict[str, Any]
    entity: Entity

    @property
    def correct(self) -> bool:
        """Whether it is right."""
        return self.score is not None and self.score >= 1

    @property
    def order(self) -> tuple[float, str, int]:
        """Sorts results by the time of their answers."""
        number, at = self.metadata.get("submission"), self.metadata.get("answeredAt")
        place = number if isinstance(number, (int, float)) else 0
        return place, at if isinstance(at, str) else self.entity["scoreDate"], self.seq


# ---------------------------------------------------------------- reading


def results_of_questions(
    connection: Connection, lesson_id: str, questions: Iterable[str], student_id: str, attempt: int
) -> dict[str, QuestionResult]:
    """What a student has answered of some questions at an attempt, by question.

    Args:
        connection: To read with.
        lesson_id: The lesson.
        questions: The identifiers of the questions.
        student_id: The student.
        attempt: Which attempt.
    """
    items = {question_item_id(lesson_id, question): question for question in questions}
    rows = find_rows(connection, _results_at, [student_id], list(items))
    return _at_attempt(((*row[:3], items[row[3]]) for row in rows), attempt)


def imported_results(
    connection: Connection, lesson: Lesson, student_id: str, attempt: int
) -> dict[str, QuestionResult]:
    """What there is of a student at an attempt below the line items of a lesson, by question.

    Args:
        connection: To read with.
        lesson: The lesson.
        student_id: The student.
        attempt: Which attempt.
    """
    top = lesson_line_item(connection, lesson.id)
    if top is None:
        return {}
    parents = [top, *(sub_item_id(lesson.id, resource) for resource in bank_resources(lesson))]
    below = find_rows(connection, _items_below, list(dict.fromkeys(parents)))
    items: dict[str, str] = {row[0]: _question_of(row[0], row[1]) for row in below}
    rows = find_rows(connection, _results_at, [student_id], list(items))
    return _at_attempt(((*row[:3], items[row[3]]) for row in rows), attempt)


def _at_attempt(rows: Iterable[Sequence[Any]], attempt: int) -> dict[str, QuestionResult]:
    found: list[QuestionResult] = []
    for seq, sourced_id, document, question in rows:
        entity = parse(_KIND, document)
        metadata = as_object(entity.get("metadata")) or {}
        if attempt_in(metadata, sourced_id) == attempt:
            found.append(QuestionResult(seq, sourced_id, question, entity.get("score"), metadata, entity))
    return {one.question: one for one in sorted(found, key=lambda one: one.seq)}


def _question_of(item: str, metadata: str | None) -> str:
    """The question of a line item."""
    told = (as_object(msgspec.json.decode(metadata)) or {}).get("questionId") if metadata else None
    return told if isinstance(told, str) else item


def _results_at(students: list[BindParameter[str]], items: list[BindParameter[str]]) -> Any:
    columns = _RESULTS.c
    return select(columns.seq, columns.sourced_id, columns.document, columns.assessment_line_item).where(
        columns.student.in_(students), columns.assessment_line_item.in_(items), is_active(_RESULTS)
    )


def _items_below(parents: list[BindParameter[str]]) -> Any:
    columns = _ITEMS.c
    return select(columns.sourced_id, columns.metadata).where(
        columns.parent_assessment_line_item.in_(parents), is_active(_ITEMS)
    )


def answered(results: Mapping[str, QuestionResult]) -> list[QuestionResult]:
    """Results in the order of their answers."""
    return sorted(results.values(), key=lambda result: result.order)


# ---------------------------------------------------------------- writing


def write_answer(
    connection: Connection,
    now: Now,
    lesson: Lesson,
    source: Source,
    lesson_item: str,
    question: str,
    student_id: str,
    attempt: int,
    result: Mapping[str, Any],
    present: QuestionResult | None,
) -> tuple[str, Entity]:
    """Writes the result of a question, with the line items that it needs.

    Args:
        connection: Within a write transaction.
        now: The present.
        lesson: The lesson.
        source: The test that the attempt takes.
        lesson_item: The lesson's line item.
        question: The question.
        student_id: The student.
        attempt: Which attempt.
        result: What the result says: `score`, `scoreStatus` and metadata; what belongs to every result is added.
        present: The result that is there already.

    Returns:
        Its id and fields.
    """
    parent = lesson_item
    if lesson.is_bank:
        sub: Entity = {
            "title": source.resource.get("title") or lesson.title,
            "parentAssessmentLineItem": lesson_item,
            "componentResource": lesson.id,
            "metadata": {"testResourceId": source.resource_id},
        }
        parent = ensure_line_item(connection, now, sub_item_id(lesson.id, source.resource_id), sub)
    item: Entity = {
        "title": question,
        "parentAssessmentLineItem": parent,
        "resultValueMin": 0,
        "resultValueMax": 1,
        "metadata": {"questionId": question},
    }
    item_id = ensure_line_item(connection, now, question_item_id(lesson.id, question), item)
    metadata = {"attempt": attempt, "questionId": question, **result["metadata"]}
    entity: Entity = {
        **result,
        "assessmentLineItem": item_id,
        "student": student_id,
        "scoreDate": now.context.modified,
        "metadata": metadata,
    }
    sourced_id = present.sourced_id if present else question_result_id(lesson.id, question, student_id, attempt)
    written = write_result(connection, now, sourced_id, entity, None if present is None else present.seq)
    return sourced_id, written
