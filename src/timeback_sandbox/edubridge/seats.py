"""Enrolments as EduBridge shows them: with course, school, periods, and whether the course can be tested out of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, nulls_first, select

from timeback_sandbox import dialect
from timeback_sandbox.edubridge.applications import primary_apps
from timeback_sandbox.edubridge.roster import equals, is_active, load_many, metadata_of
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity, parse
from timeback_sandbox.oneroster.tables import TABLES

__all__ = ["courses_shown", "list_seats", "show_seats"]

_ENROLLMENTS = TABLES["enrollments"]


class _TestOut(NamedTuple):
    """Courses that have a test for skipping them, and those of which the student has finished one."""

    supported: frozenset[str]
    finished: frozenset[str]


def list_seats(connection: Connection, user: str) -> list[dict[str, Any]]:
    """Every active enrolment of a user, whoever made it: those without a begin first, then by begin and id."""
    query = (
        select(_ENROLLMENTS.c.sourced_id, _ENROLLMENTS.c.document)
        .where(_ENROLLMENTS.c.user == user, is_active(_ENROLLMENTS))
        .order_by(nulls_first(_ENROLLMENTS.c.begin_date.asc()), _ENROLLMENTS.c.sourced_id)
    )
    kind = KINDS["enrollments"]
    found = [(sourced_id, parse(kind, document)) for sourced_id, document in connection.execute(query)]
    return show_seats(connection, user, found)


def show_seats(connection: Connection, user: str, seats: list[tuple[str, Entity]]) -> list[dict[str, Any]]:
    """The read forms of enrolments of one user, in the given order; those without a course are left out."""
    if not seats:
        return []
    classes = load_many(connection, "classes", (seat["class"] for _, seat in seats))
    course_of = {sourced_id: one["course"] for sourced_id, one in classes.items() if one.get("course")}
    courses = load_many(connection, "courses", course_of.values())
    schools = {seat["class"]: seat.get("school") or classes.get(seat["class"], {}).get("org") for _, seat in seats}
    orgs = load_many(connection, "orgs", (school for school in schools.values() if school))
    sessions = load_many(connection, "academicSessions", (t for one in classes.values() for t in one.get("terms", ())))
    shown_courses = courses_shown(connection, courses)
    test_out = _test_out(connection, user, courses)
    shown: list[dict[str, Any]] = []
    for sourced_id, seat in seats:
        course = course_of.get(seat["class"])
        if course not in shown_courses:
            continue
        school = seat.get("school") or schools[seat["class"]] or ""
        terms = classes[seat["class"]].get("terms", ())
        shown.append(
            {
                "id": sourced_id,
                "role": seat["role"],
                "beginDate": seat.get("beginDate"),
                "endDate": seat.get("endDate"),
                "metadata": seat.get("metadata"),
                "course": shown_courses[course],
                "school": {"id": school, "name": orgs.get(school, {}).get("name", school)},
                "periods": [_period(term, sessions[term]) for term in terms if term in sessions],
                "testOutSupported": course in test_out.supported,
                "testOutEligible": course in test_out.supported - test_out.finished,
            }
        )
    return shown


def _period(sourced_id: str, session: Entity) -> dict[str, Any]:
    """The term of a class."""
    return {
        "id": sourced_id,
        "title": session["title"],
        "startDate": session.get("startDate"),
        "endDate": session.get("endDate"),
    }


def courses_shown(connection: Connection, courses: Mapping[str, Entity]) -> dict[str, dict[str, Any]]:
    """Courses as they appear in enrolments and classes, with their primary application."""
    named = {sourced_id: app for sourced_id, one in courses.items() if (app := _app_of(one)) is not None}
    apps = primary_apps(connection, named.values())
    return {
        sourced_id: {
            "id": sourced_id,
            "title": course["title"],
            "metadata": metadata_of(course),
            "subjects": course.get("subjects"),
            "grades": course.get("grades"),
            "primaryApp": apps.get(named.get(sourced_id, "")),
        }
        for sourced_id, course in courses.items()
    }


def _app_of(course: Entity) -> str | None:
    """What a course calls its primary application: an id or a name."""
    for app in (metadata_of(course).get("primaryApp"), course.get("primaryApp")):
        if isinstance(app, str) and app:
            return app
    return None


def _test_out(connection: Connection, user: str, courses: Iterable[str]) -> _TestOut:
    """Looks for tests with which courses are skipped, and for the user's finished results of them."""
    tests = _test_out_lessons(connection, list(courses))
    if not tests:
        return _TestOut(frozenset(), frozenset())
    items, results = TABLES["assessmentLineItems"], TABLES["assessmentResults"]
    query = (
        select(items.c.component_resource)
        .join(results, results.c.assessment_line_item == items.c.sourced_id)
        .where(
            items.c.component_resource.in_(list(tests)),
            results.c.student == user,
            is_active(results),
            equals(results.c.score_status, "fully graded"),
        )
    )
    finished = frozenset(tests[lesson] for lesson in connection.execute(query).scalars())
    return _TestOut(frozenset(tests.values()), finished)


def _test_out_lessons(connection: Connection, courses: list[str]) -> dict[str, str]:
    """The component resources that are tests for skipping one of these courses, each with the course."""
    links, components, resources = TABLES["componentResources"], TABLES["courseComponents"], TABLES["resources"]
    query = (
        select(links.c.sourced_id, components.c.course)
        .join(components, components.c.sourced_id == links.c.course_component)
        .join(resources, resources.c.sourced_id == links.c.resource)
        .where(
            components.c.course.in_(courses),
            dialect.json_scalar(resources.c.metadata, ("lessonType",)) == "test-out",
            *(is_active(table) for table in (links, components, resources)),
        )
    )
    return {row.sourced_id: row.course for row in connection.execute(query)}
