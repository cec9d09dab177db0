"""The operations of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timeback_sandbox.masterytrack import assigning, authorizing, bodies, inventory, life, requests
from timeback_sandbox.masterytrack.assigning import shown_assignment
from timeback_sandbox.masterytrack.invalidating import invalidate
from timeback_sandbox.moments import instant_of
from timeback_sandbox.serving import Answer, Call, QueryParameter, Route

__all__ = ["ROUTES", "TOKEN_HEADER"]

TOKEN_HEADER = "x-auth-token"  # noqa: S105 - the name of a header
PLATFORM = "Mastery Track"
_TAG = "MasteryTrack"


def _authorize(call: Call) -> Answer:
    authorizing.check_key(call.state, call.header("x-api-key"))
    return Answer.of(200, {"success": True, "jwt": authorizing.issue(call.state, requests.read_email(call))})


def _search(call: Call) -> Answer:
    authorizing.caller_of(call.state, call.header(TOKEN_HEADER), "UNAUTHORIZED")
    wanted = requests.read_search(call)
    with call.store.read() as connection:
        found = inventory.search(connection, **wanted._asdict())
    return Answer(200, b'{"success":true,"data":[' + b",".join(found) + b"]}")


def _assign(call: Call) -> Answer:
    account = authorizing.caller_of(call.state, call.header(TOKEN_HEADER), "UNAUTHORIZED")
    wanted = requests.read_assign(call)
    with call.store.write() as connection:
        assigned = assigning.assign(
            call.state, connection, base_url=call.base_url, assigned_by=account, **wanted._asdict()
        )
        row = life.find_assignment(connection, assigned.id, instant_of(call.now))
        assert row is not None
    data = {"assignment": shown_assignment(row, call.base_url), "message": f"assigned to {row.student_email}"}
    return Answer.of(201, {"success": True, "platform": PLATFORM, "data": data})


def _invalidate(call: Call) -> Answer:
    authorizing.caller_of(call.state, call.header(TOKEN_HEADER), None, "Unauthorized")
    wanted = requests.read_invalidate(call)
    with call.store.write() as connection:
        rows = invalidate(call.state, connection, wanted)
    some = "assignment" if len(rows) == 1 else "assignments"
    data = {
        "message": f"{len(rows)} {some} invalidated",
        "total_invalidated": len(rows),
        "invalidated_assignments": [{"assignment_id": row.id, "student_email": row.student_email} for row in rows],
    }
    return Answer.of(200, {"success": True, "data": data})


_READABLE: Mapping[int, str] = {413: "The body is too large", 415: "The body is no JSON"}
_ERROR: dict[str, Any] = {"error_body": bodies.MasteryError}

ROUTES = (
    Route(
        "masterytrack.authorizer.get_token", "POST", "/authorizer", _authorize, _TAG,
        "Gives an account a token; wants a key in the header `x-api-key`",
        body=bodies.AuthorizerInput, answers={200: bodies.AuthorizerAnswer}, errors=_READABLE, **_ERROR,
    ),
    Route(
        "masterytrack.inventory.search", "GET", "/authoring/inventory/search", _search, _TAG, "Searches the inventory",
        query=(
            QueryParameter("name", "A part of the name, in any case"),
            QueryParameter("timeback_id", "Exactly this id"),
            QueryParameter("grade", "A number from 0 to 12, or words such as `Third Grade`"),
            QueryParameter("subject", "Exactly this subject, in any case"),
            QueryParameter("all", "Whether also tests come that cannot be delivered yet", "boolean"),
        ),
        answers={200: bodies.SearchAnswer}, **_ERROR,
    ),
    Route(
        "masterytrack.assignments.assign", "POST", "/delivery/assignments/assign", _assign, _TAG,
        "Assigns a test to a student",
        body=bodies.AssignInput, answers={201: bodies.AssignAnswer},
        errors={
            **_READABLE,
            404: "The student, the test or the line item is not there",
            409: "The student has an active assignment of the test",
            422: "The test cannot be delivered yet",
        },
        **_ERROR,
    ),
    Route(
        "masterytrack.assignments.invalidate", "POST", "/delivery/assignments/invalidate", _invalidate, _TAG,
        "Withdraws active assignments of a student",
        body=bodies.InvalidateInput, answers={200: bodies.InvalidateAnswer},
        errors={**_READABLE, 404: "The student is not known, or has no such assignment"},
        **_ERROR,
    ),
)  # fmt: skip
