"""The sandbox's QTI API without a socket: requests go straight into the application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

from qti_items import GOLDEN_ITEMS

from timeback_sandbox import Sandbox

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Service:
    """A line to one sandbox without tokens."""

    def __init__(self, sandbox: Sandbox, base: str = "/api") -> None:
        self.sandbox = sandbox
        self.base = base
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()

    def call(
        self, method: str, path: str, body: object = None, *, headers: Headers = (), query: dict[str, Any] | None = None
    ) -> Reply:
        """Sends a request; a body of bytes goes as it is, anything else as JSON."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
        if sent and not any(name == b"content-type" for name, _ in given):
            given.append((b"content-type", b"application/json"))
        if sent:
            given.append((b"content-length", b"%d" % len(sent)))
        target = self.base + path
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "method": method, "scheme": "http", "path": unquote(target), "raw_path": target.encode(),
            "query_string": urlencode(query or {}).encode(), "root_path": "",
            "headers": [(b"host", b"qti.test"), *given], "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
            "extensions": {}, "state": {},
        }  # fmt: skip
        return self._runner.run(self._exchange(scope, sent))

    async def _exchange(self, scope: dict[str, Any], body: bytes) -> Reply:
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        app: Any = self.sandbox.app
        await app(scope, receive, send)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))

    def get(self, path: str, **query: Any) -> Reply:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: object) -> Reply:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> Reply:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Reply:
        return self.call("DELETE", path)

    def score(self, identifier: str, response: object, named: str | None = None) -> Reply:
        """Scores a response to an item."""
        path = f"/assessment-items/{quote(identifier, safe='')}/process-response"
        return self.post(path, {"identifier": identifier if named is None else named, "response": response})

    def add(self, *forms: dict[str, Any]) -> None:
        """Creates items."""
        for form in forms:
            reply = self.post("/assessment-items", form)
            assert reply.status == 201, reply.content


@contextmanager
def service(base: str = "/api", **settings: Any) -> Iterator[Service]:
    """A service of an empty sandbox."""
    with Sandbox(seed="empty", no_auth=True, **settings) as sandbox:
        made = Service(sandbox, base)
        try:
            yield made
        finally:
            made.close()


def named(xml: str, identifier: str) -> str:
    """A document under another identifier."""
    before, found, rest = xml.partition('identifier="')
    assert found
    return before + found + identifier + '"' + rest.partition('"')[2]


def xml_form(identifier: str, kind: str = "choice", **metadata: Any) -> dict[str, Any]:
    """The XML form of an item of the golden table."""
    form: dict[str, Any] = {"format": "xml", "xml": named(GOLDEN_ITEMS[kind], identifier)}
    return {**form, "metadata": metadata} if metadata else form


def choice_form(identifier: str, title: str = "Pick", **more: Any) -> dict[str, Any]:
    """The JSON form of a question with two choices, of which B is right."""
    return {
        "identifier": identifier,
        "title": title,
        "type": "choice",
        "interaction": {
            "type": "choice",
            "responseIdentifier": "RESPONSE",
            "maxChoices": 1,
            "questionStructure": {
                "prompt": "Which?",
                "choices": [{"identifier": "A", "content": "one"}, {"identifier": "B", "content": "two"}],
            },
        },
        "responseDeclarations": [
            {
                "identifier": "RESPONSE",
                "cardinality": "single",
                "baseType": "identifier",
                "correctResponse": {"value": ["B"]},
            }
        ],
        "responseProcessing": {"templateType": "match_correct"},
        **more,
    }
