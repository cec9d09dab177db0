"""OneRoster's routes without a server: calls go straight into the application."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from litestar import Litestar
from litestar.openapi import OpenAPIConfig

from timeback_sandbox import oneroster
from timeback_sandbox.oneroster import bulk
from timeback_sandbox.store import Store

ROSTERING = "/ims/oneroster/rostering/v1p2"
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
RESOURCES = "/ims/oneroster/resources/v1p2"
T = TypeVar("T")
NOW = datetime(2025, 9, 1, 8, 30, tzinfo=UTC)


class FixedClock:
    """Stands still unless it is told to move."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class Host:
    store: Store
    clock: FixedClock = field(default_factory=FixedClock)


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)

    @property
    def details(self) -> dict[str, str]:
        return {one["path"]: one["message"] for one in self.body["imsx_error_details"]}

    @property
    def minor(self) -> str:
        (entry,) = self.body["imsx_CodeMinor"]["imsx_codeMinorField"]
        return entry["imsx_codeMinorFieldValue"]


class Api:
    def __init__(self, url: str = "sqlite://") -> None:
        self.store = Store.open(url)
        self.host = Host(self.store)
        self.app = Litestar(
            oneroster.routes(self.host), openapi_config=OpenAPIConfig(title="OneRoster", version="1", path="/")
        )
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()
        self.store.close()

    def call(self, method: str, path: str, body: object = None, **more: Any) -> Reply:
        return self.run(self.exchange(method, path, body, **more))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    async def exchange(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, object] | str | bytes = "",
        content_type: str | None = "application/json",
        host: str | None = "sandbox.test",
    ) -> Reply:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if isinstance(query, Mapping):
            query = urlencode(query, quote_via=quote)
        raw_query = query if isinstance(query, bytes) else query.encode()
        headers = [(b"content-length", str(len(content)).encode())]
        if host is not None:
            headers.append((b"host", host.encode()))
        if content_type is not None and content:
            headers.append((b"content-type", content_type.encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "https", "path": unquote(path), "raw_path": path.encode(), "query_string": raw_query,
            "root_path": "", "headers": headers, "server": ["127.0.0.1", 80], "client": ("127.0.0.1", 1),
            "extensions": {},
        }  # fmt: skip
        return await self._exchange(scope, content)

    async def _exchange(self, scope: Any, content: bytes) -> Reply:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Reply(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]))

    def get(self, path: str, **query: object) -> Reply:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: object = None) -> Reply:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> Reply:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: object) -> Reply:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Reply:
        return self.call("DELETE", path)

    def ids(self, path: str, key: str, **query: object) -> list[str]:
        reply = self.get(path, **query)
        assert reply.status == 200, reply.content
        return [row["sourcedId"] for row in reply.body[key]]

    def load(self, records: Mapping[str, list[dict[str, Any]]]) -> None:
        with self.store.write() as connection:
            for kind, rows in records.items():
                bulk.insert_many(connection, kind, rows, NOW)


def ref(sourced_id: str) -> dict[str, str]:
    return {"sourcedId": sourced_id}


def role(name: str, org: str, role_type: str = "primary") -> dict[str, Any]:
    return {"roleType": role_type, "role": name, "org": ref(org)}


def user(sourced_id: str, *roles: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "enabledUser": True, "givenName": sourced_id.title(), "familyName": "Doe",
        "roles": list(roles), **more,
    }  # fmt: skip


def session(sourced_id: str, kind: str, org: str = "district", **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "status": "active", "title": sourced_id.title(), "startDate": "2025-08-15",
        "endDate": "2026-06-15", "type": kind, "schoolYear": "2026", "org": ref(org), **more,
    }  # fmt: skip


def result(sourced_id: str, line_item: str, student: str, **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "status": "active", "lineItem": ref(line_item), "student": ref(student),
        "scoreStatus": "fully graded", "scoreDate": "2025-09-20T10:00:00Z", **more,
    }  # fmt: skip


def line_item(sourced_id: str, klass: str, school: str, category: str, **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "title": sourced_id.title(), "assignDate": "2025-09-01",
        "dueDate": "2025-09-15T12:00:00+02:00", "class": ref(klass), "school": ref(school),
        "category": ref(category), **more,
    }  # fmt: skip


