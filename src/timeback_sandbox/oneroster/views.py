"""The collections that have a path of their own: one per kind, and five that show part of a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, exists, literal, select

from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kind import Kind, Service
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.tables import ROLES, TABLES

Condition = Callable[[], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class View:
    """A collection with a path.

    Args:
        name: of the view; for most the name of the kind.
        kind: what is in it.
        path: within the service.
        list_key: key of its lists.
        single_key: key of one of it, on read.
        label: how a 404 names one of it.
        condition: which rows of the kind are in it; None for all.
        type: the only `type` that may be written through it.
        put_status: status of the answer to a PUT.
        put_bare: the answer to a PUT is the entity without an envelope.
    """

    name: str
    kind: Kind
    path: str
    list_key: str
    single_key: str
    label: str
    condition: Condition | None = None
    type: str | None = None
    put_status: Literal[200, 201] = 200
    put_bare: bool = False

    @property
    def service(self) -> Service:
        """The service that serves it."""
        return self.kind.service


_PUT: Mapping[str, tuple[Literal[200, 201], bool]] = {
    "orgs": (201, False),
    "enrollments": (201, False),
    "academicSessions": (200, True),
    "demographics": (200, True),
    "classes": (200, True),
}
"""Status and bareness of PUT answers, where they are neither the gradebook's 201 nor a wrapped 200."""


def _plain(name: KindName) -> View:
    kind = KINDS[name]
    status, bare = _PUT.get(name, (201 if kind.upserts else 200, False))
    return View(name, kind, kind.path, name, kind.single, kind.label, put_status=status, put_bare=bare)


def has_role(role: str) -> Condition:
    """Users that have a role somewhere."""
    users = TABLES["users"].c

    def condition() -> ColumnElement[bool]:
        return exists(select(literal(1)).where(ROLES.c.owner == users.seq, ROLES.c.role == role))

    return condition


def of_type(name: KindName, value: str) -> Condition:
    """Rows with this `type`."""
    return lambda: TABLES[name].c.type == value


STUDENTS = View("students", KINDS["users"], "/students", "users", "user", "Student", has_role("student"))
TEACHERS = View("teachers", KINDS["users"], "/teachers", "users", "user", "Teacher", has_role("teacher"))
SCHOOLS = View(
    "schools",
    KINDS["orgs"],
    "/schools",
    "orgs",
    "org",
    "School",
    of_type("orgs", "school"),
    type="school",
    put_bare=True,
)
TERMS = View(
    "terms",
    KINDS["academicSessions"],
    "/terms",
    "terms",
    "term",
    "Term",
    of_type("academicSessions", "term"),
)
GRADING_PERIODS = View(
    "gradingPeriods",
    KINDS["academicSessions"],
    "/gradingPeriods",
    "gradingPeriods",
    "gradingPeriod",
    "Grading period",
    of_type("academicSessions", "gradingPeriod"),
    type="gradingPeriod",
    put_status=201,
)

VIEWS: Mapping[str, View] = {
    **{name: _plain(name) for name in KINDS},
    **{view.name: view for view in (STUDENTS, TEACHERS, SCHOOLS, TERMS, GRADING_PERIODS)},
}
"""All views by name."""
