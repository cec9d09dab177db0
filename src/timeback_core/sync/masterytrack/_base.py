# Written by tools/generate_sync.py from timeback_core/masterytrack/_base.py; changes belong there.
"""What MasteryTrack's resources share: names as they are in Python, and answers that have to be looked into."""

from __future__ import annotations

from typing import Any

from timeback_core.authorizer import read_error_text
from timeback_core.errors import APIError, ResponseParseError
from timeback_core.sync.resource import Resource
from timeback_core.sync.transport.call import Call
from timeback_core.transport.message import Response

__all__ = ["MasteryTrackResource", "check_success"]


def check_success(result: Any, response: Response, call: Call) -> None:
    """Refuse an answer that is a success in its status alone.

    Args:
        result: What was read of it.
        response: The answer.
        call: The request that it answers.

    Raises:
        APIError: It says itself that it is none.
        ResponseParseError: It holds nothing.
    """
    body: dict[str, Any] = result.as_received()
    context: dict[str, Any] = {
        "request_id": response.request_id,
        "method": call.method,
        "url": call.url,
        "headers": response.headers,
        "attempts": response.attempts,
        "operation": call.operation,
    }
    if body.get("success") is False:
        message = read_error_text(body) or "the service says that it did not succeed"
        raise APIError(message, response.status, body, **context)
    if result.data is None:
        raise ResponseParseError(f"{call.operation}: the answer holds no data", response.status, body, **context)


class MasteryTrackResource(Resource, service="masterytrack", profile="base"):
    """A resource of MasteryTrack."""

    __slots__ = ()
    _snake_case = True
    _error_reader = staticmethod(read_error_text)
    _answer_check = staticmethod(check_success)
