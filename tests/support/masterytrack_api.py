"""A MasteryTrack client whose requests go to a script, and records as the service answers them."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from scripted_sender import ScriptedSender, answer

from timeback_core.config import resolve
from timeback_core.masterytrack import MasteryTrackClient
from timeback_core.provider import TimebackProvider
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.message import Request, Response

HOST = "https://tests.example/dev"
KEY = "marker-key-of-the-account"
EMAIL = "account@example.edu"
KIM = "kim@example.edu"
TEST: dict[str, Any] = {
    "id": 7,
    "timeback_id": "_0123456789abcdef01234567",
    "name": "Math G3 Form B",
    "subject": "Math",
    "grade": "Third Grade",
    "grade_rank": 3,
    "version": 2,
    "active": True,
    "metadata": {
        "url": "https://tests.example/7",
        "type": "qti",
        "subType": "qti-test",
        "year": "2025",
        "format": "digital",
        "questionTypes": ["choice"],
        "edition": 4,
    },
    "supported": True,
    "created_at": "2025-09-01T10:00:00.000Z",
    "updated_at": "2025-09-02T10:00:00.000Z",
    "invalidated_on": None,
}
EXISTING: dict[str, Any] = {
    "id": 41,
    "student_email": KIM,
    "test_name": "Math G3 Form B",
    "status": "ASSIGNED",
    "test_url": "https://player.example/assignment/41",
}
ASSIGNMENT: dict[str, Any] = {
    **EXISTING,
    "assigned_by": 1,
    "expires_at": "2025-10-19T12:00:00Z",
    "metadata": {"type": "qti", "grade": "Third Grade", "state": "TX"},
    "created_at": "2025-09-19T12:00:00Z",
}
FOUND = {"success": True, "data": [TEST]}
ASSIGNED = {
    "success": True,
    "platform": "Mastery Track",
    "data": {"assignment": ASSIGNMENT, "message": f"assigned to {KIM}"},
}
INVALIDATED = {
    "success": True,
    "data": {
        "message": "1 assignment invalidated",
        "total_invalidated": 1,
        "invalidated_assignments": [{"assignment_id": 41, "student_email": KIM}],
    },
}


def jwt(**claims: object) -> str:
    """A token that says these claims; nobody has signed it."""
    parts = (msgspec.json.encode(part) for part in ({"alg": "HS256"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmVk"])


class Script(ScriptedSender):
    """Gives each account tokens `<address>-1`, `<address>-2`, and answers other requests one after the other.

    Args:
        answers: To requests that ask for no token; the last one again and again.
        grants: To those that ask for one, in the place of tokens; the last one again and again.

    Attributes:
        authorizer: The requests that asked for tokens.
        tokens: The tokens that the others brought.
    """

    def __init__(self, *answers: object, grants: tuple[object, ...] = ()) -> None:
        super().__init__()
        self.answers = list(answers) or [FOUND]
        self.grants = list(grants)
        self.authorizer: list[Request] = []
        self.tokens: list[str | None] = []
        self.handler = self._next

    def _next(self, request: Request) -> Response:
        if request.url.endswith("/authorizer"):
            self.requests.remove(request)
            self.authorizer.append(request)
            if not self.grants:
                email = msgspec.json.decode(request.content or b"")["email"]
                asked = [msgspec.json.decode(one.content or b"")["email"] for one in self.authorizer]
                return answer(body={"success": True, "jwt": f"{email}-{asked.count(email)}"})
        else:
            self.tokens.append(request.headers.get("X-Auth-Token"))
        waiting = self.grants if request.url.endswith("/authorizer") else self.answers
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Response) else answer(body=found)

    @property
    def lines(self) -> list[str]:
        """Method and path of every request that asked for no token."""
        return [f"{request.method} {request.url.removeprefix(HOST)}" for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        """Every body that was sent, but those that asked for tokens."""
        return [msgspec.json.decode(request.content) for request in self.requests if request.content]


def provider_over(script: ScriptedSender, **settings: Any) -> TimebackProvider:
    """A connection as a TimebackClient makes it, over a script."""
    own = {"base_url": HOST, "api_key": KEY, "email": EMAIL}
    return TimebackProvider.from_config(
        resolve({"base_url": "https://main.example", "transport": script, "masterytrack": own, **settings})
    )


def mastery(*answers: object, grants: tuple[object, ...] = (), **settings: Any) -> tuple[MasteryTrackClient, Script]:
    """Return a client over a script, and the script."""
    script = Script(*answers, grants=grants)
    provider = provider_over(script, **settings)
    return MasteryTrackClient.from_channel(provider.channel("masterytrack", Lifetime("test")), provider), script
