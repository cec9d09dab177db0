"""Placement over HTTP: levels, tests, progress, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from oneroster_api import ref
from placement_api import BOOK, PP, ROSTER, Placing, placing, refused, shared_placing
from sqlalchemy import insert

from timeback_sandbox.powerpath import onboarding
from timeback_sandbox.powerpath.rungs import placement_tests
from timeback_sandbox.powerpath.tables_plans import SCREENING_RESULTS

__all__ = ["placing", "shared_placing"]

LEVEL = "placement/getCurrentLevel"
NEXT = "placement/getNextPlacementTest"


def test_before_the_first_test_the_lowest_grade_is_the_level(placing: Placing) -> None:
    assert placing.ask(LEVEL) == {"gradeLevel": "3", "onboarded": False, "availableTests": 3}
    assert placing.ask(NEXT) == {
        "gradeLevel": "3", "onboarded": False, "availableTests": 3, "exhaustedTests": False, "lesson": "place-3",
    }  # fmt: skip


def test_a_passed_test_opens_the_next_one(placing: Placing) -> None:
    placing.result("place-3", 90)
    assert placing.ask(LEVEL) == {"gradeLevel": "4", "onboarded": False, "availableTests": 3}
    assert placing.ask(NEXT)["lesson"] == "place-4"


def test_a_failed_test_ends_the_placement(placing: Placing) -> None:
    placing.result("place-3", 100)
    placing.result("place-4", 50, minutes=5)
    assert placing.ask(LEVEL) == {"gradeLevel": "4", "onboarded": True, "availableTests": 3}
    assert placing.ask(NEXT) == {
        "gradeLevel": None, "onboarded": True, "availableTests": 3, "exhaustedTests": False, "lesson": None,
    }  # fmt: skip


def test_when_every_test_is_passed_there_is_none_left(placing: Placing) -> None:
    for minutes, grade in enumerate((3, 4, 5)):
        placing.result(f"place-{grade}", 95, minutes=minutes)
    assert placing.ask(LEVEL)["gradeLevel"] == "5"
    assert placing.ask(NEXT)["exhaustedTests"] is True


def test_only_the_latest_attempt_counts_and_only_when_it_is_over(placing: Placing) -> None:
    placing.result("place-3", 40)
    placing.result("place-3", 0, attempt=2, status="not submitted", minutes=5)
    assert placing.ask(NEXT)["lesson"] == "place-3"
    assert placing.ask(NEXT)["onboarded"] is False
    placing.result("place-3", 96, attempt=2, minutes=9)
    assert placing.ask(NEXT)["lesson"] == "place-4"


def test_which_test_was_the_last_does_not_hang_on_how_its_moment_is_written(placing: Placing) -> None:
    placing.result("place-3", 100, completedAt="2024-01-05T23:30:00+02:00")
    placing.result("place-4", 50, completedAt="2024-01-05T22:00:00.000Z")
    assert placing.ask(LEVEL) == {"gradeLevel": "4", "onboarded": True, "availableTests": 3}
    placing.result("place-3", 100, completedAt="some time")  # then the date of the score counts
    assert placing.ask(LEVEL)["onboarded"] is False


def test_results_of_other_students_do_not_count(placing: Placing) -> None:
    placing.result("place-3", 100, student="cem")
    assert placing.ask(LEVEL)["gradeLevel"] == "3"


def test_a_deleted_test_is_none(placing: Placing) -> None:
    assert placing.delete(f"{ROSTER}/courses/component-resources/place-3").status in {200, 204}
    assert placing.ask(NEXT)["lesson"] == "place-4"
    assert placing.ask(NEXT)["availableTests"] == 2


@pytest.mark.parametrize("path", [LEVEL, NEXT, "placement/getAllPlacementTests", "placement/getSubjectProgress"])
def test_unknown_students_and_subjects_without_tests_are_not_found(placing: Placing, path: str) -> None:
    assert "nobody" in refused(placing.get(f"{PP}/{path}", student="nobody", subject="Math"), 404)
    refused(placing.get(f"{PP}/{path}", student="gone", subject="Math"), 404)
    assert "Writing" in refused(placing.get(f"{PP}/{path}", student="ann", subject="Writing"), 404)


@pytest.mark.parametrize("path", [LEVEL, NEXT, "placement/getAllPlacementTests", "placement/getSubjectProgress"])
@pytest.mark.parametrize(
    "query", [{}, {"student": "ann"}, {"student": "ann", "subject": "math"}, {"student": " ", "subject": "Math"}]
)
def test_student_and_subject_have_to_be_given(placing: Placing, path: str, query: dict[str, str]) -> None:
    refused(placing.get(f"{PP}/{path}", **query), 422)


def test_all_tests_come_with_resource_line_item_and_results(placing: Placing) -> None:
    placing.result("place-4", 30)
    placing.result("place-4", 70, attempt=2, minutes=1)
    tests = placing.ask("placement/getAllPlacementTests")["placementTests"]
    assert [test["component_resources"]["sourcedId"] for test in tests] == ["place-3", "place-4", "place-5"]
    first, second, _ = tests
    assert first["assessment_line_items"] is None
    assert first["assessment_results"] is None
    assert second["resources"]["sourcedId"] == "res-place-4"
    assert second["resources_metadata"] == second["resources"]["metadata"]
    assert second["component_resources"]["courseComponent"] == {"sourcedId": "unit-math-4"}
    assert second["assessment_line_items"]["componentResource"] == {"sourcedId": "place-4"}
    assert [one["score"] for one in second["assessment_results"]] == [30, 70]


# ---------------------------------------------------------------- everything about a student


def everything(placing: Placing, student: str = "ann") -> Any:
    reply = placing.get(f"{PP}/placement/{student}")
    assert reply.status == 200, reply.content
    return reply.body


def test_placement_by_subject_before_anything_has_happened(placing: Placing) -> None:
    assert everything(placing) == {
        "Math": {
            "startingGrade": 3, "currentGrade": 3, "subjectLowestGrade": 3, "subjectHighestGrade": 5, "RIT": {},
            "status": "not_started", "nextTestId": "place-3",
            "results": [
                {"testId": f"place-{grade}", "title": f"place-{grade}", "subject": "Math", "grade": grade,
                 "status": "NOT_STARTED", "source": "PLACEMENT"}
                for grade in (3, 4, 5)
            ],
        }
    }  # fmt: skip


def test_placement_by_subject_tells_how_each_test_went(placing: Placing) -> None:
    placing.result("place-3", 95)
    placing.result("place-4", 0, status="submitted", minutes=3)
    math = everything(placing)["Math"]
    passed, started, _ = math["results"]
    assert (passed["status"], passed["score"], passed["completedAt"]) == ("PASSED", 95, "2025-09-19T15:00:00.000Z")
    assert started["status"] == "STARTED"
    assert "score" not in started
    assert (math["status"], math["currentGrade"], math["nextTestId"]) == ("in_progress", 4, "place-4")
    placing.result("place-4", 20, minutes=4)
    math = everything(placing)["Math"]
    assert [one["status"] for one in math["results"]] == ["PASSED", "FAILED", "NOT_STARTED"]
    assert (math["status"], math["currentGrade"], math["nextTestId"]) == ("completed", 4, None)


def test_a_test_of_which_a_student_was_exempted_is_skipped(placing: Placing) -> None:
    placing.result("place-3", None, status="exempt")
    assert everything(placing)["Math"]["results"][0]["status"] == "SKIP"


def test_tests_of_other_tools_say_whose_they_are(placing: Placing) -> None:
    for name, tool in (("place-3", "edulastic"), ("place-4", "mastery-track")):
        body = {"resource": {"title": name, "vendorResourceId": name, "metadata": {"toolProvider": tool}}}
        assert placing.put(f"/ims/oneroster/resources/v1p2/resources/res-{name}", body).status == 200
    first, second, _ = everything(placing)["Math"]["results"]
    assert (first["source"], "masteryTrackProcessed" in first) == ("EDULASTIC", False)
    assert (second["source"], second["masteryTrackProcessed"]) == ("PLACEMENT", False)


def test_the_latest_map_test_is_the_growth_score(placing: Placing) -> None:
    about = {"title": "NWEA MAP Math", "status": "active"}
    assert placing.put(f"{BOOK}/assessmentLineItems/map", {"assessmentLineItem": about}).status == 201
    for day, score, grade in ((1, 190, "3"), (2, 203.4, "4")):
        body = {
            "status": "active", "assessmentLineItem": ref("map"), "student": ref("ann"), "score": score,
            "scoreDate": f"2025-09-0{day}T10:00:00Z", "scoreStatus": "fully graded", "metadata": {"ritGrade": grade},
        }  # fmt: skip
        assert placing.put(f"{BOOK}/assessmentResults/map-{day}", {"assessmentResult": body}).status == 201
    assert everything(placing)["Math"]["RIT"] == {"GROWTH": {"score": 203, "grade": 4}}


def test_the_result_of_the_screening_is_told_beside_it(placing: Placing) -> None:
    row = {"user": "ann", "grade": "3", "rit_score": 200.6, "test_name": "Math screening", "completed_at": "x"}
    with placing.store.write() as connection:
        connection.execute(insert(SCREENING_RESULTS), [{**row, "subject": "Math"}, {**row, "subject": "Reading"}])
        connection.execute(insert(SCREENING_RESULTS).values({**row, "user": "cem", "subject": "Science"}))
    assert everything(placing)["Math"]["RIT"] == {"SCREENING": {"score": 201, "grade": 3}}
    assert everything(placing, "cem")["Math"]["RIT"] == {}


def test_placement_of_an_unknown_student_is_not_found(placing: Placing) -> None:
    refused(placing.get(f"{PP}/placement/nobody"), 404)


# ---------------------------------------------------------------- progress


def test_progress_goes_through_the_courses_of_a_subject(placing: Placing) -> None:
    placing.enroll("ann", "math-4")
    placing.result("quiz-4", 80, xp=8)
    placing.result("quiz-4", 100, attempt=2, xp=5)
    placing.result("place-4", 100, status="submitted", xp=99)
    courses = {one["course"]["sourcedId"]: one for one in placing.ask("placement/getSubjectProgress")["progress"]}
    assert list(courses) == ["math-3", "math-4", "math-4-south", "math-5"]
    four = courses["math-4"]
    assert four["course"] == {
        "sourcedId": "math-4", "status": "active", "title": "Math 4", "courseCode": None, "grades": ["4"],
        "level": None, "subjects": ["Math"], "orgSourcedId": "north",
        "dateLastModified": four["course"]["dateLastModified"],
    }  # fmt: skip
    assert (four["inEnrolled"], four["hasUsedTestOut"], four["testOutLessonId"]) == (True, False, "out-4")
    assert (four["completedLessons"], four["totalLessons"]) == (1, 4)
    assert (four["totalAttainableXp"], four["totalXpEarned"]) == (12.5, 8 + 99)
    assert courses["math-3"]["inEnrolled"] is False
    placing.result("out-4", 95)
    courses = {one["course"]["sourcedId"]: one for one in placing.ask("placement/getSubjectProgress")["progress"]}
    assert courses["math-4"]["hasUsedTestOut"] is True


# ---------------------------------------------------------------- back to the beginning


def reset(placing: Placing, student: str = "ann", subject: str = "Math") -> Any:
    reply = placing.post(f"{PP}/placement/resetUserPlacement", {"student": student, "subject": subject})
    assert reply.status == 200, reply.content
    return reply.body


def test_a_reset_takes_back_results_of_tests_and_questions(placing: Placing) -> None:
    first = placing.result("place-3", 30)
    second = placing.result("place-3", 95, attempt=2)
    other = placing.result("place-3", 95, student="cem")
    quiz = placing.result("quiz-4", 95)
    item = {"title": "q1", "status": "active", "parentAssessmentLineItem": ref("pp-ali:place-3")}
    assert placing.put(f"{BOOK}/assessmentLineItems/q1", {"assessmentLineItem": item}).status == 201
    body = {
        "status": "active", "assessmentLineItem": ref("q1"), "student": ref("ann"), "score": 1,
        "scoreDate": "2025-09-01T10:00:00Z", "scoreStatus": "fully graded",
    }  # fmt: skip
    assert placing.put(f"{BOOK}/assessmentResults/q1-ann", {"assessmentResult": body}).status == 201
    with placing.store.write() as connection:
        onboarding.complete(connection, "ann", "Math", "math-3", placing.now)
    assert reset(placing) == {"success": True, "placementResultsDeleted": 2, "onboardingReset": True}
    for sourced_id, status in (
        (first, "tobedeleted"), (second, "tobedeleted"), ("q1-ann", "tobedeleted"), (other, "active"), (quiz, "active"),
    ):  # fmt: skip
        assert placing.row(f"{BOOK}/assessmentResults/{sourced_id}")["status"] == status
    assert placing.ask(LEVEL) == {"gradeLevel": "3", "onboarded": False, "availableTests": 3}
    with placing.store.read() as connection:
        record = onboarding.find(connection, "ann", "Math")
    assert record is not None
    assert (record.status, record.completed_at, record.course) == ("in_progress", None, None)


def test_a_reset_without_anything_to_take_back_succeeds(placing: Placing) -> None:
    nothing = {"success": True, "placementResultsDeleted": 0, "onboardingReset": False}
    assert reset(placing) == nothing
    assert reset(placing, subject="Writing") == nothing


def test_a_reset_wants_a_known_student_and_a_subject(placing: Placing) -> None:
    path = f"{PP}/placement/resetUserPlacement"
    refused(placing.post(path, {"student": "nobody", "subject": "Math"}), 404)
    refused(placing.post(path, {"student": "ann"}), 422)
    refused(placing.post(path, {"student": "ann", "subject": "Maths"}), 422)


def test_tests_without_a_grade_come_last(placing: Placing) -> None:
    placing.load(
        {
            "resources": [{"sourcedId": "res-x", "title": "x", "vendorResourceId": "x",
                           "metadata": {"subject": "Math", "lessonType": "placement"}}],
            "componentResources": [{"sourcedId": "place-x", "status": "active", "title": "x", "resource": ref("res-x"),
                                    "courseComponent": ref("unit-math-3")}],
        }
    )  # fmt: skip
    with placing.store.read() as connection:
        assert [one.id for one in placement_tests(connection, "Math")] == ["place-3", "place-4", "place-5", "place-x"]
    assert len(everything(placing)["Math"]["results"]) == 3
