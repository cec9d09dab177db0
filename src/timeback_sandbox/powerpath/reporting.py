"""Reports finished lessons as PowerPath does: as Caliper events in the sandbox's own store."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from timeback_sandbox import effects
from timeback_sandbox.edubridge.facts import tell_events
from timeback_sandbox.edubridge.roster import find
from timeback_sandbox.events import NewEvent
from timeback_sandbox.moments import milliseconds
from timeback_sandbox.powerpath.vocabulary import SUBJECTS

if TYPE_CHECKING:
    from timeback_sandbox.powerpath.visits import Attempt, Visit

__all__ = ["APP", "SENSOR", "report"]

APP = "PowerPath UI"
SENSOR = "urn:timeback:powerpath"
_CONTEXT = "http://purl.imsglobal.org/ctx/caliper/v1p2"
_NAMESPACE = uuid.UUID("5f1b3f3c-6f0e-5d53-9a53-5e6f0b7b1f4e")
_NO_MAIL = "unknown@sandbox.invalid"
"""The profile wants an address of everybody, and not every user has one."""


def report(visit: Visit, attempt: Attempt) -> None:
    """Stores the event of a finished attempt, whose result has been written.

    Analytics have its figures from the result, so that nothing counts twice.

    Args:
        visit: Who finished what, within a write transaction.
        attempt: As it is now.
    """
    from timeback_sandbox.caliper.process import event_row, next_event_id
    from timeback_sandbox.caliper.tables import EVENTS
    from timeback_sandbox.statements import insert_rows

    if not visit.state.settings.powerpath_events or attempt.result is None:
        return
    moment = visit.now.context.modified
    number = next_event_id(visit.connection)
    event = completion_event(visit, attempt, number)
    new = NewEvent(
        number,
        event["id"],
        SENSOR,
        moment,
        None,
        visit.now.context.now,
        milliseconds(moment),
        event,
        msgspec.json.encode(event),
    )
    insert_rows(visit.connection, EVENTS, [event_row(new, 0, moment)])
    effects.events_stored(visit.state, visit.connection, [new], told=[new.external_id])
    tell_events(visit.connection, [(attempt.result.sourced_id, number)])


def completion_event(visit: Visit, attempt: Attempt, number: int) -> dict[str, Any]:
    """The event of a finished attempt.

    Args:
        visit: Who finished what.
        attempt: As it is now.
        number: Of the event in the store; an attempt that is reset can be finished again.
    """
    lesson, metadata = visit.lesson, attempt.metadata
    roster = f"{visit.base_url}/ims/oneroster/rostering/v1p2"
    course = None if lesson.course_id is None else find(visit.connection, "courses", lesson.course_id)
    subject = lesson.subject or next(iter((course.entity.get("subjects") if course else None) or ()), None)
    key = f"{lesson.id}|{visit.student_id}|{attempt.number}|{number}"
    event_id, collection_id = (uuid.uuid5(_NAMESPACE, f"{name}|{key}") for name in ("event", "metrics"))
    context: dict[str, Any] = {
        "id": f"{roster}/courses/component-resources/{_segment(lesson.id)}",
        "type": "TimebackActivityContext",
        "subject": subject if subject in SUBJECTS else "None",
        "app": {"id": "urn:timeback:app:powerpath", "name": APP},
        "activity": {
            "id": f"{roster}/courses/component-resources/{_segment(lesson.id)}",
            "name": lesson.title,
        },
    }
    if course is not None:
        context["course"] = {
            "id": f"{roster}/courses/{_segment(course.sourced_id)}",
            "name": course.entity.get("title") or course.sourced_id,
        }
    figures = {
        "xpEarned": metadata.get("xp"),
        "totalQuestions": metadata.get("totalQuestions"),
        "correctQuestions": metadata.get("correctQuestions"),
        "masteredUnits": metadata.get("masteredUnits"),
    }
    return {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{event_id}",
        "type": "ActivityEvent",
        "profile": "TimebackProfile",
        "action": "Completed",
        "eventTime": visit.now.context.modified,
        "actor": {
            "id": f"{roster}/users/{_segment(visit.student_id)}",
            "type": "TimebackUser",
            "email": visit.student.entity.get("email") or _NO_MAIL,
            "role": "student",
        },
        "object": context,
        "generated": {
            "id": f"urn:uuid:{collection_id}",
            "type": "TimebackActivityMetricsCollection",
            "attempt": attempt.number,
            "items": [{"type": name, "value": value} for name, value in figures.items() if value is not None],
        },
        "edApp": f"{visit.base_url}/powerpath",
    }


def _segment(sourced_id: str) -> str:
    return quote(sourced_id, safe="", errors="replace")
