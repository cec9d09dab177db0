"""Line items of PowerPath that somebody has replaced in the gradebook without the fields that OneRoster lacks."""

from __future__ import annotations

from typing import Any

import pytest
from lesson_world import EASY, PP, World, ok, shared_world, world
from oneroster_api import GRADEBOOK, ref

__all__ = ["shared_world", "world"]

COURSE_PROGRESS = f"{PP}/lessonPlans/getCourseProgress/math-3/student/ann"


def replace(world: World, sourced_id: str, **more: Any) -> None:
    """Replaces a line item by one of OneRoster's own fields, and these."""
    body = {"sourcedId": sourced_id, "status": "active", "title": "Renamed", **more}
    reply = world.put(f"{GRADEBOOK}/assessmentLineItems/{sourced_id}", {"assessmentLineItem": body})
    assert reply.status in {200, 201}, reply.content


def listed(world: World, lesson: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ok(world.get(COURSE_PROGRESS, lessonId=lesson))["lineItems"]
    return found


def test_an_attempt_goes_on_after_its_line_item_was_replaced(world: World) -> None:
    for question in EASY[:2]:
        world.answered(question)
    replace(world, "pp-ali:practice")
    assert [one["score"] for one in world.attempts()] == [27]
    assert world.progress()["score"] == 27
    assert [world.answered(one)["powerpathScore"] for one in EASY[2:4]] == [39, 50]
    item = world.line_item("pp-ali:practice")
    assert (item["title"], item["componentResource"]["sourcedId"]) == ("Renamed", "practice")


def test_a_quiz_whose_line_item_was_replaced_keeps_its_result(world: World) -> None:
    world.take("B", "B", "B", "B", "A")
    replace(world, "pp-ali:quiz")
    assert world.progress("quiz")["score"] == 80
    (shown,) = listed(world, "quiz")
    assert (shown["title"], [one["score"] for one in shown["results"]]) == ("Renamed", [80])
    assert ok(world.new_attempt("quiz"))["attempt"]["attempt"] == 2


@pytest.mark.parametrize("link", [{"componentResource": ref("quiz")}, {"parentAssessmentLineItem": ref("pp-ali:quiz")}])
def test_a_line_item_with_the_id_of_a_lesson_becomes_that_of_the_lesson(world: World, link: dict[str, Any]) -> None:
    world.answered("q1", lesson="quiz")
    replace(world, "pp-ali:practice", **link)
    assert world.attempts() == []
    assert [world.answered(one)["powerpathScore"] for one in EASY[:2]] == [14, 27]
    assert [one["assessmentLineItemSourcedId"] for one in listed(world, "quiz")] == ["pp-ali:quiz"]


def test_line_items_of_units_and_questions_are_found_again(world: World) -> None:
    result = {"status": "active", "scoreDate": "2026-03-01T00:00:00Z", "scoreStatus": "fully graded", "score": 5}
    body = {"studentId": "ann", "componentId": "unit", "result": result}
    for _ in range(2):
        assert world.post(f"{PP}/lessonPlans/updateStudentItemResponse", body).status == 201
        replace(world, "pp-ali-component:unit")
    made = world.post(f"{PP}/lessonPlans/updateStudentItemResponse", body)
    assert made.body["componentLineItem"]["component"] == {"sourcedId": "unit"}
    world.answered(EASY[0])
    replace(world, f"pp-ali:practice:{EASY[0]}")
    world.answered(EASY[0])
    parent = world.line_item(f"pp-ali:practice:{EASY[0]}")["parentAssessmentLineItem"]
    assert parent["sourcedId"] == "pp-ali:practice"


def test_a_placement_test_whose_line_item_was_replaced_is_taken_back_by_a_reset(world: World) -> None:
    world.take("B", "B", "B", "B", "A", lesson="place")
    replace(world, "pp-ali:place")
    assert [one["score"] for one in world.attempts("place")] == [80]
    reply = ok(world.post(f"{PP}/placement/resetUserPlacement", {"student": "ann", "subject": "Math"}))
    assert reply["placementResultsDeleted"] == 1
    assert world.attempts("place") == []
