"""A sandbox with a small roster, for tests of EduBridge's routes: calls go straight into the application."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from oneroster_api import NOW, Api, ref, role, user
from sqlalchemy import insert

from timeback_sandbox.app import create_app_for
from timeback_sandbox.edubridge import tables
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State
from timeback_sandbox.store import Store

ROSTER = "/ims/oneroster/rostering/v1p2"
BOOK = "/ims/oneroster/gradebook/v1p2"
TODAY = datetime(2025, 9, 19, 15, 0, tzinfo=UTC)

GOALS = {"dailyXp": 20.5, "dailyLessons": 1}
SIZE = {"totalXp": 130, "totalLessons": 10, "courseType": "base", "isSupplemental": False}

PEOPLE: dict[str, list[dict[str, Any]]] = {
    "orgs": [
        {"sourcedId": "north", "name": "North School", "type": "school", "identifier": "S-1"},
        {"sourcedId": "south", "name": "South School", "type": "school", "identifier": "S-2"},
    ],
    "courses": [
        {"sourcedId": "math-4", "status": "active", "title": "Math 4", "courseCode": "M4", "org": ref("north"),
         "grades": ["4"], "subjects": ["Math"],
         "metadata": {"goals": GOALS, "metrics": SIZE, "primaryApp": "app-lab"}},
        {"sourcedId": "reading-4", "status": "active", "title": "Reading 4", "org": ref("south"),
         "metadata": {"primaryApp": "Story Path"}},
        {"sourcedId": "old", "status": "tobedeleted", "title": "Old", "org": ref("north")},
    ],
    "users": [
        user("ann", role("student", "north"), email="ann@north.example", username="ann.doe", grades=["4"],
             primaryOrg=ref("north")),
        user("ben", role("student", "south", "secondary"), role("student", "north"), email=None),
        user("cem", role("teacher", "south"), role("student", "north", "secondary")),
        user("dia", role("teacher", "north"), primaryOrg=ref("south")),
        user("eve", role("guardian", "south", "secondary")),
    ],
}  # fmt: skip

APPS: list[dict[str, Any]] = [
    {"sourced_id": "app-lab", "name": "Number Lab", "description": None, "domain": '["lab.example"]',
     "status": "active", "date_last_modified": "2025-09-01T08:30:00.000Z"},
    {"sourced_id": "app-story", "name": "Story Path", "description": "Stories", "domain": '["a.example","b.example"]',
     "status": "active", "date_last_modified": "2025-09-01T08:30:00.000Z", "tenant_id": "t", "client_app_id": "c",
     "metadata": '{"a":1}'},
]  # fmt: skip


class EduApi(Api):
    """EduBridge and OneRoster of one sandbox whose clock stands still at `TODAY`."""

    def __init__(self, url: str = "sqlite://", **settings: Any) -> None:
        self.settings = Settings(database=url, seed="empty", no_auth=True, **settings)
        self.store = Store.open(url)
        self.state = State(self.settings, self.store)
        self.state.clock.set(TODAY, frozen=True)
        self.app = create_app_for(self.state)
        self._runner = asyncio.Runner()

    def close(self) -> None:
        self._runner.close()
        self.state.close()

    def fill(self, records: Mapping[str, list[dict[str, Any]]] = PEOPLE) -> None:
        """Puts a roster into the store, and the applications."""
        self.load(records)
        with self.store.write() as connection:
            for app in APPS:
                connection.execute(insert(tables.APPLICATIONS).values(app))

    def rows(self, kind: str, **query: object) -> list[dict[str, Any]]:
        """All records of a kind, as OneRoster shows them."""
        reply = self.get(f"{ROSTER}/{kind}", limit=1000, **query)
        assert reply.status == 200, reply.content
        found: list[dict[str, Any]] = reply.body[kind]
        return found

    def row(self, path: str) -> dict[str, Any]:
        """One record, as OneRoster shows it."""
        reply = self.get(f"{ROSTER}/{path}" if not path.startswith("/") else path)
        assert reply.status == 200, reply.content
        (found,) = reply.body.values()
        record: dict[str, Any] = found
        return record

    def at(self, moment: datetime) -> None:
        """Makes it another time."""
        self.state.clock.set(moment, frozen=True)

    def enroll(self, who: str, course: str, body: object = None, school: str | None = None) -> dict[str, Any]:
        """A successful enrolment, in its read form."""
        end = "" if school is None else f"/{school}"
        reply = self.post(f"/edubridge/enrollments/enroll/{who}/{course}{end}", {} if body is None else body)
        assert reply.status == 201, reply.content
        seat: dict[str, Any] = reply.body["data"]
        return seat

    def seats(self, who: str) -> list[dict[str, Any]]:
        """A user's enrolments."""
        reply = self.get(f"/edubridge/enrollments/user/{who}")
        assert reply.status == 200, reply.content
        found: list[dict[str, Any]] = reply.body["data"]
        return found


@pytest.fixture(scope="module")
def shared_edu() -> Iterator[EduApi]:
    made = EduApi()
    made.fill()
    made.store.snapshot("roster")
    yield made
    made.close()


@pytest.fixture
def edu(shared_edu: EduApi) -> EduApi:
    """Two schools, three courses and five people, fresh for each test."""
    shared_edu.store.restore("roster")
    shared_edu.at(TODAY)
    return shared_edu


__all__ = ["APPS", "BOOK", "GOALS", "NOW", "PEOPLE", "ROSTER", "SIZE", "TODAY", "EduApi", "edu", "shared_edu"]
