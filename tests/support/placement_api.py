"""A school with a ladder of placement tests, for tests of placement, test assignments and test-outs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from edubridge_api import BOOK, ROSTER, TODAY, EduApi
from oneroster_api import Reply, ref, role, user
from sqlalchemy import insert

from timeback_sandbox.edubridge import tables
from timeback_sandbox.edubridge.calendar import school_year
from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.edubridge.subject_tracks import Track, track_id
from timeback_sandbox.moments import format_moment
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.oneroster.rules import Context

__all__ = ["BOOK", "PP", "ROSTER", "TODAY", "Placing", "placing", "shared_placing"]

PP = "/powerpath"


def course(sourced_id: str, grade: str, subject: str = "Math", **more: Any) -> dict[str, Any]:
    return {
        "sourcedId": sourced_id, "status": "active", "title": f"{subject} {grade}", "org": ref("north"),
        "grades": [grade], "subjects": [subject], **more,
    }  # fmt: skip


def lesson(
    sourced_id: str, component: str, kind: str | None, order: int = 1, **metadata: Any
) -> dict[str, list[dict[str, Any]]]:
    """A lesson and its resource."""
    resource = f"res-{sourced_id}"
    about = {"type": "qti", "subType": "qti-test", **({} if kind is None else {"lessonType": kind}), **metadata}
    return {
        "resources": [
            {"sourcedId": resource, "title": sourced_id, "vendorResourceId": f"test-{sourced_id}", "metadata": about}
        ],
        "componentResources": [
            {"sourcedId": sourced_id, "status": "active", "title": sourced_id, "courseComponent": ref(component),
             "resource": ref(resource), "sortOrder": order}
        ],
    }  # fmt: skip


def _world() -> dict[str, list[dict[str, Any]]]:
    world: dict[str, list[dict[str, Any]]] = {
        "orgs": [
            {"sourcedId": "north", "name": "North School", "type": "school", "identifier": "S-1"},
            {"sourcedId": "south", "name": "South School", "type": "school", "identifier": "S-2"},
        ],
        "courses": [
            course("math-3", "3"), course("math-4", "4"), course("math-5", "5"), course("math-4-south", "4"),
            course("reading-4", "4", "Reading"),
            course("math-any", "3", "Science", metadata={"placementPlaceholder": True}),
            {"sourcedId": "plain", "status": "active", "title": "Plain", "org": ref("north")},
        ],
        "users": [
            user("ann", role("student", "north"), email="ann@north.example", primaryOrg=ref("north")),
            user("ben", role("student", "north"), email=None),
            user("cem", role("student", "south"), email="Cem@South.example", primaryOrg=ref("south")),
            user("gone", role("student", "south"), email="gone@south.example", status="tobedeleted"),
        ],
        "courseComponents": [
            {"sourcedId": f"unit-{name}", "status": "active", "title": "Unit", "course": ref(name), "sortOrder": 1}
            for name in ("math-3", "math-4", "math-5", "reading-4")
        ],
        "resources": [],
        "componentResources": [],
    }  # fmt: skip
    for one in (
        lesson("place-5", "unit-math-5", "placement", subject="Math", grades=["5"]),
        lesson("place-3", "unit-math-3", "placement", subject="Math", grades=["3"], courseIdOnFail="math-3"),
        lesson("place-4", "unit-math-4", "placement", subject="Math", grades=[4]),
        lesson("out-4", "unit-math-4", "test-out", 2, subject="Math", grades=["4"], xp=0),
        lesson("quiz-4", "unit-math-4", "quiz", 3, subject="Math", grades=["4"], xp=10),
        lesson("film-4", "unit-math-4", None, 4, xp=2.5),
    ):
        for kind, records in one.items():
            world[kind] += records
    return world


class Placing(EduApi):
    """PowerPath, EduBridge and OneRoster of one sandbox."""

    @property
    def now(self) -> Now:
        """The present."""
        moment = self.state.clock.now()
        return Now(Context(moment, BEYOND_AI), school_year(moment, self.settings.school_year_start))

    def fill(self, records: Mapping[str, list[dict[str, Any]]] | None = None) -> None:
        self.load(_world() if records is None else records)

    def track(self, subject: str, grade: str, course_id: str, org: str | None = None) -> None:
        """Puts a subject track."""
        track = Track(subject, grade, course_id, org)
        with self.store.write() as connection:
            connection.execute(insert(tables.SUBJECT_TRACKS).values(id=track_id(track), **track._asdict()))

    def result(
        self,
        lesson_id: str,
        score: float | None,
        *,
        student: str = "ann",
        attempt: int = 1,
        status: str = "fully graded",
        minutes: int = 0,
        line_item: Mapping[str, Any] | None = None,
        **metadata: Any,
    ) -> str:
        """A result of a lesson in OneRoster's gradebook, as the one of an attempt."""
        moment = format_moment(self.state.clock.now() + timedelta(minutes=minutes))
        item = f"pp-ali:{lesson_id}"
        about = {"title": lesson_id, "status": "active", "componentResource": ref(lesson_id), "resultValueMax": 100}
        made = self.put(f"{BOOK}/assessmentLineItems/{item}", {"assessmentLineItem": {**about, **(line_item or {})}})
        assert made.status == 201, made.content
        sourced_id = f"pp-ar:{lesson_id}:{student}:{attempt}"
        dates = {"startedAt": moment, "completedAt": moment if status == "fully graded" else None}
        body = {
            "status": "active", "assessmentLineItem": ref(item), "student": ref(student), "score": score,
            "scoreDate": moment, "scoreStatus": status, "metadata": {"attempt": attempt, **dates, **metadata},
        }  # fmt: skip
        made = self.put(f"{BOOK}/assessmentResults/{sourced_id}", {"assessmentResult": body})
        assert made.status == 201, made.content
        return sourced_id

    def ask(self, path: str, student: str = "ann", subject: str = "Math", **more: object) -> Any:
        """A successful GET about a student in a subject."""
        reply = self.get(f"{PP}/{path}", student=student, subject=subject, **more)
        assert reply.status == 200, reply.content
        return reply.body

    def assign(self, student: str = "ann", subject: str = "Math", grade: str = "4", **more: Any) -> dict[str, Any]:
        """A new test assignment."""
        reply = self.post(f"{PP}/test-assignments", {"student": student, "subject": subject, "grade": grade, **more})
        assert reply.status == 200, reply.content
        found: dict[str, Any] = reply.body
        return found

    def assignment(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """A test assignment as it is now."""
        reply = self.get(f"{PP}/test-assignments/{made['assignmentId']}")
        assert reply.status == 200, reply.content
        found: dict[str, Any] = reply.body
        return found

    def courses_of(self, student: str) -> list[str]:
        """The courses in which a student is enrolled."""
        return [seat["course"]["id"] for seat in self.seats(student)]


def refused(reply: Reply, status: int) -> str:
    """What a refusal of PowerPath says."""
    assert reply.status == status, reply.content
    said: str = reply.body["imsx_description"]
    return said


@pytest.fixture(scope="module")
def shared_placing() -> Iterator[Placing]:
    made = Placing()
    made.fill()
    made.store.snapshot("school")
    yield made
    made.close()


@pytest.fixture
def placing(shared_placing: Placing) -> Placing:
    """The school, fresh for each test."""
    shared_placing.store.restore("school")
    shared_placing.at(TODAY)
    return shared_placing
