"""Results that are put into the gradebook for something in a course: a lesson, or a whole component."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.oneroster.checks import Issues
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.oneroster.validation import validate
from timeback_sandbox.powerpath import people, reading
from timeback_sandbox.powerpath.course_tree import load_components, load_materials
from timeback_sandbox.powerpath.gradebook import (
    LessonResult,
    item_results,
    lesson_result_id,
    shown_result,
    write_result,
)
from timeback_sandbox.powerpath.item_line_items import ensure_component_line_item, ensure_material_line_item
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.records import shown
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.edubridge.enrollments import Now

__all__ = ["ItemResponse", "read_response", "write_response"]

_KIND = KINDS["assessmentResults"]
_TAKEN = ("status", "score", "textScore", "scoreDate", "scorePercentile", "scoreStatus", "comment",
          "learningObjectiveSet", "inProgress", "incomplete", "late", "missing", "metadata")  # fmt: skip
_REQUIRED = ("status", "scoreDate", "scoreStatus")


class ItemResponse(NamedTuple):
    """A result that is to be put into the gradebook.

    Attributes:
        student: Whose.
        of_lesson: Whether it is of a lesson; else it is of a component.
        item: The ComponentResource or CourseComponent.
        changes: The fields of the result that are given; None clears one.
        attempt: Of which attempt; None: of the latest.
    """

    student: str
    of_lesson: bool
    item: str
    changes: Entity
    attempt: int | None


def read_response(body: Mapping[str, Any], now: Now) -> ItemResponse:
    """The result that a body holds.

    Raises:
        Problem: 422, something is missing or wrong.
    """
    student = reading.text(body, "studentId")
    lesson, component = reading.optional_text(body, "componentResourceId"), reading.optional_text(body, "componentId")
    if lesson is not None and component is not None:
        raise refuse(422, "Give componentResourceId or componentId, not both", "componentId")
    item = component if lesson is None else lesson
    if item is None:
        raise refuse(422, "componentResourceId is required", "componentResourceId")
    result = reading.object_of(body, "result")
    for name in _REQUIRED:
        reading.text(result, name, f"result.{name}")
    given = {name: result[name] for name in _TAKEN if name in result}
    issues: Issues = []
    changes = validate(_KIND, "patch", given, "result", issues, now.context.platform.vocabularies)
    if issues:
        first = issues[0]
        raise Problem(422, f"{first['path']}: {first['message']}", details=issues)
    metadata = as_object(changes.get("metadata")) or {}
    attempt = reading.whole_number({"metadata.attempt": metadata.get("attempt")}, "metadata.attempt", 1, 2**31 - 1)
    return ItemResponse(student, lesson is not None, item, changes, attempt)


def write_response(connection: Connection, response: ItemResponse, now: Now) -> dict[str, Any]:
    """Puts a result into the gradebook: changes that of the attempt, or makes it.

    Args:
        connection: Within a write transaction.
        response: The result.
        now: The present.

    Returns:
        Line item and result, as answers hold them.

    Raises:
        Problem: 404, the student, the lesson or the component does not exist.
    """
    people.student(connection, response.student, "studentId")
    if response.of_lesson:
        line_item, prefix = _lesson_item(connection, response.item, now), "componentResource"
    else:
        line_item, prefix = _component_item(connection, response.item, now), "component"
    found = _of_attempt(item_results(connection, line_item, response.student), response.attempt)
    attempt = response.attempt or (1 if found is None else found.attempt)
    entity = merged({} if found is None else found.entity, response.changes, attempt)
    entity |= {"assessmentLineItem": line_item, "student": response.student}
    if found is not None:
        sourced_id, seq = found.sourced_id, found.seq
    else:
        sourced_id, seq = _result_id(response, attempt), None
    written = write_result(connection, now, sourced_id, entity, seq)
    return {
        f"{prefix}LineItem": shown(connection, "assessmentLineItems", line_item),
        f"{prefix}Result": shown_result(sourced_id, written, now.context.modified),
    }


def merged(before: Entity, changes: Entity, attempt: int) -> Entity:
    """A result with some fields changed; what is said in its metadata is added to what was said there before.

    Args:
        before: Its fields; empty for a new one.
        changes: The fields that are given; None clears one.
        attempt: Which attempt it is of.
    """
    metadata = as_object(before.get("metadata")) or {}
    if "metadata" in changes:
        said = as_object(changes["metadata"])
        metadata = {} if said is None else {**metadata, **said}
    return {**before, **changes, "metadata": {**metadata, "attempt": attempt}}


def _of_attempt(results: Sequence[LessonResult], attempt: int | None) -> LessonResult | None:
    """The result of an attempt; of the latest when none is named."""
    if attempt is None:
        return results[-1] if results else None
    return next((result for result in results if result.attempt == attempt), None)


def _result_id(response: ItemResponse, attempt: int) -> str:
    made = lesson_result_id(response.item, response.student, attempt)
    return made if response.of_lesson else "pp-ar-component:" + made.removeprefix("pp-ar:")


def _lesson_item(connection: Connection, lesson_id: str, now: Now) -> str:
    material = load_materials(connection, [lesson_id]).get(lesson_id)
    if material is None or material.entity["status"] != "active":
        raise refuse(404, f"ComponentResource not found: {lesson_id[:200]}", "componentResourceId")
    return ensure_material_line_item(connection, now, material)


def _component_item(connection: Connection, component_id: str, now: Now) -> str:
    component = load_components(connection, [component_id]).get(component_id)
    if component is None or component.entity["status"] != "active":
        raise refuse(404, f"CourseComponent not found: {component_id[:200]}", "componentId")
    return ensure_component_line_item(connection, now, component)
