"""Writes the results that activity events ask for into OneRoster's gradebook."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, Connection, func, select

from timeback_sandbox.edubridge.facts import tell_events
from timeback_sandbox.edubridge.facts_events import FIGURES, Told, is_activity, read_event, read_names
from timeback_sandbox.edubridge.facts_lookup import find_rows, find_users, last_segment
from timeback_sandbox.edubridge.facts_results import FROM_EVENT
from timeback_sandbox.moments import format_moment, moment_of
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object

if TYPE_CHECKING:
    from timeback_sandbox.events import NewEvent
    from timeback_sandbox.state import State

__all__ = ["from_events", "line_item_id"]

logger = logging.getLogger("timeback_sandbox")

_ITEMS = KINDS["assessmentLineItems"]
_RESULTS = KINDS["assessmentResults"]
_LESSON = re.compile(r"/component-resources/([^/?#]+)/?(?:[?#].*)?\Z")
_MOST_ATTEMPTS = 2**31


class _Asking(NamedTuple):
    """An event that asks for a result: what it tells, the IRI of its object and a title for it."""

    new: NewEvent
    told: Told
    activity: str
    title: str


class _Wish(NamedTuple):
    """An event that gets a result, and everything that it takes to write one."""

    asking: _Asking
    student: str
    course: str
    line_item: str
    attempt: int

    @property
    def place(self) -> tuple[str, str, int]:
        """Where there can be one result only: student, line item, attempt."""
        return self.student, self.line_item, self.attempt


class _Lesson(NamedTuple):
    """A component resource that is an activity, with its component and the line item that it has."""

    component: str
    line_item: str | None


def line_item_id(activity: str, course: str) -> str:
    """The id of the line item that is made for an activity in a course.

    Args:
        activity: The IRI of the activity.
        course: The sourcedId of the course.
    """
    return FROM_EVENT + hashlib.sha256(f"{activity}_{course}".encode(errors="surrogatepass")).hexdigest()


def from_events(state: State, connection: Connection, events: Sequence[NewEvent]) -> set[str]:
    """Writes a line item, where there is none, and a result for each activity that asks for it.

    An event whose user or course is not known is passed over.

    Args:
        state: The sandbox.
        connection: Within a write transaction.
        events: New events of any kind, in the order in which they were stored.

    Returns:
        The ids of the events whose fact is that of their result: a result without a figure is none.
    """
    asking = [found for one in events if (found := _read(one)) is not None]
    if not asking:
        return set()
    modified = format_moment(state.clock.now())
    lessons = _lessons(connection, (one.activity for one in asking))
    wishes = _resolved(connection, asking, lessons)
    _add_line_items(connection, wishes, lessons, modified)
    written = _write_results(connection, wishes, modified)
    tell_events(connection, ((result, one.asking.new.id) for one, result in written))
    telling = (one.asking for one in wishes if any(name in one.asking.told.figures for name in FIGURES))
    return {one.new.external_id for one in telling}


def _read(new: NewEvent) -> _Asking | None:
    """The event if it asks for a result."""
    object = as_object(new.event.get("object"))
    if object is None or object.get("process") is not True or not is_activity(new.event):
        return None
    activity = object.get("id")
    if not isinstance(activity, str) or not activity.strip():
        return None
    title = read_names(new.event).title or ""
    return _Asking(new, read_event(new.event), activity, title if title.strip() else activity)


def _resolved(connection: Connection, asking: list[_Asking], lessons: dict[str, _Lesson]) -> list[_Wish]:
    """The events whose user and course exist; the others are logged, without anything that tells who it was."""
    users = find_users(connection, (one.told.learner for one in asking))
    named = (one.told.course for one in asking if one.told.course is not None)
    courses = storage.existing_ids(connection, KINDS["courses"], named)
    wishes: list[_Wish] = []
    for one in asking:
        student, course = users.get(one.told.learner), one.told.course
        if student is None or course is None or course not in courses:
            unknown = "user" if student is None else "course"
            logger.info("Event number %d asks for a result, but its %s is not known", one.new.id, unknown)
            continue
        lesson = lessons.get(one.activity)
        item = lesson.line_item if lesson is not None else None
        item = item or line_item_id(one.activity, course)
        wishes.append(_Wish(one, student, course, item, _attempt(one.new.event)))
    return wishes


def _attempt(event: dict[str, Any]) -> int:
    """Which attempt an activity was."""
    return _attempt_in(as_object(event.get("generated")) or {})


def _attempt_in(members: dict[str, Any]) -> int:
    value = members.get("attempt")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 1 <= value <= _MOST_ATTEMPTS else 1


# ---------------------------------------------------------------- line items


def _lessons(connection: Connection, activities: Iterable[str]) -> dict[str, _Lesson]:
    """The activities that are component resources of OneRoster."""
    ids = {activity: last_segment(activity) for activity in activities if _LESSON.search(activity) is not None}
    wanted = [sourced_id for sourced_id in dict.fromkeys(ids.values()) if sourced_id is not None]
    components: dict[str, str] = {row[0]: row[1] for row in find_rows(connection, _component_resources, wanted)}
    rows = find_rows(connection, _items_of_lessons, list(components))
    items: dict[str, str] = {}
    for _, _, lesson, item in sorted((row[2] != "active", row[3], row[0], row[1]) for row in rows):
        items.setdefault(lesson, item)
    return {
        activity: _Lesson(components[lesson], items.get(lesson))
        for activity, lesson in ids.items()
        if lesson is not None and lesson in components
    }


def _add_line_items(
    connection: Connection, wishes: Iterable[_Wish], lessons: dict[str, _Lesson], modified: str
) -> None:
    """Adds the line items that are missing."""
    wanted = {one.line_item: one for one in wishes}
    known = storage.existing_ids(connection, _ITEMS, wanted)
    missing = [(item, _line_item(one, lessons)) for item, one in wanted.items() if item not in known]
    storage.add(connection, _ITEMS, missing, modified)


def _line_item(wish: _Wish, lessons: dict[str, _Lesson]) -> Entity:
    """The line item of an activity."""
    told, activity = wish.asking.told, wish.asking.activity
    metadata = {"activityId": activity, "subject": told.subject, "appName": told.app}
    entity: Entity = {
        "status": "active",
        "title": wish.asking.title,
        "resultValueMin": 0,
        "resultValueMax": 100,
        "course": wish.course,
        "metadata": {name: value for name, value in metadata.items() if value is not None},
    }
    lesson = lessons.get(activity)
    if lesson is not None:
        entity |= {"component": lesson.component, "componentResource": last_segment(activity)}
    return entity


# ---------------------------------------------------------------- results


def _write_results(connection: Connection, wishes: list[_Wish], modified: str) -> list[tuple[_Wish, str]]:
    """Writes the results: the one at the same place is overwritten, else there is a new one.

    Returns:
        Each event with the id of its result.
    """
    present = _present_results(connection, wishes)
    new_ids = [FROM_EVENT + one.asking.new.external_id for one in wishes if one.place not in present]
    taken = {row[1]: (row[0], row[1]) for row in find_rows(connection, _results_by_id, list(dict.fromkeys(new_ids)))}
    changed: dict[str, tuple[int, Entity]] = {}
    added: dict[str, Entity] = {}
    places: dict[tuple[str, str, int], str] = {}
    written: list[tuple[_Wish, str]] = []
    for wish in wishes:
        own = FROM_EVENT + wish.asking.new.external_id
        place = present.get(wish.place) or taken.get(own)
        sourced_id = place[1] if place is not None else places.setdefault(wish.place, own)
        entity = _result(wish)
        if place is not None:
            changed[sourced_id] = (place[0], entity)
        else:
            added[sourced_id] = entity
        written.append((wish, sourced_id))
    storage.add(connection, _RESULTS, list(added.items()), modified)
    for sourced_id, (seq, entity) in changed.items():
        storage.change(connection, _RESULTS, seq, sourced_id, entity, modified)
    return written


def _present_results(connection: Connection, wishes: Iterable[_Wish]) -> dict[tuple[str, str, int], tuple[int, str]]:
    """The active result at each place, the newest one where there are several: row number and id."""
    found: dict[tuple[str, str, int], tuple[int, str]] = {}
    # pair by pair: all students with all line items would be far more of them than there are events
    for student, item in dict.fromkeys((one.student, one.line_item) for one in wishes):
        for seq, sourced_id, metadata in find_rows(connection, _active_results, [student], [item]):
            members: dict[str, Any] = msgspec.json.decode(metadata) if metadata else {}
            found[student, item, _attempt_in(members)] = (seq, sourced_id)
    return found


def _result(wish: _Wish) -> Entity:
    """The result of an activity."""
    told = wish.asking.told
    figures = told.figures
    questions, correct = figures.get("totalQuestions"), figures.get("correctQuestions")
    metadata = {
        "attempt": wish.attempt,
        "xp": figures.get("xpEarned"),
        "totalQuestions": questions,
        "correctQuestions": correct,
        "masteredUnits": figures.get("masteredUnits"),
        "subject": told.subject,
        "appName": told.app,
    }
    entity: Entity = {
        "status": "active",
        "assessmentLineItem": wish.line_item,
        "student": wish.student,
        "scoreDate": format_moment(moment_of(wish.asking.new.instant)),
        "scoreStatus": "fully graded",
        "metadata": {name: value for name, value in metadata.items() if value is not None},
    }
    if questions is not None and correct is not None and questions > 0:
        score = 100 * correct / questions
        entity["score"] = int(score) if score.is_integer() else score
    return entity


# ---------------------------------------------------------------- statements


def _component_resources(ids: list[BindParameter[str]]) -> Any:
    lessons = TABLES["componentResources"].c
    return select(lessons.sourced_id, lessons.course_component).where(lessons.sourced_id.in_(ids))


def _items_of_lessons(ids: list[BindParameter[str]]) -> Any:
    items = TABLES["assessmentLineItems"].c
    columns = (items.component_resource, items.sourced_id, items.status, items.seq)
    return select(*columns).where(items.component_resource.in_(ids))


def _active_results(students: list[BindParameter[str]], items: list[BindParameter[str]]) -> Any:
    results = TABLES["assessmentResults"].c
    columns = (results.seq, results.sourced_id, results.metadata)
    here = (results.student.in_(students), results.assessment_line_item.in_(items))
    return select(*columns).where(*here, func.coalesce(results.status, "") == "active").order_by(results.seq)


def _results_by_id(ids: list[BindParameter[str]]) -> Any:
    results = TABLES["assessmentResults"].c
    return select(results.seq, results.sourced_id).where(results.sourced_id.in_(ids))
