"""PowerPath's rows in OneRoster's gradebook: the line item of a lesson, and the results of students' attempts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import BindParameter, Connection, select

from timeback_sandbox.edubridge.facts_lookup import find_rows
from timeback_sandbox.edubridge.roster import is_active
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.powerpath import records

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now
    from timeback_sandbox.powerpath.lessons import Lesson

__all__ = [
    "LAST_ATTEMPT",
    "LessonResult",
    "attempt_in",
    "delete_results",
    "ensure_lesson_line_item",
    "ensure_line_item",
    "item_results",
    "lesson_item_id",
    "lesson_line_item",
    "lesson_result_id",
    "lesson_results",
    "linked_line_item",
    "question_item_id",
    "question_result_id",
    "shown_result",
    "sub_item_id",
    "unlinked_line_item",
    "write_result",
]

_ITEMS, _RESULTS = TABLES["assessmentLineItems"], TABLES["assessmentResults"]
_ITEM_KIND, _RESULT_KIND = KINDS["assessmentLineItems"], KINDS["assessmentResults"]
LAST_ATTEMPT: Final = 2**31 - 1
"""A number that is larger is not taken for that of an attempt."""

_COUNTED = re.compile(r"pp-ar:.*:([1-9][0-9]{0,8})", re.ASCII | re.DOTALL)


# ---------------------------------------------------------------- ids


def lesson_item_id(lesson_id: str) -> str:
    """The id of the line item that is made for a lesson."""
    return f"pp-ali:{_part(lesson_id)}"


def sub_item_id(lesson_id: str, resource_id: str) -> str:
    """The id of the line item for one test of a lesson that is a bank."""
    return f"pp-ali:{_part(lesson_id)}:bank:{_part(resource_id)}"


def question_item_id(lesson_id: str, question_id: str) -> str:
    """The id of the line item of a question."""
    return f"pp-ali:{_part(lesson_id)}:{_part(question_id)}"


def lesson_result_id(lesson_id: str, student_id: str, attempt: int) -> str:
    """The id of the result of an attempt."""
    return f"pp-ar:{_part(lesson_id)}:{_part(student_id)}:{attempt}"


def question_result_id(lesson_id: str, question_id: str, student_id: str, attempt: int) -> str:
    """The id of the result of a question at an attempt."""
    return f"pp-ar:{_part(lesson_id)}:{_part(question_id)}:{_part(student_id)}:{attempt}"


def _part(sourced_id: str) -> str:
    """An id as part of another one: without the colon that separates the parts, so that no two are the same."""
    return sourced_id.replace("%", "%25").replace(":", "%3A") if ":" in sourced_id or "%" in sourced_id else sourced_id


# ---------------------------------------------------------------- line items


def lesson_line_item(connection: Connection, lesson_id: str) -> str | None:
    """The line item of a lesson; None when there is none."""
    return linked_line_item(connection, lesson_id) or unlinked_line_item(connection, lesson_id)


def linked_line_item(connection: Connection, lesson_id: str) -> str | None:
    """The line item that says that it is of a lesson: the oldest active one without a parent."""
    found = find_rows(connection, _lesson_items, [lesson_id])
    return found[0][0] if found else None


def unlinked_line_item(connection: Connection, lesson_id: str) -> str | None:
    """The line item that was made for a lesson and does not say so any more.

    OneRoster does not know the lesson of a line item: who replaces one leaves it out, and means nothing by that.
    """
    own = lesson_item_id(lesson_id)
    _, status, *links = next(iter(find_rows(connection, _item_rows, [own])), _NO_ROW)
    return own if status == "active" and links[:2] == [None, None] else None


def _lesson_items(lessons: list[BindParameter[str]]) -> Any:
    columns = _ITEMS.c
    return (
        select(columns.sourced_id)
        .where(
            columns.component_resource.in_(lessons),
            is_active(_ITEMS),
            columns.parent_assessment_line_item.is_(None),
        )
        .order_by(columns.seq)
        .limit(1)
    )


def ensure_lesson_line_item(connection: Connection, now: Now, lesson: Lesson) -> str:
    """The sourcedId of a lesson's line item, which is made when it is missing.

    Args:
        connection: Within a write transaction.
        now: The present.
        lesson: The lesson.
    """
    found = linked_line_item(connection, lesson.id)
    if found is not None:
        return found
    metadata: dict[str, Any] = {
        "lessonType": lesson.type,
        "subject": lesson.subject,
        "grades": lesson.grades or None,
        "toolProvider": lesson.tool_provider,
        "isAssessmentBank": True if lesson.is_bank else None,
    }
    entity: Entity = {
        "title": lesson.title,
        "componentResource": lesson.id,
        "component": lesson.component_id,
        "course": lesson.course_id,
        "resultValueMin": 0,
        "resultValueMax": 100,
        "metadata": {name: value for name, value in metadata.items() if value is not None},
    }
    return ensure_line_item(connection, now, lesson_item_id(lesson.id), entity)


def ensure_line_item(connection: Connection, now: Now, sourced_id: str, entity: Entity) -> str:
    """A line item of this id: made when it is missing, brought back when it is marked as deleted.

    One that does not say any more what it is of, because somebody has replaced it, says so again.
    """
    seq, status, *links = next(iter(find_rows(connection, _item_rows, [sourced_id])), _NO_ROW)
    made = {"status": "active", **{name: value for name, value in entity.items() if value is not None}}
    if seq is None:
        storage.add(connection, _ITEM_KIND, [(sourced_id, made)], now.context.modified)
        return sourced_id
    told = dict(zip(_LINKS, links, strict=True))
    if "componentResource" in made or "component" not in made:
        del told["component"]  # it is not by that that it is found
    if status == "active":
        if all(value == made.get(name) for name, value in told.items()):
            return sourced_id
        stored = storage.fetch(connection, _ITEM_KIND, sourced_id)
        before = {} if stored is None else stored.entity
        made = {**made, **{name: value for name, value in before.items() if name not in told}}
    storage.change(connection, _ITEM_KIND, seq, sourced_id, made, now.context.modified)
    return sourced_id


_LINKS: Final = ("componentResource", "parentAssessmentLineItem", "component")
_NO_ROW: Final = (None,) * (2 + len(_LINKS))


def _item_rows(ids: list[BindParameter[str]]) -> Any:
    columns = _ITEMS.c
    links = (columns.component_resource, columns.parent_assessment_line_item, columns.component)
    return select(columns.seq, columns.status, *links).where(columns.sourced_id.in_(ids))


# ---------------------------------------------------------------- results of lessons


class LessonResult(NamedTuple):
    """The result of an attempt at a lesson.

    Attributes:
        seq: Its row.
        sourced_id: Its id.
        attempt: Which attempt, from 1.
        score: Out of 100; None when it has none.
        score_status: How far it is.
        metadata: What PowerPath keeps there.
        entity: The whole result.
    """

    seq: int
    sourced_id: str
    attempt: int
    score: float | None
    score_status: str
    metadata: dict[str, Any]
    entity: Entity


def lesson_results(connection: Connection, lesson_id: str, student_id: str) -> list[LessonResult]:
    """The active results of a student's attempts at a lesson, by attempt.

    Args:
        connection: To read with.
        lesson_id: The lesson.
        student_id: The student.
    """
    item = lesson_line_item(connection, lesson_id)
    return [] if item is None else item_results(connection, item, student_id)


def item_results(connection: Connection, item: str, student_id: str) -> list[LessonResult]:
    """A student's active results at a line item, by attempt.

    Args:
        connection: To read with.
        item: The line item.
        student_id: The student.
    """
    rows = find_rows(connection, _results_of, [student_id], [item])
    return sorted((_lesson_result(*row) for row in rows), key=lambda result: (result.attempt, result.seq))


def _results_of(students: list[BindParameter[str]], items: list[BindParameter[str]]) -> Any:
    columns = _RESULTS.c
    return select(columns.seq, columns.sourced_id, columns.document).where(
        columns.student.in_(students), columns.assessment_line_item.in_(items), is_active(_RESULTS)
    )


def _lesson_result(seq: int, sourced_id: str, document: bytes) -> LessonResult:
    entity = parse(_RESULT_KIND, document)
    metadata = as_object(entity.get("metadata")) or {}
    return LessonResult(
        seq,
        sourced_id,
        attempt_in(metadata, sourced_id),
        entity.get("score"),
        entity["scoreStatus"],
        metadata,
        entity,
    )


def attempt_in(metadata: dict[str, Any], sourced_id: str) -> int:
    """Which attempt a result is of: its metadata tells, else its id, when PowerPath made that; else it is the first."""
    told = metadata.get("attempt")
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    if type(told) is int and 1 <= told <= LAST_ATTEMPT:
        return told
    own = _COUNTED.fullmatch(sourced_id)
    return 1 if own is None else int(own[1])


# ---------------------------------------------------------------- writing results


def write_result(connection: Connection, now: Now, sourced_id: str, entity: Entity, seq: int | None = None) -> Entity:
    """Writes a result: a new one, or in the place of the one of this id, which it brings back if it was deleted.

    Args:
        connection: Within a write transaction.
        now: The present.
        sourced_id: Its id.
        entity: Its fields but for the status, which is active; None counts as missing.
        seq: Its row, if it is known to be there.

    Returns:
        The fields as they were written.
    """
    made = {"status": "active", **{name: value for name, value in entity.items() if value is not None}}
    seq = storage.find_seq(connection, _RESULT_KIND, sourced_id) if seq is None else seq
    if seq is not None:
        storage.change(connection, _RESULT_KIND, seq, sourced_id, made, now.context.modified)
    else:
        storage.add(connection, _RESULT_KIND, [(sourced_id, made)], now.context.modified)
    return made


def shown_result(sourced_id: str, entity: Entity, modified: str) -> dict[str, Any]:
    """A result as PowerPath's answers hold it: its fields, references reduced to ids."""
    return records.shown_entity("assessmentResults", sourced_id, entity, modified)


def delete_results(connection: Connection, now: Now, sourced_ids: Iterable[str]) -> int:
    """Marks results as deleted.

    Args:
        connection: Within a write transaction.
        now: The present.
        sourced_ids: Which ones.

    Returns:
        How many of them were not marked before.
    """
    count = 0
    for sourced_id in dict.fromkeys(sourced_ids):
        stored = storage.fetch(connection, _RESULT_KIND, sourced_id)
        if stored is not None and stored.entity["status"] != "tobedeleted":
            entity = {**stored.entity, "status": "tobedeleted"}
            storage.change(connection, _RESULT_KIND, stored.seq, sourced_id, entity, now.context.modified)
            count += 1
    return count
