"""Users by their roles: those who have no other than the ones that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, literal, not_, or_, select

from timeback_sandbox.edubridge.problems import invalid
from timeback_sandbox.edubridge.words import WORDS
from timeback_sandbox.oneroster.enrich import bases_for, fill
from timeback_sandbox.oneroster.errors import detail
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.parameters import parse_list_query
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.oneroster.queries import read_page
from timeback_sandbox.oneroster.scoped import Collection
from timeback_sandbox.oneroster.tables import ROLES, TABLES
from timeback_sandbox.paging import select_members
from timeback_sandbox.serving import Answer, Call
from timeback_sandbox.statements import ConnectionReader, one_of

__all__ = ["list_users"]

_SEARCHED = (
    "givenName",
    "familyName",
    "middleName",
    "preferredFirstName",
    "preferredMiddleName",
    "preferredLastName",
    "email",
    "username",
    "sourcedId",
)


def list_users(call: Call) -> Answer:
    """GET of a page of the users who have at least one role, and only roles that are asked for."""
    roles = _roles(call)
    orgs = [org for org in call.query.get("orgSourcedIds", ()) if org]
    query = parse_list_query(call.pairs, KINDS["users"], BEYOND_AI)
    size = 1 << (len(orgs) - 1).bit_length() if orgs else 0
    ids = {f"org{index}": orgs[min(index, len(orgs) - 1)] for index in range(size)}
    with call.store.read() as connection:
        page = read_page(call.store, connection, _collection(roles, size), ids, query, BEYOND_AI)
        reader = ConnectionReader(connection)
        rows = b"[" + fill(b",".join(page.documents), bases_for(call.base_url, BEYOND_AI), reader) + b"]"
    if query.fields is not None:
        rows = select_members(rows, query.fields)
    total, limit, offset = page.total, query.limit, query.offset
    counters = (total, -(-total // limit), offset // limit + 1, offset, limit)
    body = b'{"users":%b,"totalCount":%d,"pageCount":%d,"pageNumber":%d,"offset":%d,"limit":%d}' % (rows, *counters)
    return Answer(200, body)


def _roles(call: Call) -> frozenset[str]:
    """The roles that are asked for: the parameter may be repeated, and its values may be lists with commas.

    Raises:
        Problem: 422, there are none, or one is unknown.
    """
    known = WORDS["UserRole"]
    given = [role.strip() for value in call.query.get("roles", ()) for role in value.split(",")]
    if not any(given):
        raise invalid([detail("roles", "Required")])
    if not all(role in known for role in given):
        raise invalid([detail("roles", "Must be one of: " + ", ".join(known))])
    return frozenset(given)


@lru_cache(maxsize=256)
def _collection(roles: frozenset[str], orgs: int) -> Collection:
    """The users with these roles and no others, in as many organisations; the statements hang on its identity."""

    def condition() -> ColumnElement[bool]:
        wanted = _has_role(one_of(ROLES.c.role, sorted(roles)))
        others = _has_role(not_(one_of(ROLES.c.role, sorted(roles))))
        if not orgs:
            return and_(wanted, not_(others))
        return and_(wanted, not_(others), _in_orgs([bindparam(f"org{index}") for index in range(orgs)]))

    return Collection("users", condition, _SEARCHED)


def _has_role(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(ROLES.c.owner == TABLES["users"].c.seq, condition))


def _in_orgs(orgs: Sequence[BindParameter[str]]) -> ColumnElement[bool]:
    """Users whose primary organisation, or the one of any role, is among these."""
    users = TABLES["users"].c
    by_role = select(ROLES.c.owner).where(ROLES.c.org.in_(orgs))
    by_primary = select(users.seq).where(users.primary_org.in_(orgs))
    return or_(users.seq.in_(by_role), users.seq.in_(by_primary))
