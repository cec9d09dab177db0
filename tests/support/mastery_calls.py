"""Calls of MasteryTrack in a sandbox, past any client, and what there is to call it about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlencode

from any_request import Line, Reply

from timeback_sandbox import Sandbox

KEY = "sandbox-api-key"
ACCOUNT = "sandbox@timeback.local"
NO_ACCESS = "no-access@timeback.local"
SECOND = "tester@timeback.local"
KIM = "kim@example.edu"
ROSTERING = "/ims/oneroster/rostering/v1p2"
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
_KEPT = "school"


class Mastery:
    """A line to a sandbox with one student, Kim, in the third grade, and a line item of a course for results."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.line = Line(sandbox)
        self.header: list[tuple[bytes, bytes]] = []

    def __enter__(self) -> Self:
        try:
            self.renew()
        except BaseException:
            self.line.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def renew(self, email: str = ACCOUNT) -> None:
        """Go on with a new token of an account."""
        self.header = [(b"x-auth-token", b"Bearer " + self.token(email).encode())]

    def token(self, email: str = ACCOUNT) -> str:
        """A new token of an account."""
        reply = self.authorize({"email": email})
        assert reply.status == 200, reply.content
        return str(json.loads(reply.content)["jwt"])

    def authorize(self, body: object, key: str | None = KEY) -> Reply:
        headers = [(b"content-type", b"application/json")]
        if key is not None:
            headers.append((b"x-api-key", key.encode()))
        return self.line.send("POST", b"/masterytrack/authorizer", headers, json.dumps(body).encode())

    def send(
        self, method: str, path: str, body: object = None, header: list[tuple[bytes, bytes]] | None = None
    ) -> Reply:
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.header if header is None else header
        return self.line.send(method, f"/masterytrack{path}".encode(), headers, content)

    def search(self, **query: str) -> list[dict[str, Any]]:
        """The tests that a search finds."""
        return list(good(self.send("GET", f"/authoring/inventory/search?{urlencode(query)}"))["data"])

    def assign(self, **body: Any) -> dict[str, Any]:
        """The assignment that was made."""
        reply = self.send("POST", "/delivery/assignments/assign", {"student_email": KIM, **body})
        return dict(good(reply, 201)["data"]["assignment"])

    def refused(self, status: int, path: str = "assign", **body: Any) -> dict[str, Any]:
        """What a refusal says; `assign` or `invalidate` are the paths."""
        return bad(self.send("POST", f"/delivery/assignments/{path}", body), status)

    def invalidate(self, **body: Any) -> dict[str, Any]:
        """What was withdrawn."""
        return dict(good(self.send("POST", "/delivery/assignments/invalidate", {"student_email": KIM, **body}))["data"])

    def play(self, id: int, action: str, status: int = 200, **body: int) -> dict[str, Any]:
        """The assignment after a step of the student, or the refusal."""
        reply = self.send("POST", f"/_control/assignments/{id}/{action}", body or None)
        return good(reply) if status == 200 else bad(reply, status)

    def finish(self, id: int, total: int = 4, correct: int = 3) -> dict[str, Any]:
        """The assignment, completed."""
        self.play(id, "start")
        return self.play(id, "complete", total_questions=total, correct_questions=correct)

    def assignments(self, email: str | None = KIM) -> list[dict[str, Any]]:
        query = "" if email is None else "?" + urlencode({"student_email": email})
        return list(good(self.send("GET", f"/_control/assignments{query}"))["data"])

    def create(self, prefix: str, path: str, key: str, record: Mapping[str, Any]) -> None:
        """Put a record into OneRoster."""
        headers = [self.line.token, (b"content-type", b"application/json")]
        reply = self.line.send("POST", f"{prefix}/{path}".encode(), headers, json.dumps({key: record}).encode())
        assert reply.status == 201, reply.content

    def read(self, path: str) -> dict[str, Any]:
        """A record of OneRoster's gradebook."""
        reply = self.line.send("GET", f"{GRADEBOOK}{path}".encode(), [self.line.token])
        return dict(next(iter(good(reply).values())))

    def with_school(self) -> Mastery:
        """With the school's records: Kim, Lee without a grade, and the line item `ali-1`."""
        self.create(ROSTERING, "orgs", "org", {"sourcedId": "s", "name": "S", "type": "school"})
        for id, email, grades in (("kim", "Kim@Example.edu", ["03"]), ("lee", "lee@example.edu", [])):
            role = {"roleType": "primary", "role": "student", "org": {"sourcedId": "s"}}
            record = {"sourcedId": id, "givenName": id, "familyName": "X", "enabledUser": True, "roles": [role]}
            self.create(ROSTERING, "users", "user", {**record, "email": email, "grades": grades})
        item = {"sourcedId": "ali-1", "status": "active", "title": "Benchmark", "category": {"sourcedId": "c"}}
        self.create(GRADEBOOK, "categories", "category", {"sourcedId": "c", "status": "active", "title": "C"})
        self.create(GRADEBOOK, "assessmentLineItems", "assessmentLineItem", item)
        return self

    def with_tests(self, *tests: tuple[str, str, int]) -> Mastery:
        """With tests by id, subject and grade, whose names are their ids in capitals."""
        for id, subject, rank in tests:
            self.add_test(timeback_id=id, name=id.upper(), subject=subject, grade_rank=rank)
        return self

    def add_test(self, **test: Any) -> None:
        good(self.send("POST", "/_control/inventory", test), 201)

    def afresh(self) -> Mastery:
        """As it was when it was kept, with the real time and a new token."""
        self.sandbox.clock.reset()
        self.sandbox.faults.clear()
        if _KEPT in self.sandbox.state.snapshots():
            self.sandbox.state.restore(_KEPT)
        self.renew()
        return self


def kept_school(*tests: tuple[str, str, int]) -> Iterator[Mastery]:
    """An empty sandbox with the school's records and some tests, kept for `Mastery.afresh`."""
    with Sandbox(seed="empty") as sandbox, Mastery(sandbox) as made:
        made.with_school().with_tests(*tests)
        sandbox.state.snapshot(_KEPT)
        yield made


def good(reply: Reply, status: int = 200) -> dict[str, Any]:
    """What a success holds."""
    assert reply.status == status, reply.content
    assert reply.media_type == "application/json"
    return dict(json.loads(reply.content))


def bad(reply: Reply, status: int) -> dict[str, Any]:
    """What a refusal says."""
    body = good(reply, status)
    assert body["success"] is False
    assert isinstance(body["error"], str)
    assert body["error"]
    return body
