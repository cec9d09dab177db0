"""Students: users of OneRoster, found by their e-mail addresses."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, exists, func, insert, literal, select

from timeback_sandbox.masterytrack.tables import STUDENTS, new_number
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import parse
from timeback_sandbox.oneroster.tables import ROLES, TABLES

__all__ = ["Student", "account_of", "find_student", "known_account"]


class Student(NamedTuple):
    """A user of OneRoster.

    Attributes:
        user: The sourcedId.
        email: The address, as the roster writes it.
        grades: The grades, as the roster writes them.
    """

    user: str
    email: str
    grades: tuple[str, ...]


def find_student(connection: Connection, email: str, user: str | None = None) -> Student | None:
    """The active user with an address, whatever its case.

    Of several the one who is meant comes first, then a student, then the oldest record.

    Args:
        connection: To read with.
        email: The address.
        user: sourcedId of the one who is meant, if that is known.
    """
    users = TABLES["users"].c
    studies = exists().where(ROLES.c.owner == users.seq, ROLES.c.role == "student")
    query = (
        select(users.sourced_id, users.email, users.document)
        .where(func.lower(users.email) == func.lower(literal(email.strip())))
        # coalesced, so that the index on addresses is used and not that on the status, which almost all share
        .where(func.coalesce(users.status, "") == "active")
        .order_by(*(() if user is None else ((users.sourced_id == user).desc(),)), studies.desc(), users.seq)
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    grades = parse(KINDS["users"], row.document).get("grades") or ()
    return Student(row.sourced_id, row.email, tuple(grades))


def known_account(connection: Connection, user: str) -> int | None:
    """The number under which a student is known here; None for one who never was assigned a test."""
    found: int | None = connection.execute(select(STUDENTS.c.id).where(STUDENTS.c.user == user)).scalar()
    return found


def account_of(connection: Connection, user: str, now: int) -> int:
    """The number under which a student is known here; one who is not gets it now."""
    known = known_account(connection, user)
    if known is not None:
        return known
    made = connection.execute(insert(STUDENTS).values(user=user, created_at=now))
    return new_number(made)
