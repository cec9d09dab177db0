"""The school year, term and class that EduBridge makes by itself, so that one can be enrolled in a course."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.calendar import SchoolYear
from timeback_sandbox.edubridge.roster import find, metadata_of
from timeback_sandbox.oneroster import rules
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.rules import Context, Draft
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.views import VIEWS

__all__ = ["MANAGED", "DefaultClass", "ensure_default_class"]

MANAGED = "is_automanaged"
"""Key of a class' metadata that tells that EduBridge has made it."""


class DefaultClass:
    """A class of EduBridge's own, and the term that it belongs to.

    Attributes:
        id: Of the class.
        entity: Its fields.
        term: Id of the term.
    """

    __slots__ = ("entity", "id", "term")

    def __init__(self, sourced_id: str, entity: Entity, term: str) -> None:
        self.id = sourced_id
        self.entity = entity
        self.term = term


def ensure_default_class(
    connection: Connection, course: Stored, school: str, year: SchoolYear, context: Context
) -> DefaultClass:
    """The class of a course in a school this year; whatever is missing of it is made, or brought back.

    Args:
        connection: Within a write transaction.
        course: An existing course.
        school: Id of an existing organisation.
        year: The present school year.
        context: Time and platform.
    """
    term = _ensure_term(connection, school, year, context)
    wanted = f"edubridge-class-{course.sourced_id}-{school}-{year.number}"
    owner = (course.sourced_id, school, term)
    direct = find(connection, "classes", wanted)
    if direct is not None and not _belongs(direct.entity, owner):
        # hand-made, or of a course and a school whose ids read the same when they are put together
        wanted += "-" + hashlib.sha256("\0".join(owner).encode()).hexdigest()[:12]
        direct = find(connection, "classes", wanted)
    if direct is None or direct.entity["status"] != "active":
        direct = _other_class(connection, owner) or direct
    if direct is not None:
        if direct.entity["status"] != "active":
            rules.patch(connection, VIEWS["classes"], direct.sourced_id, {"status": "active"}, context)
        return DefaultClass(direct.sourced_id, {**direct.entity, "status": "active"}, term)
    entity = course.entity
    rules.create_many(
        connection,
        KINDS["classes"],
        [
            Draft(
                {
                    "sourcedId": wanted,
                    "title": f"{entity['title']} Class",
                    "classType": "scheduled",
                    "classCode": entity.get("courseCode"),
                    "grades": entity.get("grades") or [],
                    "subjects": entity.get("subjects") or [],
                    "subjectCodes": entity.get("subjectCodes") or [],
                    "course": {"sourcedId": course.sourced_id},
                    "org": {"sourcedId": school},
                    "terms": [{"sourcedId": term}],
                    "periods": [],
                    "metadata": {MANAGED: True},
                },
                "class",
            )
        ],
        context,
    )
    made = find(connection, "classes", wanted)
    assert made is not None
    return DefaultClass(wanted, made.entity, term)


def _ensure_term(connection: Connection, school: str, year: SchoolYear, context: Context) -> str:
    """The id of the term of the school year, both of which are there and active afterwards."""
    year_id = f"edubridge-year-{school}-{year.number}"
    term_id = f"edubridge-term-{school}-{year.number}"
    common = {
        "title": year.title,
        "status": "active",
        "startDate": year.first.isoformat(),
        "endDate": year.last.isoformat(),
        "schoolYear": str(year.number),
        "org": {"sourcedId": school},
    }
    _ensure(connection, "academicSessions", {**common, "sourcedId": year_id, "type": "schoolYear"}, context)
    term = {
        **common,
        "sourcedId": term_id,
        "type": "term",
        "title": f"{year.title} Term",
        "parent": {"sourcedId": year_id},
    }
    _ensure(connection, "academicSessions", term, context)
    return term_id


def _ensure(connection: Connection, kind: KindName, record: Entity, context: Context) -> None:
    """Creates a record, or brings it back when it is marked as deleted."""
    stored = find(connection, kind, record["sourcedId"])
    if stored is None:
        rules.create_many(connection, KINDS[kind], [Draft(record, KINDS[kind].single)], context)
    elif stored.entity["status"] != "active":
        rules.patch(connection, VIEWS[kind], stored.sourced_id, {"status": "active"}, context)


def _belongs(entity: Entity, owner: tuple[str, str, str]) -> bool:
    """Whether a class is one of EduBridge's own, for this course, school and term."""
    course, school, term = owner
    return (
        metadata_of(entity).get(MANAGED) is True
        and entity.get("course") == course
        and entity.get("org") == school
        and term in (entity.get("terms") or ())
    )


def _other_class(connection: Connection, owner: tuple[str, str, str]) -> Stored | None:
    """An active class of EduBridge's own under another id."""
    classes = TABLES["classes"].c
    query = (
        select(classes.sourced_id)
        .where(classes.course == owner[0], classes.org == owner[1], classes.metadata.like(f"%{MANAGED}%"))
        .order_by(classes.seq)
    )
    for sourced_id in connection.execute(query).scalars().all():
        stored = find(connection, "classes", sourced_id)
        if stored is not None and stored.entity["status"] == "active" and _belongs(stored.entity, owner):
            return stored
    return None
