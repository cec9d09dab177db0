"""Test assignments over HTTP: making, listing, changing, and what time does to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from placement_api import PP, ROSTER, TODAY, Placing, placing, refused, shared_placing

from timeback_sandbox.powerpath import assignments
from timeback_sandbox.powerpath.control_placement import AssignmentChange, change_assignment

__all__ = ["placing", "shared_placing"]

PATH = f"{PP}/test-assignments"


def listed(placing: Placing, path: str = f"{PATH}/admin", **query: object) -> Any:
    reply = placing.get(path, **query)
    assert reply.status == 200, reply.content
    return reply.body


def ids(page: Any) -> list[str]:
    return [one["sourcedId"] for one in page["testAssignments"]]


# ---------------------------------------------------------------- making


def test_a_new_assignment_is_a_row_a_resource_and_a_lesson(placing: Placing) -> None:
    made = placing.assign(testName="Spring check")
    assert set(made) == {"assignmentId", "lessonId", "resourceId"}
    assert placing.assignment(made) == {
        "sourcedId": made["assignmentId"], "studentSourcedId": "ann", "studentEmail": "ann@north.example",
        "subject": "Math", "grade": "4", "assignmentStatus": "assigned", "assignedByUserSourcedId": None,
        "testName": "Spring check", "assignedAt": "2025-09-19T15:00:00.000Z", "expiresAt": None, "completedAt": None,
        "resourceSourcedId": made["resourceId"], "componentResourceSourcedId": made["lessonId"],
    }  # fmt: skip
    resource = placing.row(f"/ims/oneroster/resources/v1p2/resources/{made['resourceId']}")
    assert resource["metadata"] == {
        "type": "interactive", "lessonType": "test-out", "toolProvider": "mastery-track", "subject": "Math",
        "grades": ["4"],
    }  # fmt: skip
    assert resource["title"] == "Spring check"


def test_its_lesson_can_be_read_by_id_but_is_in_no_list(placing: Placing) -> None:
    before = placing.get(f"{ROSTER}/courses/component-resources")
    made = placing.assign()
    lesson = placing.row(f"courses/component-resources/{made['lessonId']}")
    assert lesson["lessonType"] == lesson["metadata"]["lessonType"] == "test-out"
    assert lesson["resource"]["sourcedId"] == made["resourceId"]
    assert "courseComponent" not in lesson
    after = placing.get(f"{ROSTER}/courses/component-resources")
    assert after.body["totalCount"] == before.body["totalCount"]
    assert made["lessonId"] not in after.content.decode()
    found = placing.get(f"{ROSTER}/courses/component-resources", filter=f"sourcedId='{made['lessonId']}'")
    assert found.body["componentResources"] == []


@pytest.mark.parametrize(
    "body",
    [
        {}, {"student": "ann", "subject": "Math"}, {"student": "ann", "grade": "4"}, {"subject": "Math", "grade": "4"},
        {"student": "ann", "subject": "Maths", "grade": "4"}, {"student": "ann", "subject": "Math", "grade": "14"},
        {"student": "", "subject": "Math", "grade": "4"}, {"student": ["ann"], "subject": "Math", "grade": "4"},
        {"student": "ann", "subject": "Math", "grade": "4", "testName": 7}, [], "ann",
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_refused(placing: Placing, body: object) -> None:
    refused(placing.post(PATH, body), 422)
    assert listed(placing)["totalCount"] == 0


def test_the_student_has_to_exist_and_to_have_an_address(placing: Placing) -> None:
    wanted = {"subject": "Math", "grade": "4"}
    assert refused(placing.post(PATH, {"student": "nobody", **wanted}), 404) == "Student not found: nobody"
    refused(placing.post(PATH, {"student": "gone", **wanted}), 404)
    assert "e-mail" in refused(placing.post(PATH, {"student": "ben", **wanted}), 400)


# ---------------------------------------------------------------- listing


def test_the_newest_come_first_and_filters_are_exact(placing: Placing) -> None:
    made = []
    for minute, (student, subject, grade) in enumerate(
        [("ann", "Math", "4"), ("cem", "Math", "5"), ("ann", "Reading", "4"), ("ann", "Math", "-1")]
    ):
        placing.at(TODAY + timedelta(minutes=minute))
        made.append(placing.assign(student, subject, grade)["assignmentId"])
    first, second, third, fourth = made
    assert ids(listed(placing)) == [fourth, third, second, first]
    assert ids(listed(placing, PATH, student="ann")) == [fourth, third, first]
    assert ids(listed(placing, student="cem")) == [second]
    assert ids(listed(placing, subject="Math")) == [fourth, second, first]
    assert ids(listed(placing, subject="Mat")) == []
    assert ids(listed(placing, grade="-1")) == [fourth]
    assert ids(listed(placing, PATH, student="ann", subject="Math", grade="4", status="assigned")) == [first]
    assert ids(listed(placing, status="completed")) == []
    assert listed(placing, student="nobody")["totalCount"] == 0


def test_of_assignments_of_the_same_moment_the_id_decides(placing: Placing) -> None:
    made = sorted(placing.assign()["assignmentId"] for _ in range(4))
    assert ids(listed(placing)) == made


def test_pages_tell_where_they_are(placing: Placing) -> None:
    for _ in range(5):
        placing.assign()
    page = listed(placing, limit=2, offset=4)
    assert len(page["testAssignments"]) == 1
    del page["testAssignments"]
    assert page == {"totalCount": 5, "pageCount": 3, "pageNumber": 3, "offset": 4, "limit": 2}
    assert listed(placing)["limit"] == 100
    assert ids(listed(placing, limit=3)) + ids(listed(placing, limit=3, offset=3)) == ids(listed(placing))
    assert ids(listed(placing, offset=50)) == []


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 3001}, {"limit": "ten"}, {"offset": -1}, {"offset": "x"}, {"status": "done"},
     {"grade": "14"}, {"limit": "1" * 5000}, {"offset": 2**80}],
)  # fmt: skip
def test_wrong_parameters_are_refused(placing: Placing, query: dict[str, object]) -> None:
    refused(placing.get(f"{PATH}/admin", **query), 422)
    refused(placing.get(PATH, student="ann", **query), 422)


def test_a_students_list_wants_a_known_student(placing: Placing) -> None:
    refused(placing.get(PATH), 422)
    refused(placing.get(PATH, student="nobody"), 404)


# ---------------------------------------------------------------- changing


def test_another_name_is_all_that_can_be_put(placing: Placing) -> None:
    made = placing.assign()
    path = f"{PATH}/{made['assignmentId']}"
    reply = placing.put(path, {"testName": "Autumn check"})
    assert (reply.status, reply.content) == (204, b"")
    assert placing.assignment(made)["testName"] == "Autumn check"
    wrong: list[object] = [
        {},
        {"testName": ""},
        {"testName": None},
        {"testName": "a", "grade": "5"},
        [],
        {"testName": 5},
    ]
    for body in wrong:
        refused(placing.put(path, body), 400)
    assert placing.assignment(made)["testName"] == "Autumn check"
    refused(placing.put(f"{PATH}/none", {"testName": "a"}), 404)


def test_what_is_deleted_is_gone_with_its_lesson(placing: Placing) -> None:
    made, kept = placing.assign(), placing.assign()
    path = f"{PATH}/{made['assignmentId']}"
    assert placing.delete(path).status == 204
    refused(placing.get(path), 404)
    refused(placing.delete(path), 404)
    refused(placing.put(path, {"testName": "a"}), 404)
    assert ids(listed(placing)) == [kept["assignmentId"]]
    assert placing.row(f"courses/component-resources/{made['lessonId']}")["status"] == "tobedeleted"


# ---------------------------------------------------------------- time


def test_an_open_assignment_expires_by_the_sandboxs_clock() -> None:
    placing = Placing(test_assignment_lifetime=3600.0)
    try:
        placing.fill()
        made = placing.assign()
        assert placing.assignment(made)["expiresAt"] == "2025-09-19T16:00:00.000Z"
        placing.at(TODAY + timedelta(seconds=3599))
        assert placing.assignment(made)["assignmentStatus"] == "assigned"
        placing.at(TODAY + timedelta(seconds=3600))
        assert placing.assignment(made)["assignmentStatus"] == "expired"
        assert ids(listed(placing, status="expired")) == [made["assignmentId"]]
        assert ids(listed(placing, status="assigned")) == []
    finally:
        placing.close()


def test_what_is_over_does_not_expire(placing: Placing) -> None:
    made = placing.assign()
    past = datetime(2025, 1, 1, tzinfo=UTC)
    for status in ("completed", "failed", "cancelled"):
        change_assignment(placing.state, made["assignmentId"], AssignmentChange(status=status, expiresAt=past))
        assert placing.assignment(made)["assignmentStatus"] == status
    change_assignment(placing.state, made["assignmentId"], AssignmentChange(status="in_progress"))
    assert placing.assignment(made)["assignmentStatus"] == "expired"
    change_assignment(placing.state, made["assignmentId"], AssignmentChange(expiresAt=None))
    assert placing.assignment(made)["assignmentStatus"] == "in_progress"


def test_a_tester_sets_known_statuses_of_known_assignments(placing: Placing) -> None:
    with pytest.raises(KeyError):
        change_assignment(placing.state, "none", AssignmentChange(status="failed"))
    with pytest.raises(ValueError, match="cancelled"):
        change_assignment(placing.state, placing.assign()["assignmentId"], AssignmentChange(status="lost"))


def test_the_moment_of_completion_is_kept(placing: Placing) -> None:
    made = placing.assign()
    change_assignment(placing.state, made["assignmentId"], AssignmentChange(status="completed"))
    assert placing.assignment(made)["completedAt"] == "2025-09-19T15:00:00.000Z"


# ---------------------------------------------------------------- the one that counts


def test_what_is_over_counts_before_what_is_open_and_the_newest_first(placing: Placing) -> None:
    def counts() -> str | None:
        with placing.store.read() as connection:
            found = assignments.assignment_for(connection, "ann", "Math", "4", placing.now)
        return found and found.id

    assert counts() is None
    older, newer = (placing.assign()["assignmentId"] for _ in range(2))
    assert counts() == newer
    change_assignment(placing.state, older, AssignmentChange(status="failed"))
    assert counts() == older
    change_assignment(placing.state, older, AssignmentChange(status="cancelled"))
    assert counts() == newer
    change_assignment(placing.state, newer, AssignmentChange(expiresAt=datetime(2025, 1, 1, tzinfo=UTC)))
    assert counts() is None