SCHOOL: dict[str, list[dict[str, Any]]] = {
    "orgs": [
        {"sourcedId": "district", "name": "Riverside District", "type": "district", "identifier": "D-1"},
        {"sourcedId": "north", "name": "North School", "type": "school", "parent": ref("district"),
         "identifier": "S-1"},
        {"sourcedId": "south", "name": "South School", "type": "school", "parent": ref("district"),
         "identifier": "S-2"},
    ],
    "academicSessions": [
        session("year", "schoolYear"),
        session("fall", "term", parent=ref("year")),
        session("spring", "term", "north", parent=ref("year")),
        session("fall-1", "gradingPeriod", parent=ref("fall")),
    ],
    "resources": [
        {"sourcedId": "book", "title": "Algebra Book", "vendorResourceId": "vendor-book", "roles": ["primary"],
         "importance": "primary", "metadata": {"type": "text", "format": "pdf", "level": 3}},
        {"sourcedId": "quiz", "title": "Algebra Quiz", "vendorResourceId": "vendor-quiz",
         "metadata": {"type": "qti", "subType": "qti-test"}},
        {"sourcedId": "poster", "title": "Poster", "vendorResourceId": "vendor-poster"},
    ],
    "courses": [
        {"sourcedId": "algebra", "status": "active", "title": "Algebra I", "courseCode": "ALG1",
         "org": ref("north"), "grades": ["8", "9"], "subjects": ["Math"], "subjectCodes": ["02052"],
         "schoolYear": {"href": "https://x.test/y", "sourcedId": "year", "type": "academicSession"},
         "resources": [ref("book")]},
        {"sourcedId": "history", "status": "active", "title": "History", "org": ref("south")},
    ],
    "classes": [
        {"sourcedId": "alg-1", "title": "Algebra 1st period", "classCode": "A1", "classType": "scheduled",
         "course": ref("algebra"), "org": ref("north"), "terms": [ref("fall")], "grades": ["8"],
         "subjects": ["Math"], "periods": ["1"], "location": "R1", "resources": [ref("poster")]},
        {"sourcedId": "alg-2", "title": "Algebra 2nd period", "classType": "scheduled", "course": ref("algebra"),
         "org": ref("north"), "terms": [ref("fall"), ref("spring")]},
        {"sourcedId": "his-1", "title": "History", "classType": "homeroom", "course": ref("history"),
         "org": ref("south"), "terms": [ref("spring")]},
    ],
    "users": [
        user("ana", role("student", "north"), email="ana@school.test", grades=["8"], primaryOrg=ref("north"),
             userIds=[{"type": "sis", "identifier": "1001"}], metadata={"house": "red", "points": 12}),
        user("ben", role("student", "north"), role("student", "south", "secondary"), familyName="O'Brien",
             grades=["9"], middleName="Lee", metadata={"house": "blue", "points": 7.5, "tags": ["a", "b"]}),
        user("eva", role("student", "district"), primaryOrg=ref("south"), email="Eva@School.test",
             metadata={"points": "12", "vip": True, "joined": "2025-01-02"}),
        user("tom", role("teacher", "north"), email="tom@school.test", status="tobedeleted"),
        user("zoe", role("teacher", "south"), role("administrator", "district"), username="zoe"),
        user("pat", role("parent", "north"), enabledUser="false"),
    ],
    "enrollments": [
        {"sourcedId": "e-ana", "role": "student", "user": ref("ana"), "class": ref("alg-1"), "primary": True,
         "beginDate": "2025-08-15", "endDate": "2026-06-15"},
        {"sourcedId": "e-ben", "role": "student", "user": ref("ben"), "class": ref("alg-1")},
        {"sourcedId": "e-eva", "role": "student", "user": ref("eva"), "class": ref("his-1")},
        {"sourcedId": "e-tom", "role": "teacher", "user": ref("tom"), "class": ref("alg-1")},
        {"sourcedId": "e-zoe", "role": "teacher", "user": ref("zoe"), "class": ref("his-1")},
        {"sourcedId": "e-gone", "role": "student", "user": ref("eva"), "class": ref("alg-1"),
         "status": "tobedeleted"},
    ],
    "demographics": [
        {"sourcedId": "ana", "birthDate": "2012-03-04", "sex": "female", "asian": True, "white": "false"},
    ],
    "categories": [
        {"sourcedId": "homework", "status": "active", "title": "Homework", "weight": 0.4},
        {"sourcedId": "exams", "status": "active", "title": "Exams"},
    ],
    "scoreScales": [
        {"sourcedId": "letters", "status": "active", "title": "Letters", "type": "letter", "class": ref("alg-1"),
         "course": ref("algebra"), "scoreScaleValue": [{"itemValueLHS": "A", "itemValueRHS": "90-100"}]},
    ],
    "lineItems": [
        line_item("hw-1", "alg-1", "north", "homework", resultValueMax=100, resultValueMin=0,
                  scoreScale=ref("letters"), gradingPeriod=ref("fall-1"), academicSession=ref("fall"),
                  learningObjectiveSet=[{"source": "case", "learningObjectiveIds": ["o-1", "o-2"]}]),
        line_item("hw-2", "alg-1", "north", "homework"),
        line_item("essay", "his-1", "south", "exams"),
    ],
    "results": [
        result("r-ana", "hw-1", "ana", score=95, **{"class": ref("alg-1")}, learningObjectiveSet=[
            {"source": "case", "learningObjectiveResults": [{"learningObjectiveId": "o-1", "score": 1}]}]),
        result("r-ben", "hw-1", "ben", score=87.5, late="true", comment="Nice work"),
        result("r-eva", "essay", "eva", textScore="B"),
    ],
    "courseComponents": [
        {"sourcedId": "unit-1", "status": "active", "course": ref("algebra"), "title": "Unit 1",
         "unlockDate": "2025-09-01", "prerequisites": ["unit-0"], "prerequisiteCriteria": "ALL"},
        {"sourcedId": "unit-1a", "status": "active", "course": ref("algebra"), "title": "Unit 1a",
         "parent": ref("unit-1"), "sortOrder": 2},
    ],
    "componentResources": [
        {"sourcedId": "link-1", "status": "active", "courseComponent": ref("unit-1a"), "resource": ref("quiz"),
         "title": "Quiz", "lessonType": "quiz"},
    ],
    "assessmentLineItems": [
        {"sourcedId": "test", "status": "active", "title": "Test", "class": ref("alg-1"),
         "component": ref("unit-1"), "componentResource": ref("link-1"), "course": ref("algebra")},
        {"sourcedId": "question", "status": "active", "title": "Question",
         "parentAssessmentLineItem": ref("test")},
    ],
    "assessmentResults": [
        {"sourcedId": "ar-ana", "status": "active", "assessmentLineItem": ref("test"), "student": ref("ana"),
         "score": 90, "scoreDate": "2025-09-20", "scoreStatus": "fully graded", "metadata": {"xp": 20}},
    ],
}  # fmt: skip
"""A district small enough to reason about."""
