"""Enrolling in a course and leaving it, over OneRoster's records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge import words
from timeback_sandbox.edubridge.calendar import SchoolYear, school_year
from timeback_sandbox.edubridge.hierarchy import DefaultClass, ensure_default_class
from timeback_sandbox.edubridge.problems import conflict
from timeback_sandbox.edubridge.roster import equals, find, is_active, metadata_of, require
from timeback_sandbox.edubridge.seats import courses_shown, show_seats
from timeback_sandbox.moments import canonical
from timeback_sandbox.oneroster import rules, storage
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.rules import Context, Draft
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.views import VIEWS
from timeback_sandbox.serving import Call

__all__ = ["Now", "default_class", "enroll", "unenroll"]

_ENROLLMENTS, _CLASSES = TABLES["enrollments"], TABLES["classes"]


@dataclass(frozen=True, slots=True)
class Now:
    """What a rule has to know about the present.

    Attributes:
        context: Time and platform, for OneRoster's rules.
        year: The school year.
    """

    context: Context
    year: SchoolYear

    @classmethod
    def of(cls, call: Call) -> Now:
        """The present of the sandbox that a call came to."""
        now = call.now
        return cls(Context(now, BEYOND_AI), school_year(now, call.state.settings.school_year_start))

    @property
    def today(self) -> str:
        """The day, in UTC."""
        return self.context.now.astimezone(UTC).date().isoformat()


def default_class(connection: Connection, course_id: str, school_id: str | None, now: Now) -> dict[str, Any]:
    """The class in which students of a course are enrolled this year, in its read form; made when it is missing.

    Raises:
        Problem: 404, the course does not exist or is marked as deleted, or the school does not exist.
    """
    course = require(connection, "courses", course_id, active=True)
    school = require(connection, "orgs", school_id if school_id is not None else course.entity["org"])
    made = ensure_default_class(connection, course, school.sourced_id, now.year, now.context)
    entity = made.entity
    return {
        "id": made.id,
        "title": entity["title"],
        "classCode": entity.get("classCode"),
        "subjectCodes": entity.get("subjectCodes") or [],
        "subjects": entity.get("subjects") or [],
        "grades": entity.get("grades") or [],
        "periods": [made.term],
        "course": courses_shown(connection, {course_id: course.entity})[course_id],
    }


def enroll(
    connection: Connection, user_id: str, course_id: str, school_id: str | None, body: object, now: Now
) -> dict[str, Any]:
    """Enrols a user in a course, unless the user has that seat already; then what is given is merged into it.

    Args:
        connection: Within a write transaction.
        user_id: Who.
        course_id: In what.
        school_id: Where; None: the user's primary organisation, else the course's.
        body: What the request says about the seat.
        now: The present.

    Returns:
        The seat in its read form.

    Raises:
        Problem: 404, the user, the course or the school does not exist; 422, the body is wrong; 409, another
            enrolment has the id.
    """
    user = require(connection, "users", user_id)
    course = require(connection, "courses", course_id, active=True)
    school = require(connection, "orgs", school_id if school_id is not None else _school_of(user.entity, course.entity))
    options = words.checked(body, words.enroll_options)
    place = ensure_default_class(connection, course, school.sourced_id, now.year, now.context)
    role = options.get("role", "student")
    seat = _seat(connection, user_id, place.id, role)
    wanted: str | None = options.get("sourcedId")
    if wanted is not None and (seat is None or seat.sourced_id != wanted) and find(connection, "enrollments", wanted):
        raise conflict(f"the enrollment id {wanted[:200]} is in use")
    if seat is not None:
        entity = _updated(connection, seat, options, now)
        return show_seats(connection, user_id, [(seat.sourced_id, entity)])[0]
    draft = _new_seat(user_id, course.entity, place, role, options, now)
    draft["school"] = {"sourcedId": school.sourced_id}
    (sourced_id,) = rules.create_many(connection, KINDS["enrollments"], [Draft(draft, "enrollment")], now.context)
    made = find(connection, "enrollments", sourced_id)
    assert made is not None
    return show_seats(connection, user_id, [(sourced_id, made.entity)])[0]


def unenroll(connection: Connection, user_id: str, course_id: str, school_id: str | None, now: Now) -> None:
    """Marks every active seat of a user in any class of a course as deleted, or those of one school.

    Raises:
        Problem: 404, the user, the course or the school does not exist.
    """
    require(connection, "users", user_id)
    require(connection, "courses", course_id)
    if school_id is not None:
        require(connection, "orgs", school_id)
    query = (
        select(_ENROLLMENTS.c.sourced_id)
        .join(_CLASSES, _CLASSES.c.sourced_id == _ENROLLMENTS.c["class"])
        .where(_ENROLLMENTS.c.user == user_id, is_active(_ENROLLMENTS), _CLASSES.c.course == course_id)
    )
    if school_id is not None:
        query = query.where((_ENROLLMENTS.c.school == school_id) | (_CLASSES.c.org == school_id))
    for sourced_id in connection.execute(query).scalars().all():
        rules.delete(connection, VIEWS["enrollments"], sourced_id, now.context)


# ---------------------------------------------------------------- parts


def _school_of(user: Entity, course: Entity) -> str:
    """Where a user is enrolled when the request does not say so."""
    primary = [role["org"] for role in user.get("roles", ()) if role["roleType"] == "primary"]
    school: str = user.get("primaryOrg") or (primary[0] if primary else course["org"])
    return school


def _seat(connection: Connection, user: str, place: str, role: str) -> Stored | None:
    """The active seat of a user in a class in a role; the oldest one if there are several."""
    columns = _ENROLLMENTS.c
    query = (
        select(columns.sourced_id)
        .where(
            columns.user == user,
            equals(columns["class"], place),
            equals(columns.role, role),
            is_active(_ENROLLMENTS),
        )
        .order_by(columns.seq)
        .limit(1)
    )
    sourced_id = connection.execute(query).scalar()
    return None if sourced_id is None else find(connection, "enrollments", sourced_id)


def _new_seat(
    user: str, course: Entity, place: DefaultClass, role: str, options: dict[str, Any], now: Now
) -> dict[str, Any]:
    """A seat that is to be made; goals and metrics are the course's at this time, unless they are given."""
    metadata = dict(options.get("metadata") or {})
    for name in ("goals", "metrics"):
        own = metadata_of(course).get(name)
        if name not in metadata and own is not None:
            metadata[name] = own
    return {
        "sourcedId": options.get("sourcedId"),
        "role": role,
        "primary": "false",
        "beginDate": _day(options["beginDate"]) if "beginDate" in options else now.today,
        "user": {"sourcedId": user},
        "class": {"sourcedId": place.id},
        "metadata": metadata or None,
    }


def _updated(connection: Connection, seat: Stored, options: dict[str, Any], now: Now) -> Entity:
    """The seat with what a repeated enrolment says about it; written only when that is something new."""
    entity = dict(seat.entity)
    if "beginDate" in options:
        entity["beginDate"] = _day(options["beginDate"])
    if options.get("metadata"):
        entity["metadata"] = _merged(metadata_of(entity), options["metadata"])
    if entity != seat.entity:
        storage.change(connection, KINDS["enrollments"], seat.seq, seat.sourced_id, entity, now.context.modified)
    return entity


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Metadata with new values; goals and metrics are merged one by one."""
    merged = {**old, **new}
    for name in ("goals", "metrics"):
        if isinstance(old.get(name), dict) and isinstance(new.get(name), dict):
            merged[name] = {**old[name], **new[name]}
    return merged


def _day(text: str) -> str:
    """The day of a checked date or date and time, in UTC."""
    moment = canonical(text)
    assert moment is not None
    return moment[:10]
