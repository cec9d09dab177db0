"""Credentials that users register with applications."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, insert, select, update

from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.checks import Issues, filled, record
from timeback_sandbox.oneroster.errors import bad_request, invalid, not_found
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.rules import Context, check_whole, find_or_refuse
from timeback_sandbox.oneroster.tables import CREDENTIALS
from timeback_sandbox.oneroster.untyped import as_object
from timeback_sandbox.oneroster.views import VIEWS

_BODY = record(
    {
        "applicationName": filled,
        "credentials": record({"username": filled, "password": filled}, {}),
    },
    {},
)


class Registered(NamedTuple):
    """What became of a registration."""

    profile_id: str
    credential_id: str
    created: bool


def register(connection: Connection, user_id: str, body: Callable[[], object], context: Context) -> Registered:
    """Keep a user's credentials for an application; the ones it had there before are replaced.

    Args:
        connection: within a write transaction.
        user_id: whose credentials they are.
        body: gives the body of the request; asked only when the user exists.
        context: time and platform.

    Raises:
        Problem: 404 for the user, 400 or 422 for the body.
    """
    user = find_or_refuse(connection, VIEWS["users"], user_id)
    application, username, password = _parse(body())
    table = CREDENTIALS
    known = connection.execute(
        select(table.c.id, table.c.profile_id).where(table.c.owner == user.seq, table.c.application == application)
    ).first()
    profiles: list[dict[str, Any]] = user.entity.get("userProfiles") or []
    if known is None:
        done = Registered(str(uuid.uuid4()), str(uuid.uuid4()), created=True)
        connection.execute(
            insert(table).values(
                id=done.credential_id,
                owner=user.seq,
                profile_id=done.profile_id,
                application=application,
                username=username,
                password=password,
            )
        )
        profiles = [*profiles, _profile(done, application, username)]
    else:
        done = Registered(known.profile_id, known.id, created=False)
        change = update(table).where(table.c.id == known.id).values(username=username, password=password)
        connection.execute(change)
        renewed = _profile(done, application, username)
        profiles = [renewed if one["profileId"] == known.profile_id else one for one in profiles]
    entity = {**user.entity, "userProfiles": profiles}
    storage.change(connection, KINDS["users"], user.seq, user_id, entity, context.modified)
    return done


def decrypt(connection: Connection, user_id: str, credential_id: str) -> str:
    """The password of a credential.

    Raises:
        Problem: 404, the user does not exist or has no such credential.
    """
    seq = storage.find_seq(connection, KINDS["users"], user_id)
    if seq is None:
        raise not_found("User not found")
    query = select(CREDENTIALS.c.password).where(CREDENTIALS.c.id == credential_id, CREDENTIALS.c.owner == seq)
    password = connection.execute(query).scalar()
    if password is None:
        raise not_found("Credential not found")
    return cast("str", password)


def _parse(body: object) -> tuple[str, str, str]:
    """Application, user name and password of a request."""
    if as_object(body) is None:
        raise bad_request("The body must be a JSON object")
    check_whole(body, "")
    issues: Issues = []
    checked = cast("dict[str, Any]", _BODY(body, "", issues, {}))
    if issues:
        raise invalid([{**issue, "path": issue["path"].lstrip(".")} for issue in issues])
    given = checked["credentials"]
    return checked["applicationName"], given["username"], given["password"]


def _profile(done: Registered, application: str, username: str) -> dict[str, Any]:
    """The profile as users show it; a password never does."""
    app_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"application:{application}"))
    return {
        "profileId": done.profile_id,
        "profileType": "application",
        "vendorId": app_id,
        "applicationId": app_id,
        "description": None,
        "app": {"sourcedId": app_id, "name": application, "description": None, "domain": "", "metadata": None},
        "credentials": [
            {"id": done.credential_id, "type": "username-password", "username": username, "password": None}
        ],
    }
