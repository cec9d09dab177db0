"""What only LEARNWITH_AI has: agent links on users."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from timeback_sandbox.oneroster.render import encode
from timeback_sandbox.oneroster.tables import ROLES, TABLES, VALUES
from timeback_sandbox.statements import Prepared, Reader, shared_dialect


class _User(msgspec.Struct):
    """What of a read form is needed here."""

    sourcedId: str  # noqa: N815 - the key on the wire
    agents: list[_Reference]


class _Reference(msgspec.Struct):
    sourcedId: str  # noqa: N815


def add_agent_links(rows: bytes, reader: Reader) -> bytes:
    """A JSON list of users with `agentsAsAgent` and `agentsAsSource` on each.

    Args:
        rows: the users, filled in.
        reader: looks up roles and principals.
    """
    users = msgspec.json.decode(rows, type=list[_User])
    raw = msgspec.json.decode(rows, type=list[dict[str, msgspec.Raw]])
    for user, row in zip(users, raw, strict=True):
        me = user.sourcedId
        principals = [found[0] for found in reader.rows(_PRINCIPALS, {"agent": me})]
        as_agent = [_link(reader, me, principal) for principal in principals]
        as_source = [_link(reader, agent.sourcedId, me) for agent in user.agents]
        row["agentsAsAgent"] = msgspec.Raw(encode(as_agent))
        row["agentsAsSource"] = msgspec.Raw(encode(as_source))
    return encode(raw)


def _link(reader: Reader, agent: str, user: str) -> dict[str, Any]:
    """One link; its type is the first role of the agent."""
    roles = reader.rows(_ROLE, {"agent": agent})
    return {"agentId": agent, "relationshipType": roles[0][0] if roles else "agent", "userId": user}


def _prepare() -> tuple[Prepared, Prepared]:
    users, values = TABLES["users"].c, VALUES["users"].c
    principals = (
        select(users.sourced_id)
        .join(VALUES["users"], values.owner == users.seq)
        .where(values.field == "agents", values.value == bindparam("agent"))
        .order_by(users.seq)
    )
    role = (
        select(ROLES.c.role)
        .join(TABLES["users"], users.seq == ROLES.c.owner)
        .where(users.sourced_id == bindparam("agent"))
        .limit(1)
    )
    dialect = shared_dialect("sqlite")
    return Prepared(principals, dialect), Prepared(role, dialect)


_PRINCIPALS, _ROLE = _prepare()
