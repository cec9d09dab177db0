"""Finds out, for many facts at once, who a learner is and which enrolment goes with a course."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import unquote

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.statements import ConnectionReader, Prepared, Row, shared_dialect

__all__ = ["Builder", "Learner", "find_enrollments", "find_rows", "find_users", "last_segment"]

Builder: TypeAlias = Callable[..., Any]
"""Makes a statement from one list of open values for each list of keys."""

_WIDTHS = (1, 4, 16, 64, 512)
"""How many keys a statement can take; there is one of each width, prepared once."""

_USERS = TABLES["users"].c
_ENROLLMENTS = TABLES["enrollments"].c


class Learner(NamedTuple):
    """What an event tells about who it is about.

    Attributes:
        id: The id of a user, if it is one.
        email: The e-mail address.
    """

    id: str | None
    email: str | None


@lru_cache(maxsize=4_096)
def last_segment(iri: str | None) -> str | None:
    """The last segment of an IRI's path, decoded: the id of the record that the IRI stands for."""
    if iri is None:
        return None
    path = re.split("[?#]", iri, maxsplit=1)[0].rstrip("/")
    return unquote(path[path.rfind("/") + 1 :]) or None


def find_users(connection: Connection, learners: Iterable[Learner]) -> dict[Learner, str]:
    """The ids of the users that learners are: by id, else by e-mail address whatever its case (of ASCII letters).

    Of several users with one address it is the one that is active, then the one that was there first.
    """
    wanted = dict.fromkeys(learners)
    ids = list(dict.fromkeys(one.id for one in wanted if one.id is not None))
    known = {row[0] for row in find_rows(connection, _users_by_id, ids)}
    found = {one: one.id for one in wanted if one.id is not None and one.id in known}
    others = {one: _folded(one.email) for one in wanted if one not in found and one.email}
    rows = find_rows(connection, _users_by_email, list(dict.fromkeys(others.values())))
    by_email: dict[str, str] = {}
    for _, _, email, sourced_id in sorted((row[2] != "active", row[3], row[1], row[0]) for row in rows):
        by_email.setdefault(email, sourced_id)
    found.update((one, by_email[email]) for one, email in others.items() if email in by_email)
    return found


def find_enrollments(connection: Connection, seats: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The enrolment of each user and course: the newest active one, else the newest that is marked as deleted."""
    wanted = set(seats)
    users, courses = sorted({user for user, _ in wanted}), sorted({course for _, course in wanted})
    chosen: dict[tuple[str, str], tuple[bool, int, str]] = {}
    for user, course, status, seq, sourced_id in find_rows(connection, _enrollments, users, courses):
        seat, candidate = (user, course), (status == "active", seq, sourced_id)
        if seat in wanted and (seat not in chosen or candidate > chosen[seat]):
            chosen[seat] = candidate
    return {seat: sourced_id for seat, (_, _, sourced_id) in chosen.items()}


def find_rows(connection: Connection, build: Builder, *keys: Sequence[str | int]) -> list[Row]:
    """The rows that a statement finds for keys, however many there are.

    Args:
        connection: Where they are.
        build: Makes the statement from one list of open values for each list of keys.
        keys: Lists of keys without duplicates; when one is empty nothing is asked.
    """
    reader, dialect = ConnectionReader(connection), connection.dialect.name
    widths = tuple(map(len, keys))
    if max(widths) == 1 == min(widths):  # the usual case
        singles = {_name(n, 0): one[0] for n, one in enumerate(keys)}
        return list(reader.rows(_prepared(build, widths, dialect), singles))
    found: list[Row] = []
    for parts in itertools.product(*map(_parts, keys)):
        statement = _prepared(build, tuple(map(len, parts)), dialect)
        values = {_name(n, i): key for n, part in enumerate(parts) for i, key in enumerate(part)}
        found += reader.rows(statement, values)
    return found


def _parts(keys: Sequence[str | int]) -> Iterator[list[str | int]]:
    """The keys in parts of the widths that there are, the last key repeated where one falls short."""
    for start in range(0, len(keys), _WIDTHS[-1]):
        part = list(keys[start : start + _WIDTHS[-1]])
        width = next(width for width in _WIDTHS if width >= len(part))
        yield part + part[-1:] * (width - len(part))


@lru_cache(maxsize=256)
def _prepared(build: Builder, widths: tuple[int, ...], dialect: str) -> Prepared:
    """The statement for so many keys of each list."""
    lists: list[list[BindParameter[Any]]] = [
        [bindparam(_name(n, i)) for i in range(width)] for n, width in enumerate(widths)
    ]
    return Prepared(build(*lists), shared_dialect(dialect))


@lru_cache(maxsize=2_048)
def _name(number: int, index: int) -> str:
    """The name of an open value."""
    return f"k{number}_{index}"


def _users_by_id(ids: list[BindParameter[str]]) -> Any:
    return select(_USERS.sourced_id).where(_USERS.sourced_id.in_(ids))


def _users_by_email(emails: list[BindParameter[str]]) -> Any:
    email = func.lower(_USERS.email)
    return select(_USERS.sourced_id, email, _USERS.status, _USERS.seq).where(email.in_(emails))


def _enrollments(users: list[BindParameter[str]], courses: list[BindParameter[str]]) -> Any:
    columns = (_ENROLLMENTS.user, _ENROLLMENTS.course, _ENROLLMENTS.status, _ENROLLMENTS.seq, _ENROLLMENTS.sourced_id)
    # said so that the index on users is taken: somebody has a few enrolments, a course may have very many
    course = func.coalesce(_ENROLLMENTS.course, "")
    return select(*columns).where(_ENROLLMENTS.user.in_(users), course.in_(courses))


def _folded(email: str | None) -> str:
    """An address as the index has it: the database lowers the letters of ASCII only."""
    text = email or ""
    return text.lower() if text.isascii() else re.sub("[A-Z]+", lambda capitals: capitals[0].lower(), text)
