"""Which test an attempt at a lesson takes: the lesson's own, or one of a bank in turn."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.edubridge.roster import find, load_many, metadata_of
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.powerpath.gradebook import LessonResult
from timeback_sandbox.powerpath.lessons import Lesson, qti_test_of
from timeback_sandbox.powerpath.problems import refuse

__all__ = ["Source", "bank_history", "bank_metadata", "bank_resources", "source_of"]


class Source(NamedTuple):
    """The resource that an attempt takes.

    Attributes:
        resource_id: Its sourcedId.
        resource: Itself.
        test_id: The QTI test that it stands for.
        xp: What it is worth; None when it does not say.
    """

    resource_id: str
    resource: Entity
    test_id: str
    xp: float | None


def source_of(connection: Connection, lesson: Lesson, attempt: int, result: LessonResult | None) -> Source:
    """The resource that an attempt takes.

    Args:
        connection: To read with.
        lesson: The lesson.
        attempt: Which attempt; a bank's tests come in turn.
        result: Of the attempt, which remembers the test once it has begun.

    Raises:
        Problem: 400, the lesson is a bank without an active test.
    """
    if not lesson.is_bank:
        return _source(lesson, lesson.resource_id, lesson.resource)
    begun = None if result is None else as_object(result.metadata.get("assessmentBank"))
    remembered = None if begun is None else begun.get("resourceId")
    if isinstance(remembered, str):
        stored = find(connection, "resources", remembered)
        if stored is not None:
            return _source(lesson, remembered, stored.entity)
    named = bank_resources(lesson)
    resources = load_many(connection, "resources", named)
    candidates = [one for one in named if one in resources and resources[one]["status"] == "active"]
    if not candidates:
        raise refuse(400, f"The lesson is a bank without an active test: {lesson.id}", "lesson")
    chosen = candidates[(attempt - 1) % len(candidates)]
    return _source(lesson, chosen, resources[chosen])


def bank_resources(lesson: Lesson) -> list[str]:
    """The resources that a bank names, in its order."""
    named = as_array(lesson.metadata.get("resources")) or []
    return list(dict.fromkeys(one for one in named if isinstance(one, str)))


def bank_history(result: LessonResult | None) -> list[Any]:
    """The tests that attempts up to this one have taken."""
    told = None if result is None else as_object(result.metadata.get("assessmentBank"))
    return [] if told is None else list(as_array(told.get("history")) or [])


def bank_metadata(source: Source, attempt: int, history: list[Any]) -> dict[str, Any]:
    """What a result remembers of the bank's test that its attempt takes."""
    here = {"attempt": attempt, "resourceId": source.resource_id}
    earlier = [one for one in history if (as_object(one) or {}).get("attempt") != attempt]
    return {"resourceId": source.resource_id, "history": [*earlier, here]}


def _source(lesson: Lesson, resource_id: str, resource: Entity) -> Source:
    own, whole = metadata_of(resource).get("xp"), lesson.metadata.get("xp")
    xp = next((one for one in (own, whole) if isinstance(one, (int, float)) and not isinstance(one, bool)), None)
    return Source(resource_id, resource, qti_test_of(resource), xp)
