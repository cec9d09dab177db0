"""A student's results in a course, and results that are put into the gradebook for something in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from oneroster_api import ref
from placement_api import BOOK, ROSTER, lesson, refused
from plan_api import PP, TODAY, Planning, planning, shared_planning

__all__ = ["planning", "shared_planning"]

PATH = f"{PP}/lessonPlans/updateStudentItemResponse"
RESULT: dict[str, Any] = {
    "status": "active", "scoreDate": "2025-09-18T10:00:00Z", "scoreStatus": "fully graded", "score": 80,
}  # fmt: skip


def progress(planning: Planning, student: str = "ann", **query: object) -> dict[str, Any]:
    reply = planning.get(f"{PP}/lessonPlans/getCourseProgress/maths/student/{student}", **query)
    assert reply.status == 200, reply.content
    found: dict[str, Any] = reply.body
    return found


def respond(planning: Planning, about: str = "quiz", **result: Any) -> dict[str, Any]:
    """A result that is put into the gradebook."""
    body = {"studentId": "ann", "componentResourceId": about, "result": {**RESULT, **result}}
    reply = planning.post(PATH, body)
    assert reply.status == 201, reply.content
    found: dict[str, Any] = reply.body
    return found


# ---------------------------------------------------------------- progress


def test_every_lesson_of_a_course_gets_a_line_item_by_being_asked_for(planning: Planning) -> None:
    assert planning.get(f"{BOOK}/assessmentLineItems").body["assessmentLineItems"] == []
    items = progress(planning)["lineItems"]
    assert items == [
        {
            "type": "resource", "assessmentLineItemSourcedId": f"pp-ali:{name}",
            "courseComponentResourceSourcedId": name, "title": name, "results": [],
        }
        for name in ("intro", "quiz", "help", "deep", "last")
    ]  # fmt: skip
    quiz = planning.row(f"{BOOK}/assessmentLineItems/pp-ali:quiz")
    assert quiz["metadata"] == {"lessonType": "quiz", "subject": "Math", "grades": ["4"]}
    intro = planning.row(f"{BOOK}/assessmentLineItems/pp-ali:intro")
    assert intro["componentResource"]["sourcedId"] == "intro"
    assert (intro["component"]["sourcedId"], intro["course"]["sourcedId"]) == ("a", "maths")
    assert progress(planning)["lineItems"] == items


def put_item(planning: Planning, name: str, **fields: Any) -> None:
    made = planning.put(
        f"{BOOK}/assessmentLineItems/{name}", {"assessmentLineItem": {"status": "active", "title": name, **fields}}
    )
    assert made.status == 201, made.content


def test_line_items_of_components_come_before_those_of_lessons_both_in_the_order_of_the_course(
    planning: Planning,
) -> None:
    put_item(planning, "of-b", component=ref("b"))
    put_item(planning, "of-a", component=ref("a"))
    put_item(planning, "of-quiz", componentResource=ref("quiz"), component=ref("a"))
    put_item(planning, "below-quiz", componentResource=ref("quiz"), parentAssessmentLineItem=ref("of-quiz"))
    put_item(planning, "of-other", component=ref("elsewhere"))
    put_item(planning, "deleted", component=ref("a"), status="tobedeleted")
    found = [(one["type"], one["assessmentLineItemSourcedId"]) for one in progress(planning)["lineItems"]]
    assert found == [
        ("component", "of-a"), ("component", "of-b"), ("resource", "pp-ali:intro"), ("resource", "of-quiz"),
        ("resource", "pp-ali:help"), ("resource", "pp-ali:deep"), ("resource", "pp-ali:last"),
    ]  # fmt: skip


def test_results_are_the_students_active_ones_from_the_oldest_on(planning: Planning) -> None:
    planning.result("quiz", 90, attempt=2, minutes=5)
    planning.result("quiz", 40, attempt=1)
    planning.result("quiz", 70, student="ben")
    gone = planning.result("quiz", 10, attempt=3)
    planning.delete(f"{BOOK}/assessmentResults/{gone}")
    (quiz,) = progress(planning, lessonId="quiz")["lineItems"]
    assert [one["score"] for one in quiz["results"]] == [40, 90]
    first = quiz["results"][0]
    assert first["sourcedId"] == "pp-ar:quiz:ann:1"
    assert not {"assessmentLineItem", "student"} & set(first)
    assert (first["scoreStatus"], first["status"]) == ("fully graded", "active")


def test_only_one_lesson_may_be_asked_for(planning: Planning) -> None:
    assert [one["title"] for one in progress(planning, lessonId="deep")["lineItems"]] == ["deep"]
    for other in ("none", "spare", "a"):
        assert progress(planning, lessonId=other)["lineItems"] == []


def test_progress_tells_whether_the_course_can_be_skipped(planning: Planning) -> None:
    assert progress(planning)["testOut"] == {"status": "not_eligible"}
    planning.enroll("ann", "maths")
    assert progress(planning)["testOut"] == {"status": "available"}
    started = planning.post(f"{PP}/lessonPlans/startTestOut", {"courseId": "maths", "studentId": "ann"}).body
    assert progress(planning)["testOut"] == {
        "status": "in_progress", "assignmentId": started["assignmentId"], "lessonId": started["lessonId"],
    }  # fmt: skip


@pytest.mark.parametrize("path", ["none/student/ann", "maths/student/none", "maths/student/gone"])
def test_progress_of_whom_or_what_is_not_there(planning: Planning, path: str) -> None:
    refused(planning.get(f"{PP}/lessonPlans/getCourseProgress/{path}"), 404)


# ---------------------------------------------------------------- item responses


def test_a_result_is_made_with_its_line_item(planning: Planning) -> None:
    made = respond(planning)
    assert made["componentResourceLineItem"]["sourcedId"] == "pp-ali:quiz"
    assert made["componentResourceLineItem"]["componentResource"] == {"sourcedId": "quiz"}
    result = made["componentResourceResult"]
    assert {name: result[name] for name in ("sourcedId", "student", "score", "scoreDate", "metadata")} == {
        "sourcedId": "pp-ar:quiz:ann:1", "student": {"sourcedId": "ann"}, "score": 80,
        "scoreDate": "2025-09-18T10:00:00.000Z", "metadata": {"attempt": 1},
    }  # fmt: skip
    assert planning.row(f"{BOOK}/assessmentResults/pp-ar:quiz:ann:1")["score"] == 80
    (quiz,) = progress(planning, lessonId="quiz")["lineItems"]
    assert [one["score"] for one in quiz["results"]] == [80]


def test_the_latest_result_is_changed_field_by_field(planning: Planning) -> None:
    planning.result("quiz", 50, attempt=1, xp=1)
    planning.result("quiz", 60, attempt=2, xp=2)
    planning.at(TODAY + timedelta(hours=1))
    result = respond(planning, score=None, comment="Seen", metadata={"note": "n"}, late="true")[
        "componentResourceResult"
    ]
    assert (result["sourcedId"], result["comment"], result["late"]) == ("pp-ar:quiz:ann:2", "Seen", "true")
    assert "score" not in result
    assert result["dateLastModified"] == "2025-09-19T16:00:00.000Z"
    metadata = planning.row(f"{BOOK}/assessmentResults/pp-ar:quiz:ann:2")["metadata"]
    assert (metadata["attempt"], metadata["xp"], metadata["note"]) == (2, 2, "n")
    again = respond(planning, metadata=None)["componentResourceResult"]
    assert (again["metadata"], again["comment"]) == ({"attempt": 2}, "Seen")


def test_the_attempt_may_be_named(planning: Planning) -> None:
    planning.result("quiz", 50, attempt=1)
    planning.result("quiz", 60, attempt=2)
    for attempt, sourced_id in ((1, "pp-ar:quiz:ann:1"), (3, "pp-ar:quiz:ann:3")):
        made = respond(planning, metadata={"attempt": attempt})["componentResourceResult"]
        assert (made["sourcedId"], made["metadata"]["attempt"]) == (sourced_id, attempt)
    assert planning.row(f"{BOOK}/assessmentResults/pp-ar:quiz:ann:2")["score"] == 60


def test_a_result_may_be_deleted_and_comes_back_when_it_is_made_again(planning: Planning) -> None:
    respond(planning)
    assert respond(planning, status="tobedeleted")["componentResourceResult"]["status"] == "tobedeleted"
    assert progress(planning, lessonId="quiz")["lineItems"][0]["results"] == []
    made = respond(planning, score=5)["componentResourceResult"]
    assert (made["sourcedId"], made["status"], made["score"]) == ("pp-ar:quiz:ann:1", "active", 5)


def test_articles_and_material_without_a_type_have_results_too(planning: Planning) -> None:
    planning.load(lesson("article", "b", "alpha-read-article", subject="Reading"))
    objective = {"learningObjectiveId": "cf-1", "score": 1.5}
    objectives = [{"source": "case", "learningObjectiveResults": [objective]}]
    made = respond(planning, "article", learningObjectiveSet=objectives, scorePercentile=50.5)
    assert made["componentResourceResult"]["learningObjectiveSet"] == objectives
    assert made["componentResourceLineItem"]["metadata"]["lessonType"] == "alpha-read-article"
    attempts = planning.get(f"{PP}/getAttempts", student="ann", lesson="article").body["attempts"]
    assert [one["score"] for one in attempts] == [80]
    assert respond(planning, "intro")["componentResourceResult"]["sourcedId"] == "pp-ar:intro:ann:1"


def test_a_component_has_a_line_item_and_results_of_its_own(planning: Planning) -> None:
    body = {"studentId": "ann", "componentId": "a", "result": RESULT}
    made = planning.post(PATH, body)
    assert made.status == 201, made.content
    item, result = made.body["componentLineItem"], made.body["componentResult"]
    assert (item["component"], item["title"]) == ({"sourcedId": "a"}, "Unit a")
    assert result["assessmentLineItem"] == {"sourcedId": item["sourcedId"]}
    again = planning.post(PATH, {**body, "result": {**RESULT, "score": 90}}).body
    assert again["componentResult"]["sourcedId"] == result["sourcedId"]
    first = progress(planning)["lineItems"][0]
    assert (first["type"], first["courseComponentSourcedId"]) == ("component", "a")
    assert [one["score"] for one in first["results"]] == [90]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"studentId": "gone"}, 404), ({"studentId": None}, 422), ({"componentResourceId": "none"}, 404),
        ({"componentResourceId": "lost"}, 404), ({"componentResourceId": None}, 422),
        ({"componentResourceId": None, "componentId": "old"}, 404), ({"componentId": "a"}, 422),
        ({"result": None}, 422), ({"result": {**RESULT, "status": "gone"}}, 422),
        ({"result": {**RESULT, "scoreStatus": None}}, 422), ({"result": {**RESULT, "scoreDate": "soon"}}, 422),
        ({"result": {**RESULT, "score": "high"}}, 422), ({"result": {**RESULT, "metadata": {"attempt": 0}}}, 422),
        ({"result": {**RESULT, "metadata": {"attempt": "one"}}}, 422), ({"result": {**RESULT, "late": 3}}, 422),
        ({"result": {**RESULT, "learningObjectiveSet": [{"source": "x"}]}}, 422),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_is_refused(planning: Planning, change: dict[str, Any], status: int) -> None:
    body = {"studentId": "ann", "componentResourceId": "quiz", "result": RESULT, **change}
    refused(planning.post(PATH, body), status)
    assert planning.get(f"{BOOK}/assessmentResults").body["assessmentResults"] == []


def test_a_deleted_lesson_has_no_place_in_progress(planning: Planning) -> None:
    respond(planning)
    planning.delete(f"{ROSTER}/courses/component-resources/quiz")
    assert "quiz" not in [one["title"] for one in progress(planning)["lineItems"]]
