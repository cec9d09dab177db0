"""What an assignment writes to OneRoster's gradebook: a result that is pending, and later its score."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from timeback_sandbox.moments import format_moment
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.rules import Context, Draft, create_many
from timeback_sandbox.oneroster.untyped import as_object

__all__ = ["Place", "WrongPlaceError", "line_item_exists", "write_pending", "write_score"]

_RESULTS = KINDS["assessmentResults"]
_OF_A_SCORE = ("totalQuestions", "correctQuestions", "accuracy", "masteryTrackProcessed")
"""What only a finished test has: a result that is pending again loses it."""


class Place(NamedTuple):
    """Where a result goes: line item, result and student, by their sourcedIds."""

    line_item: str
    result: str
    student: str


class WrongPlaceError(ValueError):
    """A result cannot be written there."""


def line_item_exists(connection: Connection, line_item: str) -> bool:
    """Whether there is an assessment line item of that id, not marked as deleted."""
    found = storage.fetch(connection, KINDS["assessmentLineItems"], line_item)
    return found is not None and found.entity.get("status") == "active"


def write_pending(connection: Connection, place: Place, metadata: dict[str, Any], now: datetime) -> None:
    """Writes the result of a test that has been assigned: without a score, not submitted.

    Raises:
        WrongPlaceError: The result is another student's, or its id cannot be one.
    """
    pending = {name: value for name, value in metadata.items() if value is not None}
    _write(connection, place, {"scoreStatus": "not submitted"}, pending, now)


def write_score(connection: Connection, place: Place, total: int, correct: int, now: datetime) -> None:
    """Writes the score of a test that was completed.

    Raises:
        WrongPlaceError: The result has become another student's.
    """
    share = 100 * correct / total
    score = int(share) if share.is_integer() else share
    metadata = {"totalQuestions": total, "correctQuestions": correct, "accuracy": score}
    _write(connection, place, {"scoreStatus": "fully graded", "score": score}, metadata, now)


def _write(connection: Connection, place: Place, fields: Entity, metadata: dict[str, Any], now: datetime) -> None:
    """Changes the result, or makes it when there is none; other fields and metadata of it stay."""
    if "\x00" in place.result or not place.result.strip():
        raise WrongPlaceError("the id of the result must be a text without NUL characters")
    stored = storage.fetch(connection, _RESULTS, place.result)
    before: Entity = {} if stored is None else stored.entity
    if before.get("student", place.student) != place.student:
        raise WrongPlaceError("the result belongs to another student")
    kept = {name: value for name, value in before.items() if name != "score"}
    old = as_object(before.get("metadata")) or {}
    entity: Entity = {
        **kept,
        "status": "active",
        "assessmentLineItem": place.line_item,
        "student": place.student,
        "scoreDate": format_moment(now),
        **fields,
        "metadata": {**{name: value for name, value in old.items() if name not in _OF_A_SCORE}, **metadata},
    }
    if stored is not None:
        storage.change(connection, _RESULTS, stored.seq, place.result, entity, format_moment(now))
        return
    links = {"assessmentLineItem": place.line_item, "student": place.student}
    data = {**entity, "sourcedId": place.result, **{name: {"sourcedId": id} for name, id in links.items()}}
    create_many(connection, _RESULTS, [Draft(data, _RESULTS.single)], Context(now, BEYOND_AI))
