"""Facts made from learning events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from timeback_core.wire import is_list
from timeback_sandbox.edubridge.facts_lookup import Learner, find_enrollments, find_users, last_segment
from timeback_sandbox.edubridge.facts_rows import Fact, Number, person_of, total
from timeback_sandbox.edubridge.facts_tables import ACTIVITY, TIME_SPENT, event_origin

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.events import NewEvent

__all__ = ["FIGURES", "Named", "Told", "facts_of", "is_activity", "read_event", "read_names"]

PROFILE = "TimebackProfile"
FIGURES = ("xpEarned", "totalQuestions", "correctQuestions", "masteredUnits")
"""What an activity is measured in."""

_TIMES = ("active", "inactive", "waste")
_TYPES = {"ActivityEvent": ("Completed", ACTIVITY), "TimeSpentEvent": ("SpentTime", TIME_SPENT)}
_NO_FIGURES = (None,) * len(FIGURES)
_NO_TIMES = (None,) * len(_TIMES)
_NOTHING: dict[str, Any] = {}


class Told(NamedTuple):
    """What an event tells about who did what where.

    Attributes:
        learner: Its actor.
        course: The id of its course.
        subject: Its subject.
        app: The name of its app.
        figures: The sums of its metrics by their type.
    """

    learner: Learner
    course: str | None
    subject: str | None
    app: str | None
    figures: dict[str, Number]


class Named(NamedTuple):
    """How an event calls things.

    Attributes:
        email: The address of its actor.
        course: The name of its course.
        activity: The id of its activity.
        title: The name of its activity.
    """

    email: str | None
    course: str | None
    activity: str | None
    title: str | None


def kind_of(event: dict[str, Any]) -> int | None:
    """The kind of fact that an event gives; None when analytics do not know such events."""
    if event.get("profile") != PROFILE:
        return None
    known = _TYPES.get(event["type"])
    return known[1] if known is not None and known[0] == event.get("action") else None


def is_activity(event: dict[str, Any]) -> bool:
    """Whether an event tells of an activity that was completed."""
    return kind_of(event) == ACTIVITY


def read_event(event: dict[str, Any]) -> Told:
    """What an event tells; whatever is not as it should be counts as not told."""
    actor, object = _members(event, "actor"), _members(event, "object")
    course = last_segment(_text(_members(object, "course"), "id"))
    if course is None:
        course = _text(_members(event, "extensions"), "courseId")
    items = _members(event, "generated").get("items")
    return Told(
        Learner(last_segment(_text(actor, "id")), _text(actor, "email")),
        course,
        _text(object, "subject"),
        _text(_members(object, "app"), "name"),
        total(items) if is_list(items) else {},
    )


def read_names(event: dict[str, Any]) -> Named:
    """How an event calls things; whatever is not as it should be counts as not told."""
    object = _members(event, "object")
    activity = _members(object, "activity")
    return Named(
        _text(_members(event, "actor"), "email"),
        _text(_members(object, "course"), "name"),
        _text(activity, "id") or _text(object, "id"),
        _text(activity, "name"),
    )


def facts_of(connection: Connection, events: Sequence[NewEvent], handled: Collection[str]) -> list[Fact]:
    """The facts that events give, in their order.

    Args:
        connection: Where users and enrolments are.
        events: New events of any kind.
        handled: The ids of events whose fact comes from elsewhere.
    """
    told = [
        (one.id, one.instant, kind, read_event(one.event))
        for one in events
        if (kind := kind_of(one.event)) is not None and one.external_id not in handled
    ]
    users = find_users(connection, {tale.learner: None for *_, tale in told})
    seats = {
        (user, tale.course): None
        for *_, tale in told
        if tale.course is not None and (user := users.get(tale.learner)) is not None
    }
    enrollments = find_enrollments(connection, seats)
    facts: list[Fact] = []
    for number, instant, kind, (learner, course, subject, app, figures) in told:
        user = users.get(learner)
        seat = None if user is None or course is None else enrollments.get((user, course))
        if kind == ACTIVITY:
            sums = (*map(figures.get, FIGURES), *_NO_TIMES)
        else:
            sums = (*_NO_FIGURES, *[figures.get(name, 0) for name in _TIMES])
        who = person_of(user, learner.email)
        facts.append(Fact(event_origin(number), None, 1, kind, instant, who, seat, course, subject, app, *sums))
    return facts


def _members(value: dict[str, Any], name: str) -> dict[str, Any]:
    """The members of an object inside another; none for anything else."""
    found = value.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else _NOTHING


def _text(value: dict[str, Any], name: str) -> str | None:
    """A member if it is a text that says something."""
    found = value.get(name)
    return found if isinstance(found, str) and found else None
