"""A Webhooks client whose requests go to a script, and records as the service answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec
from scripted_sender import ScriptedSender, answer

from timeback_core.transport.message import Request, Response
from timeback_core.webhooks import WebhooksClient

HOST = "http://hooks.example"
SECRET = "s3cr3t-classroom-hook"
WEBHOOK: dict[str, Any] = {
    "id": "0c8f2c58",
    "name": "XP mirror",
    "description": "Kept",
    "targetUrl": "http://127.0.0.1:9009/caliper",
    "secret": SECRET,
    "active": False,
    "sensor": "https://fractions.example.edu/sensor",
    "createdAt": "2026-01-05T10:00:00.000Z",
    "updatedAt": "2026-01-05T10:00:00.000Z",
    "deletedAt": None,
}
FILTER: dict[str, Any] = {
    "id": "7b1d9e64",
    "webhookId": "0c8f2c58",
    "filterKey": "type",
    "filterValue": "ActivityEvent",
    "filterType": "string",
    "filterOperation": "eq",
    "active": True,
    "createdAt": "2026-01-05T10:01:00.000Z",
    "updatedAt": "2026-01-05T10:02:00.000Z",
    "deletedAt": None,
}


class Script(ScriptedSender):
    """Answers each request with the next of the given bodies, the last one again and again."""

    def __init__(self, *answers: object) -> None:
        super().__init__()
        self.answers = list(answers)
        self.handler = self._next

    def _next(self, _: Request) -> Response:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Response) else answer(body=found)

    @property
    def lines(self) -> list[str]:
        """Method and path of every request."""
        return [f"{request.method} {request.url.removeprefix(HOST)}" for request in self.requests]

    @property
    def bodies(self) -> list[Any]:
        """Every body that was sent."""
        return [msgspec.json.decode(request.content) for request in self.requests if request.content]


def webhooks(*answers: object, **settings: Any) -> tuple[WebhooksClient, Script]:
    """Return a client over a script, and the script."""
    script = Script(*answers)
    make = cast("Callable[..., WebhooksClient]", WebhooksClient)
    return make(base_url=HOST, no_auth=True, transport=script, **settings), script
