"""Agents: users who act for another one, such as a parent for a student."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.checks import filled
from timeback_sandbox.oneroster.errors import bad_request, detail, invalid, not_found
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.rules import Context, check_whole, find_or_refuse
from timeback_sandbox.oneroster.tables import TABLES, VALUES
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.oneroster.views import VIEWS

_USERS = VIEWS["users"]


def add_agent(connection: Connection, user_id: str, body: Callable[[], object], context: Context) -> None:
    """Make a user an agent of another one; one that already is stays so once.

    Args:
        connection: within a write transaction.
        user_id: for whom the agent acts.
        body: gives the body of the request; asked only when the user exists.
        context: time and platform.

    Raises:
        Problem: 404, one of them does not exist; 400 or 422 for the body.
    """
    user = find_or_refuse(connection, _USERS, user_id)
    agent_id = _agent_id(body())
    if storage.find_seq(connection, KINDS["users"], agent_id) is None:
        raise not_found("Agent not found")
    agents: list[str] = user.entity.get("agents") or []
    if agent_id not in agents:
        entity = {**user.entity, "agents": [*agents, agent_id]}
        storage.change(connection, KINDS["users"], user.seq, user_id, entity, context.modified)


def remove_agent(connection: Connection, user_id: str, agent_id: str, context: Context) -> None:
    """Make a user no longer an agent of another one.

    Raises:
        Problem: 404, the user does not exist or the other one is no agent of it.
    """
    user = find_or_refuse(connection, _USERS, user_id)
    agents: list[str] = user.entity.get("agents") or []
    if agent_id not in agents:
        raise not_found("Agent not found")
    entity = {**user.entity, "agents": [agent for agent in agents if agent != agent_id]}
    storage.change(connection, KINDS["users"], user.seq, user_id, entity, context.modified)


def agents_of(connection: Connection, user_id: str) -> list[bytes]:
    """The read forms of a user's agents, in the order in which they were added.

    Raises:
        Problem: 404.
    """
    agents: list[str] = find_or_refuse(connection, _USERS, user_id).entity.get("agents") or []
    users = TABLES["users"].c
    found: dict[str, bytes] = {}
    for start in range(0, len(agents), 500):
        chosen = users.sourced_id.in_(agents[start : start + 500])
        found.update(
            {row[0]: row[1] for row in connection.execute(select(users.sourced_id, users.document).where(chosen))}
        )
    return [found[agent] for agent in agents if agent in found]


def agent_for(connection: Connection, user_id: str) -> list[bytes]:
    """The read forms of the users whose agent a user is.

    Raises:
        Problem: 404.
    """
    if storage.find_seq(connection, KINDS["users"], user_id) is None:
        raise not_found("User not found")
    users, values = TABLES["users"].c, VALUES["users"].c
    owners = select(values.owner).where(values.field == "agents", values.value == user_id)
    query = select(users.document).where(users.seq.in_(owners)).order_by(users.seq)
    return list(connection.execute(query).scalars())


def _agent_id(body: object) -> str:
    """The agent that a request names."""
    members = as_object(body)
    if members is None:
        raise bad_request("The body must be a JSON object")
    check_whole(members, "")
    value: object = members.get("agentSourcedId")
    if value is None:
        raise invalid([detail("agentSourcedId", "Required")])
    issues: list[dict[str, str]] = []
    filled(value, "agentSourcedId", issues, {})
    if issues or not isinstance(value, str):
        raise invalid(issues)
    return value
