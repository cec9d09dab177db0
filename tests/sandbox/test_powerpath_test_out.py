"""Skipping a course, or a grade, by a test: who may, and what comes of asking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from oneroster_api import Reply, ref
from placement_api import PP, ROSTER, TODAY, Placing, placing, refused, shared_placing

from timeback_sandbox.edubridge.roster import require
from timeback_sandbox.powerpath.control_placement import AssignmentChange, change_assignment
from timeback_sandbox.powerpath.test_out import course_test_out_status

__all__ = ["placing", "shared_placing"]


def start(placing: Placing, course: str = "math-4", student: str = "ann") -> Reply:
    return placing.post(f"{PP}/lessonPlans/startTestOut", {"courseId": course, "studentId": student})


def status(placing: Placing, course: str = "math-4", student: str = "ann") -> Any:
    with placing.store.read() as connection:
        return course_test_out_status(
            connection, require(connection, "courses", course), require(connection, "users", student), placing.now
        )


def become(placing: Placing, assignment_id: str, value: str) -> None:
    change_assignment(placing.state, assignment_id, AssignmentChange(status=value))


# ---------------------------------------------------------------- of a course


def test_whoever_takes_the_course_may_be_tested_for_it_once(placing: Placing) -> None:
    assert status(placing) == {"status": "not_eligible"}
    placing.enroll("ann", "math-4")
    assert status(placing) == {"status": "available"}
    made = start(placing)
    assert made.status == 200, made.content
    assert set(made.body) == {"assignmentId", "lessonId", "resourceId", "status"}
    assert made.body["status"] == "created"
    assert start(placing).body == {**made.body, "status": "existing"}
    there = {"assignmentId": made.body["assignmentId"], "lessonId": made.body["lessonId"]}
    assert status(placing) == {"status": "in_progress", **there}
    for over in ("completed", "failed"):
        become(placing, there["assignmentId"], over)
        assert status(placing) == {"status": over, **there}
        assert over in refused(start(placing), 400)


def test_the_assignment_is_of_the_courses_first_subject_and_grade(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    shown = placing.assignment(start(placing).body)
    assert (shown["studentSourcedId"], shown["subject"], shown["grade"]) == ("ann", "Math", "4")


def test_a_seat_in_another_course_of_the_subject_and_grade_will_do(placing: Placing) -> None:
    placing.enroll("ann", "math-4-south")
    assert status(placing) == {"status": "available"}
    assert status(placing, "math-5") == {"status": "not_eligible"}


@pytest.mark.parametrize("value", ["expired", "cancelled"])
def test_after_an_assignment_that_came_to_nothing_there_is_another(placing: Placing, value: str) -> None:
    placing.enroll("ann", "math-4")
    first = start(placing).body["assignmentId"]
    become(placing, first, value)
    assert status(placing) == {"status": "available"}
    again = start(placing).body
    assert again["status"] == "created"
    assert again["assignmentId"] != first


def test_a_seat_that_is_over_or_deleted_does_not_count(placing: Placing) -> None:
    seat = placing.enroll("ann", "math-4")
    path = f"{ROSTER}/enrollments/{seat['id']}"
    assert placing.patch(path, {"enrollment": {"endDate": "2025-09-19"}}).status in {200, 201}
    assert status(placing) == {"status": "available"}
    placing.at(TODAY + timedelta(days=1))
    assert status(placing) == {"status": "not_eligible"}
    assert "not enrolled" in refused(start(placing), 400)
    assert placing.patch(path, {"enrollment": {"endDate": None, "status": "tobedeleted"}}).status in {200, 201}
    assert status(placing) == {"status": "not_eligible"}


def test_what_start_test_out_refuses(placing: Placing) -> None:
    refused(start(placing, course="none"), 404)
    refused(start(placing, student="none"), 404)
    refused(start(placing), 400)
    assert "subject" in refused(start(placing, course="plain"), 400)
    placing.enroll("ben", "math-4")
    assert "e-mail" in refused(start(placing, student="ben"), 400)
    refused(placing.post(f"{PP}/lessonPlans/startTestOut", {"courseId": "", "studentId": "ann"}), 422)


# ---------------------------------------------------------------- elected by the student


def eligible(placing: Placing, subject: str = "Math", student: str = "ann") -> Any:
    reply = placing.get(f"{PP}/test-out/getTestOutEligibility/{student}/{subject}")
    assert reply.status == 200, reply.content
    return reply.body


def elect(placing: Placing, subject: str = "Math", student: str = "ann") -> Reply:
    body = {"oneRosterSourcedId": student, "subject": subject}
    return placing.post(f"{PP}/test-out/makeExternalStudentTestOutAssignment", body)


def test_without_a_seat_in_a_course_of_the_subject_nobody_is_eligible(placing: Placing) -> None:
    assert eligible(placing)["eligible"] is False
    assert "enrolled" in eligible(placing)["reason"]
    refused(elect(placing), 400)
    placing.enroll("ann", "math-any")  # a placeholder, and of another subject
    assert eligible(placing, "Science")["eligible"] is False
    placing.enroll("ann", "math-4")
    assert eligible(placing) == {"eligible": True}
    assert eligible(placing, "mATH") == {"eligible": True}


def test_the_first_grade_to_be_tested_in_is_that_of_the_lowest_placement_test(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    reply = elect(placing, "math")
    assert reply.status == 200, reply.content
    assert reply.body["success"] is True
    data = reply.body["data"]
    assert (data["grade"], data["subject"]) == ("3", "Math")
    shown = placing.assignment(data)
    assert (shown["componentResourceSourcedId"], shown["resourceSourcedId"]) == (data["lessonId"], data["resourceId"])
    assert shown["grade"] == "3"
    assert elect(placing).body["data"] == data  # not over yet


def test_the_grade_after_the_highest_one_mastered_is_tested(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    placing.result("place-5", 95, lessonType="placement")
    assert elect(placing).body["data"]["grade"] == "6"


def test_after_a_test_at_that_grade_the_student_is_not_eligible(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    made = elect(placing).body["data"]
    become(placing, made["assignmentId"], "failed")
    assert "taken" in eligible(placing)["reason"]
    refused(elect(placing), 400)
    become(placing, made["assignmentId"], "cancelled")
    assert eligible(placing) == {"eligible": True}


def test_a_test_that_somebody_else_has_assigned_does_not_stand_in_the_way(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    become(placing, placing.assign(grade="3")["assignmentId"], "failed")
    assert eligible(placing) == {"eligible": True}


def test_without_a_grade_to_be_tested_in_nobody_is_eligible(placing: Placing) -> None:
    placing.enroll("ann", "reading-4")
    assert "no grade" in eligible(placing, "Reading")["reason"]
    refused(elect(placing, "Reading"), 400)
    placing.result(
        "quiz-4", 95, lessonType="placement",
        line_item={"metadata": {"subject": "Reading", "grades": ["13"], "lessonType": "placement"},
                   "course": ref("reading-4")},
    )  # fmt: skip
    assert "no grade" in eligible(placing, "Reading")["reason"]


def test_what_an_election_refuses(placing: Placing) -> None:
    refused(placing.get(f"{PP}/test-out/getTestOutEligibility/ann/FastMath"), 422)
    refused(placing.get(f"{PP}/test-out/getTestOutEligibility/none/Math"), 404)
    refused(elect(placing, "Social Studies"), 422)
    refused(elect(placing, student="none"), 404)
    placing.enroll("ben", "math-4")
    assert "e-mail" in refused(elect(placing, student="ben"), 400)
