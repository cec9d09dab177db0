"""Sends whatever bytes one likes into a running sandbox, past any HTTP library that would tidy them up."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, settings

from timeback_sandbox import Sandbox

HeaderList = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, list[str]]
    content: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", [""])[0].partition(";")[0]


class Line:
    """A line to one sandbox: one request at a time, in process, with a real token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._runner = asyncio.Runner()
        form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": sandbox.client_id,
                "client_secret": sandbox.client_secret,
            }
        )
        answer = self.send(
            "POST", b"/oauth/token", [(b"content-type", b"application/x-www-form-urlencoded")], form.encode()
        )
        assert answer.status == 200, answer.content
        self.token = (b"authorization", b"Bearer " + json.loads(answer.content)["access_token"].encode())

    def close(self) -> None:
        self._runner.close()

    def send(self, method: str, target: bytes, headers: HeaderList = (), body: bytes = b"") -> Reply:
        """Sends a request as an ASGI server passes it on.

        Args:
            method: In capitals, as servers give it.
            target: Path and query as they stand in the request line.
            headers: Names in lower case. `content-length` is added when there is a body and no length is given.
            body: Sent in two pieces when it is long.
        """
        path, _, query = target.partition(b"?")
        sent_headers = list(headers)
        if body and not any(name == b"content-length" for name, _ in sent_headers):
            sent_headers.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": unquote(path.decode("latin-1"), errors="replace"),
            "raw_path": path, "query_string": query, "root_path": "", "headers": sent_headers,
            "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "extensions": {}, "state": {},
        }  # fmt: skip
        return self._runner.run(self._exchange(scope, body))

    async def _exchange(self, scope: dict[str, Any], body: bytes) -> Reply:
        pieces = [body[:1000], body[1000:]] if len(body) > 1000 else [body]
        waiting = [
            {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}
            for index, piece in enumerate(pieces)
        ]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        app: Any = self.sandbox.app
        await app(scope, receive, send)
        headers: dict[str, list[str]] = {}
        for name, value in sent[0]["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        return Reply(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))


NO_COMMENT = {"error": "Feedback not found", "message": "Feedback not found"}
"""What QTI answers when a path of one segment is to be deleted, whatever the segment."""


def assert_refusal(reply: Reply) -> None:
    """It is a 4xx with a complete IMS payload."""
    assert 400 <= reply.status < 500, (reply.status, reply.content[:500])
    assert reply.media_type == "application/json"
    payload = json.loads(reply.content)
    if payload == NO_COMMENT:
        return
    assert payload["imsx_codeMajor"] == "failure"
    assert payload["imsx_severity"] == "error"
    assert payload["imsx_description"]
    (entry,) = payload["imsx_CodeMinor"]["imsx_codeMinorField"]
    assert entry["imsx_codeMinorFieldValue"]
    for one in payload.get("imsx_error_details", ()):
        assert {"path", "message"} == set(one)


def assert_no_crash(reply: Reply) -> None:
    """It succeeded, or it is a 4xx with a complete IMS payload."""
    if reply.status >= 300:
        assert_refusal(reply)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """A line to a sandbox with the demo's data."""
    with Sandbox(seed="demo") as sandbox:
        made = Line(sandbox)
        yield made
        made.close()


@pytest.fixture(autouse=True)
def nothing_unexpected_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What the sandbox did not expect fails the test, however it was answered."""
    with caplog.at_level(logging.ERROR, logger="timeback_sandbox"):
        yield
    assert [record.getMessage() for record in caplog.records if record.name == "timeback_sandbox"] == []


def derandomized(examples: int) -> settings:
    """So many examples, the same in each run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
