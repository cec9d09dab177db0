"""What the tests of the synchronous senders send."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from timeback_core.transport.message import Request, Response, SendFailure


class Sends(Protocol):
    """A synchronous sender."""

    def send(self, request: Request) -> Response: ...


def request_to(url: str, method: str = "GET", **settings: Any) -> Request:
    return Request(
        method,
        url,
        settings.pop("headers", {}),
        settings.pop("content", None),
        settings.pop("timeout", 5.0),
        **settings,
    )


def failure_of(sender: Sends, request: Request) -> SendFailure:
    with pytest.raises(SendFailure) as caught:
        sender.send(request)
    return caught.value
